"""The page of findings: every code with its rule, how to mend it, and an example, as Markdown.

All of it comes from `rules.toml`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.common.escaping import visible
from pipeline.common.findings import RULES, Rule

GROUP_OR_CODE = re.compile(r"^(?:# -{20,} (?P<group>.+)|\[(?P<code>[a-z-]+)\])$", re.MULTILINE)
OPENING = """# Findings

`python scripts/docs.py` writes this page from `scripts/pipeline/common/rules.toml`; it is not
edited by hand.

`scripts/build.py` and `scripts/validate.py` print one line a finding: the file and line, its
severity and code, the record, the field and the value, what is wrong, and after the arrow what to
do. An error has to be mended; a warning asks a person to look, and stops nothing. With
`--format json` or `--format github` they say the same to machines.

Each example is an edit of the real seeds or of the real package, and one of the lines that the
command then printed; “…” in it may stand for what moves with the data, such as the number of a
line. The tests make every one of these edits.
"""


def findings_page() -> str:
    """The page; anchors are the codes themselves."""
    parts = [OPENING]
    groups = dict(
        _groups((Path(__file__).parents[1] / "common/rules.toml").read_text(encoding="utf-8"))
    )
    for group, codes in groups.items():
        parts.append(f"- {group}: " + ", ".join(f"[{code}](#{code})" for code in codes))
    for group, codes in groups.items():
        parts.append(f"\n## {group}")
        parts += [part for code in codes for part in _entry(code, RULES[code])]
    return "\n".join(parts) + "\n"


def _groups(rules: str) -> Iterator[tuple[str, list[str]]]:
    """The headings of the file of rules, each with the codes below it."""
    codes: list[str] = []
    for match in GROUP_OR_CODE.finditer(rules):
        if match["group"]:
            codes = []
            yield match["group"].capitalize(), codes
        else:
            codes.append(match["code"])


def _entry(code: str, rule: Rule) -> Iterator[str]:
    example = rule.example
    yield f"\n### {code}\n\n- Severity: {rule.severity}\n- Rule: {rule.rule}"
    yield f"- To mend it: {rule.mend}\n- Example: {example['edit']}\n"
    if shown := [line for change in example["change"] for line in _diff(change)]:
        yield "\n".join(["```diff", *shown, "```\n"])
    command, _, words = example["command"].partition(" ")
    line = " ".join(["$ python", f"scripts/{command}.py", *words.split()])
    yield f"```console\n{line}\n{example['says']}\n```"


def _diff(change: dict[str, Any]) -> Iterator[str]:
    """The lines that an edit takes away and adds; none of a file that is copied or deleted."""
    taken, added = change.get("replace", ""), change.get("by", "")
    added += change.get("write", "") + change.get("append", "")
    if taken + added:
        yield f"@@ {change['file']} @@"
    yield from (f"- {visible(line)}" for line in taken.strip("\n").split("\n") if taken)
    yield from (f"+ {visible(line)}" for line in added.strip("\n").split("\n") if added)

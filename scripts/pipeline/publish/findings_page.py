"""The page of findings: every code with its rule, how to mend it, and an example, as Markdown.

All of it comes from `rules.toml`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.common.escaping import visible
from pipeline.common.findings import RULES, Rule

RULES_FILE = Path(__file__).parents[1] / "common/rules.toml"
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
    """Return the page; anchors are the codes themselves."""
    parts = [OPENING]
    groups = _groups(RULES_FILE.read_text(encoding="utf-8"))
    for group, codes in groups.items():
        parts.append(f"- {group}: " + ", ".join(f"[{code}](#{code})" for code in codes))
    for group, codes in groups.items():
        parts.append(f"\n## {group}")
        for code in codes:
            parts += _entry(code, RULES[code])
    return "\n".join(parts) + "\n"


def _groups(rules: str) -> dict[str, list[str]]:
    """Return the headings of the file of rules, each with the codes below it."""
    groups: dict[str, list[str]] = {}
    codes: list[str] = []
    for match in GROUP_OR_CODE.finditer(rules):
        if match["group"]:
            codes = groups[match["group"].capitalize()] = []
        else:
            codes.append(match["code"])
    return groups


def _entry(code: str, rule: Rule) -> Iterator[str]:
    example = rule.example
    yield f"\n### {code}\n\n- Severity: {rule.severity}\n- Rule: {rule.rule}"
    yield f"- To mend it: {rule.mend}\n- Example: {example['edit']}\n"
    lines: list[str] = []
    for change in example["change"]:
        lines += _diff(change)
    if lines:
        yield "\n".join(["```diff", *lines, "```\n"])
    command, *words = example["command"].split()
    line = " ".join(["$ python", f"scripts/{command}.py", *words])
    yield f"```console\n{line}\n{example['says']}\n```"


def _diff(change: dict[str, Any]) -> Iterator[str]:
    """Yield the lines that an edit takes away and adds; none of a file copied or deleted."""
    taken = change.get("replace", "")
    added = change.get("by", "") + change.get("write", "") + change.get("append", "")
    if taken + added:
        yield f"@@ {change['file']} @@"
    for sign, text in (("-", taken), ("+", added)):
        if text:
            yield from (f"{sign} {visible(line)}" for line in text.strip("\n").split("\n"))

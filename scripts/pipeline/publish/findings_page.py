"""The page of findings in Markdown: every code of `rules.toml`, how to mend it, and an example."""

import re
from pathlib import Path
from typing import Any

from pipeline.common.findings import RULES
from pipeline.common.letters import visible
from pipeline.publish.templates import rendered

RULES_FILE = Path(__file__).parents[1] / "common/rules.toml"
GROUP_OR_CODE = re.compile(r"^(?:# -{20,} (?P<group>.+)|\[(?P<code>[a-z-]+)\])$", re.MULTILINE)


def findings_page() -> str:
    """Return the page; anchors are the codes themselves."""
    groups = _groups(RULES_FILE.read_text(encoding="utf-8"))
    return rendered("findings.md", groups=groups, rules=RULES, edited_lines=_edited_lines)


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


def _edited_lines(changes: list[dict[str, Any]]) -> list[str]:
    """Return what edits of files take away and add; nothing of files copied or deleted."""
    lines: list[str] = []
    for change in changes:
        removed = change.get("replace", "")
        added = change.get("by", "") + change.get("write", "") + change.get("append", "")
        if removed + added:
            lines.append(f"@@ {change['file']} @@")
        for sign, text in (("-", removed), ("+", added)):
            if text:
                lines += [f"{sign} {visible(line)}" for line in text.strip("\n").split("\n")]
    return lines

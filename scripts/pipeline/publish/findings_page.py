"""The page of findings in Markdown: every code of `rules.toml`, how to mend it, and an example."""

import re
from pathlib import Path

from pipeline.common.findings import RULES
from pipeline.publish.templates import rendered

RULES_FILE = Path(__file__).parents[1] / "common/rules.toml"
GROUP = re.compile(r"^# -{20,} (.+)$", re.MULTILINE)
CODE = re.compile(r"^\[([a-z-]+)\]$", re.MULTILINE)


def findings_page() -> str:
    """Return the page, by the groups of the file of rules; anchors are the codes themselves."""
    _, *parts = GROUP.split(RULES_FILE.read_text(encoding="utf-8"))  # headings, each with its rules
    groups = {
        heading.capitalize(): CODE.findall(rules)
        for heading, rules in zip(parts[::2], parts[1::2], strict=True)
    }
    return rendered("findings.md", groups=groups, rules=RULES)

"""The entry of a version in CHANGELOG.md: people's prose, and what a machine saw change.

Of an entry, `release.py --prepare` writes the heading and what stands between the two marks; all
else is prose, and stays.
"""

import re
from collections.abc import Iterator

from pipeline.common.findings import Finding
from pipeline.compare.released_package import PREPARE
from pipeline.compare.report import markdown_lines
from pipeline.compare.version import Difference

CHANGELOG = "CHANGELOG.md"
PROVENANCE = ("passages", "evidence")  # given in numbers alone
MAX_LINES = 40  # of a table
BEGIN = "<!-- What changed in the data since {}: scripts/release.py writes this. -->"
END = "<!-- End of what changed in the data. -->"
BLOCK = re.compile(rf"{re.escape(BEGIN.partition('{}')[0])}.*?{re.escape(END)}\n", re.DOTALL)


def with_entry(page: str, difference: Difference, day: str) -> str:
    """Return the changelog with the new version's entry, first of all, as the changes make it."""
    if not difference.changed:
        return page
    old, new = difference.old_version, difference.new_version
    changes = markdown_lines(difference, MAX_LINES, PROVENANCE)
    block = "\n".join([BEGIN.format(old), "", *changes, "", END]) + "\n"
    entry = re.search(rf"^## {re.escape(new)} \(.*?\)\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.M)
    prose = BLOCK.sub("", entry[1]).strip() if entry else ""
    text = "\n\n".join(part for part in (f"## {new} ({day})", prose, block) if part)
    start, end = entry.span() if entry else (page.find("\n## ") + 1 or len(page),) * 2
    before, after = page[:start], page[end:]
    return f"{before}{text}\n{after}" if after else before + text


def check_entry(page: str, difference: Difference, day: str) -> Iterator[Finding]:
    """Check that the changelog's entry of the new version is what changed."""
    if with_entry(page, difference, day) != page:
        version = difference.new_version
        message = f"its entry of {version} is not what changed since {difference.old_version}"
        yield Finding("not-built", message, PREPARE, CHANGELOG)

"""The entry of a version in CHANGELOG.md: people's prose, and what a machine saw change.

Of an entry, `diff.py --changelog` writes the heading and what stands between the two marks; all
else is prose, and stays.
"""

import re

from pipeline.compare.difference import Difference
from pipeline.compare.report import MARKDOWN, by_table, count_table, list_item, reasons

PROVENANCE = ("passages", "evidence")  # given in numbers alone
MAX_LINES = 40  # of a table
BEGIN = "<!-- What changed in the data since {}: scripts/diff.py writes this. -->"
END = "<!-- End of what changed in the data. -->"
BLOCK = re.compile(rf"{re.escape(BEGIN.partition('{}')[0])}.*?{re.escape(END)}\n", re.DOTALL)


class NoVersionError(ValueError):
    """The data changed and their version did not; the message says what to do."""


def with_entry(page: str, difference: Difference, day: str) -> str:
    """Return the changelog with the new version's entry, first of all, as the changes make it.

    Raises:
        NoVersionError: the version has to be set first.
    """
    if not difference.changed:
        return page
    old, new = difference.old_version, difference.new_version
    if old == new:
        raise NoVersionError(f'set version = "{difference.suggested(old)}" in pyproject.toml first')
    heading, block = f"## {new} ({day})", _block(difference)
    entry = re.search(rf"^## {re.escape(new)} \(.*?\)\n.*?(?=^## |\Z)", page, re.DOTALL | re.M)
    if not entry:
        first = re.search(r"^## ", page, re.M)
        at = first.start() if first else len(page)
        return f"{page[:at]}{heading}\n\n{block}\n{page[at:]}"
    prose = BLOCK.sub("", entry[0].partition("\n")[2]).strip()
    text = "\n\n".join([heading, *([prose] if prose else []), block])
    before, after = page[: entry.start()], page[entry.end() :]
    return f"{before}{text}\n{after}" if after else before + text


def _block(difference: Difference) -> str:
    """Return what changed, as Markdown between the marks."""
    lines = [BEGIN.format(difference.old_version), ""]
    lines += [f"- {level}: {why} ({count})" for level, count, why in reasons(difference)]
    lines += ["", *count_table(difference)]
    for table, changes in by_table(difference):
        if table in PROVENANCE:
            continue
        lines += ["", f"### {MARKDOWN.name(table) if table else 'The package itself'}", ""]
        lines += [list_item(change) for change in changes[:MAX_LINES]]
        if len(changes) > MAX_LINES:
            lines.append(f"- … and {len(changes) - MAX_LINES} more")
    return "\n".join([*lines, "", END]) + "\n"

"""The entry of a version in CHANGELOG.md: people's prose, and what a machine saw change.

Of an entry, `diff.py --changelog` writes the heading and what stands between the two marks; all
else is prose, and stays.
"""

import re

from pipeline.compare.difference import Difference
from pipeline.compare.report import MARKDOWN, by_table, counted, item, reasons

PROVENANCE = ("passages", "evidence")  # told in numbers alone
MOST = 40  # lines of a table
BEGIN = "<!-- What changed in the data since {}: scripts/diff.py writes this. -->"
END = "<!-- End of what changed in the data. -->"
BLOCK = re.compile(rf"{re.escape(BEGIN.partition('{}')[0])}.*?{re.escape(END)}\n", re.DOTALL)


class NoVersionError(ValueError):
    """The data changed and their version did not; the message says what to do."""


def with_entry(page: str, difference: Difference, day: str) -> str:
    """The changelog with the entry of the new version as the changes make it, first of all.

    Raises:
        NoVersionError: the version has to be set first.
    """
    if not difference.changed:
        return page
    old, new = difference.old_version, difference.new_version
    if old == new:
        raise NoVersionError(f'set version = "{difference.suggested(old)}" in pyproject.toml first')
    heading, block = f"## {new} ({day})", _block(difference)
    there = re.search(rf"^## {re.escape(new)} \(.*?\)\n.*?(?=^## |\Z)", page, re.DOTALL | re.M)
    if not there:
        first = re.search(r"^## ", page, re.M)
        at = first.start() if first else len(page)
        return f"{page[:at]}{heading}\n\n{block}\n{page[at:]}"
    prose = BLOCK.sub("", there[0].partition("\n")[2]).strip()
    entry = "\n\n".join([heading, *([prose] if prose else []), block])
    before, after = page[: there.start()], page[there.end() :]
    return f"{before}{entry}\n{after}" if after else before + entry


def _block(difference: Difference) -> str:
    """What changed, as Markdown between the marks."""
    lines = [BEGIN.format(difference.old_version), ""]
    lines += [f"- {level}: {why} ({count})" for level, count, why in reasons(difference)]
    lines += ["", *counted(difference)]
    for table, changes in by_table(difference):
        if table in PROVENANCE:
            continue
        lines += ["", f"### {MARKDOWN.name(table) if table else 'The package itself'}", ""]
        lines += [item(one) for one in changes[:MOST]]
        if len(changes) > MOST:
            lines.append(f"- … and {len(changes) - MOST} more")
    return "\n".join([*lines, "", END]) + "\n"

"""Rows as text: a table or records that fit a terminal, CSV, JSON, Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

Row = dict[str, str]
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
GAP = "  "
MIN_WIDTH, MIN_KEY_WIDTH = 10, 20  # columns of the terminal to which a cell may be cut


def csv_text(rows: Iterable[Row], columns: Sequence[str]) -> str:
    """Return the rows as CSV (RFC 4180, but with line feeds)."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().removesuffix("\n")


def json_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows as a JSON array."""
    return json.dumps(rows, ensure_ascii=False, indent=1)


def markdown_text(rows: Iterable[Row], columns: Sequence[str]) -> str:
    """Return the rows as a table of Markdown."""
    cells = [list(columns), *([row[name] for name in columns] for row in rows)]
    lines = ["| " + " | ".join(map(_escaped, line)) + " |" for line in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(columns), *lines[1:]])


def column_widths(
    rows: Sequence[Row], columns: Sequence[str], keys: Sequence[str], width: int
) -> dict[str, int]:
    """Return how wide each column of a table is, the widest cut until all fit a width.

    None is cut to less than `MIN_WIDTH`, and `keys`, which people copy, to less than
    `MIN_KEY_WIDTH`, so that all together may be wider.
    """
    widths = {
        name: max(text_width(cell) for cell in (name, *(row[name] for row in rows)))
        for name in columns
    }
    least = {name: MIN_KEY_WIDTH if name in keys else MIN_WIDTH for name in columns}
    while total_width(widths) > width:
        wide = [name for name in columns if widths[name] > least[name]]
        if not wide:
            break
        widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


def total_width(widths: dict[str, int]) -> int:
    """Return how wide a table is, with what stands between its columns."""
    return sum(widths.values()) + len(GAP) * (len(widths) - 1)


def table_text(rows: Iterable[Row], widths: dict[str, int]) -> str:
    """Return columns side by side, a row a line, cells cut to the widths of their columns."""
    lines = [
        GAP.join(_fitted(row[name], widths[name]) for name in widths).rstrip()
        for row in ({name: name for name in widths}, *rows)
    ]
    return "\n".join([click.style(lines[0], bold=True), *lines[1:]])


def records_text(
    rows: Iterable[Row], columns: Sequence[str], width: int, *, with_empty: bool
) -> str:
    """Return a block a row, a line a column; long cells go on in the lines below, none is cut."""
    indent = max(map(len, columns)) + len(GAP)
    blocks = []
    for row in rows:
        wrapper = textwrap.TextWrapper(
            max(width, indent + MIN_WIDTH),
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
        )
        names = [name for name in columns if row[name] or with_empty]
        lines = [wrapper.fill(f"{name:{indent}}{_printable(row[name])}") for name in names]
        blocks.append("\n".join([click.style(lines[0], bold=True), *lines[1:]]))
    return "\n\n".join(blocks)


def text_width(text: str) -> int:
    """Return how many columns of a terminal a text takes (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "FW")
        for letter in text
    )


def cut(text: str, width: int) -> str:
    """Return a text in one line, cut to some columns of the terminal, `…` at its end if it is."""
    text = _printable(text)
    if text_width(text) <= width:
        return text
    used = 0
    for place, letter in enumerate(text):
        used += text_width(letter)
        if used >= width:
            return text[:place] + "…"
    return text


def _fitted(text: str, width: int) -> str:
    text = cut(text, width)
    return text + " " * (width - text_width(text))


def _printable(text: str) -> str:
    # a line feed and whatever else steers a terminal becomes a space
    return CONTROL.sub(" ", text)


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")

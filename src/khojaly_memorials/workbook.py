"""The tables and views as a workbook for spreadsheet programs (Office Open XML)."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from typing import Any

from khojaly_memorials import files
from khojaly_memorials.rows import description_of, fields_of, typed_rows
from khojaly_memorials.views import definitions

WIDEST = 60  # characters of a column on the screen
WIDTHS = (24, 26, 70, 12, 70)  # characters, of the columns of the sheet that explains
LINE = 15  # points, the height of a line
MAX_HEIGHT = 409  # points, of a row
MAX_TEXT = 32_767  # characters of a cell, counted in UTF-16
FIRST_DAY = "1900-03-01"  # before it spreadsheet programs count days differently


class CellError(ValueError):
    """A cell that a workbook cannot hold as it is."""


def workbook() -> bytes:
    """Return a sheet that explains, then a sheet a table, then a sheet a view.

    Text is never a formula, nor an address a link. Dates are dates, but for columns in which one
    is before March 1900 or after 9999: there all are text (ISO 8601).

    Raises:
        ImportError: XlsxWriter is not installed; the message says how to.
        CellError: a cell is too long, a number too exact, or there are too many rows.
        DamagedFileError: an installed file is not the one that was released.
    """
    try:
        import xlsxwriter
    except ImportError:
        message = "xlsx needs XlsxWriter: pip install 'khojaly-memorials[xlsx]'"
        raise ImportError(message, name="xlsxwriter") from None
    out = io.BytesIO()
    about = files.descriptor()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        created = datetime.datetime.fromisoformat(about["created"].rstrip("Z"))
        book.set_properties({"title": about["title"], "created": created})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _explain(book.add_worksheet("about"), about, bold, wrapped)
        for name in (*files.tables(), *definitions()):
            write_rows(book.add_worksheet(name), fields_of(name), typed_rows(name), bold, day)
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)  # as wide as a page when it is printed
    return out.getvalue()


def _explain(sheet: Any, about: dict[str, Any], bold: Any, wrapped: Any) -> None:
    """What the workbook is, then each column of each sheet and what it means."""
    said = [("title", about["title"]), ("version", about["version"])]
    said += [("description", about["description"])]
    said += [("licence", f"{one['name']} {one['path']}") for one in about["licenses"]]
    said += [("source", f"{one['title']} {one['path']}") for one in about["sources"]]
    said += [("empty cells", "Nothing was read from a source.")]
    for index, (name, text) in enumerate(said):
        write_cell(sheet, index, 0, name, bold)
        sheet.merge_range(index, 1, index, 4, "", wrapped)
        write_cell(sheet, index, 1, text, wrapped)
    heads = ("sheet", "column", "meaning", "type", "terms")
    rows: list[tuple[str, ...]] = [
        heads,
        *(row for name in (*files.tables(), *definitions()) for row in _meanings(name)),
    ]
    for index, row in enumerate(rows, start=len(said) + 1):
        lines = [-(-len(text) // width) for text, width in zip(row, WIDTHS, strict=True)]
        sheet.set_row(index, min(LINE * max(lines), MAX_HEIGHT))
        for column, text in enumerate(row):
            write_cell(sheet, index, column, text, bold if row is heads else wrapped)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)


def _meanings(name: str) -> list[tuple[str, ...]]:
    """A row for the table or view, and one for each of its columns."""
    rows: list[tuple[str, ...]] = [(name, "", description_of(name), "", "")]
    for field in fields_of(name):
        terms = ", ".join(field.get("constraints", {}).get("enum", ()))
        rows.append((name, field["name"], files.meaning(field), field["type"], terms))
    return rows


def write_rows(
    sheet: Any, fields: list[dict[str, Any]], rows: list[dict[str, Any]], bold: Any, day: Any
) -> None:
    """Write rows, as `typed_rows` has them, below the names of their columns.

    Raises:
        CellError: a cell cannot be written as it is.
    """
    for column, field in enumerate(fields):
        cells = [row[field["name"]] for row in rows]
        as_days = field["type"] == "date" and _are_days(cells)
        write_cell(sheet, 0, column, field["name"], bold)
        for index, cell in enumerate(cells, start=1):
            if cell is not None:
                value = datetime.datetime.fromisoformat(cell) if as_days else cell
                write_cell(sheet, index, column, value, day if as_days else None)
        longest = max([len(field["name"]) + 4, *(len(str(cell)) for cell in cells)])
        sheet.set_column(column, column, min(longest, WIDEST))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(fields) - 1)


def _are_days(cells: Iterable[str | None]) -> bool:
    """Whether every program reads the same days from numbers; years have four digits then."""
    return all(cell >= FIRST_DAY and len(cell) == len(FIRST_DAY) for cell in cells if cell)


def write_cell(sheet: Any, row: int, column: int, value: Any, style: Any = None) -> None:
    """Write a cell of a sheet, whose rows and columns are counted from 0, as it is.

    Raises:
        CellError: it cannot be, and would be cut, rounded or left out.
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    fault = _find_fault(value)
    write = sheet.write_string if isinstance(value, str) else sheet.write
    if not fault and write(row, column, value, style):
        fault = "a place outside of what a sheet has"
    if fault:
        cell = f"{sheet.get_name()}!{xl_rowcol_to_cell(row, column)}"
        raise CellError(f"a workbook cannot hold {cell}: {fault}; take another format")


def _find_fault(value: Any) -> str | None:
    """Return why a cell cannot have a value, or None; XlsxWriter itself would alter it."""
    if isinstance(value, str) and (length := len(value.encode("utf-16-le")) // 2) > MAX_TEXT:
        return f"{length:,} characters, and a cell has at most {MAX_TEXT:,}"
    if isinstance(value, (int, float)) and float(f"{value:.16G}") != value:
        return f"{value!r}, and a cell keeps 16 digits"
    return None

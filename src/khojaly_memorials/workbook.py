"""The tables as a workbook for spreadsheet programs (Office Open XML)."""

from __future__ import annotations

import datetime
import io
from typing import Any

from khojaly_memorials import files
from khojaly_memorials.rows import typed_rows

WIDEST = 60  # characters of a column on the screen
WIDTHS = (24, 26, 70, 12, 70)  # characters, of the columns of the sheet that explains
LINE = 15  # points, the height of a line


def workbook() -> bytes:
    """A sheet that explains, then a sheet a table; text is never a formula, nor an address a link.

    Raises:
        ImportError: XlsxWriter is not installed; the message says how to.
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
        for table in files.tables():
            _sheet(book.add_worksheet(table), table, bold, day)
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
        sheet.write_string(index, 0, name, bold)
        sheet.merge_range(index, 1, index, 4, "", wrapped)
        sheet.write_string(index, 1, text, wrapped)
    heads = ("sheet", "column", "meaning", "type", "terms")
    rows: list[tuple[str, ...]] = [
        heads,
        *(row for table in files.tables() for row in _meanings(table)),
    ]
    for index, row in enumerate(rows, start=len(said) + 1):
        lines = [-(-len(text) // width) for text, width in zip(row, WIDTHS, strict=True)]
        sheet.set_row(index, LINE * max(lines))
        for column, text in enumerate(row):
            sheet.write_string(index, column, text, bold if row is heads else wrapped)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)


def _meanings(table: str) -> list[tuple[str, ...]]:
    """A row for the table, and one for each of its columns."""
    rows: list[tuple[str, ...]] = [
        (table, "", files.resources()[f"data/{table}.csv"]["description"], "", "")
    ]
    for field in files.table_schema(table)["fields"]:
        terms = ", ".join(field.get("constraints", {}).get("enum", ()))
        rows.append((table, field["name"], files.meaning(field), field["type"], terms))
    return rows


def _sheet(sheet: Any, table: str, bold: Any, day: Any) -> None:
    fields = files.table_schema(table)["fields"]
    rows = typed_rows(table)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, field["name"], bold)
        for index, row in enumerate(rows, start=1):
            _write(sheet, index, column, field["type"], row[field["name"]], day)
        longest = max([len(field["name"]) + 4, *(len(str(row[field["name"]])) for row in rows)])
        sheet.set_column(column, column, min(longest, WIDEST))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(fields) - 1)


def _write(sheet: Any, row: int, column: int, kind: str, value: Any, day: Any) -> None:
    if kind == "date" and value:
        sheet.write_datetime(row, column, datetime.datetime.fromisoformat(value), day)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write(row, column, value)

"""The pages of whole tables: every row and cell, with links, and what each column means."""

from collections.abc import Iterator
from typing import Any

from pipeline.publish.addresses import WITH_PAGES, page_of, place_of, value_of
from pipeline.publish.data_dictionary import column_type
from pipeline.publish.package_data import PackageData, Row
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of
from schemas.export import table_meaning
from schemas.vocabularies import VOCABULARIES

NUMBERS, DATES = ("metres", "number", "integer"), ("date", "edtf")  # kinds of columns


def table_context(data: PackageData, table: str) -> dict[str, Any]:
    """Return what a table's page shows of it; the rows are made one at a time: it may be long."""
    rows = data.tables[table]
    return {
        "table": table,
        "about": table_meaning(TABLES[table]),
        "size": len(rows),
        "columns": [_heading(column, rows) for column in columns_of(TABLES[table])],
        "rows": _rows(table, rows),
    }


def _heading(column: Column, rows: list[Row]) -> dict[str, Any]:
    """Return a column as its page explains it; `choices` are all that a cell may hold, if few."""
    choices = ("true", "false") if column.kind == "boolean" else column.terms
    sorted_as = "number" if column.kind in NUMBERS else "text"
    return {
        "column": column,
        "sorted_as": "date" if column.kind in DATES else sorted_as,
        "choices": tuple(TABLES) if column.name == "table_name" else choices,
        "type": column_type(column),
        "terms": VOCABULARIES.get(column.vocabulary, {}),
        "filled": sum(1 for row in rows if row[column.name]),
    }


def _rows(table: str, rows: list[Row]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each row's anchor, if any, and its cells: the words, and where they lead or nothing."""
    columns = columns_of(TABLES[table])
    key = () if table in (*WITH_PAGES, *PROVENANCE) else key_of(TABLES[table])
    for row in rows:
        cells = [(row[column.name], _link(table, column, row)) for column in columns]
        yield "/".join(row[name] for name in key), cells


def _link(table: str, column: Column, row: Row) -> str:
    """Return where a cell leads, if it does: below the site's root, or to the page a source was."""
    name, text = column.name, row[column.name]
    if not text:
        return ""
    if (table, name) == ("evidence", "evidence_id"):
        return place_of(row)
    if (table, name) == ("evidence", "record_id"):
        return value_of(row)
    if name == "passage_id":
        return f"{page_of('sources', row['source_id'])}#{text}"
    if column.kind == "url":
        return text if text.startswith(("https://", "http://")) else ""
    target = column.references or (table if column.role == "key" else "")
    return page_of(target, text) if target in WITH_PAGES else ""

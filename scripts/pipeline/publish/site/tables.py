"""The pages of whole tables: every row and cell, with links, and what each column means."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from pipeline.publish.addresses import WITH_PAGES, address_of, page_of, place_of, table_page, upwards
from pipeline.publish.data_dictionary import kind_name, table_meaning
from pipeline.publish.site.package_data import PackageData, Row
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of
from schemas.columns import Kind
from schemas.vocabularies import VOCABULARIES

SORTED_AS: dict[Kind, str] = {
    "metres": "number",
    "number": "number",
    "integer": "number",
    "date": "date",
    "edtf": "date",
}
BASES = {
    "key": "identifier of the row",
    "reference": "identifier of another row",
    "cited": "quotations: each filled cell has rows in evidence",
    "recorded": "recorded when the source was read",
    "curated": "the curator's own word, without a quotation",
}
ANCHORED = tuple(table for table in TABLES if table not in (*WITH_PAGES, *PROVENANCE))


def table_context(data: PackageData, table: str) -> dict[str, Any]:
    """Return what a table's page shows of it; the rows are made one at a time: it may be long."""
    rows = data.tables[table]
    return {
        "table": table,
        "about": table_meaning(table),
        "size": len(rows),
        "columns": [_heading(column, rows) for column in columns_of(TABLES[table])],
        "rows": _rows(table, rows),
    }


def _rows(table: str, rows: list[Row]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each row's anchor, if any, and its cells: the words, and where they lead or nothing."""
    columns = columns_of(TABLES[table])
    root = upwards(table_page(table))
    key = key_of(TABLES[table]) if table in ANCHORED else ()
    for row in rows:
        cells = []
        for column in columns:
            link = _link(table, column, row) if row[column.name] else ""
            is_below = link and "://" not in link
            cells.append((row[column.name], root + link if is_below else link))
        yield "/".join(row[name] for name in key), cells


def _heading(column: Column, rows: list[Row]) -> dict[str, Any]:
    """Return a column as its page explains it; `choices` are all that a cell may hold, if few."""
    terms = VOCABULARIES.get(column.vocabulary, {})
    return {
        "name": column.name,
        "sorted_as": SORTED_AS.get(column.kind, "text"),
        "choices": _choices(column),
        "meaning": _marked(column.meaning),
        "type": _type(column),
        "unit": column.unit,
        "basis": _basis(column),
        "references": column.references,
        "terms": {name: _marked(term.meaning) for name, term in terms.items()},
        "filled": sum(1 for row in rows if row[column.name]),
    }


def _choices(column: Column) -> tuple[str, ...]:
    if column.name == "table_name":
        return tuple(TABLES)
    return ("true", "false") if column.kind == "boolean" else column.terms


def _type(column: Column) -> str:
    if column.vocabulary:
        return f"term of {column.vocabulary}"
    name = kind_name(column)
    if column.minimum is None:
        return name
    if column.maximum is None:
        return f"{name}, at least {column.minimum}"
    return f"{name}, {column.minimum} to {column.maximum}"


def _basis(column: Column) -> Markup:
    if not column.rule:
        return Markup(escape(BASES.get(column.role, column.role)))
    names = ", ".join(f"`{name}`" for name in column.derived_from)
    return _marked(f"derived from {names}: {column.rule}")


def _marked(text: str) -> Markup:
    """Return plain text in which backticks mark the names of columns, as HTML."""
    parts = [
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _link(table: str, column: Column, row: Row) -> str:
    """Return where a filled cell leads: below the site's root, or to the page a source was."""
    name, text = column.name, row[column.name]
    if table == "evidence" and name == "evidence_id":
        return place_of(row)
    if table == "evidence" and name == "record_id":
        return _record_link(row)
    if name == "passage_id":
        return f"{page_of('sources', quote(row['source_id']))}#{quote(text)}"
    if column.kind == "url":
        return text if text.startswith(("https://", "http://")) else ""
    target = column.references or (table if column.role == "key" else "")
    return page_of(target, quote(text)) if target in WITH_PAGES else ""


def _record_link(row: Row) -> str:
    """Return the value's place on the page of its record, or the row that a relation is."""
    table, record = row["table_name"], row["record_id"]
    place = f"#{quote(row['field'])}" if table in WITH_PAGES else ""
    return address_of(table, quote(record)) + place if table in TABLES else ""

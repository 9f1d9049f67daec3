"""Where each record has its page, as a path below the site's root; it stays, as identifiers do."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from schemas import Column

Row = Mapping[str, str]

WITH_PAGES = (
    *("memorials", "inscriptions", "people", "organizations", "events", "statements", "sources"),
)


def page_of(table: str, record: str) -> str:
    """Return the page of a record of a table that has pages: `memorials/baku.html`."""
    return f"{table}/{record}.html"


def table_page(table: str) -> str:
    """Return the page of a whole table."""
    return f"tables/{table}.html"


def address_of(table: str, record: str) -> str:
    """Return the address of any record: its page, or its row on the page of its table."""
    return page_of(table, record) if table in WITH_PAGES else f"{table_page(table)}#{record}"


def address_template(table: str, key: Sequence[str]) -> str:
    """Return `address_of` as a URI template (RFC 6570) over the names of the key's columns."""
    if table in ("passages", "evidence"):
        return f"sources/{{source_id}}.html#{{{key[-1]}}}"
    return address_of(table, "/".join(f"{{{name}}}" for name in key))


def place_of(row: Row) -> str:
    """Return where the words of a row of `evidence` stand in the source's page."""
    return f"{page_of('sources', row['source_id'])}#{row['evidence_id']}"


def value_of(row: Row) -> str:
    """Return where the cell of a row of `evidence` is: on its record's page, or in its table's."""
    field = f"#{quote(row['field'])}" if row["table_name"] in WITH_PAGES else ""
    return address_of(row["table_name"], quote(row["record_id"])) + field


def link_of(table: str, column: Column, row: Row) -> str:
    """Return where a cell leads, or nothing: below the site's root, or to the page a source was."""
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

"""The pages of whole tables: every row and cell, with links, and what each column means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from pipeline.publish.data_dictionary import kind_name
from pipeline.publish.addresses import WITH_PAGES, address_of, page_of, place_of, table_page, upwards
from pipeline.publish.site.package_data import PackageData, Row
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of
from schemas.columns import Kind
from schemas.vocabularies import VOCABULARIES

Cell = tuple[str, str]  # its words, letter by letter, and the address they lead to, or nothing

TRUTHS = ("true", "false")
SORTED_AS: dict[Kind, str] = {
    "metres": "number",
    "number": "number",
    "integer": "number",
    "date": "date",
    "edtf": "date",
}
RESTS_ON = {
    "key": "identifier of the row",
    "reference": "identifier of another row",
    "cited": "quotations: each filled cell has rows in evidence",
    "recorded": "recorded when the source was read",
    "curated": "the curator's own word, without a quotation",
}


@dataclass(frozen=True)
class Heading:
    """A column as its page explains it; `choices` are all that a cell may hold, if they are few."""

    name: str
    sorted_as: str  # text, number or date
    choices: tuple[str, ...]
    meaning: Markup
    type: str
    unit: str
    rule: Markup
    references: str
    terms: dict[str, Markup]
    filled: int


@dataclass(frozen=True)
class TablePage:
    """A table, ready to be shown."""

    data: PackageData
    table: str

    @property
    def about(self) -> str:
        """What the table holds, in a sentence."""
        return (TABLES[self.table].__doc__ or "").strip()

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.data.tables[self.table])

    @property
    def columns(self) -> list[Heading]:
        """The columns in the order of the files."""
        rows = self.data.tables[self.table]
        return [
            _heading(column, sum(1 for row in rows if row[column.name]))
            for column in columns_of(TABLES[self.table])
        ]

    @property
    def rows(self) -> Iterator[tuple[str, list[Cell]]]:
        """All rows, each with its anchor if any, made one at a time: a table may be long."""
        columns = columns_of(TABLES[self.table])
        root = upwards(table_page(self.table))
        key = () if self.table in (*WITH_PAGES, *PROVENANCE) else key_of(TABLES[self.table])
        for row in self.data.tables[self.table]:
            cells = [_cell(self.table, column, row, root) for column in columns]
            yield "/".join(row[name] for name in key), cells


def table_context(data: PackageData, table: str) -> dict[str, Any]:
    """What `table.html` is filled with, beside what every page is."""
    return {"page": TablePage(data, table)}


def index_context(data: PackageData) -> dict[str, Any]:
    """What `tables.html` is filled with, beside what every page is."""
    return {"pages": [TablePage(data, table) for table in TABLES]}


def _heading(column: Column, filled: int) -> Heading:
    terms = VOCABULARIES.get(column.vocabulary, {})
    return Heading(
        column.name,
        SORTED_AS.get(column.kind, "text"),
        _choices(column),
        _marked(column.meaning),
        _type(column),
        column.unit,
        _rule(column),
        column.references,
        {name: _marked(term.meaning) for name, term in terms.items()},
        filled,
    )


def _choices(column: Column) -> tuple[str, ...]:
    if column.name == "table_name":
        return tuple(TABLES)
    return TRUTHS if column.kind == "boolean" else column.terms


def _type(column: Column) -> str:
    if column.vocabulary:
        return f"term of {column.vocabulary}"
    kind = kind_name(column)
    least, most = column.minimum, column.maximum
    bounds = f"at least {least}" if most is None else f"{least} to {most}"
    return kind if least is None else f"{kind}, {bounds}"


def _rule(column: Column) -> Markup:
    if not column.rule:
        return Markup(escape(RESTS_ON.get(column.role, column.role)))
    names = ", ".join(f"`{name}`" for name in column.derived_from)
    return _marked(f"derived from {names}: {column.rule}")


def _marked(text: str) -> Markup:
    """Plain text in which backticks mark the names of columns."""
    parts = text.split("`")
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if at % 2 else part for at, part in enumerate(parts))


def _cell(table: str, column: Column, row: Row, root: str) -> Cell:
    text = row[column.name]
    link = _link(table, column, row) if text else ""
    return text, link if "://" in link or not link else root + link


def _link(table: str, column: Column, row: Row) -> str:
    """Where a filled cell leads: below the site's root, or to the page that a source was."""
    name, text = column.name, row[column.name]
    if table == "evidence" and name in IN_EVIDENCE:
        return IN_EVIDENCE[name](row)
    if name == "passage_id":
        return f"{page_of('sources', quote(row['source_id']))}#{quote(text)}"
    if column.kind == "url":
        return text if text.startswith(("https://", "http://")) else ""
    own = table if column.role == "key" and not column.references else ""
    to = column.references or own
    return page_of(to, quote(text)) if to in WITH_PAGES else ""


def _record(row: Row) -> str:
    """The value on the page of its record, or the row that a relation is."""
    table, record = row["table_name"], row["record_id"]
    place = f"#{quote(row['field'])}" if table in WITH_PAGES else ""
    return address_of(table, quote(record)) + place if table in TABLES else ""


IN_EVIDENCE = {"evidence_id": place_of, "record_id": _record}

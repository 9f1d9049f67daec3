"""The page of a record: each value with its quotations, what no source says, what links here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.publish.addresses import WITH_PAGES, page_of
from pipeline.publish.package_data import PackageData, Row
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of
from schemas.vocabularies import VOCABULARIES

MAX_QUOTED = 60  # characters of a statement or inscription by which it is called
CALLED_BY = {  # the column by which records of a table are called
    "memorials": "label",
    "people": "name",
    "organizations": "name",
    "events": "label",
    "sources": "title",
}
THE_OTHER_WAY = {  # what the other of two events is to the one
    "because of": "reason of",
    "after": "before",
    "part of": "whole of",
}
Place = tuple[str, str]  # a table that has pages, and the identifier of a record
Names = Mapping[Place, str]


@dataclass(frozen=True)
class Quote:
    """A row of `evidence`: its words within their sentence, and the title of its source."""

    row: Row
    before: str
    after: str
    source: str


Quotes = Mapping[tuple[str, str, str], list[Quote]]  # by table, record and column


@dataclass(frozen=True)
class Value:
    """A cell: `link` and `label` where it names another record."""

    column: Column
    text: str
    meaning: str  # of a vocabulary's term
    link: str
    label: str
    quotes: list[Quote]


@dataclass(frozen=True)
class Tie:
    """A record that this one is tied to, and as what; `quotes` are those of the role."""

    role: str
    link: str
    label: str
    quotes: list[Quote]


@dataclass(frozen=True)
class Record:
    """A record as its page shows it; `ties` are by the table that ties them."""

    table: str
    id: str
    title: str
    row: Row
    values: list[Value]
    empty: list[Column]
    ties: Mapping[str, list[Tie]]


def read_records(data: PackageData) -> Iterator[Record]:
    """Yield the records of all tables that have pages but sources, in the order of their rows."""
    names = _names(data)
    quotes = _quotes(data, names)
    ties = _ties(data, names, quotes)
    for table in WITH_PAGES:
        if table == "sources":
            continue
        key, *columns = columns_of(TABLES[table])
        for row in data.tables[table]:
            place = table, row[key.name]
            filled = [column for column in columns if row[column.name]]
            values = [_value(place, column, row, names, quotes) for column in filled]
            empty = [column for column in columns if not row[column.name]]
            yield Record(*place, names[place], row, values, empty, ties[place])


def _names(data: PackageData) -> dict[Place, str]:
    """Return what records are called: by their labels, or in the words of their sources."""
    names: dict[Place, str] = {}
    for table, name in CALLED_BY.items():
        (key,) = key_of(TABLES[table])
        names |= {(table, row[key]): row[name] for row in data.tables[table]}
    for table in ("statements", "inscriptions"):
        (key,) = key_of(TABLES[table])
        for row in data.tables[table]:
            text = row["text"]
            if len(text) > MAX_QUOTED:
                text = text[:MAX_QUOTED].rsplit(" ", 1)[0] + " …"
            who = row.get("speaker") or table.removesuffix("s")
            names[table, row[key]] = f"{who}: “{text}”"
    return names


def _quotes(data: PackageData, names: Names) -> Quotes:
    """Return the quotations on which each cell rests, in the order of `evidence`."""
    passages = {(row["source_id"], row["passage_id"]): row for row in data.tables["passages"]}
    quotes: dict[tuple[str, str, str], list[Quote]] = defaultdict(list)
    for row in data.tables["evidence"]:
        passage = passages[row["source_id"], row["passage_id"]]
        start, text = int(row["start"]) - int(passage["start"]), passage["text"]
        before, after = text[:start], text[start + len(row["quote"]) :]
        quote = Quote(row, before, after, names["sources", row["source_id"]])
        quotes[row["table_name"], row["record_id"], row["field"]].append(quote)
    return quotes


def _value(place: Place, column: Column, row: Row, names: Names, quotes: Quotes) -> Value:
    text, link, label = row[column.name], "", ""
    terms = VOCABULARIES.get(column.vocabulary, {})
    meaning = terms.get(text, "")
    if target := _references(place[0]).get(column.name):
        link, label = page_of(target, text), names.get((target, text), text)
    proof: list[Quote] = []
    for name in column.derived_from or (column.name,):
        proof += quotes.get((*place, name), [])
    return Value(column, text, meaning, link, label, proof)


@cache
def _references(table: str) -> dict[str, str]:
    """Return which columns name records that have pages, each with their table."""
    columns = columns_of(TABLES[table])
    return {column.name: column.references for column in columns if column.references in WITH_PAGES}


def _ties(data: PackageData, names: Names, quotes: Quotes) -> Mapping[Place, dict[str, list[Tie]]]:
    """Return by record the records it is tied to, under the table that ties them.

    A record that names another is tied to it; a row of a relation ties its two, each with a role.
    """
    ties: dict[Place, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))

    def add(table: str, place: Place, role: str, target: Place, proof: list[Quote]) -> None:
        ties[place][table].append(Tie(role, page_of(*target), names.get(target, target[1]), proof))

    for table in (name for name in TABLES if name not in PROVENANCE):
        for row in data.tables[table]:
            record = "/".join(row[name] for name in key_of(TABLES[table]))
            named = [(to, row[name]) for name, to in _references(table).items() if row[name]]
            if table in WITH_PAGES:
                for place in named:
                    add(table, place, "", (table, record), [])
                continue
            first, second = named
            proof, role = quotes.get((table, record, "role"), []), row["role"].replace("_", " ")
            # of who has the role is said of what; of what it is had in, as what
            roles = (f"{role} of", role) if first[0] == "people" else (role, f"as {role}")
            if first[0] == second[0] == "events":
                roles = role, THE_OTHER_WAY[role]
            add(table, first, roles[0], second, proof)
            add(table, second, roles[1], first, proof)
    return ties

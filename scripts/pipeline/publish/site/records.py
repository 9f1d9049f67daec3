"""The page of a record: each value with its quotations, what no source says, what links here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from pipeline.publish.addresses import WITH_PAGES, page_of, place_of
from pipeline.publish.site.labels import Place, record_names
from pipeline.publish.metadata import Json
from pipeline.publish.site.package_data import PackageData, Row
from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES

RECORD_TABLES = tuple(table for table in WITH_PAGES if table != "sources")
Names = Mapping[Place, str]


@dataclass(frozen=True)
class Quote:
    """A row of `evidence`: its words within their sentence, and where they stand."""

    row: Row
    before: str
    after: str
    place: str
    source: str


Quotes = Mapping[tuple[str, str, str], list[Quote]]  # by table, record and column


@dataclass(frozen=True)
class Value:
    """A cell: `link` and `label` where it names another record."""

    column: Json
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
    empty: list[Json]
    ties: Mapping[str, list[Tie]]


def read_records(data: PackageData) -> Iterator[Record]:
    """Yield the records of all tables that have pages, in the order of their rows."""
    names = record_names(data)
    quotes = _quotes(data, names)
    ties = _ties(data, names, quotes)
    for table in RECORD_TABLES:
        key, *columns = data.fields[table]
        for row in data.tables[table]:
            record = row[key["name"]]
            place = (table, record)
            filled = [column for column in columns if row[column["name"]]]
            values = [_value(place, column, row, names, quotes) for column in filled]
            empty = [column for column in columns if not row[column["name"]]]
            yield Record(table, record, names[place], row, values, empty, ties[place])


def _quotes(data: PackageData, names: Names) -> Quotes:
    """Return the quotations on which each cell rests, in the order of `evidence`."""
    passages = {(row["source_id"], row["passage_id"]): row for row in data.tables["passages"]}
    quotes: dict[tuple[str, str, str], list[Quote]] = defaultdict(list)
    for row in data.tables["evidence"]:
        passage = passages[row["source_id"], row["passage_id"]]
        start, text = int(row["start"]) - int(passage["start"]), passage["text"]
        before, after = text[:start], text[start + len(row["quote"]) :]
        quote = Quote(row, before, after, place_of(row), names["sources", row["source_id"]])
        quotes[row["table_name"], row["record_id"], row["field"]].append(quote)
    return quotes


def _value(place: Place, column: Json, row: Row, names: Names, quotes: Quotes) -> Value:
    table, record = place
    name, text = column["name"], row[column["name"]]
    terms = VOCABULARIES.get(column.get("vocabulary", ""), {})
    meaning = terms[text].meaning if text in terms else ""
    link = label = ""
    if target := _references(table).get(name):
        link, label = page_of(target, text), names.get((target, text), text)
    proof: list[Quote] = []
    for source in column.get("derivedFrom", [name]):
        proof += quotes.get((table, record, source), [])
    return Value(column, text, meaning, link, label, proof)


@cache
def _references(table: str) -> dict[str, str]:
    """Return which columns name records that have pages, each with their table."""
    columns = columns_of(TABLES[table])
    return {column.name: column.references for column in columns if column.references in WITH_PAGES}


def _ties(data: PackageData, names: Names, quotes: Quotes) -> Mapping[Place, dict[str, list[Tie]]]:
    """Return by record the records it is tied to, under the table that ties them."""
    ties: dict[Place, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for table, place, role, target, proof in chain(_mentions(data), _relations(data, quotes)):
        tie = Tie(role, page_of(*target), names.get(target, target[1]), proof)
        ties[place][table].append(tie)
    return ties


def _mentions(data: PackageData) -> Iterator[tuple[str, Place, str, Place, list[Quote]]]:
    """Yield the table, record, role (none) and target of each record that names another."""
    for table in ("events", "statements"):
        key = data.fields[table][0]["name"]
        for row in data.tables[table]:
            for column, target in _references(table).items():
                if row[column]:
                    yield table, (target, row[column]), "", (table, row[key]), []


def _relations(
    data: PackageData, quotes: Quotes
) -> Iterator[tuple[str, Place, str, Place, list[Quote]]]:
    """Yield the table, record, role, target and quotations of both sides of each relation."""
    for table, model in TABLES.items():
        if not any(column.name == "role" for column in columns_of(model)):
            continue
        (column, target), (second_column, second_target) = _references(table).items()
        for row in data.tables[table]:
            first, second = (target, row[column]), (second_target, row[second_column])
            proof = quotes.get((table, f"{first[1]}/{second[1]}/{row['role']}", "role"), [])
            role = row["role"].replace("_", " ")
            # of who has the role is said of what; of what it is had in, as what
            roles = (f"{role} of", role) if target == "people" else (role, f"as {role}")
            yield table, first, roles[0], second, proof
            yield table, second, roles[1], first, proof

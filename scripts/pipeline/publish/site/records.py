"""The page of a record: each value with its quotations, what no source says, what links here."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.publish.addresses import WITH_PAGES, page_of, place_of
from pipeline.publish.site.labels import Labels
from pipeline.publish.site.package_data import Json, PackageData, Row
from schemas.vocabularies import VOCABULARIES


@dataclass(frozen=True)
class Quote:
    """A quotation on which a value rests, within its sentence, and where it stands."""

    before: str
    words: str
    after: str
    place: str
    source: str
    field: str
    value: str
    basis: str
    rank: str
    note: str


@dataclass(frozen=True)
class Value:
    """A cell: `link` and `label` where it names another record."""

    column: Json
    text: str
    meaning: str = ""  # of a vocabulary's term
    link: str = ""
    label: str = ""
    quotes: list[Quote] = field(default_factory=list)


@dataclass(frozen=True)
class Tie:
    """A record that this one is tied to, and as what; `quotes` are those of the role."""

    role: str
    link: str
    label: str
    quotes: list[Quote] = field(default_factory=list)


@dataclass(frozen=True)
class Record:
    """A record as its page shows it."""

    table: str
    id: str
    title: str
    row: Row
    values: list[Value]
    empty: list[Json]
    ties: dict[str, list[Tie]]


class Records:
    """All records of a package, with what each of them rests on."""

    def __init__(self, data: PackageData) -> None:
        """Take the package; what is needed of it is worked out once."""
        self.data, self.labels = data, Labels(data)

    def of(self, table: str) -> Iterator[Record]:
        """The records of a table that has pages, in the order of its rows."""
        key = self.data.fields[table][0]["name"]
        for row in self.data.tables[table]:
            yield self._record(table, row[key], row)

    def _record(self, table: str, record: str, row: Row) -> Record:
        fields = self.data.fields[table][1:]
        values = [self._value(table, record, one, row) for one in fields if row[one["name"]]]
        empty = [one for one in fields if not row[one["name"]]]
        title = self.labels.of(table, record)
        ties = {name: told for name, told in self._ties[table, record].items() if told}
        return Record(table, record, title, row, values, empty, ties)

    def _value(self, table: str, record: str, about: Json, row: Row) -> Value:
        name, text = about["name"], row[about["name"]]
        wanted = about.get("derivedFrom", [name])
        quotes = [one for other in wanted for one in self.quotes(table, record, other)]
        terms = VOCABULARIES.get(about.get("vocabulary", ""), {})
        meaning = terms[text].meaning if text in terms else ""
        to = self._references[table].get(name, "")
        if not to:
            return Value(about, text, meaning, quotes=quotes)
        return Value(about, text, meaning, page_of(to, text), self.labels.of(to, text), quotes)

    def quotes(self, table: str, record: str, name: str) -> list[Quote]:
        """The quotations on which a cell rests, in the order of `evidence`."""
        return [self.quote(row) for row in self._evidence.get((table, record, name), [])]

    def quote(self, row: Row) -> Quote:
        """A row of `evidence` within its sentence."""
        passage = self._passages[row["source_id"], row["passage_id"]]
        start, text = int(row["start"]) - int(passage["start"]), passage["text"]
        return Quote(
            text[:start],
            row["quote"],
            text[start + len(row["quote"]) :],
            place_of(row),
            self.labels.of("sources", row["source_id"]),
            *(row[name] for name in ("field", "value", "basis", "rank", "note")),
        )

    @cached_property
    def _evidence(self) -> dict[tuple[str, str, str], list[Row]]:
        found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self.data.tables["evidence"]:
            found[row["table_name"], row["record_id"], row["field"]].append(row)
        return found

    @cached_property
    def _passages(self) -> dict[tuple[str, str], Row]:
        rows = self.data.tables["passages"]
        return {(row["source_id"], row["passage_id"]): row for row in rows}

    @cached_property
    def _references(self) -> dict[str, dict[str, str]]:
        """Of each table, which column names a record of which table that has pages."""
        found: dict[str, dict[str, str]] = {}
        for table in self.data.tables:
            keys = self.data.foreign_keys(table)
            found[table] = {column: to for column, to in keys if to in WITH_PAGES}
        return found

    @cached_property
    def _ties(self) -> dict[tuple[str, str], dict[str, list[Tie]]]:
        """By record: the others it is tied to, under the table that ties them."""
        found: dict[tuple[str, str], dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
        for table in ("events", "statements"):
            key = self.data.fields[table][0]["name"]
            for row in self.data.tables[table]:
                for column, to in self._references[table].items():
                    if row[column]:
                        tie = Tie("", page_of(table, row[key]), self.labels.of(table, row[key]))
                        found[to, row[column]][table].append(tie)
        for table in self.data.tables:
            if "role" in [one["name"] for one in self.data.fields[table]]:
                self._tie(table, found)
        return found

    def _tie(self, table: str, found: dict[tuple[str, str], dict[str, list[Tie]]]) -> None:
        """Both records of each row: who has the role, first or second of them, and in what."""
        (one, to), (other, back) = self._references[table].items()
        first_holds = to == "people"
        for row in self.data.tables[table]:
            role = row["role"]
            quotes = self.quotes(table, f"{row[one]}/{row[other]}/{role}", "role")
            role = role.replace("_", " ")
            held = f"{role} of" if first_holds else f"as {role}"
            said = (held, role) if first_holds else (role, held)
            link, label = page_of(back, row[other]), self.labels.of(back, row[other])
            found[to, row[one]][table].append(Tie(said[0], link, label, quotes))
            link, label = page_of(to, row[one]), self.labels.of(to, row[one])
            found[back, row[other]][table].append(Tie(said[1], link, label, quotes))

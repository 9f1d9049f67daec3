"""Whoever a cell speaks of is named where its quotation stands, or in a note (contract 3, rule 8).

*Attributed*: the parties of a role, and whoever made a statement, are named in the sentence.
*Anchored*: the record of a cell is named in the sentence, or around it, and no other instead.
Without this, a true quotation could tie anybody to anything.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import polars as pl

from pipeline.check.frames import LINE, Tables, rows_of
from pipeline.check.surroundings import Passage, Surroundings
from pipeline.common.findings import Finding
from pipeline.resolve.gazetteer import names_of_town
from pipeline.resolve.naming import (
    MIN_STEM,
    Words,
    find_name,
    is_alike,
    is_generic,
    words_in,
    words_of_name,
)
from schemas import TABLES, columns_of, key_of

Row = Mapping[str, str]
Record = tuple[str, str]  # table and identifier
Name = tuple[str, ...]  # phrases that have to stand there, all of them

NAMING = ("name", "other_names", "locality", "district", "site")  # fields by which one is known
NAMED = ("memorials", "people", "organizations", "events")  # tables of what has names
REFERENCES = {  # the table that a column of another refers to
    (table, column.name): column.references
    for table, model in TABLES.items()
    for column in columns_of(model)
    if column.references
}
GRAVE = ("said_to_have_done",)  # roles for which a note is not enough
NEAR = 3  # levels in which no other may be named instead: a part, its sentence, its paragraph
PARTIES = {  # of a relation's row: columns, and the tables that they refer to
    "memberships": {"person_id": "people", "organization_id": "organizations"},
    "kinships": {"person_id": "people", "relative_id": "people"},
    "memorial_people": {"person_id": "people"},
    "memorial_organizations": {"organization_id": "organizations"},
    "event_people": {"person_id": "people"},
    "event_organizations": {"organization_id": "organizations"},
    "statements": {"person_id": "people", "organization_id": "organizations"},
}
ANCHORS = {  # the column that says of which record the cells of a table's rows are
    "memorials": ("memorials", "memorial_id"),
    "inscriptions": ("memorials", "memorial_id"),
    "memorial_people": ("memorials", "memorial_id"),
    "memorial_organizations": ("memorials", "memorial_id"),
    "events": ("events", "event_id"),
    "event_people": ("events", "event_id"),
    "event_organizations": ("events", "event_id"),
    "people": ("people", "person_id"),
    "organizations": ("organizations", "organization_id"),
}


class Quoted(NamedTuple):
    """The quotations of one source that give a value of a cell: rows of evidence."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """Return the row at which a finding stands."""
        return self.rows[0]

    @property
    def note(self) -> str:
        """Return all that the notes say."""
        return " ".join(row["note"] for row in self.rows)


def check_attribution(tables: Tables, surroundings: Surroundings) -> Iterator[Finding]:
    """Find cells whose sentences name somebody or something else than they are given to.

    Args:
        tables: frames of text, those of provenance among them.
        surroundings: of the quotations in their texts.
    """
    directory = Directory(tables)
    for quoted in quotations_of(tables):
        yield from _check_parties(quoted, directory, surroundings)
        yield from _check_anchor(quoted, directory, surroundings)
        if quoted.first["basis"] == "linked":
            yield from _check_link(quoted, directory)


def quotations_of(tables: Tables) -> Iterator[Quoted]:
    """Give the rows of evidence by cell, value and source."""
    by = ["table_name", "record_id", "field", "value", "source_id"]
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows_with_lines(tables["evidence"]):
        groups[tuple(row[name] for name in by)].append(row)
    yield from (Quoted(tuple(rows)) for rows in groups.values())


def rows_with_lines(frame: pl.DataFrame) -> Iterator[Row]:
    """Give the rows of a frame as text, with their lines."""
    yield from (
        frame.fill_null("").iter_rows(named=True)
        if LINE not in frame.columns
        else (frame.with_columns(pl.exclude(LINE).fill_null("")).iter_rows(named=True))
    )


class Directory:
    """By which names each record is known, and what the rows of the tables refer to."""

    def __init__(self, tables: Tables) -> None:
        """Look up the names that the evidence gives."""
        self.rows: dict[Record, Row] = {}
        for table in {*PARTIES, *ANCHORS}:
            if table in tables:
                key = key_of(TABLES[table])
                for record in rows_of(tables[table]):
                    self.rows[table, "/".join(record[name] for name in key)] = record
        self.names: dict[Record, list[Name]] = defaultdict(list)
        self.own: set[tuple[str, ...]] = set()  # where the quotations of records stand
        self.in_source: dict[tuple[str, str], set[str]] = defaultdict(set)
        for quoted in quotations_of(tables):
            row = quoted.first
            place = row["table_name"], row["record_id"]
            self.in_source[row["source_id"], place[0]].add(place[1])
            if row["basis"] != "linked":
                for each in quoted.rows:
                    self.own.add((*place, each["source_id"], each["start"], each["end"]))
            is_noun = row["field"] in NAMING[:2] and is_generic(row["value"])  # of any memorial
            if row["field"] in NAMING and place[0] in NAMED and not is_noun:
                self.names[place] += self._names_of(place, quoted)
        self.judged: dict[tuple[tuple[str, Record, int], tuple[Name, ...]], str | None] = {}
        self._surnames: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for place in self.rows:
            if surname := self._surname(place):
                self._surnames[surname[:4]].add((surname, place[1]))

    def _names_of(self, record: Record, quoted: Quoted) -> Iterator[Name]:
        """Give the names that quotations give: the value, and the words where they differ."""
        value = quoted.first["value"]
        is_person = self._is_named(record) and quoted.first["field"] == "name"
        words = words_of_name(value)
        yield (words[0], words[-1]) if is_person and words else (value,)
        if quoted.first["basis"] in ("interpreted", "joined"):
            yield tuple(row["quote"] for row in quoted.rows)

    def _is_named(self, record: Record) -> bool:
        return record[0] == "people" and self.rows.get(record, {}).get("named") == "true"

    def _surname(self, record: Record) -> str:
        words = words_of_name(self.rows[record]["name"]) if self._is_named(record) else ()
        return words[-1] if words else ""

    def _town(self, record: Record) -> tuple[str, str]:
        return self.rows[record]["locality"], self.rows[record]["country_code"]

    @cache  # noqa: B019 - as long as the tables are checked
    def known_as(self, record: Record, everywhere: bool = True) -> tuple[Name, ...]:
        """Return the names of a record; a surname alone where nobody else has it.

        `everywhere` takes those that its town has in other languages too: they are many and short.
        """
        names = list(dict.fromkeys(self.names[record]))
        if record[0] == "people" and record in self.rows and (surname := self._surname(record)):
            alike = self._surnames[surname[:4]]
            if not any(is_alike(name, surname) for name, other in alike if other != record[1]):
                names.append((surname,))
        if everywhere and record[0] == "memorials" and record in self.rows:
            names += [(town,) for town in names_of_town(*self._town(record))]
        if record[0] == "events" and (memorial := self.rows.get(record, {}).get("memorial_id")):
            names += self.known_as(("memorials", memorial))
        return tuple(names)

    def is_alone(self, source: str, record: Record) -> bool:
        """Return whether a source speaks of no other record of the kind."""
        return self.in_source[source, record[0]] <= {record[1]}

    def others(self, source: str, record: Record, level: Sequence[Passage]) -> list[Record]:
        """Return the other records of a kind that a source may name in some passages."""
        stems = self._by_stem(source, record[0])
        found: set[str] = set()
        for passage in level:
            for stem in passage.words.by_stem.keys() & stems.keys():
                found |= stems[stem]
        return [(record[0], name) for name in sorted(found - {record[1]})]

    @cache  # noqa: B019 - as long as the tables are checked
    def _by_stem(self, source: str, table: str) -> dict[str, set[str]]:
        """Return the records of a source by the first letters of the longest word of each name."""
        found: dict[str, set[str]] = defaultdict(set)
        for record in self.in_source[source, table]:
            for name in self.known_as((table, record), everywhere=False):
                for word in sorted(words_of_name(name[0]), key=len)[-1:]:
                    found[word[:MIN_STEM]].add(record)
        return found


def is_named(words: Words, names: tuple[Name, ...]) -> bool:
    """Return whether one of some names stands in a text, all its phrases anywhere."""
    return any(name and all(any(find_name(words, phrase)) for phrase in name) for name in names)


def _check_parties(
    quoted: Quoted, directory: Directory, surroundings: Surroundings
) -> Iterator[Finding]:
    """Check that the sentences of a role or a statement name its parties."""
    first = quoted.first
    table, field = first["table_name"], first["field"]
    row = directory.rows.get((table, first["record_id"]))
    if row is None or table not in PARTIES or field not in ("role", "text"):
        return
    grave = first["value"] in GRAVE
    for column, of in PARTIES[table].items():
        party = (of, row[column])
        if not row[column] or not directory.known_as(party):
            continue
        texts = [row["quote"] for row in quoted.rows] if grave else []
        if not grave:
            texts = [passage.text for passage in surroundings.passages_of(quoted.rows)]
            texts += [quoted.note]
        if not any(
            _names_party(words_in(text), party, directory, first["source_id"]) for text in texts
        ):
            where = "quotation" if grave else "sentence"
            message = f"its {where} does not name {row[column]}"
            fix = "quote words that name them" + ("" if grave else ", or name them in a note")
            yield _finding("party-not-named", first, message, fix)


def _names_party(words: Words, party: Record, directory: Directory, source: str) -> bool:
    """Return whether words name a party, not only a body that bears a person's name."""
    if party[0] == "people" and directory.rows.get(party, {}).get("named") == "true":
        hidden: set[int] = set()
        for body in directory.in_source[source, "organizations"]:
            for name in directory.known_as(("organizations", body)):
                for start, end in find_name(words, name[0]) if len(name) == 1 else ():
                    hidden.update(range(start, end) if end - start > 1 else ())
        words = Words(word for index, word in enumerate(words) if index not in hidden)
    return is_named(words, directory.known_as(party))


def _check_link(quoted: Quoted, directory: Directory) -> Iterator[Finding]:
    """Check that the words of a reference name the record that it is to, or say what it is."""
    first = quoted.first
    to = REFERENCES.get((first["table_name"], first["field"]))
    if to is None:
        return  # which is told as evidence of no cell
    names = directory.known_as((to, first["value"]))
    for row in quoted.rows:
        where = (to, first["value"], row["source_id"], row["start"], row["end"])
        is_named_so = is_generic(row["quote"]) or is_named(words_in(row["quote"]), names)
        if not (row["note"].strip() or where in directory.own or is_named_so):
            message = f"the words do not name {first['value']}"
            fix = "quote words that do, or add a note"
            yield _finding("link-unproven", row, message, fix)


def _check_anchor(
    quoted: Quoted, directory: Directory, surroundings: Surroundings
) -> Iterator[Finding]:
    """Check that the record of a cell is named around its quotation, and no other instead."""
    first = quoted.first
    table, row = first["table_name"], directory.rows.get((first["table_name"], first["record_id"]))
    if (
        row is None
        or table not in ANCHORS
        or first["basis"] == "linked"
        or first["field"] in NAMING[:2]
    ):
        return
    of, column = ANCHORS[table]
    own = (of, row[column])
    names = directory.known_as(own)
    if not names or is_named(words_in(quoted.note), names) or own[1] in first["note"]:
        return
    kind = (
        ("memorials", directory.rows.get(own, {}).get("memorial_id", "")) if of == "events" else own
    )
    for evidence in quoted.rows:
        if message := _anchor_fault(evidence, names, kind, directory, surroundings):
            message = f"{message} {own[1]}"
            yield _finding(
                "record-not-named",
                evidence,
                message,
                f"quote words about {own[1]}, or name it in a note",
            )
            return


def _anchor_fault(
    evidence: Row,
    names: tuple[Name, ...],
    kind: Record,
    directory: Directory,
    surroundings: Surroundings,
) -> str | None:
    """Return why words are not of a record: they, or their paragraph, name another; or none do."""
    levels = surroundings.levels(evidence)
    for nearness, level in enumerate(levels):
        place = (evidence["source_id"], kind, id(level))  # many rows have a paragraph in common
        if len(level) == 1 or (place, names) not in directory.judged:
            found = _named_in(level, names, kind, directory, evidence["source_id"], nearness)
            directory.judged[place, names] = found
        found = directory.judged[place, names]
        if found is not None:
            return f"its words are about {found}, and do not name" if found else None
    if directory.is_alone(evidence["source_id"], kind):
        return None  # the source speaks of this one alone
    return "neither its sentence nor its section names"


def _named_in(
    level: Sequence[Passage],
    names: tuple[Name, ...],
    kind: Record,
    directory: Directory,
    source: str,
    nearness: int,
) -> str | None:
    """Return "" where words name a record, else another that they name instead, else None."""
    if any(is_named(passage.words, names) for passage in level):
        return ""
    if nearness < NEAR and kind[1]:
        for other in directory.others(source, kind, level):
            if _are_named(level, other, names, directory):
                return other[1]
    return None


def _are_named(
    level: Sequence[Passage], other: Record, names: tuple[Name, ...], directory: Directory
) -> bool:
    """Return whether words name another record by a name that is its own."""
    known = directory.known_as(other, everywhere=False)
    telling = tuple(name for name in known if name not in names)
    return any(is_named(passage.words, telling) for passage in level)


def _finding(code: str, row: Row, message: str, fix: str) -> Finding:
    line = row.get(LINE)
    place = ("data/evidence.csv", line, row["evidence_id"], "note", row["value"])
    return Finding(code, message, fix, *place)  # type: ignore[arg-type]

"""By which names records are known, and the quotations that speak of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import polars as pl

from pipeline.check.frames import LINE, Tables, rows_of
from pipeline.check.surroundings import Passage
from pipeline.resolve.gazetteer import names_of_town
from pipeline.resolve.naming import (
    MIN_STEM,
    Words,
    find_name,
    is_alike,
    is_generic,
    words_of_name,
)
from schemas import PROVENANCE, TABLES, key_of

Row = Mapping[str, str]
Record = tuple[str, str]  # table and identifier
Name = tuple[str, ...]  # phrases that have to stand there, all of them

NAMING = ("name", "other_names", "locality", "district", "site")  # fields by which one is known
NAMED = ("memorials", "people", "organizations", "events")  # tables of what has names


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
        for table in tables:
            if table not in PROVENANCE:
                key = key_of(TABLES[table])
                for record in rows_of(tables[table]):
                    self.rows[table, "/".join(record[name] for name in key)] = record
        self.names: dict[Record, list[Name]] = defaultdict(list)
        self.own: set[tuple[str, ...]] = set()  # where the quotations of records stand
        self.places: dict[Record, list[tuple[str, str]]] = defaultdict(list)  # source and start
        sources = tables["sources"].select("source_id", "language").fill_null("en")
        self.languages = dict(sources.iter_rows())
        self.in_source: dict[tuple[str, str], set[str]] = defaultdict(set)
        for quoted in quotations_of(tables):
            row = quoted.first
            place = row["table_name"], row["record_id"]
            self.in_source[row["source_id"], place[0]].add(place[1])
            if row["basis"] != "linked":
                for each in quoted.rows:
                    self.own.add((*place, each["source_id"], each["start"], each["end"]))
                    self.places[place].append((each["source_id"], each["start"]))
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

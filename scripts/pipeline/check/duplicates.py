"""Look for records that are likely one and the same thing: a person has to look."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice

import polars as pl

from pipeline.check.frames import LINE, Tables
from pipeline.common.findings import Finding
from pipeline.common.letters import letters_of
from pipeline.resolve.dates import days, inside
from schemas import TABLES, key_of

Row = Mapping[str, str]
GENERIC = {"", "memorial", "monument"}  # types that say nothing of the form
OF_ONE = ("completed", "opened", "height_m", "length_m", "site")  # seldom said of two memorials
TELLING = ("memorial_id", "country", "locality", "memorial_type", "completed", "opened")
MAX_COMPARED = 20  # rows with which a row is compared, lest a crowd take for ever
SAME = (
    "look whether they are the same: if so, claim both under one identifier; "
    "if not, add a note on {field} that names {record}"
)
OF_BOTH = (
    "quote words about this one; "
    "if they are about both, say so in a note on {field} that names {record}"
)
WORDS = re.compile(r"[\w-]+")


def possible_duplicates(tables: Tables) -> Iterator[Finding]:
    """Find people or organizations of one name, and memorials that nothing tells apart.

    These are memorials of one town, and such as rest on the same words where a source seldom speaks
    of two.
    """
    notes = _Notes(tables)
    for table in ("people", "organizations"):
        if table in tables:
            yield from _same_names(table, tables[table], notes)
    if "memorials" in tables:
        yield from _same_places(tables["memorials"], notes)
        if "evidence" in tables:
            yield from _same_words(tables["memorials"], tables["evidence"], notes)


class _Notes:
    """What notes tell apart: a note on a field may name the other record, by its identifier."""

    def __init__(self, tables: Tables) -> None:
        """Look which identifiers the notes of each cell name."""
        known: set[str] = set()
        for table in ("people", "organizations", "memorials"):
            if table in tables:
                known.update(tables[table][key_of(TABLES[table])[0]].drop_nulls())
        self._named: dict[tuple[str, ...], set[str]] = defaultdict(set)
        names = cache(lambda note: known & {word.strip("-") for word in WORDS.findall(note)})
        if "evidence" in tables:
            columns = ("table_name", "record_id", "field", "note")
            for *cell, note in tables["evidence"].select(columns).drop_nulls().iter_rows():
                if found := names(note):
                    self._named[tuple(cell)] |= found

    def duplicates(
        self, table: str, row: Row, field: str, alike: Iterable[str], message: str, fix: str = SAME
    ) -> Iterator[Finding]:
        """Give a finding for the first of some records that nothing tells apart from a row."""
        own = row[key_of(TABLES[table])[0]]
        for record in alike:
            here, there = (self._named.get((table, name, field), ()) for name in (own, record))
            if own != record and record not in here and own not in there:
                message = message.format(record=record, field=field)
                fix = fix.format(record=record, field=field)
                place = (f"data/{table}.csv", row[LINE] or None, own, field, row[field])
                yield Finding("possible-duplicate", message, fix, *place)  # type: ignore[arg-type]
                return


def _same_names(table: str, frame: pl.DataFrame, notes: _Notes) -> Iterator[Finding]:
    """Find each row that has a name of a row before it; bodies of two countries are two."""
    known: dict[str, dict[str, list[str]]] = defaultdict(dict)  # records by name and country
    key = key_of(TABLES[table])[0]
    for row in frame.fill_null("").iter_rows(named=True):
        country = row.get("country_code", "")
        names = dict.fromkeys(map(letters_of, (row["name"], *row["other_names"].split("; "))))
        alike = chain.from_iterable(_like(known[name], country) for name in names if name)
        yield from notes.duplicates(table, row, "name", alike, "it has a name of {record}")
        for name in names:
            known[name].setdefault(country, []).append(row[key])


def _like(known: Mapping[str, list[str]], country: str) -> Iterator[str]:
    """Give the records of the country and those without one, or all where it is not said."""
    records = [known.get(country, []), known.get("", [])] if country else known.values()
    return islice(chain.from_iterable(records), MAX_COMPARED)


def _same_places(frame: pl.DataFrame, notes: _Notes) -> Iterator[Finding]:
    """Find each memorial that stands in the town of one before it and may be the same."""
    towns: dict[tuple[str, str], list[Row]] = defaultdict(list)
    message = "{record} is there too, of no other kind or date"
    for row in frame.select(LINE, *TELLING).fill_null("").iter_rows(named=True):
        town = towns[letters_of(row["country"]), letters_of(row["locality"])]
        near = [before for before in town[-MAX_COMPARED:] if not _differ(row, before)]
        alike = [before["memorial_id"] for before in near if row["locality"]]
        yield from notes.duplicates("memorials", row, "locality", alike, message)
        town.append(row)


def _same_words(
    memorials: pl.DataFrame, evidence: pl.DataFrame, notes: _Notes
) -> Iterator[Finding]:
    """Find each memorial with a cell from words that give another the same."""
    rows = {row["memorial_id"]: row for row in memorials.fill_null("").iter_rows(named=True)}
    known: dict[tuple[str, ...], list[str]] = defaultdict(list)  # records by field and words
    of_memorials = (pl.col("table_name") == "memorials") & pl.col("field").is_in(OF_ONE)
    places = evidence.filter(of_memorials).select("record_id", "field", "source_id", "start", "end")
    message = "the same words give {field} of {record}"
    for record, *words in places.fill_null("").iter_rows():
        if record in rows:
            alike, row = known[tuple(words)], rows[record]
            last = alike[-MAX_COMPARED:]
            yield from notes.duplicates("memorials", row, words[0], last, message, OF_BOTH)
            alike.append(record)


def _differ(row: Row, other: Row) -> bool:
    """Return whether the type or a date says that two memorials are two."""
    kinds = {row["memorial_type"], other["memorial_type"]}
    if len(kinds) > 1 and not kinds & GENERIC:
        return True
    for field in ("completed", "opened"):
        here, there = days(row[field]), days(other[field])
        if here and there and not (inside(here, there) or inside(there, here)):
            return True
    return False

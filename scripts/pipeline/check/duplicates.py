"""Look for what no rule of form sees: loaded words in our own words, and likely duplicates."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, groupby, islice
from typing import NamedTuple

from pipeline.check.loaded_words import (
    Sources,
    loaded_in,
    may_be_loaded,
    unquoted,
    without_surnames,
)
from pipeline.common.findings import Finding
from pipeline.common.folding import letters_of
from pipeline.resolve.dates import days, inside
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of

Row = dict[str, str]
Tables = dict[str, list[Row]]
Lines = Mapping[str, Sequence[int | None]]
Cell = tuple[str, str, str, str]  # table, record, field, value

QUOTED = ("verbatim",)  # on such a basis a value is the source's words; to join some is our doing
OURS = {  # the columns of provenance with words of ours; the others have the source's, or numbers
    "sources": ("source_id",),
    "passages": ("unused_reason",),
    "evidence": ("value", "note"),
}
COMMENTS = ("unused_reason", "note")
NAMES = ("name", "other_names")  # what we call a thing: no loaded word, whoever calls it so
GENERIC = {"", "memorial", "monument"}  # types that say nothing of the form
OF_ONE = ("completed", "opened", "height_m", "length_m", "site")  # seldom said of two memorials
NEAREST = 20  # rows with which a row is compared, lest a crowd take for ever


class Own(NamedTuple):
    """Words of ours in a row's field, and what they are about: each word is named once for it."""

    field: str
    text: str
    about: tuple[str, ...]


class Quoted(NamedTuple):
    """What tells our own words from the sources'."""

    ours: set[Cell]  # whose values are not a quotation
    comment: Callable[[str], str]  # what of a note or a reason is not quoted from a source


def loaded_words(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """Loaded words in identifiers, names, notes and reasons, and in cells that are not quotations.

    `lines` has the physical line of each row in its CSV. An identifier is looked at where its own
    row stands, a note in the first row that has it. A cell without evidence is another finding.
    """
    ours = {_cell(row) for row in tables.get("evidence", []) if row["basis"] not in QUOTED}
    quoted = Quoted(ours, cache(partial(unquoted, stands=Sources(_texts(tables)).have)))
    named: set[tuple[str, ...]] = set()
    for table, rows in tables.items():
        columns = [one for one in columns_of(TABLES[table]) if _is_ours(table, one)]
        for row, line in zip(rows, lines[table], strict=True):
            told = (
                _own(table, one, row, quoted) for one in columns if may_be_loaded(row[one.name])
            )
            for own in told:
                for word, instead in loaded_in(own.text).items():
                    if (*own.about, word) not in named:
                        named.add((*own.about, word))
                        yield _loaded(table, row, line, own.field, word, instead)


def _texts(tables: Tables) -> list[str]:
    """What the sources say, passage after passage."""
    by_source = groupby(tables.get("passages", []), lambda row: row["source_id"])
    return [" ".join(row["text"] for row in rows) for _, rows in by_source]


def _cell(evidence: Row) -> Cell:
    return evidence["table_name"], evidence["record_id"], evidence["field"], evidence["value"]


def _is_ours(table: str, column: Column) -> bool:
    """Whether a column may hold our own words."""
    if table in PROVENANCE:
        return column.name in OURS[table]
    return column.role == "cited" or (column.role == "key" and not column.references)


def _own(table: str, column: Column, row: Row, quoted: Quoted) -> Own:
    """What of a cell is our own words."""
    name, text = column.name, row[column.name]
    if table == "evidence":
        cell = _cell(row)
        if name in COMMENTS:
            return Own(name, quoted.comment(text), (*cell[:2], text))
        return Own(name, text if cell in quoted.ours else "", cell[:3])
    record = _record_id(table, row)
    if name in COMMENTS:
        return Own(name, quoted.comment(text), (table, record, text))
    if column.role == "key":
        spelled = table == "people" and row["named"] == "true"  # after a name, such as Savage
        after = loaded_in(f"{row['name']} {row['other_names']}") if spelled else {}
        mine = "" if loaded_in(text).keys() <= after.keys() else text
        return Own(name, mine, (table, record, name))
    values = text.split("; ") if column.kind == "names" else [text]
    told = (_told(table, row, name, value, quoted.ours) for value in values)
    return Own(name, "; ".join(told), (table, record, name))


def _told(table: str, row: Row, field: str, value: str, ours: set[Cell]) -> str:
    """What of a value is not to be excused as the source's."""
    if (table, _record_id(table, row), field, value) in ours:
        return value
    named = table == "people" and row["named"] == "true"
    spelled = without_surnames(value) if named else value
    return spelled if field in NAMES else ""


def _loaded(table: str, row: Row, line: int | None, field: str, word: str, instead: str) -> Finding:
    message, fix = f"“{word}” is a loaded word", f"write {instead}"
    if field in COMMENTS:
        fix += ", or put words that stand in a source in quotation marks"
    elif field in NAMES:
        fix += ", or quote the other words of the name"
    elif field not in key_of(TABLES[table]):
        fix += ", or quote whoever says it"
    return _at("loaded-word", table, row, line, field, message, fix)


def _record_id(table: str, row: Row) -> str:
    return "/".join(row[name] for name in key_of(TABLES[table]))


def _at(
    code: str, table: str, row: Row, line: int | None, field: str, message: str, fix: str
) -> Finding:
    record = _record_id(table, row)
    return Finding(code, message, fix, f"data/{table}.csv", line, record, field, row[field])


class Notes:
    """What notes tell apart: a note on a field may name the other record, by its identifier."""

    def __init__(self, tables: Tables) -> None:
        """Look which identifiers the notes of each cell name."""
        known = {
            _record_id(table, row)
            for table in ("people", "organizations", "memorials")
            for row in tables.get(table, [])
        }
        names = cache(lambda note: known & {one.strip("-") for one in re.findall(r"[\w-]+", note)})
        self._named: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for row in tables.get("evidence", []):
            if found := names(row["note"]):
                self._named[_cell(row)[:3]] |= found

    def another(self, table: str, field: str, row: Row, alike: Iterable[Row]) -> str | None:
        """The first identifier among rows that is not the row's own, nor told apart from it."""
        own = _record_id(table, row)
        identifiers = (_record_id(table, other) for other in alike)
        return next((one for one in identifiers if not self._apart(table, field, own, one)), None)

    def _apart(self, table: str, field: str, one: str, other: str) -> bool:
        here, there = (self._named.get((table, name, field), ()) for name in (one, other))
        return one == other or other in here or one in there


def possible_duplicates(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """People or organizations of one name, and memorials of one town that nothing tells apart.

    Also memorials that rest on the same words where a source seldom speaks of two.
    """
    notes = Notes(tables)
    for table in ("people", "organizations"):
        yield from _same_names(table, tables.get(table, []), lines, notes)
    yield from _same_places(tables.get("memorials", []), lines, notes)
    yield from _same_words(tables, lines, notes)


def _twin(table: str, row: Row, line: int | None, field: str, message: str, other: str) -> Finding:
    fix = "look whether they are the same: if so, claim both under one identifier"
    fix += f"; if not, add a note on {field} that names {other}"
    return _at("possible-duplicate", table, row, line, field, message, fix)


def _same_names(table: str, rows: list[Row], lines: Lines, notes: Notes) -> Iterator[Finding]:
    """Each row that has a name of a row before it; bodies of two countries are two."""
    known: dict[str, dict[str, list[Row]]] = defaultdict(dict)  # by name and country
    for row, line in zip(rows, lines.get(table, []), strict=True):
        country = row.get("country_code", "")
        names = dict.fromkeys(map(letters_of, (row["name"], *row["other_names"].split("; "))))
        alike = chain.from_iterable(_like(known[name], country) for name in filter(None, names))
        if other := notes.another(table, "name", row, alike):
            yield _twin(table, row, line, "name", f"it has a name of {other}", other)
        for name in names:
            known[name].setdefault(country, []).append(row)


def _like(known: Mapping[str, list[Row]], country: str) -> Iterator[Row]:
    """The rows of the country and those without one, or all where it is not said."""
    told = [known.get(country, []), known.get("", [])] if country else known.values()
    return islice(chain.from_iterable(told), NEAREST)


def _same_places(rows: list[Row], lines: Lines, notes: Notes) -> Iterator[Finding]:
    """Each memorial that stands in the town of one before it and may be the same."""
    towns: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, line in zip(rows, lines.get("memorials", []), strict=True):
        town = towns[letters_of(row["country"]), letters_of(row["locality"])]
        alike = (other for other in town[-NEAREST:] if not _differ(row, other))
        if row["locality"] and (other := notes.another("memorials", "locality", row, alike)):
            message = f"{other} is there too, of no other kind or date"
            yield _twin("memorials", row, line, "locality", message, other)
        town.append(row)


def _same_words(tables: Tables, lines: Lines, notes: Notes) -> Iterator[Finding]:
    """Each memorial with a date, a measure or a site from words that give another the same."""
    placed = zip(tables.get("memorials", []), lines.get("memorials", []), strict=True)
    rows = {row["memorial_id"]: (row, line) for row, line in placed}
    known: dict[tuple[str, ...], list[Row]] = defaultdict(list)  # by field and words
    for told in tables.get("evidence", []):
        table, record, field, _ = _cell(told)
        if table == "memorials" and field in OF_ONE and record in rows:
            row, line = rows[record]
            alike = known[field, told["source_id"], told["start"], told["end"]]
            if other := notes.another(table, field, row, alike[-NEAREST:]):
                fix = "quote words about this one; if they are about both"
                fix += f", say so in a note on {field} that names {other}"
                message = f"the same words give {field} of {other}"
                yield _at("possible-duplicate", table, row, line, field, message, fix)
            alike.append(row)


def _differ(one: Row, other: Row) -> bool:
    """Whether the type or a date says that two memorials are two."""
    kinds = {row["memorial_type"] for row in (one, other)}
    if len(kinds) > 1 and not kinds & GENERIC:
        return True
    for field in ("completed", "opened"):
        here, there = days(one[field]), days(other[field])
        if here and there and not (inside(here, there) or inside(there, here)):
            return True
    return False

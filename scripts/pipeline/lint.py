"""Look for what no rule of form sees: loaded words in our own words, and likely duplicates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.findings import Finding
from pipeline.values import days, inside
from pipeline.wording import folded, loaded_in, unquoted
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of

Row = dict[str, str]
Tables = dict[str, list[Row]]
Lines = Mapping[str, Sequence[int | None]]
Cell = tuple[str, str, str, str]  # table, record, field, value

QUOTED = ("verbatim", "joined")  # on such a basis a value is the source's words
OURS = {  # the columns of provenance with words of ours; the others have the source's, or numbers
    "sources": ("source_id",),
    "passages": ("unused_reason",),
    "evidence": ("value", "note"),
}
COMMENTS = ("unused_reason", "note")
GENERIC = {"", "memorial", "monument"}  # types that say nothing of the form
NEAREST = 20  # rows with which a row of one town is compared, lest a crowd take for ever
LOOK = "look whether they are the same; if so, claim both under one identifier"


class Own(NamedTuple):
    """Words of ours in a row's field, and what they are about: each word is named once for it."""

    field: str
    text: str
    about: tuple[str, ...]


def loaded_words(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """Loaded words in identifiers, in notes and reasons, and in cells that are not quotations.

    `lines` has the physical line of each row in its CSV. An identifier is looked at where its own
    row stands, a note in the first row that has it. A cell without evidence is another finding.
    """
    ours = {_cell(row) for row in tables.get("evidence", []) if row["basis"] not in QUOTED}
    named: set[tuple[str, ...]] = set()
    for table, rows in tables.items():
        columns = [one for one in columns_of(TABLES[table]) if _is_ours(table, one)]
        for row, line in zip(rows, lines[table], strict=True):
            told = (_own(table, one, row, ours) for one in columns if row[one.name])
            for own in told:
                for word, instead in loaded_in(own.text).items():
                    if (*own.about, word) not in named:
                        named.add((*own.about, word))
                        yield _loaded(table, row, line, own.field, word, instead)


def _cell(evidence: Row) -> Cell:
    return evidence["table_name"], evidence["record_id"], evidence["field"], evidence["value"]


def _is_ours(table: str, column: Column) -> bool:
    """Whether a column may hold our own words."""
    if table in PROVENANCE:
        return column.name in OURS[table]
    return column.role == "cited" or (column.role == "key" and not column.references)


def _own(table: str, column: Column, row: Row, ours: set[Cell]) -> Own:
    """What of a cell is our own words."""
    name, text, record = column.name, row[column.name], _record_id(table, row)
    if name in COMMENTS:
        about = row.get("table_name", table), row.get("record_id", record), text
        return Own(name, unquoted(text), about)
    if table == "evidence":
        return Own(name, text if _cell(row) in ours else "", _cell(row)[:3])
    if column.role == "key":
        spelled = table == "people" and row["named"] == "true"  # after a name, such as Savage
        after = loaded_in(f"{row['name']} {row['other_names']}") if spelled else {}
        mine = "" if loaded_in(text).keys() <= after.keys() else text
        return Own(name, mine, (table, record, name))
    values = text.split("; ") if column.kind == "names" else [text]
    values = [value for value in values if (table, record, name, value) in ours]
    return Own(name, "; ".join(values), (table, record, name))


def _loaded(table: str, row: Row, line: int | None, field: str, word: str, instead: str) -> Finding:
    message, fix = f"“{word}” is a loaded word", f"write {instead}"
    if field in COMMENTS:
        fix += ", or put somebody's word in quotation marks"
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


def possible_duplicates(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """People or organizations of one name, and memorials of one town that nothing tells apart."""
    for table in ("people", "organizations"):
        yield from _same_names(table, tables.get(table, []), lines)
    yield from _same_places(tables.get("memorials", []), lines)


def _same_names(table: str, rows: list[Row], lines: Lines) -> Iterator[Finding]:
    """Each row that has a name of a row before it; bodies of two countries are two."""
    known: dict[str, dict[str, Row]] = defaultdict(dict)  # by name and country
    for row, line in zip(rows, lines.get(table, []), strict=True):
        country = row.get("country_code", "")
        names = [_letters(name) for name in (row["name"], *row["other_names"].split("; "))]
        alike = (_like(known[name], country) for name in filter(None, names))
        if other := _another(table, row, alike):
            message = f"it has a name of {other}"
            yield _at("possible-duplicate", table, row, line, "name", message, LOOK)
        for name in names:
            known[name].setdefault(country, row)


def _another(table: str, row: Row, alike: Iterable[Row | None]) -> str | None:
    """The first identifier among rows that is not the row's own."""
    identifiers = (_record_id(table, other) for other in alike if other)
    return next((one for one in identifiers if one != _record_id(table, row)), None)


def _like(known: Mapping[str, Row], country: str) -> Row | None:
    """A row of the country, or one where either has none."""
    if country:
        return known.get(country) or known.get("")
    return next(iter(known.values()), None)


def _letters(text: str) -> str:
    """The letters and digits of a text, folded."""
    return "".join(filter(str.isalnum, folded(text)))


def _same_places(rows: list[Row], lines: Lines) -> Iterator[Finding]:
    """Each memorial that stands in the town of one before it and may be the same."""
    towns: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, line in zip(rows, lines.get("memorials", []), strict=True):
        town = towns[_letters(row["country"]), _letters(row["locality"])]
        alike = (other for other in town[-NEAREST:] if not _differ(row, other))
        if row["locality"] and (other := _another("memorials", row, alike)):
            message = f"{other} is there too, of no other kind or date"
            yield _at("possible-duplicate", "memorials", row, line, "locality", message, LOOK)
        town.append(row)


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

"""Check tables: cells, rows, keys, order and references, and what rows are to one another.

The rules of one row are in `schemas`; here are those that need several rows or tables. A table is
joined with what it is checked against, and judged as one frame.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pandera.polars as pa
import polars as pl

from pipeline.assemble.derived_columns import derive
from pipeline.check.attribution import check_attribution
from pipeline.check.duplicates import possible_duplicates
from pipeline.check.evidence import check_evidence
from pipeline.check.frames import Tables, check_frame, record_of, rows_of, typed
from pipeline.check.loaded_words import check_words
from pipeline.check.passages import check_passages
from pipeline.check.surroundings import Surroundings
from pipeline.check.wording import check_wording
from pipeline.common.findings import Finding
from pipeline.resolve.dates import days
from pipeline.resolve.gazetteer import look_up
from pipeline.resolve.values import lexical_fault
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of, order_of
from schemas.columns import row_rule, rule

BOTH = "check both"  # what to do of two cells that do not fit
DERIVED = ("memorials", "events", "statements")  # the tables with derived columns
EVIDENCE_OF_DERIVED = ("country", "height_m", "length_m", "text")  # fields that they follow from
DERIVED_FROM = ("table_name", "record_id", "field", "value", "source_id", "start", "end", "quote")
# Texts that are surely sound, so that they need not be looked at letter by letter: letters of
# Latin and Cyrillic, digits and common signs, which begin and end with no space and no formula.
_LETTERS = r"!-~\x{a1}-\x{ac}\x{ae}-\x{24f}\x{400}-\x{45f}\x{2010}-\x{2027}\x{2030}-\x{205e}"
_FIRST = r"!-*,.-<>?A-~\x{a1}-\x{ac}\x{ae}-\x{24f}\x{400}-\x{45f}\x{2010}-\x{2027}"
PLAIN = rf"^[{_FIRST}](?:[ {_LETTERS}]*[{_LETTERS}])?$"
PLAIN_RECORDED = rf"^[{_FIRST} ][{_LETTERS} ]*$"  # a source's own words may be cut at a space
WHOLLY_CONSTRAINED = ("slug", "sha256", "license")  # kinds that their pattern judges alone
_NUMBER = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{0,4}[1-9])?$"
_DATE = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"
PLAIN_FORMS = {
    "integer": r"^(0|[1-9][0-9]{0,17})$",
    **{"metres": _NUMBER, "number": _NUMBER, "boolean": "^(true|false)$"},
    **{"edtf": _DATE, "date": r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"},
    **dict.fromkeys(("country_code", "language"), r"[^\s\S]"),  # a list says what is one
}


def check_tables(tables: Tables, texts: Mapping[str, str]) -> list[Finding]:
    """Find everything that is wrong with tables, at the lines of their CSV.

    Args:
        tables: frames of text, as `frame_of` makes them; some tables may be missing.
        texts: of the sources, by their identifiers.
    """
    findings = [*check_structure(tables), *_check_relations_of_rows(tables)]
    findings += [*check_words(tables), *possible_duplicates(tables)]
    if all(table in tables for table in PROVENANCE):
        findings += check_evidence(tables, texts)
        findings += check_meanings(tables, texts)
        findings += check_passages(tables, texts)
        findings += _check_derived(tables, texts)  # last, as the gazetteer takes memory
    return findings


def check_structure(tables: Tables) -> Iterator[Finding]:
    """Check cells, rows, keys and references: all that a program relies on."""
    for table, frame in tables.items():
        yield from check_cells(table, frame)
        checks = [*_key_checks(table), *_reference_checks(table, tables)]
        yield from check_frame(table, _keyed(table, frame), checks)


def check_meanings(tables: Tables, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Check that quotations say of whom they are claimed what is claimed (contract 3, rule 8)."""
    surroundings = Surroundings(tables, texts)
    if "memorials" in tables:
        look_up(tables["memorials"]["locality"].drop_nulls())
    yield from check_attribution(tables, surroundings)
    yield from check_wording(tables, surroundings)


def check_cells(table: str, frame: pl.DataFrame) -> Iterator[Finding]:
    """Check the cells and rows of a table: their form as text, then their values as they are."""
    # what is missing or of another type, of which the model would tell too, the forms have told
    values = TABLES[table].to_schema().checks
    yield from check_frame(table, frame, _forms(table), (values, typed(table, frame)))


@cache
def _forms(table: str) -> list[pa.Check]:
    """Return the checks of a table's cells as text: what is filled, and in what form."""
    checks: list[pa.Check] = []
    for column in columns_of(TABLES[table]):
        if not (column.terms or column.kind in WHOLLY_CONSTRAINED):
            checks.append(_lexical_check(column))
        if column.required:
            message = f"{column.name} has no value"
            there = pl.col(column.name).is_not_null()
            checks.append(rule(there, "missing-field", message, column.fix, column.name))
    return checks


def _lexical_check(column: Column) -> pa.Check:
    """Return the check that texts are of their column's form; each different one is judged once."""
    name = column.name

    def holds(data: Any) -> pl.LazyFrame | bool:
        cells: pl.LazyFrame = data.lazyframe.select(name)
        suspect = cells.drop_nulls().filter(~_is_plain(column)).unique().collect()
        wrong = [text for text in suspect[name].to_list() if lexical_fault(column, text)]
        return cells.select(pl.col(name).is_in(wrong).not_()) if wrong else True

    at_first = {"holds": _is_plain(column)}
    about: dict[str, Any] = {"title": name, "description": column.fix, "statistics": at_first}
    return pa.Check(holds, name="bad-value", n_failure_cases=1, **about)


def _is_plain(column: Column) -> pl.Expr:
    """Return whether cells of a column are of its form at first sight."""
    plain = PLAIN_RECORDED if column.role == "recorded" else PLAIN
    return pl.col(column.name).str.contains(PLAIN_FORMS.get(column.kind, plain))


def _keyed(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with its offsets as numbers, too, and how often each key stands."""
    key = [pl.col(name).fill_null("") for name in key_of(TABLES[table])]
    offsets = [name for name in ("start", "end") if name in frame.columns]
    places = [pl.col(name).cast(pl.Int64, strict=False).alias(f"{name}_at") for name in offsets]
    return frame.with_columns(pl.len().over(key).alias("times"), *places)


def _key_checks(table: str) -> Iterator[pa.Check]:
    """Give the checks that each key stands once, and that rows stand in their order."""
    message = "this key stands {times} times"
    yield rule(pl.col("times") == 1, "duplicate-key", message, "keep one row a key")
    names = [f"{name}_at" if name in ("start", "end") else name for name in order_of(table)]
    in_order = pl.lit(True)
    for name in reversed(names):
        cell = pl.col(name) if name.endswith("_at") else pl.col(name).fill_null("")
        in_order = (cell > cell.shift()) | ((cell == cell.shift()) & in_order)
    yield rule(in_order, "row-order", "it stands too late", "sort the rows")


def _reference_checks(table: str, tables: Tables) -> Iterator[pa.Check]:
    """Give the check of each reference of a table to another that is there."""
    for column in columns_of(TABLES[table]):
        if column.references in tables:
            known = tables[column.references].select(record_of(column.references)).to_series()
            here = pl.concat_str([*column.also, column.name], separator="/")
            holds = here.is_in(known.drop_nulls().implode())
            message = f"{column.references} has no such row"
            fix = f"name one of {column.references}"
            yield rule(holds, "unknown-reference", message, fix, column.name)


def _with_days(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Add to each column of dates the first and the last day that it allows, as text."""
    for name in names:
        bounds = {date: days(date) or (None, None) for date in frame[name].drop_nulls().unique()}
        for index, end in enumerate(("first", "last")):
            known = {date: bound[index] for date, bound in bounds.items()}
            found = pl.col(name).replace_strict(known, default=None, return_dtype=pl.String)
            frame = frame.with_columns(found.alias(f"{name}_{end}"))
    return frame


def _within(inner: str, outer: str) -> pl.Expr:
    """Return whether the days of one date all lie among those of another; see `_with_days`."""
    begins = pl.col(f"{outer}_first") <= pl.col(f"{inner}_first")
    return begins & (pl.col(f"{inner}_last") <= pl.col(f"{outer}_last"))


def _check_relations_of_rows(tables: Tables) -> Iterator[Finding]:
    """Check what rows of memorials, events and statements are to one another."""
    if "memorials" in tables:
        memorials = _with_days(tables["memorials"], "opened", "completed")
        memorials = memorials.with_columns(first=pl.lit(_first_commemorated(tables)))
        yield from check_frame("memorials", memorials, _MEMORIALS)
    if "events" in tables and "memorials" in tables:
        memorials = tables["memorials"].select("memorial_id", "status", "opened")
        events = _with_days(_join(tables["events"], memorials, "memorial_id"), "date", "opened")
        events = events.with_columns(pl.col("opened").fill_null("nothing"))
        yield from check_frame("events", events, _EVENTS)
    if "statements" in tables and "events" in tables:
        of_event = tables["events"].select("event_id", event_of="memorial_id")
        statements = _join(tables["statements"], of_event, "event_id")
        yield from check_frame("statements", statements, _STATEMENTS)
    if "event_relations" in tables and "events" in tables:
        yield from check_frame("event_relations", _with_related(tables), _EVENT_RELATIONS)


def _with_related(tables: Tables) -> pl.DataFrame:
    """Return the relations of events with the days of both, and whether they go both ways."""
    relations = tables["event_relations"]
    days = _with_days(tables["events"], "date").select("event_id", "date_first", "date_last")
    related = days.select(related_event_id="event_id", related_first="date_first")
    frame = _join(_join(relations, days, "event_id"), related, "related_event_id")
    pair = ["event_id", "related_event_id"]
    back = relations.select(event_id=pair[1], related_event_id=pair[0], back="role").unique(pair)
    return frame.join(back, pair, "left", maintain_order="left")


def _join(frame: pl.DataFrame, other: pl.DataFrame, key: str) -> pl.DataFrame:
    """Add to each row the columns of the row that it refers to; of two with a key, the last."""
    known = other.drop_nulls(key).unique(key, keep="last")
    return frame.join(known, key, "left", maintain_order="left")


def _first_commemorated(tables: Tables) -> str | None:
    """Return the first day of what the memorials commemorate, if an event says it."""
    if "events" not in tables:
        return None
    events = tables["events"].filter(pl.col("event_type") == "commemorated_event")
    first: str | None = _with_days(events, "date")["date_first"].min()  # type: ignore[assignment]
    return first


def _not_before(name: str) -> pa.Check:
    message = "it is before {first}, which the memorials commemorate"
    return row_rule(pl.col(f"{name}_last") >= pl.col("first"), message, "check it", name)


_OPENS_LATER = pl.col("opened_last").str.head(4) >= pl.col("completed_first").str.head(4)
_APPROVED = pl.col("status") == "approved"
_BUILDS = pl.col("event_type").is_in(["opening", "construction"])
_OPENING = (pl.col("event_type") == "opening") & pl.col("status").is_not_null()
_UNDATED = pl.col("date_first").is_null() & pl.col("opened_first").is_null()
_SAME_DAY = (_within("date", "opened") | _within("opened", "date") | _UNDATED).fill_null(False)
_SAME_MEMORIAL = pl.col("memorial_id") == pl.col("event_of")
_MEMORIALS = [
    _not_before("opened"),
    _not_before("completed"),
    row_rule(_OPENS_LATER, "it opens before it is completed ({completed})", BOTH, "opened"),
]
_EVENTS = [
    row_rule(~(_APPROVED & _BUILDS), "its memorial is only approved", BOTH, "event_type"),
    row_rule(~_OPENING | _SAME_DAY, "its memorial has opened = {opened}", BOTH, "date"),
]
_EVENT_RELATIONS = [
    row_rule(
        (pl.col("role") == "part_of") | (pl.col("date_last") >= pl.col("related_first")),
        "it is before {related_event_id}",
        "check both dates",
        "role",
    ),
    row_rule(pl.col("back").is_null(), "it is tied the other way round too", "keep one", "role"),
]
_STATEMENTS = [
    row_rule(_SAME_MEMORIAL, "its event {event_id} is of {event_of}", BOTH, "memorial_id")
]


def _check_derived(tables: Tables, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Check that every derived cell is what its rule gives, worked out anew."""
    fields = pl.col("table_name").is_in(DERIVED) & pl.col("field").is_in(EVIDENCE_OF_DERIVED)
    evidence = rows_of(tables["evidence"].filter(fields).select(DERIVED_FROM))
    sources = rows_of(tables["sources"])
    again = {table: rows_of(tables[table]) if table in tables else [] for table in DERIVED}
    derive(again | {"evidence": evidence, "sources": sources}, texts)
    is_lacking = not texts.keys() >= {row["source_id"] for row in sources}
    for table in DERIVED:
        if table not in tables or (table == "statements" and is_lacking):
            continue  # it is worked out from the texts, and that one is missing is told elsewhere
        frame, checks = tables[table], []
        for column in columns_of(TABLES[table]):
            if column.role == "derived":
                values = [row[column.name] or None for row in again[table]]
                message = f"its rule ({column.rule}) gives {{right_{column.name}!r}}"
                right = pl.Series(f"right_{column.name}", values, pl.String)
                frame = frame.with_columns(right)
                same = pl.col(column.name).eq_missing(pl.col(right.name))
                checks.append(rule(same, "derived-wrong", message, "rebuild", column.name))
        yield from check_frame(table, frame, checks)

"""Evidence beside the cells it supports and the texts it quotes, in SQL made from the schemas."""

from collections.abc import Collection, Iterator

import duckdb

from pipeline.findings import Finding
from pipeline.streaming_sql import listed, literal, name, record_of, text_of
from pipeline.streaming_told import Fault, ask
from schemas import PROVENANCE, TABLES, Column, columns_of

CORRECT = "correct the seeds and rebuild"
SEPARATOR = "; "  # between the names of a cell


def check_evidence(
    connection: duckdb.DuckDBPyConnection, known: Collection[str]
) -> Iterator[Finding]:
    """Evidence names cells that are there and gives their values, and each cited cell has some.

    `known` are the tables that could be read.

    Raises:
        duckdb.Error: a file cannot be read to its end.
    """
    contents = [table for table in TABLES if table not in PROVENANCE]
    yield from _ask(connection, _of_no_table(contents), [_orphaned("true")])
    for table in contents:
        if table in known:
            cited = [one for one in columns_of(TABLES[table]) if one.role == "cited"]
            yield from _ask(connection, _with_cells(table, cited), _faults(cited))
            yield from _ask(connection, _joined(table), [JOINED])
            yield from ask(connection, table, _lost(table, cited), "record", _missing(cited))


def _ask(
    connection: duckdb.DuckDBPyConnection, rows: str, faults: list[Fault]
) -> Iterator[Finding]:
    yield from ask(connection, "evidence", rows, "coalesce(evidence_id, '')", faults)


def _of_no_table(contents: Collection[str]) -> str:
    return f"evidence WHERE table_name NOT IN {listed(contents)}"


def _orphaned(when: str) -> Fault:
    return Fault(
        "evidence-orphaned",
        "field",
        when,
        lambda cell: f"no such cell: {cell}",
        CORRECT,
        said="concat_ws('/', table_name, record_id, field)",
    )


def _cells(table: str, cited: Collection[Column]) -> str:
    """The filled cells of a table that rest on evidence, a row each."""
    each = (
        f"SELECT {record_of(table)} AS record, {literal(one.name)} AS cell,"
        f" {text_of(one)} AS held FROM {name(table)} WHERE held IS NOT NULL"
        for one in cited
    )
    return f"({' UNION ALL '.join(each)})"


def _told(table: str) -> str:
    """The evidence of a table."""
    return f"(SELECT * FROM evidence WHERE table_name = {literal(table)})"


def _with_cells(table: str, cited: Collection[Column]) -> str:
    """The evidence of a table, each row with its cell, and whether claims on it differ."""
    told = _told(table)
    differing = (
        f"(SELECT record_id, field, true AS differ FROM {told}"
        f" WHERE field NOT IN {listed(_of_names(cited))}"
        " GROUP BY record_id, field HAVING min(value) <> max(value))"
    )
    return (
        "(SELECT told.*, held,"
        " CASE WHEN differ AND value = held THEN 'preferred' ELSE 'normal' END AS due"
        f" FROM {told} AS told"
        f" LEFT JOIN {_cells(table, cited)} ON record = told.record_id AND cell = told.field"
        f" LEFT JOIN {differing} AS differing USING (record_id, field))"
    )


def _of_names(cited: Collection[Column]) -> list[str]:
    return [one.name for one in cited if one.kind == "names"]


def _faults(cited: Collection[Column]) -> list[Fault]:
    """What may be wrong with a row of evidence and its cell."""
    is_term = [
        f"field = {literal(one.name)} AND value IN {listed(one.terms)}"
        for one in cited
        if one.terms
    ]
    no_term = f"NOT ({' OR '.join(is_term) or 'false'})"
    named = f"field IN {listed(_of_names(cited))}"
    no_name = f"{named} AND NOT list_contains(string_split(held, {literal(SEPARATOR)}), value)"
    return [
        _orphaned("held IS NULL"),
        _underivable("basis = 'verbatim' AND value <> quote", "a verbatim value is its quotation"),
        _underivable(
            "basis = 'normalized' AND value = quote", "the value is the quotation: that is verbatim"
        ),
        _underivable(f"basis = 'coded' AND {no_term}", "a coded value is a term of a vocabulary"),
        _underivable(
            "basis = 'interpreted' AND regexp_full_match(coalesce(note, ''), '\\s*')",
            "an interpreted value says why in its note",
        ),
        Fault(
            "evidence-orphaned",
            "rank",
            "held IS NOT NULL AND rank <> due",
            lambda due: f"it should be {due}",
            CORRECT,
            said="due",
        ),
        Fault(
            "evidence-orphaned",
            "value",
            no_name,
            lambda _: "the cell does not have this name",
            CORRECT,
        ),
    ]


def _underivable(when: str, message: str) -> Fault:
    return Fault(
        "evidence-not-derivable",
        "value",
        f"held IS NOT NULL AND {when}",
        lambda _: message,
        CORRECT,
    )


def _joined(table: str) -> str:
    """Joined quotations by cell, source and value, and what they are together."""
    return (
        "(SELECT arg_min(evidence_id, start) AS evidence_id, value,"
        " string_agg(quote, ' ' ORDER BY start) AS words"
        f" FROM {_told(table)} WHERE basis = 'joined' AND 0 <= start AND start < \"end\""
        " GROUP BY record_id, field, source_id, value)"
    )


# the value once, or as often as it is told, with a space between
_TIMES = "greatest((length(words) + 1) // (length(value) + 1), 1)"
JOINED = Fault(
    "evidence-not-derivable",
    "value",
    f"words || ' ' <> repeat(value || ' ', {_TIMES})",
    lambda words: f"joined, they are {words!r}",
    CORRECT,
    said="words",
)


def _lost(table: str, cited: Collection[Column]) -> str:
    """The values of cells, or the names of one, that no evidence gives."""
    separated = f"string_split(held, {literal(SEPARATOR)})"
    named = f"cell IN {listed(_of_names(cited))}"
    values = f"unnest(CASE WHEN {named} THEN {separated} ELSE [held] END)"
    return (
        f"(SELECT *, {values} AS one FROM {_cells(table, cited)}) ANTI JOIN {_told(table)} AS told"
        " ON record = told.record_id AND cell = told.field AND one = told.value"
    )


def _missing(cited: Collection[Column]) -> list[Fault]:
    return [
        Fault(
            "evidence-missing",
            one.name,
            f"cell = {literal(one.name)}",
            lambda lost: f"no evidence gives {lost!r}",
            CORRECT,
            value="held",
            said="one",
        )
        for one in cited
    ]

"""Keys, references, the order of rows, and what columns of one row are to one another, in SQL."""

from collections.abc import Collection, Iterator

import duckdb

from pipeline.findings import Finding
from pipeline.provenance import sorted_by
from pipeline.streaming_sql import name, record_of, stored_as
from pipeline.streaming_told import Fault, ask
from schemas import TABLES, Column, column_of, columns_of, key_of
from schemas.columns import row_rules_of

# What a model's own check of a row, by its name in the schema, is in SQL.
CHECKS = {
    "opened_in_order": "(opened_from IS NULL) <> (opened_to IS NULL) OR opened_from > opened_to",
    "date_in_order": "(date_from IS NULL) <> (date_to IS NULL) OR date_from > date_to",
    "span_is_text": '"end" - start <> length("text")',
    "cited_within": 'cited_characters > length("text")',
    "span_is_quote": '"end" - start <> length(quote)',
}


def check_rows(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    """What the model of a table says of its rows, and whether they are in order."""
    checks = [rule.name for rule in row_rules_of(TABLES[table])]
    faults = [
        Fault(
            "rows-inconsistent",
            None,
            f"coalesce({CHECKS[check]}, false)",
            lambda _, check=check: f"it does not hold that {check}",  # type: ignore[misc]
            "correct the seeds",
        )
        for check in checks
    ]
    late = Fault("row-order", None, "late", lambda _: "it stands too late", "sort the rows")
    yield from ask(connection, table, name(table), record_of(table), faults)
    yield from ask(connection, table, _in_order(table), "record", [late])


def _in_order(table: str) -> str:
    """The rows of a table, each with whether it sorts before the one above it in the file.

    DuckDB runs a window that has no order of its own on the file's, whatever else it may reorder.
    """
    place = ", ".join(
        f"coalesce({name(one)}, '')" if stored_as(column) == "VARCHAR" else name(one)
        for one in sorted_by(table)
        for column in [column_of(TABLES[table], one)]
    )
    rows = f"SELECT {record_of(table)} AS record, row({place}) AS place FROM {name(table)}"
    return f"(SELECT record, place < lag(place) OVER () AS late FROM ({rows}))"


def check_keys(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    """Whether each key of a table occurs once."""
    keys = ", ".join(map(name, key_of(TABLES[table])))
    rows = (
        f"(SELECT {record_of(table)} AS record, count(*) AS times"
        f" FROM {name(table)} GROUP BY {keys} HAVING times > 1)"
    )
    fault = Fault(
        "duplicate-key",
        None,
        "true",
        lambda times: f"this key stands {times} times",
        "keep one row a key",
        said="times",
    )
    yield from ask(connection, table, rows, "record", [fault])


def check_references(
    connection: duckdb.DuckDBPyConnection, table: str, known: Collection[str]
) -> Iterator[Finding]:
    """Whether each reference to a table that is there names one of its rows."""
    for column in columns_of(TABLES[table]):
        if column.references in known:
            fault = Fault(
                "unknown-reference",
                column.name,
                "true",
                lambda _, there=column.references: f"{there} has no such row",  # type: ignore[misc]
                f"name one of {column.references}",
                value=f"here.{name(column.name)}",
            )
            record = record_of(table, "here.")
            yield from ask(connection, table, _unknown(table, column), record, [fault])


def _unknown(table: str, column: Column) -> str:
    """The rows of a table whose reference names nothing."""
    pairs = zip((*column.also, column.name), key_of(TABLES[column.references]), strict=True)
    same = " AND ".join(f"here.{name(one)} = there.{name(other)}" for one, other in pairs)
    return (
        f"{name(table)} AS here ANTI JOIN {name(column.references)} AS there ON {same}"
        f" WHERE here.{name(column.name)} <> ''"
    )

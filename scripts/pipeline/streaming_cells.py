"""Judge the cells of a table as they stream by: DuckDB finds those in doubt, `fault_of` decides."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import duckdb

from pipeline.cells import fault_of
from pipeline.findings import Finding
from pipeline.package import cell_text
from pipeline.streaming_sql import name, record_of, sound
from pipeline.streaming_told import Tally
from schemas import TABLES, Column, columns_of

BATCH = 2048  # rows in doubt that are fetched at a time
SHORT = 100  # characters of cells whose judgement is remembered


def check_cells(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    """What is wrong with single cells of a table; each row is read once.

    Raises:
        duckdb.Error: the file cannot be read to its end.
    """
    columns = columns_of(TABLES[table])
    tally = Tally()
    rows = connection.execute(_in_doubt(table, columns))
    while some := rows.fetchmany(BATCH):
        for record, *cells in some:
            for column, doubted, value in zip(columns, cells[::2], cells[1::2], strict=True):
                if doubted and (fault := _fault_of(column, cell_text(value))):
                    tally.add(_finding(table, column, record, cell_text(value), fault))
    yield from tally.findings()


def _in_doubt(table: str, columns: tuple[Column, ...]) -> str:
    """The rows with a cell that is not known to be sound: record, and whether and what for each."""
    flags = [f"NOT {sound(column)} AS {name('?' + column.name)}" for column in columns]
    shown = (
        f"{flag}, CASE WHEN {flag} THEN {name(column.name)} END"
        for column in columns
        for flag in [name("?" + column.name)]
    )
    doubted = " OR ".join(name("?" + column.name) for column in columns)
    rows = f"SELECT *, {', '.join(flags)} FROM {name(table)}"
    return f"SELECT {record_of(table)}, {', '.join(shown)} FROM ({rows}) WHERE {doubted}"


def _fault_of(column: Column, text: str) -> str | None:
    return _remembered(column, text) if len(text) <= SHORT else fault_of(column, text)


_remembered: Any = lru_cache(65_536)(fault_of)


def _finding(table: str, column: Column, record: str, text: str, fault: str) -> Finding:
    code = "bad-value" if text else "missing-field"
    fix = f"give {column.name} what it takes: {column.meaning}"
    return Finding(code, fault, fix, f"data/{table}.parquet", None, record, column.name, text)

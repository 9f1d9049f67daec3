"""Validate the Parquet of a package that is larger than memory, with DuckDB.

It finds what `pipeline.validation` finds of the same tables, with the same codes, but for this,
which needs the texts read and the claims taken, or all of a package at once, and is not checked:

- the descriptor, the CSV, the downloads beside the tables, and the descriptions in the Parquet;
- that the claims in `seeds/*.toml` give these tables, and the texts' hashes and lengths;
- values that a machine reads from their quotation or derives from other columns, the identifiers
  of evidence, and whether a quotation or the words around it contradict its value;
- how a text is cut into passages, and what of each is quoted;
- loaded words, possible duplicates, reasons for preferring one claim, and what the dates and
  states of memorials, events and statements say of one another.

Each rule is told by a few examples of each column and a count of all.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline.findings import Finding, in_file_order
from pipeline.streaming_cells import check_cells
from pipeline.streaming_evidence import check_evidence
from pipeline.streaming_session import Opened, load_texts, open_tables, opened, unreadable
from pipeline.streaming_structure import check_keys, check_references, check_rows
from pipeline.streaming_texts import check_texts
from schemas import PROVENANCE


def stream(root: Path, memory: str) -> list[Finding]:
    """What is wrong with the Parquet files of a package's folder, in file order.

    `memory` is how much DuckDB may take, like 1GB; the whole process takes some 200 MB more.

    Raises:
        duckdb.Error: that is no amount of memory, or too little of it or of disk.
    """
    with opened(root.resolve(), memory) as package:
        return in_file_order(_findings(package))


def _findings(package: Opened) -> Iterator[Finding]:
    yield from open_tables(package)
    for table in sorted(package.tables):
        yield from _read_whole(package, table)
    for table in sorted(package.tables):
        yield from check_rows(package.connection, table)
        yield from check_keys(package.connection, table)
        yield from check_references(package.connection, table, package.tables)
    if package.tables.issuperset(PROVENANCE):
        yield from check_evidence(package.connection, package.tables)
        yield from load_texts(package)
        yield from check_texts(package.connection)


def _read_whole(package: Opened, table: str) -> Iterator[Finding]:
    """What is wrong with the cells of a table; one that cannot be read to its end is closed."""
    try:
        yield from check_cells(package.connection, table)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as fault:
        package.tables.discard(table)
        yield unreadable(table, fault).finding

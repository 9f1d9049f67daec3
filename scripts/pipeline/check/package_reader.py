"""A package as it is stored: read back cell by cell, with the line of each row."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.common.findings import Finding
from pipeline.common.paths import FORMS
from pipeline.common.progress import progress
from pipeline.common.safe_files import LARGEST, UnreadableError, read_bytes, read_text
from pipeline.common.serialize import cell_text
from schemas import TABLES, columns_of
from schemas.columns import SLUG
from schemas.export import arrow_schema

Row = dict[str, str]
BATCH = 65_536  # rows of Parquet that are read at a time
MOST_ROWS = 10_000_000  # of a Parquet file that is read without its CSV
csv.field_size_limit(2**31 - 1)  # a passage may be long


@dataclass
class Package:
    """A package as read: rows with the physical line of each, texts, and what could not be read.

    `forms` are the endings of its tables' files: a release zip has CSV or Parquet alone, and
    `lines` has None for the rows of tables that are Parquet alone.
    """

    root: Path
    forms: tuple[str, ...] = FORMS
    tables: dict[str, list[Row]] = field(default_factory=dict)
    lines: dict[str, list[int | None]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_package(root: Path, forms: tuple[str, ...] = FORMS) -> Package:
    """Read the tables and texts of a package; what cannot be read becomes a finding."""
    package = Package(root, forms)
    for table in progress(TABLES, "reading tables"):
        if "csv" in forms:
            _read_csv(package, table)
        else:
            _read_parquet_alone(package, table)
    for row in package.tables.get("sources", []):
        path = f"seeds/{row['source_id']}.txt"
        try:
            if re.fullmatch(SLUG, row["source_id"]):
                package.texts[row["source_id"]] = read_text(root / path, path)
        except UnreadableError as fault:
            package.findings.append(fault.finding)
    return package


def _read_csv(package: Package, table: str) -> None:
    path = f"data/{table}.csv"

    def fault(code: str, message: str, fix: str, line: int | None = None) -> None:
        package.findings.append(Finding(code, message[:500], fix, path, line))

    try:
        text = read_text(package.root / path, path)
        records = numbered(text)
    except UnreadableError as unreadable:
        if unreadable.finding.code != "missing-file":  # which the descriptor's check says
            package.findings.append(unreadable.finding)
        return
    except csv.Error as broken:
        fault("bad-row", f"it is not CSV: {broken}", "rebuild")
        return
    if odd := re.search("[\r\0]", text):
        line = text.count("\n", 0, odd.start()) + 1
        fault("bad-row", "it has carriage returns or NUL", "use line feeds alone", line)
    declared = [column.name for column in columns_of(TABLES[table])]
    header = records[0][1] if records else []
    if header != declared:
        fault("bad-header", f"the header is {','.join(header)}", f"write {','.join(declared)}", 1)
        return
    package.tables[table], package.lines[table] = [], []
    for line, cells in records[1:]:
        if len(cells) != len(declared):
            message = f"it has {len(cells)} cells, not {len(declared)}"
            fault("bad-row", message, "give it a cell a column", line)
        else:
            package.tables[table].append(dict(zip(declared, cells, strict=True)))
            package.lines[table].append(line)


def numbered(text: str) -> list[tuple[int, list[str]]]:
    """Each record of a CSV with the line on which it begins, from 1; the header is the first."""
    reader = csv.reader(io.StringIO(text, newline=""))
    records: list[tuple[int, list[str]]] = []
    begin = 1
    for cells in reader:
        records.append((begin, cells))
        begin = reader.line_num + 1
    return records


def _read_parquet_alone(package: Package, table: str) -> None:
    """A table of a package without CSV."""
    try:
        rows = list(read_parquet(package.root / f"data/{table}.parquet", table))
    except UnreadableError as fault:
        if fault.finding.code != "missing-file":
            package.findings.append(fault.finding)
        return
    package.tables[table], package.lines[table] = rows, [None] * len(rows)


def read_parquet(path: Path, table: str, expected: int | None = None) -> Iterator[Row]:
    """The rows of a Parquet file as text, as the CSV writes them.

    It is read a stretch at a time, and only if it has the rows that are `expected` where that is
    given: a small file can say a great deal.

    Raises:
        UnreadableError: it is not there, not Parquet, or has not the table's columns.
    """
    file = f"data/{table}.parquet"
    content = read_bytes(path, file)
    try:
        schema = pq.read_schema(pa.BufferReader(content))
        metadata = pq.read_metadata(pa.BufferReader(content))
        _check_parquet(file, schema, metadata, arrow_schema(TABLES[table]), expected)
        opened = pq.ParquetFile(pa.BufferReader(content), read_dictionary=_text_columns(table))
        for batch in opened.iter_batches(BATCH):
            columns = [_cells(batch.column(name)) for name in schema.names]
            for cells in zip(*columns, strict=True):
                yield dict(zip(schema.names, cells, strict=True))
    except (pa.ArrowException, OSError) as fault:
        message = f"it is not Parquet: {fault}"
        raise UnreadableError("unreadable-file", file, message[:500], "rebuild") from None


def _text_columns(table: str) -> list[str]:
    """The columns that are read as references: one long text may stand a million times."""
    return [one.name for one in arrow_schema(TABLES[table]) if pa.types.is_string(one.type)]


def _check_parquet(
    file: str, schema: pa.Schema, metadata: Any, declared: pa.Schema, expected: int | None
) -> None:
    groups = range(metadata.num_row_groups)
    unpacked = sum(metadata.row_group(index).total_byte_size for index in groups)
    if not schema.equals(declared, check_metadata=True):
        message = "its columns, types or descriptions are not the declared ones"
        raise UnreadableError("bad-header", file, message, "rebuild")
    if expected is not None and metadata.num_rows != expected:
        message = f"it has {metadata.num_rows} rows, the CSV {expected}"
        raise UnreadableError("csv-parquet-differ", file, message, "rebuild")
    if unpacked > LARGEST[".parquet"] or metadata.num_rows > MOST_ROWS:
        message = f"it unpacks to {metadata.num_rows} rows and {unpacked} bytes"
        raise UnreadableError("too-large", file, message, "rebuild")


def _cells(column: Any) -> list[str]:
    """A column's cells as text."""
    if isinstance(column, pa.DictionaryArray):
        texts = column.dictionary.to_pylist()
        return ["" if at is None else texts[at] or "" for at in column.indices.to_pylist()]
    return [cell_text(value) for value in column.to_pylist()]

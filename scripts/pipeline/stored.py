"""A package as it is stored: read back cell by cell, with the line of each row."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.findings import Finding
from pipeline.package import cell_text
from pipeline.seeds import UnreadableError, read_text
from schemas import TABLES, columns_of
from schemas.columns import SLUG

Row = dict[str, str]
csv.field_size_limit(2**31 - 1)  # a passage may be long


@dataclass
class Package:
    """A package as read: rows with the physical line of each, texts, and what could not be read."""

    root: Path
    tables: dict[str, list[Row]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_package(root: Path) -> Package:
    """Read the tables and texts of a package; what cannot be read becomes a finding."""
    package = Package(root)
    for table in TABLES:
        if (root / f"data/{table}.csv").exists():  # else the descriptor's check says so
            _read_csv(package, table)
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
        package.findings.append(Finding(code, message, fix, path, line))

    try:
        text = read_text(package.root / path, path)
    except UnreadableError as unreadable:
        package.findings.append(unreadable.finding)
        return
    if "\r" in text or "\0" in text:
        fault("bad-row", "it has carriage returns or NUL", "use line feeds alone")
    declared = [column.name for column in columns_of(TABLES[table])]
    try:
        records = list(_physical_lines(text))
    except csv.Error as broken:
        fault("bad-row", f"it is not CSV: {broken}", "rebuild")
        return
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


def _physical_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record of a CSV with the line on which it begins, from 1."""
    reader = csv.reader(io.StringIO(text, newline=""))
    begin = 1
    for cells in reader:
        yield begin, cells
        begin = reader.line_num + 1


def read_parquet(path: Path) -> tuple[pa.Schema, list[Row]]:
    """A Parquet file's schema and its rows as text; raises OSError or ArrowException."""
    read = pq.read_table(path)
    columns = {name: map(cell_text, read[name].to_pylist()) for name in read.column_names}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return read.schema, rows

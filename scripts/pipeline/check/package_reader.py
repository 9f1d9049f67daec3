"""Read a package: its tables as frames of text with the line of each row, and its texts."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.check.frames import LINE, frame_of, rows_of, without_empty
from pipeline.common.findings import Finding
from pipeline.common.options import progress
from pipeline.common.paths import FORMS
from pipeline.common.safe_files import LARGEST, UnreadableError, read_bytes, read_text
from pipeline.common.serialize import cell_text, read_plain_csv
from schemas import TABLES, columns_of
from schemas.columns import SLUG
from schemas.export import arrow_schema

MAX_ROWS = 10_000_000  # of a Parquet file that is read without its CSV
MAX_TEXT = 4 * LARGEST[".parquet"]  # bytes of all texts: one may stand in a million cells
csv.field_size_limit(2**31 - 1)  # a passage may be long
NOT_PARQUET = (
    pa.ArrowException,
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    OSError,
    ValueError,
    OverflowError,
)


@dataclass
class Package:
    """A package as read: its tables as frames, its texts, and what could not be read.

    `forms` are the endings of its tables' files: a release zip has CSV or Parquet alone.
    """

    root: Path
    forms: tuple[str, ...] = FORMS
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def rows(self) -> dict[str, list[dict[str, str]]]:
        """Return the tables as rows of text."""
        return {table: rows_of(frame) for table, frame in self.tables.items()}


def read_package(root: Path, forms: tuple[str, ...] = FORMS) -> Package:
    """Read the tables and texts of a package; what cannot be read becomes a finding."""
    package = Package(root, forms)
    for table in progress(TABLES, "reading tables"):
        try:
            frame: pl.DataFrame | None
            if "csv" in forms:
                frame, findings = read_csv(root / f"data/{table}.csv", table)
                package.findings += findings
            else:
                frame = read_parquet(root / f"data/{table}.parquet", table)
            if frame is not None:
                package.tables[table] = frame
        except UnreadableError as fault:
            if fault.finding.code != "missing-file":  # which the descriptor's check says
                package.findings.append(fault.finding)
    if "sources" in package.tables:
        for name in package.tables["sources"]["source_id"].drop_nulls():
            path = f"seeds/{name}.txt"
            try:
                if re.fullmatch(SLUG, name):
                    package.texts[name] = read_text(root / path, path)
            except UnreadableError as fault:
                package.findings.append(fault.finding)
    return package


def read_csv(path: Path, table: str) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Read a table's CSV; a header or a row with other cells than it should have is a finding.

    Raises:
        UnreadableError: it cannot be read, or is no CSV.
    """
    file = f"data/{table}.csv"
    content = read_bytes(path, file)
    frame = _read_plain_csv(content, [column.name for column in columns_of(TABLES[table])])
    return (frame, []) if frame is not None else _read_any_csv(read_text(path, file), table)


def _read_plain_csv(content: bytes, names: list[str]) -> pl.DataFrame | None:
    """Return the rows of a CSV that is as it would be written again, byte for byte, or None."""
    frame = None if b"\0" in content else read_plain_csv(content, names)
    if frame is None:
        return None
    lines = pl.int_range(2, frame.height + 2, eager=True)
    if content.count(b"\n") > frame.height + 1:  # a cell has a line feed
        feeds = pl.all().str.count_matches("\n", literal=True).cast(pl.Int64)
        own = frame.select(1 + pl.sum_horizontal(feeds)).to_series()
        lines = own.cum_sum() - own + 2
    return without_empty(frame.rechunk()).with_columns(lines.alias(LINE))


def _read_any_csv(text: str, table: str) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Read a CSV record by record, as Python's `csv` does; no rows where the header is another."""
    file, findings = f"data/{table}.csv", list[Finding]()
    names = [column.name for column in columns_of(TABLES[table])]
    records = _numbered_records(text, file)
    if odd := re.search("[\r\0]", text):
        message, line = "it has carriage returns or NUL", text.count("\n", 0, odd.start()) + 1
        findings.append(Finding("bad-row", message, "use line feeds alone", file, line))
    header = records[0][1] if records else []
    if header != names:
        message, fix = f"the header is {','.join(header)}"[:500], f"write {','.join(names)}"
        findings.append(Finding("bad-header", message, fix, file, 1))
        return None, findings
    rows: list[dict[str, str]] = []
    lines: list[int | None] = []
    for line, cells in records[1:]:
        if len(cells) != len(names):
            message = f"it has {len(cells)} cells, not {len(names)}"
            findings.append(Finding("bad-row", message, "give it a cell a column", file, line))
        else:
            rows.append(dict(zip(names, cells, strict=True)))
            lines.append(line)
    return frame_of(table, rows, lines), findings


def _numbered_records(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Return each record of a CSV with the line on which it begins, from 1, the header first.

    Raises:
        UnreadableError: it is no CSV: a quote is open, or within a cell.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for cells in reader:
            records.append((begin, cells))
            begin = reader.line_num + 1
    except csv.Error as broken:
        message = f"it is not CSV: {broken}"
        raise UnreadableError("bad-row", file, message, "rebuild", begin) from None
    return records


def read_parquet(path: Path, table: str, expected: int | None = None) -> pl.DataFrame:
    """Read a table's Parquet as text, as the CSV writes it.

    It is read only if it has the number of rows that are `expected`, where that is given: a small
    file can say a great deal.

    Raises:
        UnreadableError: it is not there, not Parquet, or has not the table's columns.
    """
    file = f"data/{table}.parquet"
    content = read_bytes(path, file)
    try:
        _check_parquet(file, content, table, expected)
        frame = pl.read_parquet(io.BytesIO(content))
        lengths = frame.select(pl.col(pl.String).str.len_bytes().sum())
        if frame.height and sum(lengths.row(0)) > MAX_TEXT:
            message = f"its texts unpack to more than {MAX_TEXT} bytes"
            raise UnreadableError("too-large", file, message, "rebuild")
        return _as_text(frame)
    except NOT_PARQUET as fault:
        message = f"it is not Parquet: {fault}"
        raise UnreadableError("unreadable-file", file, message[:500], "rebuild") from None


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return typed cells as the CSV writes them."""
    texts: list[pl.Series] = []
    for column in frame.iter_columns():
        if column.dtype == pl.Float64:
            known: Mapping[float, str] = {number: cell_text(number) for number in column.unique()}
            column = column.replace_strict(known, default=None, return_dtype=pl.String)
        texts.append(column.cast(pl.String))
    return without_empty(pl.DataFrame(texts)).with_columns(pl.lit(None, pl.Int64).alias(LINE))


def _check_parquet(file: str, content: bytes, table: str, expected: int | None) -> None:
    """Check the columns and size of a Parquet file by its metadata, before its rows are read."""
    metadata = pq.read_metadata(pa.BufferReader(content))
    schema = pq.read_schema(pa.BufferReader(content))
    groups = range(metadata.num_row_groups)
    unpacked = sum(metadata.row_group(index).total_byte_size for index in groups)
    if not schema.equals(arrow_schema(TABLES[table]), check_metadata=True):
        message = "its columns, types or descriptions are not the declared ones"
        raise UnreadableError("bad-header", file, message, "rebuild")
    if expected is not None and metadata.num_rows != expected:
        message = f"it has {metadata.num_rows} rows, the CSV {expected}"
        raise UnreadableError("csv-parquet-differ", file, message, "rebuild")
    if unpacked > LARGEST[".parquet"] or metadata.num_rows > MAX_ROWS:
        message = f"it unpacks to {metadata.num_rows} rows and {unpacked} bytes"
        raise UnreadableError("too-large", file, message, "rebuild")

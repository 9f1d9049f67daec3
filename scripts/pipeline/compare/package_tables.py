"""Read the tables of a package as frames of text, whatever their columns are."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipeline.common.findings import FaultyError
from pipeline.common.plain_csv import read_plain_csv
from pipeline.common.progress import progress
from pipeline.common.safe_files import LARGEST, UnreadableError, read_bytes, read_text
from pipeline.common.serialize import cell_text
from pipeline.compare.package_descriptor import (
    Json,
    field_names,
    package_error,
    read_descriptor,
    table_paths,
    table_resources,
)

Row = dict[str, str]
MAX_CELLS = 100_000_000  # of a Parquet file: a small one can unpack to a great deal
csv.field_size_limit(2**31 - 1)  # a passage may be long


@dataclass(frozen=True)
class PackageTables:
    """A descriptor, and the rows of each of its tables: columns of text, "" where empty."""

    descriptor: Json
    tables: Mapping[str, pl.DataFrame]


def read_package_tables(root: Path) -> PackageTables:
    """Return the package in a folder.

    Raises:
        FaultyError: the descriptor or a table cannot be read; the findings name file and reason.
    """
    try:
        descriptor = read_descriptor(root)
        paths = table_paths(descriptor)
        tables: dict[str, pl.DataFrame] = {}
        for table, resource in progress(table_resources(descriptor).items(), "reading tables"):
            file = next((path for path in paths[table] if (root / path).exists()), paths[table][0])
            read = _read_parquet if file.endswith(".parquet") else _read_csv
            tables[table] = read(root / file, file, field_names(resource["schema"]))
    except UnreadableError as fault:
        raise FaultyError([fault.finding]) from None
    return PackageTables(descriptor, tables)


def package_of_rows(descriptor: Json, tables: Mapping[str, Sequence[Row]]) -> PackageTables:
    """Return a package from its descriptor and the rows of its tables, such as a build makes."""
    frames: dict[str, pl.DataFrame] = {}
    for table, resource in table_resources(descriptor).items():
        names = field_names(resource["schema"])
        frames[table] = pl.DataFrame(tables[table], dict.fromkeys(names, pl.String))
    return PackageTables(descriptor, frames)


def _read_csv(path: Path, file: str, names: list[str]) -> pl.DataFrame:
    frame = read_plain_csv(read_bytes(path, file), names)
    return read_strict_csv(read_text(path, file), file, names) if frame is None else frame


def read_strict_csv(text: str, file: str, names: list[str]) -> pl.DataFrame:
    """Return the rows of any CSV file with these columns, read cell by cell.

    Raises:
        UnreadableError: it is not CSV, has other columns, or a row has too few or too many cells.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        _check_header(file, next(reader, []), names)
        for cells in reader:
            if len(cells) != len(names):
                message = f"it has {len(cells)} cells, not {len(names)}"
                raise package_error("bad-row", file, message, reader.line_num)
            rows.append(cells)
    except csv.Error as broken:
        raise package_error("bad-row", file, f"it is not CSV: {broken}", reader.line_num) from None
    return pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")


def _read_parquet(path: Path, file: str, names: list[str]) -> pl.DataFrame:
    import pyarrow as pa  # which nobody waits for whose package has CSV
    import pyarrow.parquet as pq

    content = read_bytes(path, file)
    try:
        parquet = pq.ParquetFile(pa.BufferReader(content))
        _check_header(file, parquet.schema_arrow.names, names)
        rows, groups = parquet.metadata.num_rows, range(parquet.num_row_groups)
        unpacked = sum(parquet.metadata.row_group(index).total_byte_size for index in groups)
        if rows * len(names) > MAX_CELLS or unpacked > LARGEST[".parquet"]:
            raise package_error("too-large", file, f"it unpacks to {rows} rows")
        cells = [list(map(cell_text, column.to_pylist())) for column in parquet.read().columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as broken:
        raise package_error("unreadable-file", file, f"it is not Parquet: {broken}") from None
    return pl.DataFrame(cells, dict.fromkeys(names, pl.String), orient="col")


def _check_header(file: str, header: list[str], names: list[str]) -> None:
    if header != names:
        message = f"its columns are {','.join(header)}, the descriptor says {','.join(names)}"
        raise package_error("bad-header", file, message, 1 if file.endswith(".csv") else None)

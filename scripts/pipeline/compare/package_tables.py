"""Read a package that a path or a revision names: its tables as text, whatever their columns."""

import csv
import io
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipeline.common.findings import FaultyError
from pipeline.common.options import CannotRunError, progress
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.common.safe_files import LARGEST, MIB, largest_of, read_bytes, read_text, unpacked
from pipeline.common.serialize import cell_text, read_plain_csv
from pipeline.compare.package_descriptor import (
    Json,
    field_names,
    package_error,
    read_descriptor,
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


def read_named_package(name: str) -> PackageTables:
    """Return the package that a path or a revision names; a path that exists comes first.

    Raises:
        CannotRunError: it cannot be read; the message names it and says why.
    """
    try:
        with _package_folder(name) as folder:
            return read_package_tables(folder)
    except FaultyError as fault:
        first = fault.findings[0]
        reason = ": ".join(str(part) for part in (first.file, first.line, first.message) if part)
    except (CannotRunError, OSError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
    raise CannotRunError(f"{name}: {reason}")


@contextmanager
def _package_folder(name: str) -> Iterator[Path]:
    if name and (path := Path(name)).exists():
        if not (path.is_dir() or path.is_file()):  # a pipe would have to be waited for
            raise CannotRunError("it is neither a folder nor a file")
        with unpacked(path) as folder:
            yield folder
        return
    found = _git("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}") or b""
    commit = found.decode().strip()
    if not re.fullmatch("[0-9a-f]+", commit):  # ^NAME gives ^COMMIT
        raise CannotRunError("there is no such path, nor such a revision")
    with tempfile.TemporaryDirectory(prefix="khojaly-memorials-") as temporary:
        folder = Path(temporary)
        _take_file(commit, DESCRIPTOR, folder)
        for resource in table_resources(read_descriptor(folder)).values():
            for path in resource["files"]:
                if _take_file(commit, path, folder):
                    break  # one form is enough
        yield folder


def _git(*words: str) -> bytes | None:
    """Return what git prints on this repository, or None where it fails."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False)
    except FileNotFoundError:
        raise CannotRunError("there is no such path, and git is not installed") from None
    return None if done.returncode else done.stdout


def _take_file(commit: str, path: str, folder: Path) -> bool:
    """Put a file of a commit into a folder, if it is there; a link gives its own words."""
    size = _git("cat-file", "-s", f"{commit}:{path}")
    if size and int(size) > largest_of(path):
        raise package_error("too-large", path, f"it has more than {largest_of(path) / MIB:g} MiB")
    content = _git("cat-file", "blob", f"{commit}:{path}")
    if content is not None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return content is not None


def read_package_tables(root: Path) -> PackageTables:
    """Return the package in a folder.

    Raises:
        FaultyError: the descriptor or a table cannot be read; the findings name file and reason.
    """
    descriptor = read_descriptor(root)
    tables: dict[str, pl.DataFrame] = {}
    for table, resource in progress(table_resources(descriptor).items(), "reading tables"):
        files = resource["files"]
        file = next((path for path in files if (root / path).exists()), files[0])
        read = _read_parquet if file.endswith(".parquet") else _read_csv
        tables[table] = read(root / file, file, field_names(resource["schema"]))
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

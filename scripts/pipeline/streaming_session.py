"""A package's Parquet files and texts as DuckDB has them, within a bound of memory.

DuckDB reads no file but the package's tables, loads no extension, and follows no setting that comes
later. What does not fit into memory goes to a folder of its own, which is removed.
"""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb

from pipeline.cells import LONGEST_SLUG
from pipeline.files import UnreadableError, plain_file, read_text
from pipeline.findings import Finding
from pipeline.streaming_sql import literal, name, stored_as
from pipeline.streaming_told import Tally
from schemas import TABLES, columns_of
from schemas.columns import SLUG

FOLDERS = ("data", "seeds")
PATTERN = "*?["  # signs of a path that DuckDB cannot be told to take as they are
THREADS = 4  # each has buffers of its own, so that more of them would need more memory
TEXTS = 64  # texts of a few MiB that are handed over at a time


@dataclass
class Opened:
    """A package as DuckDB has it: `tables` are those that could be opened so far."""

    root: Path
    connection: duckdb.DuckDBPyConnection
    tables: set[str] = field(default_factory=set)


@contextmanager
def opened(root: Path, memory: str) -> Iterator[Opened]:
    """A package's folder, of which nothing is read yet; `memory` is like 1GB.

    Raises:
        OSError: the folder's name would be a pattern to DuckDB, and would name other folders too.
        duckdb.Error: DuckDB does not take that memory.
    """
    if set(PATTERN) & set(str(root)):
        raise OSError(errno.EINVAL, f"a path cannot have any of {PATTERN}", str(root))
    with tempfile.TemporaryDirectory(prefix="khojaly-memorials-") as folder:
        connection = duckdb.connect()
        try:
            for setting, value in _settings(root, memory, folder):
                connection.execute(f"SET {setting} = {value}")
            yield Opened(root, connection)
        finally:
            connection.close()


def _settings(root: Path, memory: str, folder: str) -> Iterator[tuple[str, str]]:
    yield "memory_limit", literal(memory)
    yield "temp_directory", literal(folder)
    yield "threads", str(min(THREADS, os.cpu_count() or 1))
    yield "preserve_insertion_order", "false"
    yield "autoinstall_known_extensions", "false"
    yield "autoload_known_extensions", "false"
    yield "allow_community_extensions", "false"
    yield "python_enable_replacements", "false"
    yield "allowed_directories", f"[{literal(str(root / 'data'))}, {literal(folder)}]"
    yield "enable_external_access", "false"
    yield "lock_configuration", "true"


def open_tables(package: Opened) -> Iterator[Finding]:
    """Give DuckDB each table that is a plain Parquet file of the declared columns and types."""
    for folder in FOLDERS:
        if (package.root / folder).is_symlink():
            yield Finding("unsafe-path", "it is a link", "put the folder there", folder)
            return
    for table in TABLES:
        try:
            _open(package, table)
            package.tables.add(table)
        except UnreadableError as fault:
            yield fault.finding


def _open(package: Opened, table: str) -> None:
    file = f"data/{table}.parquet"
    with plain_file(package.root / file, file):
        pass  # it is no link, and there
    path = literal(str(package.root / file))
    try:
        # a required column is one that holds no null, not one in which there happens to be none
        there = package.connection.execute(
            f"SELECT name, duckdb_type, repetition_type FROM parquet_schema({path}) OFFSET 1"
        ).fetchall()
        if there != _declared(table):
            message = "its columns or types are not the declared ones"
            raise UnreadableError("bad-header", file, message, "rebuild")
        # a folder called x=1 is no column
        package.connection.execute(
            f"CREATE VIEW {name(table)} AS"
            f" SELECT * FROM read_parquet({path}, hive_partitioning = false)"
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as fault:
        raise unreadable(table, fault) from None


def _declared(table: str) -> list[tuple[str, str, str]]:
    return [
        (column.name, stored_as(column), "REQUIRED" if column.required else "OPTIONAL")
        for column in columns_of(TABLES[table])
    ]


def unreadable(table: str, fault: Exception) -> UnreadableError:
    """The error for a table that DuckDB cannot read."""
    message = f"it is not Parquet: {str(fault).splitlines()[0]}"
    return UnreadableError("unreadable-file", f"data/{table}.parquet", message[:500], "rebuild")


def load_texts(package: Opened) -> Iterator[Finding]:
    """Give DuckDB the texts of the sources, as the table `texts`; say which cannot be read."""
    package.connection.execute("CREATE TABLE texts (source_id VARCHAR, text VARCHAR)")
    tally = Tally()
    sources = _names(package)
    while names := list(islice(sources, TEXTS)):
        texts: dict[str, str] = {}
        for one in names:
            path = f"seeds/{one}.txt"
            try:
                texts[one] = read_text(package.root / path, path)
            except UnreadableError as fault:
                tally.add(fault.finding)
        package.connection.execute(
            "INSERT INTO texts SELECT unnest(?), unnest(?)", [list(texts), list(texts.values())]
        )
    yield from tally.findings()


def _names(package: Opened) -> Iterator[str]:
    """The sources that may have a text."""
    rows = package.connection.cursor().execute("SELECT DISTINCT source_id FROM sources")
    while some := rows.fetchmany():
        yield from (one for (one,) in some if len(one) <= LONGEST_SLUG and re.fullmatch(SLUG, one))

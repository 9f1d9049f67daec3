"""What the claims of a package give, and whether its tables are just that, byte for byte."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.building import assembled
from pipeline.check.identifiers import retired_of
from pipeline.check.package_reader import Package, numbered
from pipeline.common.findings import FaultyError, Finding
from pipeline.common.progress import progress
from pipeline.common.safe_files import UnreadableError, read_bytes
from pipeline.write.csv_parquet import csv_bytes, parquet_bytes
from pipeline.write.would_change import changed_records
from schemas import TABLES

Row = dict[str, str]
WRITE: Mapping[str, Callable[[str, list[Row]], Iterable[bytes]]] = {
    "csv": lambda table, rows: [csv_bytes(table, rows)],
    "parquet": lambda table, rows: [parquet_bytes(table, csv_bytes(table, rows))],
}


class Rebuilt(NamedTuple):
    """The tables that claims give, the texts they are about, and the identifiers they retire."""

    tables: dict[str, list[Row]]
    texts: dict[str, str]
    retired: list[dict[str, str]]


def rebuilt(root: Path) -> tuple[Rebuilt | None, list[Finding]]:
    """What the claims of a package give, or nothing and why."""
    try:
        made = assembled(root / "seeds")
    except FaultyError as faulty:
        return None, faulty.findings
    except OSError as fault:
        message = f"there are no seeds: {fault.strerror}"
        return None, [Finding("missing-file", message, "add them", "seeds")]
    texts = {name: seed.document.text for name, seed in made.seeds.items()}
    return Rebuilt(made.tables, texts, retired_of(made.seeds.values())), []


def lines_if_written(package: Package) -> dict[str, list[int | None]] | None:
    """Where the rows of tables stand in a package's files, if these are as the build writes them.

    They are where the first form of each table has the same bytes: then no cell is read back.
    """
    lines: dict[str, list[int | None]] = {}
    form = package.forms[0]
    for table, rows in progress(package.tables.items(), "comparing tables", len(TABLES)):
        path = f"data/{table}.{form}"
        try:
            content = read_bytes(package.root / path, path)
        except UnreadableError:
            return None
        if not _are(content, WRITE[form](table, rows)):
            return None
        lines[table] = _lines(content, len(rows)) if form == "csv" else [None] * len(rows)
    return lines


def _are(content: bytes, parts: Iterable[bytes]) -> bool:
    """Whether these are the parts of a content, one after the other."""
    place = 0
    for part in parts:
        if not content.startswith(part, place):
            return False
        place += len(part)
    return place == len(content)


def _lines(content: bytes, rows: int) -> list[int | None]:
    """The lines on which the rows of a CSV begin."""
    if content.count(b"\n") == rows + 1:  # no cell has a line feed
        return list(range(2, rows + 2))
    return [line for line, _ in numbered(content.decode())[1:]]


def changed(package: Package, made: Rebuilt) -> Iterator[Finding]:
    """Where the tables of a package are not what its claims give."""
    for table, rows in package.tables.items():
        if rows != made.tables[table]:
            path = f"data/{table}.{package.forms[0]}"
            placed = zip(rows, package.lines[table], strict=True)
            yield from changed_records(path, placed, made.tables[table])

"""What differs between a table as it stands and as the build makes it: records and cells."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipeline.check.frames import LINE, rows_of
from pipeline.check.package_reader import read_csv
from pipeline.common.findings import Finding
from pipeline.common.safe_files import UnreadableError
from pipeline.write.atomic import stale_files
from schemas import TABLES, key_of

Row = dict[str, str]
CODE, FIX = "not-built", "run make data"


def differences(
    tables: dict[str, list[Row]], files: dict[str, bytes], out: Path
) -> Iterator[Finding]:
    """Give what writing a package's files would change in a folder: records of CSV, and files."""
    for path, content in files.items():
        old = (out / path).read_bytes() if (out / path).is_file() else None
        if old == content:
            continue
        found: list[Finding] = []
        change = "add this file" if old is None else "change this file"
        frame = _rows_at(out / path) if old is not None and path.endswith(".csv") else None
        if frame is not None:
            found = list(changed_records(path, frame, tables[Path(path).stem]))
            change = "order or quote it in another way"
        yield from found or [Finding(CODE, f"the build would {change}", FIX, path)]
    for path in stale_files(files, out):
        yield Finding(CODE, "the build would remove this file", FIX, path)


def _rows_at(place: Path) -> pl.DataFrame | None:
    try:
        return read_csv(place, place.stem)[0]
    except UnreadableError:
        return None


def changed_records(path: str, frame: pl.DataFrame, rows: list[Row]) -> Iterator[Finding]:
    """Give the records and cells that a build would add to a table, remove from it or change.

    `frame` is the table as it stands in the file at `path`; `rows` are those that the build makes.
    """
    key = key_of(TABLES[Path(path).stem])
    new = {"/".join(row[name] for name in key): row for row in rows}
    old: dict[str, tuple[Row, int | None]] = {}
    for row, line in zip(rows_of(frame), frame[LINE], strict=True):
        old["/".join(row[name] for name in key)] = row, line
    for record in sorted(old.keys() | new.keys()):
        row, line = old.get(record, ({}, None))
        if record not in old:
            yield Finding(CODE, "the build would add this record", FIX, path, record=record)
        elif record not in new:
            yield Finding(CODE, "the build would remove this record", FIX, path, line, record)
        else:
            for field, cell in row.items():
                if cell != (value := new[record][field]):
                    message = f"the build would make it {value!r}"
                    yield Finding(CODE, message, FIX, path, line, record, field, cell)

"""What differs between a table as it stands and as the build makes it: records and cells."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.check.frames import LINE
from pipeline.check.package_reader import read_csv
from pipeline.common.findings import Finding
from pipeline.common.safe_files import UnreadableError
from pipeline.write.atomic import differs, stale_files
from schemas import TABLES, key_of

Row = dict[str, str]
CODE, FIX = "not-built", "run make data"


def differences(
    tables: dict[str, list[Row]], files: dict[str, bytes], out: Path
) -> Iterator[Finding]:
    """Give what writing a package's files would change in a folder: records of CSV, and files."""
    for path in (path for path in files if differs(out / path, files[path])):
        place, found = out / path, list[Finding]()
        change = "change this file" if place.is_file() else "add this file"
        with suppress(UnreadableError):
            frame = read_csv(place, place.stem)[0] if place.suffix == ".csv" else None
            if frame is not None:
                found = list(changed_records(path, frame, tables[place.stem]))
                change = "order or quote it in another way"
        yield from found or [Finding(CODE, f"the build would {change}", FIX, path)]
    for path in stale_files(files, out):
        yield Finding(CODE, "the build would remove this file", FIX, path)


def changed_records(path: str, frame: pl.DataFrame, rows: list[Row]) -> Iterator[Finding]:
    """Give the records and cells that a build would add to a table, remove from it or change.

    `frame` is the table as it stands in the file at `path`; `rows` are those that the build makes.
    """
    key = key_of(TABLES[Path(path).stem])

    def by_record(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        return {"/".join(row[name] for name in key): row for row in rows}

    old, new = by_record(frame.fill_null("").iter_rows(named=True)), by_record(rows)
    for record in sorted(old.keys() | new.keys()):
        was, now = old.get(record), new.get(record)
        place = (path, was[LINE] if was else None, record)
        if not (was and now):
            change = "remove" if was else "add"
            yield Finding(CODE, f"the build would {change} this record", FIX, *place)
            continue
        for field in was:
            if field != LINE and was[field] != now[field]:
                message = f"the build would make it {now[field]!r}"
                yield Finding(CODE, message, FIX, *place, field, was[field])

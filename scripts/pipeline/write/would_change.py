"""What differs between a table as it stands and as the build makes it: records and cells."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.check.package_reader import numbered
from pipeline.common.findings import Finding
from pipeline.write.atomic import stale_files
from schemas import TABLES, key_of

Row = dict[str, str]
Placed = tuple[Row, int | None]  # a row and the line on which it stands


def differences(files: dict[str, bytes], out: Path) -> Iterator[Finding]:
    """What writing the files would change in a folder: records of the CSV, and other files."""
    for path, content in files.items():
        there = (out / path).read_bytes() if (out / path).is_file() else None
        if there is None:
            yield _finding(path, "the build would add this file")
        elif there != content and path.endswith(".csv"):
            yield from _records(path, there, content)
        elif there != content:
            yield _finding(path, "the build would change this file")
    for path in stale_files(files, out):
        yield _finding(path, "the build would remove this file")


def _finding(
    path: str,
    message: str,
    record: str | None = None,
    line: int | None = None,
    field: str | None = None,
    value: str | None = None,
) -> Finding:
    return Finding("not-built", message, "run make data", path, line, record, field, value)


def _records(path: str, old: bytes, new: bytes) -> Iterator[Finding]:
    found = list(changed_records(path, _placed(old), (row for row, _ in _placed(new))))
    yield from found or [_finding(path, "the build would order or quote it in another way")]


def changed_records(path: str, old: Iterable[Placed], new: Iterable[Row]) -> Iterator[Finding]:
    """The records and cells of a table that a build would add, remove or change."""
    key = key_of(TABLES[Path(path).stem])
    was = {_record(key, row): (row, line) for row, line in old}
    is_now = {_record(key, row): row for row in new}
    for record in sorted(was.keys() | is_now.keys()):
        before, line = was.get(record, ({}, None))
        if record not in was:
            yield _finding(path, "the build would add this record", record)
        elif record not in is_now:
            yield _finding(path, "the build would remove this record", record, line)
        elif before != is_now[record]:
            for field, value in is_now[record].items():
                if (there := before.get(field, "")) != value:
                    message = f"the build would make it {value!r}"
                    yield _finding(path, message, record, line, field, there)


def _record(key: Sequence[str], row: Row) -> str:
    return "/".join(row.get(name) or "" for name in key)


def _placed(content: bytes) -> list[Placed]:
    """The rows of a CSV, whatever its header says, each with its line."""
    try:
        records = numbered(content.decode("utf-8", errors="replace"))
    except csv.Error:
        return []
    header = records[0][1] if records else []
    return [(dict(zip(header, cells, strict=False)), line) for line, cells in records[1:]]

"""What differs between a table as it stands and as the build makes it: records and cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.findings import Finding
from pipeline.writing import stale_files
from schemas import TABLES, key_of

Row = dict[str, str]


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


def _finding(path: str, message: str, record: str | None = None) -> Finding:
    return Finding("not-built", message, "run make data", path, record=record)


def _records(path: str, old: bytes, new: bytes) -> Iterator[Finding]:
    found = list(changed_records(path, _rows(old), _rows(new)))
    yield from found or [_finding(path, "the build would order or quote it in another way")]


def changed_records(path: str, old: list[Row], new: list[Row]) -> Iterator[Finding]:
    """The records and cells of a table that a build would add, remove or change."""
    was, is_now = _by_key(path, old), _by_key(path, new)
    for record in sorted(was.keys() | is_now.keys()):
        if record not in was:
            yield _finding(path, "the build would add this record", record)
        elif record not in is_now:
            yield _finding(path, "the build would remove this record", record)
        else:
            for field, value in is_now[record].items():
                if (before := was[record].get(field)) != value:
                    message = f"the build would make it {value!r}"
                    cell = _finding(path, message, record)
                    yield replace(cell, field=field, value=before or "")


def _rows(content: bytes) -> list[Row]:
    text = content.decode("utf-8", errors="replace")
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), restval=""))
    except csv.Error:
        return []


def _by_key(path: str, rows: list[Row]) -> dict[str, Row]:
    key = key_of(TABLES[Path(path).stem])
    return {"/".join(row.get(name) or "" for name in key): row for row in rows}

"""What differs between a table as it stands and as the build makes it: records and cells."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.check.package_reader import numbered_records
from pipeline.common.findings import Finding
from pipeline.write.atomic import stale_files
from schemas import TABLES, key_of

Row = dict[str, str]
Placed = tuple[Row, int | None]  # a row and the line on which it stands
CODE, FIX = "not-built", "run make data"


def differences(files: dict[str, bytes], out: Path) -> Iterator[Finding]:
    """Give what writing files would change in a folder: records of CSV, and other files."""
    for path, content in files.items():
        old = (out / path).read_bytes() if (out / path).is_file() else None
        if old == content:
            continue
        found: list[Finding] = []
        change = "add this file" if old is None else "change this file"
        if old is not None and path.endswith(".csv"):
            found = list(changed_records(path, _placed(old), (row for row, _ in _placed(content))))
            change = "order or quote it in another way"
        yield from found or [Finding(CODE, f"the build would {change}", FIX, path)]
    for path in stale_files(files, out):
        yield Finding(CODE, "the build would remove this file", FIX, path)


def changed_records(path: str, old: Iterable[Placed], new: Iterable[Row]) -> Iterator[Finding]:
    """Give the records and cells of a table's CSV that a build would add, remove or change.

    `old` are its rows as they stand, each with its line; `new` are those that the build makes.
    """
    key = key_of(TABLES[Path(path).stem])
    old_rows = {_record(key, row): (row, line) for row, line in old}
    new_rows = {_record(key, row): row for row in new}
    for record in sorted(old_rows.keys() | new_rows.keys()):
        row, line = old_rows.get(record, ({}, None))
        if record not in old_rows:
            yield Finding(CODE, "the build would add this record", FIX, path, record=record)
        elif record not in new_rows:
            yield Finding(CODE, "the build would remove this record", FIX, path, line, record)
        else:
            for field, value in new_rows[record].items():
                if (cell := row.get(field, "")) != value:
                    message = f"the build would make it {value!r}"
                    yield Finding(CODE, message, FIX, path, line, record, field, cell)


def _record(key: Sequence[str], row: Row) -> str:
    return "/".join(row.get(name) or "" for name in key)


def _placed(content: bytes) -> list[Placed]:
    """Return the rows of a CSV, whatever its header says, each with its line."""
    try:
        records = numbered_records(content.decode("utf-8", errors="replace"))
    except csv.Error:
        return []
    header = records[0][1] if records else []
    return [(dict(zip(header, cells, strict=False)), line) for line, cells in records[1:]]

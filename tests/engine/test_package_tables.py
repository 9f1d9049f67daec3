"""Tables as frames: they are read as Python's csv reads them, and matched as row by row."""

import csv
import io
from collections import Counter

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from pipeline.common.serialize import read_plain_csv
from pipeline.compare.package_tables import package_of_rows, read_strict_csv
from pipeline.compare.row_changes import RECORD, Row, differing_rows, match_rows, with_records

PIECES = some.sampled_from(
    [
        *(letter.encode() for letter in 'ab,",\n\r\0 é\u2028#\\'),
        *(b'""', b'","', b'"\n"', b"a,b\n", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80"),
    ]
)
NAMES = ["x", "^(*$", "*"]  # of which polars takes two for patterns
CELL = some.sampled_from(["", "a", "b", "a/b", "/", '",\n'])
ROWS = some.lists(some.tuples(CELL, CELL, CELL), max_size=6)


def strictly(content: bytes) -> list[list[str]] | None:
    """What Python's csv reads where it is strict and each row has the header's cells, or None."""
    try:
        text = content.decode()
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    same = len({len(row) for row in rows}) == 1 and not text.startswith("\ufeff")
    return rows if same else None


@settings(deadline=None)
@given(some.lists(PIECES, max_size=12).map(b"".join))
@example(b"")
@example(b"\n\n")
@example(b'"1",""\n"2",""')
def test_what_is_read_at_once_is_what_csv_reads(body: bytes) -> None:
    """Catches a row that polars lets pass, or reads otherwise."""
    content = b"x,y\n" + body
    read = read_plain_csv(content, ["x", "y"])
    if read is not None:
        assert [["x", "y"], *map(list, read.rows())] == strictly(content)
        assert read.equals(read_strict_csv(content.decode(), "x.csv", ["x", "y"]))


ORDINARY = [b"1,2\n", b'1,"a ""b"" c"\n', b'",","\n"\n"\n\n",\n', "é,\u2028\n".encode()]


@pytest.mark.parametrize("body", [*ORDINARY, b"3,4\n" * 12_345])
def test_ordinary_files_are_read_at_once(body: bytes) -> None:
    """Catches a reader that always leaves the file to the slow one."""
    assert read_plain_csv(b"x,y\n" + body, ["x", "y"]) is not None


@pytest.mark.parametrize(
    "content",
    [b"x,z\n1,2\n", b"x,y\n1\n", b"x,y\n\n", b"x,y\n1,2,3\n", b'x,y\n1,"2\n', b'x,y\n1,"2"3\n'],
)
def test_faults_are_left_to_the_reader_that_tells_the_line(content: bytes) -> None:
    assert read_plain_csv(content, ["x", "y"]) is None


def frame(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    """A table of text."""
    schema = {"fields": [{"name": name} for name in NAMES]}
    descriptor = {"resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    cells = [dict(zip(NAMES, row, strict=True)) for row in rows]
    return package_of_rows(descriptor, {"t": cells}).tables["t"]


def by_key(rows: list[tuple[str, str, str]], key: list[int]) -> dict[str, Row]:
    """Rows by their key as text, told apart by a number where it stands twice: row by row."""
    seen: Counter[str] = Counter()
    found = {}
    for row in rows:
        text = "/".join(row[column] for column in key)
        seen[text] += 1
        name = text if seen[text] == 1 else f"{text}#{seen[text]}"
        found[name] = {**dict(zip(NAMES, row, strict=True)), RECORD: name}
    return found


@settings(deadline=None)
@given(ROWS, ROWS, some.lists(some.booleans(), min_size=6, max_size=6), some.integers(1, 3))
def test_rows_are_matched_by_their_key(
    old: list[tuple[str, str, str]],
    added: list[tuple[str, str, str]],
    kept: list[bool],
    columns: int,
) -> None:
    """Catches a row lost or left out that matters: one of a key that stands twice, or moved."""
    new = [row for row, keep in zip(old, kept, strict=False) if keep] + added
    key = list(range(columns))
    was, now = by_key(old, key), by_key(new, key)
    before, after = (with_records(frame(rows), NAMES[:columns]) for rows in (old, new))
    expected = [(was.get(text, {}), row) for text, row in now.items() if was.get(text) != row]
    expected += [(row, {}) for text, row in was.items() if text not in now]
    assert match_rows(*differing_rows(before, after), [RECORD]) == expected

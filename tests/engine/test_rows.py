"""Tables kept as columns: they are read and compared as they are row by row, only sooner."""

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from pipeline.compare.described_package import Described
from pipeline.compare.difference import compare
from pipeline.compare.rows import Row, Rows, plain_csv
from pipeline.compare.version import Change

PIECES = some.sampled_from(
    [
        *(one.encode() for one in 'ab,",\n\r\0 é\u2028#\\'),
        *(b'""', b'","', b'"\n"', b"a,b\n", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80"),
    ]
)
FIELDS = {  # of three tables, with and without a key, that are each compared in their own way
    "evidence": (["evidence_id", "field", "source_id", "start", "quote"], ["evidence_id"]),
    "passages": (["source_id", "passage_id", "start", "text"], ["source_id", "passage_id"]),
    "things": (["one", "other", "more"], []),
}
CELL = some.sampled_from(["", "a", "b", "a/b", "/", '",\n'])


def strictly(content: bytes) -> list[list[str]] | None:
    """What Python's csv reads where it is strict and each row has the header's cells, or None."""
    try:
        text = content.decode()
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    same = len({len(row) for row in rows}) == 1 and not text.startswith("\ufeff")
    return rows if same else None


@given(some.lists(PIECES, max_size=12).map(b"".join))
@example(b"")
@example(b"\n\n")
@example(b'"1",""\n"2",""')
def test_what_is_read_at_once_is_what_csv_reads(body: bytes) -> None:
    """Catches a row that Arrow lets pass, or reads otherwise."""
    read = plain_csv(b"x,y\n" + body, ["x", "y"])
    if read is not None:
        rows = strictly(b"x,y\n" + body)
        assert rows is not None
        assert [["x", "y"], *([*row.values()] for row in read)] == rows


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"1,2\n",
        b'1,"a ""b"" c"\n',
        b'"",","\n"\n\n",""\n',
        "é,\u2028\n".encode(),
        b'1,"2"\n3,4',
    ],
)
def test_ordinary_files_are_read_at_once(body: bytes) -> None:
    """Catches a reader that always leaves the file to the slow one."""
    assert plain_csv(b"x,y\n" + body, ["x", "y"]) is not None


@pytest.mark.parametrize(
    "content",
    [b"x,z\n", b"x,y\n1\n", b"x,y\n\n", b"x,y\n1,2,3\n", b'x,y\n1,"2\n', b'x,y\n1,"2"3\n'],
)
def test_faults_are_left_to_the_reader_that_tells_the_line(content: bytes) -> None:
    assert plain_csv(content, ["x", "y"]) is None


def tables(draw: some.DrawFn) -> dict[str, list[Row]]:
    """Rows of each table, of few cells, so that keys and whole rows stand twice."""
    return {
        table: [
            dict(zip(names, cells, strict=True))
            for cells in draw(some.lists(some.tuples(*[CELL] * len(names)), max_size=5))
        ]
        for table, (names, _) in FIELDS.items()
    }


@some.composite
def packages(draw: some.DrawFn) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Two packages that have rows in common."""
    old, new = tables(draw), tables(draw)
    kept = {table: [row for row in rows if draw(some.booleans())] for table, rows in old.items()}
    return old, {table: kept[table] + new[table] for table in old}


def columns(rows: list[Row], names: list[str]) -> Rows:
    """The same rows as columns, read from CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    read = plain_csv(out.getvalue().encode(), names)
    if read is None:  # a row of empty cells
        read = Rows(pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in names])))
    return read


def changes(old: dict[str, list[Row]], new: dict[str, list[Row]], plain: bool) -> list[Change]:
    """What changed between packages whose rows are dictionaries, or columns."""
    resources = [
        {
            "name": table,
            "path": f"{table}.csv",
            "schema": {"fields": [{"name": name} for name in names], "primaryKey": key},
        }
        for table, (names, key) in FIELDS.items()
    ]
    was, now = (
        Described(
            {"resources": resources},
            {
                table: columns(rows, FIELDS[table][0]) if plain else rows
                for table, rows in one.items()
            },
        )
        for one in (old, new)
    )
    return compare(was, now).changes


@given(packages())
def test_the_same_is_found_as_row_by_row(
    both: tuple[dict[str, list[Row]], dict[str, list[Row]]],
) -> None:
    """Catches rows left out that matter: of one key, moved, or of the words of another passage."""
    old, new = both
    assert changes(old, new, plain=True) == changes(old, new, plain=False)

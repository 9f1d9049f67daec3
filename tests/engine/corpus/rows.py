"""Faults in the form of a CSV: its header, its rows, its bytes."""

from collections.abc import Callable, Iterable, Iterator

from schemas import TABLES, columns_of, key_of

from .harness import Expected, some
from .model import (
    PLACES,
    Edit,
    Fault,
    Records,
    becomes,
    edited,
    edited_row,
    key,
    lines,
    on_line,
    pristine,
    records,
)

Row = list[str]
Place = tuple[str, int]  # a table, and the index of a row or of a column
BOTH = (False, True)


def header_of(table: str) -> list[str]:
    """The names of a table's columns."""
    return [column.name for column in columns_of(TABLES[table])]


def _rows() -> list[Place]:
    """Every row of every table."""
    return [(table, index) for table in TABLES for index in range(len(records(table)))]


def _key(place: Place) -> str:
    return key(place[0], records(place[0])[place[1]])


def _line(place: Place) -> int:
    return lines(place[0])[place[1]]


def _said(code: str, table: str, *at: int, record: str | None = None) -> Expected:
    return Expected((code,), f"data/{table}.csv", at, record=record)


def _faults(
    kind: str,
    table: str,
    edit: Edit,
    what: str,
    said: Iterable[Expected],
    flavours: tuple[bool, ...] = (False,),
    touched: str = "",
) -> Iterator[Fault]:
    path, touches = f"data/{table}.csv", frozenset({touched} - {""})
    for signed in flavours:
        yield Fault(kind, f"{path}: {what}", {path: edit}, tuple(said), touches, signed)


def headers() -> Iterator[Fault]:
    """Columns that are lost, renamed or in another order, and headers that are none."""
    places = [(table, index) for table in TABLES for index in range(len(header_of(table)))]
    changes: tuple[tuple[str, Callable[[Row, int], object]], ...] = (
        ("lost column", lambda row, index: row.pop(index)),
        ("column twice", lambda row, index: row.insert(index, row[index])),
        ("reordered columns", lambda row, index: row.insert(index - 1, row.pop(index))),
    )
    for kind, change in changes:
        for table, index in some(kind, [one for one in places if one[1]], 2 * PLACES):
            what = header_of(table)[index]
            said = [_said("bad-header", table, 1)]
            yield from _faults(kind, table, edited(_each_row(change, index)), what, said)
    for table, index in some("renamed column", places, 2 * PLACES):
        name = header_of(table)[index]
        other = "title" if name == "name" else name.capitalize() if index % 2 else f"{name}_"
        edit = edited_row(-1, _becoming(index, other))
        said = [_said("bad-header", table, 1)]
        yield from _faults("renamed column", table, edit, f"{name} → {other}", said)
    for table in TABLES:
        said = [_said("bad-header", table, 1)]
        lost = edited(lambda rows: rows.pop(0))
        yield from _faults("lost header", table, lost, "line 1", said)
        other_mark = on_line(1, lambda line: line.replace(b",", b";"))
        yield from _faults("other delimiter", table, other_mark, "line 1", said)


def _each_row(change: Callable[[Row, int], object], index: int) -> Callable[[Records], None]:
    def every(rows: Records) -> None:
        for row in rows:
            change(row, index)

    return every


def _becoming(index: int, value: str) -> Callable[[Row], object]:
    return lambda row: row.__setitem__(index, value)


def shapes() -> Iterator[Fault]:
    """Rows with a cell more or less, or with nothing in them."""
    changes: tuple[tuple[str, Callable[[Row], object]], ...] = (
        ("extra cell", lambda row: row.append("more")),
        ("short row", lambda row: row.pop()),
        ("lost first cell", lambda row: row.pop(0)),
        ("row of one cell", lambda row: row.__setitem__(slice(1, None), [])),
    )
    for kind, change in changes:
        for place in some(kind, _rows(), PLACES):
            table, index = place
            edit, said = edited_row(index, change), [_said("bad-row", table, _line(place))]
            touched = f"{table}/{_key(place)}"
            yield from _faults(kind, table, edit, f"line {_line(place)}", said, touched=touched)
    for table, index in some("blank line", _rows(), PLACES):
        line = lines(table)[index]
        edit = on_line(line, lambda row: b"\n" + row)
        said = [_said("bad-row", table, line)]
        yield from _faults("blank line", table, edit, f"before line {line}", said)


def orders() -> Iterator[Fault]:
    """Rows that stand elsewhere, twice, or not at all, and rows that nobody claimed."""
    for table, index in some("rows out of order", [one for one in _rows() if one[1]], PLACES):
        above, line, below = lines(table)[index - 1 : index + 2]
        said = [_said("row-order", table, above + below - line)]
        what = f"line {line} moved to {above}"
        yield from _faults("rows out of order", table, edited(_up(index)), what, said, BOTH)
    for place in some("duplicate key", _rows(), PLACES):
        table, index = place
        two = lines(table)[index : index + 2]
        said = [_said("duplicate-key", table, line, record=_key(place)) for line in two]
        what = f"line {_line(place)} twice"
        yield from _faults("duplicate key", table, edited(_twice(index)), what, said, BOTH)
    for place in some("lost row", _rows(), PLACES):
        table, index = place
        said = [_said("not-built", table, record=_key(place))]
        what, touched = f"line {_line(place)}", f"{table}/{_key(place)}"
        yield from _faults("lost row", table, edited(_gone(index)), what, said, BOTH, touched)
    for table in TABLES:
        row = _another_row(table)
        line = lines(table)[-1]
        said = [_said("not-built", table, line, record=key(table, row))]
        yield from _faults("added row", table, edited(_more(row)), f"line {line}", said, BOTH)


def _up(index: int) -> Callable[[Records], None]:
    return lambda rows: rows.insert(index, rows.pop(index + 1))


def _twice(index: int) -> Callable[[Records], None]:
    return lambda rows: rows.insert(index + 1, list(rows[index + 1]))


def _gone(index: int) -> Callable[[Records], object]:
    return lambda rows: rows.pop(index + 1)


def _more(row: Row) -> Callable[[Records], None]:
    return lambda rows: rows.append(row)


def _another_row(table: str) -> Row:
    """The last row with another identifier."""
    row = list(records(table)[-1])
    own = [name for name in key_of(TABLES[table]) if name != "role"]
    at = header_of(table).index(own[-1] if table == "passages" else own[0])
    row[at] = f"{row[at]}-too"
    return row


def swapped() -> Iterator[Fault]:
    """The values of two columns change places under a header that stays: each row is wrong."""
    pairs = [
        (table, one, other)
        for table in TABLES
        for other in range(len(header_of(table)))
        for one in range(other)
        if any(row[one] != row[other] for row in records(table))
    ]
    for table, one, other in some("swapped columns", pairs, PLACES):
        differ = [i for i, row in enumerate(records(table)) if row[one] != row[other]]
        said = [_wrong_at(table, index, one, other) for index in differ]
        edit = edited(_swapping(one, other))
        what = f"{header_of(table)[one]} and {header_of(table)[other]} swapped"
        yield from _faults("swapped columns", table, edit, what, said, BOTH)
    places = [
        (table, one, other, index)
        for table, one, other in pairs
        for index, row in enumerate(records(table))
        if row[one] != row[other]
    ]
    for table, one, other, index in some("swapped cells", places, PLACES):
        edit = edited(_swapping(one, other, index + 1))
        names = f"{header_of(table)[one]} and {header_of(table)[other]}"
        what = f"line {lines(table)[index]}, {names} swapped"
        said = [_wrong_at(table, index, one, other)]
        touched = f"{table}/{_key((table, index))}"
        yield from _faults("swapped cells", table, edit, what, said, BOTH, touched)


def _swapping(one: int, other: int, *lines: int) -> Callable[[Records], None]:
    """Swap two cells of some lines, or of all but the header."""

    def swap(rows: Records) -> None:
        for row in [rows[line] for line in lines] or rows[1:]:
            row[one], row[other] = row[other], row[one]

    return swap


def _wrong_at(table: str, index: int, *columns: int) -> Expected:
    """What a swap leaves is of a bad form, not what the seeds make, or one key for several rows."""
    names = tuple(header_of(table)[column] for column in columns)
    is_key = any(name in key_of(TABLES[table]) for name in names)
    codes = ("bad-value", "missing-field", "not-built", *(("duplicate-key",) if is_key else ()))
    fields = (*names, None) if is_key else names
    return Expected(codes, f"data/{table}.csv", (lines(table)[index],), fields)


def bytes_() -> Iterator[Fault]:
    """Files that are no CSV of ours, byte by byte."""
    inside: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
        ("carriage return", lambda line: line + b"\r", "bad-row"),
        ("NUL", lambda line: line[:1] + b"\0" + line[1:], "bad-row"),
        ("invalid UTF-8", lambda line: line[:1] + b"\xff" + line[1:], "unreadable-file"),
        ("half a letter", lambda line: line[:1] + b"\xc3" + line[1:], "unreadable-file"),
    )
    for kind, change, code in inside:
        for place in some(kind, _rows(), PLACES):
            line = _line(place)
            said = [_said(code, place[0], line)]
            yield from _faults(kind, place[0], on_line(line, change), f"line {line}", said)
    for table in TABLES:
        path = f"data/{table}.csv"
        content = pristine()[path]
        for kind, other, code in (
            ("CRLF", content.replace(b"\n", b"\r\n"), "bad-row"),
            ("byte-order mark", b"\xef\xbb\xbf" + content, "unreadable-file"),
            ("UTF-16", content.decode().encode("utf-16"), "unreadable-file"),
            ("empty file", b"", "bad-header"),
        ):
            told = [Expected((code,), path, (None, 1))]  # of the whole file, or of its beginning
            yield from _faults(kind, table, becomes(other), "whole file", told)
        told = [Expected(("wrong-size",), path)]
        yield from _faults("no final line feed", table, becomes(content[:-1]), "its end", told)

"""Faults of whole files: missing, unlisted, Parquet that differs, texts and claims that changed."""

import re
from collections.abc import Iterable, Iterator

from conftest import NAME

from schemas import TABLES

from .harness import Expected, some
from .model import (
    CLAIMS,
    PLACES,
    TEXT,
    Cell,
    Fault,
    Records,
    as_parquet,
    becomes,
    cells,
    pristine,
    records,
)
from .proofs import beside, column


def _file(
    kind: str,
    place: str,
    path: str,
    content: bytes | None,
    said: Iterable[Expected],
    flavours: tuple[bool, ...] = (False,),
) -> Iterator[Fault]:
    """A file that holds something else; signed, the descriptor's sizes and hashes are true."""
    for signed in flavours:
        yield Fault(kind, place, {path: becomes(content)}, tuple(said), signed=signed)


def missing() -> Iterator[Fault]:
    """Each file of the package in turn is gone, or there is one that nobody knows."""
    for path in pristine():
        codes = ("missing-file", "text-without-claims")  # a text and its claims are a pair
        said = Expected(codes if path.startswith("seeds/") else codes[:1], path)
        yield from _file("missing file", path, path, None, [said])
    for name in ("more.csv", "memorials2.csv", "notes.parquet", "people_old.csv", "x.parquet"):
        path = f"data/{name}"
        said = Expected(("unlisted-file",), path)
        yield from _file("unlisted file", path, path, b"a\n1\n", [said])
        known = pristine()[f"data/people.{name.rpartition('.')[2]}"]
        yield from _file("unlisted file", f"{path}, a copy of people", path, known, [said])


def parquet() -> Iterator[Fault]:
    """Parquet that is true to the descriptor, and not to the CSV."""
    for cell in some("Parquet with another cell", filter(_other, cells()), 4 * PLACES):
        rows = _rows(cell.table)
        rows[cell.row][cell.index] = _other(cell)
        what = f"{cell.record} {cell.column.name}: {cell.text!r} → {_other(cell)!r}"
        said = _differs(cell.table, cell.column.name, record=cell.record)
        yield from _parquet("Parquet with another cell", cell.table, rows, what, said)
    for table in TABLES:
        rows, said = _rows(table), _differs(table)
        yield from _parquet("Parquet with a row less", table, rows[:-1], "the last row", said)
        more = [*rows, rows[0]]
        yield from _parquet("Parquet with a row more", table, more, "the first row twice", said)
        if len(rows) > 1:
            yield from _parquet("Parquet in another order", table, rows[::-1], "reversed", said)
        path = f"data/{table}.parquet"
        content, other = pristine()[path], pristine()["data/kinships.parquet"]
        for what, broken in (
            ("half of it", content[: len(content) // 2]),
            ("another last byte", content[:-1] + b"\0"),
        ):
            said = Expected(("unreadable-file",), path)
            yield from _file("broken Parquet", f"{path}, {what}", path, broken, [said], (True,))
        if other != content:
            said = Expected(("bad-header",), path)
            yield from _file("another table's Parquet", path, path, other, [said], (True,))


def _rows(table: str) -> Records:
    return [list(row) for row in records(table)]


def _differs(table: str, *fields: str, record: str | None = None) -> Expected:
    return Expected(("csv-parquet-differ",), f"data/{table}.parquet", (), fields, record)


def _parquet(kind: str, table: str, rows: Records, what: str, said: Expected) -> Iterator[Fault]:
    path = f"data/{table}.parquet"
    yield from _file(kind, f"{path} {what}", path, as_parquet(table, rows)[0], [said], (True,))


def _other(cell: Cell) -> str:
    """Another value that Parquet can hold in the column, or nothing."""
    if cell.column.kind in ("metres", "number", "integer"):
        return str(int(float(cell.text or "0")) + 1)
    if cell.column.kind == "boolean":
        return "" if not cell.text else "true" if cell.text == "false" else "false"
    if cell.column.kind == "date":
        return "2001-02-03"
    return f"{cell.text} " if cell.row % 2 else f"{cell.text}x"


def texts() -> Iterator[Fault]:
    """A source text that is not the one whose hash its claims and the table record."""
    content, both = pristine()[TEXT], (False, True)
    text, said = content.decode(), Expected(("text-changed",), TEXT)
    for start in some("edited text", _own("passages", "start"), 2 * PLACES):
        at = int(start.text) + 3
        other = "q" if text[at] != "q" else "z"
        changed = (text[:at] + other + text[at + 1 :]).encode()
        quoted = [
            beside(cell, "evidence_id").expect("evidence-not-in-text", at=())
            for cell in _own("evidence", "start")
            if int(cell.text) <= at < int(beside(cell, "end").text)
        ]
        what = f"character {at}: {text[at]!r} → {other!r}"
        yield from _file("edited text", what, TEXT, changed, [said, *quoted], both)
    for what, changed in (
        ("a line feed more", content + b"\n"),
        ("last line lost", content[: content.rindex(b"\n", 0, -1)]),
        ("empty", b""),
    ):
        yield from _file("edited text", what, TEXT, changed, [said], both)
    for what, changed, code in (
        ("CRLF", content.replace(b"\n", b"\r\n"), "text-not-nfc"),
        ("byte-order mark", b"\xef\xbb\xbf" + content, "unreadable-file"),
        ("invalid UTF-8", content[:500] + b"\xff" + content[500:], "unreadable-file"),
    ):
        at_line = (1, None) if what != "invalid UTF-8" else (content.count(b"\n", 0, 500) + 1,)
        yield from _file("spoiled text", what, TEXT, changed, [Expected((code,), TEXT, at_line)])


def _own(table: str, name: str) -> Iterator[Cell]:
    """The cells of a provenance table that are about the one text."""
    return (cell for cell in column(table, name) if beside(cell, "source_id").text == NAME)


def claims() -> Iterator[Fault]:
    """Claims that were edited after the build: the data are no longer what they make."""
    toml = pristine()[CLAIMS].decode()
    notes = sorted(set(re.findall(r'\b(?:note|prefer) = "([^"]+)"', toml)))
    for note in some("edited note", notes, 2 * PLACES):
        noted = [cell for cell in _own("evidence", "note") if note in cell.text]
        said = [cell.expect("not-built") for cell in noted]
        yield from _claimed("edited note", f'"{note}"', f'"{note} Edited."', said)
    for name in ("title", "url", "publisher"):
        cell = next(_own("sources", name))
        old = f'{name} = "{cell.text}"'
        yield from _claimed("edited source", old, f'{old[:-1]}x"', [cell.expect("not-built")])
    for reference in some("edited reference", _references(toml), PLACES):
        table, record, memorial = reference.groups()
        other = "ankara" if memorial != "ankara" else "baku"
        cell = next(one for one in column(table, "memorial_id") if one.record == record)
        new = reference[0].replace(f'"{memorial}"', f'"{other}"')
        expected = cell.expect("not-built")
        if other == "baku" or 'section = "Turkey"' not in reference[0]:  # no words there name it
            line = toml.count("\n", 0, reference.end()) + 1
            place = (CLAIMS, (line,), ("memorial_id",), f"{table}.{record}")
            expected = Expected(("link-unproven",), *place)
        yield from _claimed("edited reference", reference[0], new, [expected])
    for blank in some("broken claims", re.finditer("\n\n", toml), PLACES):
        line = toml.count("\n", 0, blank.end()) + 1
        spoiled = f"{toml[: blank.end()]}no TOML\n{toml[blank.end() :]}".encode()
        told = [Expected(("toml-syntax",), CLAIMS, (line,))]
        yield from _file("broken claims", f"line {line}", CLAIMS, spoiled, told)


def _claimed(kind: str, old: str, new: str, said: Iterable[Expected]) -> Iterator[Fault]:
    changed = pristine()[CLAIMS].decode().replace(old, new).encode()
    yield from _file(kind, f"{old!r} → {new!r}", CLAIMS, changed, said, (False, True))


def _references(toml: str) -> list[re.Match[str]]:
    """Each record of events and statements up to its `memorial_id = "…"`."""
    form = r'\[(events|statements)\.([a-z0-9-]+)\]\n(?:[^\[\n].*\n)*?memorial_id = "([a-z-]+)"'
    return list(re.finditer(form, toml))

"""A package in memory, a fault that is planted in it, and the findings that have to name it."""

import csv
import hashlib
import io
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from conftest import FROZEN, NAME, snapshot

from schemas import TABLES, Column, columns_of, key_of

from .harness import Expected, some

Files = dict[str, bytes]
Edit = Callable[[bytes], bytes | None]  # None: the file is removed
Records = list[list[str]]

DESCRIPTOR = "datapackage.json"
TEXT, CLAIMS = f"seeds/{NAME}.txt", f"seeds/{NAME}.toml"
PLACES = 8  # of a kind, unless it says otherwise; each cell in both flavours
UNSIGNED = ("wrong-size", "csv-parquet-differ")  # what a package that was signed anew is free of


@dataclass(frozen=True)
class Fault:
    """One fault: what it does to which files, and what has to be said of it.

    `touches` are the records that it concerns (`table/key`); `signed`: Parquet and descriptor are
    made to agree with the CSV, so that only what the cells say is wrong. `steady`: every row stays
    on its line.
    """

    kind: str
    place: str
    edits: Mapping[str, Edit]
    expected: tuple[Expected, ...]
    touches: frozenset[str] = frozenset()
    signed: bool = False
    steady: bool = False

    @property
    def name(self) -> str:
        """Kind, place and flavour, from which a person can plant it by hand."""
        return f"{self.kind}, {self.place}, {'signed anew' if self.signed else 'not signed'}"


@cache
def pristine() -> Files:
    """The package of the first frozen source, by path."""
    folders = {f"{name}/": snapshot(FROZEN / name) for name in ("data", "seeds")}
    files = {
        folder + path: content
        for folder, inner in folders.items()
        for path, content in inner.items()
    }
    return {**files, DESCRIPTOR: (FROZEN / DESCRIPTOR).read_bytes()}


@cache
def records(table: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table without the header, as text."""
    return tuple(map(tuple, parsed(pristine()[f"data/{table}.csv"])[1:]))


def parsed(content: bytes) -> Records:
    """The records of a CSV, the header first."""
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Records as a package's CSV writes them."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


@cache
def lines(table: str) -> tuple[int, ...]:
    """The physical line, from 1, on which each row begins; the last number is behind them all."""
    header = tuple(column.name for column in columns_of(TABLES[table]))
    begin, found = 1, []
    for row in (header, *records(table)):
        found.append(begin)
        begin += as_csv([row]).count(b"\n")
    return (*found[1:], begin)


def key(table: str, row: Sequence[str]) -> str:
    """A row's key columns, `/` between."""
    named = dict(zip((column.name for column in columns_of(TABLES[table])), row, strict=True))
    return "/".join(named[name] for name in key_of(TABLES[table]))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a CSV: the table, the index of the row, the column and its index."""

    table: str
    row: int
    column: Column
    index: int

    @property
    def file(self) -> str:
        """The path of the CSV."""
        return f"data/{self.table}.csv"

    @property
    def text(self) -> str:
        """What stands there."""
        return records(self.table)[self.row][self.index]

    @property
    def line(self) -> int:
        """The physical line on which its row begins."""
        return lines(self.table)[self.row]

    @property
    def record(self) -> str:
        """Its row's key."""
        return key(self.table, records(self.table)[self.row])

    @property
    def is_key(self) -> bool:
        """Whether it is a part of its row's key."""
        return self.column.name in key_of(TABLES[self.table])

    @property
    def touched(self) -> frozenset[str]:
        """The records that it concerns: its own and, for evidence, the one that it supports."""
        own = {f"{self.table}/{self.record}"}
        row = records(self.table)[self.row]
        return frozenset(own | ({f"{row[1]}/{row[2]}"} if self.table == "evidence" else set()))

    def expect(self, *codes: str, at: tuple[str | None, ...] | None = None) -> Expected:
        """A finding at this cell, or at other columns of its row."""
        record = None if self.is_key else self.record
        fields = (self.column.name,) if at is None else at
        return Expected(codes, self.file, (self.line,), fields, record)


def cells(*tables: str) -> Iterator[Cell]:
    """Every cell of the tables, or of all."""
    for table in tables or TABLES:
        for row in range(len(records(table))):
            for index, column in enumerate(columns_of(TABLES[table])):
                yield Cell(table, row, column, index)


def edited(change: Callable[[Records], object]) -> Edit:
    """An edit of a CSV by its records, the header first."""

    def edit(content: bytes) -> bytes:
        rows = parsed(content)
        change(rows)
        return as_csv(rows)

    return edit


def edited_row(index: int, change: Callable[[list[str]], object]) -> Edit:
    """An edit of one row by its cells; -1 is the header."""
    return edited(lambda rows: change(rows[index + 1]))


def set_to(cell: Cell, value: str) -> Edit:
    """An edit of one cell."""
    return edited_row(cell.row, lambda row: row.__setitem__(cell.index, value))


def both(first: Edit, then: Edit) -> Edit:
    """One edit after another, of a file that stays."""
    return lambda content: then(first(content) or b"")


def becomes(content: bytes | None) -> Edit:
    """An edit that leaves nothing of what was there."""
    return lambda _: content


def on_line(line: int, change: Callable[[bytes], bytes]) -> Edit:
    """An edit of the bytes of one physical line, its line feed left out."""

    def edit(content: bytes) -> bytes:
        all_lines = content.split(b"\n")
        all_lines[line - 1] = change(all_lines[line - 1])
        return b"\n".join(all_lines)

    return edit


def spread(kind: str, places: Iterable[Cell], number: int) -> list[Cell]:
    """At most so many of the cells, as many columns among them as can be."""
    shuffled, seen = some(kind, places, sys.maxsize), Counter[tuple[str, str]]()
    turns: list[tuple[int, int]] = []
    for index, cell in enumerate(shuffled):
        turns.append((seen[cell.table, cell.column.name], index))
        seen[cell.table, cell.column.name] += 1
    return [shuffled[index] for _, index in sorted(turns)[:number]]


def in_cell(
    kind: str,
    cell: Cell,
    value: str,
    expected: Iterable[Expected],
    flavours: Iterable[bool] = (False, True),
) -> Iterator[Fault]:
    """A cell that holds another value; unsigned, the file and its Parquet tell as well."""
    place = f"{cell.file} line {cell.line} {cell.column.name}: {cell.text!r} → {value!r}"
    parquet = f"data/{cell.table}.parquet"
    differ = (
        Expected(("wrong-size",), cell.file, fields=("hash",)),
        Expected(("csv-parquet-differ",), parquet, fields=(cell.column.name,)),
    )
    for signed in flavours:
        said = tuple(expected) if signed else (*expected, *differ)
        edits = {cell.file: set_to(cell, value)}
        steady = value.count("\n") == cell.text.count("\n")
        yield Fault(kind, place, edits, said, cell.touched, signed, steady)


def planted(*faults: Fault) -> tuple[dict[str, bytes | None], bool]:
    """The files that the faults change, and whether the package is signed in full.

    A cell that Parquet cannot hold leaves the Parquet file as it was.
    """
    changed: dict[str, bytes | None] = {}
    for fault in faults:
        for path, edit in fault.edits.items():
            changed[path] = edit(changed.get(path) or pristine().get(path, b""))
    if not all(fault.signed for fault in faults):
        return changed, False
    whole = True
    for path in [path for path in changed if path.endswith(".csv")]:
        table = path.removeprefix("data/").removesuffix(".csv")
        try:
            content, same = as_parquet(table, parsed(changed[path] or b"")[1:])
            changed[f"data/{table}.parquet"], whole = content, whole and same
        except pa.ArrowException:
            whole = False
    files = {path: said for path, said in {**pristine(), **changed}.items() if said is not None}
    return {**changed, DESCRIPTOR: resigned(files)}, whole


@contextmanager
def spoiled(root: Path, changed: Mapping[str, bytes | None]) -> Iterator[None]:
    """Change or remove some files of a package, and mend it afterwards."""
    _put(root, changed)
    try:
        yield
    finally:
        _put(root, {path: pristine().get(path) for path in changed})


def _put(root: Path, files: Mapping[str, bytes | None]) -> None:
    for path, content in files.items():
        if content is None:
            (root / path).unlink(missing_ok=True)
        else:
            (root / path).write_bytes(content)


def as_parquet(table: str, rows: Sequence[Sequence[str]]) -> tuple[bytes, bool]:
    """Records as Parquet with the real file's schema, and whether it holds them to the letter.

    Raises `pyarrow.ArrowException` where a cell cannot be held.
    """
    schema = pq.read_schema(pa.BufferReader(pristine()[f"data/{table}.parquet"]))
    texts = [
        pa.array([row[index] or None for row in rows], pa.string()) for index in range(len(schema))
    ]
    columns = [text.cast(field.type) for text, field in zip(texts, schema, strict=True)]
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out)
    same = all(_same(one, text) for one, text in zip(columns, texts, strict=True))
    return bytes(out.getvalue()), same


def _same(column: Any, texts: Any) -> bool:
    """Whether a column's values are written as the cells are; infinity is, and is no number."""
    numbers = column.drop_null().to_pylist() if pa.types.is_floating(column.type) else []
    return all(map(math.isfinite, numbers)) and bool(column.cast(pa.string()).equals(texts))


def resigned(files: Files) -> bytes:
    """The descriptor with sizes, hashes and row counts that are true."""
    said = json.loads(files[DESCRIPTOR])
    for resource in said["resources"]:
        content = files.get(resource["path"], b"")
        resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        if "rows" in resource:
            resource["rows"] = _rows_of(content)
    return json.dumps(said).encode()


@cache
def _rows_of(content: bytes) -> int:
    return len(parsed(content)) - 1

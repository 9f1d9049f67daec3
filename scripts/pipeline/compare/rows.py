"""The rows of a table kept as columns: a million of them are read and compared within seconds.

A dictionary is made only of a row that is asked for. One for each row takes five times the memory,
and making them takes longer than all the rest of a comparison.
"""

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as arrow_csv

Row = dict[str, str]
BLOCK = 2**22  # bytes that are searched at a time, so that what is found of each stays small
pc: Any = pyarrow.compute  # its stubs lack a function, and the case of a separator that is one text
# A "/" made of bytes: where Arrow takes a value of Python it loads pandas, for a fifth of a second.
_OFFSETS = np.array([0, 1], np.int32).tobytes()
_BUFFERS = [None, pa.py_buffer(_OFFSETS), pa.py_buffer(b"/")]
SLASH = pa.Array.from_buffers(pa.string(), 1, _BUFFERS)[0]
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, eq=False)
class Rows(Collection[Row]):
    """The rows of a table whose columns are all text; each is a dictionary when its turn comes."""

    columns: pa.Table

    def __len__(self) -> int:
        """How many rows."""
        return int(self.columns.num_rows)

    def __iter__(self) -> Iterator[Row]:
        """Each row, in the table's order; no more than some thousand are in memory at a time."""
        for batch in self.columns.to_batches(max_chunksize=10_000):
            yield from batch.to_pylist()

    def __contains__(self, row: object) -> bool:
        """Whether a row has these cells and no others."""
        return any(row == one for one in self)


def plain_csv(content: bytes, names: list[str]) -> Rows | None:
    """The rows of a CSV file with these columns; None where it has to be read with more care.

    A file is plain where Arrow cannot but read what Python's strict `csv` reads. Then it has line
    feeds alone, quotes only where they have a meaning, as many cells in each row as in the first,
    no row without any content, as which Arrow reads an empty line, and it is UTF-8.
    """
    marked = content.startswith(BYTE_ORDER_MARK)
    if marked or b"\r" in content or not _quotes_are_plain(content):
        return None
    # Threads of Arrow's own wait for one another longer than they save.
    whole = arrow_csv.ReadOptions(use_threads=False)
    parse = arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    convert = arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    file: Any = pa.BufferReader(content)  # which its stubs do not take for a file
    try:
        read = arrow_csv.read_csv(file, whole, parse, convert)
        plain = read.column_names == names and not _has_an_empty_row(read)
        return Rows(read) if plain else None
    except (pa.ArrowException, ValueError):  # what is wrong with it is for the other reader to say
        return None


def _has_an_empty_row(table: pa.Table) -> bool:
    if pc.min(pc.binary_length(table[0])).as_py():
        return False
    lengths = functools.reduce(pc.add, map(pc.binary_length, table.columns))
    return bool(pc.min(lengths).as_py() == 0)


def _quotes_are_plain(content: bytes) -> bool:
    """Whether every quote opens a cell, closes one, or is one of two in a row within a cell.

    Then the 1st, 3rd, … quote opens a cell or is the second of two in a row, and the 2nd, 4th, …
    closes one or is the first of two. A quote elsewhere, as in `6" high`, readers take differently.
    """
    read = np.frombuffer(content, np.uint8)
    blocks = range(0, len(read), BLOCK)
    found = [begin + np.flatnonzero(read[begin : begin + BLOCK] == ord('"')) for begin in blocks]
    places = np.concatenate([np.array([], np.int64), *found])
    if len(places) == 0:
        return True
    first, second = places[::2], places[1::2]
    if len(first) != len(second):
        return False
    before, after = read[first - 1], read.take(second + 1, mode="clip")
    opens, closes = ((one == ord(",")) | (one == ord("\n")) for one in (before, after))
    two_in_a_row = second[:-1] + 1 == first[1:]
    inner = (two_in_a_row | (closes[:-1] & opens[1:])).all()
    return bool(inner and (first[0] == 0 or opens[0]) and closes[-1])


def differing(
    old: Collection[Row], new: Collection[Row], key: tuple[str, ...]
) -> tuple[list[Row], list[Row]]:
    """The rows of two tables, where that can be told at once without those that both have.

    Rows may be left out where both tables have the same columns and no two rows of a table have the
    same key as text; the others keep their order.
    """
    if isinstance(old, Rows) and isinstance(new, Rows):
        were, are = old.columns, new.columns
        if sorted(were.column_names) == sorted(are.column_names):
            old, new = map(Rows, _without_same(were, are, key))
    return list(old), list(new)


def _without_same(old: pa.Table, new: pa.Table, key: tuple[str, ...]) -> tuple[pa.Table, pa.Table]:
    keys = [_keys(table, key) for table in (old, new)]
    both: Any = pa.chunked_array([chunk for one in keys for chunk in one.chunks], pa.string())
    codes = both.combine_chunks().dictionary_encode().indices  # one text has one code in both
    were, are = codes[: len(old)], codes[len(old) :]
    most = pc.max(codes).as_py() or 0
    old_places, new_places = (pc.inverse_permutation(one, max_index=most) for one in (were, are))
    if _filled(old_places) < len(old) or _filled(new_places) < len(new):  # a key is there twice
        return old, new
    places = old_places.take(are)  # null where a key is new
    equal = [pc.equal(old[name].take(places), new[name]) for name in old.column_names]
    same = functools.reduce(pc.and_kleene, equal, places.is_valid())
    found = pc.inverse_permutation(places.filter(same), max_index=len(old) - 1)
    return old.filter(found.is_null()), new.filter(pc.invert(same))


def _filled(places: Any) -> int:
    return len(places) - int(places.null_count)


def _keys(table: pa.Table, key: tuple[str, ...]) -> Any:
    """Each row's key as text."""
    if len(key) == 1:
        return table[key[0]]
    return pc.binary_join_element_wise(*(table[name] for name in key), SLASH)


def distinct(rows: Collection[Row], name: str) -> set[str]:
    """The cells of a column, each once; "" where the table has no such column."""
    if isinstance(rows, Rows) and name in rows.columns.column_names:
        return set(map(str, rows.columns[name].unique().to_pylist()))
    return {row.get(name, "") for row in rows}

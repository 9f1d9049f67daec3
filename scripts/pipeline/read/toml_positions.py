"""On which line of a TOML file a key stands: neither `tomllib` nor `tomlkit` says.

It is only asked when there is something to report. The file is cut into statements in one pass over
its brackets, strings and comments, and each statement is parsed alone.
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

MAX_PARTS = 32  # of a dotted key: the time that `tomllib` takes is the square of them
MAX_DEPTH = 8  # keys below that have the line of what is above them: no claim goes so deep
# A string, a comment, or a mark outside them; what is not closed hides the rest, a \\ its own end.
TOKEN = re.compile(
    r'"""(?s:\\.|(?!""").)*+"{0,5}|"(?:\\.|[^"\n])*+"?'
    r"|'''(?s:(?!''').)*+'{0,5}|'[^'\n]*+'?|#[^\n]*+|[\[\]{}\n.=,]"
)

Path = tuple[str | int, ...]


def line_of(toml: str, path: Path) -> int:
    """Return the line, from 1, of the key or table at a path, or of what is nearest above it."""
    lines = lines_of(toml)
    above = (path[:depth] for depth in range(MAX_DEPTH, 0, -1))
    return next((lines[nearest] for nearest in above if nearest in lines), 1)


@functools.lru_cache(maxsize=512)  # findings come by table, each from another file
def lines_of(toml: str) -> dict[Path, int]:
    """Return the line of each table and key of a file that parses; arrays count from 0."""
    lines: dict[Path, int] = {}
    table: Path = ()
    arrays: dict[Path, int] = {}
    for number, statement in statements(toml):
        here, signs = _path_of(tomllib.loads(statement)), statement.lstrip()[:2]
        if signs[:1] == "[":
            if signs == "[[":
                arrays[here] = arrays.get(here, -1) + 1
                here = (*here, arrays[here])
            table = here
        else:
            here = (*table, *here)
        for depth in range(1, min(len(here), MAX_DEPTH) + 1):
            lines.setdefault(here[:depth], number)
    return lines


def too_deep(toml: str) -> int | None:
    """Return the line of the first key of more than `MAX_PARTS` parts, in any text, or None."""
    if all(line.count(".") < MAX_PARTS for line in toml.split("\n")):
        return None  # a key is on one line
    dots = 0
    for place, mark in _marks(toml):
        dots = dots + 1 if mark == "." else 0
        if dots >= MAX_PARTS:
            return toml.count("\n", 0, place) + 1
    return None


def statements(toml: str) -> Iterator[tuple[int, str]]:
    """Yield each key with its value and each table's header, and the line on which it begins."""
    toml = toml.replace("\r\n", "\n")
    begin, line, depth = 0, 1, 0
    for place, mark in chain(_marks(toml), [(len(toml), "\n")]):
        depth += (mark in "[{") - (mark in "]}")
        if mark == "\n" and not depth:
            statement = toml[begin:place]
            if statement.strip().partition("#")[0]:
                yield line, statement
            line += statement.count("\n") + 1
            begin = place + 1


def _marks(toml: str) -> Iterator[tuple[int, str]]:
    """Yield the brackets, dots, commas, equals signs and line ends outside strings and comments."""
    for token in TOKEN.finditer(toml):
        if token[0][0] not in "\"'#":
            yield token.start(), token[0]


def _path_of(parsed: Any) -> Path:
    """Return the keys down to the first value that is not a table with one key."""
    path: list[str] = []
    while isinstance(parsed, Mapping) and len(parsed) == 1:
        name, parsed = next(iter(parsed.items()))
        path.append(name)
    return tuple(path)

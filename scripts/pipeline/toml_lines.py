"""On which line of a TOML file a key stands: `tomllib` does not say.

Only asked when there is something to report. A statement is the fewest lines that parse alone.
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

ENDING = re.compile(r"^\s*[\]}]|[\]}]\s*(#.*)?$|\"\"\"|'''")  # where a long statement may end

Path = tuple[str | int, ...]


def line_of(toml: str, path: Path) -> int:
    """The line, from 1, of the key or table at a path, or of the nearest table above it."""
    lines = lines_of(toml)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


@functools.lru_cache(maxsize=4)
def lines_of(toml: str) -> dict[Path, int]:
    """The line of every table and key of a file that parses; arrays of tables count from 0."""
    lines: dict[Path, int] = {}
    table: Path = ()
    arrays: dict[Path, int] = {}
    for number, statement in _statements(toml):
        parsed = tomllib.loads(statement)
        here = _path_of(parsed)
        if statement.lstrip().startswith("["):
            if statement.lstrip().startswith("[["):
                arrays[here] = arrays.get(here, -1) + 1
                here = (*here, arrays[here])
            table = here
        else:
            here = (*table, *here)
        for depth in range(1, len(here) + 1):
            lines.setdefault(here[:depth], number)
    return lines


def _statements(toml: str) -> Iterator[tuple[int, str]]:
    pending: list[str] = []
    for number, line in enumerate(toml.replace("\r\n", "\n").split("\n"), start=1):
        if not pending and not line.strip().partition("#")[0]:
            continue
        pending.append(line)
        if len(pending) > 8 and not ENDING.search(line):
            continue  # inside a long list or text: it is not worth parsing it again
        try:
            tomllib.loads("\n".join(pending))
        except ValueError:
            continue
        yield number - len(pending) + 1, "\n".join(pending)
        pending = []


def _path_of(parsed: Any) -> Path:
    """The keys down to the first value that is not a table with one key."""
    path: list[str] = []
    while isinstance(parsed, Mapping) and len(parsed) == 1:
        name, parsed = next(iter(parsed.items()))
        path.append(name)
    return tuple(path)

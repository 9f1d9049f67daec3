"""Change strings of a TOML file with tomlkit, which leaves every other byte of it as it is."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable, Table

from pipeline.read.toml_positions import Path

Entry = str | list[str] | dict[str, str]


def toml_string(words: str) -> str:
    """Return words as a TOML string on one line, in the plainest style that can hold them.

    What cannot be seen is written as an escape, so that a reader sees it.
    """
    if words.isprintable():
        if '"' not in words and "\\" not in words:
            return f'"{words}"'
        if "'" not in words:
            return f"'{words}'"
        if "'''" not in words and not words.endswith("'"):
            return f"'''{words}'''"
    return '"' + "".join(map(_escape, words)) + '"'


def _escape(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter == "\n":
        return "\\n"
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def toml_entry(entry: Entry) -> str:
    """Return a string, a list of strings or a table of strings as TOML on one line."""
    if isinstance(entry, str):
        return toml_string(entry)
    if isinstance(entry, list):
        return f"[{', '.join(map(toml_string, entry))}]"
    pairs = ", ".join(f"{name} = {toml_string(words)}" for name, words in entry.items())
    return f"{{ {pairs} }}"


def value_at(parsed: Any, path: Path) -> Any:
    """Return what stands at a path of a parsed file."""
    for part in path:
        parsed = parsed[part]
    return parsed


Tables = dict[Path, Any]


def _table_at(tables: Tables, path: Path) -> Any:
    """Return what stands at a path; it is kept, as tomlkit reads all parts of a table each time."""
    if path not in tables:
        tables[path] = _table_at(tables, path[:-1])[path[-1]]
    return tables[path]


def _write(tables: Tables, path: Path, entry: Entry) -> None:
    table, name = _table_at(tables, path[:-1]), path[-1]
    value = tomlkit.value(toml_entry(entry))
    if isinstance(table, Table) and name not in table:
        # `table[name] = value` would put it after the comments that stand before the next table
        neighbour = "prefix" if "prefix" in table else "quote"
        table.value._insert_after(neighbour, str(name), value)
    elif isinstance(table, InlineTable) and name not in table:
        spaced = table.as_string().endswith(" }")
        table[str(name)] = value
        if spaced:
            table.append(None, tomlkit.ws(" "))
    elif isinstance(entry, list) and isinstance(table[name], Array):
        _write_list(table[name], entry)
    else:
        table[name] = value


def _write_list(array: Array, entry: list[str]) -> None:
    """Write strings over those of a list, so that each keeps its line and its comment."""
    if len(entry) < len(array) and "#" in array.as_string():
        raise ValueError("a comment stands among what would change")
    for index, words in enumerate(entry):
        value = tomlkit.value(toml_string(words))
        if index == len(array):
            array.append(value)
        elif array[index] != words:
            array[index] = value
    del array[len(entry) :]


def rewrite_toml(toml: str, entries: Mapping[Path, Entry]) -> str:
    """Return a TOML file with other strings, lists or tables of strings at some paths.

    A path has a value already, or is that of a new key in the table of a `quote`.

    Raises:
        ValueError: what would be written is not the file with these changes and no others.
    """
    expected = tomllib.loads(toml)
    try:
        document = tomlkit.parse(toml)
        tables: Tables = {(): document}
        for path, entry in entries.items():
            _write(tables, path, entry)
            value_at(expected, path[:-1])[path[-1]] = entry
        rewritten = tomlkit.dumps(document)
        if tomllib.loads(rewritten) == expected:
            return rewritten
    except (TOMLKitError, LookupError) as fault:
        raise ValueError(f"its layout: {fault}") from None
    raise ValueError("the file would say something else")


def find_lines(toml: str, paths: Iterable[Path]) -> dict[Path, int]:
    """Return the line, from 1, on which the value at each path of a TOML file begins.

    tomlkit does not tell places: a mark of as many lines is written there, and looked for.
    """
    document, numbered = tomlkit.parse(toml), list(paths)
    tables: Tables = {(): document}
    for number, path in enumerate(numbered):
        table = _table_at(tables, path[:-1])
        breaks = "\n" * table[path[-1]].as_string().count("\n")
        table[path[-1]] = tomlkit.value(f"'''@{number}@{breaks}'''")
    marked = tomlkit.dumps(document)
    lines: dict[Path, int] = {}
    for mark in re.finditer("'''@([0-9]+)@", marked):
        lines[numbered[int(mark[1])]] = marked.count("\n", 0, mark.start()) + 1
    return lines

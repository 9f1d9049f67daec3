"""Change strings of a TOML file with tomlkit, which leaves every other byte of it as it is."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache, reduce
from operator import getitem
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from pipeline.read.toml_positions import Path

Entry = str | list[str] | dict[str, str]


def toml_entry(entry: Entry) -> str:
    """Return a string, a list of strings or a table of strings as TOML on one line.

    What cannot be seen is written as an escape.
    """
    if isinstance(entry, list):
        return f"[{', '.join(map(toml_entry, entry))}]"
    if isinstance(entry, dict):
        pairs = ", ".join(f"{name} = {toml_entry(words)}" for name, words in entry.items())
        return f"{{ {pairs} }}"
    if entry.isprintable() and "'" not in entry and ('"' in entry or "\\" in entry):
        return f"'{entry}'"
    return "".join(map(_visible, json.dumps(entry, ensure_ascii=False)))


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if letter <= "\uffff" else f"\\U{ord(letter):08x}"


def value_at(parsed: Any, path: Path) -> Any:
    """Return what stands at a path of a parsed file."""
    return reduce(getitem, path, parsed)


def rewrite_toml(toml: str, entries: Mapping[Path, Entry]) -> str:
    """Return a TOML file with other strings, lists or tables of strings at some paths.

    A path has a value already, or is that of a new key in the table of a `quote`.

    Raises:
        ValueError: what would be written is not the file with these changes and no others.
    """
    document, expected = tomlkit.parse(toml), tomllib.loads(toml)

    @cache  # tomlkit reads all parts of a table each time
    def table_at(path: Path) -> Any:
        return table_at(path[:-1])[path[-1]] if path else document

    try:
        for path, entry in entries.items():
            _write(table_at(path[:-1]), path[-1], entry)
            value_at(expected, path[:-1])[path[-1]] = entry
        rewritten = tomlkit.dumps(document)
        if tomllib.loads(rewritten) == expected:
            return rewritten
    except (TOMLKitError, LookupError) as fault:
        raise ValueError(f"its layout: {fault}") from None
    raise ValueError("the file would say something else")


def _write(table: Any, name: str | int, entry: Entry) -> None:
    value = tomlkit.value(toml_entry(entry))
    if isinstance(table, Table) and name not in table:
        # `table[name] = value` would put it after the comments that stand before the next table
        table.value._insert_after("prefix" if "prefix" in table else "quote", str(name), value)
        return
    written = table[name].as_string() if isinstance(entry, list) else ""
    if "\n" in written and "#" in written:
        raise ValueError("a comment stands among what would change")
    table[name] = value

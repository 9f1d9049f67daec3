"""The package's files: the descriptor, and the tables that it names."""

import difflib
import functools
import hashlib
import json
from pathlib import Path
from typing import Any

DESCRIPTOR = "datapackage.json"
FORMATS = ("csv", "parquet")


class DamagedFileError(RuntimeError):
    """A file of the package is missing or is not the one that the descriptor names."""


@functools.cache
def root() -> Path:
    """The folder of the descriptor: beside this module, or the checkout's root.

    Raises:
        DamagedFileError: there is no descriptor in either.
    """
    here = Path(__file__).resolve().parent
    for folder in (here, here.parents[1]):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise DamagedFileError(f"{here / DESCRIPTOR} is missing: install khojaly-memorials again")


@functools.cache
def descriptor() -> dict[str, Any]:
    """The Data Package descriptor."""
    read: dict[str, Any] = json.loads((root() / DESCRIPTOR).read_text(encoding="utf-8"))
    return read


def version() -> str:
    """The version of the data: the same for the package, the descriptor and the release."""
    return str(descriptor()["version"])


@functools.cache
def _resources() -> dict[str, dict[str, Any]]:
    return {resource["path"]: resource for resource in descriptor()["resources"]}


def tables() -> list[str]:
    """The names of the tables, in reading order.

    >>> tables()[:3]
    ['memorials', 'people', 'organizations']
    """
    return list(descriptor()["tables"])


def check_table(table: str) -> None:
    """Raise ValueError, with the nearest name, where there is no such table."""
    if table not in tables():
        raise ValueError(unknown("table", table, tables()))


def unknown(what: str, name: object, known: list[str]) -> str:
    """What to say of a name that is not known: the nearest one, or all where they are few."""
    near = difflib.get_close_matches(str(name), known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known[:20])}"
    return f"unknown {what} {name!r}: {hint}"


def schema(table: str) -> list[dict[str, Any]]:
    """The fields of a table, as in its Table Schema, in the order of its columns."""
    check_table(table)
    fields: list[dict[str, Any]] = _resources()[f"data/{table}.csv"]["schema"]["fields"]
    return fields


def key(table: str) -> list[str]:
    """The key columns of a table."""
    check_table(table)
    columns: list[str] = _resources()[f"data/{table}.csv"]["schema"]["primaryKey"]
    return columns


def path(table: str, format: str = "csv") -> Path:
    """The file of a table in a format, "csv" or "parquet".

    >>> path("memorials", "parquet").name
    'memorials.parquet'

    Raises:
        ValueError: there is no such table or format.
    """
    check_table(table)
    if format not in FORMATS:
        raise ValueError(unknown("format", format, list(FORMATS)))
    return root() / "data" / f"{table}.{format}"


def content(table: str) -> str:
    """A table's CSV, whole.

    Raises:
        DamagedFileError: the file is missing, or its SHA-256 is not the descriptor's.
    """
    file = path(table)
    try:
        read = file.read_bytes()
    except OSError as fault:
        raise DamagedFileError(f"{file} cannot be read: {fault.strerror}") from None
    if f"sha256:{hashlib.sha256(read).hexdigest()}" != _resources()[f"data/{table}.csv"]["hash"]:
        raise DamagedFileError(f"{file} has been changed: install khojaly-memorials again")
    return read.decode("utf-8")

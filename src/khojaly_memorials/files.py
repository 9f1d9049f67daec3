"""The package's files: the descriptor, and the tables that it names."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from khojaly_memorials.names import FileFormat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khojaly_memorials.names import TableName

DESCRIPTOR = "datapackage.json"
MAX_LISTED = 40  # names in a message


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
    """The Data Package descriptor.

    Raises:
        DamagedFileError: it is missing or is not JSON.
    """
    path = root() / DESCRIPTOR
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise DamagedFileError(f"{path} is damaged: install khojaly-memorials again") from None
    return read


def version() -> str:
    """The version of the data: the same for the package, the descriptor and the release."""
    return str(descriptor()["version"])


@functools.cache
def resources() -> dict[str, dict[str, Any]]:
    """The descriptor's resources by their paths in the package."""
    return {resource["path"]: resource for resource in descriptor()["resources"]}


def tables() -> list[str]:
    """The names of the tables, in reading order.

    >>> tables()[:3]
    ['memorials', 'inscriptions', 'people']
    """
    return list(descriptor()["tables"])


def check_name(what: str, name: object, known: Iterable[str]) -> None:
    """Raise ValueError, with the nearest name, where a name is not one of those known.

    Raises:
        ValueError: it says the nearest name, and all of them where they are not too many.
    """
    names = list(known)
    if name in names:
        return
    import difflib

    near = difflib.get_close_matches(str(name), names, n=1)
    hints = [f"did you mean {near[0]!r}?"] if near else []
    if not near or len(names) <= MAX_LISTED:
        more = ", …" if len(names) > MAX_LISTED else ""
        hints.append(f"there are {', '.join(names[:MAX_LISTED])}{more}")
    raise ValueError(f"unknown {what} {name!r}: {' '.join(hints)}")


def table_schema(table: str) -> dict[str, Any]:
    """The Table Schema of a table.

    Raises:
        ValueError: there is no such table.
    """
    check_name("table", table, tables())
    schema: dict[str, Any] = resources()[f"data/{table}.csv"]["schema"]
    return schema


def meaning(field: dict[str, Any]) -> str:
    """What a column means, from its field in the Table Schema, with its unit and its rule."""
    said = str(field["description"])
    if "unit" in field:
        said += f" Unit: {field['unit']}."
    return said + (f" Derived: {field['rule']}." if "rule" in field else "")


def path(table: TableName, format: FileFormat = "csv") -> Path:
    """The file of a table in a format, "csv" or "parquet".

    >>> path("memorials", "parquet").name
    'memorials.parquet'

    Raises:
        ValueError: there is no such table or format.
    """
    check_name("table", table, tables())
    check_name("format", format, get_args(FileFormat))
    return root() / "data" / f"{table}.{format}"


def content(name: str) -> bytes:
    """A file of the package, by its path in it, whole and proven.

    Raises:
        DamagedFileError: the file is missing, or its SHA-256 is not the descriptor's.
    """
    import hashlib

    file = root() / name
    try:
        read = file.read_bytes()
    except OSError as fault:
        raise DamagedFileError(f"{file} cannot be read: {fault.strerror}") from None
    if f"sha256:{hashlib.sha256(read).hexdigest()}" != resources()[name]["hash"]:
        raise DamagedFileError(f"{file} has been changed: install khojaly-memorials again")
    return read

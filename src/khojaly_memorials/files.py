"""The package's files: the descriptor, and the tables that it names."""

from __future__ import annotations

import functools
import json
from importlib.resources import files as resource_files
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from khojaly_memorials.names import FileFormat

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from khojaly_memorials.names import TableName

DESCRIPTOR = "datapackage.json"
MAX_LISTED = 40  # names in a message


class DamagedFileError(RuntimeError):
    """A file of the package is missing or is not the one that the descriptor names."""


@functools.cache
def root() -> Traversable:
    """Return the folder of the descriptor: this package, also in a zip, or the checkout's root.

    Raises:
        DamagedFileError: there is no descriptor in either.
    """
    here = resource_files("khojaly_memorials")
    for folder in (here, Path(__file__).parents[2]):
        if folder.joinpath(DESCRIPTOR).is_file():
            return folder
    raise DamagedFileError(f"{here / DESCRIPTOR} is missing: install khojaly-memorials again")


@functools.cache
def descriptor() -> dict[str, Any]:
    """Return the Data Package descriptor.

    Raises:
        DamagedFileError: it is missing or is not JSON.
    """
    path = root().joinpath(DESCRIPTOR)
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise DamagedFileError(f"{path} is damaged: install khojaly-memorials again") from None
    return read


def version() -> str:
    """Return the version of the data: the same for the package, the descriptor and the release."""
    return str(descriptor()["version"])


@functools.cache
def resources() -> dict[str, dict[str, Any]]:
    """Return the descriptor's resources by their paths in the package."""
    return {resource["path"]: resource for resource in descriptor()["resources"]}


class TableNames(list["TableName"]):
    """The names of the tables; a notebook shows what is in each, too."""

    def _repr_html_(self) -> str:
        import html

        rows = [
            f"<tr><td>{table}</td><td>{resource['rows']}</td>"
            f"<td>{html.escape(resource['description'])}</td></tr>"
            for table in self
            for resource in [resources()[f"data/{table}.csv"]]
        ]
        head = "<tr><th>table</th><th>rows</th><th>what it holds</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def tables() -> TableNames:
    """Return the names of the tables, in reading order.

    >>> tables()[:3]
    ['memorials', 'inscriptions', 'people']
    """
    return TableNames(descriptor()["tables"])


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
    """Return the Table Schema of a table.

    Raises:
        ValueError: there is no such table.
    """
    check_name("table", table, tables())
    schema: dict[str, Any] = resources()[f"data/{table}.csv"]["schema"]
    return schema


def meaning(field: dict[str, Any]) -> str:
    """Return what a column means, from its Table Schema field, with its unit and its rule."""
    said = str(field["description"])
    if "unit" in field:
        said += f" Unit: {field['unit']}."
    return said + (f" Derived: {field['rule']}." if "rule" in field else "")


def path(table: TableName, format: FileFormat = "csv") -> Path:
    """Return the file of a table in a format, "csv" or "parquet".

    >>> path("memorials", "parquet").name
    'memorials.parquet'

    Raises:
        ValueError: there is no such table or format.
        FileNotFoundError: the package is in a zip, in which no file has a path.
    """
    check_name("table", table, tables())
    check_name("format", format, get_args(FileFormat))
    folder = root()
    if not isinstance(folder, Path):
        raise FileNotFoundError(f"{folder} is in a zip, where no file has a path: use load or text")
    return folder / "data" / f"{table}.{format}"


def text(source_id: str) -> str:
    """Return the text of a source, from which `evidence` counts `start` and `end` (code points).

    >>> text("khojaly-massacre-memorials").splitlines()[0]
    '= Khojaly massacre memorials ='

    Raises:
        ValueError: there is no such source.
        DamagedFileError: the installed file is not the one that was released.
    """
    names = [name for name in resources() if name.endswith(".txt")]
    check_name("source", source_id, (Path(name).stem for name in names))
    return content(f"seeds/{source_id}.txt").decode("utf-8")


def content(name: str) -> bytes:
    """Return a file of the package, by its path in it, whole and proven.

    Raises:
        DamagedFileError: the file is missing, or its SHA-256 is not the descriptor's.
    """
    import hashlib

    file = root().joinpath(name)
    try:
        read = file.read_bytes()
    except (OSError, KeyError) as fault:
        reason = getattr(fault, "strerror", None) or "it is missing"
        raise DamagedFileError(f"{file} cannot be read: {reason}") from None
    if f"sha256:{hashlib.sha256(read).hexdigest()}" != resources()[name]["hash"]:
        raise DamagedFileError(f"{file} has been changed: install khojaly-memorials again")
    return read

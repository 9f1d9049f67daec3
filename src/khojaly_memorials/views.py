"""The views: tables joined for questions that are often asked, each defined in `views.toml`.

SQLite answers them, in a database in memory; the workbook, the SQLite file and Python share them.
"""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files as resource_files
from typing import Any

from khojaly_memorials import files


@functools.cache
def definitions() -> dict[str, dict[str, Any]]:
    """Return what `views.toml` says of each view: description, SQL, and columns of its own."""
    text = resource_files("khojaly_memorials").joinpath("views.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def fields_of(view: str) -> list[dict[str, Any]]:
    """Return the columns of a view as Table Schema fields.

    Raises:
        ValueError: there is no such view.
    """
    files.check_name("view", view, definitions())
    from khojaly_memorials.database import connection

    known: dict[str, dict[str, Any]] = {}
    for table in definitions()[view]["columns_of"]:
        known = {field["name"]: field for field in files.table_schema(table)["fields"]} | known
    own = definitions()[view].get("columns", {})
    with_own = known | {name: {"name": name, "type": "string"} | own[name] for name in own}
    with connection(with_rows=False) as empty:
        selected = empty.execute(f'SELECT * FROM "{view}"').description
    return [with_own[column[0]] for column in selected]


def rows_of(view: str) -> list[dict[str, str]]:
    """Return the rows of a view as text, in its order; an empty cell is "".

    Raises:
        ValueError: there is no such view.
        DamagedFileError: an installed file is not the one that was released.
    """
    from khojaly_memorials.database import connection

    kinds = {field["name"]: field["type"] for field in fields_of(view)}
    with connection() as made:
        found = made.execute(f'SELECT * FROM "{view}"').fetchall()
    return [
        {name: _text(kind, cell) for (name, kind), cell in zip(kinds.items(), row, strict=True)}
        for row in found
    ]


def _text(kind: str, cell: Any) -> str:
    """Return a cell as a CSV writes it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return ("false", "true")[cell] if kind == "boolean" else str(cell)

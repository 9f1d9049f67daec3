"""The rows of tables and views as plain Python, without a DataFrame library."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

from khojaly_memorials import files


def fields_of(name: str) -> list[dict[str, Any]]:
    """Return the columns of a table or view as Table Schema fields.

    Raises:
        ValueError: there is no such table or view.
    """
    if name in files.tables():
        fields: list[dict[str, Any]] = files.table_schema(name)["fields"]
        return fields
    from khojaly_memorials import views

    files.check_name("table or view", name, [*files.tables(), *views.definitions()])
    return views.fields_of(name)


def description_of(name: str) -> str:
    """Return what a table or view holds.

    Raises:
        ValueError: there is no such table or view.
    """
    if name in files.tables():
        return str(files.resources()[f"data/{name}.csv"]["description"])
    from khojaly_memorials import views

    files.check_name("table or view", name, [*files.tables(), *views.definitions()])
    return str(views.definitions()[name]["description"])


def text_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table, as its CSV has them, or of a view; an empty cell is "".

    Raises:
        ValueError: there is no such table or view.
        DamagedFileError: the installed file is not the one that was released.
    """
    if name not in files.tables():
        fields_of(name)
        from khojaly_memorials import views

        return views.rows_of(name)
    text = files.content(f"data/{name}.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def typed_rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table or view with numbers and truth values as such, None where empty.

    Dates stay text (ISO 8601), as in JSON.
    """
    return typed_values(fields_of(name), text_rows(name))


def typed_values(fields: list[dict[str, Any]], rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return rows of text, of columns with these Table Schema fields, as `typed_rows` has them."""
    kinds = {field["name"]: field["type"] for field in fields}
    return [{name: _as_json(kinds[name], cell) for name, cell in row.items()} for row in rows]


def _as_json(kind: str, cell: str) -> Any:
    return (cell or None) if kind == "date" else typed_cell(kind, cell)


def typed_cell(kind: str, cell: str | None) -> Any:
    """Return the value of a cell of a Table Schema type; None where it is empty.

    Raises:
        ValueError: it is not of that type.
    """
    if not cell:
        return None
    if kind == "boolean":
        return cell == "true"
    if kind == "date":
        return datetime.date.fromisoformat(cell)
    return {"number": float, "integer": int}.get(kind, str)(cell)


def record_id(table: str, row: dict[str, str]) -> str:
    """Return a row's key columns, `/` between."""
    return "/".join(row[name] for name in files.table_schema(table)["primaryKey"])

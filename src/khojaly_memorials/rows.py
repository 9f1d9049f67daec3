"""The tables as plain Python rows, without a DataFrame library."""

from __future__ import annotations

import csv
import io
from typing import Any

from khojaly_memorials import files


def text_rows(table: str) -> list[dict[str, str]]:
    """The rows of a table as the CSV has them; an empty cell is "".

    Raises:
        ValueError: there is no such table.
        DamagedFileError: the installed file is not the one that was released.
    """
    files.check_name("table", table, files.tables())
    text = files.content(f"data/{table}.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def typed_rows(table: str) -> list[dict[str, Any]]:
    """The rows of a table with numbers and truth values as such; an empty cell is None.

    Dates stay text (ISO 8601), as in JSON.
    """
    return typed_values(files.table_schema(table)["fields"], text_rows(table))


def typed_values(fields: list[dict[str, Any]], rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return rows of text, of columns with these Table Schema fields, as `typed_rows` has them."""
    kinds = {field["name"]: field["type"] for field in fields}
    return [{name: _typed(kinds[name], cell) for name, cell in row.items()} for row in rows]


def _typed(kind: str, cell: str) -> Any:
    if not cell:
        return None
    if kind == "boolean":
        return cell == "true"
    return {"number": float, "integer": int}.get(kind, str)(cell)


def record_id(table: str, row: dict[str, str]) -> str:
    """A row's key columns, `/` between."""
    return "/".join(row[name] for name in files.table_schema(table)["primaryKey"])

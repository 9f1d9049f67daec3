"""The cells of the tables as the standard library reads them, to compare other readers' with."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from conftest import read

from schemas import TABLES, columns_of

Cells = list[tuple[Any, ...]]


def cells(table: str) -> list[tuple[str, ...]]:
    """The cells of a table as text."""
    return [tuple(row.values()) for row in read(table)]


def text(value: Any) -> str:
    """A cell of any reader as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def names(table: str) -> list[str]:
    """The columns of a table, as its CSV has them."""
    return list(read(table)[0])


def kinds(table: str) -> list[str]:
    """What the values of each column of a table are: number, integer, boolean, date or text."""
    known = {"metres": "number", **{one: one for one in ("number", "integer", "boolean", "date")}}
    return [known.get(column.kind, "text") for column in columns_of(TABLES[table])]


def values(table: str) -> Cells:
    """The cells of a table as values of their column's kind, each with its type."""
    return typed([tuple(map(_value, kinds(table), row)) for row in cells(table)])


def typed(rows: Iterable[Sequence[Any]]) -> Cells:
    """Cells with their types: else 1, 1.0 and true would be equal."""
    return [tuple((type(cell).__name__, cell) for cell in row) for row in rows]


def _value(kind: str, cell: str) -> Any:
    if not cell:
        return None
    if kind == "boolean":
        return {"true": True, "false": False}[cell]
    makers: dict[str, Any] = {"number": float, "integer": int, "date": date.fromisoformat}
    return makers.get(kind, str)(cell)


def plain(cell: Any) -> Any:
    """A value of a reader that has more than one kind of number or of moment."""
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.date() if isinstance(cell, datetime) else cell

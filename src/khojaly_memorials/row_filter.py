"""Which rows are wanted, and in which order: cells are compared as what they are."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, str]
WRITTEN = re.compile(r"\s*(\w+)\s*(!=|<=|>=|==?|<|>|~)(.*)", re.DOTALL)
ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
DAY = re.compile(r"\d{4}(-\d\d){0,2}")
WITHOUT_ACCENT = str.maketrans("ıəøłđ", "ieold")  # letters that Unicode takes for no accented ones
TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Condition:
    """What a cell of a column has to be: equal, not equal, less, greater, or to contain."""

    column: str
    sign: str
    value: str


def read_condition(text: str) -> Condition | None:
    """Return the condition that is written `country=Turkey`; None where it is not of that form."""
    match = WRITTEN.fullmatch(text)
    return Condition(match[1], match[2], match[3].strip()) if match else None


def filter_rows(
    fields: Sequence[dict[str, Any]], rows: list[Row], conditions: Sequence[Condition]
) -> list[Row]:
    """Return the rows of text for which all conditions hold; `fields` are of Table Schema.

    Numbers and truth values are compared as such, text with `=` as it is and otherwise without
    capitals and accents. An empty cell equals "" alone, and is neither less nor greater.

    Raises:
        ValueError: a value is not of its column's type; the message says which.
    """
    kinds = {field["name"]: _kind(field) for field in fields}
    for condition in conditions:
        holds = _test(kinds[condition.column], condition)
        rows = [row for row in rows if holds(row[condition.column])]
    return rows


def sort_rows(
    fields: Sequence[dict[str, Any]], rows: list[Row], column: str, *, descending: bool
) -> list[Row]:
    """Return the rows of text by the values of a column, those without one last."""
    (kind,) = (_kind(field) for field in fields if field["name"] == column)
    filled = [row for row in rows if row[column]]
    filled.sort(key=lambda row: _comparable(kind, row[column]), reverse=descending)
    return filled + [row for row in rows if not row[column]]


def folded(text: str) -> str:
    """Return a text without capitals and accents, as people look for it: İzmit is izmit."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.translate(WITHOUT_ACCENT)


def _kind(field: dict[str, Any]) -> str:
    """Return how cells of a column are compared; a date that is less than a day is EDTF."""
    return "date" if "(EDTF)" in field["description"] else str(field["type"])


def _test(kind: str, condition: Condition) -> Callable[[str], bool]:
    sign, value = condition.sign, condition.value
    if sign == "~":
        return lambda cell: folded(value) in folded(cell)
    if sign in ORDERS:
        return _order(kind, condition)
    if not value or kind in ("string", "date"):
        return lambda cell: (cell == value) is (sign != "!=")
    wanted = _asked(kind, condition)
    return lambda cell: (bool(cell) and _comparable(kind, cell) == wanted) is (sign != "!=")


def _order(kind: str, condition: Condition) -> Callable[[str], bool]:
    compare, wanted = ORDERS[condition.sign], _asked(kind, condition)
    if kind != "date":
        return lambda cell: bool(cell) and compare(_comparable(kind, cell), wanted)

    def holds(cell: str) -> bool:
        """Compare as far as both go: 2012-05 is neither before 2012 nor after it."""
        begin = re.match(r"[\d-]*", cell)[0]  # type: ignore[index]
        length = min(len(begin), len(wanted))
        return bool(cell) and compare(begin[:length], wanted[:length])

    return holds


def _asked(kind: str, condition: Condition) -> Any:
    """Return what a cell is compared with."""
    try:
        return _comparable(kind, condition.value, strict=True)
    except (ValueError, KeyError):
        forms = {"date": "a date, such as 2012, 2012-06 or 2012-06-30", "boolean": "true or false"}
        form = forms.get(kind, "a number")
        raise ValueError(f"{condition.column} is {form}, and {condition.value!r} is not") from None


def _comparable(kind: str, text: str, *, strict: bool = False) -> Any:
    if kind in ("number", "integer"):
        return float(text)
    if kind == "boolean":
        return TRUTH[text.lower()]
    if strict and kind == "date" and not DAY.fullmatch(text):
        raise ValueError(text)
    return text if kind == "date" else folded(text)

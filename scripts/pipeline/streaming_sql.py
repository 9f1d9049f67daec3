"""SQL that the schemas give: what a row is called, what its cells are as text, which are sound.

Only names and values of our own schemas become SQL; what a package says never does.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from pipeline.cells import IN_TEXTS, JOINERS, LONGEST_SLUG, invisible
from pipeline.text import FORMULA
from schemas import TABLES, Column, key_of
from schemas.export import TYPES

ASCII = frozenset(range(0x21, 0x7F))
STORED = {"number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
# Kinds that a calendar or a list of countries or languages judges: `cells.fault_of` is asked of
# each cell, which is there a hundredth of all.
ASKED = ("edtf", "country_code", "language")


def name(text: str) -> str:
    """An identifier of SQL."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """Strings between parentheses, as IN takes them; it takes no empty list: then of one, empty."""
    return f"({', '.join(map(literal, texts)) or literal('')})"


def stored_as(column: Column) -> str:
    """The type that DuckDB reads a column's Parquet as."""
    return STORED.get(TYPES.get(column.kind, ("string",))[0], "VARCHAR")


def record_of(table: str, alias: str = "") -> str:
    """A row's key columns with `/` between, as in `evidence.record_id`; missing ones are empty."""
    keys = (f"coalesce({alias}{name(key)}, '')" for key in key_of(TABLES[table]))
    return " || '/' || ".join(keys)


def text_of(column: Column) -> str:
    """A cell as the CSV writes it; NULL where it is missing.

    Numbers are written without an exponent, those under 0.0001 to 20 decimals.
    """
    cell = name(column.name)
    kind = stored_as(column)
    if kind == "VARCHAR":
        return f"nullif({cell}, '')"
    if kind != "DOUBLE":
        return f"CAST({cell} AS VARCHAR)"
    return (
        f"CASE WHEN {cell} = trunc({cell}) AND abs({cell}) < 1e18"
        f" THEN CAST(CAST({cell} AS BIGINT) AS VARCHAR)"
        f" WHEN abs({cell}) < 1e-4"
        f" THEN rtrim(CAST(CAST({cell} AS DECIMAL(38, 20)) AS VARCHAR), '0')"
        f" ELSE CAST({cell} AS VARCHAR) END"
    )


def sound(column: Column) -> str:
    """A condition that holds of no cell in which `cells.fault_of` would find a fault.

    It may fail of a cell that is right, such as text in a script beyond the Basic Multilingual
    Plane: whoever uses it asks `fault_of` about those that it does not hold of.
    """
    cell = name(column.name)
    filled = " AND ".join(_sound(column, cell))
    if stored_as(column) == "VARCHAR":
        missing = f"{cell} IS NULL OR {cell} = ''"
    else:
        missing = f"{cell} IS NULL"
    if column.required:
        return f"coalesce({filled}, false)" if filled else f"{cell} IS NOT NULL"
    return f"({missing} OR coalesce({filled or 'true'}, false))"


def _sound(column: Column, cell: str) -> list[str]:
    """Conditions on a cell that is filled."""
    match stored_as(column):
        case "BOOLEAN":
            return []
        case "DATE":
            return [f"{cell} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"]
        case "BIGINT":
            return _bounds(column, cell)
        case "DOUBLE":  # of a length that fifteen digits hold, without a sign if it is one
            least = "0" if column.kind == "metres" else "-1e9"
            sign = [f"NOT signbit({cell})"] if column.kind == "metres" else []
            held = [f"isfinite({cell})", f"{cell} BETWEEN {least} AND 1e9"]
            return [*held, *sign, *_bounds(column, cell)]
    if column.kind in ASKED:
        return ["false"]
    if column.terms:
        return [f"{cell} IN {listed(column.terms)}"]
    if not column.pattern:
        in_text = column.role == "recorded"
        return [_full_match(cell, _form(_letters(in_text), in_text))]
    # RE2 and Python mean the same by a pattern where all is ASCII that can be seen
    longest = [f"length({cell}) <= {LONGEST_SLUG}"] if column.kind == "slug" else []
    return [_full_match(cell, column.pattern), _full_match(cell, _form(ASCII)), *longest]


def _bounds(column: Column, cell: str) -> list[str]:
    least = [] if column.minimum is None else [f"{cell} >= {column.minimum:g}"]
    return least if column.maximum is None else [*least, f"{cell} <= {column.maximum:g}"]


def _full_match(cell: str, pattern: str) -> str:
    return f"regexp_full_match({cell}, {literal(pattern)})"


@cache
def _letters(in_text: bool) -> frozenset[int]:
    """Code points that can be seen, and any text of which is NFC (UAX 15, section 9).

    Each is NFC alone, none has a combining class, and none composes with one before it.
    """
    plane = [*range(0x20, 0xD800), *range(0xE000, 0xFFFE)]
    parts = (unicodedata.decomposition(chr(code)).split() for code in plane)
    seconds = {int(two[1], 16) for two in parts if len(two) == 2 and two[0][0] != "<"}
    seconds |= {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}  # Hangul, composed by a rule
    allowed = IN_TEXTS if in_text else JOINERS
    codes = {*plane, *map(ord, allowed)} - seconds
    return frozenset(code for code in codes if _stands_alone(chr(code), allowed))


def _stands_alone(letter: str, allowed: str) -> bool:
    return (
        not unicodedata.combining(letter)
        and unicodedata.is_normalized("NFC", letter)
        and invisible(letter, allowed) is None
    )


@cache
def _form(letters: frozenset[int], in_text: bool = False) -> str:
    """A pattern for one or more of these letters: no formula, and no white space at an end.

    A source's own text may have white space there.
    """
    inner = letters if in_text else {code for code in letters if not chr(code).isspace()}
    first = inner - set(map(ord, FORMULA))
    return f"{_one_of(first)}({_one_of(letters)}*{_one_of(inner)})?"


def _one_of(codes: Iterable[int]) -> str:
    """A class of RE2 for one of these code points."""
    ordered = sorted(codes)
    breaks = [at for at, (one, other) in enumerate(pairwise(ordered), start=1) if other > one + 1]
    edges = pairwise([0, *breaks, len(ordered)])
    parts = (f"\\x{{{ordered[first]:X}}}-\\x{{{ordered[last - 1]:X}}}" for first, last in edges)
    return f"[{''.join(parts)}]"

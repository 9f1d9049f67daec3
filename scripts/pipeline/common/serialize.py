"""The forms of a package's files: numbers, typed cells, JSON and CSV; and their measures."""

import datetime
import hashlib
import io
import json
from decimal import Decimal
from typing import Any

import polars as pl


def number_text(number: Decimal) -> str:
    """Return a number in its shortest form, without an exponent: 8.6, 2, 0.5."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell_text(value: Any) -> str:
    """Return a typed cell, as Parquet holds it, as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(Decimal(repr(value)))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def json_bytes(value: Any) -> bytes:
    """Return JSON as every file of a package has it: UTF-8, indented, ending in a line feed."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def file_measures(content: bytes) -> dict[str, Any]:
    """Return a file's `bytes` (its size) and `hash` (SHA-256), as a descriptor has them."""
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def read_plain_csv(content: bytes, names: list[str]) -> pl.DataFrame | None:
    """Return the rows of a CSV file with these columns; None where it needs a stricter reader.

    Polars lets much pass, so a file is plain where polars, asked to write what it has read, gives
    the same bytes: then it has missed nothing. It keeps carriage returns that end lines elsewhere.
    """
    if b"\r" in content:
        return None
    try:
        frame = pl.read_csv(content, infer_schema=False)  # "" is null, and "" in quotes is ""
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        return None  # what is wrong with it is for the strict reader to say
    written = io.BytesIO()
    frame.write_csv(written)
    is_plain = frame.columns == names and written.getvalue() == content
    return frame.fill_null("") if is_plain else None

"""What a single cell may hold, read as text: its lexical form, before anything is cast."""

import datetime
import math
import re
import unicodedata
from decimal import Decimal

from pipeline.common.escaping import IN_TEXTS, JOINERS, invisible
from pipeline.read.text import FORMULA
from pipeline.resolve.dates import days
from pipeline.resolve.gazetteer import is_country_code, is_language
from schemas import Column

NUMBER = r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"
FORMS = {
    "metres": (NUMBER, "a number in its shortest form, like 8.6"),
    "number": (f"-?{NUMBER}", "a number in its shortest form, like 8.6"),
    "integer": (r"-?(0|[1-9][0-9]{0,18})", "a whole number of at most 19 digits"),
    "boolean": (r"true|false", "true or false"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day, like 2008-02-26"),
}
NUMBERS = ("metres", "number", "integer")
LARGEST = 2**63
LONGEST_SLUG = 200  # it becomes the name of a file, and of a page


def fault_of(column: Column, text: str) -> str | None:
    """What is wrong with a cell's text in a column, in words, or None."""
    if not text:
        return f"{column.name} has no value" if column.required else None
    if column.terms and text not in column.terms:
        return f"it is not a term of {column.vocabulary}: {', '.join(column.terms)}"
    too_long = column.kind == "slug" and len(text) > LONGEST_SLUG
    if column.pattern and (too_long or not re.fullmatch(column.pattern, text)):
        return f"it is not of the form {column.pattern}"
    if column.kind in FORMS and not re.fullmatch(FORMS[column.kind][0], text):
        return f"it is not {FORMS[column.kind][1]}"
    if column.kind == "edtf" and not days(text):
        return "it is not a date that the calendar has, in EDTF"
    if column.kind == "date" and not _is_day(text):
        return "the calendar has no such day"
    if column.kind == "country_code" and not is_country_code(text):
        return "it is no country's code in ISO 3166-1"
    if column.kind == "language" and not is_language(text):
        return "its language is not in Unicode CLDR"
    if column.kind in NUMBERS:
        return _number_fault(column, text)
    return _letters_fault(text, column.role == "recorded")


def _number_fault(column: Column, text: str) -> str | None:
    """Out of bounds, or more than the files can hold: 64-bit integers and double precision."""
    if column.kind == "integer" and not -LARGEST <= int(text) < LARGEST:
        return "it does not fit into 64 bits"
    if column.kind in ("number", "metres"):
        number = float(text)
        if not math.isfinite(number) or Decimal(repr(number)) != Decimal(text):
            return "it has more digits than double precision holds"
    if column.minimum is not None and float(text) < column.minimum:
        return f"it is below {column.minimum:g}"
    if column.maximum is not None and float(text) > column.maximum:
        return f"it is above {column.maximum:g}"
    return None


def _letters_fault(text: str, in_text: bool) -> str | None:
    """Text is NFC and trimmed; letters that cannot be seen are refused, but for a source's own."""
    if not unicodedata.is_normalized("NFC", text):  # normalize takes hours for some
        return "it is not Unicode NFC"
    if not in_text and text != text.strip():
        return "it has white space at an end"
    if letter := invisible(text, IN_TEXTS if in_text else JOINERS):
        return f"it has an invisible character, U+{ord(letter):04X}"
    if text[0] in FORMULA:
        return "a spreadsheet would run it as a formula"
    return None


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True

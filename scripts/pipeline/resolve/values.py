"""The value that a quotation gives in a column, by the column's kind, and what a cell may hold.

Both are text as the CSV writes it. They are asked again when a package is validated, so a value is
never believed.
"""

import functools
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.common.letters import IN_TEXTS, JOINERS, invisible
from pipeline.common.words import cldr_locale
from pipeline.read.text import FORMULA
from pipeline.resolve.coordinates import coordinates
from pipeline.resolve.dates import days, edtf_date
from pipeline.resolve.gazetteer import countries, country_code, gazetteer_spelling
from pipeline.resolve.lengths import metres
from pipeline.resolve.terms import term_for
from schemas import Column
from schemas.columns import constraints

MECHANICAL = (  # kinds a machine reads
    "vocabulary",
    "edtf",
    "metres",
    "coordinates",
    "language",
    "country_code",
)
MAX_CHARACTERS = 2_000  # that a machine reads: a date or a length is said in fewer
NUMBER = r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"
FORMS = {
    "metres": (NUMBER, "a number in its shortest form, like 8.6"),
    "number": (f"-?{NUMBER}", "a number in its shortest form, like 8.6"),
    "integer": (r"-?(0|[1-9][0-9]{0,18})", "a whole number of at most 19 digits"),
    "boolean": (r"true|false", "true or false"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day, like 2008-02-26"),
}
MAX_INTEGER = 2**63
HOLDS: dict[str, Callable[[str, Any], bool]] = {  # a constraint of `schemas`, asked of one text
    "isin": lambda text, terms: text in terms,
    "str_matches": lambda text, pattern: re.fullmatch(pattern, text) is not None,
    "str_length": lambda text, bounds: len(text) <= bounds[1],
    "ge": lambda text, minimum: float(text) >= minimum,
    "le": lambda text, maximum: float(text) <= maximum,
}


def value_of(column: Column, words: str, language: str) -> str | None:
    """Return the value that quoted words give in a column; None where a machine cannot tell.

    `language` is the source's (BCP 47).
    """
    if column.kind in MECHANICAL and len(words) > MAX_CHARACTERS:
        return None
    match column.kind:
        case "vocabulary":
            return term_for(column.vocabulary, words, language)
        case "edtf":
            return edtf_date(words, language)
        case "metres":
            return metres(words, language)
        case "coordinates":
            return coordinates(words, language)
        case "language":
            return language_tag(words, language)
        case "country_code":
            return country_code(words, language)
        case "locality":
            return gazetteer_spelling(words) or words
        case _:
            return words


def language_tag(words: str, language: str) -> str | None:
    """Return the BCP 47 tag of a language's name, in English or in the source's language."""
    own, english = _language_tags(language), _language_tags("en")
    return own.get(words.casefold()) or english.get(words.casefold())


@functools.cache
def _language_tags(language: str) -> dict[str, str]:
    """The tags of the languages by their names in a language, folded; of two, the first."""
    names = reversed(list(cldr_locale(language).languages.items()))
    return {name.casefold(): str(code).replace("_", "-") for code, name in names}


def fault_of(column: Column, text: str) -> str | None:
    """Return what is wrong with a value for a column, in words, or None where nothing is."""
    if not text:
        return f"{column.name} has no value" if column.required else None
    lexical = lexical_fault(column, text)
    if lexical and column.stored is not str:
        return lexical
    for name, argument, message in constraints(column):
        if not HOLDS[name](text, argument):
            return message
    return lexical


def lexical_fault(column: Column, text: str) -> str | None:
    """Return what is wrong with the form of a text that fills a cell, in words, or None."""
    if column.kind in FORMS and not re.fullmatch(FORMS[column.kind][0], text):
        return f"it is not {FORMS[column.kind][1]}"
    match column.kind:
        case "edtf" | "date" if not days(text):
            return "it is not a date that the calendar has, in EDTF"
        case "country_code" if text not in countries():
            return "it is no country's code in ISO 3166-1"
        case "language" if text.partition("-")[0] not in cldr_locale("en").languages:
            return "its language is not in Unicode CLDR"
        case "integer" if not -MAX_INTEGER <= int(text) < MAX_INTEGER:
            return "it does not fit into 64 bits"
        case "number" | "metres" if Decimal(repr(float(text))) != Decimal(text):
            return "it has more digits than double precision holds"
    return None if column.kind in FORMS else _letters_fault(text, column.role == "recorded")


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

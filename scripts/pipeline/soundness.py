"""Whether a quotation can carry a value.

It is whole, nothing around it takes it back, and no value stands beside it that its words speak
against.
"""

import re

from pipeline.values import (
    APPROXIMATE,
    BOUND,
    MECHANICAL,
    dates_in,
    days,
    inside,
    longer_date,
    value_of,
)
from schemas import Column
from schemas.vocabularies import terms_in

NOT_THAT_DAY = re.compile(
    r"\b(not|never|before|after|by|until|till|since|from|between)\s+$", re.IGNORECASE
)
NOT_SO = re.compile(r"\b(not|never|no longer|to be|will be|would be)\s+$", re.IGNORECASE)
MEASURES = {  # words of a measure, and those of another
    "height_m": (r"\b(high|tall|height)\b", r"\b(long|length|wide|width)\b"),
    "length_m": (r"\b(long|length)\b", r"\b(high|tall|height|wide|width)\b"),
}


def quotation_fault(
    column: Column, before: str, quote: str, after: str, language: str
) -> str | None:
    """Why the words around a quotation forbid reading it alone; only where a machine reads it."""
    if column.kind not in MECHANICAL:
        return None
    if _cuts(before, quote, after):
        return "it cuts a word or a number"
    if column.kind == "vocabulary" and NOT_SO.search(before):
        return "the words before it take it back"
    if column.kind == "edtf" and (NOT_THAT_DAY.search(before) or _ends_with(BOUND, before)):
        return "the words before it make it a bound"
    if column.kind == "edtf" and longer_date(before, quote, after, language):
        return "it cuts a date that is more precise"
    if column.kind in ("edtf", "metres") and _ends_with(APPROXIMATE, before):
        return "the words before it make it approximate"
    if column.kind == "metres" and (_ends_with(BOUND, before) or re.match(r"\s+or so\b", after)):
        return "the words around it make it approximate or a bound"
    return _other_measure(column, quote)


def _cuts(before: str, quote: str, after: str) -> bool:
    """Whether a quotation begins or ends inside a word or number."""
    inside_word = (before[-1:].isalnum() and quote[0].isalnum()) or (
        after[:1].isalnum() and quote[-1].isalnum()
    )
    begins = re.search(r"\d[.,]$", before) and quote[0].isdigit()
    ends = re.match(r"[.,]\d", after) and quote[-1].isdigit()
    return bool(inside_word or begins or ends)


def _ends_with(words: re.Pattern[str], before: str) -> bool:
    """Whether words are the last before a quotation, but for spaces, a point and the article a."""
    last = max((match.end() for match in words.finditer(before)), default=-1)
    return last >= 0 and not before[last:].strip(" .\n\t\u00a0a")


def _other_measure(column: Column, quote: str) -> str | None:
    own, other = MEASURES.get(column.name, ("", ""))
    if other and re.search(other, quote, re.I) and not re.search(own, quote, re.I):
        return "it speaks of another measure"
    return None


def contradiction(column: Column, value: str, words: str, language: str) -> str | None:
    """What the words give instead of a value that stands beside them."""
    machine = value_of(column, words, language)
    if column.kind in MECHANICAL and machine not in (None, value):
        return machine
    if column.kind == "edtf":
        claimed = days(value)
        for date in dates_in(words, language):
            said = days(date)
            if claimed and said and not (inside(claimed, said) or inside(said, claimed)):
                return date
    return None


def speaks_of_other_terms(column: Column, value: str, words: str) -> bool:
    """Whether words name terms of the vocabulary, and the value is none of them."""
    named = terms_in(column.vocabulary, words) if column.vocabulary else set()
    return bool(named) and value not in named

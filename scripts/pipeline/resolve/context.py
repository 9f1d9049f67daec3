"""Whether a quotation can carry a value.

It is whole, nothing around it takes it back, and no value stands beside it that its words speak
against.
"""

import re

from pipeline.common.words import pattern
from pipeline.resolve.dates import dates_in, days, inside, is_month, longer_date
from pipeline.resolve.gazetteer import country_code
from pipeline.resolve.lengths import INCH, SYMBOLS, lengths_in
from pipeline.resolve.qualifiers import (
    AFTER_NUMBER,
    APPROXIMATE,
    BOUND,
    NUMBER,
    denial,
    ends_with,
)
from pipeline.resolve.quotations import CONTEXT
from pipeline.resolve.values import MAX_CHARACTERS, MECHANICAL, value_of
from schemas import Column
from schemas.vocabularies import terms_in

REACH = 300  # characters before a quotation in which words may take it back
NEAR = 60  # characters around it in which a number or date may go on
NAMED_ALL_THE_SAME = ("memorial_type", "classification")  # a planned monument is a monument
# Each is a pattern for `pattern`, where `<key>` stands for any of its words.
CLAUSE = r"[,;:?]|\s[-–—]\s|[–—]|\b(?:<new_clause>)\b"  # where another one begins
ASIDE = re.compile(r",\s[^\W\d_]++(?:\s[^\W\d_]++)?,\s*+\Z")  # "was not, however, [[opened]]"
UNDONE = r"\b(?:<undone>)\s+\Z"
NOT_ON_DAY, VAGUE_DATE = r"\b(?:<not_on_day>)\b", r"\b(?:<vague_date>)\b"
AT_END = (
    r"\s*+\+|[\s,('’-]*+(?:\w+[\s,('’-]+){0,2}?(?:"
    rf"(?:<limit_at_end>)\b(?!\W*+{NUMBER})|(?:<about_at_end>)\b(?!\s*+\w)"
    rf"|(?:<about_after>|{AFTER_NUMBER})\b)"
)
# A number or a date goes on beyond the quotation.
AND, OR = "&|<and>", "<to_or>"
GAP = r"[^\S\n]*+"  # no line feed: in another line is another passage
UNIT = rf"(?:['’′″\"]|(?:{'|'.join(SYMBOLS)}|<units>)\b)"
SOME = rf"(?:{NUMBER}|[½¼¾])"
JOINED = rf"(?:{GAP}[-–—−/×+]{GAP}|\s++(?:{OR}|{AND}|<joins>|x)\s++)"
NUMBER_BEFORE = rf"{SOME}(?:{GAP}{UNIT})?{JOINED}\Z|{SOME}{GAP}{UNIT}{GAP}\Z"
WORD_BEFORE = rf"\b(?![0-9]){NUMBER}[\s-]*+\Z"
NUMBER_AFTER = rf"{JOINED}(?:(?:<a>)\s++)?{SOME}|{GAP}{SOME}[\s-]*+(?:{UNIT}|{INCH}\b)"
THOUSANDS = re.compile(r"(?<![0-9])[0-9]{1,3}[ \u00a0\u2009\u202f]\Z")
MONTH = r"(?P<month>[^\W\d_]++)\.?"
TO = rf"(?:{GAP}[-–—−/]{GAP}|[\s,(]++(?:{OR})\s++)"
DATE_BEFORE = (
    rf"[0-9]{TO}\Z|(?<![0-9])[0-9]{{1,2}}(?:<ordinals>)?\.?(?:{TO}|\s++(?:{AND})\s++)\Z"
    rf"|\b(?:<from_two>)\b.*\s(?:{AND})\s++\Z"
    rf"|[0-9]{{1,2}}\.{GAP}[0-9]{{1,2}}\.{GAP}\Z|{MONTH}(?:{TO}|\s++(?:{AND})\s++)\Z"
)
DATE_AFTER = (
    rf"{TO}(?:[0-9]{{4}}\b|[0-9]{{1,2}}\b\.?(?!\s*+[^\W\d_])|(?:<now>)\b"
    rf"|(?:[0-9]{{1,2}}(?:<ordinals>)?\.?\s++)?{MONTH})"
)
ERA = r"\s*+(?:<era>)\b"
MEASURES = {  # words of a measure, and those of another
    "height_m": (r"\b(?:<height>)\b", r"\b(?:<length>|<other_sizes>)\b"),
    "length_m": (r"\b(?:<length>)\b", r"\b(?:<height>|<other_sizes>)\b"),
}
FOLLOWING = (  # the word after a measure that may say of what: "8 m (26 ft) in diameter"
    r"(?:\s*+\([^()]{0,30}\))?[\s-]*+(?:(?:<before_size>)\s++)*+(?P<word>\w++)"
)
AWAY = r"<away>"


def quotation_fault(
    column: Column, before: str, quote: str, after: str, language: str, lead: str | None = None
) -> str | None:
    """Return why the words around a quotation forbid reading it alone; None if they do not.

    Only where a machine reads it. `lead` is its passage up to the quotation, or the last `REACH`
    characters of that. Without it, less is found, never more: evidence has only `before`, in which
    other sentences may stand.
    """
    if column.kind not in MECHANICAL:
        return None
    if _cuts(before, quote, after):
        return "it cuts a word or a number"
    clause = _clause(before, lead)
    fault: str | None = None
    if column.kind == "edtf":
        fault = _date_fault(before, quote, after, language)
    elif column.kind == "metres":
        fault = _measure_fault(before, quote, after) or _other_measure(column, clause, quote, after)
    elif pattern(UNDONE, re.I).search(before):
        fault = "the words before it take it back"
    return fault or _taken_back(column, clause)


def text_fault(column: Column, before: str, quote: str, after: str) -> str | None:
    """Return why a note has to say that words of a text may be taken without those around them."""
    if column.kind in MECHANICAL:
        return None
    if _cuts(before, quote, after):
        return "it cuts a word or a number"
    if column.verbatim and pattern(UNDONE, re.I).search(before):
        return "the words before it take it back"
    return None


def _cuts(before: str, quote: str, after: str) -> bool:
    """Whether a quotation begins or ends inside a word or number."""
    first, last = quote[:1], quote[-1:]  # of evidence in a package, there may be none
    inside_word = (before[-1:].isalnum() and first.isalnum()) or (
        after[:1].isalnum() and last.isalnum()
    )
    begins = first.isdigit() and re.search(r"\d[.,]$", before)
    ends = last.isdigit() and re.match(r"[.,]\d", after)
    return bool(inside_word or begins or ends)


def _clause(before: str, lead: str | None) -> str:
    """The words before a quotation that stand in one clause with it."""
    if lead is None:
        *earlier, lead = re.split(r"[.!?…\n]", before[-CONTEXT:])
        if not earlier and len(before) >= CONTEXT:  # it may begin inside a word, or behind "26 "
            lead = "".join(lead.split(maxsplit=2)[2:])
    return pattern(CLAUSE).split(ASIDE.sub(" ", lead[-REACH:]))[-1]


def _taken_back(column: Column, clause: str) -> str | None:
    if word := denial(clause, planned=column.vocabulary not in NAMED_ALL_THE_SAME):
        way = "quoted with it, the claim needs a value (and a note)"
        return f"{word!r} before it may take it back; {way}"
    return None


def _date_fault(before: str, quote: str, after: str, language: str) -> str | None:
    lead = before[-REACH:].lower()
    if ends_with(NOT_ON_DAY, lead) or ends_with(BOUND, lead):
        return "the words before it make it a bound"
    if longer_date(before, quote, after, language):
        return "it cuts a date that is more precise"
    if ends_with(APPROXIMATE, lead) or ends_with(VAGUE_DATE, lead):
        return "the words before it make it approximate"
    around = (
        pattern(DATE_BEFORE, re.I).search(before[-NEAR:]),
        pattern(DATE_AFTER, re.I).match(after[:NEAR]),
    )
    if any(match and _may_be_date(match["month"], language) for match in around):
        return "it cuts a span of days or years"
    if pattern(AT_END).match(after[:NEAR]) or pattern(ERA).match(after[:NEAR]):
        return "the words after it make it approximate, a bound or of another era"
    return None


def _may_be_date(month: str | None, language: str) -> bool:
    return not month or is_month(month, language)


def _measure_fault(before: str, quote: str, after: str) -> str | None:
    lead = before[-REACH:].lower()
    if ends_with(APPROXIMATE, lead):
        return "the words before it make it approximate"
    if ends_with(BOUND, lead) or pattern(AT_END).match(after[:NEAR]):
        return "the words around it make it approximate or a bound"
    if _cuts_number(before, quote, after):
        return "it cuts a longer number or measure"
    return None


def _cuts_number(before: str, quote: str, after: str) -> bool:
    """Whether the number of a measure goes on before its first digit or behind its last unit."""
    lengths = list(lengths_in(quote[:MAX_CHARACTERS]))
    if not lengths:
        return False
    first, last = lengths[0].start(), lengths[-1].end()
    lead, tail = (before + quote[:first])[-NEAR:], (quote[last:] + after)[:NEAR]
    in_words = quote[first].isalpha() and pattern(WORD_BEFORE, re.I).search(lead)
    thousands = re.match(r"[0-9]{3}(?![0-9])", quote[first:]) and THOUSANDS.search(lead)
    goes_on = pattern(NUMBER_BEFORE, re.I).search(lead) or pattern(NUMBER_AFTER, re.I).match(tail)
    return bool(in_words or thousands or goes_on)


def _other_measure(column: Column, clause: str, quote: str, after: str) -> str | None:
    """Whether the words of a measure are of another: in the quotation, behind it, or before it."""
    if column.name not in MEASURES:
        return None
    own, other = (pattern(words, re.I) for words in MEASURES[column.name])
    if own.search(quote):
        return None
    following = pattern(FOLLOWING).match(after[:NEAR])
    word = following["word"] if following else ""
    if other.search(quote) or other.fullmatch(word) or pattern(AWAY, re.I).fullmatch(word):
        return "it speaks of another measure"
    before = pattern("|".join(MEASURES[column.name]), re.I).findall(clause)
    if before and not own.fullmatch(before[-1]) and not own.fullmatch(word):
        return "it speaks of another measure"
    return None


def contradiction(column: Column, value: str, words: str, language: str) -> str | None:
    """Return what the words give instead of a value that stands beside them; None if nothing."""
    machine = value_of(column, words, language)
    if column.kind in MECHANICAL and machine not in (None, value):
        return machine
    if column.name == "country":
        codes = [country_code(name, language) for name in (value, words)]
        return words if all(codes) and codes[0] != codes[1] else None
    claimed = days(value) if column.kind == "edtf" else None
    for date in sorted(dates_in(words, language)) if claimed else ():
        quoted = days(date)
        if claimed and quoted and not (inside(claimed, quoted) or inside(quoted, claimed)):
            return date
    return None


def speaks_of_other_terms(column: Column, value: str, words: str) -> bool:
    """Whether words name terms of the vocabulary, and the value is none of them."""
    named = terms_in(column.vocabulary, words) if column.vocabulary else set()
    return bool(named) and value not in named

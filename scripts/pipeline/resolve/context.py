"""Whether a quotation can carry a value.

It is whole, nothing around it takes it back, and no value stands beside it that its words speak
against.
"""

import re

from pipeline.resolve.gazetteer import country_code
from pipeline.resolve.quotations import CONTEXT
from pipeline.resolve.values import (
    AFTER_A_NUMBER,
    APPROXIMATE,
    BOUND,
    FILLER,
    LENGTH,
    LONGEST,
    MECHANICAL,
    METRES,
    NUMBER,
    dates_in,
    days,
    denial,
    inside,
    is_month,
    is_unit,
    longer_date,
    value_of,
)
from schemas import Column
from schemas.vocabularies import terms_in

REACH = 300  # characters before a quotation in which words may take it back
NEAR = 60  # characters around it in which a number or date may go on
CLAUSE = re.compile(r"[,;:?]|\s[-–—]\s|[–—]|\b(?:but|sondern)\b")  # where another one begins
ASIDE = re.compile(r",\s[^\W\d_]++(?:\s[^\W\d_]++)?,\s*+\Z")  # "was not, however, [[opened]]"
NAMED_ALL_THE_SAME = ("memorial_type", "classification")  # a planned monument is a monument
NOT_SO = re.compile(r"\b(not|never|no longer|to be|will be|would be)\s+\Z", re.IGNORECASE)
NOT_THAT_DAY = re.compile(
    r"\b(?:not|never|before|after|by|until|till|since|from|between|prior to|following|through"
    r"|as of|pre|post|vor|nach|bis|seit|ab|von|zwischen|avant|après|depuis|dès|à partir|entre"
    r"|antes|después|desde|prima|dopo|dal|entro|tra|voor|vóór|na|sinds|vanaf|tussen|tot en met"
    r"|после|перед|с|со|к|по|между|позднее|позже|ранее|раньше|մինչև)\b"
)
VAGUE = re.compile(r"\b(?:early|late|mid)\b")
# These four are looked for in small letters, which is much faster than to ignore capitals.
BOUND_BEFORE, ABOUT_BEFORE = (re.compile(words.pattern) for words in (BOUND, APPROXIMATE))
AT_END = re.compile(
    r"\s*+\+|[\s,('’-]*+(?:\w+[\s,('’-]+){0,2}?(?:"
    r"(?:at (?:the )?(?:most|least|latest|earliest)|onwards?|maximum|minimum|and (?:above|over|up)"
    r"|or (?:more|less|so|over|under|higher|taller|longer|shorter|later|earlier|thereabouts))\b"
    rf"(?!\W*+(?:{NUMBER}))|(?:roughly|approximately|approx|circa|environ|etwa|ungefähr)\b(?!\s*+\w)"
    rf"|civarı\w*+|(?:{AFTER_A_NUMBER})\b)"
)
# A number or a date goes on beyond the quotation.
AND = "and|&|und|et|ve|və|ile|ilə|и|y|e|en|և"
OR = "to|or|and/or|till|until|through|bis|oder|ou|à|veya|или|до|по|o|of|tot|կամ"
GAP = r"[^\S\n]*+"  # no line feed: in another line is another passage
UNITS = rf"(?:['’′″\"]|(?:{'|'.join(METRES)})\b)"
SOME = rf"(?:{NUMBER}|[½¼¾])"
JOINED = rf"(?:{GAP}[-–—−/×+]{GAP}|\s++(?:{OR}|{AND}|by|x|point)\s++)"
NUMBER_BEFORE = re.compile(
    rf"{SOME}(?:{GAP}{UNITS})?{JOINED}\Z|{SOME}{GAP}{UNITS}{GAP}\Z",
    re.IGNORECASE,
)
WORD_BEFORE = re.compile(rf"\b(?![0-9]){NUMBER}[\s-]*+\Z", re.IGNORECASE)
NUMBER_AFTER = re.compile(
    rf"{JOINED}(?:an?\s++)?{SOME}|{GAP}{SOME}[\s-]*+(?:{UNITS}|in\b)", re.IGNORECASE
)
THOUSANDS = re.compile(r"(?<![0-9])[0-9]{1,3}[ \u00a0\u2009\u202f]\Z")
MONTH = r"(?P<month>[^\W\d_]++)\.?"
TO = rf"(?:{GAP}[-–—−/]{GAP}|[\s,(]++(?:{OR})\s++)"
DATE_BEFORE = re.compile(
    rf"[0-9]{TO}\Z|(?<![0-9])[0-9]{{1,2}}(?:st|nd|rd|th)?\.?(?:{TO}|\s++(?:{AND})\s++)\Z"
    rf"|\b(?:between|zwischen|entre|между|tussen|tra)\b.*\s(?:{AND})\s++\Z"
    rf"|[0-9]{{1,2}}\.{GAP}[0-9]{{1,2}}\.{GAP}\Z|{MONTH}(?:{TO}|\s++(?:{AND})\s++)\Z",
    re.IGNORECASE,
)
DATE_AFTER = re.compile(
    rf"{TO}(?:[0-9]{{4}}\b|[0-9]{{1,2}}\b\.?(?!\s*+[^\W\d_])|(?:present|today|now|date)\b"
    rf"|(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\.?\s++)?{MONTH})",
    re.IGNORECASE,
)
ERA = re.compile(
    r"\s*+(?:BCE?\b|B\.\s?C|AH\b|A\.\s?H|v\.\s?Chr|av\.\s?J|a\.\s?C|M\.?Ö|e\.ə|до\s+н)"
)
SIZES = (  # the other sizes that a measure may be of
    r"wide|width|broad|breadth|thick|thickness|deep|depth|diameter|radius|circumference|distance"
)
MEASURES = {  # words of a measure, and those of another
    "height_m": (r"\b(?:high|tall|height)\b", rf"\b(?:long|length|{SIZES})\b"),
    "length_m": (r"\b(?:long|length)\b", rf"\b(?:high|tall|height|{SIZES})\b"),
}
FOLLOWING = re.compile(  # the word after a measure that may say of what: "8 m (26 ft) in diameter"
    r"(?:\s*+\([^()]{0,30}\))?[\s-]*+(?:(?:in|of|at|its|the|overall|total)\s++)*+(?P<word>\w++)"
)
AWAY = re.compile(r"away|apart|from|across", re.IGNORECASE)


def quotation_fault(
    column: Column, before: str, quote: str, after: str, language: str, said: str | None = None
) -> str | None:
    """Why the words around a quotation forbid reading it alone; only where a machine reads it.

    `said` is its passage up to the quotation, or the last `REACH` characters of that. Without it,
    less is found, never more: evidence has only `before`, in which other sentences may stand.
    """
    if column.kind not in MECHANICAL:
        return None
    if _cuts(before, quote, after):
        return "it cuts a word or a number"
    clause = _clause(before, said)
    fault: str | None = None
    if column.kind == "edtf":
        fault = _date_fault(before, quote, after, language)
    elif column.kind == "metres":
        fault = _measure_fault(before, quote, after) or _other_measure(column, clause, quote, after)
    elif NOT_SO.search(before):
        fault = "the words before it take it back"
    return fault or _taken_back(column, clause)


def text_fault(column: Column, before: str, quote: str, after: str) -> str | None:
    """Why a note has to say that words of a text may be taken without those around them."""
    if column.kind in MECHANICAL:
        return None
    if _cuts(before, quote, after):
        return "it cuts a word or a number"
    if column.verbatim and NOT_SO.search(before):
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


def _clause(before: str, said: str | None) -> str:
    """The words before a quotation that stand in one clause with it."""
    if said is None:
        *earlier, said = re.split(r"[.!?…\n]", before[-CONTEXT:])
        if not earlier and len(before) >= CONTEXT:  # it may begin inside a word, or behind "26 "
            said = "".join(said.split(maxsplit=2)[2:])
    return CLAUSE.split(ASIDE.sub(" ", said[-REACH:]))[-1]


def _taken_back(column: Column, clause: str) -> str | None:
    if word := denial(clause, planned=column.vocabulary not in NAMED_ALL_THE_SAME):
        way = "quoted with it, the claim needs a value (and a note)"
        return f"{word!r} before it may take it back; {way}"
    return None


def _ends_with(words: re.Pattern[str], before: str) -> bool:
    """Whether words are the last before a quotation, but for articles, spaces and the like."""
    before = before[-REACH:].lower()
    last = max((match.end() for match in words.finditer(before)), default=-1)
    return last >= 0 and re.fullmatch(FILLER, before[last:]) is not None


def _date_fault(before: str, quote: str, after: str, language: str) -> str | None:
    if _ends_with(NOT_THAT_DAY, before) or _ends_with(BOUND_BEFORE, before):
        return "the words before it make it a bound"
    if longer_date(before, quote, after, language):
        return "it cuts a date that is more precise"
    if _ends_with(ABOUT_BEFORE, before) or _ends_with(VAGUE, before):
        return "the words before it make it approximate"
    around = DATE_BEFORE.search(before[-NEAR:]), DATE_AFTER.match(after[:NEAR])
    if any(one and (not one["month"] or is_month(one["month"], language)) for one in around):
        return "it cuts a span of days or years"
    if AT_END.match(after[:NEAR]) or ERA.match(after[:NEAR]):
        return "the words after it make it approximate, a bound or of another era"
    return None


def _measure_fault(before: str, quote: str, after: str) -> str | None:
    if _ends_with(ABOUT_BEFORE, before):
        return "the words before it make it approximate"
    if _ends_with(BOUND_BEFORE, before) or AT_END.match(after[:NEAR]):
        return "the words around it make it approximate or a bound"
    if _cuts_number(before, quote, after):
        return "it cuts a longer number or measure"
    return None


def _cuts_number(before: str, quote: str, after: str) -> bool:
    """Whether the number of a measure goes on before its first digit or behind its last unit."""
    lengths = [one for one in LENGTH.finditer(quote[:LONGEST]) if is_unit(one["unit"])]
    if not lengths:
        return False
    first, last = lengths[0].start(), lengths[-1].end()
    lead, tail = (before + quote[:first])[-NEAR:], (quote[last:] + after)[:NEAR]
    in_words = quote[first].isalpha() and WORD_BEFORE.search(lead)
    thousands = re.match(r"[0-9]{3}(?![0-9])", quote[first:]) and THOUSANDS.search(lead)
    return bool(in_words or thousands or NUMBER_BEFORE.search(lead) or NUMBER_AFTER.match(tail))


def _other_measure(column: Column, clause: str, quote: str, after: str) -> str | None:
    """Whether the words of a measure are of another: in the quotation, behind it, or before it."""
    own, other = MEASURES.get(column.name, ("", ""))
    if not other or re.search(own, quote, re.I):
        return None
    next_word = FOLLOWING.match(after[:NEAR])
    word = next_word["word"] if next_word else ""
    before = re.findall(rf"{own}|{other}", clause, re.I)[-1:]
    of_another = re.search(other, quote, re.I) or re.fullmatch(other, word, re.I)
    if of_another or AWAY.fullmatch(word):
        return "it speaks of another measure"
    if before and not re.fullmatch(own, before[0], re.I) and not re.fullmatch(own, word, re.I):
        return "it speaks of another measure"
    return None


def contradiction(column: Column, value: str, words: str, language: str) -> str | None:
    """What the words give instead of a value that stands beside them."""
    machine = value_of(column, words, language)
    if column.kind in MECHANICAL and machine not in (None, value):
        return machine
    if column.name == "country":
        codes = [country_code(name, language) for name in (value, words)]
        return words if all(codes) and codes[0] != codes[1] else None
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

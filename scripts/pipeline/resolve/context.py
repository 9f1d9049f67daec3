"""Whether a quotation can carry a value.

It is whole, nothing around it takes it back, and no value stands beside it that its words speak
against.
"""

import re
from functools import lru_cache

from pipeline.common.words import denial, ends_with, month_number, pattern, words_of
from pipeline.resolve.dates import dates_in, days, inside, longer_date
from pipeline.resolve.gazetteer import country_code
from pipeline.resolve.lengths import lengths_in
from pipeline.resolve.quotations import CONTEXT
from pipeline.resolve.values import MAX_CHARACTERS, MECHANICAL, value_of
from schemas import Column

REACH = 300  # characters before a quotation in which words may take it back
MAX_KEPT = 2**15  # answers, as the same words are asked of for several columns
MAX_SUFFIX = 4  # letters
NEAR = 60  # characters around it in which a number or date may go on
NAMED_ALL_THE_SAME = ("memorial_type", "classification")  # a planned monument is a monument
ASIDE = re.compile(r",\s[^\W\d_]++(?:\s[^\W\d_]++)?,\s*+\Z")  # "was not, however, [[opened]]"
# A copied page may glue a caption to what follows: "in The HagueThe marble edifice".
GLUED = re.compile(r"[^\W\d_]{4}\Z")
THOUSANDS = re.compile(r"(?<![0-9])[0-9]{1,3}[ \u00a0\u2009\u202f]\Z")
VAGUE_BEFORE = {  # patterns of words before a kind of value
    "metres": ("<APPROXIMATE>", "<BOUND>"),
    "edtf": ("<APPROXIMATE>", "<BOUND>", "<NOT_ON_DAY>", "<VAGUE_DATE>"),
}
VAGUE_AFTER = {"metres": "<AT_END>", "edtf": "<AT_END>|<ERA>"}
MEASURES = {  # words of a measure, and those of another
    "height_m": ("<HEIGHT>", "<NO_HEIGHT>"),
    "length_m": ("<LONG>", "<NOT_LONG>"),
}
CUT = "it cuts a word, a number, a measure, a date or a span"
TAKEN_BACK = "the words before it take it back"


def quotation_fault(
    column: Column,
    before: str,
    quote: str,
    after: str,
    language: str,
    note: str = "",
    lead: str | None = None,
) -> str | None:
    """Return why the words around a quotation forbid reading it alone; None if they do not.

    Only where a machine reads it. `lead` is its passage up to the quotation, or the last `REACH`
    characters of that. Without it, less is found, never more: evidence has only `before`, in which
    other sentences may stand. A `note` that says the word which takes it back answers it.
    """
    if column.kind not in MECHANICAL:
        return None
    if _cuts_word(before, quote, after, language):
        return CUT
    if column.kind in VAGUE_BEFORE:
        if _is_vague(column.kind, before, after) and not _tells_vague(column.kind, note):
            return "the words around it make it approximate, a bound or of another era"
        number = column.kind == "metres"
        if (_cuts_number if number else _cuts_date)(before, quote, after, language):
            return CUT
    elif pattern("<UNDONE>", re.I).search(before):
        return TAKEN_BACK
    clause = _clause(before, lead)
    if column.name in MEASURES and _is_other_measure(column.name, clause, quote, after):
        return "it speaks of another measure"
    word = _denial(column, clause, after, language)
    if word and word not in note.lower():
        way = "quoted with it, the claim needs a value (and a note)"
        return f"{word!r} beside it may take it back; {way}"
    return None


def _denial(column: Column, clause: str, after: str, language: str) -> str | None:
    """Return the word of a clause that denies, doubts or plans what a quotation says."""
    named = column.vocabulary in NAMED_ALL_THE_SAME
    if words_of(language).get("verb_last"):
        if named:
            return None  # a participle before a noun says nothing of what it is
        clause += " " + pattern("<CLAUSE>|[.!?…\n]").split(after, maxsplit=1)[0]
    return denial(clause, language, planned=not named)


def text_fault(column: Column, before: str, quote: str, after: str, language: str) -> str | None:
    """Return why a note has to say that words of a text may be taken without those around them."""
    if column.kind in MECHANICAL:
        return None
    if _cuts_word(before, quote, after, language):
        return CUT
    undone = column.verbatim and pattern("<UNDONE>", re.I).search(before)
    return TAKEN_BACK if undone else None


def _cuts_word(before: str, quote: str, after: str, language: str) -> bool:
    """Return whether a quotation begins or ends inside a word or number.

    In languages that put suffixes behind words, one may be left out. A capital behind a small
    letter, and at least four letters into a word, begins another that is glued to it.
    """
    suffix = re.match(r"[^\W\d_]+", after)
    if suffix and len(suffix[0]) <= MAX_SUFFIX and words_of(language).get("suffixes"):
        after = ""
    for words, rest in ((before, quote[:1]), (quote, after[:1])):
        glued = words[-1:].islower() and rest.isupper() and GLUED.search(words[-4:])
        if words[-1:].isalnum() and rest.isalnum() and not glued:
            return True
    begins = quote[:1].isdigit() and re.search(r"\d[.,]$", before)
    ends = quote[-1:].isdigit() and re.match(r"[.,]\d", after)
    return bool(begins or ends)


def _clause(before: str, lead: str | None) -> str:
    """Return the words before a quotation that stand in one clause with it."""
    if lead is None:
        *earlier, lead = re.split(r"[.!?…\n]", before[-CONTEXT:])
        if not earlier and len(before) >= CONTEXT:  # it may begin inside a word, or behind "26 "
            lead = "".join(lead.split(maxsplit=2)[2:])
    return pattern("<CLAUSE>").split(ASIDE.sub(" ", lead[-REACH:]))[-1]


@lru_cache(MAX_KEPT)
def _is_vague(kind: str, before: str, after: str) -> bool:
    lead = before[-REACH:].lower()
    filler = "<LENGTH_FILLER>" if kind == "metres" else "<FILLER>"
    vague = any(ends_with(words, lead, filler) for words in VAGUE_BEFORE[kind])
    return vague or pattern(VAGUE_AFTER[kind]).match(after[:NEAR]) is not None


@lru_cache(MAX_KEPT)
def _cuts_date(before: str, quote: str, after: str, language: str) -> bool:
    """Return whether a date is a part of a more precise one, or an end of a span."""
    around = (
        pattern("<DATE_BEFORE>", re.I).search(before[-NEAR:]),
        pattern("<DATE_AFTER>", re.I).match(after[:NEAR]),
    )
    words = [match["month"] for match in around if match]
    spans = any(not word or _is_month(word, language) for word in words)
    return spans or longer_date(before, quote, after, language)


def _tells_vague(kind: str, note: str) -> bool:
    """Return whether a note says the word that makes a date or measure vague, in any language."""
    words = [*VAGUE_BEFORE[kind], VAGUE_AFTER[kind]]
    return any(pattern(template, re.I).search(note) for template in words)


def _is_month(word: str, language: str) -> bool:
    return any(month_number(word, tag) for tag in ("en", language))


def _cuts_number(before: str, quote: str, after: str, _language: str) -> bool:
    """Return whether a measure goes on before its first digit or behind its last unit."""
    lengths = list(lengths_in(quote[:MAX_CHARACTERS]))
    if not lengths or pattern("<NUMBER>", re.I).search(quote[lengths[-1].end() :]):
        return False  # no machine reads it
    first, last = lengths[0].start(), lengths[-1].end()
    lead, tail = (before + quote[:first])[-NEAR:], (quote[last:] + after)[:NEAR]
    in_words = quote[first].isalpha() and pattern("<WORD_BEFORE>", re.I).search(lead)
    thousands = re.match(r"[0-9]{3}(?![0-9])", quote[first:]) and THOUSANDS.search(lead)
    goes_on = pattern("<NUMBER_BEFORE>", re.I).search(lead)
    return bool(in_words or thousands or goes_on or pattern("<NUMBER_AFTER>", re.I).match(tail))


def _is_other_measure(name: str, clause: str, quote: str, after: str) -> bool:
    """Return whether the words of a measure, in, behind or before it, are of another."""
    own, other = (pattern(words, re.I) for words in MEASURES[name])
    if own.search(quote):
        return False
    following = pattern("<FOLLOWING>").match(after[:NEAR].partition("\n")[0])
    word = following["word"] if following else ""
    if other.search(quote) or other.fullmatch(word) or pattern("<away>", re.I).fullmatch(word):
        return True
    before = pattern("|".join(MEASURES[name]), re.I).findall(clause)
    return bool(before) and not own.fullmatch(before[-1]) and not own.fullmatch(word)


def contradiction(
    column: Column, value: str, words: str, language: str, note: str = ""
) -> str | None:
    """Return what the words give instead of a value that stands beside them; None if nothing.

    A `note` with the digits of a date works it out: 1848 from "the year after 1847".
    """
    machine = value_of(column, words, language)
    if column.kind in MECHANICAL and machine not in (None, value):
        return machine
    if column.name == "country":
        codes = [country_code(name, language) for name in (value, words)]
        return words if all(codes) and codes[0] != codes[1] else None
    worked_out = all(number in note for number in re.findall(r"[0-9]+", value))
    claimed = days(value) if column.kind == "edtf" and not worked_out else None
    for date in sorted(dates_in(words, language)) if claimed else ():
        quoted = days(date)
        if claimed and quoted and not (inside(claimed, quoted) or inside(quoted, claimed)):
            return date
    return None

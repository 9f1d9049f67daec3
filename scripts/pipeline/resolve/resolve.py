"""From a claim to its readings: where a quotation stands, what value it gives, on what basis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.common.findings import Finding
from pipeline.read.claims import Claim, Place, Selector, claim_finding
from pipeline.read.seeds import MAX_READ, Seed
from pipeline.read.text import FORMULA, Passage
from pipeline.resolve.context import (
    REACH,
    contradiction,
    quotation_fault,
    text_fault,
)
from pipeline.resolve.quotations import (
    MAX_COMPARED,
    MAX_PLACES,
    Span,
    context,
    difference,
    nearest,
    occurrences,
    regions,
)
from pipeline.resolve.values import fault_of, value_of
from schemas import TABLES, Column, column_of


class Reading(NamedTuple):
    """A value and the spans of the quotations that give it, one alone or several together."""

    claim: Claim
    value: str
    basis: str
    spans: tuple[Span, ...]


@dataclass(eq=False)
class ClaimError(Exception):
    """A claim that gives no reading: what the finding will say."""

    code: str
    message: str
    fix: str
    value: str | None = None


def finding_at(seed: Seed, place: Place, fault: ClaimError) -> Finding:
    """Return the finding for a fault at a place of a seed's claims."""
    # a wrong section is found once a record, not once a cell
    path = (*place.path[:2], "section") if fault.code == "unknown-section" else place.path
    what = (fault.code, fault.message, fault.fix, fault.value)
    finding = claim_finding(f"{seed.file}.toml", seed.toml, path, *what)
    for entry in seed.settlements:
        if entry.place == place:  # it is about the cell that it settles
            record = f"{entry.table}.{entry.record}"
            return replace(finding, record=record, field=entry.field)
    return finding


def resolve_claim(seed: Seed, claim: Claim) -> Iterator[Reading]:
    """Yield the readings of a claim.

    Raises:
        ClaimError: a quotation, or a value beside it, does not hold; readings may come before.
    """
    column = column_of(TABLES[claim.table], claim.field)
    spans = tuple(locate(seed, claim.place, selector) for selector in claim.selectors)
    if len(set(spans)) < len(spans):
        raise ClaimError("bad-claim", "a quotation stands there twice", "quote each place once")
    if claim.mode != "each" and len(spans) < 2:
        raise ClaimError("bad-claim", "there is only one quotation", "write quote = …")
    if claim.value and (fault := fault_of(column, claim.value)):
        raise ClaimError("bad-value", fault, "claim a value that the column takes", claim.value)
    words = [seed.document.text[span.start : span.end] for span in spans]
    if claim.mode == "join":
        _check_join(seed, column, claim, spans)
        yield _reading(column, claim, " ".join(words), "joined", spans)
    elif claim.mode == "together":
        for piece in (*words, " ".join(words)):
            _check_value(column, claim, piece, seed.language)
        yield _reading(column, claim, claim.value or "", _basis(column), spans)
    else:
        for span in spans:
            yield _read(seed, column, claim, span)


def _basis(column: Column) -> str:
    """Return on what basis a person's value stands."""
    if column.role == "reference":
        return "linked"
    return "coded" if column.kind == "vocabulary" else "interpreted"


def _read(seed: Seed, column: Column, claim: Claim, span: Span) -> Reading:
    """Return what one quotation gives by itself."""
    text, language, passage = seed.document.text, seed.language, _passage_of(seed, span)
    quote, (before, after) = text[span.start : span.end], context(text, span)
    lead = text[max(passage.start, span.start - REACH) : span.start]
    fix = "quote those words too"
    fault = quotation_fault(column, before, quote, after, language, claim.note, lead)
    if not fault and not claim.note.strip():
        fix += ', or add note = "why"'
        fault = text_fault(column, before, quote, after, language)
    if fault:
        raise ClaimError("quotation-cut", fault, fix, quote)
    value, basis = _value(column, claim, quote, language)
    return _reading(column, claim, value, basis, (span,))


def _check_join(seed: Seed, column: Column, claim: Claim, spans: tuple[Span, ...]) -> None:
    """Only text is joined: two quotations or more, in the order of the text, without overlap."""
    fault, fix = "", "quote the words that stand together, in the text's order"
    if column.kind not in ("text", "names", "locality") or column.whole:
        fault = f"{column.name} is not joined from several quotations"
    elif any(first.end > second.start for first, second in pairwise(spans)):
        fault = "the quotations overlap or are out of order"
    elif len({seed.document.passage_at(span.start) for span in spans}) > 1 and not claim.note:
        fault, fix = "the quotations are from several passages", 'add note = "why they belong"'
    if fault:
        raise ClaimError("bad-claim", fault, fix)


def _check_value(column: Column, claim: Claim, words: str, language: str) -> None:
    """Check that the value beside quoted words is not one that they speak against."""
    value, message = claim.value or "", ""
    if (instead := contradiction(column, value, words, language, claim.note)) is not None:
        message = f"the quotation {words!r} gives {instead!r}"
    elif column.verbatim and value != words:
        message = f"{column.name} holds the source's own words alone"
    if message:
        fix = "remove the value, or quote other words"
        raise ClaimError("value-contradicted", message, fix, value)


def _reading(
    column: Column, claim: Claim, value: str, basis: str, spans: tuple[Span, ...]
) -> Reading:
    """Return a reading whose value the column takes."""
    if fault := fault_of(column, value):
        raise ClaimError("bad-value", fault, "claim a value that the column takes", value)
    if column.kind == "names" and "; " in value:
        raise ClaimError("bad-value", "it has the separator of names", "claim each name", value)
    if basis == "interpreted":
        _check_note(claim, value, "the quotation does not say this value in so many words")
    return Reading(claim, value, basis, spans)


def _check_note(claim: Claim, value: str, message: str) -> None:
    if not claim.note.strip():
        raise ClaimError("note-missing", message, 'add note = "why it means this"', value)


def _value(column: Column, claim: Claim, quote: str, language: str) -> tuple[str, str]:
    """Return the value that one quotation gives, and on what basis."""
    machine = value_of(column, quote, language)
    if claim.value is None and machine is None:
        takes = f"(one of {_some(column.terms, 15)})" if column.terms else "and a note"
        fix = f'quote the words that give it, or add value = "…" {takes}'
        message = f"no {column.kind} value can be read from these words"
        raise ClaimError("value-not-given", message, fix, quote)
    value = claim.value if claim.value is not None else machine or ""
    if machine == value:
        return value, "verbatim" if value == quote else "normalized"
    _check_value(column, claim, quote, language)
    return value, _basis(column)


def locate(seed: Seed, place: Place, selector: Selector) -> Span:
    """Return where a quotation stands.

    Raises:
        ClaimError: it does not stand in exactly one place of its sections, within one passage.
    """
    within, unknown = regions(seed.document, place.sections)
    if unknown:
        message = f"{unknown[0][:100]!r} is not the name of exactly one section"
        fix = f"use one of {_some(seed.document.section_names)}"
        raise ClaimError("unknown-section", message, fix, unknown[0])
    if not _affords(seed, within):
        message = "so many quotations are not looked for in a text of this length"
        raise ClaimError("too-large", message, "name the record's section, or cut the text")
    found = occurrences(seed.document.text, selector, within)
    if len(found) == 1:
        _check_place(seed, found[0], selector, is_value=place.path[0] != "unused")
        return found[0]
    if not found:
        fault = _nearest(seed, place, selector, within)
        raise ClaimError("quotation-not-found", *fault, selector.whole)
    count = f"{len(found)} places{' or more' if len(found) == MAX_PLACES else ''}"
    message = f"it stands in {count}: {_places(seed, found)}"
    fix = "quote more words around it and mark the part that counts with [[…]]"
    raise ClaimError("quotation-ambiguous", message, fix, selector.whole)


def _check_place(seed: Seed, span: Span, selector: Selector, *, is_value: bool) -> None:
    """Check that a span has words and lies within one passage; a value begins with a word."""
    passage, first = _passage_of(seed, span), selector.quote[0]
    begin, end = (passage.start, passage.end) if is_value else (passage.first, passage.last)
    if not any(letter.isalnum() for letter in selector.quote):
        message, fix = "the quotation has no letter or digit", "quote words"
    elif is_value and first in FORMULA:
        message = f"it begins with {first!r}: a spreadsheet would run it as a formula"
        fix = "begin it at the next word"
    elif not begin <= span.start < span.end <= end:
        message = "it does not lie within one sentence or line"
        fix = "quote each by itself: quotes, join or together"
    else:
        return
    raise ClaimError("bad-claim", message, fix, selector.quote)


def _nearest(seed: Seed, place: Place, selector: Selector, within: list[Span]) -> tuple[str, str]:
    """Return what is nearest to a quotation that is not there: the message and what to do."""
    where = f" in {_some(place.sections)}" if place.sections else " in the text"
    text, half, fix = seed.document.text, MAX_READ // 2, "copy the words from the text"
    whole = [Span(0, len(text))]
    looked = place.sections and _affords(seed, whole, half)
    if looked and (elsewhere := occurrences(text, selector, whole)):
        message = f"it is not{where}, but: {_places(seed, elsewhere)}"
        return message, "name that section, or quote other words"
    if not _affords(seed, within, half, times=2 * min(len(selector.whole), MAX_COMPARED)):
        message = f"it is not{where}; what is nearest is not worked out for so many quotations"
        return message, f"{fix}; python scripts/locate.py shows the nearest"
    near = nearest(text, selector.whole, within)
    if not near:
        return f"nothing like it stands{where}", fix
    words = text[near.start : near.end]
    return f"it is not{where}; nearest is {words!r}: {difference(selector.whole, words)}", fix


def _affords(seed: Seed, within: list[Span], keep: int = 0, times: int = 1) -> bool:
    """Return whether stretches may be read so many times, and some kept; if so, count them.

    They are counted, not timed, so that the same seeds have the same findings everywhere.
    """
    characters = times * sum(span.end - span.start for span in within)
    enough = seed.budget - characters >= keep
    seed.budget -= characters if enough else 0
    return enough


def _some(names: Sequence[str], most: int = 20, between: str = ", ") -> str:
    """Return the first of some names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return between.join(names[:most]) + more


def _places(seed: Seed, spans: list[Span]) -> str:
    """Return the first of some places, with the words around them, and how many more there are."""
    places: list[str] = []
    for span in spans:
        end = min(span.end, span.start + 200)
        around = seed.document.text[max(0, span.start - 20) : end + 20].replace("\n", " ")
        section = _passage_of(seed, span).section or "title"
        places.append(f"line {seed.document.line_of(span.start)} ({section}) …{around}…")
    return _some(places, 10, "; ")


def _passage_of(seed: Seed, span: Span) -> Passage:
    return seed.document.passages[seed.document.passage_at(span.start)]

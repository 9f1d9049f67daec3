"""Find where a quotation stands in a text: exactly once in its sections, or say what is nearest."""

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Prefix

from pipeline.read.claims import Selector
from pipeline.read.text import FORMULA, Document

CONTEXT = 32  # characters of context kept before and after a quotation
MAX_COMPARED = 500  # letters of what was asked for: to compare more is slow and says no more
SLACK = 4  # letters by which the nearest text may be longer or shorter than what was asked for
MIN_LIKENESS = 60.0  # below this score (0 to 100) the nearest text is not worth showing
MAX_PLACES = 100  # of one quotation: that there are more is of no use to anybody


class Span(NamedTuple):
    """A stretch of a text in code points from 0, end exclusive."""

    start: int
    end: int


def regions(document: Document, sections: Iterable[str]) -> tuple[list[Span], list[str]]:
    """Return the stretches in which to look, merged and in order, and the unknown section names.

    A name is unknown unless it is that of exactly one section. Without sections, all the text.
    """
    named = {name: document.sections_named(name) for name in sections}
    unknown = [name for name, found in named.items() if len(found) != 1]
    spans = [(found[0].start, found[0].end) for found in named.values() if len(found) == 1]
    return merge_spans(spans) or [Span(0, len(document.text))], unknown


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """Return the stretches whose every place lies in at least one span, in order."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return merged


def occurrences(
    text: str, selector: Selector, within: Iterable[Span], most: int = MAX_PLACES
) -> list[Span]:
    """Return the places of the quotation, overlapping ones too, whose surrounding words match.

    All of them, or as many of the first as are asked for at most.
    """
    words = selector.whole
    found: list[Span] = []
    for region in within if words else ():
        place = text.find(words, region.start, region.end)
        while place >= 0 and len(found) < most:
            start = place + len(selector.before)
            found.append(Span(start, start + len(selector.quote)))
            place = text.find(words, place + 1, region.end)
    return found


def context(text: str, span: Span) -> tuple[str, str]:
    """Return the characters before and after a quotation."""
    before = text[max(0, span.start - CONTEXT) : span.start]
    return before, text[span.end : span.end + CONTEXT]


def selectors(text: str, span: Span) -> tuple[str, str]:
    """Return `prefix` and `suffix` of a quotation: what is around it, never like a formula.

    A prefix begins after the signs that open a formula in a spreadsheet, and there is no suffix
    where it would begin with one.
    """
    before, after = context(text, span)
    return before.lstrip(FORMULA), "" if after[:1] in FORMULA else after


def nearest(text: str, words: str, within: Iterable[Span]) -> Span | None:
    """Return the stretch of the regions that is most like the words, or None if nothing is."""
    words, best, score = words[:MAX_COMPARED], None, 0.0
    for region in within:
        there = text[region.start : region.end]
        found = fuzz.partial_ratio_alignment(words, there, score_cutoff=MIN_LIKENESS)
        if found and found.score > score:
            place = Span(region.start + found.dest_start, region.start + found.dest_end)
            best, score = _fitted(text, words, place, region), found.score
    return best


def _fitted(text: str, words: str, place: Span, region: Span) -> Span:
    """Return the stretch near a place that has the fewest letters other than the words."""
    near = [
        Span(start, end)
        for start in range(max(region.start, place.start - SLACK), place.start + SLACK + 1)
        for end in range(max(start, place.end - SLACK), min(region.end, place.end + SLACK) + 1)
    ]

    def unlike(span: Span) -> tuple[int, int]:
        there = text[span.start : span.end]
        return Levenshtein.distance(words, there), abs(len(words) - len(there))

    return min(near, key=unlike)


def difference(asked: str, there: str) -> str:
    """Return the first place where two texts differ, in words."""
    same = Prefix.similarity(asked, there)
    if same == len(asked) == len(there):
        return "they are the same"
    return (
        f"after {asked[max(0, same - 20) : same]!r} the claim has {_letter(asked[same:])} "
        f"where the text has {_letter(there[same:])}"
    )


def _letter(rest: str) -> str:
    return f"{rest[0]!r} (U+{ord(rest[0]):04X})" if rest else "nothing more"

"""Find where a quotation stands in a text: exactly once in its sections, or say what is nearest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.read.claims import Selector
from pipeline.read.text import FORMULA, Document
from pipeline.resolve.grams import candidates

CONTEXT = 32  # characters of context kept before and after a quotation
LONGEST = 500  # letters of what was asked for that are compared: more is slow and says no more
SLACK = 4  # letters by which the nearest text may be longer or shorter than what was asked for
NEAR_ENOUGH = 60.0  # below this score (0 to 100) the nearest text is not worth showing
MOST_PLACES = 100  # of one quotation: that there are more is of no use to anybody
TO_TRY = 50  # to try a place takes as long as to read so many characters


class Span(NamedTuple):
    """A stretch of a text in code points from 0, end exclusive."""

    start: int
    end: int


@dataclass
class Effort:
    """How much more is done for the quotations of one source, so that a run ends in seconds.

    It is counted, not timed, so that the same seeds have the same findings everywhere.
    """

    searched: int = 1_000_000_000  # characters of text read to find quotations
    compared: int = 1_000_000_000  # letters of quotations times characters of text

    def search(self, text: str, selector: Selector, within: Iterable[Span]) -> bool:
        """Whether a quotation may still be looked for in some regions."""
        for region in within:
            places = candidates(text, selector.whole, region.start, region.end)
            to_try = TO_TRY + len(selector.whole) // 10
            self.searched -= (
                region.end - region.start if places is None else to_try * (1 + len(places))
            )
        return self.searched >= 0

    def compare(self, letters: int, within: Iterable[Span]) -> bool:
        """Whether so many letters may still be compared with everything in some regions."""
        characters = sum(span.end - span.start for span in within)
        self.compared -= characters * min(letters, LONGEST)
        return self.compared >= 0


def regions(document: Document, sections: Iterable[str]) -> tuple[list[Span], list[str]]:
    """The stretches in which to look, merged and in order, and the names that match no section."""
    within, unknown = _regions(document, tuple(sections))
    return list(within), list(unknown)


@lru_cache(maxsize=256)  # the cells of a record are all looked for in the same
def _regions(document: Document, sections: tuple[str, ...]) -> tuple[list[Span], list[str]]:
    spans: list[Span] = []
    unknown: list[str] = []
    for name in sections:
        found = document.sections_named(name)
        if len(found) == 1:
            spans.append(Span(found[0].start, found[0].end))
        else:
            unknown.append(name)
    return list(_merged(spans)) or [Span(0, len(document.text))], unknown


def _merged(spans: list[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in sorted(spans, key=lambda one: one.start):
        if last and span.start <= last.end:
            last = Span(last.start, max(last.end, span.end))
        else:
            if last:
                yield last
            last = span
    if last:
        yield last


def occurrences(text: str, selector: Selector, within: Iterable[Span]) -> list[Span]:
    """The places of the quotation, overlapping ones too, whose surrounding words match.

    All of them, or the first `MOST_PLACES`.
    """
    found = _occurrences(text, selector, within) if selector.whole else iter(())
    return list(islice(found, MOST_PLACES))


def _occurrences(text: str, selector: Selector, within: Iterable[Span]) -> Iterator[Span]:
    words = selector.whole
    for region in within:
        places = candidates(text, words, region.start, region.end)
        for place in _every(text, words, region) if places is None else map(int, places):
            if text.startswith(words, place):
                start = place + len(selector.before)
                yield Span(start, start + len(selector.quote))


def _every(text: str, words: str, region: Span) -> Iterator[int]:
    place = text.find(words, region.start, region.end)
    while place >= 0:
        yield place
        place = text.find(words, place + 1, region.end)


def context(text: str, span: Span) -> tuple[str, str]:
    """The characters before and after a quotation."""
    before = text[max(0, span.start - CONTEXT) : span.start]
    return before, text[span.end : span.end + CONTEXT]


def selectors(text: str, span: Span) -> tuple[str, str]:
    """`prefix` and `suffix` of a quotation: what is around it, but never like a formula.

    A prefix begins after the signs that open a formula in a spreadsheet, and there is no suffix
    where it would begin with one.
    """
    before, after = context(text, span)
    return before.lstrip(FORMULA), "" if after[:1] in tuple(FORMULA) else after


def nearest(text: str, words: str, within: Iterable[Span]) -> Span | None:
    """The stretch of the regions that is most like the words, or None if nothing is."""
    words = words[:LONGEST]
    best: tuple[float, Span] | None = None
    for region in within:
        found = fuzz.partial_ratio_alignment(words, text[region.start : region.end])
        if found and found.score >= NEAR_ENOUGH and (best is None or found.score > best[0]):
            place = Span(region.start + found.dest_start, region.start + found.dest_end)
            best = found.score, _fitted(text, words, place, region)
    return best[1] if best else None


def _fitted(text: str, words: str, place: Span, region: Span) -> Span:
    """The stretch near a place that has the fewest letters other than the words."""
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
    """The first place where two texts differ, in words."""
    same = next(
        (at for at, (a, b) in enumerate(zip(asked, there, strict=False)) if a != b),
        min(len(asked), len(there)),
    )
    if same == len(asked) == len(there):
        return "they are the same"
    return (
        f"after {asked[max(0, same - 20) : same]!r} the claim has {_letter(asked[same:])} "
        f"where the text has {_letter(there[same:])}"
    )


def _letter(rest: str) -> str:
    return f"{rest[0]!r} (U+{ord(rest[0]):04X})" if rest else "nothing more"

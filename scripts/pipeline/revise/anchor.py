"""Anchor the quotations of a source's claims in a revision of its text, and prove that they hold.

A quotation is anchored where the words that correspond to it stand letter for letter, among words
most of which stand too; never where the same words happen to stand elsewhere.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipeline.common.findings import FaultyError, Finding
from pipeline.common.words import is_approximate
from pipeline.read.claims import WAYS, Claim, Selector
from pipeline.read.seeds import Seed
from pipeline.read.text import Document
from pipeline.read.toml_positions import Path
from pipeline.resolve.context import quotation_fault
from pipeline.resolve.quotations import Span, context, difference
from pipeline.resolve.resolve import ClaimError, finding_at, locate, resolve_claim
from pipeline.resolve.values import MECHANICAL, value_of
from pipeline.revise.align import WORD, Alignment
from pipeline.revise.locate import find_places
from pipeline.revise.toml_strings import value_at
from schemas import TABLES, column_of

MIN_ANCHORED = 0.6  # the share of the letters in and around a quotation that stand, to anchor it
MIN_CHANGED = 0.3  # below this share another passage stands there, and the quotation is lost
REREAD = (*MECHANICAL, "locality")  # kinds of columns whose values a machine works out
MAX_WORDS = 20  # that are read again, where others stand now
MAX_PLACES = 5  # that are named, where the same words stand elsewhere


@dataclass
class Quotation:
    """A quotation of the claims, where it stood, and what became of it."""

    path: Path  # of its string in the TOML
    claim: Claim
    selector: Selector
    span: Span  # in the old text
    value: str  # that it gives, alone or with others
    anchored: bool = False  # whether it has its place again
    there: Span | None = None  # in the new text: itself, or what stands there instead
    written: Selector | None = None  # how it has to be written now, if in another way
    message: str = ""

    @property
    def outcome(self) -> str:
        """Return what became of it; reworded is what gives the same value in other words."""
        if not self.anchored:
            return "changed" if self.there else "lost"
        if not self.written:
            return "kept"
        return "re-anchored" if self.written.quote == self.selector.quote else "reworded"


def find_quotations(seed: Seed) -> list[Quotation]:
    """Return every quotation of the claims of a seed, then those `unused`.

    Raises:
        FaultyError: a claim does not hold in the text that the seed has.
    """
    quotations: list[Quotation] = []
    findings: list[Finding] = []
    parsed, paths = tomllib.loads(seed.toml), dict[Path, Iterator[Path]]()
    for claim in find_claims(seed):
        at = claim.place.path  # several claims may be on one cell
        strings = paths.setdefault(at, find_strings(value_at(parsed, at), at))
        try:
            read = _read_again(seed, claim)
        except ClaimError as fault:
            findings.append(finding_at(seed, claim.place, fault))
            continue
        for selector, (span, value) in zip(claim.selectors, read, strict=True):
            quotations.append(Quotation(next(strings), claim, selector, span, value))
    if findings:
        raise FaultyError(findings)
    return quotations


def find_claims(seed: Seed) -> list[Claim]:
    """Return the claims of a seed, and what is marked as unused as claims on no table."""
    unused = (Claim(u.place, "", (), "", "join", (u.selector,)) for u in seed.unused)
    return [*seed.claims, *unused]


def _read_again(seed: Seed, claim: Claim) -> list[tuple[Span, str]]:
    """Return the place of each quotation, and the value that it gives alone or with others.

    Raises:
        ClaimError: it does not hold.
    """
    if not claim.table:
        return [(locate(seed, claim.place, selector), "") for selector in claim.selectors]
    readings = resolve_claim(seed, claim)
    return [(span, reading.value) for reading in readings for span in reading.spans]


def find_strings(written: Any, path: Path) -> Iterator[Path]:
    """Return the path of each string that quotes, in what is written for a cell or as unused."""
    if isinstance(written, str):
        yield path
    elif isinstance(written, list):
        for index, part in enumerate(written):
            yield from find_strings(part, (*path, index))
    else:
        way = next(name for name in WAYS if name in written)
        yield from find_strings(written[way], (*path, way))


def anchor(quotation: Quotation, alignment: Alignment, language: str) -> None:
    """Find what became of a quotation, apart from its sections and the words that settle it."""
    old, new, span = alignment.old, alignment.new, quotation.span
    share, same = alignment.share_kept(span), alignment.find_same(span)
    there = quotation.there = same or alignment.find_instead(span)
    are_headings = there and _is_heading(old, span) and _is_heading(new, there)
    if same and share >= MIN_ANCHORED:
        quotation.anchored = True
    elif not there or (share < MIN_CHANGED and not are_headings):
        same_words = find_places(new, quotation.selector.quote)[:MAX_PLACES]
        lines = ", ".join(dict.fromkeys(str(new.line_of(each.start)) for each in same_words))
        elsewhere = f"; the same words stand in line {lines}" if lines else ""
        quotation.there, quotation.message = None, f"nothing like it stands there{elsewhere}"
    elif same:
        quotation.message = "it stands there, but the words around it are others"
    elif reworded := _reworded(quotation, new, there, language):
        quotation.anchored, quotation.there = True, reworded
        quotation.message = f"still {quotation.value}"
    else:
        quotation.message = difference(quotation.selector.quote, new.text[slice(*there)])


def _is_heading(document: Document, span: Span) -> bool:
    return document.passages[document.passage_at(span.start)].kind == "heading"


def _reworded(quotation: Quotation, new: Document, there: Span, language: str) -> Span | None:
    """Return the fewest of the new words from which a machine reads the value that it gave."""
    claim, quote, value = quotation.claim, quotation.selector.quote, quotation.value
    if claim.mode != "each":
        return None
    column = column_of(TABLES[claim.table], claim.field)
    if column.kind not in REREAD or value_of(column, quote, language) != value:
        return None
    words = [match.span() for match in WORD.finditer(new.text, there.start, there.end)]
    for count in range(1, min(len(words), MAX_WORDS) + 1):
        for (start, _), (_, end) in zip(words, words[count - 1 :], strict=False):
            text, (before, after) = new.text[start:end], context(new.text, Span(start, end))
            if (
                value_of(column, text, language) == value
                and is_approximate(text) == is_approximate(quote)
                and quotation_fault(column, before, text, after, language) is None
            ):
                return Span(start, end)
    return None


def find_faults(new: Seed, quotations: list[Quotation]) -> Iterator[tuple[Quotation, ClaimError]]:
    """Give the quotations that are held to be anchored and do not hold, each with the reason.

    What has to hold: the same values, from the words meant. `new` is the source as it would be
    written, read again; `quotations` are those of the source as it was.
    """
    rest = iter(quotations)
    for claim in find_claims(new):
        whole = list(islice(rest, len(claim.selectors)))
        parts = [(claim, whole)]
        if claim.mode == "each" and len(whole) > 1:  # each gives the value alone, too
            alone = (claim._replace(selectors=(selector,)) for selector in claim.selectors)
            parts = [*zip(alone, ([each] for each in whole), strict=True), *parts]
        for part, held in parts:
            if all(each.anchored for each in held) and (fault := _fault(new, part, held)):
                yield from ((quotation, fault) for quotation in held)


def _fault(new: Seed, claim: Claim, quotations: list[Quotation]) -> ClaimError | None:
    try:
        if _read_again(new, claim) == [(each.there, each.value) for each in quotations]:
            return None
    except ClaimError as fault:
        return fault
    return ClaimError("value-contradicted", "it would give another value", "claim it anew")

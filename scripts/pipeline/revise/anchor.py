"""Anchor the quotations of a source's claims in a revision of its text, and prove that they hold.

A quotation is anchored where the words that correspond to it stand letter for letter, among words
most of which stand too; never where the same words happen to stand elsewhere.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from pipeline.common.findings import FaultyError, Finding
from pipeline.common.words import is_approximate
from pipeline.read.claims import WAYS, Claim, Selector, Unused
from pipeline.read.seeds import Seed
from pipeline.read.text import Document
from pipeline.read.toml_positions import Path
from pipeline.resolve.context import quotation_fault
from pipeline.resolve.quotations import Span, context, difference, occurrences, regions
from pipeline.resolve.resolve import ClaimError, finding_at, locate, resolve_claim
from pipeline.resolve.values import MECHANICAL, value_of
from pipeline.revise.align import WORD, Alignment
from pipeline.revise.locate import claim_entry, find_places, find_section, find_selector
from pipeline.revise.toml_strings import Entry, value_at
from schemas import TABLES, column_of

ANCHORED = ("kept", "re-anchored", "reworded")
MIN_ANCHORED = 0.6  # the share of the letters in and around a quotation that stand, to anchor it
MIN_CHANGED = 0.3  # below this share another passage stands there, and the quotation is lost
REREAD = (*MECHANICAL, "locality")  # kinds of columns whose values a machine works out
MAX_WORDS = 20  # that are read again, where others stand now
MAX_PLACES = 5  # that are named, where the same words stand elsewhere


@dataclass
class Quotation:
    """A quotation of the claims, where it stood, and what became of it."""

    path: Path  # of its string in the TOML
    owner: Claim | Unused
    selector: Selector
    span: Span  # in the old text
    value: str  # that it gives, alone or with others
    outcome: str = ""  # kept, re-anchored, reworded (same value), changed or lost
    there: Span | None = None  # in the new text: itself, or what stands there instead
    written: Selector | None = None  # how it has to be written now, if in another way
    message: str = ""

    @property
    def anchored(self) -> bool:
        """Whether it has its place again."""
        return self.outcome in ANCHORED

    @property
    def section_path(self) -> Path:
        """Where in the TOML the sections of its record are named."""
        return (*self.owner.place.path[:2], "section")

    def set_outcome(self, outcome: str, message: str, there: Span | None = None) -> None:
        """Note what became of it and why, and its place in the new text if that is found now."""
        self.outcome, self.message, self.there = outcome, message, there or self.there


def find_quotations(seed: Seed) -> list[Quotation]:
    """Return every quotation of the claims of a seed, then those `unused`.

    Raises:
        FaultyError: a claim does not hold in the text that the seed has.
    """
    quotations: list[Quotation] = []
    findings: list[Finding] = []
    parsed = tomllib.loads(seed.toml)
    paths = {owner.place.path for owner, _ in _owners(seed)}
    strings = {path: _quoting_strings(value_at(parsed, path), path) for path in paths}
    for owner, selectors in _owners(seed):
        try:
            read = _read_again(seed, owner)
        except ClaimError as fault:
            findings.append(finding_at(seed, owner.place, fault))
            continue
        for selector, (span, value) in zip(selectors, read, strict=True):
            path = next(strings[owner.place.path])
            quotations.append(Quotation(path, owner, selector, span, value))
    if findings:
        raise FaultyError(findings)
    return quotations


def _owners(seed: Seed) -> list[tuple[Claim | Unused, tuple[Selector, ...]]]:
    """Return the claims and the passages that are said to be unused, with their quotations."""
    claims = [(claim, claim.selectors) for claim in seed.claims]
    return [*claims, *((unused, (unused.selector,)) for unused in seed.unused)]


def _read_again(seed: Seed, owner: Claim | Unused) -> list[tuple[Span, str]]:
    """Return the place of each quotation, and the value that it gives alone or with others.

    Raises:
        ClaimError: it does not hold.
    """
    if isinstance(owner, Unused):
        return [(locate(seed, owner.place, owner.selector), "")]
    readings = resolve_claim(seed, owner)
    return [(span, reading.value) for reading in readings for span in reading.spans]


def _quoting_strings(written: Any, path: Path) -> Iterator[Path]:
    """Return the path of each string that quotes, in what is written for a cell or as unused."""
    if isinstance(written, str):
        yield path
    elif isinstance(written, list):
        for index, part in enumerate(written):
            yield from _quoting_strings(part, (*path, index))
    else:
        way = next(name for name in WAYS if name in written)
        yield from _quoting_strings(written[way], (*path, way))


def anchor(quotation: Quotation, alignment: Alignment, language: str) -> None:
    """Find what became of a quotation, apart from its sections and the words that settle it."""
    old, new, span = alignment.old, alignment.new, quotation.span
    share, same = alignment.share_kept(span), alignment.find_same(span)
    there = same or alignment.find_instead(span)
    heading = there and _is_heading(old, span) and _is_heading(new, there)
    if same and share >= MIN_ANCHORED:
        quotation.set_outcome("kept", "", same)
    elif not there or (share < MIN_CHANGED and not heading):
        same_words = find_places(new, quotation.selector.quote)[:MAX_PLACES]
        lines = ", ".join(dict.fromkeys(str(new.line_of(each.start)) for each in same_words))
        elsewhere = f"; the same words stand in line {lines}" if lines else ""
        quotation.set_outcome("lost", f"nothing like it stands there{elsewhere}")
    elif same:
        message = "it stands there, but the words around it are others"
        quotation.set_outcome("changed", message, same)
    elif reworded := _reworded(quotation, new, there, language):
        quotation.set_outcome("reworded", f"still {quotation.value}", reworded)
    else:
        words = new.text[there.start : there.end]
        quotation.set_outcome("changed", difference(quotation.selector.quote, words), there)


def _is_heading(document: Document, span: Span) -> bool:
    return document.passages[document.passage_at(span.start)].kind == "heading"


def _reworded(quotation: Quotation, new: Document, there: Span, language: str) -> Span | None:
    """Return the fewest of the new words from which a machine reads the value that it gave."""
    claim, quote, value = quotation.owner, quotation.selector.quote, quotation.value
    if not isinstance(claim, Claim) or claim.mode != "each":
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


def find_sections(quotations: list[Quotation], document: Document) -> dict[Path, tuple[str, ...]]:
    """Return the names of the sections in which each record's quotations stand now, by their path.

    A name that is not that of one section any more goes, and that of a section in which a quotation
    stands now is added. Where nothing of a record is anchored, its sections stay as they are.
    """
    sections: dict[Path, tuple[str, ...]] = {}
    for path, group in groupby(quotations, key=lambda quotation: quotation.section_path):
        record = list(group)
        if not (old := record[0].owner.place.sections):
            continue
        names = tuple(name for name in old if len(document.sections_named(name)) == 1)
        for quotation in record:
            there = quotation.there if quotation.anchored else None
            if there and not (names and lies_in(document, names, there)):
                section = find_section(document, there)
                names += (" / ".join(section.path),) if section else ()
        sections[path] = names or old
    return sections


def lies_in(document: Document, sections: tuple[str, ...], span: Span) -> bool:
    """Return whether a place lies in some sections: in the whole text where none is named."""
    within, unknown = regions(document, sections)
    return not unknown and any(part.start <= span.start < span.end <= part.end for part in within)


def find_entries(
    quotation: Quotation, document: Document, sections: tuple[str, ...], parsed: Mapping[str, Any]
) -> dict[Path, Entry]:
    """Return what to write, by its path, so that a quotation is found at `there` and only there."""
    there = quotation.there
    if there is None or not lies_in(document, sections, there):
        quotation.set_outcome("changed", "its place lies in no section that can be named")
        return {}
    within, _ = regions(document, sections)
    as_it_was = occurrences(document.text, quotation.selector, within) == [there]
    if quotation.outcome != "reworded":
        quotation.outcome = "kept" if as_it_was else "re-anchored"
    if as_it_was:
        return {}
    quotation.written = find_selector(document.text, there, within)
    entry, path = claim_entry(quotation.written), quotation.path
    if path[-1] != "quote":
        return {path: entry["quote"] if len(entry) == 1 else entry}
    table = value_at(parsed, path[:-1])
    if "prefix" in table or "suffix" in table:  # the form in which it was written
        parts = dict(zip(("prefix", "quote", "suffix"), quotation.written, strict=True))
        entry = {name: part for name, part in parts.items() if part or name in table}
    return {(*path[:-1], name): part for name, part in entry.items() if table.get(name) != part}


def find_faults(
    new: Seed, quotations: list[Quotation]
) -> Iterator[tuple[list[Quotation], ClaimError]]:
    """Return quotations that are held to be anchored and do not hold, each with the reason.

    What has to hold: the same values, from the words meant. `new` is the source as it would be
    written, read again; `quotations` are those of the source as it was.
    """
    rest = iter(quotations)
    for owner, selectors in _owners(new):
        whole = list(islice(rest, len(selectors)))
        parts: list[tuple[Claim | Unused, list[Quotation]]] = [(owner, whole)]
        if isinstance(owner, Claim) and owner.mode == "each":  # each gives the value alone, too
            for selector, quotation in zip(selectors, whole, strict=True):
                parts.insert(-1, (owner._replace(selectors=(selector,)), [quotation]))
        for part, held in parts:
            fault = _fault(new, part, held) if all(each.anchored for each in held) else None
            if fault:
                yield held, fault
                break


def _fault(new: Seed, owner: Claim | Unused, quotations: list[Quotation]) -> ClaimError | None:
    try:
        if _read_again(new, owner) == [(each.there, each.value) for each in quotations]:
            return None
    except ClaimError as fault:
        return fault
    return ClaimError("value-contradicted", "it would give another value", "claim it anew")

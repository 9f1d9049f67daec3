"""Anchor the quotations of a source's claims in a revision of its text.

A quotation is anchored where the words that correspond to it stand letter for letter, among words
most of which stand too; never where the same words happen to stand elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.common.findings import FaultyError, Finding
from pipeline.read.claims import WAYS, Claim, Place, Selector, Unused
from pipeline.read.seeds import Seed
from pipeline.read.text import Document
from pipeline.read.toml_positions import Path
from pipeline.resolve.context import quotation_fault
from pipeline.resolve.quotations import Span, context, difference, occurrences, regions
from pipeline.resolve.resolve import ClaimError, Reading, finding_at, locate, readings_of
from pipeline.resolve.values import MECHANICAL, is_approximate, value_of
from pipeline.revise.align import WORD, Alignment
from pipeline.revise.locate import claim_entry, fewest_words, section_around
from pipeline.revise.toml_strings import Entry
from schemas import TABLES, column_of

ANCHORED = ("kept", "re-anchored", "reworded")
LIKE = 0.6  # the share of the letters in and around a quotation that has to stand to anchor it
REREAD = (*MECHANICAL, "locality")  # kinds of columns whose values a machine works out
MOST_WORDS = 20  # that are read again, where others stand now
UNLIKE = 0.3  # below this share another passage stands there


@dataclass
class Quotation:
    """A quotation of the claims, where it stood, and what became of it."""

    path: Path  # of its string in the TOML
    owner: Claim | Unused
    selector: Selector
    span: Span  # in the old text
    value: str  # that it gives, alone or with others
    outcome: str = "lost"  # kept, re-anchored, reworded (same value), changed or lost
    there: Span | None = None  # in the new text: itself, or what stands there instead
    message: str = ""

    @property
    def place(self) -> Place:
        """Where in the claims it is said."""
        return self.owner.place

    @property
    def anchored(self) -> bool:
        """Whether it has its place again."""
        return self.outcome in ANCHORED

    def leave(self, outcome: str, message: str) -> None:
        """Leave it for a person."""
        self.outcome, self.message = outcome, message


def quotations_of(seed: Seed, parsed: Mapping[str, Any]) -> list[Quotation]:
    """Every quotation of the claims, `unused` ones included; `parsed` is the seed's TOML.

    Raises:
        FaultyError: a claim does not hold in the text that the seed has.
    """
    found: list[Quotation] = []
    findings: list[Finding] = []
    paths: dict[Path, Iterator[list[Path]]] = {}
    for claim in seed.claims:
        path = claim.place.path
        theirs = next(paths.setdefault(path, _string_paths(value_at(parsed, path), path)))
        try:
            found += _quotations(claim, theirs, list(readings_of(seed, claim)))
        except ClaimError as fault:
            findings.append(finding_at(seed, claim.place, fault))
    for entry in seed.unused:
        try:
            span = locate(seed, entry.place, entry.selector)
            path = (*entry.place.path, "quote")
            found.append(Quotation(path, entry, entry.selector, span, ""))
        except ClaimError as fault:
            findings.append(finding_at(seed, entry.place, fault))
    if findings:
        raise FaultyError(findings)
    return found


def _quotations(claim: Claim, paths: list[Path], readings: list[Reading]) -> Iterator[Quotation]:
    spans = [(span, reading.value) for reading in readings for span in reading.spans]
    for path, selector, (span, value) in zip(paths, claim.selectors, spans, strict=True):
        yield Quotation(path, claim, selector, span, value)


def value_at(parsed: Any, path: Path) -> Any:
    """What stands at a path of a parsed file."""
    for part in path:
        parsed = parsed[part]
    return parsed


def _string_paths(said: Any, path: Path) -> Iterator[list[Path]]:
    """For each claim on a cell, the paths of the strings that quote."""
    entries = said if isinstance(said, list) else [said]
    for number, entry in enumerate(entries):
        here = (*path, number) if isinstance(said, list) else path
        way = "" if isinstance(entry, str) else next(one for one in WAYS if one in entry)
        if not way:
            yield [here]
        elif way == "quote":
            yield [(*here, way)]
        else:
            pieces = enumerate(entry[way])
            quoted = ((at, () if isinstance(piece, str) else ("quote",)) for at, piece in pieces)
            yield [(*here, way, at, *rest) for at, rest in quoted]


def judge(quotation: Quotation, alignment: Alignment, language: str) -> None:
    """Say what became of a quotation, apart from its sections and the words that settle it."""
    old, new = alignment.old, alignment.new
    like = alignment.likeness(quotation.span)
    if (same := alignment.same(quotation.span)) and like >= LIKE:
        quotation.outcome, quotation.there = "kept", same
        return
    there = same or alignment.instead(quotation.span)
    heading = there and _is_heading(old, quotation.span) and _is_heading(new, there)
    if not there or (like < UNLIKE and not heading):
        quotation.leave("lost", _elsewhere(new, quotation.selector.quote))
        return
    quotation.there = there
    if same:
        quotation.leave("changed", "it stands there, but the words around it are others")
    elif reread := _reread(quotation, new, there, language):
        quotation.outcome, quotation.there = "reworded", reread
    else:
        words = new.text[there.start : there.end]
        quotation.leave("changed", difference(quotation.selector.quote, words))


def _is_heading(document: Document, span: Span) -> bool:
    return document.passages[document.passage_at(span.start)].kind == "heading"


def _elsewhere(document: Document, words: str) -> str:
    found = occurrences(document.text, Selector("", words, ""), [Span(0, len(document.text))])
    lines = list(dict.fromkeys(str(document.line_of(span.start)) for span in found))
    if len(lines) > 5:
        lines[5:] = ["…"]
    also = f"; the same words stand in line {', '.join(lines)}" if lines else ""
    return f"nothing like it stands there{also}"


def _reread(quotation: Quotation, new: Document, there: Span, language: str) -> Span | None:
    """The fewest of the new words from which a machine reads the value that the old ones gave."""
    claim, quote = quotation.owner, quotation.selector.quote
    if not isinstance(claim, Claim) or claim.mode != "each":
        return None
    column = column_of(TABLES[claim.table], claim.field)
    if column.kind not in REREAD or value_of(column, quote, language) != quotation.value:
        return None
    found = [one.span() for one in WORD.finditer(new.text, there.start, there.end)]
    for words in range(1, min(len(found), MOST_WORDS) + 1):
        for (start, _), (_, end) in zip(found, found[words - 1 :], strict=False):
            said = new.text[start:end]
            before, after = context(new.text, Span(start, end))
            if (
                value_of(column, said, language) == quotation.value
                and is_approximate(said) == is_approximate(quote)
                and quotation_fault(column, before, said, after, language) is None
            ):
                return Span(start, end)
    return None


def sections_of(quotations: list[Quotation], alignment: Alignment) -> dict[Path, tuple[str, ...]]:
    """The names of the sections in which each record's quotations stand now, by `section`'s path.

    A section whose heading has another name takes that; one into which words were moved is added;
    one that is gone goes. Where nothing of a record is anchored, its sections stay as they are.
    """
    groups: dict[Path, list[Quotation]] = defaultdict(list)
    for one in quotations:
        if one.place.sections:
            groups[*one.place.path[:2], "section"].append(one)
    known: dict[str, str | None] = {}
    return {path: _sections(theirs, alignment, known) for path, theirs in groups.items()}


def _sections(
    quotations: list[Quotation], alignment: Alignment, known: dict[str, str | None]
) -> tuple[str, ...]:
    old, new = quotations[0].place.sections, alignment.new
    for name in old:
        if name not in known:
            known[name] = _renamed(name, alignment)
    names = [named for name in old if (named := known[name])]
    for one in quotations:
        if one.there and one.anchored and not (names and inside(new, names, one.there)):
            section = section_around(new, one.there)
            names += [" / ".join(section.path)] if section else []
    return tuple(dict.fromkeys(names)) or old


def _renamed(name: str, alignment: Alignment) -> str | None:
    """What a section is called now, in full only where it was or has to be."""
    (section,) = alignment.old.sections_named(name)
    path = alignment.section_of(section.path)
    if path is None:
        return None
    names = [path[-1], " / ".join(path)]
    for one in names if name == section.path[-1] else reversed(names):
        if [found.path for found in alignment.new.sections_named(one)] == [path]:
            return one
    return None


def inside(document: Document, sections: list[str] | tuple[str, ...], span: Span) -> bool:
    """Whether a place lies in some sections; the whole text counts where none is named."""
    within, unknown = regions(document, sections)
    return not unknown and any(one.start <= span.start < span.end <= one.end for one in within)


def entries_for(
    quotation: Quotation, document: Document, sections: tuple[str, ...], parsed: Mapping[str, Any]
) -> dict[Path, Entry]:
    """What has to be written so that an anchored quotation is found at `there`, and only there."""
    there = quotation.there
    if there is None or not inside(document, sections, there):
        quotation.leave("changed", "its place lies in no section that can be named")
        return {}
    within, _ = regions(document, sections)
    as_it_was = occurrences(document.text, quotation.selector, within) == [there]
    if quotation.outcome != "reworded":
        quotation.outcome = "kept" if as_it_was else "re-anchored"
    if as_it_was:
        return {}
    return _written(quotation.path, fewest_words(document.text, there, within), parsed)


def _written(path: Path, selector: Selector, parsed: Mapping[str, Any]) -> dict[Path, Entry]:
    """A quotation's strings by their paths, in the form in which it was written if that can be."""
    entry, table = claim_entry(selector), value_at(parsed, path[:-1])
    if path[-1] != "quote" or not isinstance(table, Mapping):
        return {path: entry["quote"] if len(entry) == 1 else entry}
    if "prefix" in table or "suffix" in table:
        parts = {"quote": selector.quote, "prefix": selector.before, "suffix": selector.after}
        entry = {name: part for name, part in parts.items() if part or name in table}
    return {(*path[:-1], name): part for name, part in entry.items() if table.get(name) != part}

"""Revise a source: its claims are anchored again in a new text, which is put in place.

What is written is proven first: the rewritten claims are read once more beside the new text, as the
build reads them, and each has to give the same value from the words that were meant.
"""

import hashlib
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.assemble.evidence_rows import cited_within, must_be_quoted, must_be_used
from pipeline.common.findings import FaultyError, Finding
from pipeline.common.safe_files import read_text
from pipeline.read.seeds import Seed, parse_seed, read_seed, seed_names
from pipeline.read.text import LEVELS, Document, Passage, read_document
from pipeline.read.toml_positions import Path as Keys
from pipeline.resolve.quotations import Span, merge_spans, occurrences, regions
from pipeline.resolve.resolve import ClaimError, finding_at
from pipeline.revise.align import align
from pipeline.revise.anchor import Quotation, anchor, find_faults, find_quotations
from pipeline.revise.locate import claim_entry, find_section, find_selector, lies_in
from pipeline.revise.toml_strings import Entry, rewrite_toml, value_at
from pipeline.write.atomic import write_files

SHA256: Keys = ("source", "sha256")
NO_SECTION = "its place lies in no section that can be named"
LEFT_OUT = "[…]"  # stands in an excerpt for what no claim quotes


@dataclass
class Revision:
    """What a revised text makes of a source."""

    old: Seed
    new: Seed  # as it is to be written
    quotations: list[Quotation] = field(default_factory=list)
    unclaimed: list[Passage] = field(default_factory=list)  # of the new text; no claim quotes them
    left_out: int = 0  # passages that an excerpt lacks, as no claim quotes them

    @property
    def is_idle(self) -> bool:
        """Whether the claims were of the new text already."""
        return self.old.toml == self.new.toml

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left for a person, not even from a run that ended too early."""
        ended = not self.is_idle or self.old.document.text == self.new.document.text
        return ended and not self.unclaimed and all(each.anchored for each in self.quotations)


def revise_source(folder: Path, name: str, revised: Path) -> Revision:
    """Return what the text in a file makes of the source NAME of a folder; nothing is written.

    Raises:
        FaultyError: the text cannot be a source's, or the claims do not hold in the one they have.
    """
    _, findings = seed_names(folder)
    if findings:
        raise FaultyError(findings)
    text = read_text(revised, str(revised))
    old, findings = read_seed(folder, name)
    is_signed = old and _sha256(text) == old.source.get("sha256")
    if old and is_signed and (text != old.document.text or old.source["extent"] != "excerpt"):
        return Revision(old, read_rewritten(old, text, old.toml))
    old = _without_errors(old, findings)
    signed = old.toml.replace(old.source["sha256"], _sha256(text))
    seed, findings = parse_seed(name, old.file, text, signed)
    of_text = [replace(f, file=str(revised)) for f in findings if f.file == f"{old.file}.txt"]
    document = _without_errors(seed, of_text).document
    quotations, alignment = find_quotations(old), align(old.document, document)
    for quotation in quotations:
        anchor(quotation, alignment, old.language)
    quoted, extent = _quoted_passages(document, quotations), old.source["extent"]
    unquoted = [each for index, each in enumerate(document.passages) if index not in quoted]
    unclaimed = [passage for passage in unquoted if must_be_used(vars(passage), extent)]
    left_out = sum(must_be_quoted(vars(passage), extent) for passage in unquoted)
    if extent == "excerpt":
        document = _cut(old, document, quotations, quoted)
    return Revision(old, _settle(old, document, quotations), quotations, unclaimed, left_out)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_rewritten(old: Seed, text: str, toml: str) -> Seed:
    """Return a source with another text and other claims.

    Raises:
        FaultyError: there are errors.
    """
    return _without_errors(*parse_seed(old.name, old.file, text, toml))


def _without_errors(seed: Seed | None, findings: list[Finding]) -> Seed:
    if seed is None or any(finding.severity == "error" for finding in findings):
        raise FaultyError(findings)
    return seed


def _settle(old: Seed, document: Document, quotations: list[Quotation]) -> Seed:
    """Return the source as it is to be written; a quotation that would not hold is left as it was.

    Then others may have to change, so all are proven again.
    """
    failed = True
    while failed:
        new, failed = _rewrite(old, document, quotations), False
        for quotation, fault in find_faults(new, quotations):
            quotation.anchored, failed = False, True
            if quotation.message != NO_SECTION:
                quotation.message = fault.message
    return new


def _rewrite(old: Seed, document: Document, quotations: list[Quotation]) -> Seed:
    """Return the source with a new text, and claims of which only what has to be is changed."""
    parsed, entries = tomllib.loads(old.toml), dict[Keys, Entry]()
    for record_path, group in groupby(quotations, key=lambda each: each.claim.place.path[:2]):
        record, path = list(group), (*record_path, "section")
        names = _find_sections(record, document)
        if names != record[0].claim.place.sections:
            listed = len(names) > 1 or isinstance(value_at(parsed, path), list)
            entries[path] = list(names) if listed else names[0]
        for quotation in record:
            if quotation.anchored:
                entries |= _find_entries(quotation, document, names, parsed)
    entries[SHA256] = _sha256(document.text)
    try:
        toml = rewrite_toml(old.toml, entries)
    except ValueError as fault:
        message, fix = f"a machine cannot rewrite it: {fault}", "write each claim on one line"
        raise FaultyError([Finding("bad-claim", message, fix, f"{old.file}.toml")]) from None
    return read_rewritten(old, document.text, toml)


def _find_sections(record: list[Quotation], document: Document) -> tuple[str, ...]:
    """Return the names of the sections in which the quotations of a record stand now.

    A name that is not that of one section any more goes, and that of a section in which a quotation
    stands now is added. Where nothing of a record is anchored, its sections stay as they are.
    """
    old = record[0].claim.place.sections
    names = tuple(name for name in old if len(document.sections_named(name)) == 1)
    for quotation in record if old else ():
        there = quotation.there if quotation.anchored else None
        if there and not (names and lies_in(there, regions(document, names)[0])):
            names += find_section(document, there)
    return names or old


def _find_entries(
    quotation: Quotation, document: Document, sections: tuple[str, ...], parsed: dict[str, Any]
) -> dict[Keys, Entry]:
    """Return what to write, by its path, so that a quotation is found in its place if it can be."""
    there, path, (within, unknown) = quotation.there, quotation.path, regions(document, sections)
    quotation.written = None
    if unknown or not there or not lies_in(there, within):
        quotation.message = NO_SECTION
        return {}
    if occurrences(document.text, quotation.selector, within) == [there]:
        return {}
    quotation.written = find_selector(document.text, there, within)
    table = value_at(parsed, path[:-1]) if path[-1] == "quote" else {}
    entry = claim_entry(quotation.written, table)
    if not table:
        return {path: entry}
    parts = {"quote": entry} if isinstance(entry, str) else entry
    return {(*path[:-1], name): part for name, part in parts.items() if table.get(name) != part}


def _cut(old: Seed, document: Document, quotations: list[Quotation], quoted: set[int]) -> Document:
    """Return a text cut to what is quoted; the quotations' places become those in it."""
    message, fix = "an excerpt leaves out what no claim quotes", "remove the [[unused]] entry"
    fault = ClaimError("excerpt-unquoted", message, fix)
    if old.unused:
        raise FaultyError(finding_at(old, unused.place, fault) for unused in old.unused)
    text, starts = cut_text(document, find_kept(document, quoted))
    for quotation in quotations:
        if quotation.there:
            index = document.passage_at(quotation.there.start)
            moved = starts[index] - document.passages[index].start
            quotation.there = Span(*(place + moved for place in quotation.there))
    return read_document(text)


def _quoted_passages(document: Document, quotations: list[Quotation]) -> set[int]:
    """Return the indices of the passages of a new text in which quotations have a place."""
    cited = merge_spans(quotation.there for quotation in quotations if quotation.there)
    spans = enumerate((passage.first, passage.last) for passage in document.passages)
    return {index for index, (first, last) in spans if any(cited_within(cited, first, last))}


def write_revision(folder: Path, revision: Revision) -> None:
    """Write the claims, then the text; each is whole, the old file or the new one.

    A process that ends between the two leaves claims that record the new text's SHA-256 beside the
    old text. The build says so and goes no further, nothing is lost, and the same command ends it:
    the new text is still where it was. The other way round, the old text would be gone already.

    Raises:
        OSError: a file cannot be written.
    """
    name, new = revision.old.name, revision.new
    files = {f"{name}.toml": new.toml.encode(), f"{name}.txt": new.document.text.encode()}
    write_files(files, folder)  # by their names


def find_kept(document: Document, quoted: Collection[int]) -> set[int]:
    """Return the indices of the passages that stay: those quoted, and what says where they stand.

    That is the title, the `Infobox` line, and each heading above a passage that stays.
    """
    kept = set(quoted)
    level = 0  # below which headings stay: they are above what was kept last
    for index, passage in reversed(list(enumerate(document.passages))):
        if passage.kind == "title" or (passage.kind == "heading" and not passage.level):
            kept.add(index)
        elif passage.kind != "heading":
            level = LEVELS + 1 if index in quoted else level
        elif index in quoted or passage.level < level:
            kept.add(index)
            level = passage.level
    return kept


def cut_text(document: Document, kept: Collection[int]) -> tuple[str, dict[int, int]]:
    """Return the text of the kept passages alone, and where each begins in it, by its index.

    A paragraph `[…]` stands for each run of passages left out, a line `- […]` inside the infobox.
    """
    passages = document.passages
    text, starts, count = "", dict[int, int](), len(passages)
    for stays, run in groupby(range(count), key=lambda index: index in kept):
        indices = list(run)
        first, after = indices[0], indices[-1] + 1
        if stays:
            begin = passages[first].first if first else 0
            end = passages[after - 1].last if after < count else len(document.text)
            starts |= {index: len(text) + passages[index].start - begin for index in indices}
            text += document.text[begin:end]
            continue
        in_box = all(passages[index].kind == "infobox" for index in indices)
        ends = after == count or (in_box and passages[after].kind == "infobox")
        before = ("\n- " if in_box else "\n\n") if text else ""
        text += before + LEFT_OUT + ("\n" if ends else "\n\n")
    return text, starts

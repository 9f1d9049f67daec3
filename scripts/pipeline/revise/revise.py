"""Take in a revised source text: its claims are anchored again, and the text is put in place.

What is written is proven first: the rewritten claims are read once more beside the new text, as the
build reads them, and each has to give the same value from the words that were meant.
"""

import hashlib
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.assemble.evidence_rows import must_be_used
from pipeline.check.loaded_words import check_source_notes
from pipeline.common.findings import FaultyError, Finding
from pipeline.common.safe_files import UnreadableError, read_text
from pipeline.read.seeds import Seed, read_seeds
from pipeline.read.text import Document, Passage, read_document
from pipeline.read.toml_positions import Path as Keys
from pipeline.resolve.quotations import Span
from pipeline.resolve.resolve import ClaimError, finding_at
from pipeline.revise.align import align
from pipeline.revise.anchor import (
    Quotation,
    entries_for,
    judge,
    quotations_of,
    sections_of,
    value_at,
)
from pipeline.revise.excerpt import LEFT_OUT, cut, kept_passages, reads_otherwise
from pipeline.revise.proof import faults
from pipeline.revise.toml_strings import Entry, with_entries
from pipeline.write.atomic import sync_folder

SHA256: Keys = ("source", "sha256")
NOT_SHIPPED = ClaimError(
    "excerpt-unquoted", "an excerpt leaves out what no claim quotes", "remove the [[unused]] entry"
)
Sections = dict[Keys, tuple[str, ...]]


@dataclass
class Revision:
    """What a revised text makes of a source."""

    old: Seed
    new: Seed  # as it is to be written
    quotations: list[Quotation] = field(default_factory=list)
    fresh: list[Passage] = field(default_factory=list)  # of the new text; no claim quotes them
    left_out: int = 0  # passages of an excerpt's text that are not shipped

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to write."""
        same_text = self.old.document.text == self.new.document.text
        return same_text and self.old.toml == self.new.toml

    @property
    def is_resumed(self) -> bool:
        """Whether an earlier run ended between its two files: the claims are the new text's."""
        return self.old.toml == self.new.toml and not self.is_idle

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left for a person."""
        anchored = all(one.anchored for one in self.quotations)
        return anchored and not self.fresh and not self.is_resumed


def revision(folder: Path, name: str, revised: Path) -> Revision:
    """Anchor the claims of the source NAME of a folder in a revised text; nothing is written.

    Raises:
        FaultyError: the text cannot be a source's, or the claims do not hold in the one they have.
    """
    file = f"{folder.absolute().name}/{name}"
    if folder.is_symlink():
        message, fix = "it is a link", "name the folder itself"
        raise FaultyError([Finding("unsafe-path", message, fix, folder.absolute().name)])
    try:
        text = read_text(revised, str(revised))
        toml = read_text(folder / f"{name}.toml", f"{file}.toml")
        present = read_text(folder / f"{name}.txt", f"{file}.txt")
    except UnreadableError as fault:
        raise FaultyError([fault.finding]) from None
    try:
        old = read_pair(file, present, toml)
    except FaultyError as fault:
        if {one.code for one in fault.findings} != {"text-changed"} or _sha256(text) not in toml:
            raise
        new = read_pair(file, text, toml)
        return Revision(replace(new, document=read_document(present)), new)
    if text == present and old.source["extent"] != "excerpt":
        return Revision(old, old)
    return _revised(old, read_pair(file, text, _signed(toml, text), str(revised)).document)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _signed(toml: str, text: str) -> str:
    return with_entries(toml, {SHA256: _sha256(text)})


def read_pair(file: str, text: str, toml: str, known_as: str = "") -> Seed:
    """A text and its claims, read as the build reads them; `known_as` is what the text is called.

    Raises:
        FaultyError: there are findings.
    """
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / file
        path.parent.mkdir()
        for ending, content in (("txt", text), ("toml", toml)):
            path.with_name(f"{path.name}.{ending}").write_bytes(content.encode())
        seeds, findings = read_seeds(path.parent)
    findings += check_source_notes(seeds)
    if any(one.severity == "error" for one in findings):
        its = f"{file}.txt"
        raise FaultyError(
            replace(one, file=known_as or its) if one.file == its else one for one in findings
        )
    return seeds[0]


def _revised(old: Seed, document: Document) -> Revision:
    quotations = quotations_of(old, tomllib.loads(old.toml))
    alignment = align(old.document, document)
    for one in quotations:
        judge(one, alignment, old.source.get("language", "en"))
    while True:  # what does not hold is left as it was, and then others may have to change
        sections = sections_of(quotations, alignment)
        new = _rewritten(old, document, quotations, sections)
        if not (failed := list(faults(new, old, quotations))):
            break
        for several, fault in failed:
            for one in several:
                one.leave("changed", fault.message)
    if old.source["extent"] == "excerpt":
        return _as_excerpt(old, document, quotations, sections)
    return Revision(old, new, quotations, list(_fresh(document, quotations)))


def _rewritten(
    old: Seed, document: Document, quotations: list[Quotation], sections: Sections
) -> Seed:
    """The source with a new text, and claims of which only what has to be is changed."""
    parsed = tomllib.loads(old.toml)
    entries: dict[Keys, Entry] = {SHA256: _sha256(document.text)}
    for one in quotations:
        path = (*one.place.path[:2], "section")
        names = sections.get(path, ())
        if one.anchored:
            entries |= entries_for(one, document, names, parsed)
        if names != one.place.sections:
            listed = len(names) > 1 or isinstance(value_at(parsed, path), list)
            entries[path] = list(names) if listed else names[0]
    try:
        toml = with_entries(old.toml, entries)
    except ValueError as fault:
        message, fix = f"a machine cannot rewrite it: {fault}", "write each claim on one line"
        raise FaultyError([Finding("bad-claim", message, fix, f"{old.file}.toml")]) from None
    return read_pair(old.file, document.text, toml)


def _as_excerpt(
    old: Seed, document: Document, quotations: list[Quotation], sections: Sections
) -> Revision:
    """The revision with its text cut to what is quoted.

    Raises:
        FaultyError: a claim would not hold as it holds in the whole text.
    """
    unused = [finding_at(old, one.place, NOT_SHIPPED) for one in old.unused]
    if unused:
        raise FaultyError(unused)
    places = [one.there for one in quotations if one.there]
    quoted = {index for span in places for index in _passages(document, span)}
    names = {name for named in sections.values() for name in named}
    kept = kept_passages(document, quoted, names)
    text, starts = cut(document, kept)
    shorter = read_document(text)
    if odd := reads_otherwise(document, shorter, starts):
        message, fix = "once cut, this passage reads otherwise", "quote the passage before it too"
        line = document.line_of(odd.start)
        raise FaultyError([Finding("excerpt-unquoted", message, fix, f"{old.file}.txt", line)])
    for one in quotations:
        if one.there:
            index = document.passage_at(one.there.start)
            moved = starts[index] - document.passages[index].start
            one.there = Span(one.there.start + moved, one.there.end + moved)
    new = _rewritten(old, shorter, quotations, sections)
    if failed := list(faults(new, old, quotations)):
        raise FaultyError(finding_at(new, one.place, fault) for (one, *_), fault in failed)
    dropped = [one for at, one in enumerate(document.passages) if at not in kept]
    left_out = sum(one.kind != "heading" and LEFT_OUT not in one.text for one in dropped)
    return Revision(old, new, quotations, left_out=left_out)


def _fresh(document: Document, quotations: list[Quotation]) -> Iterator[Passage]:
    """The passages of which no claim speaks, and not even one that a person has to look at."""
    spans = [one.there for one in quotations if one.there]
    told = {index for span in spans for index in _passages(document, span)}
    for index, passage in enumerate(document.passages):
        if index not in told and must_be_used({"kind": passage.kind}, "full"):
            yield passage


def _passages(document: Document, span: Span) -> range:
    return range(document.passage_at(span.start), document.passage_at(span.end - 1) + 1)


def put_in_place(folder: Path, made: Revision) -> None:
    """Write the claims, then the text; each is whole, the old one or the new one.

    A process that ends between the two leaves claims that record the new text's SHA-256 beside the
    old text. The build says so and goes no further, nothing is lost, and the same command ends it:
    the new text is still where it was. The other way round, the old text would be gone already.
    """
    contents = {"toml": made.new.toml, "txt": made.new.document.text}
    staged: dict[Path, Path] = {}
    try:
        for ending, content in contents.items():
            target = folder / f"{made.old.name}.{ending}"
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".revise-", delete=False) as file:
                staged[target] = Path(file.name)
                file.write(content.encode())
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(target, file.name)
        for target, whole in staged.items():
            whole.replace(target)
        sync_folder(folder)
    finally:
        for left in staged.values():
            left.unlink(missing_ok=True)

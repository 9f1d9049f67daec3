"""Read a source text: where its title, infobox, headings, sentences and list items stand.

The form is plain text: a `= Title =` line, an `Infobox` line followed by `- Key: value` lines,
`== Section ==` headings, `=== Subsection ===` headings, paragraphs, and lists of `- item` lines.
Offsets count Unicode code points from 0, end exclusive.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

HEADING = re.compile(r"^(={1,6})(?!=)\s*(.*?\S)\s*\1$")
SENTENCE_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s+[\"“‘«(\[]*(\w))")
ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Sgt|No|Nos|vs|cf|etc|e\.g|i\.e|c|ca|approx)\.$"
)
INITIAL = re.compile(r"\b([^\W\d_])\.$")


@dataclass(frozen=True)
class Passage:
    """A piece of the text; every character that is not white space is in exactly one."""

    kind: str
    section: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Section:
    """A stretch of the text under a heading, subsections included."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """A text, its passages in order, and its sections."""

    text: str
    passages: tuple[Passage, ...]
    sections: tuple[Section, ...]

    def sections_named(self, name: str) -> list[Section]:
        """The sections of that name: a heading alone, or a path with ` / ` between."""
        whole = [section for section in self.sections if " / ".join(section.path) == name]
        return whole or [section for section in self.sections if section.path[-1] == name]

    def passage_at(self, place: int) -> int:
        """The index of the passage that holds a place, or of the last one before it."""
        after = bisect.bisect_right(self.passages, place, key=lambda passage: passage.start)
        return max(0, after - 1)

    def line_of(self, place: int) -> int:
        """The physical line of a place, from 1."""
        return self.text.count("\n", 0, place) + 1


def read_document(text: str) -> Document:
    """Cut a text into passages and sections."""
    passages = tuple(_passages(text))
    return Document(text, passages, tuple(_sections(text, passages)))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of a paragraph.

    A sentence ends at `.`, `!`, `?` or `…`, with the closing quotation marks and brackets behind
    it, where white space and a capital letter or a digit follow, but not at an abbreviation.
    """
    begin = 0
    for match in SENTENCE_END.finditer(text):
        follows = match[1]
        stops = follows.isupper() or follows.isdigit()
        if stops and not _abbreviated(text[begin : match.end()]):
            yield begin, match.end()
            begin = match.end() + re.match(r"\s+", text[match.end() :]).end()  # type: ignore[union-attr]
    if begin < len(text):
        yield begin, len(text)


def _abbreviated(words: str) -> bool:
    """Whether words end in an abbreviation or in somebody's initial."""
    initial = INITIAL.search(words)
    return bool(ABBREVIATED.search(words) or (initial and initial[1].isupper()))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line without the white space around it, and where it begins."""
    for match in re.finditer(r"[^\n]+", text):
        line = match[0].strip()
        yield match.start() + match[0].find(line), line


def _blocks(text: str) -> Iterator[tuple[int, int, str]]:
    """Lines that stand alone (heading, list item, infobox) and paragraphs of lines, as spans."""
    paragraph: tuple[int, int] | None = None
    end = 0
    for start, line in _lines(text):
        alone = not line or line == "Infobox" or line[:2] in ("- ", "* ") or HEADING.match(line)
        gap = paragraph is not None and text.count("\n", end, start) > 1
        if paragraph and (alone or gap):
            yield *paragraph, "paragraph"
            paragraph = None
        end = start + len(line)
        if not alone:
            paragraph = (paragraph[0] if paragraph else start, end)
        elif line:
            yield start, end, "line"
    if paragraph:
        yield *paragraph, "paragraph"


def _passages(text: str) -> Iterator[Passage]:
    path: list[tuple[int, str]] = []  # the headings above, with their levels
    box_end = -1  # where the infobox has come to; -1 outside it
    for start, end, block in _blocks(text):
        piece, section = text[start:end], " / ".join(name for _, name in path) or "Lead"
        heading = HEADING.match(piece) if block == "line" else None
        in_box = box_end >= 0 and text[box_end:start].count("\n") == 1 and block == "line"
        box_end = -1
        if heading and len(heading[1]) == 1:
            yield Passage("title", "", start, end, piece)
        elif heading:
            level = len(heading[1])
            path = [*(one for one in path if one[0] < level), (level, heading[2])]
            yield Passage("heading", " / ".join(name for _, name in path), start, end, piece)
        elif in_box or (block == "line" and piece == "Infobox"):
            yield Passage("infobox" if in_box else "heading", "Infobox", start, end, piece)
            box_end = end
        elif block == "line":
            yield Passage("list_item", section, start, end, piece)
        else:
            for first, last in sentences(piece):
                place = slice(start + first, start + last)
                yield Passage("sentence", section, place.start, place.stop, text[place])


def _sections(text: str, passages: tuple[Passage, ...]) -> Iterator[Section]:
    """Infobox, Lead and each heading's section, which reaches to the next of its own level."""
    for name in ("Infobox", "Lead"):
        inside = list(takewhile(lambda one: one.text[:2] != "==", passages))
        inside = [passage for passage in inside if passage.section == name]
        if inside:
            yield Section((name,), inside[0].start, inside[-1].end)
    headings = [one for one in passages if one.kind == "heading" and one.text[0] == "="]
    for index, heading in enumerate(headings):
        level = _level(heading)
        after = (later.start for later in headings[index + 1 :] if _level(later) <= level)
        yield Section(tuple(heading.section.split(" / ")), heading.start, next(after, len(text)))


def _level(heading: Passage) -> int:
    return len(heading.text) - len(heading.text.lstrip("="))

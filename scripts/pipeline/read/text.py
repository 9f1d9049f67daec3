"""Read a source text: where its title, infobox, headings, sentences and list items stand.

The form is plain text: a `= Title =` line, an `Infobox` line followed by `- Key: value` lines,
`== Section ==` headings, `=== Subsection ===` headings, paragraphs, and lists of `- item` lines.
Offsets count Unicode code points from 0, end exclusive.
"""

import bisect
import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import takewhile
from operator import attrgetter

from pipeline.common.words import folded, month_names, pattern, short_months, word_files

FORMULA = "=+-@＝＋－＠"  # how a formula begins in a spreadsheet, also in wide letters
LEVELS = 6  # of headings
MAX_HEADING = 200  # characters; the name of a section is repeated for each of its passages
# Each text is read in one pass: no pattern here looks at a letter again and again.
LINE = re.compile(r"\S(?:.*\S)?")  # that is not empty, without white space at its ends
HEADING = re.compile(rf"(={{1,{LEVELS}}})(?!=)(.+)\1")
SENTENCE_END = re.compile(
    r"(?<![.!?…։])[.!?…։]++[\"“”‘’«»)\]]*+(?=(?P<space>\s++)[\"“”„‘‚«»‹›(\[]*+(?P<follows>\w))"
)
ABBREVIATED = r"\b(?:<abbreviations>)\.\Z"
LAST_ABBREVIATED = r"\b(?:<last_abbreviations>)\.\Z"
NUMBERED = re.compile(r"[0-9]\s[^\W\d_]+\.\Z")  # 2008 г.
CLAUSE = re.compile(r"[,;:(]\s?|\s[–—]\s")  # what is between two of a sentence
MIN_CLAUSE = 5  # words: shorter, a date is how it begins, as in "В 2008 г."
MAX_CLAUSE = 100  # characters of it that are looked at
# A month's name is shortened only before a number, as the words Mar, Jun, Sep end sentences too.
SHORT = re.compile(r"\b([^\W\d_]++)\.\Z")
# The day of a month, as German writes it: "26. Februar".
DAY = re.compile(r"(?<![\w.,])[0-9]{1,2}\.\Z")
WORD = re.compile(r"\w++")
CONSONANTS = "bcdfghjklmnpqrstvwxzçğñşšžбвгджзйклмнпрстфхцчшщ"
ROMAN = "IVXLC"
# A word without a vowel is a shortened one: Hr., Mrs., гг.; in capitals alone it is a name: TV.
NO_VOWEL = re.compile(rf"(?<!\d\s)\b[{CONSONANTS}{CONSONANTS.upper()}][{CONSONANTS}]{{1,4}}\.\Z")
NUMERAL = re.compile(rf"[{ROMAN}]{{2,}}\b")  # "vol. III": no sentence begins so
# Not a unit or a side of the sky: 8 m. and 9° 20′ 06″ E.
INITIAL = re.compile(r"(?<![\d°′″'\"]\s)(?<![°′″'\"])\b[^\W\d_]\.\Z")
SIGNS = re.compile(rf"\A(?:[*]\s)?[\s{re.escape(FORMULA)}]*+")  # before a passage's words
MAX_ABBREVIATION = 8  # characters, with the one before it


@dataclass(frozen=True)
class Passage:
    """A piece of the text, without the signs that mark what it is or that open a formula.

    Every letter and digit is in exactly one passage. `marked` is it with those signs, from `first`
    to `last` (exclusive); `level` is a heading's.
    """

    kind: str
    section: str
    start: int
    end: int
    text: str
    first: int
    last: int
    marked: str
    level: int = 0


@dataclass(frozen=True)
class Section:
    """A stretch of the text under a heading, subsections included."""

    name: str  # the headings above and its own, with ` / ` between
    start: int
    end: int


@dataclass(frozen=True, eq=False)  # each its own: to compare two takes long
class Document:
    """A text, its passages in order, and its sections."""

    text: str
    passages: tuple[Passage, ...]
    sections: tuple[Section, ...]

    def sections_named(self, name: str) -> list[Section]:
        """Return the sections of that name: a heading alone, or a path with ` / ` between."""
        whole, last = self._by_name
        return whole.get(name) or last.get(name, [])

    @property
    def section_names(self) -> tuple[str, ...]:
        """Return the names of the sections, each as its whole path."""
        return tuple(self._by_name[0])

    def passage_at(self, place: int) -> int:
        """Return the index of the passage that holds a place, or of the last one before it."""
        return max(0, bisect.bisect_right(self.passages, place, key=attrgetter("first")) - 1)

    def line_of(self, place: int) -> int:
        """Return the physical line of a place, from 1."""
        return bisect.bisect_left(self._line_ends, place) + 1

    @cached_property
    def _by_name(self) -> tuple[dict[str, list[Section]], dict[str, list[Section]]]:
        whole: dict[str, list[Section]] = defaultdict(list)
        last: dict[str, list[Section]] = defaultdict(list)
        for section in self.sections:
            whole[section.name].append(section)
            last[section.name.rpartition(" / ")[2]].append(section)
        return whole, last

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]


def read_document(text: str) -> Document:
    """Cut a text into passages and sections."""
    passages = tuple(_passages(text))
    return Document(text, passages, tuple(_sections(text, passages)))


def sentences(text: str, common: Set[str] | None = None) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a paragraph.

    A sentence ends at `.`, `!`, `?`, `…` or `։`, with the closing quotation marks and brackets
    behind it, where white space and a capital letter or a digit follow, but not at an abbreviation
    or inside a date: "Feb. 26", "26. Februar". Behind some abbreviations a sentence may end; there
    a word decides that is no name, as the text has it in small letters too: the orthographic
    heuristic of Kiss and Strunk, Unsupervised Multilingual Sentence Boundary Detection (2006).

    Args:
        text: the paragraph.
        common: the words that the whole text has in small letters; else those of the paragraph.
    """
    begin, common = 0, _small_words(text) if common is None else common
    for match in SENTENCE_END.finditer(text):
        follows, end = match["follows"], match.end()
        stops = follows.isupper() or follows.isdigit()
        stops = stops and not NUMERAL.match(text, match.start("follows"))
        ending = text[max(begin, end - MAX_ABBREVIATION) : end]
        cut = _abbreviated(ending) or _in_date(text, match.start("follows"), ending)
        if pattern(LAST_ABBREVIATED).search(ending):
            clause = CLAUSE.split(text[max(begin, end - MAX_CLAUSE) : end])[-1].split()
            ends_date = NUMBERED.search(ending) and len(clause) >= MIN_CLAUSE
            cut = not ends_date and _word(text, match.start("follows")) not in common
        if stops and not (cut or _in_brackets(text, begin, end)):
            yield begin, end
            begin = match.end("space")
    if begin < len(text):
        yield begin, len(text)


def _abbreviated(words: str) -> bool:
    """Return whether words end in an abbreviation, a single letter being one, but for a unit."""
    found = pattern(ABBREVIATED).search(words) or INITIAL.search(words) or NO_VOWEL.search(words)
    return bool(found)


def _in_brackets(text: str, begin: int, end: int) -> bool:
    """Return whether a point stands behind a short word in brackets: (казах. Естелік)."""
    opening = text.rfind("(", max(begin, end - MAX_ABBREVIATION - 1), end)
    return opening >= 0 and ")" not in text[opening:end] and text[end:].lstrip().find(")") > 0


def _in_date(text: str, follows: int, ending: str) -> bool:
    """Return whether words end in the first part of a date whose second part follows."""
    if text[follows].isdigit():
        name = SHORT.search(ending)
        return bool(name and folded(name[1]) in _months(short=True))
    return bool(DAY.search(ending)) and _word(text, follows) in _months(short=False)


def _word(text: str, place: int) -> str:
    """Return the word that begins at a place, folded."""
    word = WORD.match(text, place)
    return folded(word[0]) if word else ""


def _small_words(text: str) -> Set[str]:
    return {folded(word) for word in WORD.findall(text) if word.islower()}


@cache
def _months(*, short: bool) -> set[str]:
    """Return the months' names in the languages that write points in dates."""
    names = short_months if short else month_names
    tags = (tag for tag, words in word_files().items() if words.get("points_in_dates"))
    return set().union(*map(names, tags))


def _heading(line: str) -> tuple[int, str] | None:
    """Return the level and the name of a line that is a heading: `== Name ==`."""
    heading = HEADING.fullmatch(line)
    name = SIGNS.sub("", heading[2].strip()) if heading else ""
    return (len(heading[1]), name) if heading and name and len(name) <= MAX_HEADING else None


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield lines that stand alone (True: heading, list item, infobox) and paragraphs, as spans."""
    begin = end = 0  # of a paragraph
    for line in LINE.finditer(text):
        words, (start, stop) = line[0], line.span()
        alone = words == "Infobox" or words[:2] in ("- ", "* ") or bool(_heading(words))
        if begin < end and (alone or text.count("\n", end, start) > 1):
            yield begin, end, False
            begin = end
        if alone:
            yield start, stop, True
        else:
            begin, end = begin if begin < end else start, stop
    if begin < end:
        yield begin, end, False


def _passages(text: str) -> Iterator[Passage]:
    common = _small_words(text)
    path: list[tuple[int, str]] = []  # the headings above, with their levels
    section = "Lead"
    box_end = -1  # where the infobox has come to; -1 outside it
    for start, end, alone in _blocks(text):
        piece = text[start:end]
        level, name = (_heading(piece) if alone else None) or (0, "")
        in_box = alone and box_end >= 0 and text[box_end:start].count("\n") == 1
        box_end = -1
        kind, within = "list_item" if alone else "sentence", section
        if level == 1:
            kind, within = "title", ""
        elif level:
            path = [*(heading for heading in path if heading[0] < level), (level, name)]
            section = " / ".join(name for _, name in path)
            kind, within = "heading", section
        elif in_box or piece == "Infobox":
            kind, within = "infobox" if in_box else "heading", "Infobox"
            box_end = end
        for first, last in [(0, len(piece))] if alone else sentences(piece, common):
            yield from _passage(text, kind, within, start + first, start + last, level)


def _passage(
    text: str, kind: str, section: str, first: int, last: int, level: int = 0
) -> Iterator[Passage]:
    marked = text[first + level : last - level].rstrip()
    words = SIGNS.sub("", marked, count=1)
    if words:
        end = first + level + len(marked)
        start, whole = end - len(words), text[first:last]
        yield Passage(kind, section, start, end, words, first, last, whole, level)


def _sections(text: str, passages: tuple[Passage, ...]) -> Iterator[Section]:
    """Yield Infobox, Lead and each heading's section, up to the next heading of its own level."""
    top = list(takewhile(lambda passage: passage.level < 2, passages))
    for name in ("Infobox", "Lead"):
        inside = [passage for passage in top if passage.section == name]
        if inside:
            yield Section(name, inside[0].first, inside[-1].last)
    found: list[Section] = []
    ends = [len(text)] * (LEVELS + 1)  # by level: where the next heading of it, or above, begins
    for heading in reversed(passages):
        if heading.level > 1:
            found.append(Section(heading.section, heading.first, ends[heading.level]))
            ends[heading.level :] = [heading.first] * (LEVELS + 1 - heading.level)
    yield from reversed(found)

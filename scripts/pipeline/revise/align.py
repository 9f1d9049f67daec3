"""Which words of a text are which words of its revision: the two are aligned word by word.

A passage that stands in both counts as one word; the words of the others are aligned one by one,
however their sentences were cut or joined. Passages that went elsewhere are looked for last.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.read.text import Document, Passage
from pipeline.resolve.quotations import Span

WORD = re.compile(r"\w+|[^\w\s]")
AROUND = 32  # characters before and after a quotation that have to be like those of the old text
MAX_LOST = 0.5  # the share of a passage's letters below which it counts as not found again
MIN_SCORE = 70.0  # the score (0 to 100) from which two passages in different places are one, edited
MAX_ALIGNED = 3 * 10**10  # words of one text times words of the other that are aligned: seconds
MAX_SCORED = 10**6  # passages of one times those of the other: seconds, too
GONE = -1  # the place of a character that stands nowhere any more

Token = tuple[int, str]  # where a word begins, and its letters
Places: TypeAlias = "array[int]"  # of each character of the old text, in the new one


@dataclass(frozen=True)
class Alignment:
    """Two texts, and where the words of the old one that still stand are in the new one."""

    old: Document
    new: Document
    places: Places

    def share_kept(self, span: Span) -> float:
        """Return the share (0 to 1) of a stretch's letters, and of those around, that stand."""
        passage = self.old.passages[self.old.passage_at(span.start)]
        start = max(passage.first, span.start - AROUND)
        return _share(self.old.text, start, min(passage.last, span.end + AROUND), self.places)

    def find_same(self, span: Span) -> Span | None:
        """Return where the words of a stretch still stand, letter for letter, in the same place."""
        quote = self.old.text[span.start : span.end]
        for offset in (0, len(quote) - 1):
            place = self.places[span.start + offset] - offset
            if place >= 0 and self.new.text.startswith(quote, place):
                return Span(place, place + len(quote))
        return None

    def find_instead(self, span: Span) -> Span | None:
        """Return what stands now between the words around a stretch; None for nothing."""
        passage = self.old.passages[self.old.passage_at(span.start)]
        left = self._first_place(range(span.start - 1, passage.first - 1, -1))
        right = self._first_place(range(span.end, passage.last))
        place = self._first_place(range(passage.first, passage.last)) if left == GONE else left
        if place == GONE:
            return None
        there = self.new.passages[self.new.passage_at(place)]
        start = there.start if left == GONE else left + 1
        stop = there.end if right == GONE else right
        words = self.new.text[start:stop]
        start, stop = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        return Span(start, stop) if start < stop else None

    def _first_place(self, offsets: Iterable[int]) -> int:
        return next((self.places[at] for at in offsets if self.places[at] != GONE), GONE)


def align(old: Document, new: Document) -> Alignment:
    """Return the alignment of a text with its revision."""
    places = array("q", [GONE]) * len(old.text)
    both = {each.marked for each in old.passages} & {each.marked for each in new.passages}
    _pair(_tokens(old.passages, both), _tokens(new.passages, both), places)
    _pair_elsewhere(old, new, places)
    return Alignment(old, new, places)


def _pair(olds: list[Token], news: list[Token], places: Places) -> None:
    """Pair the words that some have in common with others, in their order."""
    before, after = ([words for _, words in tokens] for tokens in (olds, news))
    if len(before) * len(after) <= MAX_ALIGNED:
        for i, k, size in Levenshtein.opcodes(before, after).as_matching_blocks():
            pairs = zip(olds[i : i + size], news[k : k + size], strict=True)
            for (start, words), (place, _) in pairs:
                places[start : start + len(words)] = array("q", range(place, place + len(words)))


def _pair_elsewhere(old: Document, new: Document, places: Places) -> None:
    """Pair passages that stand elsewhere now: those that are the same, then those edited too."""
    taken = set(places)
    back = [place if place in taken else GONE for place in range(len(new.text))]
    same: dict[str, list[Passage]] = defaultdict(list)
    for passage in _find_lost(new, back):
        same[passage.marked].append(passage)
    edited: list[Passage] = []
    for passage in _find_lost(old, places):
        if same[passage.marked]:
            _move(passage, same[passage.marked].pop(0), places)
        else:
            edited.append(passage)
    spare = {passage: passage.marked for passage in chain.from_iterable(same.values())}
    can_be_scored = len(edited) * len(spare) <= MAX_SCORED
    left: list[Passage] = []
    for passage in edited:
        there = _most_like(passage, spare) if can_be_scored else None
        if there:
            del spare[there]
            _move(passage, there, places)
        else:
            left.append(passage)
    _pair(_tokens(left), _tokens(spare), places)  # copies of what stands in both were no words


def _most_like(passage: Passage, spare: Mapping[Passage, str]) -> Passage | None:
    best = process.extractOne(passage.marked, spare, scorer=fuzz.ratio, score_cutoff=MIN_SCORE)
    return best[2] if best else None


def _move(passage: Passage, there: Passage, places: Places) -> None:
    places[passage.first : passage.last] = array("q", [GONE]) * len(passage.marked)
    _pair(_tokens([passage]), _tokens([there]), places)


def _find_lost(document: Document, places: Sequence[int]) -> list[Passage]:
    """Return the passages of a text most of whose letters have no place in the other."""
    text, passages = document.text, document.passages
    return [each for each in passages if _share(text, each.first, each.last, places) < MAX_LOST]


def _tokens(passages: Iterable[Passage], whole: Container[str] = ()) -> list[Token]:
    """Return the words and marks of some passages; those in `whole` are each one."""
    tokens: list[Token] = []
    for passage in passages:
        if passage.marked in whole:
            tokens.append((passage.first, passage.marked))
            continue
        for match in WORD.finditer(passage.marked):
            tokens.append((passage.first + match.start(), match[0]))
    return tokens


def _share(text: str, start: int, end: int, places: Sequence[int]) -> float:
    """Return the share of the letters of a stretch that have a place; 0 where there are none."""
    letters = [place for place in range(start, end) if text[place].isalnum()]
    return sum(places[place] != GONE for place in letters) / len(letters) if letters else 0.0

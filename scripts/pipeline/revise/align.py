"""Which words of a text are which words of its revision: the two are aligned word by word.

Passages that are the same are paired first, in order and then wherever they went; what stands
between them is compared word by word, however its sentences were cut or joined.
"""

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from rapidfuzz import fuzz, process

from pipeline.read.text import Document, Passage
from pipeline.resolve.quotations import Span

WORD = re.compile(r"\w+|[^\w\s]")
AROUND = 6  # words before and after a quotation that have to be like those of the old text
HARDLY = 0.5  # the share of a passage's letters up to which it counts as not found again
ALIKE = 70.0  # the score (0 to 100) from which two passages elsewhere are one, edited

Token = tuple[int, str]  # where it begins, and its letters
Names = tuple[str, ...]  # a section's path


@dataclass(frozen=True)
class Alignment:
    """Two texts, and where the words of the old one that still stand are in the new one."""

    old: Document
    new: Document
    pairs: dict[int, int]  # where a word begins in the old text → in the new one

    @cached_property
    def tokens(self) -> list[Token]:
        """The words and marks of the old text."""
        return [one for passage in self.old.passages for one in tokens_of(passage)]

    @cached_property
    def starts(self) -> list[int]:
        """Where each of them begins."""
        return [start for start, _ in self.tokens]

    def likeness(self, span: Span) -> float:
        """The share of a quotation's letters, and of those around it, that still stand."""
        begin, end = self._inside(self._passage(span))
        first, last = self._inside(span)
        near = self.tokens[max(begin, first - AROUND) : min(end, last + AROUND)]
        return _share(near, self.pairs)

    def same(self, span: Span) -> Span | None:
        """Where the words of a stretch still stand, letter for letter, in the same place."""
        quote = self.old.text[span.start : span.end]
        first, last = self._inside(span)
        for start, _ in (self.tokens[first], self.tokens[last - 1]):
            if start in self.pairs:
                place = self.pairs[start] + span.start - start
                if place >= 0 and self.new.text.startswith(quote, place):
                    return Span(place, place + len(quote))
        return None

    def instead(self, span: Span) -> Span | None:
        """What stands now between the words that stood around a stretch; None for nothing."""
        begin, end = self._inside(self._passage(span))
        first, last = self._inside(span)
        paired = [one for one in range(begin, end) if self.starts[one] in self.pairs]
        if not paired:
            return None
        left = max((one for one in paired if one < first), default=None)
        right = min((one for one in paired if one >= last), default=None)
        place = self.pairs[self.starts[paired[0] if left is None else left]]
        there = self.new.passages[self.new.passage_at(place)]
        start = there.start if left is None else place + len(self.tokens[left][1])
        stop = there.end if right is None else self.pairs[self.starts[right]]
        words = self.new.text[start:stop]
        start, stop = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        return Span(start, stop) if start < stop else None

    def _passage(self, span: Span) -> Span:
        passage = self.old.passages[self.old.passage_at(span.start)]
        return Span(passage.first, passage.last)

    def section_of(self, path: Names) -> Names | None:
        """The path of the section that has now what stood in a section; None where none has."""
        there = {section.path for section in self.new.sections}
        votes: Counter[Names] = Counter()
        for (was, now), letters in self._moves.items():
            if was[: len(path)] == path:
                votes[now[: len(path)]] += letters
        if votes[path] or not votes.total():
            return path if path in there else None
        best = max(votes, key=lambda one: votes[one])
        return best if best in there else None

    @cached_property
    def _moves(self) -> Counter[tuple[Names, Names]]:
        """How many letters went from which section to which."""
        moves: Counter[tuple[Names, Names]] = Counter()
        for start, word in self.tokens:
            if start in self.pairs:
                was = self.old.passages[self.old.passage_at(start)]
                now = self.new.passages[self.new.passage_at(self.pairs[start])]
                moves[_names(was), _names(now)] += len(word)
        return moves

    def _inside(self, span: Span) -> tuple[int, int]:
        """The first token that a stretch touches, and the one after the last."""
        first = max(0, bisect.bisect_right(self.starts, span.start) - 1)
        if self.starts[first] + len(self.tokens[first][1]) <= span.start:
            first += 1
        return first, max(first + 1, bisect.bisect_left(self.starts, span.end))


def _names(passage: Passage) -> Names:
    return tuple(passage.section.split(" / "))


def tokens_of(passage: Passage) -> list[Token]:
    """The words and marks of a passage."""
    return [(passage.first + one.start(), one[0]) for one in WORD.finditer(passage.marked)]


def align(old: Document, new: Document) -> Alignment:
    """Align two texts."""
    pairs: dict[int, int] = {}
    blocks = _blocks(old, new, pairs)
    _pair_moved(blocks, pairs)
    for olds, news in blocks:
        _pair_words(olds, news, pairs)
    _pair_edited(
        [one for olds, _ in blocks for one in olds],
        [one for _, news in blocks for one in news],
        pairs,
    )
    return Alignment(old, new, pairs)


Block = tuple[list[Passage], list[Passage]]


def _blocks(old: Document, new: Document, pairs: dict[int, int]) -> list[Block]:
    """What stands between passages that are the same in both, which are paired."""
    texts, others = ([one.marked for one in document.passages] for document in (old, new))
    blocks: list[Block] = []
    for how, i, j, k, m in SequenceMatcher(None, texts, others).get_opcodes():
        olds, news = list(old.passages[i:j]), list(new.passages[k:m])
        if how == "equal":
            for one, other in zip(olds, news, strict=True):
                _pair(tokens_of(one), tokens_of(other), pairs)
        else:
            blocks.append((olds, news))
    return blocks


def _pair_moved(blocks: list[Block], pairs: dict[int, int]) -> None:
    """Passages that stand elsewhere now."""
    spare: dict[str, list[tuple[list[Passage], Passage]]] = defaultdict(list)
    for _, news in blocks:
        for one in news:
            spare[one.marked].append((news, one))
    for olds, _ in blocks:
        for passage in list(olds):
            if spare[passage.marked]:
                news, other = spare[passage.marked].pop(0)
                _pair(tokens_of(passage), tokens_of(other), pairs)
                olds.remove(passage)
                news.remove(other)


def _pair_words(olds: list[Passage], news: list[Passage], pairs: dict[int, int]) -> None:
    old = [token for one in olds for token in tokens_of(one)]
    new = [token for one in news for token in tokens_of(one)]
    for token in old:
        pairs.pop(token[0], None)
    matcher = SequenceMatcher(None, [word for _, word in old], [word for _, word in new])
    for i, k, size in matcher.get_matching_blocks():
        _pair(old[i : i + size], new[k : k + size], pairs)


def _pair_edited(olds: list[Passage], news: list[Passage], pairs: dict[int, int]) -> None:
    """Passages that stand elsewhere now, and were edited too."""
    back = {other: one for one, other in pairs.items()}
    spare = {
        number: one.marked
        for number, one in enumerate(news)
        if _share(tokens_of(one), back) < HARDLY
    }
    for passage in olds:
        if _share(tokens_of(passage), pairs) >= HARDLY:
            continue
        best = process.extractOne(passage.marked, spare, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best:
            del spare[best[2]]
            _pair_words([passage], [news[best[2]]], pairs)


def _pair(olds: Iterable[Token], news: Iterable[Token], pairs: dict[int, int]) -> None:
    for one, other in zip(olds, news, strict=True):
        pairs[one[0]] = other[0]


def _share(tokens: Iterable[Token], pairs: dict[int, int]) -> float:
    """Of the letters of some words, the share in those that are paired; 0 where there are none."""
    words = [(start, len(word)) for start, word in tokens if word[0].isalnum()]
    whole = sum(size for _, size in words)
    return sum(size for start, size in words if start in pairs) / whole if whole else 0.0

"""Which words of a text are which words of its revision: the two are aligned word by word.

Passages that are the same are paired first, in order and then wherever they went; what stands
between them is compared word by word, however its sentences were cut or joined.
"""

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein, MatchingBlock

from pipeline.read.text import Document, Passage, Section
from pipeline.resolve.quotations import Span

WORD = re.compile(r"\w+|[^\w\s]")
WORDS_AROUND = 6  # words before and after a quotation that have to be like those of the old text
MAX_LOST = 0.5  # the share of a passage's letters below which it counts as not found again
MIN_SCORE = 70.0  # the score (0 to 100) from which two passages in different places are one, edited
MAX_ALIGNED = 10**10  # words of one text times words of the other that are aligned: seconds
MAX_SCORED = 10**6  # passages of one times those of the other: seconds, too

Token = tuple[int, str]  # where it begins, and its letters
Block = tuple[list[Passage], list[Passage]]  # of the old text and of the new one
Pairs = dict[int, int]  # where a word begins in the old text → in the new one


@dataclass(frozen=True)
class Alignment:
    """Two texts, and where the words of the old one that still stand are in the new one."""

    old: Document
    new: Document
    pairs: Pairs

    @cached_property
    def tokens(self) -> list[Token]:
        """The words and marks of the old text."""
        return _tokens(self.old.passages)

    @cached_property
    def starts(self) -> list[int]:
        """Where each of them begins."""
        return [start for start, _ in self.tokens]

    def share_kept(self, span: Span) -> float:
        """Return the share (0 to 1) of a stretch's letters, and of those around, that stand."""
        begin, first, last, end = self._token_range(span)
        near = self.tokens[max(begin, first - WORDS_AROUND) : min(end, last + WORDS_AROUND)]
        return _share(near, self.pairs)

    def find_same(self, span: Span) -> Span | None:
        """Return where the words of a stretch still stand, letter for letter, in the same place."""
        quote = self.old.text[span.start : span.end]
        _, first, last, _ = self._token_range(span)
        for start in (self.starts[first], self.starts[last - 1]):
            if start in self.pairs:
                place = self.pairs[start] + span.start - start
                if place >= 0 and self.new.text.startswith(quote, place):
                    return Span(place, place + len(quote))
        return None

    def find_instead(self, span: Span) -> Span | None:
        """Return what stands now between the words around a stretch; None for nothing."""
        begin, first, last, end = self._token_range(span)
        paired = [index for index in range(begin, end) if self.starts[index] in self.pairs]
        if not paired:
            return None
        left = max((index for index in paired if index < first), default=None)
        right = min((index for index in paired if index >= last), default=None)
        place = self.pairs[self.starts[paired[0] if left is None else left]]
        passage = self.new.passages[self.new.passage_at(place)]
        start = passage.start if left is None else place + len(self.tokens[left][1])
        stop = passage.end if right is None else self.pairs[self.starts[right]]
        words = self.new.text[start:stop]
        start, stop = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        return Span(start, stop) if start < stop else None

    def find_section(self, section: Section) -> tuple[str, ...]:
        """Return the path of the section that has now what stood in a section, or its own."""
        depth = len(section.path)
        votes: Counter[tuple[str, ...]] = Counter()
        first = bisect.bisect_left(self.starts, section.start)
        last = bisect.bisect_left(self.starts, section.end)
        for start in self.starts[first:last]:
            if start in self.pairs and _section_path(self.old, start)[:depth] == section.path:
                votes[_section_path(self.new, self.pairs[start])[:depth]] += 1
        stays = section.path in votes or not votes
        return section.path if stays else votes.most_common(1)[0][0]

    def _token_range(self, span: Span) -> tuple[int, int, int, int]:
        """Return the tokens of a stretch, first and end, between those of its passage."""
        passage = self.old.passages[self.old.passage_at(span.start)]
        first = bisect.bisect_right(self.starts, span.start) - 1
        if first < 0 or self.starts[first] + len(self.tokens[first][1]) <= span.start:
            first += 1
        last = max(first + 1, bisect.bisect_left(self.starts, span.end))
        begin = bisect.bisect_left(self.starts, passage.first)
        return begin, first, last, bisect.bisect_left(self.starts, passage.last)


def align(old: Document, new: Document) -> Alignment:
    """Return the alignment of a text with its revision."""
    pairs: Pairs = {}
    blocks = _pair_moved(_pair_same(old.passages, new.passages, pairs), pairs)
    for block in blocks:
        _pair_words(*block, pairs)
    _pair_edited(blocks, pairs)
    return Alignment(old, new, pairs)


def _pair_same(olds: Sequence[Passage], news: Sequence[Passage], pairs: Pairs) -> list[Block]:
    """Pair the passages that are the same in both texts; return what stands between them."""
    blocks: list[Block] = []
    i = k = 0
    for same in _find_runs([each.marked for each in olds], [each.marked for each in news]):
        blocks.append((list(olds[i : same.a]), list(news[k : same.b])))
        i, k = same.a + same.size, same.b + same.size
        _pair_words(olds[same.a : i], news[same.b : k], pairs)
    return blocks


def _find_runs(old: list[str], new: list[str]) -> list[MatchingBlock]:
    """Return the runs of items that stand in both lists, in their order; the last is empty."""
    if len(old) * len(new) > MAX_ALIGNED:
        return [MatchingBlock(len(old), len(new), 0)]
    return Levenshtein.opcodes(old, new).as_matching_blocks()


def _pair_moved(blocks: list[Block], pairs: Pairs) -> list[Block]:
    """Pair the passages that stand elsewhere now; return the blocks without them."""
    spare: dict[str, list[Passage]] = defaultdict(list)
    for _, news in reversed(blocks):
        for passage in reversed(news):
            spare[passage.marked].append(passage)
    moved: set[int] = set()
    taken: set[int] = set()
    for olds, _ in blocks:
        for passage in olds:
            if spare[passage.marked]:
                there = spare[passage.marked].pop()
                _pair_words([passage], [there], pairs)
                moved.add(passage.first)
                taken.add(there.first)
    return [
        (
            [each for each in olds if each.first not in moved],
            [each for each in news if each.first not in taken],
        )
        for olds, news in blocks
    ]


def _pair_words(olds: Iterable[Passage], news: Iterable[Passage], pairs: Pairs) -> None:
    """Pair the words that some passages have in common with others, in their order."""
    old, new = _tokens(olds), _tokens(news)
    for start, _ in old:
        pairs.pop(start, None)
    for i, k, size in _find_runs([word for _, word in old], [word for _, word in new]):
        for (start, _), (place, _) in zip(old[i : i + size], new[k : k + size], strict=True):
            pairs[start] = place


def _pair_edited(blocks: list[Block], pairs: Pairs) -> None:
    """Pair the words of passages that stand elsewhere now, and were edited too."""
    back = {new: old for old, new in pairs.items()}
    lost: list[Passage] = []
    spare: dict[Passage, str] = {}
    for olds, news in blocks:
        lost += [each for each in olds if _share(_tokens([each]), pairs) < MAX_LOST]
        spare |= {each: each.marked for each in news if _share(_tokens([each]), back) < MAX_LOST}
    for passage in lost if len(lost) * len(spare) <= MAX_SCORED else ():
        best = process.extractOne(passage.marked, spare, scorer=fuzz.ratio, score_cutoff=MIN_SCORE)
        if best:
            del spare[best[2]]
            _pair_words([passage], [best[2]], pairs)


def _tokens(passages: Iterable[Passage]) -> list[Token]:
    """Return the words and marks of some passages, in order."""
    tokens: list[Token] = []
    for passage in passages:
        for match in WORD.finditer(passage.marked):
            tokens.append((passage.first + match.start(), match[0]))
    return tokens


def _section_path(document: Document, place: int) -> tuple[str, ...]:
    return tuple(document.passages[document.passage_at(place)].section.split(" / "))


def _share(tokens: Iterable[Token], pairs: Pairs) -> float:
    """Return the share of the words' letters that are in paired words; 0 where there are none."""
    whole = kept = 0
    for start, word in tokens:
        if word[0].isalnum():
            whole += len(word)
            kept += len(word) if start in pairs else 0
    return kept / whole if whole else 0.0

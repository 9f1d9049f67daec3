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
WORDS_AROUND = 6  # words before and after a quotation that have to be like those of the old text
MAX_LOST = 0.5  # the share of a passage's letters below which it counts as not found again
MIN_SCORE = 70.0  # the score (0 to 100) from which two passages in different places are one, edited

Token = tuple[int, str]  # where it begins, and its letters
Names = tuple[str, ...]  # a section's path
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
        begin, end = self._passage_tokens(span)
        first, last = self._token_range(span)
        near = self.tokens[max(begin, first - WORDS_AROUND) : min(end, last + WORDS_AROUND)]
        return _share(near, self.pairs)

    def find_same(self, span: Span) -> Span | None:
        """Return where the words of a stretch still stand, letter for letter, in the same place."""
        quote = self.old.text[span.start : span.end]
        first, last = self._token_range(span)
        for start in (self.starts[first], self.starts[last - 1]):
            if start in self.pairs:
                place = self.pairs[start] + span.start - start
                if place >= 0 and self.new.text.startswith(quote, place):
                    return Span(place, place + len(quote))
        return None

    def find_instead(self, span: Span) -> Span | None:
        """Return what stands now between the words around a stretch; None for nothing."""
        begin, end = self._passage_tokens(span)
        first, last = self._token_range(span)
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

    def find_section(self, path: Names) -> Names | None:
        """Return the path of the section that has now what stood in a section; None for none."""
        paths = {section.path for section in self.new.sections}
        votes: Counter[Names] = Counter()
        for (old, new), letters in self._moves.items():
            if old[: len(path)] == path:
                votes[new[: len(path)]] += letters
        if votes[path] or not votes.total():
            return path if path in paths else None
        best = max(votes, key=lambda name: votes[name])
        return best if best in paths else None

    @cached_property
    def _moves(self) -> Counter[tuple[Names, Names]]:
        """How many letters went from which section to which."""
        moves: Counter[tuple[Names, Names]] = Counter()
        for start, word in self.tokens:
            if start in self.pairs:
                old = self.old.passages[self.old.passage_at(start)]
                new = self.new.passages[self.new.passage_at(self.pairs[start])]
                moves[_section_path(old), _section_path(new)] += len(word)
        return moves

    def _passage_tokens(self, span: Span) -> tuple[int, int]:
        """Return the range of the tokens of the passage in which a stretch begins."""
        passage = self.old.passages[self.old.passage_at(span.start)]
        return self._token_range(Span(passage.first, passage.last))

    def _token_range(self, span: Span) -> tuple[int, int]:
        """Return the first token that a stretch touches, and the one after the last."""
        first = max(0, bisect.bisect_right(self.starts, span.start) - 1)
        if self.starts[first] + len(self.tokens[first][1]) <= span.start:
            first += 1
        return first, max(first + 1, bisect.bisect_left(self.starts, span.end))


def align(old: Document, new: Document) -> Alignment:
    """Return the alignment of a text with its revision."""
    pairs: Pairs = {}
    blocks = _pair_same(old, new, pairs)
    _pair_moved(blocks, pairs)
    olds: list[Passage] = []
    news: list[Passage] = []
    for old_block, new_block in blocks:
        _pair_words(old_block, new_block, pairs)
        olds += old_block
        news += new_block
    _pair_edited(olds, news, pairs)
    return Alignment(old, new, pairs)


def _pair_same(old: Document, new: Document, pairs: Pairs) -> list[Block]:
    """Pair the passages that are the same in both texts; return what stands between them."""
    old_texts = [passage.marked for passage in old.passages]
    new_texts = [passage.marked for passage in new.passages]
    blocks: list[Block] = []
    for how, i, j, k, m in SequenceMatcher(None, old_texts, new_texts).get_opcodes():
        olds, news = list(old.passages[i:j]), list(new.passages[k:m])
        if how == "equal":
            _pair(_tokens(olds), _tokens(news), pairs)
        else:
            blocks.append((olds, news))
    return blocks


def _pair_moved(blocks: list[Block], pairs: Pairs) -> None:
    """Pair the passages that stand elsewhere now, and take them out of their blocks."""
    spare: dict[str, list[tuple[list[Passage], Passage]]] = defaultdict(list)
    for _, news in blocks:
        for passage in news:
            spare[passage.marked].append((news, passage))
    for olds, _ in blocks:
        for passage in list(olds):
            if spare[passage.marked]:
                news, moved = spare[passage.marked].pop(0)
                _pair(_tokens([passage]), _tokens([moved]), pairs)
                olds.remove(passage)
                news.remove(moved)


def _pair_words(olds: list[Passage], news: list[Passage], pairs: Pairs) -> None:
    """Pair the words that some passages have in common with others, in their order."""
    old, new = _tokens(olds), _tokens(news)
    for start, _ in old:
        pairs.pop(start, None)
    matcher = SequenceMatcher(None, [word for _, word in old], [word for _, word in new])
    for i, k, size in matcher.get_matching_blocks():
        _pair(old[i : i + size], new[k : k + size], pairs)


def _pair_edited(olds: list[Passage], news: list[Passage], pairs: Pairs) -> None:
    """Pair the words of passages that stand elsewhere now, and were edited too."""
    back = {new: old for old, new in pairs.items()}
    spare: dict[int, str] = {}
    for number, passage in enumerate(news):
        if _share(_tokens([passage]), back) < MAX_LOST:
            spare[number] = passage.marked
    for passage in olds:
        if _share(_tokens([passage]), pairs) >= MAX_LOST:
            continue
        best = process.extractOne(passage.marked, spare, scorer=fuzz.ratio, score_cutoff=MIN_SCORE)
        if best:
            del spare[best[2]]
            _pair_words([passage], [news[best[2]]], pairs)


def _pair(olds: list[Token], news: list[Token], pairs: Pairs) -> None:
    for (old, _), (new, _) in zip(olds, news, strict=True):
        pairs[old] = new


def _tokens(passages: Iterable[Passage]) -> list[Token]:
    """Return the words and marks of some passages, in order."""
    tokens: list[Token] = []
    for passage in passages:
        for match in WORD.finditer(passage.marked):
            tokens.append((passage.first + match.start(), match[0]))
    return tokens


def _section_path(passage: Passage) -> Names:
    return tuple(passage.section.split(" / "))


def _share(tokens: Iterable[Token], pairs: Pairs) -> float:
    """Return the share of the words' letters that are in paired words; 0 where there are none."""
    whole = kept = 0
    for start, word in tokens:
        if word[0].isalnum():
            whole += len(word)
            kept += len(word) if start in pairs else 0
    return kept / whole if whole else 0.0

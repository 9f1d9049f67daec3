"""Find names in a text: as they are spelled, or with the endings that a language gives them."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.common.letters import folded
from pipeline.common.words import entries, word_files
from pipeline.resolve.terms import term_for

WORD = re.compile(r"[^\W_]+")
MAX_ENDING = 3  # letters that a word may have more or fewer than in the name
MIN_STEM = 3  # letters that are the same in every case


class Word(NamedTuple):
    """A word of a text, folded, and where it stands."""

    letters: str
    start: int
    end: int


class Words(tuple[Word, ...]):
    """The words of a text, in order."""

    @functools.cached_property
    def by_stem(self) -> dict[str, list[int]]:
        """Return which words begin with some letters: all that may be alike have them."""
        places: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(self):
            places[word.letters[:MIN_STEM]].append(index)
        return places


def words_in(text: str) -> Words:
    """Return the words of a text."""
    found = WORD.finditer(text)
    return Words(Word(folded(match[0]), match.start(), match.end()) for match in found)


@functools.lru_cache(maxsize=2**16)
def words_of_name(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, without an article before them."""
    words = tuple(word.letters for word in words_in(name))
    return words[1:] if len(words) > 1 and words[0] in _articles() else words


@functools.cache
def _articles() -> frozenset[str]:
    return frozenset(folded(word) for word in entries("the"))


def is_alike(word: str, name: str) -> bool:
    """Return whether a word of a text is a word of a name, in any case or number."""
    if word == name:
        return True
    stem = len(name) - (1 if len(name) <= 5 else 2)
    return (
        stem >= MIN_STEM
        and abs(len(word) - len(name)) <= MAX_ENDING
        and word.startswith(name[:stem])
    )


def find_name(words: Words, name: str) -> Iterator[tuple[int, int]]:
    """Give each place, from and to a word's index (exclusive), where the whole of a name stands."""
    parts = words_of_name(name)
    for start in words.by_stem.get(parts[0][:MIN_STEM], ()) if parts else ():
        there = words[start : start + len(parts)]
        if len(there) == len(parts) and all(
            is_alike(word.letters, part) for word, part in zip(there, parts, strict=True)
        ):
            yield start, start + len(parts)


@functools.lru_cache(maxsize=2**14)
def is_generic(name: str) -> bool:
    """Return whether a name only says what kind of work a memorial is, in any language."""
    return any(term_for("memorial_type", name.strip(), language) for language in word_files())

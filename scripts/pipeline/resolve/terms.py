"""The words by which a vocabulary's terms are known in a language: `words/LANGUAGE.toml`."""

import functools
import re
from typing import NamedTuple

from pipeline.common.words import expression, word_files, words_of
from schemas.vocabularies import VOCABULARIES

ALIKE = str.maketrans("ёЁıİ", "ееii")  # letters that are written either way


class Word(NamedTuple):
    """Words of a term that stand in a quotation, from `start` to `end` (exclusive)."""

    start: int
    end: int
    term: str


def term_for(vocabulary: str, words: str, language: str) -> str | None:
    """Return the term that a whole quotation is a word of; of two terms, the first."""
    for term, pattern in _patterns(vocabulary, language).items():
        if pattern.fullmatch(_plain(words)):
            return term
    return None


def words_of_terms(vocabulary: str, words: str, language: str) -> list[Word]:
    """Return the words of terms that stand in a text, but for those that longer ones share."""
    plain = _plain(words)
    found = [
        Word(match.start(), match.end(), term)
        for term, pattern in _patterns(vocabulary, language).items()
        for match in pattern.finditer(plain)
    ]
    return [word for word in found if not any(_is_longer(other, word) for other in found)]


def _plain(words: str) -> str:
    """Return words in small letters, as many as there were: to ignore capitals is slow."""
    return words.translate(ALIKE).lower()


def _is_longer(other: Word, word: Word) -> bool:
    overlap = other.start < word.end and word.start < other.end
    return overlap and other.end - other.start > word.end - word.start


@functools.cache
def knows(vocabulary: str, term: str) -> bool:
    """Return whether a term has words in any language: in one without, only a note can say it."""
    listed = (words.get("terms", {}).get(vocabulary, {}) for words in word_files().values())
    return any(terms.get(term) for terms in listed)


@functools.cache
def _patterns(vocabulary: str, language: str) -> dict[str, re.Pattern[str]]:
    """Return the pattern of each term's words, its own name in English among them."""
    listed = words_of(language).get("terms", {}).get(vocabulary, {})
    patterns: dict[str, re.Pattern[str]] = {}
    for term in VOCABULARIES[vocabulary]:
        words = sorted({*listed.get(term, ()), term.replace("_", " ")}, key=len, reverse=True)
        either = _plain("|".join(map(expression, words)))
        patterns[term] = re.compile(rf"\b(?:{either})(?!\w)")
    return patterns

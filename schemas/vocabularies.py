"""The vocabularies: which terms a column may hold, what each means, which words give it.

They are data, in `vocabularies.toml`: a term's `words` are the quotations that a machine turns
into it, compared without regard to capitals; any other quotation has to be coded by a person.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """A term of a vocabulary, its meaning, and the words of a source that give it."""

    meaning: str
    words: tuple[str, ...] = ()


def _read(path: Path) -> dict[str, dict[str, Term]]:
    vocabularies: dict[str, dict[str, Term]] = {}
    for name, terms in tomllib.loads(path.read_text(encoding="utf-8")).items():
        vocabularies[name] = {
            term: Term(about["meaning"], tuple(about.get("words", ())))
            for term, about in terms.items()
        }
    return vocabularies


VOCABULARIES = _read(Path(__file__).with_name("vocabularies.toml"))


@cache
def _words(vocabulary: str) -> dict[str, tuple[str, ...]]:
    """Return for each term the words that give it, its own name among them."""
    terms = VOCABULARIES[vocabulary].items()
    return {name: (*term.words, name.replace("_", " ")) for name, term in terms}


def term_for(vocabulary: str, words: str) -> str | None:
    """Return the term that a vocabulary's own list gives for a quotation, or None."""
    return _spelled(vocabulary).get(words.casefold())


@cache
def _spelled(vocabulary: str) -> dict[str, str]:
    """Return the term of each word, folded; of two terms with a word, the first has it."""
    terms: dict[str, str] = {}
    for name, words in _words(vocabulary).items():
        for word in words:
            terms.setdefault(word.casefold(), name)
    return terms


def terms_in(vocabulary: str, words: str) -> set[str]:
    """Return the terms whose words stand somewhere in a quotation, as whole words."""
    return {name for name, pattern in _patterns(vocabulary).items() if pattern.search(words)}


@cache
def _patterns(vocabulary: str) -> dict[str, re.Pattern[str]]:
    patterns: dict[str, re.Pattern[str]] = {}
    for name, words in _words(vocabulary).items():
        either = "|".join(map(re.escape, words))
        patterns[name] = re.compile(rf"\b(?:{either})\b", re.IGNORECASE)
    return patterns

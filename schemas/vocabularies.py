"""The vocabularies: which terms a column may hold, what each means, which words give it.

They are data, in `vocabularies.toml`: a term's `words` are the quotations that a machine turns
into it, compared without regard to capitals; any other quotation has to be coded by a person.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """A term of a vocabulary, its meaning, and the words of a source that give it."""

    meaning: str
    words: tuple[str, ...] = ()


def _read(path: Path) -> dict[str, dict[str, Term]]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: {
            term: Term(said["meaning"], tuple(said.get("words", ())))
            for term, said in terms.items()
        }
        for name, terms in raw.items()
    }


VOCABULARIES = _read(Path(__file__).with_name("vocabularies.toml"))


def term_for(vocabulary: str, words: str) -> str | None:
    """The term that a vocabulary's own list gives for a quotation, or None."""
    return _spelled(vocabulary).get(words.casefold())


@cache
def _spelled(vocabulary: str) -> dict[str, str]:
    """Each word that gives a term, folded; of two terms with a word, the first has it."""
    pairs = [(word.casefold(), name) for name, words in _words(vocabulary) for word in words]
    return dict(reversed(pairs))


def _words(vocabulary: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each term with the words that give it, its own name among them."""
    for name, term in VOCABULARIES[vocabulary].items():
        yield name, (*term.words, name.replace("_", " "))


def terms_in(vocabulary: str, words: str) -> set[str]:
    """The terms whose words stand somewhere in a quotation, as whole words."""
    return {name for name, pattern in _patterns(vocabulary) if pattern.search(words)}


@cache
def _patterns(vocabulary: str) -> list[tuple[str, re.Pattern[str]]]:
    """For each term, any of its words as a whole."""
    return [
        (name, re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE))
        for name, words in _words(vocabulary)
    ]

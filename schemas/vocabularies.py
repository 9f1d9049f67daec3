"""The vocabularies: which terms a column may hold, what each means, which words give it.

They are data, in `vocabularies.toml`: a term's `words` are the quotations that a machine turns
into it, compared without regard to capitals; any other quotation has to be coded by a person.
"""

import re
import tomllib
from dataclasses import dataclass
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
    folded = words.casefold()
    for name, term in VOCABULARIES[vocabulary].items():
        if folded in (word.casefold() for word in (*term.words, name.replace("_", " "))):
            return name
    return None


def terms_in(vocabulary: str, words: str) -> set[str]:
    """The terms whose words stand somewhere in a quotation, as whole words."""
    return {
        name
        for name, term in VOCABULARIES[vocabulary].items()
        for word in (*term.words, name.replace("_", " "))
        if re.search(rf"\b{re.escape(word)}\b", words, re.IGNORECASE)
    }

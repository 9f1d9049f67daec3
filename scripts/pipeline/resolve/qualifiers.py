"""The words that make a number or date vague, or deny it, in all languages: `patterns.toml`."""

import re

from pipeline.common.words import pattern


def is_approximate(words: str) -> bool:
    """Return whether a quotation says about, some, roughly or the like."""
    return bool(pattern("<APPROXIMATE>", re.IGNORECASE).search(words))


def denial(words: str, planned: bool = True) -> str | None:
    """Return the first word that denies what follows, doubts it, or, if asked for, plans it."""
    small = pattern(r"\b(?:<names>)\b").sub(" ", words).lower()  # to ignore capitals is slow
    small = pattern("<NOT_DENIED>").sub(" ", small)
    match = pattern(r"\b(?:<denied>|<planned>)\b" if planned else r"\b(?:<denied>)\b").search(small)
    return match and match[0]


def ends_with(template: str, before: str) -> bool:
    """Return whether words are the last of some in small letters, but for articles and the like.

    `template` is a pattern for `pattern`; `before` is some hundred characters at most.
    """
    last = max((match.end() for match in pattern(template).finditer(before)), default=-1)
    return last >= 0 and pattern("<FILLER>").fullmatch(before, last) is not None

"""The words that make a number or date vague, a bound or denied, in all languages together.

Some count wherever they stand in a quotation; others only right before a number, as many mean
something else elsewhere: "около" is about 8 m, and near a station.
"""

import re

from pipeline.common.words import pattern

NUMBER = (
    r"(?:[0-9]++(?:[.,][0-9]++)*+|\b(?:<numbers>|<tens>|<unread_numbers>)\b)"  # `<key>`: any word
)
FILLER = r"(?:[\s.'’\"“()-]|\b(?:<fillers>)\b)*+"
NUMBER_NEXT = rf"(?={FILLER}(?:{NUMBER}|\Z))"
APPROXIMATE = (
    rf"\b(?:<about>|<about_after>)\b|[~≈±]|\b(?:<about_number>)\b{NUMBER_NEXT}"  # about 8 m
)
AFTER_NUMBER = r"<limit_after>|\w*(?:<limit_endings>)\s++(?:<limit_after_ending>)"
BOUND = rf"[<>≤≥]|\b(?:<limit>|{AFTER_NUMBER})\b|\b(?:<limit_number>)\b{NUMBER_NEXT}"
TAKEN_BACK = r"\b(?:<denied>)\b"
NOT_DONE = r"\b(?:<denied>|<planned>)\b"
NAMES = r"\b(?:<names>)\b"
NOT_DENIED = r"\b(?:<denied_not>)(?:\b|(?<!\w))"


def is_approximate(words: str) -> bool:
    """Whether a quotation says about, some, roughly or the like."""
    return bool(pattern(APPROXIMATE, re.IGNORECASE).search(words))


def without_approximation(words: str) -> str:
    """Return a quotation without the words that say about, some, roughly or the like."""
    return pattern(APPROXIMATE, re.IGNORECASE).sub("", words)


def is_bound(words: str) -> bool:
    """Whether a quotation says at least, at most, more than or the like."""
    return bool(pattern(BOUND, re.IGNORECASE).search(words))


def denial(words: str, planned: bool = True) -> str | None:
    """Return the first word that denies what follows, doubts it, or, if asked for, plans it."""
    small = pattern(NAMES).sub(" ", words).lower()  # to ignore capitals takes thrice as long
    small = pattern(NOT_DENIED).sub(" ", small)
    match = pattern(NOT_DONE if planned else TAKEN_BACK).search(small)
    return match and match[0]


def ends_with(template: str, before: str) -> bool:
    """Whether words are the last of some in small letters, but for articles, spaces and the like.

    `template` is a pattern for `pattern`; `before` is some hundred characters at most.
    """
    last = max((match.end() for match in pattern(template).finditer(before)), default=-1)
    return last >= 0 and pattern(FILLER).fullmatch(before, last) is not None

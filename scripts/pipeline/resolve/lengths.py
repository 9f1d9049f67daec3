"""Lengths: what words say in metres."""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from babel import numbers

from pipeline.common.serialize import number_text
from pipeline.common.words import cldr_locale, denial, pattern, word_files

METRES = {  # foot and inch: the international yard and pound agreement of 1959
    "metre": Decimal(1),
    "centimetre": Decimal("0.01"),
    "millimetre": Decimal("0.001"),
    "kilometre": Decimal(1000),
    "foot": Decimal("0.3048"),
    "inch": Decimal("0.0254"),
}
MAX_DIGITS = 40  # of a length, points and commas included


def metres(words: str, language: str) -> str | None:
    """Return a length in words in metres: "8.6-meters-long" is 8.6, "about two meters high" is 2.

    None where a machine cannot tell: with a number that is no length, two lengths, or a bound.
    """
    lengths: list[str] = []
    for match in lengths_in(words):
        word = match["number"]
        number = _number(word, language) if len(word) <= MAX_DIGITS else None
        if number is not None:
            lengths.append(number_text(number * units()[match["unit"].casefold()]))
    count = len(pattern("<NUMBER>", re.IGNORECASE).findall(words))
    if len(set(lengths)) != 1 or count != len(lengths):
        return None
    bound = pattern("<BOUND>", re.IGNORECASE).search(words)
    return None if bound or denial(words) else lengths[0]


def lengths_in(words: str) -> Iterator[re.Match[str]]:
    """Find the lengths in words: groups `number` and `unit`; a capital M stands for millions."""
    for match in pattern("<LENGTH>", re.IGNORECASE).finditer(words):
        if match["unit"] != "M" and match["unit"].casefold() in units():
            yield match


@functools.cache
def units() -> dict[str, Decimal]:
    """Return the units of length in all languages, in small letters, and how many metres each is.

    Raises:
        KeyError: a language names a unit that is none of `METRES`.
    """
    known: dict[str, Decimal] = {}
    for words in word_files().values():
        for unit, names in words.get("units", {}).items():
            known |= dict.fromkeys(names, METRES[unit])
    return known


@functools.cache
def _number_words() -> dict[str, Decimal]:
    known: dict[str, Decimal] = {}
    for words in word_files().values():
        known |= {word: Decimal(number) for number, word in enumerate(words.get("numbers", ()))}
        known |= {word: Decimal(10 * n) for n, word in enumerate(words.get("tens", ()), start=3)}
    return known


def _number(word: str, language: str) -> Decimal | None:
    if word[0].isalpha():
        return _number_words().get(word.casefold())
    try:
        return numbers.parse_decimal(word, locale=str(cldr_locale(language)), strict=True)
    except (numbers.NumberFormatError, InvalidOperation):
        return None

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
GOES_ON = (("foot", "inch"), ("metre", "centimetre"))  # two units of one length: 6 ft 2 in
METRIC = ("metre", "centimetre", "millimetre", "kilometre")
ROUNDING = Decimal("0.05")  # of a length that is given again in another system
INCH = "in"  # a word too: a unit only behind feet
MAX_DIGITS = 40  # of a length, points and commas included


def metres(words: str, language: str) -> str | None:
    """Return a length in words in metres: "8.6-meters-long" is 8.6, "about two meters high" is 2.

    None where a machine cannot tell: with a number that is no length, two lengths, or a bound.
    Feet and inches are one length, or metres and centimetres, and so are a length and the same in
    other units behind it, of which the metric one counts: "34 feet (10 m)" is 10.
    """
    lengths: list[tuple[str, Decimal]] = []
    end = 0
    for match in lengths_in(words):
        unit = units().get(match["unit"].casefold(), "inch")
        number = _number(match["number"], language)
        if number is None:
            return None
        goes_on = lengths and (lengths[-1][0], unit) in GOES_ON
        if goes_on and not words[end : match.start()].strip(" -"):
            lengths[-1] = unit, lengths[-1][1] + number * METRES[unit]
        else:
            lengths.append((unit, number * METRES[unit]))
        end = match.end()
    count = len(pattern("<NUMBER>", re.IGNORECASE).findall(words))
    if not lengths or count != len(list(lengths_in(words))) or not _is_one(lengths):
        return None
    if pattern("<BOUND>", re.IGNORECASE).search(words) or denial(words, language):
        return None
    return number_text(next((m for unit, m in lengths if unit in METRIC), lengths[0][1]))


def _is_one(lengths: list[tuple[str, Decimal]]) -> bool:
    """Return whether lengths are the same, but for rounding between two systems of units."""
    first, last = min(m for _, m in lengths), max(m for _, m in lengths)
    systems = {unit in METRIC for unit, _ in lengths}
    return first == last or (len(systems) > 1 and last - first <= ROUNDING * last)


def lengths_in(words: str) -> Iterator[re.Match[str]]:
    """Find the lengths in words: groups `number` and `unit`; a capital M stands for millions."""
    feet = False
    for match in pattern("<LENGTH>", re.IGNORECASE).finditer(words):
        unit = match["unit"].casefold()
        if match["unit"] != "M" and (unit in units() or (feet and unit == INCH)):
            feet = units().get(unit) == "foot"
            yield match


@functools.cache
def units() -> dict[str, str]:
    """Return the names of units of length in all languages, in small letters, and which each is.

    Raises:
        KeyError: a language names a unit that is none of `METRES`.
    """
    known: dict[str, str] = {}
    for words in word_files().values():
        for unit, names in words.get("units", {}).items():
            known |= {name.casefold(): unit for name in names if METRES[unit]}
    return known


@functools.cache
def _number_words() -> dict[str, Decimal]:
    known: dict[str, Decimal] = {}
    for words in word_files().values():
        known |= {word: Decimal(number) for number, word in enumerate(words.get("numbers", ()))}
        known |= {word: Decimal(10 * n) for n, word in enumerate(words.get("tens", ()), start=3)}
    return known


def _number(word: str, language: str) -> Decimal | None:
    if len(word) > MAX_DIGITS:
        return None
    if word[0].isalpha():
        return _number_words().get(word.casefold())
    try:
        return numbers.parse_decimal(word, locale=str(cldr_locale(language)), strict=True)
    except (numbers.NumberFormatError, InvalidOperation):
        return None

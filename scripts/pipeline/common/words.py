"""The words of languages: the files of `resolve/words`, and the months of Unicode CLDR (Babel).

Among them are those that make a number or date vague, or deny it: `resolve/patterns.toml`.
"""

import functools
import re
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

FOLDER = Path(__file__).parents[1] / "resolve/words"
PATTERNS = tomllib.loads(FOLDER.with_name("patterns.toml").read_text("utf-8"))
KEY = re.compile(r"(?<!\?P)<([a-z_]+|[A-Z_]+)>")  # in a pattern; a named group is none
# What the signs of an entry stand for; see the comment at the top of each file.
SIGNS = {"*": r"\w*+", "(": "(?:", ")": ")?", " ": r"\s", "'": "['’]"}
LETTERS = str.maketrans({letter: f"\\{letter}" for letter in r"\.^$+?{}[]|"} | SIGNS)


@functools.cache
def word_files() -> dict[str, dict[str, Any]]:
    """Return what each file says of its language, by the language's tag."""
    paths = sorted(FOLDER.glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in paths}


@functools.cache
def entries(key: str, language: str = "") -> tuple[str, ...]:
    """Return the entries of a key in one language, or in all, each once; of a table, of all keys.

    Raises:
        KeyError: no language has the key.
    """
    found: dict[str, None] = {}
    for words in [words_of(language)] if language else word_files().values():
        listed = words.get(key, ())
        groups = listed.values() if isinstance(listed, dict) else [listed]
        found |= dict.fromkeys(chain.from_iterable(groups))
    if not found and not language:
        raise KeyError(key)
    return tuple(found)


def words_of(language: str) -> dict[str, Any]:
    """Return what is known of a language (BCP 47); nothing where it has no file."""
    return word_files().get(language.partition("-")[0], {})


@functools.cache
def pattern(template: str, flags: int = 0, language: str = "") -> re.Pattern[str]:
    """Compile a pattern in which `<key>` stands for any entry of that key, in one language or all.

    `<NAME>` stands for a pattern of `resolve/patterns.toml`. A key without entries never matches.
    """

    def words(key: re.Match[str]) -> str:
        if key[1].islower():
            return "|".join(map(expression, entries(key[1], language))) or "(?!)"
        lines = map(str.strip, PATTERNS[key[1]].splitlines())
        return KEY.sub(words, "".join(lines))

    return re.compile(KEY.sub(words, template), flags)


def expression(entry: str) -> str:
    """Return an entry of a language's file as a pattern; its signs are told of in the file."""
    if entry.startswith("*"):
        return r"\w*" + expression(entry[1:])
    if entry.startswith("# "):  # a number may be beside two words: it is looked at, not taken
        return r"(?<=[0-9]\s)" + expression(entry[2:])
    if entry.endswith(" #"):
        return expression(entry[:-2]) + r"(?=\s[0-9])"
    return entry.translate(LETTERS)


def cldr_locale(language: str) -> Locale:
    """Return CLDR's names in a language (BCP 47); English where CLDR does not have it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def folded(name: str) -> str:
    """Return a month's name without regard to capitals, the Turkic dotted İ included."""
    return name.replace("İ", "i").casefold().rstrip(".")


@functools.cache
def month_names(language: str) -> dict[str, int]:
    """Return the months' names of a language, full and short, folded, and their numbers."""
    return _months(language, "abbreviated", "short_months") | _months(language, "wide", "months")


def month_number(name: str, language: str) -> int | None:
    """Return which month a word names in a language, in any of its cases: fevralın, феврале."""
    known, name = month_names(language), folded(name)
    if name in known or not words_of(language).get("months_have_cases"):
        return known.get(name)
    for cut in (0, 1):  # letters that a case takes from the end of a name
        stems = {
            number
            for month, number in known.items()
            if len(month) > 2 + cut and name.startswith(month[: len(month) - cut])
        }
        if stems:
            return stems.pop() if len(stems) == 1 else None
    return None


def short_months(language: str) -> set[str]:
    """Return the shortened names of the months of a language that are not their full ones."""
    return month_names(language).keys() - _months(language, "wide", "months").keys()


@functools.cache
def _months(language: str, width: Literal["abbreviated", "wide"], key: str) -> dict[str, int]:
    """Return the names that stand in a date, as asking Babel 2.18 for others spoils its answers."""
    locale = cldr_locale(language)
    names = {folded(name): month for month, name in get_month_names(width, locale=locale).items()}
    extra: dict[str, int] = word_files().get(locale.language, {}).get(key, {})
    return names | extra


def is_approximate(words: str) -> bool:
    """Return whether a quotation says about, some, roughly or the like."""
    return bool(pattern("<APPROXIMATE>", re.IGNORECASE).search(words))


def denial(words: str, language: str, planned: bool = True) -> str | None:
    """Return the first word that denies what follows, doubts it, or, if asked for, plans it.

    `language` is the source's: what denies in one language means something else in another.
    """
    small = pattern(r"\b(?:<names>)\b").sub(" ", words).lower()  # to ignore capitals is slow
    small = pattern("<NOT_DENIED>").sub(" ", small)
    either = r"\b(?:<denied>|<planned>)\b" if planned else r"\b(?:<denied>)\b"
    match = pattern(either, language=language).search(small)
    return match and match[0]


def ends_with(template: str, before: str, filler: str = "<FILLER>") -> bool:
    """Return whether words are the last of some in small letters, but for articles and the like.

    `template` is a pattern for `pattern`; `before` is some hundred characters at most.
    """
    last = max((match.end() for match in pattern(template).finditer(before)), default=-1)
    return last >= 0 and pattern(filler).fullmatch(before, last) is not None

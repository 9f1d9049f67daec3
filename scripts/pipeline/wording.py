"""Find loaded words in a text, and tell our own words from somebody's quotation.

The words are data, in `schemas/loaded-words.toml`.
"""

import re
import tomllib
import unicodedata
from pathlib import Path

import schemas

MARKS = {"“": "”", "„": "“", '"': '"', "‘": "’", "«": "»", "`": "`"}
APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
UNLIKE_ACCENTS = str.maketrans({"ı": "i", "ə": "a"})  # letters that Unicode does not take apart
SPACE, HYPHEN = r"[\s_\-\u2010\u2011]+", r"[_\-\u2010\u2011]+"


def folded(text: str) -> str:
    """Text without capitals, accents, and characters that cannot be seen."""
    text = text.casefold().translate(UNLIKE_ACCENTS)
    if text.isascii():
        return text
    # letter by letter: to order a long run of accents takes time by its square
    apart = (one for letter in text for one in unicodedata.normalize("NFKD", letter))
    return "".join(one for one in apart if unicodedata.category(one) not in ("Mn", "Cf"))


def _key(words: str) -> str:
    """Words as they are looked up: folded, with one space where anything parts them."""
    return re.sub(SPACE, " ", folded(words))


def _read(path: Path) -> dict[str, tuple[str, str]]:
    """Each loaded word and form by its key: how it is spelled, and what to write instead."""
    return {
        _key(form): (form, said["instead"])
        for word, said in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for form in (word, *said["forms"])
    }


LIST = _read(Path(schemas.__file__).with_name("loaded-words.toml"))


def _pattern() -> re.Pattern[str]:
    """Any of the words, whole: digits, hyphens and `_` end a word as spaces do."""
    forms = (re.escape(folded(form)) for form, _ in LIST.values())
    either = "|".join(one.replace(r"\-", HYPHEN).replace(r"\ ", SPACE) for one in forms)
    return re.compile(rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])")


LOADED = _pattern()


def loaded_in(text: str) -> dict[str, str]:
    """The loaded words of a text, as the list spells them, with what to write instead."""
    return dict(LIST[_key(words)] for words in LOADED.findall(folded(text)))


def unquoted(text: str) -> str:
    """A text without what stands between paired quotation marks or backticks, in linear time."""
    text = APOSTROPHE.sub("'", text)
    last = {mark: text.rfind(mark) for mark in MARKS.values()}
    kept, place = [], 0
    for match in re.finditer("|".join(MARKS), text):
        closing = MARKS[match[0]]
        if place <= match.start() < last[closing]:
            kept.append(text[place : match.start()])
            place = text.index(closing, match.end()) + 1
    return " ".join([*kept, text[place:]])

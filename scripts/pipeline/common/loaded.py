"""Which words are loaded, and what to write instead: `schemas/loaded-words.toml`."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import schemas
from pipeline.common.letters import Folding

# Small letters of Cyrillic, Greek, Armenian and other Latin that look like one of a to z, and signs
# that look like an apostrophe. Some letters of Greek look like one as capitals, like another small.
ALIKE = str.maketrans(
    "авекмнорстухіјѕһԁԛԝӏүє"
    + "αβγεικνορτυχηω"
    + "օոսցհյ"
    + "øðđłħŧƀɡɑɩɪɛɵʋĸᴀʙᴄᴅᴇɢʜᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ’ʼ",
    "abekmhopctyxijshdqwlye"
    + "abyeikvoptuxnw"
    + "onughj"
    + "oddlhtbgaiieovkabcdeghjklmnoprstuvwyz''",
)
GREEK_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
SPACE, HYPHEN = r"[\s_\-\u2010\u2011]+", r"[_\-\u2010\u2011]+"
LETTER = r"[^\W\d_]"

LOOKS = Folding(GREEK_CAPITALS, ALIKE)


def looks(text: str) -> str:
    """Text folded, in which letters of other alphabets are the Latin ones that they look like."""
    return text.casefold() if text.isascii() else text.translate(LOOKS)


def key_of_words(words: str) -> str:
    """Words as they are looked up: folded, with one space where anything parts them."""
    return re.sub(SPACE, " ", looks(words))


WORDS = tomllib.loads(Path(schemas.__file__).with_name("loaded-words.toml").read_text("utf-8"))
FORMS: dict[str, str] = {}  # each loaded word and form, as it is spelled; what to write instead
for _word, _entry_of in WORDS.items():
    FORMS |= dict.fromkeys((_word, *_entry_of["forms"]), _entry_of["instead"])
LIST = {key_of_words(form): (form.removesuffix("*"), instead) for form, instead in FORMS.items()}
MAX_STEM = max(map(len, LIST))


def _pattern() -> re.Pattern[str]:
    """Return a pattern of any of the words, whole. Digits, hyphens and `_` end a word."""
    after: dict[str, list[str]] = defaultdict(list)  # by first letter: most are ruled out by it
    for form in FORMS:
        pattern = re.escape(looks(form))
        words = pattern[1:].replace(r"\-", HYPHEN).replace(r"\ ", SPACE)
        after[pattern[0]].append(words.replace(r"\*", f"{LETTER}*"))
    either = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in after.items())
    return re.compile(rf"(?<!{LETTER})(?:{either})(?!{LETTER})")


LOADED = _pattern()


def _entry(words: str) -> tuple[str, str]:
    """Return what the list says of words that were found: of the whole, or of the longest stem."""
    key = key_of_words(words)
    stems = [f"{key[:end]}*" for end in range(MAX_STEM, 0, -1)]
    return next(LIST[form] for form in (key, *stems) if form in LIST)


def loaded_in(text: str) -> dict[str, str]:
    """Return the loaded words of a text, as the list spells them, with what to write instead."""
    return dict(map(_entry, LOADED.findall(looks(text))))

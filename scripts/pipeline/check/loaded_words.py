"""Find loaded words in a text, and tell our own words from a quotation of somebody's.

The words are data, in `schemas/loaded-words.toml`.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import schemas
from pipeline.common.findings import Finding
from pipeline.common.folding import Folding
from pipeline.read.seeds import Seed
from pipeline.read.toml_positions import line_of

MARKS = {"“": "”", "„": "“", '"': '"', "‘": "’", "«": "»", "`": "`"}
ANY_MARK = re.compile('[“”„‟"‘’‚‛«»‹›`´]')
APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
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
MOST_COMPARED = 2**26  # characters, to look for marked words: about a second
LEAST_COMPARED = 64  # what the shortest words count for


LOOKS = Folding(GREEK_CAPITALS, ALIKE)


def _looks(text: str) -> str:
    """Text folded, in which letters of other alphabets are the Latin ones that they look like."""
    return text.casefold() if text.isascii() else text.translate(LOOKS)


def _key(words: str) -> str:
    """Words as they are looked up: folded, with one space where anything parts them."""
    return re.sub(SPACE, " ", _looks(words))


WORDS = tomllib.loads(Path(schemas.__file__).with_name("loaded-words.toml").read_text("utf-8"))
FORMS: dict[str, str] = {  # each loaded word and form, as it is spelled, and what to write instead
    form: said["instead"] for word, said in WORDS.items() for form in (word, *said["forms"])
}
LIST = {_key(form): (form.removesuffix("*"), instead) for form, instead in FORMS.items()}
NAMES = {_key(form) for said in WORDS.values() for form in said.get("names", ())}
LONGEST = max(map(len, LIST))


def _pattern() -> re.Pattern[str]:
    """Any of the words, whole; a stem has more letters. Digits, hyphens and `_` end a word."""
    after: dict[str, list[str]] = defaultdict(list)  # by first letter: most are ruled out by it
    for form in FORMS:
        pattern = re.escape(_looks(form))
        words = pattern[1:].replace(r"\-", HYPHEN).replace(r"\ ", SPACE)
        after[pattern[0]].append(words.replace(r"\*", f"{LETTER}*"))
    either = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in after.items())
    return re.compile(rf"(?<!{LETTER})(?:{either})(?!{LETTER})")


LOADED = _pattern()


def _entry(words: str) -> tuple[str, str]:
    """What the list says of words that were found: of the whole, or of the longest stem."""
    key = _key(words)
    stems = (f"{key[:end]}*" for end in range(LONGEST, 0, -1))
    return next(LIST[one] for one in chain([key], stems) if one in LIST)


def loaded_in(text: str) -> dict[str, str]:
    """The loaded words of a text, as the list spells them, with what to write instead."""
    return dict(map(_entry, LOADED.findall(_looks(text))))


def check_source_notes(seeds: Iterable[Seed]) -> Iterator[Finding]:
    """Check that the note of each source has no loaded word, and give a finding for each.

    Marks do not excuse a word: the note is about the source, not about what is in it.
    """
    for seed in seeds:
        note = seed.source.get("note", "")
        for word, instead in loaded_in(note).items():
            message, fix = f"“{word}” is a loaded word", f"write {instead}"
            line = line_of(seed.toml, ("source", "note"))
            place = (f"{seed.file}.toml", line, "source", "note", note)
            yield Finding("loaded-word", message, fix, *place)


@lru_cache(maxsize=2**16)  # many rows say the same
def may_be_loaded(text: str) -> bool:
    """Whether a text has a loaded word, or might without what is between its marks."""
    return bool(LOADED.search(_looks(text)) or ANY_MARK.search(text))


def without_surnames(name: str) -> str:
    """A name without those of its words that are people's names too, such as Savage."""
    return re.sub(rf"{LETTER}+", lambda word: "" if _is_surname(word[0]) else word[0], name)


def _is_surname(word: str) -> bool:
    return word[0].isupper() and _key(word) in NAMES


def unquoted(text: str, stands: Callable[[str], bool]) -> str:
    """A text without what is between paired marks and is a quotation, as `stands` says.

    It takes linear time: what is between the marks is asked for once, as a whole.
    """
    text = APOSTROPHE.sub("'", text)
    last = {mark: text.rfind(mark) for mark in MARKS.values()}
    kept, place = [], 0
    for match in re.finditer("|".join(MARKS), text):
        closing = MARKS[match[0]]
        if place <= match.start() < last[closing]:
            end = text.index(closing, match.end())
            marked = text[match.end() : end]
            kept += [text[place : match.start()], "" if stands(marked) else marked]
            place = end + 1
    return " ".join([*kept, text[place:]])


class Sources:
    """The source texts, in which marked words have to stand to count as quoted."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep the texts; they are read only when a loaded word is looked for."""
        self._texts = texts
        self._left = MOST_COMPARED

    def have(self, words: str) -> bool:
        """Whether words stand in a text, white space and marks apart, or have no loaded one."""
        words = _unmarked(words).strip(" ,.;")  # of the sentence around the quotation
        if not (loaded := LOADED.search(words)):
            return True
        for place in self._places.get(loaded[0], []):
            self._left -= max(len(words), LEAST_COMPARED)
            begin = place - loaded.start()
            if self._left < 0:
                return False
            if begin >= 0 and self._text.startswith(words, begin):
                return True
        return False

    @cached_property
    def _text(self) -> str:
        return "\n".join(map(_unmarked, self._texts))

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """Where each loaded word stands."""
        places: dict[str, list[int]] = defaultdict(list)
        for match in LOADED.finditer(self._text):
            places[match[0]].append(match.start())
        return places


def _unmarked(text: str) -> str:
    """A text as words are looked for in it: marks all alike, and one space for white space."""
    return re.sub(r"\s+", " ", ANY_MARK.sub("'", _looks(text)))

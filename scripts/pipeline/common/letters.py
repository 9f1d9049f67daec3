"""Letters: how those of strangers may be shown, and in what form spellings are compared."""

import functools
import re
import unicodedata
from collections.abc import Mapping

# Letters, signs and marks that show as nothing, though their category is that of what can be seen:
# fillers of Hangul, the empty pattern of Braille, two vowels of Khmer, joiners and variants.
UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# Control, format, private use, surrogate, unassigned, and what parts lines without a line feed.
UNSAFE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
JOINERS = "\u200c\u200d"  # zero-width, but Persian and others are spelled with them
# What a source's own text may have besides; the last makes a picture of the sign before it.
IN_TEXTS = JOINERS + "\n\t\u00ad\u200b\u200e\u200f\ufe0f"
UNLIKE_ACCENTS = str.maketrans({"ı": "i", "ə": "a"})  # letters that Unicode does not take apart
NOT_SEEN = ("Mn", "Me", "Cf")  # accents, and what only joins or parts
EMPTY = "(empty)"


def visible(text: str) -> str:
    """Return one line in which each character can be seen; a line feed is ⏎, others are escapes."""
    if text.isprintable() and UNSEEN.isdisjoint(text):
        return text
    return "".join(_seen(letter) for letter in text)


def _seen(letter: str) -> str:
    if letter == "\n":
        return "⏎"
    if letter == " " or not (_hides(letter) or unicodedata.category(letter) == "Zs"):
        return letter
    if letter.isascii():
        return f"\\x{ord(letter):02x}"
    return letter.encode("ascii", "backslashreplace").decode()


def code_span(text: str, *, in_table: bool = False) -> str:
    """Return text as a code span of Markdown (CommonMark 6.1), in which it is nothing but text.

    In a cell of a table a pipe would end the cell (GFM 4.10), so it is written as an escape there.
    """
    if not text:
        return f"_{EMPTY}_"
    words = visible(text)
    if in_table:
        words = words.replace("|", "\\x7c")
    longest = max(map(len, re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    # of a space at both ends, Markdown takes one away
    ends = {words[0], words[-1]}
    space = " " if "`" in ends or (ends == {" "} and words.strip(" ")) else ""
    return f"{fence}{space}{words}{space}{fence}"


def invisible(text: str, allowed: str = IN_TEXTS) -> str | None:
    """Return the first letter of a text that nobody sees and that is not `allowed`, or None."""
    if text.isascii() and text.isprintable():
        return None
    hidden = {letter for letter in set(text) if letter not in allowed and _hides(letter)}
    return next(letter for letter in text if letter in hidden) if hidden else None


@functools.lru_cache(maxsize=2**16)
def _hides(letter: str) -> bool:
    return unicodedata.category(letter) in UNSAFE or letter in UNSEEN


class Folding(dict[int, str]):
    """What characters become without capitals, accents and what is not seen, each found once."""

    def __init__(self, before: Mapping[int, int], after: Mapping[int, int]) -> None:
        """Keep what other letters become as well, `before` and `after` the folding."""
        self._before, self._after = before, after

    def __missing__(self, code: int) -> str:
        """Return what the character with a code point becomes, and keep it."""
        letters = chr(code).translate(self._before)
        for _ in range(2):  # some signs are made of capitals
            small = letters.casefold().translate(UNLIKE_ACCENTS)
            letters = unicodedata.normalize("NFKD", small)
        seen = (letter for letter in letters if unicodedata.category(letter) not in NOT_SEEN)
        kept = "".join(letter for letter in seen if letter not in UNSEEN)
        self[code] = kept.translate(self._after)
        return self[code]


FOLDED = Folding({}, {})


def folded(text: str) -> str:
    """Return a text without capitals, accents, and characters that cannot be seen."""
    # letter by letter: to order a long run of accents takes time by its square
    return text.casefold() if text.isascii() else text.translate(FOLDED)


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, folded."""
    return re.sub(r"[\W_]+", "", folded(text))

"""Text without capitals, accents and what cannot be seen, in which spellings are compared."""

import re
import unicodedata
from collections.abc import Mapping

from pipeline.common.escaping import UNSEEN

UNLIKE_ACCENTS = str.maketrans({"ı": "i", "ə": "a"})  # letters that Unicode does not take apart
NOT_SEEN = ("Mn", "Me", "Cf")  # accents, and what only joins or parts


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

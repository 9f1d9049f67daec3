"""Where words may stand in a text, by its stretches of four letters (grams).

Thousands of quotations are looked for in one text. To read it through for each of them takes a
minute where the text is a book; to look up the rarest gram of each takes a second in all. A text of
some pages is read through sooner than it is looked up.
"""

import functools

import numpy as np
import numpy.typing as npt

GRAM = 4  # letters; words that are shorter have none
SHORT = 2**15  # characters that are read through as fast as a gram is looked up
FACTOR = 0x9E3779B97F4A7C15  # of the hash of a gram: any large odd number will do

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]


@functools.lru_cache(maxsize=1)  # they are counted first, and then gone through
def candidates(text: str, words: str, start: int, end: int) -> Places | None:
    """The places in a stretch of a text where words may begin, in order; None: it may be any."""
    if len(words) < GRAM or end - start < SHORT:
        return None
    known, places = _index(text)
    hashes = _hashes(words)
    first = known.searchsorted(hashes, "left")
    last = known.searchsorted(hashes, "right")
    rarest = int((last - first).argmin())
    found = places[first[rarest] : last[rarest]] - rarest
    inside = found.searchsorted([start, end - len(words) + 1])
    return found[inside[0] : inside[1]]


@functools.lru_cache(maxsize=4)
def _index(text: str) -> tuple[Numbers, Places]:
    """The hashes of all grams of a text, sorted, and where each of them stands."""
    hashes = _hashes(text)
    order = np.argsort(hashes, kind="stable")  # so that the places of one gram are in order
    return hashes[order], order


def _hashes(text: str) -> Numbers:
    """A number for each gram: of two that differ, it is hardly ever the same."""
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    hashes = letters.astype(np.uint64)
    for length in (1, 2):  # twice as many letters each time
        factor = np.uint64(pow(FACTOR, length, 2**64))
        hashes = hashes[:-length] * factor + hashes[length:]
    return hashes

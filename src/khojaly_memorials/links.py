"""Links to the words of a source on its page: text fragments, which browsers find and mark.

Their syntax and how they are found: https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_WORDS = 12  # of context on a side
FAR = 100  # words, for which context of another sentence counts: there may be notes between
QUOTES = str.maketrans(dict.fromkeys('‘’‚‛“”„‟´׳״"', "'") | {"\u00ad": None})
JOINS = "'’.,:;·_\u200c\u200d"  # do not end a word between two letters or digits (Unicode, UAX 29)


def page_text(passages: Iterable[Mapping[str, str]]) -> str:
    r"""Return what a page shows of a source, each character at its place in the source.

    `passages` are the source's rows of that table. A paragraph is a line, with `\r` between its
    sentences; so are headings and items of lists, without their signs, and in an infobox what
    stands before a colon and after it.

    >>> page_text([{"kind": "infobox", "section": "Infobox", "start": "2", "text": "Open: 2011"}])
    '\n\nOpen\n\n2011'
    """
    shown, before = "", ""
    for row in passages:
        text, start = row["text"], int(row["start"])
        if row["section"] == "Infobox":
            text = "" if row["kind"] == "heading" else text.replace(": ", "\n\n", 1)
        runs_on = before == row["kind"] == "sentence" and start == len(shown) + 1
        shown = shown.ljust(start, "\r" if runs_on else "\n") + text
        before = row["kind"]
    return shown


def link_to(url: str, shown: str, start: int, end: int) -> str:
    """Return a link to the words from `start` to `end` (code points) of the text `shown` at `url`.

    It has context where the words stand there several times, or begin or end inside a word; where
    no words of the same line tell them apart, it leads to the first. Where they span several
    sentences or lines, it names the first and the last.

    >>> link_to("https://example.org", "Built in 2011, opened in 2011", 25, 29)
    'https://example.org#:~:text=opened%20in-,2011'
    """
    lines = list(re.finditer(r"\S(?:[^\r\n]*\S)?", shown[start:end]))
    if not lines:  # no page shows any of it
        return url
    places = [(start + line.start(), start + line.end()) for line in lines]
    (begin, first), (last, stop) = places[0], places[-1]
    before, after = _before(shown, begin), _after(shown, stop)
    if len(lines) == 1:
        words = [shown[begin:stop]]
        prefix, suffix = _context(shown, begin, stop, before, after)
    else:
        words = [shown[begin:first], shown[last:stop]]
        prefix, _ = _context(shown, begin, first, before, [""])
        _, suffix = _context(shown[first:], last - first, stop - first, [""], after)
    parts = [f"{_encoded(prefix)}-"] if prefix else []
    parts += map(_encoded, words)
    parts += [f"-{_encoded(suffix)}"] if suffix else []
    return f"{url}{'' if '#' in url else '#'}:~:text={','.join(parts)}"


def _encoded(words: str) -> str:
    """Return words as a part of a directive, in which `-`, `,` and `&` have meanings."""
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")


def _before(shown: str, start: int) -> list[str]:
    """Return what may stand before words as context: more and more of one line."""
    line = shown.rfind("\n", 0, len(shown[:start].rstrip())) + 1
    words = [line + word.start() for word in re.finditer(r"\S+", shown[line:start])]
    least = [] if _inside_word(shown, start) else [""]
    return least + [shown[word:start] for word in words[: -MAX_WORDS - 1 : -1]]


def _after(shown: str, end: int) -> list[str]:
    """Return what may stand after words as context: more and more of one line."""
    line = re.compile(r"\s*[^\n]*").match(shown, end)
    words = [word.end() for word in re.finditer(r"\S+", line[0])] if line else []
    least = [] if _inside_word(shown, end) else [""]
    return least + [shown[end : end + word] for word in words[:MAX_WORDS]]


def _inside_word(shown: str, place: int) -> bool:
    """Return whether a word goes on over a place, as far as one can tell without dictionaries."""

    def goes_on(near: str) -> bool:
        nearest = near[1:] if near[:1] in JOINS else near
        return unicodedata.category(nearest[:1] or " ")[0] in "LMN"

    return goes_on(shown[max(place - 2, 0) : place][::-1]) and goes_on(shown[place : place + 2])


def _context(
    shown: str, start: int, end: int, before: list[str], after: list[str]
) -> tuple[str, str]:
    """Return the least context with which a browser finds just this stretch."""

    def cost(context: tuple[str, str]) -> int:
        return sum(len(side.split()) + FAR * bool(re.search("[\r\n]", side)) for side in context)

    def is_alone(context: tuple[str, str], text: str) -> bool:
        words = _folded(shown[start - len(context[0]) : end + len(context[1])])
        return _stands_once(words, _folded(text))

    contexts = sorted(product(before, after), key=cost)
    for context in contexts:
        if cost(context) < FAR and is_alone(context, shown):
            return context
    for context in contexts:  # of what stands there several times, a browser marks the first
        if is_alone(context, shown[: end + len(context[1])]):
            return context
    return contexts[0]


def _stands_once(words: str, text: str) -> bool:
    """Return whether words stand in a text but once, begun and ended inside no other word."""

    def parts(place: int) -> bool:
        return place in (0, len(text)) or not text[place - 1 : place + 1].isalnum()

    count, place = 0, text.find(words)
    while place >= 0 and count < 2:
        count += parts(place) and parts(place + len(words))
        place = text.find(words, place + 1)
    return count < 2


@lru_cache(maxsize=32)
def _folded(text: str) -> str:
    """Return text as browsers compare it: without case, accents, and kinds of quotes and spaces."""
    letters = unicodedata.normalize("NFKD", text.translate(QUOTES))
    accents = {ord(letter): None for letter in set(letters) if unicodedata.combining(letter)}
    return " ".join(letters.translate(accents).casefold().split())

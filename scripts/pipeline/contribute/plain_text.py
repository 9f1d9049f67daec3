"""Bring a text that somebody copied into the form in which sources are quoted."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from pipeline.common.letters import JOINERS, invisible

SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")  # that look like any other
LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
KEPT = JOINERS + "\n\t\u200e\u200f\ufe0f"  # unseen letters with which texts are spelled
LEFT_OVER = re.compile(  # of a wiki's or a page's notation
    r"\[\[|\]\]|\{\{|\}\}|'{2,}|</?[a-z][^<>\n]{0,200}>|&#?\w{1,10};|\[[0-9a-z]{1,3}\]"
    r"|\*\*|\]\("
    r"|\[(?:edit|citation needed|Bearbeiten|править|değiştir|redaktə|modifier|editar)[^\]\n]*\]",
    re.IGNORECASE,
)
MIN_BEFORE_CAPITAL = 4  # letters: McDonald and iPhone are words


def plain_text(text: str) -> tuple[str, list[str]]:
    """Return a text in the plain form (Unicode NFC, line feeds), and what was altered, in words."""
    altered: list[str] = []

    def alter(now: str, what: str) -> None:
        nonlocal text
        altered.extend([what] if now != text else [])
        text = now

    alter(text.removeprefix("\ufeff"), "a byte-order mark was taken away")
    alter(LINE_ENDS.sub("\n", text), "lines end in line feeds")
    alter(SPACES.sub(" ", text), "special spaces became plain ones")
    alter(_seen(text), "letters that nobody sees were taken away")
    alter(unicodedata.normalize("NFC", text), "letters with accents are one character each (NFC)")
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    alter(re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n", "white space at ends was taken away")
    return text, altered


def _seen(text: str) -> str:
    while letter := invisible(text, KEPT):
        text = text.replace(letter, "")
    return text


def left_overs(text: str) -> Iterator[tuple[int, str]]:
    """Give the line and the words of what a copy may have left in a text, for a person to look at.

    It is notation of a wiki or a page, or a caption that is glued to the word behind it.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        for match in LEFT_OVER.finditer(line):
            yield number, match[0]
        for match in re.finditer(r"[^\W\d_]+", line):
            pairs = enumerate(pairwise(match[0]), start=1)
            inside = [
                place for place, (small, large) in pairs if small.islower() and large.isupper()
            ]
            if inside and inside[0] >= MIN_BEFORE_CAPITAL:
                yield number, match[0]

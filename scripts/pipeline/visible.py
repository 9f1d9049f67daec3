"""Text of strangers as it may be shown: what hides, reorders or steers is written as an escape."""

import re
import unicodedata

ESCAPED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")  # controls, formats, odd spaces
PLAIN = re.compile(r"[ -~]*")
EMPTY = "(empty)"


def visible(text: str) -> str:
    """One line in which every character can be seen; a line feed is ⏎, others are escapes."""
    if PLAIN.fullmatch(text):
        return text
    return "".join(_seen(letter) for letter in text)


def _seen(letter: str) -> str:
    if letter == "\n":
        return "⏎"
    if letter == " " or unicodedata.category(letter) not in ESCAPED:
        return letter
    code = ord(letter)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )


def code_span(text: str, *, in_table: bool = False) -> str:
    """Text as a code span of Markdown (CommonMark 6.1) in which nothing of it is more than text.

    In a cell of a table a pipe would end the cell (GFM 4.10), so it is written as an escape there.
    """
    if not text:
        return f"_{EMPTY}_"
    shown = visible(text)
    if in_table:
        shown = shown.replace("|", "\\x7c")
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    stripped = shown.startswith(" ") and shown.endswith(" ") and shown.strip(" ")
    space = " " if shown.startswith("`") or shown.endswith("`") or stripped else ""
    return f"{fence}{space}{shown}{space}{fence}"

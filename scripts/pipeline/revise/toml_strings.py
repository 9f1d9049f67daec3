"""Change strings of a TOML file and leave every other byte of it as it is.

`tomlkit` keeps the style of a file too, but does not say where in the file a string stands, and
writes a changed one in a style of its own.
"""

import copy
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from typing import Any

from pipeline.read.toml_positions import Path

STRING = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})'
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')|#[^\n]*',
    re.DOTALL,
)
UNSEEN = {
    "Cc",
    "Cf",
    "Co",
    "Cs",
    "Cn",
    "Zl",
    "Zp",
}  # written as escapes, so that a reader sees them
Entry = str | list[str] | dict[str, str]


def toml_string(words: str) -> str:
    """Words as a TOML string, in the plainest of its styles that can hold them."""
    if all(letter == " " or not _unseen(letter) for letter in words):
        if '"' not in words and "\\" not in words:
            return f'"{words}"'
        if "'" not in words:
            return f"'{words}'"
        if "'''" not in words and words[-1] != "'":
            return f"'''{words}'''"
    return '"' + "".join(map(_escaped, words)) + '"'


def toml_entry(entry: Entry) -> str:
    """A string, a list of strings or a table of strings, on one line."""
    if isinstance(entry, str):
        return toml_string(entry)
    if isinstance(entry, list):
        return f"[{', '.join(map(toml_string, entry))}]"
    said = ", ".join(f"{name} = {toml_string(words)}" for name, words in entry.items())
    return f"{{ {said} }}"


def _unseen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category in UNSEEN or (category == "Zs" and letter != " ")


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter == "\n":
        return "\\n"
    if not _unseen(letter):
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def strings_of(toml: str) -> dict[Path, tuple[int, int]]:
    """Where each string that is a value begins and ends, quotation marks included, by its path."""
    spans = [match.span() for match in STRING.finditer(toml) if match["string"]]
    # the file is parsed once more with the number of each string in its place
    pieces, last = [], 0
    for number, (start, end) in enumerate(spans):
        pieces += [toml[last:start], f'"@{number}"']
        last = end
    written = [tomllib.loads(f"words = {toml[start:end]}")["words"] for start, end in spans]
    return {
        tuple(_key(part, written) for part in path): spans[number]
        for path, number in _numbered(tomllib.loads("".join([*pieces, toml[last:]])), ())
    }


def _numbered(parsed: Any, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(parsed, str):
        yield path, int(parsed[1:])
    elif isinstance(parsed, Mapping | list):
        inner = parsed.items() if isinstance(parsed, Mapping) else enumerate(parsed)
        for name, value in inner:
            yield from _numbered(value, (*path, name))


def _key(part: str | int, written: list[str]) -> str | int:
    return written[int(part[1:])] if isinstance(part, str) and part[0] == "@" else part


def with_entries(toml: str, entries: Mapping[Path, Entry]) -> str:
    """The file with what is given at some paths, each of which has a string or a list of strings.

    A path may also be that of a new key beside a `quote`. Raises `ValueError` where the outcome
    would be any other file than that.
    """
    spans = strings_of(toml)
    found = (_edits(toml, spans, path, entry) for path, entry in entries.items())
    pieces, last = [], 0
    for start, end, words in sorted(chain.from_iterable(found)):
        pieces += [toml[last:start], words]
        last = end
    done = "".join([*pieces, toml[last:]])
    if tomllib.loads(done) != _changed(tomllib.loads(toml), entries):
        raise ValueError("the file would say something else")
    return done


def _edits(
    toml: str, spans: Mapping[Path, tuple[int, int]], path: Path, entry: Entry
) -> Iterator[tuple[int, int, str]]:
    if path in spans:
        yield *spans[path], toml_entry(entry)
    elif isinstance(entry, list):
        yield from _list_edits(toml, [spans[one] for one in spans if one[:-1] == path], entry)
    else:
        yield _new_key(toml, spans[*path[:-1], "quote"], str(path[-1]), toml_entry(entry))


def _new_key(toml: str, beside: tuple[int, int], name: str, words: str) -> tuple[int, int, str]:
    """A key after a `quote` in its table, or on a line before it where that is a line itself."""
    begin = toml.rfind("\n", 0, beside[0]) + 1
    line = toml[begin : beside[0]]
    if "{" in line:
        return beside[1], beside[1], f", {name} = {words}"
    before, _, after = line.rpartition("quote")
    return begin, begin, f"{before}{name}{after}{words}\n"


def _list_edits(
    toml: str, spans: list[tuple[int, int]], entry: list[str]
) -> Iterator[tuple[int, int, str]]:
    """One edit an item, or one for all where their number is another."""
    if len(spans) == len(entry):
        for span, words in zip(spans, entry, strict=True):
            yield *span, toml_string(words)
    elif any("#" in toml[one[1] : other[0]] for one, other in pairwise(spans)):
        raise ValueError("a comment stands among what would change")
    else:
        yield spans[0][0], spans[-1][1], toml_entry(entry)[1:-1]


def _changed(parsed: dict[str, Any], entries: Mapping[Path, Entry]) -> dict[str, Any]:
    parsed = copy.deepcopy(parsed)
    for path, entry in entries.items():
        table: Any = parsed
        for part in path[:-1]:
            table = table[part]
        table[path[-1]] = entry
    return parsed

r"""The real claims as text: tables, statements and the strings in them, each with its place.

Found by the look of the one file, not by the pipeline: a header or key begins in the first column,
what continues a value does not, and a blank line ends each table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .harness import Expected
from .model import CLAIMS, pristine

HEADER = re.compile(r"^(\[\[?)([a-z0-9_.-]+)\]\]?$")
STATEMENT = re.compile(r"^([a-z0-9_]+) = (.*(?:\n(?:[ \t]+|[\]}]).*)*)", re.MULTILINE)
STRING = re.compile(r"'''(.*?)'''|'([^'\n]*)'|\"([^\"\n]*)\"")
QUOTED = ("quote", "quotes", "join", "together")
RECORDS = ("memorials", "inscriptions", "people", "organizations", "events", "statements")
PLAIN = ("section", "note", "named", "memorial_id", "person_id", "organization_id", "event_id")
Cut = tuple[int, int, str]  # a stretch of the claims, and what stands there instead


@dataclass(frozen=True)
class Stretch:
    """What stands in the claims from one place to another."""

    start: int
    end: int

    @property
    def line(self) -> int:
        """The physical line on which it begins."""
        return line_at(self.start)


@dataclass(frozen=True)
class String(Stretch):
    """A string in a statement: its words, and the key that it stands under."""

    statement: "Statement"
    words: str
    key: str

    @property
    def whole(self) -> str:
        """The words without the marks around the part that counts."""
        return self.words.replace("[[", "").replace("]]", "")

    def becomes(self, words: str) -> Cut:
        """Other words in its place."""
        return self.start, self.end, string(words)

    def expect(self, *codes: str) -> Expected:
        """A finding at this string or at the key above it."""
        return self.statement.expect(*codes, last=self.line)


@dataclass(frozen=True)
class Statement(Stretch):
    """A key with its value."""

    path: tuple[str, ...]
    name: str
    value_start: int

    @property
    def value(self) -> str:
        """The value as it is written."""
        return claims()[self.value_start : self.end]

    @property
    def record(self) -> str:
        """What a finding calls the table: memorials.baku."""
        return ".".join(self.path)

    @property
    def is_claim(self) -> bool:
        """Whether it rests on quotations."""
        return self.path[0] in RECORDS and self.name not in PLAIN

    @property
    def strings(self) -> tuple[String, ...]:
        """The strings of the value."""
        return tuple(_strings(self))

    @property
    def quotations(self) -> tuple[String, ...]:
        """Those of them that are words of the source."""
        owned = self.path[0] in RECORDS
        return tuple(one for one in self.strings if owned and one.key in QUOTED)

    def becomes(self, value: str) -> Cut:
        """Another value on as many lines."""
        return self.value_start, self.end, value + "\n" * self.value.count("\n")

    def renamed(self, name: str) -> Cut:
        """Another key before the same value."""
        return self.start, self.start + len(self.name), name

    @property
    def removed(self) -> Cut:
        """Nothing, on as many lines."""
        return self.start, self.end, "\n" * self.value.count("\n")

    def expect(self, *codes: str, last: int = 0) -> Expected:
        """A finding at this statement, from its key to the line that is at fault."""
        lines = tuple(range(self.line, max(last, self.line) + 1))
        return Expected(codes, CLAIMS, lines, (self.name,), self.record)


@dataclass(frozen=True)
class Header(Stretch):
    """A table's header; `blank` is where the empty line behind its statements is."""

    path: tuple[str, ...]
    statements: tuple[Statement, ...]
    blank: int

    @property
    def record(self) -> str:
        """What a finding calls the table."""
        return ".".join(self.path)

    def becomes(self, *path: str) -> Cut:
        """A header of other words."""
        return self.start, self.end, f"[{'.'.join(path)}]"

    def more(self, line: str) -> Cut:
        """One more line at the end of the table, where the empty one was."""
        return self.blank, self.blank, line

    def expect(
        self, *codes: str, fields: tuple[str | None, ...] = (), record: str = ""
    ) -> Expected:
        """A finding at the header."""
        return Expected(codes, CLAIMS, (self.line,), fields, record or self.record)

    def said(self, name: str) -> Statement | None:
        """The statement with a key."""
        return next((one for one in self.statements if one.name == name), None)


def claims() -> str:
    """The real claims."""
    return pristine()[CLAIMS].decode()


def line_at(place: int) -> int:
    """The physical line of a place in the claims."""
    return claims().count("\n", 0, place) + 1


def string(words: str) -> str:
    """Words as a string of TOML."""
    return f"'''{words}'''" if '"' in words or "\\" in words else f'"{words}"'


@cache
def headers() -> tuple[Header, ...]:
    """Every table of the claims, in order."""
    return tuple(_headers())


def _headers() -> Iterator[Header]:
    text = claims()
    begins = [match.start() for match in re.finditer(r"^\[", text, re.MULTILINE)]
    for start, after in zip(begins, [*begins[1:], len(text)], strict=True):
        end = text.index("\n", start)
        match = HEADER.match(text[start:end])
        assert match, text[start:end]
        path = tuple(match[2].split("."))
        if match[1] == "[[":
            path = (*path, str(text.count(f"[[{match[2]}]]\n", 0, start)))
        inner = (one for one in STATEMENT.finditer(text, end + 1, after))
        statements = tuple(
            Statement(one.start(), one.end(), path, one[1], one.start(2)) for one in inner
        )
        blank = statements[-1].end + 1
        assert text[blank : blank + 1] in ("", "\n"), f"no empty line behind {path}"
        yield Header(start, end, path, statements, blank)


@cache
def statements() -> tuple[Statement, ...]:
    """Every statement of the claims, in order."""
    return tuple(one for header in headers() for one in header.statements)


@cache
def quotations() -> tuple[String, ...]:
    """Every quotation of the claims, in order."""
    return tuple(one for statement in statements() for one in statement.quotations)


def alone() -> Iterator[String]:
    """Quotations that are the whole claim: a plain string."""
    return (one.strings[0] for one in statements() if one.is_claim and one.value[0] in "'\"")


def _strings(statement: Statement) -> Iterator[String]:
    for match in STRING.finditer(claims(), statement.value_start, statement.end):
        before = claims()[statement.start : match.start()]
        name = re.search(r"(\w+) = $", before) or re.findall(r"(\w+) = \[", before)[-1:]
        key = name[1] if isinstance(name, re.Match) else name[0]
        key = "quote" if key == statement.name and statement.is_claim else key
        words = next(group for group in match.groups() if group is not None)
        yield String(match.start(), match.end(), statement, words, key)

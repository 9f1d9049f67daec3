"""What can be claimed in `seeds/NAME.toml`, as plain data."""

import datetime
import reprlib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pipeline.common.findings import Finding
from pipeline.common.serialize import cell_text
from pipeline.read.toml_positions import Path, line_of

RECORDS = ("memorials", "inscriptions", "people", "organizations", "events", "statements")
IDENTIFIED = (*RECORDS, "sources")  # whose identifiers are permanent
RELATIONS = {  # the table's name inside a record's, and the table that it fills
    "memorials": {"people": "memorial_people", "organizations": "memorial_organizations"},
    "events": {
        "people": "event_people",
        "organizations": "event_organizations",
        "event_relations": "event_relations",
    },
    "people": {"memberships": "memberships", "kinships": "kinships"},
}
SOURCE_KEYS = ("title", "url", "publisher", "added", "license", "language", "sha256")
SOURCE_MAY_HAVE = ("published", "retrieved", "revision", "extent", "note")
CLAIM_KEYS = ("value", "quote", "prefix", "suffix", "quotes", "join", "together", "note", "prefer")
MAX_WHOLE_NUMBER = 10**30  # none in a table has so many digits

Key = tuple[str, ...]  # the identifiers of a record, or those of a relation, then its role
Mode = Literal["each", "join", "together"]
# The key under which a claim's quotations stand, and how they give the value.
WAYS: dict[str, Mode] = {"quote": "each", "quotes": "each", "join": "join", "together": "together"}


class Selector(NamedTuple):
    """A quotation and the words around it that settle where it stands."""

    before: str
    quote: str
    after: str

    @property
    def whole(self) -> str:
        """Return what is looked for in the text."""
        return self.before + self.quote + self.after


class Place(NamedTuple):
    """Where in the claims something is said."""

    seed: str
    path: Path
    sections: tuple[str, ...] = ()


class Claim(NamedTuple):
    """Quotations that are said to give a cell: each its own (`each`), or all together."""

    place: Place
    table: str
    record: Key
    field: str
    mode: Mode
    selectors: tuple[Selector, ...]
    value: str | None = None
    note: str = ""
    prefer: str = ""


class Plain(NamedTuple):
    """A cell whose value is said outright: a reference, or the curator's own."""

    place: Place
    table: str
    record: Key
    field: str
    value: str
    note: str = ""


class Settlement(NamedTuple):
    """A value that holds in a cell, the others that were weighed, and why."""

    place: Place
    table: str
    record: str
    field: str
    value: str
    against: tuple[str, ...]
    why: str


class Unused(NamedTuple):
    """A passage from which nothing is taken, and why."""

    place: Place
    selector: Selector
    reason: str


class Retired(NamedTuple):
    """An identifier that was released and is no longer used: what became of it, and why."""

    place: Place
    table: str
    record: str
    became: str
    reason: str


def display_value(value: Any) -> str:
    """Return what stands in a claim, for a finding: text as it is, else in short."""
    try:
        return value if isinstance(value, str) else reprlib.repr(value)
    except ValueError:
        return "a number of thousands of digits"


def plain_value(value: Any) -> str | None:
    """Return a plain value as the CSV writes it, or None for what is not one."""
    if isinstance(value, int) and abs(value) >= MAX_WHOLE_NUMBER:
        return None
    return cell_text(value) if isinstance(value, str | int | float | datetime.date) else None


def split_path(path: Path) -> tuple[str | None, str | None, str | None]:
    """Return the table, record and field that a path of the claims speaks of, as far as it goes."""
    names = [str(part) for part in path]
    related = len(names) >= 4 and any(names[2] in tables for tables in RELATIONS.values())
    depth = {"source": 0, "settle": 1, "retired": 2}.get(
        names[0] if names else "", 3 if related else 1
    )
    record = ".".join(names[1 : depth + 1])
    return (*names, None)[0], record or None, (*names[depth + 1 :], None)[0]


def claim_finding(
    file: str, toml: str, path: Path, code: str, message: str, fix: str, value: str | None = None
) -> Finding:
    """Return a finding at a path of the claims in a file."""
    table, record, field = split_path(path)
    name = f"{table}.{record}" if record else table
    return Finding(code, message, fix, file, line_of(toml, path), name, field, value)


def marked_part(quotation: str) -> Selector | None:
    """Return the first [[marked part]] of a quotation and the words around it, if it has one."""
    before, _, rest = quotation.partition("[[")
    end = rest.find("]]", 1)
    return Selector(before, rest[:end], rest[end + 2 :]) if end > 0 else None


def read_selector(entry: Any) -> Selector | None:
    """Return a quotation with its marks, or one with `prefix` and `suffix`, taken literally."""
    table = {"quote": entry} if isinstance(entry, str) else entry
    if not isinstance(table, Mapping):
        return None
    words = [table.get(name, "") for name in ("prefix", "quote", "suffix")]
    if not all(isinstance(piece, str) for piece in words):
        return None
    selector = Selector(*words)
    if "prefix" not in table and "suffix" not in table:
        selector = marked_part(selector.quote) or selector
        if "[[" in selector.before + selector.after:
            return None
    return selector if selector.quote.strip() else None


def size_of(claim: Claim) -> int:
    """Return the characters of a claim's value and notes: each quotation is a row with them."""
    words = sum(len(selector.quote) for selector in claim.selectors)
    value = len(claim.value or "") if claim.mode != "join" else words
    return words + len(claim.selectors) * (value + len(claim.note) + len(claim.prefer))

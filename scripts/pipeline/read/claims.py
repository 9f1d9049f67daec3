"""What can be claimed in `seeds/NAME.toml`, as plain data, and the forms in which it is written."""

import datetime
import reprlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pipeline.common.serialize import number_text
from pipeline.read.toml_positions import Path

RECORDS = ("memorials", "people", "organizations", "events", "statements")
IDENTIFIED = (*RECORDS, "sources")  # whose identifiers are permanent
RELATIONS = {  # the table's name inside a record's, and the table that it fills
    "memorials": {"people": "memorial_people", "organizations": "memorial_organizations"},
    "events": {"people": "event_people", "organizations": "event_organizations"},
    "people": {"memberships": "memberships", "kinships": "kinships"},
}
SOURCE_KEYS = ("title", "url", "publisher", "license", "language", "sha256")
CLAIM_KEYS = ("value", "quote", "prefix", "suffix", "quotes", "join", "together", "note", "prefer")
LARGEST = 10**30  # of the whole numbers: none in a table has so many digits

Mode = Literal["each", "join", "together"]
WAYS: dict[str, Mode] = {
    "quote": "each",
    "quotes": "each",
    "join": "join",
    "together": "together",
}  # the key under which a claim's quotations stand, and how they give the value
FORMS = 'write "words of the source" or { value = "…", quote = "…" }'
IDLE = {  # keys that would do nothing beside each of them
    "quote": (),
    "quotes": ("prefix", "suffix"),
    "join": ("prefix", "suffix", "value"),
    "together": ("prefix", "suffix"),
}


class Selector(NamedTuple):
    """A quotation and the words around it that settle where it stands."""

    before: str
    quote: str
    after: str

    @property
    def whole(self) -> str:
        """What is looked for in the text."""
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
    record: tuple[str, ...]
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
    record: tuple[str, ...]
    field: str
    value: str


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


def shown(value: Any) -> str:
    """What stands in a claim, for a finding: text as it is, else as Python shows it, in short."""
    try:
        return value if isinstance(value, str) else reprlib.repr(value)
    except ValueError:
        return "a number of thousands of digits"


def form_fault(entry: Any) -> tuple[str, str] | None:
    """What is wrong with the form of a claim, and what to do; None where nothing is."""
    if not isinstance(entry, Mapping):
        return "a claim is a quotation or a table", FORMS
    ways = [way for way in WAYS if way in entry]
    if len(ways) != 1:
        return "a claim has one of quote, quotes, join and together", "keep one of them"
    way = ways[0]
    for name in IDLE[way]:
        if name in entry:
            return f"{name} does not go with {way}", f"remove {name}"
    for name in ("note", "prefer"):
        said = entry.get(name, "-")
        if not isinstance(said, str) or not said.strip():
            return f"{name} is not text", f'write {name} = "why"'
    if ("value" in entry or way == "together") and not plain_value(entry.get("value", "")):
        return "the value is empty", 'add value = "…"'
    if way != "quote" and not (isinstance(entry[way], list) and entry[way]):
        return f"{way} is a list", "write […]"
    return None


def described(path: Path) -> tuple[str | None, str | None, str | None]:
    """Table, record and field that a path of the claims speaks of."""
    words = [str(part) for part in path]
    table = words[0] if words else None
    if table == "source":
        return table, None, words[1] if len(words) > 1 else None
    if table == "retired":
        return table, ".".join(words[1:3]) or None, words[3] if len(words) > 3 else None
    relations = [name for tables in RELATIONS.values() for name in tables]
    if len(words) >= 4 and words[2] in relations:
        return table, ".".join(words[1:4]), words[4] if len(words) > 4 else None
    return table, words[1] if len(words) > 1 else None, words[2] if len(words) > 2 else None


def marked_part(quotation: str) -> Selector | None:
    """The first [[marked part]] of a quotation and the words around it, or None without one."""
    before, _, rest = quotation.partition("[[")
    end = rest.find("]]", 1)
    return Selector(before, rest[:end], rest[end + 2 :]) if end > 0 else None


def plain_value(said: Any) -> str | None:
    """A plain value as the CSV writes it, or None for what is not one."""
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, int) and abs(said) >= LARGEST:
        return None
    if isinstance(said, int | float):
        return number_text(Decimal(said if isinstance(said, int) else repr(said)))
    if isinstance(said, datetime.date):
        return said.isoformat()
    return said if isinstance(said, str) else None

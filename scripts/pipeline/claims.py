"""Read the claims of `seeds/NAME.toml`: which quotations are said to give which cell.

Nothing is looked up in the text here; what comes out is plain data, and findings for what is not
in the form of the contract.
"""

import datetime
import difflib
import re
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pipeline.findings import Finding
from pipeline.toml_lines import Path, line_of
from schemas import TABLES, Column, column_of, columns_of
from schemas.columns import SLUG

RECORDS = ("memorials", "people", "organizations", "events", "statements")
RELATIONS = {  # the table's name inside a record's, and the table that it fills
    "memorials": {"people": "memorial_people", "organizations": "memorial_organizations"},
    "events": {"people": "event_people", "organizations": "event_organizations"},
    "people": {"memberships": "memberships", "kinships": "kinships"},
}
SOURCE_KEYS = ("title", "url", "publisher", "license", "language", "sha256")
CLAIM_KEYS = ("value", "quote", "prefix", "suffix", "quotes", "join", "together", "note", "prefer")
MARK = re.compile(r"^(?P<before>.*?)\[\[(?P<quote>.+?)\]\](?P<after>.*)$", re.DOTALL)

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


@dataclass(frozen=True)
class Selector:
    """A quotation and the words around it that settle where it stands."""

    before: str
    quote: str
    after: str

    @property
    def whole(self) -> str:
        """What is looked for in the text."""
        return self.before + self.quote + self.after


@dataclass(frozen=True)
class Place:
    """Where in the claims something is said."""

    seed: str
    path: Path
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
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


@dataclass(frozen=True)
class Plain:
    """A cell whose value is said outright: a reference, or the curator's own."""

    place: Place
    table: str
    record: tuple[str, ...]
    field: str
    value: str


@dataclass(frozen=True)
class Unused:
    """A passage from which nothing is taken, and why."""

    place: Place
    selector: Selector
    reason: str


class Reader:
    """Reads one file of claims; `findings` fills with what is not as it should be."""

    def __init__(self, seed: str, toml: str, file: str) -> None:
        """Get ready to read the claims of a seed; `file` is what findings call their file."""
        self.seed = seed
        self.file = file
        self.toml = toml
        self.findings: list[Finding] = []

    def find_fault(self, code: str, path: Path, message: str, fix: str, value: Any = None) -> None:
        """Note a finding at a path of the file."""
        table, record, field = described(path)
        self.findings.append(
            Finding(
                code,
                message,
                fix,
                self.file,
                line_of(self.toml, path),
                f"{table}.{record}" if record else table,
                field,
                None if value is None else _shown(value),
            )
        )

    def source(self, raw: Mapping[str, Any]) -> dict[str, str]:
        """The `[source]` table, with every key that it must have."""
        said = raw.get("source")
        if not isinstance(said, Mapping):
            self.find_fault("missing-field", (), "there is no [source] table", "add [source]")
            return {}
        self._check_keys(said, (*SOURCE_KEYS, "extent", "note"), ("source",))
        for name in SOURCE_KEYS:
            if not (isinstance(said.get(name), str) and said[name]):
                self.find_fault(
                    "missing-field",
                    ("source", name),
                    f"[source] needs `{name}`",
                    f'add {name} = "…"',
                )
        return {"extent": "full", **{name: str(value) for name, value in said.items()}}

    def claims(self, raw: Mapping[str, Any]) -> Iterator[Claim | Plain]:
        """Every cell that the file claims, relations included."""
        self._check_keys(raw, ("source", *RECORDS, "unused"), ())
        for table in RECORDS:
            for name, record in self._tables(raw.get(table, {}), (table,)):
                yield from self._record(table, name, record)

    def unused(self, raw: Mapping[str, Any]) -> Iterator[Unused]:
        """The passages that are said to be unused."""
        entries = raw.get("unused", [])
        if not isinstance(entries, list) or not all(isinstance(one, Mapping) for one in entries):
            self.find_fault("bad-claim", ("unused",), "unused is not a list", "write [[unused]]")
            return
        for index, entry in enumerate(entries):
            path: Path = ("unused", index)
            self._check_keys(entry, ("quote", "prefix", "suffix", "reason", "section"), path)
            selector = self._selector(entry, path)
            reason = entry.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                self.find_fault("missing-field", path, "no reason is given", 'add reason = "…"')
            elif selector:
                yield Unused(self._place(path, entry), selector, reason)

    def _record(self, table: str, name: str, record: Mapping[str, Any]) -> Iterator[Claim | Plain]:
        relations = RELATIONS.get(table, {})
        columns = {one.name: one for one in columns_of(TABLES[table]) if one.role != "key"}
        path: Path = (table, name)
        self._check_slug(name, path)
        self._check_keys(record, (*columns, *relations, "section", "note"), path)
        note = self._note(record, path)
        yield Plain(self._place(path, record), table, (name,), "", "")  # the record itself
        for field, said in record.items():
            if field in columns:
                about = {"section": record.get("section", []), "note": note}
                yield from self._cell(table, (name,), columns[field], said, about)
            elif field in relations:
                for other, relation in self._tables(said, (*path, field)):
                    yield from self._relation(
                        relations[field], (*path, field, other), relation, record
                    )

    def _relation(
        self, table: str, path: Path, relation: Mapping[str, Any], owner: Mapping[str, Any]
    ) -> Iterator[Claim | Plain]:
        self._check_slug(str(path[3]), path)
        self._check_keys(relation, ("role", "note"), path)
        if "role" not in relation:
            self.find_fault("missing-field", path, "a relation needs a role", "add role = …")
            return
        role = column_of(TABLES[table], "role")
        about = {"section": owner.get("section", []), "note": self._note(relation, path)}
        key = (str(path[1]), str(path[3]))
        yield from self._cell(table, key, role, relation["role"], about, path)

    def _cell(
        self,
        table: str,
        key: tuple[str, ...],
        column: Column,
        said: Any,
        record: Mapping[str, Any],
        above: Path = (),
    ) -> Iterator[Claim | Plain]:
        path: Path = (*(above or (table, *key)), column.name)
        place = self._place(path, record)
        if column.role == "derived":
            self.find_fault(
                "unknown-key", path, "the build derives this column", "remove the line", said
            )
        elif column.role in ("reference", "curated"):
            if (value := _plain(said)) is None:
                self.find_fault(
                    "bad-claim", path, "this column takes a plain value", "write it", said
                )
            else:
                yield Plain(place, table, key, column.name, value)
        else:
            for entry in said if isinstance(said, list) and said else [said]:
                if claim := self._claim(place, table, key, column.name, entry):
                    note = claim.note or str(record["note"])
                    yield Claim(**{**vars(claim), "note": note})

    def _claim(
        self, place: Place, table: str, key: tuple[str, ...], field: str, said: Any
    ) -> Claim | None:
        entry = {"quote": said} if isinstance(said, str) else said
        if isinstance(entry, Mapping):
            self._check_keys(entry, CLAIM_KEYS, place.path)
        if fault := _form_fault(entry):
            self.find_fault("bad-claim", place.path, *fault, said)
            return None
        way = next(way for way in WAYS if way in entry)
        pieces = [entry] if way == "quote" else entry[way]
        for piece in pieces if way != "quote" else []:
            if isinstance(piece, Mapping):
                self._check_keys(piece, ("quote", "prefix", "suffix"), place.path)
        selectors = [self._selector(piece, place.path) for piece in pieces]
        found = tuple(one for one in selectors if one)
        if len(found) < len(selectors):
            return None
        value = _plain(entry["value"]) if "value" in entry else None
        words = {name: entry.get(name, "") for name in ("note", "prefer")}
        return Claim(place, table, key, field, WAYS[way], found, value, **words)

    def _selector(self, said: Any, path: Path) -> Selector | None:
        """A quotation with marks, or one with `prefix` and `suffix`, which is taken literally."""
        entry = {"quote": said} if isinstance(said, str) else said
        parts = ("prefix", "quote", "suffix")
        if isinstance(entry, Mapping) and all(isinstance(entry.get(p, ""), str) for p in parts):
            if "prefix" in entry or "suffix" in entry:
                selector = Selector(*(entry.get(part, "") for part in parts))
                single = True
            else:
                selector = _marked(entry.get("quote", ""))
                single = "[[" not in selector.before + selector.after
            if selector.quote.strip() and single:
                return selector
        self.find_fault(
            "bad-claim",
            path,
            "this is not a quotation with at most one [[marked part]]",
            "quote the source's words",
            said,
        )
        return None

    def _tables(self, said: Any, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if not isinstance(said, Mapping):
            self.find_fault("bad-claim", path, "this is not a table", f"write [{path[0]}.ID]", said)
            return
        for name, inner in said.items():
            if isinstance(inner, Mapping):
                yield name, inner
            else:
                self.find_fault(
                    "bad-claim", (*path, name), "an identifier has a table", "write one"
                )

    def _place(self, path: Path, record: Mapping[str, Any]) -> Place:
        said = record.get("section", [])
        sections = [said] if isinstance(said, str) else said
        if not isinstance(sections, list) or not all(isinstance(one, str) for one in sections):
            self.find_fault(
                "bad-claim", path, "section is a name or a list of names", "mend it", said
            )
            sections = []
        return Place(self.seed, path, tuple(sections))

    def _note(self, said: Mapping[str, Any], path: Path) -> str:
        """The note of a whole record or relation, which its cells share."""
        note = said.get("note", "")
        if isinstance(note, str) and (note.strip() or "note" not in said):
            return note
        self.find_fault(
            "bad-claim", (*path, "note"), "note is not text", 'write note = "why"', note
        )
        return ""

    def _check_slug(self, name: str, path: Path) -> None:
        if not re.fullmatch(SLUG, name):
            self.find_fault(
                "bad-identifier",
                path,
                "an identifier has lowercase letters, digits and hyphens",
                "write it like steglitz-memorial-2",
                name,
            )

    def _check_keys(self, said: Mapping[str, Any], known: tuple[str, ...], path: Path) -> None:
        for name in said:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                fix = f"did you mean `{near[0]}`?" if near else f"use one of {', '.join(known)}"
                self.find_fault("unknown-key", (*path, name), "this key is not known", fix, name)


def _shown(value: Any) -> str:
    """What stands in a claim, for a finding: text as it is, else as Python shows it, in short."""
    return value if isinstance(value, str) else reprlib.repr(value)


def _form_fault(entry: Any) -> tuple[str, str] | None:
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
    if ("value" in entry or way == "together") and not _plain(entry.get("value", "")):
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
    relations = [name for tables in RELATIONS.values() for name in tables]
    if len(words) >= 4 and words[2] in relations:
        return table, ".".join(words[1:4]), words[4] if len(words) > 4 else None
    return table, words[1] if len(words) > 1 else None, words[2] if len(words) > 2 else None


def _marked(quotation: str) -> Selector:
    if match := MARK.match(quotation):
        return Selector(match["before"], match["quote"], match["after"])
    return Selector("", quotation, "")


def _plain(said: Any) -> str | None:
    """A plain value as the CSV writes it, or None for what is not one."""
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, int | float):
        return number_text(Decimal(said if isinstance(said, int) else repr(said)))
    if isinstance(said, datetime.date):
        return said.isoformat()
    return said if isinstance(said, str) else None


def number_text(number: Decimal) -> str:
    """A number in its shortest form, without an exponent: 8.6, 2, 0.5."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

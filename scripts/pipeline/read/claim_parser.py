"""Read the claims of `seeds/NAME.toml`: which quotations are said to give which cell.

Nothing is looked up in the text here; what comes out is plain data, and findings for what is not
in the form of the contract.
"""

import dataclasses
import datetime
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz, process

from pipeline.common.findings import Finding
from pipeline.common.letters import JOINERS, invisible
from pipeline.read.claims import (
    CLAIM_KEYS,
    IDENTIFIED,
    RECORDS,
    RELATIONS,
    SOURCE_KEYS,
    SOURCE_MAY_HAVE,
    WAYS,
    Claim,
    Key,
    Place,
    Plain,
    Retired,
    Selector,
    Settlement,
    Unused,
    claim_finding,
    display_value,
    plain_value,
    read_selector,
    size_of,
)
from pipeline.read.toml_positions import Path
from schemas import TABLES, Column, columns_of
from schemas.columns import SLUG

MIN_LIKENESS = 60  # of a key and the one that may be meant, of 100
MAX_NAME = 100  # characters of an identifier
MAX_SECTIONS = 50  # of one record
MAX_QUOTATIONS = 20_000  # of one file
MAX_CHARACTERS = 2**24  # of the values and notes of one file, once for each of their quotations
CONTEXT = ("prefix", "suffix")
EXCLUDED = {"quotes": CONTEXT, "join": (*CONTEXT, "value"), "together": CONTEXT}  # useless beside


@dataclasses.dataclass
class Reader:
    """Reads one file of claims; `findings` fills with what is not as it should be."""

    seed: str
    toml: str
    file: str  # what findings call it
    findings: list[Finding] = dataclasses.field(default_factory=list)

    def source(self, raw: Mapping[str, Any]) -> dict[str, str]:
        """Return the `[source]` table, with every key that it must have."""
        source = raw.get("source")
        if not isinstance(source, Mapping):
            self.fault("missing-field", (), "there is no [source] table", "add [source]")
            return {}
        self._check_keys(source, (*SOURCE_KEYS, *SOURCE_MAY_HAVE), ("source",))
        cells = {name: _source_cell(source[name]) for name in source}
        for name in SOURCE_KEYS:
            if not cells.get(name) or not isinstance(source[name], str | datetime.date):
                message, fix = f"[source] needs `{name}`", f'add {name} = "…"'
                self.fault("missing-field", ("source", name), message, fix)
        return {"extent": "full"} | cells

    def claims(self, raw: Mapping[str, Any]) -> Iterator[Claim | Plain]:
        """Yield every cell that is claimed, relations included, as far as they are not too many."""
        quotations = characters = 0
        for cell in self._cells(raw):
            if isinstance(cell, Claim):
                quotations += len(cell.selectors)
                characters += size_of(cell)
            if quotations > MAX_QUOTATIONS or characters > MAX_CHARACTERS:
                message = f"it has too many quotations (over {MAX_QUOTATIONS:,}), values and notes"
                fix = "cut the text and its claims into several sources"
                self.fault("too-large", cell.place.path, message, fix)
                return
            yield cell

    def unused(self, raw: Mapping[str, Any]) -> Iterator[Unused]:
        """Yield the passages that are said to be unused."""
        for path, entry in self._list(raw, "unused"):
            self._check_keys(entry, ("quote", *CONTEXT, "reason", "section"), path)
            selector, sections = self._selector(entry, path), self._sections(entry, path)
            reason = self._reason(entry, path, path)
            if selector and reason:
                yield Unused(Place(self.seed, path, sections), selector, reason)

    def settlements(self, raw: Mapping[str, Any]) -> Iterator[Settlement]:
        """Yield what settles a cell on which claims differ."""
        for path, entry in self._list(raw, "settle"):
            self._check_keys(entry, ("cell", "value", "against", "why"), path)
            cell, value = entry.get("cell"), plain_value(entry.get("value"))
            table, record, field = [*str(cell).split("."), "", "", ""][:3]
            column = _columns(table).get(field) if table in RECORDS else None
            against = entry.get("against")
            weighed = [plain_value(other) for other in against] if isinstance(against, list) else []
            if not column or column.role != "cited" or str(cell).count(".") != 2:
                fix = 'write cell = "memorials.usak.opened": table, record and field'
                self.fault("bad-claim", (*path, "cell"), "it names no cell", fix, cell)
            elif not value or not weighed or not all(weighed) or value in weighed:
                message = "it does not say which value holds against which others, in a list"
                self.fault("bad-claim", path, message, 'add value = "…" and against = ["…"]')
            elif not _has_words(entry.get("why")):
                self.fault("missing-field", path, "no reason is given", 'add why = "…"')
            elif why := self._words(entry, "why", path):
                others = tuple(other for other in weighed if other)
                yield Settlement(Place(self.seed, path), table, record, field, value, others, why)

    def retired(self, raw: Mapping[str, Any]) -> Iterator[Retired]:
        """Yield the identifiers that are said to be retired."""
        tables = dict(self._tables(raw.get("retired", {}), ("retired",)))
        self._check_keys(tables, IDENTIFIED, ("retired",))
        for table in IDENTIFIED:
            for name, entry in self._tables(tables.get(table, {}), ("retired", table)):
                path: Path = ("retired", table, name)
                self._check_keys(entry, ("became", "reason"), path)
                reason = self._reason(entry, path, (*path, "reason"))
                became = entry.get("became", "")
                if not isinstance(became, str):
                    message, fix = "became is no identifier", 'write became = "another"'
                    self.fault("bad-claim", (*path, "became"), message, fix, became)
                elif reason:
                    yield Retired(Place(self.seed, path), table, name, became, reason)

    def _list(self, raw: Mapping[str, Any], name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Yield the tables of a list `[[name]]`, each with its path."""
        entries = raw.get(name, [])
        if isinstance(entries, list) and all(isinstance(item, Mapping) for item in entries):
            yield from (((name, index), entry) for index, entry in enumerate(entries))
        else:
            self.fault("bad-claim", (name,), f"{name} is not a list", f"write [[{name}]]")

    def _cells(self, raw: Mapping[str, Any]) -> Iterator[Claim | Plain]:
        self._check_keys(raw, ("source", *RECORDS, "settle", "unused", "retired"), ())
        for table in RECORDS:
            for name, record in self._tables(raw.get(table, {}), (table,)):
                place = Place(self.seed, (table, name), self._sections(record, (table, name)))
                yield Plain(place, table, (name,), "", "")
                yield from self._record(place, table, (name,), record, "section")

    def _record(
        self, place: Place, table: str, key: Key, record: Mapping[str, Any], *also: str
    ) -> Iterator[Claim | Plain]:
        """Yield the cells of a record or relation, and of the record's relations."""
        columns, relations, path = _columns(table), RELATIONS.get(table, {}), place.path
        claimed = (name for name, column in columns.items() if column.role != "derived")
        unknown = {field: value for field, value in record.items() if field not in columns}
        self._check_keys(unknown, (*claimed, *relations, *also, "note"), path)
        note = self._words(record, "note", path) or ""
        for field, value in record.items():
            at = place._replace(path=(*path, field))
            if field in columns:
                yield from self._cell(at, table, key, columns[field], value, note)
            elif field in relations:
                for relative, relation in self._tables(value, at.path):
                    to = place._replace(path=(*at.path, relative))
                    if "role" not in relation:
                        message, fix = "a relation needs a role", "add role = …"
                        self.fault("missing-field", to.path, message, fix)
                    yield from self._record(to, relations[field], (*key, relative), relation)

    def _cell(
        self, place: Place, table: str, key: Key, column: Column, value: Any, note: str
    ) -> Iterator[Claim | Plain]:
        """Yield what is claimed of a cell; `note` is its record's, for claims without their own."""
        if column.role == "derived":
            message = "the build derives this column"
            self.fault("unknown-key", place.path, message, "remove the line", value)
        elif column.role in ("reference", "curated"):
            if column.role == "reference" and isinstance(value, Mapping):
                yield from self._reference(place, table, key, column.name, value)
            elif text := plain_value(value):
                yield Plain(place, table, key, column.name, text, note)
            else:
                message, fix = "this column takes a plain value", "write it, or remove the line"
                self.fault("bad-claim", place.path, message, fix, value)
        else:
            for entry in value if isinstance(value, list) and value else [value]:
                if claim := self._claim(place, table, key, column.name, entry):
                    yield claim._replace(note=note) if note and not claim.note else claim

    def _reference(
        self, place: Place, table: str, key: Key, field: str, entry: Mapping[str, Any]
    ) -> Iterator[Claim | Plain]:
        """Yield a reference with the words that name what it refers to, or with a note."""
        text, note = plain_value(entry.get("value")), self._words(entry, "note", place.path)
        if not text or not ({"note", *WAYS} & entry.keys()):
            self._check_keys(entry, CLAIM_KEYS, place.path)
            fix = 'write { value = "…", quote = "…" }, or a note with the value'
            self.fault("bad-claim", place.path, "this is no reference", fix, entry)
        elif note is not None:
            yield Plain(place, table, key, field, text, note)
            if WAYS.keys() & entry.keys() and (
                claim := self._claim(place, table, key, field, entry)
            ):
                yield claim
            elif not WAYS.keys() & entry.keys():
                self._check_keys(entry, ("value", "note"), place.path)

    def _claim(self, place: Place, table: str, key: Key, field: str, entry: Any) -> Claim | None:
        raw = {"quote": entry} if isinstance(entry, str) else entry
        self._check_keys(raw, CLAIM_KEYS, place.path)
        if fault := _form_fault(raw):
            self.fault("bad-claim", place.path, *fault, entry)
            return None
        way = next(way for way in WAYS if way in raw)
        pieces = [entry] if way == "quote" else raw[way]
        for piece in pieces if way != "quote" else []:
            self._check_keys(piece, ("quote", *CONTEXT), place.path)
        selectors = [self._selector(piece, place.path) for piece in pieces]
        note, prefer = (self._words(raw, name, place.path) for name in ("note", "prefer"))
        found = tuple(selector for selector in selectors if selector)
        if len(found) < len(selectors) or note is None or prefer is None:
            return None
        value = plain_value(raw["value"]) if "value" in raw else None
        return Claim(place, table, key, field, WAYS[way], found, value, note, prefer)

    def _selector(self, entry: Any, path: Path) -> Selector | None:
        """Return what a quotation has us look for, or None where it is no quotation."""
        if selector := read_selector(entry):
            return selector
        message = "this is not a quotation with at most one [[marked part]]"
        self.fault("bad-claim", path, message, "quote the source's words", entry)
        return None

    def _tables(self, tables: Any, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the tables below a path by their identifiers."""
        if not isinstance(tables, Mapping):
            message, fix = "this is not a table", f"write [{path[0]}.ID]"
            self.fault("bad-claim", path, message, fix, tables)
            return
        for name, table in tables.items():
            place = (*path, name)
            if len(name) > MAX_NAME:
                message = f"an identifier has at most {MAX_NAME} characters"
                self.fault("bad-identifier", place, message, "write a shorter one")
            elif not isinstance(table, Mapping):
                self.fault("bad-claim", place, "an identifier has a table", "write one")
            else:
                if path[0] != "retired" and not re.fullmatch(SLUG, name):
                    message = "an identifier has lowercase letters, digits and hyphens"
                    fix = "write it like steglitz-memorial-2"
                    self.fault("bad-identifier", place, message, fix, name)
                yield name, table

    def _sections(self, entry: Mapping[str, Any], path: Path) -> tuple[str, ...]:
        """Return the names of the sections in which the quotations of a record are looked for."""
        named = entry.get("section", [])
        names = [named] if isinstance(named, str) else named
        listed = isinstance(names, list) and len(names) <= MAX_SECTIONS
        if listed and all(isinstance(name, str) for name in names):
            return tuple(names)
        message = f"section is a name or a list of at most {MAX_SECTIONS} names"
        fix = 'write section = "Lead", or another of the text\'s headings'
        self.fault("bad-claim", (*path, "section"), message, fix, named)
        return ()

    def _reason(self, entry: Mapping[str, Any], path: Path, place: Path) -> str:
        """Return why an entry is there, or nothing; that none is given is found at a `place`."""
        if _has_words(entry.get("reason")):
            return self._words(entry, "reason", path) or ""
        self.fault("missing-field", place, "no reason is given", 'add reason = "…"')
        return ""

    def _words(self, entry: Mapping[str, Any], name: str, path: Path) -> str | None:
        """Return the contributor's own words under a name; None if they are none, or hidden."""
        words, path = entry.get(name, ""), (*path, name)
        if name in entry and not _has_words(words):
            self.fault("bad-claim", path, f"{name} is not text", f'write {name} = "why"', words)
            return None
        if letter := invisible(words, JOINERS + "\n\t"):
            message = f"it has U+{ord(letter):04X}, which nobody sees"
            self.fault("invisible-character", path, message, "delete it", words)
        return None if letter else str(words)

    def _check_keys(self, table: Any, known: tuple[str, ...], path: Path) -> None:
        for key in table if isinstance(table, Mapping) else ():
            if key not in known:
                near = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS)
                fix = f"did you mean `{near[0]}`?" if near else f"use one of {', '.join(known)}"
                self.fault("unknown-key", (*path, key), "this key is not known", fix, key)

    def fault(self, code: str, path: Path, message: str, fix: str, value: Any = None) -> None:
        """Note a finding at a path of the file."""
        text = None if value is None else display_value(value)
        self.findings.append(claim_finding(self.file, self.toml, path, code, message, fix, text))


def _source_cell(value: Any) -> str:
    """Return what `[source]` says under a key: text, or a day of the calendar."""
    return value.isoformat() if isinstance(value, datetime.date) else display_value(value)


@functools.cache
def _columns(table: str) -> dict[str, Column]:
    """Return the columns of a record that are no identifier of it, by name."""
    return {column.name: column for column in columns_of(TABLES[table]) if column.role != "key"}


def _has_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _form_fault(entry: Any) -> tuple[str, str] | None:
    """Return what is wrong with the form of a claim and what to do, or None where nothing is."""
    if not isinstance(entry, Mapping):
        fix = 'write "words of the source" or { value = "…", quote = "…" }'
        return "a claim is a quotation or a table", fix
    ways = [way for way in WAYS if way in entry]
    if len(ways) != 1:
        return "a claim has one of quote, quotes, join and together", "keep one of them"
    way = ways[0]
    if useless := [name for name in EXCLUDED.get(way, ()) if name in entry]:
        return f"{useless[0]} does not go with {way}", f"remove {useless[0]}"
    if ("value" in entry or way == "together") and not plain_value(entry.get("value", "")):
        return "the value is empty", 'add value = "…"'
    if way != "quote" and not (isinstance(entry[way], list) and entry[way]):
        return f"{way} is a list", "write […]"
    return None

"""Read the claims of `seeds/NAME.toml`: which quotations are said to give which cell.

Nothing is looked up in the text here; what comes out is plain data, and findings for what is not
in the form of the contract.
"""

import difflib
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz

from pipeline.common.escaping import JOINERS, invisible
from pipeline.common.findings import Finding
from pipeline.read.claims import (
    CLAIM_KEYS,
    IDENTIFIED,
    RECORDS,
    RELATIONS,
    SOURCE_KEYS,
    WAYS,
    Claim,
    Place,
    Plain,
    Retired,
    Selector,
    Unused,
    described,
    form_fault,
    marked_part,
    plain_value,
    shown,
)
from pipeline.read.toml_positions import Path, line_of
from schemas import TABLES, Column, column_of, columns_of
from schemas.columns import SLUG

LIKE = 0.6  # how alike a key and the one that may be meant are, by `difflib`'s measure
LONGEST_NAME = 100  # characters of an identifier
MOST_SECTIONS = 50  # of one record
MOST_QUOTATIONS = 20_000  # of one file
MOST_CHARACTERS = 2**24  # of the values and notes of one file, once for each of their quotations


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
                None if value is None else shown(value),
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
        return {"extent": "full", **{name: shown(value) for name, value in said.items()}}

    def claims(self, raw: Mapping[str, Any]) -> Iterator[Claim | Plain]:
        """Every cell that the file claims, relations included, as far as they are not too many."""
        quotations = characters = 0
        for claim in self._claims(raw):
            if isinstance(claim, Claim):
                quotations += len(claim.selectors)
                characters += _size(claim)
            if quotations > MOST_QUOTATIONS or characters > MOST_CHARACTERS:
                message = (
                    f"it has more than {MOST_QUOTATIONS:,} quotations, or more than "
                    f"{MOST_CHARACTERS:,} characters of values and notes for them"
                )
                fix = "cut the text and its claims into several sources"
                self.find_fault("too-large", claim.place.path, message, fix)
                return
            yield claim

    def _claims(self, raw: Mapping[str, Any]) -> Iterator[Claim | Plain]:
        self._check_keys(raw, ("source", *RECORDS, "unused", "retired"), ())
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
            selector, sections = self._selector(entry, path), self._sections(entry, path)
            reason = entry.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                self.find_fault("missing-field", path, "no reason is given", 'add reason = "…"')
            elif selector and self._own_words(reason, (*path, "reason")):
                yield Unused(Place(self.seed, path, sections), selector, reason)

    def retired(self, raw: Mapping[str, Any]) -> Iterator[Retired]:
        """The identifiers that are said to be retired."""
        tables = dict(self._tables(raw.get("retired", {}), ("retired",)))
        self._check_keys(tables, IDENTIFIED, ("retired",))
        for table in (one for one in IDENTIFIED if one in tables):
            for name, said in self._tables(tables[table], ("retired", table)):
                path: Path = ("retired", table, name)
                self._check_keys(said, ("became", "reason"), path)
                became, reason = said.get("became", ""), said.get("reason")
                if not isinstance(reason, str) or not reason.strip():
                    message, fix = "no reason is given", 'add reason = "…"'
                    self.find_fault("missing-field", (*path, "reason"), message, fix)
                elif not isinstance(became, str):
                    message, fix = "became is no identifier", 'write became = "another"'
                    self.find_fault("bad-claim", (*path, "became"), message, fix, became)
                elif self._own_words(reason, (*path, "reason")):
                    yield Retired(Place(self.seed, path), table, name, became, reason)

    def _record(self, table: str, name: str, record: Mapping[str, Any]) -> Iterator[Claim | Plain]:
        relations = RELATIONS.get(table, {})
        columns = {one.name: one for one in columns_of(TABLES[table]) if one.role != "key"}
        path: Path = (table, name)
        self._check_slug(name, path)
        claimed = (one.name for one in columns.values() if one.role != "derived")
        derived = tuple(one.name for one in columns.values() if one.role == "derived")
        self._check_keys(record, (*claimed, *relations, "section", "note"), path, derived)
        sections, note = self._sections(record, path), self._note(record, path)
        yield Plain(Place(self.seed, path, sections), table, (name,), "", "")  # the record itself
        for field, said in record.items():
            if field in columns:
                place = Place(self.seed, (*path, field), sections)
                yield from self._cell(place, table, (name,), columns[field], said, note)
            elif field in relations:
                for other, relation in self._tables(said, (*path, field)):
                    place = Place(self.seed, (*path, field, other), sections)
                    yield from self._relation(place, relations[field], (name, other), relation)

    def _relation(
        self, place: Place, table: str, key: tuple[str, str], relation: Mapping[str, Any]
    ) -> Iterator[Claim | Plain]:
        self._check_slug(key[1], place.path)
        self._check_keys(relation, ("role", "note"), place.path)
        if "role" not in relation:
            message = "a relation needs a role"
            self.find_fault("missing-field", place.path, message, "add role = …")
            return
        role = column_of(TABLES[table], "role")
        note = self._note(relation, place.path)
        place = place._replace(path=(*place.path, "role"))
        yield from self._cell(place, table, key, role, relation["role"], note)

    def _cell(
        self, place: Place, table: str, key: tuple[str, ...], column: Column, said: Any, note: str
    ) -> Iterator[Claim | Plain]:
        """What is claimed of one cell; `note` is its record's, for claims without their own."""
        if column.role == "derived":
            message = "the build derives this column"
            self.find_fault("unknown-key", place.path, message, "remove the line", said)
        elif column.role in ("reference", "curated"):
            if value := plain_value(said):
                yield Plain(place, table, key, column.name, value)
            else:
                message, fix = "this column takes a plain value", "write it, or remove the line"
                self.find_fault("bad-claim", place.path, message, fix, said)
        else:
            for entry in said if isinstance(said, list) and said else [said]:
                if claim := self._claim(place, table, key, column.name, entry):
                    yield claim._replace(note=note) if note and not claim.note else claim

    def _claim(
        self, place: Place, table: str, key: tuple[str, ...], field: str, said: Any
    ) -> Claim | None:
        if isinstance(said, str):  # which most are: a quotation, and no more to look at
            selector = self._selector(said, place.path)
            return Claim(place, table, key, field, "each", (selector,)) if selector else None
        if isinstance(said, Mapping):
            self._check_keys(said, CLAIM_KEYS, place.path)
        if fault := form_fault(said):
            self.find_fault("bad-claim", place.path, *fault, said)
            return None
        way = next(way for way in WAYS if way in said)
        pieces = [said] if way == "quote" else said[way]
        for piece in pieces if way != "quote" else []:
            if isinstance(piece, Mapping):
                self._check_keys(piece, ("quote", "prefix", "suffix"), place.path)
        selectors = [self._selector(piece, place.path) for piece in pieces]
        found = tuple(one for one in selectors if one)
        if len(found) < len(selectors):
            return None
        value = plain_value(said["value"]) if "value" in said else None
        words = {name: said.get(name, "") for name in ("note", "prefer")}
        if not all(self._own_words(one, (*place.path, name)) for name, one in words.items()):
            return None
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
                quotation = entry.get("quote", "")
                selector = marked_part(quotation) or Selector("", quotation, "")
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
            if len(name) > LONGEST_NAME:
                message = f"an identifier has at most {LONGEST_NAME} characters"
                self.find_fault("bad-identifier", (*path, name), message, "write a shorter one")
            elif isinstance(inner, Mapping):
                yield name, inner
            else:
                self.find_fault(
                    "bad-claim", (*path, name), "an identifier has a table", "write one"
                )

    def _sections(self, said: Mapping[str, Any], path: Path) -> tuple[str, ...]:
        """The names of the sections in which the quotations of a record are looked for."""
        named = said.get("section", [])
        sections = [named] if isinstance(named, str) else named
        if (
            isinstance(sections, list)
            and len(sections) <= MOST_SECTIONS
            and all(isinstance(one, str) for one in sections)
        ):
            return tuple(sections)
        message = f"section is a name or a list of at most {MOST_SECTIONS} names"
        fix = 'write section = "Lead", or another of the text\'s headings'
        self.find_fault("bad-claim", (*path, "section"), message, fix, named)
        return ()

    def _note(self, said: Mapping[str, Any], path: Path) -> str:
        """The note of a whole record or relation, which its cells share."""
        note = said.get("note", "")
        if not isinstance(note, str) or ("note" in said and not note.strip()):
            message, fix = "note is not text", 'write note = "why"'
            self.find_fault("bad-claim", (*path, "note"), message, fix, note)
            return ""
        return note if self._own_words(note, (*path, "note")) else ""

    def _own_words(self, said: str, path: Path) -> bool:
        """Whether nothing hides in the contributor's own words: no source spells them so."""
        if letter := invisible(said, JOINERS + "\n\t"):
            message = f"it has U+{ord(letter):04X}, which nobody sees"
            self.find_fault("invisible-character", path, message, "delete it", said)
            return False
        return True

    def _check_slug(self, name: str, path: Path) -> None:
        if not re.fullmatch(SLUG, name):
            self.find_fault(
                "bad-identifier",
                path,
                "an identifier has lowercase letters, digits and hyphens",
                "write it like steglitz-memorial-2",
                name,
            )

    def _check_keys(
        self,
        said: Mapping[str, Any],
        known: tuple[str, ...],
        path: Path,
        told_elsewhere: tuple[str, ...] = (),
    ) -> None:
        for name in said:
            if name not in (*known, *told_elsewhere):
                # what difflib finds is also alike by this measure, which is quicker by far
                alike = [one for one in known if fuzz.ratio(name, one) >= 100 * LIKE]
                near = alike and difflib.get_close_matches(name, alike, n=1, cutoff=LIKE)
                fix = f"did you mean `{near[0]}`?" if near else _use_one_of(known)
                self.find_fault("unknown-key", (*path, name), "this key is not known", fix, name)


@functools.cache
def _use_one_of(names: tuple[str, ...]) -> str:
    return f"use one of {', '.join(names)}"


def _size(claim: Claim) -> int:
    """The characters of a claim's value and notes: each of its quotations is a row with them."""
    words = sum(len(one.quote) for one in claim.selectors)
    value = len(claim.value or "") if claim.mode != "join" else words
    return words + len(claim.selectors) * (value + len(claim.note) + len(claim.prefer))

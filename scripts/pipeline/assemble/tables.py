"""Fill the tables: settle each cell, write down its evidence and the passages it uses."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pipeline.assemble.derived_columns import derive
from pipeline.assemble.evidence_rows import (
    cited_places,
    identifiers,
    must_be_quoted,
    must_be_used,
    passage_id,
    passage_rows,
    quoted_spans,
    row_order,
)
from pipeline.common.findings import Finding
from pipeline.read.claims import Place, Plain, Unused
from pipeline.read.seeds import Seed
from pipeline.read.toml_positions import line_of
from pipeline.resolve.dates import days
from pipeline.resolve.quotations import Span, selectors
from pipeline.resolve.resolve import (
    ClaimError,
    Reading,
    ResolvedClaim,
    finding_at,
    locate,
    resolve_claims,
)
from schemas import TABLES, column_of, columns_of, key_of

Row = dict[str, str]
Tables = dict[str, list[Row]]
Key = tuple[str, ...]

CELL = ("table_name", "record_id", "field")
RELATION_KEYS = 2  # a relation's key before its role: the two identifiers


@dataclass
class Assembly:
    """The tables as they fill, and what is found on the way."""

    seeds: dict[str, Seed]
    cells: dict[tuple[str, Key], dict[str, list[Reading]]] = field(default_factory=dict)
    plains: dict[tuple[str, Key, str], list[Plain]] = field(
        default_factory=lambda: defaultdict(list)
    )
    places: dict[tuple[str, Key], Place] = field(default_factory=dict)
    claimed: set[tuple[str, str, Key, str]] = field(default_factory=set)  # also what does not hold
    findings: list[Finding] = field(default_factory=list)
    tables: Tables = field(default_factory=dict)

    def fault(self, place: Place, fault: ClaimError) -> None:
        """Note a fault at a place of the claims."""
        self.findings.append(finding_at(self.seeds[place.seed], place, fault))

    def in_seeds(self, finding: Finding) -> Finding:
        """A finding about a cell of a table, at the claim or passage from which the cell comes."""
        table = Path(finding.file or "").stem
        record, name = finding.record or "", finding.field or ""
        told: Row = {}
        if table == "evidence":
            told = self._evidence[record]
            table, record, name = (told[one] for one in CELL)
        key = tuple(record.split("/"))
        if table == "passages" and key[0] in self.seeds:
            return self._in_text(finding, self.seeds[key[0]], key[-1])
        place = self._place(table, key, name, told)
        if place is None or place.seed not in self.seeds:
            return finding
        seed = self.seeds[place.seed]
        line = line_of(seed.toml, place.path)
        return replace(
            finding, file=f"{seed.file}.toml", line=line, record=f"{table}.{record}", field=name
        )

    def _place(self, table: str, key: Key, name: str, told: Row) -> Place | None:
        """Where a cell is claimed: by the quotation that a row of evidence has, if one is told."""
        readings = self.cells.get((table, key), {}).get(name, [])
        if told:
            start = int(told["start"])
            same = [one for one in readings if start in [span.start for span in one.spans]]
            same = [one for one in same if one.claim.place.seed == told["source_id"]]
            readings = same or readings
        places = [one.claim.place for one in readings]
        places += [one.place for one in self.plains.get((table, key, name), [])]
        if table == "sources":
            places.append(Place(key[0], ("source", name)))
        return places[0] if places else self.places.get((table, key))

    def _in_text(self, finding: Finding, seed: Seed, passage: str) -> Finding:
        """A finding about a passage, at its line of the text; about a reason, where it is given."""
        row = self._passages.get((seed.name, passage))
        entry = self._reasons.get((seed.name, row["unused_reason"])) if row else None
        if finding.field == "unused_reason" and entry:
            line = line_of(seed.toml, (*entry.place.path, "reason"))
            return replace(
                finding, file=f"{seed.file}.toml", line=line, record="unused", field="reason"
            )
        line_of_text = seed.document.line_of(int(row["start"])) if row else None
        return replace(finding, file=f"{seed.file}.txt", line=line_of_text)

    @cached_property
    def _evidence(self) -> dict[str, Row]:
        return {row["evidence_id"]: row for row in self.tables["evidence"]}

    @cached_property
    def _passages(self) -> dict[tuple[str, str], Row]:
        return {(row["source_id"], row["passage_id"]): row for row in self.tables["passages"]}

    @cached_property
    def _reasons(self) -> dict[tuple[str, str], Unused]:
        """The first entry of each reason."""
        entries = ((seed, entry) for seed in self.seeds.values() for entry in reversed(seed.unused))
        return {(seed.name, entry.reason): entry for seed, entry in entries}


def assemble(
    seeds: Iterable[Seed],
    *,
    told: Mapping[str, list[ResolvedClaim]] | None = None,
    complete: bool = True,
) -> Assembly:
    """All tables from all seeds, rows in the files' order, and what is wrong with the claims.

    `told` is what the claims of each seed give, by its name, where that is known already. Without
    `complete`, some records could not be read, and references to their records are not held against
    the others.
    """
    made = Assembly({seed.name: seed for seed in seeds})
    for seed in made.seeds.values():
        _gather(made, seed, resolve_claims(seed) if told is None else told[seed.name])
    made.tables = {name: [] for name in TABLES}
    for table, key in sorted(made.cells):
        made.tables[table].append(_row(made, table, key))
    if complete:
        _check_references(made)
    evidence = [
        row
        for table, rows in made.tables.items()
        for one in rows
        for row in _evidence(made, table, one)
    ]
    evidence.sort(key=lambda row: row_order("evidence", row))
    for row, identifier in zip(evidence, identifiers(evidence), strict=True):
        row["evidence_id"] = identifier
    made.tables["evidence"] = evidence
    spans = quoted_spans(made.tables["evidence"])
    faulty = {finding.file for finding in made.findings}
    for seed in made.seeds.values():
        made.tables["sources"].append(_source(seed))
        made.tables["passages"] += _passages(made, seed, spans[seed.name], faulty)
    derive(made.tables, {name: seed.document.text for name, seed in made.seeds.items()})
    return made


def _gather(made: Assembly, seed: Seed, told: list[ResolvedClaim]) -> None:
    """Put what each claim of a seed gives under its cell."""
    for plain in seed.plains:
        made.cells.setdefault((plain.table, plain.record), {})
        made.places.setdefault((plain.table, plain.record), plain.place)
        if plain.field:
            made.plains[plain.table, plain.record, plain.field].append(plain)
    for claim, readings, fault in told:
        made.claimed.add((seed.name, claim.table, claim.record, claim.field))
        for reading in readings:
            key = claim.record
            if len(key) == RELATION_KEYS:
                key = (*key, reading.value)
            made.places.setdefault((claim.table, key), claim.place)
            record = made.cells.setdefault((claim.table, key), {})
            record.setdefault(claim.field, []).append(reading)
        if fault:
            made.findings.append(fault)


def _row(made: Assembly, table: str, key: Key) -> Row:
    """One row; derived cells are filled later."""
    row = dict.fromkeys((column.name for column in columns_of(TABLES[table])), "")
    row |= dict(zip(key_of(TABLES[table]), key, strict=False))
    place = made.places[table, key]
    for name, readings in made.cells[table, key].items():
        row[name] = _settled(made, table, name, readings)
    for column in columns_of(TABLES[table]):
        if column.role in ("reference", "curated"):
            row[column.name] = _plain(made, table, key, column.name)
        if column.required and column.role == "cited" and not row[column.name]:
            records = (key[:length] for length in range(1, len(key) + 1))
            if not any((place.seed, table, one, column.name) in made.claimed for one in records):
                missing = f"this record has no {column.name}"
                made.fault(place, ClaimError("missing-field", missing, f"add {column.name} = …"))
    return row


def _settled(made: Assembly, table: str, name: str, readings: list[Reading]) -> str:
    """The value of a cell: what the claims agree on, the more precise date, or the preferred."""
    values = list(dict.fromkeys(reading.value for reading in readings))
    column = column_of(TABLES[table], name)
    if column.kind == "names":
        return "; ".join(values)
    preferred = {reading.value for reading in readings if reading.claim.prefer.strip()}
    if len(values) == 1:
        return values[0]
    if len(preferred) == 1:
        return preferred.pop()
    if column.kind == "edtf" and not preferred and (date := _most_precise(values)):
        return date
    said = "; ".join(f"{one.value!r} from {_words(made, one)}" for one in readings)
    disagree = ClaimError(
        "claims-disagree",
        f"the claims give different values: {said}",
        'add prefer = "why" to the claim that holds',
        readings[-1].value,
    )
    made.fault(readings[-1].claim.place, disagree)
    return values[0]


def _most_precise(dates: list[str]) -> str | None:
    """The date that lies inside all the others and is more precise than each, if one is."""
    known = {date: days(date) or ("", "") for date in dates}
    inmost = max(first for first, _ in known.values()), min(last for _, last in known.values())
    found = [date for date in dates if known[date] == inmost]
    return found[0] if len(found) == 1 else None


def _words(made: Assembly, reading: Reading) -> str:
    seed = made.seeds[reading.claim.place.seed]
    quotes = [seed.document.text[span.start : span.end] for span in reading.spans]
    return " + ".join(map(repr, quotes)) + f" ({seed.file}.txt)"


def _plain(made: Assembly, table: str, key: Key, name: str) -> str:
    told = made.plains.get((table, key, name), [])
    values = sorted({plain.value for plain in told})
    if len(values) > 1:
        differ = f"the seeds say {', '.join(values)}"
        made.fault(
            told[-1].place, ClaimError("claims-disagree", differ, "agree on one", values[-1])
        )
    return values[0] if values else column_of(TABLES[table], name).default


def _check_references(made: Assembly) -> None:
    """Every identifier that a record names is a record of the table it refers to."""
    known = {name: {row[key_of(TABLES[name])[0]] for row in made.tables[name]} for name in TABLES}
    retired = {(one.table, one.record) for seed in made.seeds.values() for one in seed.retired}
    referring = {
        name: [column for column in columns_of(TABLES[name]) if column.references]
        for name in TABLES
    }
    for table, key in made.cells:
        row = dict(zip(key_of(TABLES[table]), key, strict=False))
        for column in referring[table]:
            told = made.plains.get((table, key, column.name), [])
            value = told[0].value if told else row.get(column.name, "")
            if value and value not in known[column.references]:
                place = told[0].place if told else _header(made.places[table, key])
                lost = f"{column.references} has no {value!r}"
                fix = f"claim [{column.references}.{value}], or name another"
                if (column.references, value) in retired:
                    lost, fix = f"{value!r} was retired", "remove this, or name what it became"
                made.fault(place, ClaimError("unknown-reference", lost, fix, value))


def _header(place: Place) -> Place:
    """The place of a table of the claims, in whose name the identifiers stand."""
    return place._replace(path=place.path[:-1]) if place.path[-1] == "role" else place


def _evidence(made: Assembly, table: str, row: Row) -> Iterator[Row]:
    key = tuple(row[name] for name in key_of(TABLES[table]))
    for name, readings in made.cells[table, key].items():
        column = column_of(TABLES[table], name)
        differ = column.kind != "names" and len({reading.value for reading in readings}) > 1
        for reading in readings:
            rank = "preferred" if differ and reading.value == row[name] else "normal"
            for span in reading.spans:
                yield _evidence_row(made, (table, "/".join(key), name), reading, span, rank)


def _evidence_row(
    made: Assembly, cell: tuple[str, str, str], reading: Reading, span: Span, rank: str
) -> Row:
    seed = made.seeds[reading.claim.place.seed]
    prefix, suffix = selectors(seed.document.text, span)
    notes = (reading.claim.note, reading.claim.prefer and f"Preferred: {reading.claim.prefer}")
    return {
        "evidence_id": "",
        "table_name": cell[0],
        "record_id": cell[1],
        "field": cell[2],
        "value": reading.value,
        "source_id": seed.name,
        "passage_id": passage_id(seed.document.passage_at(span.start)),
        "start": str(span.start),
        "end": str(span.end),
        "quote": seed.document.text[span.start : span.end],
        "prefix": prefix,
        "suffix": suffix,
        "basis": reading.basis,
        "rank": rank,
        "note": " ".join(note for note in notes if note),
    }


def _source(seed: Seed) -> Row:
    said = {
        name: seed.source.get(name, "") for name in (c.name for c in columns_of(TABLES["sources"]))
    }
    return said | {
        "source_id": seed.name,
        "path": f"seeds/{seed.name}.txt",
        "characters": str(len(seed.document.text)),
    }


def _passages(
    made: Assembly, seed: Seed, spans: list[tuple[int, int]], faulty_files: set[str | None]
) -> Iterator[Row]:
    """The passages of a source with what is cited of them; findings for those unaccounted for."""
    cited = cited_places(spans)
    before = len(made.findings)
    reasons = _unused(made, seed)
    # a claim that does not hold may be the one that accounts for a passage
    faulty = f"{seed.file}.toml" in faulty_files or len(made.findings) > before
    for index, row in enumerate(passage_rows(seed.name, seed.document, cited)):
        used = row["cited_characters"] != "0"
        place, reason = reasons.get(index, (None, ""))
        if place and used:
            made.fault(
                place, ClaimError("passage-used", "quotations use it", "remove the entry", reason)
            )
        yield row | {"unused_reason": reason}
        extent = seed.source.get("extent", "")
        if not (used or reason or faulty) and must_be_used(row, extent):
            message = "no claim quotes it and nothing says why not"
            fix = "claim what it says, or add [[unused]] with a reason"
            made.findings.append(_in_text(seed, row, "passage-unaccounted", message, fix))
        elif not (used or faulty) and must_be_quoted(row, extent):
            message = "no claim quotes it, so it is not shipped"
            fix = (
                f"quote it, or cut the text: python scripts/locate.py --revise {seed.name} "
                f"{seed.file}.txt"
            )
            made.findings.append(_in_text(seed, row, "excerpt-unquoted", message, fix))


def _in_text(seed: Seed, row: Row, code: str, message: str, fix: str) -> Finding:
    """A finding about a passage, at its line of the text."""
    line = seed.document.line_of(int(row["start"]))
    record, text = row["passage_id"], row["text"]
    return Finding(code, message, fix, f"{seed.file}.txt", line, record, value=text)


def _unused(made: Assembly, seed: Seed) -> dict[int, tuple[Place, str]]:
    """The reasons given for passages, by the index of the passage; findings for what is idle."""
    reasons: dict[int, tuple[Place, str]] = {}
    for entry in seed.unused:
        try:
            span = locate(seed, entry.place, entry.selector)
            index = seed.document.passage_at(span.start)
            if index in reasons:
                raise ClaimError("bad-claim", "this passage has a reason already", "remove one")
            if seed.document.passages[index].kind in ("title", "heading"):
                raise ClaimError("bad-claim", "a heading needs no reason", "remove the entry")
            reasons[index] = entry.place, entry.reason
        except ClaimError as fault:
            made.fault(entry.place, fault)
    return reasons

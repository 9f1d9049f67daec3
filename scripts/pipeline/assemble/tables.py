"""Fill the tables: a row for each record, its evidence, the sources, and their passages.

A cell of which several claims speak, in one source or in several, is settled on the way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.assemble.derived_columns import derive
from pipeline.assemble.evidence_rows import (
    NAMED_BY,
    Stretches,
    identifier,
    passage_id,
    passage_rows,
    quoted_spans,
)
from pipeline.common.findings import Finding
from pipeline.read.claims import Key, Place, Plain, Unused
from pipeline.read.seeds import Seed
from pipeline.read.toml_positions import line_of
from pipeline.resolve.dates import days
from pipeline.resolve.quotations import Span, merge_spans, selectors
from pipeline.resolve.resolve import ClaimError, Reading, finding_at, locate, resolve_claim
from schemas import TABLES, Column, column_of, columns_of, key_of, order_of

Row = dict[str, str]


@dataclass
class Assembly:
    """The tables as they fill, where their cells come from, and what is found on the way."""

    seeds: dict[str, Seed]
    cells: dict[tuple[str, Key], dict[str, list[Reading]]] = field(default_factory=dict)
    plains: dict[tuple[str, Key, str], list[Plain]] = field(default_factory=dict)
    # of records, and of what fills their fields; of passages, why they are unused
    places: dict[tuple[str, Key, str], Place] = field(default_factory=dict)
    failed: set[tuple[str, Key, str]] = field(default_factory=set)  # cells: a claim does not hold
    origins: dict[str, tuple[Row, Place]] = field(default_factory=dict)  # of evidence, by its name
    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def is_faulty(self) -> bool:
        """Whether an error was found, more than warnings."""
        return any(finding.severity == "error" for finding in self.findings)

    def add_fault(self, place: Place, fault: ClaimError | None) -> None:
        """Note a fault, if there is one, at a place of the claims."""
        if fault:
            self.findings.append(finding_at(self.seeds[place.seed], place, fault))


def assemble(seeds: Iterable[Seed], *, complete: bool = True) -> Assembly:
    """Return all tables of all seeds, rows in the files' order, and what is wrong with the claims.

    Without `complete`, some records could not be read, and references to their records are not held
    against the others.
    """
    assembly = Assembly({seed.name: seed for seed in seeds})
    for seed in assembly.seeds.values():
        _add_claims(assembly, seed)
    tables = assembly.tables = {name: [] for name in TABLES}
    for table, key in sorted(assembly.cells):
        tables[table].append(_record_row(assembly, table, key))
    if complete:
        _check_references(assembly)
    tables["evidence"] = _evidence_rows(assembly)
    spans = quoted_spans(tables["evidence"])
    for seed in assembly.seeds.values():
        tables["sources"].append(_source_row(seed))
        tables["passages"] += _passage_rows(assembly, seed, spans[seed.name])
    derive(tables, {name: seed.document.text for name, seed in assembly.seeds.items()})
    return assembly


def _add_claims(assembly: Assembly, seed: Seed) -> None:
    """Put what each claim of a seed gives under its cell."""
    for plain in seed.plains:
        cell = plain.table, plain.record, plain.field
        assembly.cells.setdefault(cell[:2], {})
        assembly.places.setdefault(cell, plain.place)
        if plain.field:  # else it says that the record is there
            assembly.plains.setdefault(cell, []).append(plain)
    for claim in seed.claims:
        try:
            for reading in resolve_claim(seed, claim):
                is_relation = len(claim.record) > 1  # its role is the last part of its key
                key = (*claim.record, reading.value) if is_relation else claim.record
                for name in ("", claim.field):
                    assembly.places.setdefault((claim.table, key, name), claim.place)
                record = assembly.cells.setdefault((claim.table, key), {})
                record.setdefault(claim.field, []).append(reading)
        except ClaimError as fault:
            assembly.failed.add((claim.table, claim.record, claim.field))
            assembly.add_fault(claim.place, fault)


def _record_row(assembly: Assembly, table: str, key: Key) -> Row:
    """Return the row of a record, with findings of its cells; derived cells are filled later."""
    row = dict.fromkeys((column.name for column in columns_of(TABLES[table])), "")
    row |= dict(zip(key_of(TABLES[table]), key, strict=False))
    place = assembly.places[table, key, ""]
    for column in columns_of(TABLES[table]):
        if readings := assembly.cells[table, key].get(column.name):
            row[column.name], fault = settle_readings(column, readings, assembly.seeds)
            assembly.add_fault(readings[-1].claim.place, fault)
        if column.role in ("reference", "curated"):
            plains = assembly.plains.get((table, key, column.name), [])
            row[column.name], fault = settle_plains(column, plains)
            assembly.add_fault(plains[-1].place if plains else place, fault)
        is_missing = column.required and column.role == "cited" and not row[column.name]
        if is_missing and (table, key, column.name) not in assembly.failed:
            message, fix = f"this record has no {column.name}", f"add {column.name} = …"
            assembly.add_fault(place, ClaimError("missing-field", message, fix))
    return row


def _check_references(assembly: Assembly) -> None:
    """Check that every identifier that a record names is a record of the table it refers to."""
    known = {(table, key[0]) for table, key in assembly.cells}
    for table, key in assembly.cells:
        parts = dict(zip(key_of(TABLES[table]), key, strict=False))
        for column in [column for column in columns_of(TABLES[table]) if column.references]:
            plains = assembly.plains.get((table, key, column.name), [])
            value = plains[0].value if plains else parts.get(column.name)
            if value and (column.references, value) not in known:
                place = assembly.places[table, key, column.name if plains else ""]
                if not plains:  # the identifiers stand in the header of the table with the role
                    place = place._replace(path=place.path[:-1])
                assembly.add_fault(place, _unknown(assembly, column.references, value))


def _unknown(assembly: Assembly, table: str, value: str) -> ClaimError:
    """Return the fault of a reference to a record that a table does not have."""
    message, fix = f"{table} has no {value!r}", f"claim [{table}.{value}], or name another"
    for seed in assembly.seeds.values():
        if (table, value) in [(entry.table, entry.record) for entry in seed.retired]:
            message, fix = f"{value!r} was retired", "remove this, or name what it became"
    return ClaimError("unknown-reference", message, fix, value)


def _evidence_rows(assembly: Assembly) -> list[Row]:
    """Return the rows of evidence of every cell, in the file's order."""
    evidence: list[tuple[Row, Place]] = []
    for table, rows in assembly.tables.items():
        for row in rows:
            evidence += _evidence_of(assembly, table, row)
    evidence.sort(key=lambda entry: _order(entry[0]))
    seen: Counter[str] = Counter()
    for row, place in evidence:
        words = "\x1f".join(row[name] for name in NAMED_BY)
        seen[words] += 1
        row["evidence_id"] = identifier(f"{words}\x1f{seen[words]}")
        assembly.origins[row["evidence_id"]] = row, place
    return [row for row, _ in evidence]


def _order(row: Row) -> list[str]:
    """Return what evidence is sorted by, offsets as numbers."""
    names = order_of("evidence")
    return [row[name].zfill(12) if name in ("start", "end") else row[name] for name in names]


def _evidence_of(assembly: Assembly, table: str, row: Row) -> Iterator[tuple[Row, Place]]:
    """Give the evidence of a row's cells, and where each is claimed."""
    key = tuple(row[name] for name in key_of(TABLES[table]))
    for name, readings in assembly.cells[table, key].items():
        cell = {"table_name": table, "record_id": "/".join(key), "field": name}
        column = column_of(TABLES[table], name)
        differ = column.kind != "names" and len({reading.value for reading in readings}) > 1
        for reading in readings:
            rank = "preferred" if differ and reading.value == row[name] else "normal"
            place = reading.claim.place
            for span in reading.spans:
                quoted = _evidence_row(assembly.seeds[place.seed], reading, span)
                yield quoted | cell | {"rank": rank}, place


def _evidence_row(seed: Seed, reading: Reading, span: Span) -> Row:
    prefix, suffix = selectors(seed.document.text, span)
    notes = (reading.claim.note, reading.claim.prefer and f"Preferred: {reading.claim.prefer}")
    return {
        "value": reading.value,
        "source_id": seed.name,
        "passage_id": passage_id(seed.document.passage_at(span.start)),
        "start": str(span.start),
        "end": str(span.end),
        "quote": seed.document.text[span.start : span.end],
        "prefix": prefix,
        "suffix": suffix,
        "basis": reading.basis,
        "note": " ".join(note for note in notes if note),
    }


def _source_row(seed: Seed) -> Row:
    row = {
        column.name: seed.source.get(column.name, "") for column in columns_of(TABLES["sources"])
    }
    path, characters = f"seeds/{seed.name}.txt", str(len(seed.document.text))
    return row | {"source_id": seed.name, "path": path, "characters": characters}


def _passage_rows(assembly: Assembly, seed: Seed, spans: Stretches) -> Iterator[Row]:
    """Give the passages of a source, with the reasons why some are unused.

    `spans` are the places of its quotations.
    """
    reasons = _unused_reasons(assembly, seed)
    first: dict[str, Place] = {}  # place of each reason
    for index, row in enumerate(passage_rows(seed.name, seed.document, merge_spans(spans))):
        if entry := reasons.get(index):
            row["unused_reason"] = entry.reason
            place = first.setdefault(entry.reason, entry.place)
            at = "passages", (seed.name, row["passage_id"]), "unused_reason"
            assembly.places[at] = place._replace(path=(*place.path, "reason"))
            if row["cited_characters"] != "0":
                fault = ("passage-used", "quotations use it", "remove the entry", entry.reason)
                assembly.add_fault(entry.place, ClaimError(*fault))
        yield row


def _unused_reasons(assembly: Assembly, seed: Seed) -> dict[int, Unused]:
    """Return the reasons given for passages, by their index, with findings for those that fail."""
    reasons: dict[int, Unused] = {}
    for entry in seed.unused:
        try:
            span = locate(seed, entry.place, entry.selector)
            index = seed.document.passage_at(span.start)
            if index in reasons:
                raise ClaimError("bad-claim", "this passage has a reason already", "remove one")
            if seed.document.passages[index].kind in ("title", "heading"):
                raise ClaimError("bad-claim", "a heading needs no reason", "remove the entry")
            reasons[index] = entry
        except ClaimError as fault:
            assembly.add_fault(entry.place, fault)
    return reasons


def settle_readings(
    column: Column, readings: list[Reading], seeds: Mapping[str, Seed]
) -> tuple[str, ClaimError | None]:
    """Return the value of a cited cell, and the fault where the claims do not agree on one.

    It is what they all give, the value that a claim prefers, or the most precise date; names are
    listed all. `seeds` are those of the claims by name, whose words the fault shows.
    """
    values = list(dict.fromkeys(reading.value for reading in readings))
    if column.kind == "names":
        return "; ".join(values), None
    preferred = {reading.value for reading in readings if reading.claim.prefer.strip()}
    if len(values) == 1:
        return values[0], None
    if len(preferred) == 1:
        return preferred.pop(), None
    if column.kind == "edtf" and not preferred and (date := _most_precise(values)):
        return date, None
    given = "; ".join(f"{reading.value!r} from {_words(reading, seeds)}" for reading in readings)
    message = f"the claims give different values: {given}"
    fix = 'add prefer = "why" to the claim that holds'
    return values[0], ClaimError("claims-disagree", message, fix, readings[-1].value)


def settle_plains(column: Column, plains: list[Plain]) -> tuple[str, ClaimError | None]:
    """Return the value of a cell that is given outright, and the fault where several are given."""
    values = sorted({plain.value for plain in plains})
    if len(values) > 1:
        message = f"the seeds say {', '.join(values)}"
        return values[0], ClaimError("claims-disagree", message, "agree on one", values[-1])
    return values[0] if values else column.default, None


def _most_precise(dates: list[str]) -> str | None:
    """Return the date that lies inside all the others and is more precise than each, if one is."""
    known = {date: days(date) or ("", "") for date in dates}
    inmost = max(first for first, _ in known.values()), min(last for _, last in known.values())
    found = [date for date in dates if known[date] == inmost]
    return found[0] if len(found) == 1 else None


def _words(reading: Reading, seeds: Mapping[str, Seed]) -> str:
    seed = seeds[reading.claim.place.seed]
    quotes = [seed.document.text[span.start : span.end] for span in reading.spans]
    return " + ".join(map(repr, quotes)) + f" ({seed.file}.txt)"


def in_seeds(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a table, placed at the claim or passage from which its cell comes."""
    table, record, name = Path(finding.file or "").stem, finding.record or "", finding.field or ""
    key = tuple(record.split("/"))
    place = assembly.places.get((table, key, name)) or assembly.places.get((table, key, ""))
    if table == "sources":
        place = Place(record, ("source", name))
    elif table == "evidence":
        row, place = assembly.origins[record]
        table, record, name = row["table_name"], row["record_id"], row["field"]
    elif table == "passages" and place is None:
        return _in_text(assembly, finding)
    if place is None or place.seed not in assembly.seeds:
        return finding
    record, name = ("unused", "reason") if table == "passages" else (f"{table}.{record}", name)
    seed = assembly.seeds[place.seed]
    line = line_of(seed.toml, place.path)
    return replace(finding, file=f"{seed.file}.toml", line=line, record=record, field=name)


def _in_text(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a passage at its line of the text."""
    source, _, passage = (finding.record or "").partition("/")
    seed = assembly.seeds[source]
    there = seed.document.passages[int(passage.removeprefix("p")) - 1]
    line, file = seed.document.line_of(there.start), f"{seed.file}.txt"
    return replace(finding, file=file, line=line, record=passage, field=None, value=there.text)

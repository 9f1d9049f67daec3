"""Fill the tables: a row for each record, its evidence, the sources, and their passages."""

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.assemble.agreement import (
    NOWHERE,
    Surroundings,
    plain_text,
    settle_plains,
    settle_readings,
    standing,
    wordings_of,
)
from pipeline.assemble.assembly import Assembly, Row
from pipeline.assemble.derived_columns import derive
from pipeline.assemble.evidence_rows import (
    NAMED_BY,
    Stretches,
    identifier,
    passage_id,
    passage_rows,
    quoted_spans,
)
from pipeline.assemble.links import link_references
from pipeline.read.claims import Key, Place, Unused
from pipeline.read.seeds import Seed
from pipeline.resolve.gazetteer import country_code
from pipeline.resolve.naming import is_generic
from pipeline.resolve.quotations import Span, merge_spans, selectors
from pipeline.resolve.resolve import ClaimError, Reading, locate, resolve_claim
from schemas import TABLES, column_of, columns_of, key_of, order_of


def assemble(seeds: Iterable[Seed], *, complete: bool = True) -> Assembly:
    """Return all tables of all seeds, rows in the files' order, and what is wrong with the claims.

    Without `complete`, some records could not be read, and references to their records are not held
    against the others.
    """
    assembly = Assembly({seed.name: seed for seed in seeds})
    for seed in sorted(assembly.seeds.values(), key=lambda seed: seed.source.get("added", "")):
        _add_claims(assembly, seed)
    tables = assembly.tables = {name: [] for name in TABLES}
    for table, key in sorted(assembly.cells):
        tables[table].append(_record_row(assembly, table, key))
    if complete:
        _check_references(assembly)
        _check_settlements(assembly)
        link_references(assembly)
    tables["evidence"] = _evidence_rows(assembly)
    spans = quoted_spans(tables["evidence"])
    for seed in assembly.seeds.values():
        tables["sources"].append(_source_row(seed))
        tables["passages"] += _passage_rows(assembly, seed, spans[seed.name])
    derive(tables, {name: seed.document.text for name, seed in assembly.seeds.items()})
    return assembly


def _check_settlements(assembly: Assembly) -> None:
    """Check that every settlement is of a cell that claims give."""
    for (table, key, name), entries in assembly.settlements.items():
        if name not in assembly.cells.get((table, key), {}):
            for entry in entries:
                fault = ClaimError("bad-claim", "no claim gives this cell", "remove the entry")
                assembly.add_fault(entry.place, fault)


def _add_claims(assembly: Assembly, seed: Seed) -> None:
    """Put what each claim of a seed gives under its cell."""
    for plain in seed.plains:
        cell = plain.table, plain.record, plain.field
        assembly.cells.setdefault(cell[:2], {})
        assembly.places.setdefault(cell, plain.place)
        if plain.field:  # else it says that the record is there
            assembly.plains.setdefault(cell, []).append(plain)
    for entry in seed.settlements:
        cell = entry.table, (entry.record,), entry.field
        assembly.settlements.setdefault(cell, []).append(entry)
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
        readings = assembly.cells[table, key].get(column.name)
        if readings and column.role == "cited":
            settlements = assembly.settlements.get((table, key, column.name), [])
            around = _surroundings(assembly, row) if column.kind == "locality" else NOWHERE
            row[column.name], fault = settle_readings(
                column, readings, assembly.seeds, settlements, around
            )
            at = settlements[0].place if settlements else readings[-1].claim.place
            assembly.add_fault(at, fault)
            if column.name == "name" and "other_names" in row:
                _add_further_names(assembly, (table, key), row["name"], readings)
        if column.role in ("reference", "curated"):
            plains = assembly.plains.get((table, key, column.name), [])
            row[column.name], fault = settle_plains(column, plains)
            assembly.add_fault(plains[-1].place if plains else place, fault)
        is_missing = column.required and column.role == "cited" and not row[column.name]
        if is_missing and (table, key, column.name) not in assembly.failed:
            message, fix = f"this record has no {column.name}", f"add {column.name} = …"
            assembly.add_fault(place, ClaimError("missing-field", message, fix))
    return row


def _add_further_names(
    assembly: Assembly, record: tuple[str, Key], name: str, readings: list[Reading]
) -> None:
    """Put the names that other sources give under `other_names`, but for nouns that say no more."""
    for reading in readings:
        if plain_text(reading.value) != plain_text(name) and not is_generic(reading.value):
            assembly.places.setdefault((*record, "other_names"), reading.claim.place)
            assembly.cells[record].setdefault("other_names", []).append(reading)


def _surroundings(assembly: Assembly, row: Row) -> Surroundings:
    """Return where a memorial is, as far as its towns are compared by it."""
    cells = assembly.cells.get(("memorials", (row.get("memorial_id", ""),)), {})
    if "locality" not in row:
        return NOWHERE
    languages = [assembly.seeds[r.claim.place.seed].language for r in cells.get("country", [])]
    codes = (country_code(row["country"], language) for language in languages)
    districts = frozenset(plain_text(reading.value) for reading in cells.get("district", []))
    return Surroundings(next(filter(None, codes), ""), districts)


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
        settled = assembly.settlements.get((table, key, name), [])
        ranked: set[str] = set()
        if column.kind != "names" and len({reading.value for reading in readings}) > 1:
            wordings, around = wordings_of(readings, assembly.seeds), _surroundings(assembly, row)
            _, ranked = standing(column, row[name], wordings, around)
        for reading in readings:
            cell["rank"] = "preferred" if reading.value in ranked else "normal"
            why = [reading.claim.prefer] if reading.claim.prefer and not settled else []
            why += [entry.why for entry in settled if entry.value == reading.value]
            place = reading.claim.place
            for span in reading.spans:
                yield _evidence_row(assembly.seeds[place.seed], reading, span, why) | cell, place


def _evidence_row(seed: Seed, reading: Reading, span: Span, why: list[str]) -> Row:
    prefix, suffix = selectors(seed.document.text, span)
    notes = (reading.claim.note, *(f"Preferred: {reason}" for reason in why))
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

"""Fill the tables: a row for each record, its evidence, the sources, and their passages."""

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
from pipeline.assemble.assembly import Assembly, Cells, Key, Row
from pipeline.assemble.derived_columns import derive
from pipeline.assemble.evidence_rows import (
    Stretches,
    cited_places,
    identifiers,
    passage_id,
    passage_rows,
    quoted_spans,
    row_order,
)
from pipeline.assemble.links import link_references
from pipeline.read.claims import Place
from pipeline.read.seeds import Seed
from pipeline.resolve.gazetteer import country_code
from pipeline.resolve.naming import is_generic
from pipeline.resolve.quotations import Span, selectors
from pipeline.resolve.resolve import ClaimError, Reading, locate, resolve_claim
from schemas import TABLES, Column, column_of, columns_of, key_of

RELATION_KEYS = 2  # a relation's key before its role: the two identifiers


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
    for (table, record, name), entries in assembly.settlements.items():
        if name not in assembly.cells.get((table, (record,)), {}):
            for entry in entries:
                fault = ClaimError("bad-claim", "no claim gives this cell", "remove the entry")
                assembly.add_fault(entry.place, fault)


def _add_claims(assembly: Assembly, seed: Seed) -> None:
    """Put what each claim of a seed gives under its cell."""
    for plain in seed.plains:
        assembly.cells.setdefault((plain.table, plain.record), {})
        assembly.places.setdefault((plain.table, plain.record), plain.place)
        if plain.field:
            assembly.plains[plain.table, plain.record, plain.field].append(plain)
    for entry in seed.settlements:
        assembly.settlements[entry.table, entry.record, entry.field].append(entry)
    for claim in seed.claims:
        assembly.claimed.add((seed.name, claim.table, claim.record, claim.field))
        try:
            for reading in resolve_claim(seed, claim):
                key = claim.record
                if len(key) == RELATION_KEYS:
                    key = (*key, reading.value)
                assembly.places.setdefault((claim.table, key), claim.place)
                record = assembly.cells.setdefault((claim.table, key), {})
                record.setdefault(claim.field, []).append(reading)
        except ClaimError as fault:
            assembly.add_fault(claim.place, fault)


def _record_row(assembly: Assembly, table: str, key: Key) -> Row:
    """Return the row of a record, with findings of its cells; derived cells are filled later."""
    row = dict.fromkeys((column.name for column in columns_of(TABLES[table])), "")
    row |= dict(zip(key_of(TABLES[table]), key, strict=False))
    cells = assembly.cells[table, key]
    place = assembly.places[table, key]
    for column in columns_of(TABLES[table]):
        if column.role == "cited" and (readings := cells.get(column.name, [])):
            settlements = assembly.settlements.get((table, key[0], column.name), [])
            around = _surroundings(assembly, row) if column.kind == "locality" else NOWHERE
            row[column.name], fault = settle_readings(
                column, readings, assembly.seeds, settlements, around
            )
            at = settlements[0].place if settlements else readings[-1].claim.place
            assembly.add_fault(at, fault)
            if column.name == "name" and "other_names" in row:
                _add_further_names(cells, row["name"], readings)
        if column.role in ("reference", "curated"):
            plains = assembly.plains.get((table, key, column.name), [])
            row[column.name], fault = settle_plains(column, plains)
            assembly.add_fault(plains[-1].place if plains else place, fault)
        if column.required and column.role == "cited" and not row[column.name]:
            records = (key[:length] for length in range(1, len(key) + 1))
            claimed = ((place.seed, table, record, column.name) for record in records)
            if assembly.claimed.isdisjoint(claimed):
                message, fix = f"this record has no {column.name}", f"add {column.name} = …"
                assembly.add_fault(place, ClaimError("missing-field", message, fix))
    return row


def _add_further_names(cells: Cells, name: str, readings: list[Reading]) -> None:
    """Put the names that other sources give under `other_names`, but for nouns that say no more."""
    for reading in readings:
        if plain_text(reading.value) != plain_text(name) and not is_generic(reading.value):
            cells.setdefault("other_names", []).append(reading)


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
    known: dict[str, set[str]] = {}
    referring: dict[str, list[Column]] = {}
    for name, rows in assembly.tables.items():
        known[name] = {row[key_of(TABLES[name])[0]] for row in rows}
        referring[name] = [column for column in columns_of(TABLES[name]) if column.references]
    for table, key in assembly.cells:
        row = dict(zip(key_of(TABLES[table]), key, strict=False))
        for column in referring[table]:
            plains = assembly.plains.get((table, key, column.name), [])
            value = plains[0].value if plains else row.get(column.name, "")
            if value and value not in known[column.references]:
                place = plains[0].place if plains else _header(assembly.places[table, key])
                assembly.add_fault(place, _unknown(assembly, column.references, value))


def _unknown(assembly: Assembly, table: str, value: str) -> ClaimError:
    """Return the fault of a reference to a record that a table does not have."""
    message = f"{table} has no {value!r}"
    fix = f"claim [{table}.{value}], or name another"
    for seed in assembly.seeds.values():
        if (table, value) in [(entry.table, entry.record) for entry in seed.retired]:
            message, fix = f"{value!r} was retired", "remove this, or name what it became"
    return ClaimError("unknown-reference", message, fix, value)


def _header(place: Place) -> Place:
    """Return the place of a table of the claims, in whose name the identifiers stand."""
    return place._replace(path=place.path[:-1]) if place.path[-1] == "role" else place


def _evidence_rows(assembly: Assembly) -> list[Row]:
    """Return the rows of evidence of every cell, in the file's order."""
    evidence: list[tuple[Row, Place]] = []
    for table, rows in assembly.tables.items():
        for row in rows:
            evidence += _evidence_of(assembly, table, row)
    evidence.sort(key=lambda entry: row_order("evidence", entry[0]))
    names = identifiers(row for row, _ in evidence)
    for (row, place), name in zip(evidence, names, strict=True):
        row["evidence_id"] = name
        assembly.origins[name] = row, place
    return [row for row, _ in evidence]


def _evidence_of(assembly: Assembly, table: str, row: Row) -> Iterator[tuple[Row, Place]]:
    """Give the evidence of a row's cells, and where each is claimed."""
    key = tuple(row[name] for name in key_of(TABLES[table]))
    for name, readings in assembly.cells[table, key].items():
        cell = {"table_name": table, "record_id": "/".join(key), "field": name}
        column = column_of(TABLES[table], name)
        settled = assembly.settlements.get((table, key[0], name), [])
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
    for index, row in enumerate(passage_rows(seed.name, seed.document, cited_places(spans))):
        if index in reasons:
            place, row["unused_reason"] = reasons[index]
            place = first.setdefault(row["unused_reason"], place)
            assembly.reasons[seed.name, row["passage_id"]] = place
            if row["cited_characters"] != "0":
                fix, reason = "remove the entry", row["unused_reason"]
                fault = ClaimError("passage-used", "quotations use it", fix, reason)
                assembly.add_fault(reasons[index][0], fault)
        yield row


def _unused_reasons(assembly: Assembly, seed: Seed) -> dict[int, tuple[Place, str]]:
    """Return the reasons given for passages, by their index, with findings for those that fail."""
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
            assembly.add_fault(entry.place, fault)
    return reasons

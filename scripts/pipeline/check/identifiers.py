"""Identifiers are permanent: what was released stays what it was, or says what became of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.assemble.assembly import Assembly
from pipeline.check.loaded_words import Sources, unquoted
from pipeline.common.findings import Finding
from pipeline.common.letters import folded
from pipeline.common.loaded import loaded_in
from pipeline.read.claims import IDENTIFIED, Retired
from pipeline.read.seeds import Seed
from pipeline.resolve.resolve import ClaimError, finding_at
from schemas import TABLES, key_of

Identifier = tuple[str, str]  # table, record
Tables = Mapping[str, Iterable[Mapping[str, str]]]
MARKS = "=-* "  # of a heading or an item, which releases had in a passage's text at first
TELLING = {  # the columns by which a record is known to be the one that it was
    "memorials": ("locality", "site", "opened"),
    "people": ("name", "other_names"),
    "organizations": ("name", "other_names"),
    "events": ("event_type", "date", "memorial_id"),
    "statements": ("text",),
}


def retired_of(seeds: Iterable[Seed]) -> list[dict[str, str]]:
    """Return what claims say of retired identifiers, as the descriptor's key `retired` has it."""
    retired: list[dict[str, str]] = []
    for seed in seeds:
        for entry in seed.retired:
            became = {"became": entry.became} if entry.became else {}
            retired.append(
                {"table": entry.table, "id": entry.record, **became, "reason": entry.reason}
            )
    return sorted(retired, key=lambda entry: (entry["table"], entry["id"]))


def check_retired(assembly: Assembly) -> Iterator[Finding]:
    """Check that a retired identifier is no record any more, and that it became one, at last."""
    records = _identifiers(assembly.tables)
    entries = _retired(assembly)
    became = {(entry.table, entry.record): entry.became for _, entry in entries}
    seen: set[Identifier] = set()
    sources = Sources([seed.document.text for seed in assembly.seeds.values()])
    for seed, entry in entries:
        identifier, message = (entry.table, entry.record), ""
        if identifier in records:
            message, fix = "a record has this identifier", "remove its claims, or this entry"
        elif identifier in seen:
            message, fix = "it is retired twice", "keep one of the entries"
        elif entry.became and _end(identifier, became) not in records:
            message = f"{entry.table} has no {entry.became!r}, nor does it become one that there is"
            fix = "name a record that there is, or leave became out"
        if message:
            yield _finding(seed, entry, "identifier-retired", message, fix)
        for word, instead in loaded_in(unquoted(entry.reason, sources.have)).items():
            message, fix = f"“{word}” is a loaded word", f"write {instead}"
            yield _finding(seed, entry, "loaded-word", message, fix)
        seen.add(identifier)


def check_released(
    assembly: Assembly, tables: Tables, descriptor: Mapping[str, Any]
) -> Iterator[Finding]:
    """Check that what the last release had is there and is what it was, or was retired.

    Args:
        assembly: the tables that were built, and the claims behind them.
        tables: the rows of the release's tables.
        descriptor: the release's.
    """
    yield from _check_lost(assembly, tables, descriptor)
    for table, columns in TELLING.items():
        (key,) = key_of(TABLES[table])
        rows = {row[key]: row for row in assembly.tables[table]}
        for before in tables.get(table, ()):
            row = rows.get(before.get(key, ""))
            filled = [name for name in columns if before.get(name)]
            if row and filled and not any(_alike(before[name], row[name]) for name in filled):
                changes = [f"{name} was {before[name]!r}, now {row[name]!r}" for name in filled]
                yield _reused(assembly, table, row[key], "; ".join(changes))
    yield from _check_texts(assembly, tables)


def _check_lost(
    assembly: Assembly, tables: Tables, descriptor: Mapping[str, Any]
) -> Iterator[Finding]:
    """Check that no identifier is lost, and that none is retired that was never released."""
    before = {(str(entry["table"]), str(entry["id"])) for entry in descriptor.get("retired", [])}
    entries, released = _retired(assembly), _identifiers(tables)
    retired = {(entry.table, entry.record) for _, entry in entries}
    for table, record in sorted((released | before) - _identifiers(assembly.tables) - retired):
        message = f"the last release had it in {table}; now no claim does"
        if (table, record) in before:
            message = "the last release said that it is retired; now nothing does"
        fix = f'claim it, or add it under [retired.{table}] with became = "…" and reason = "…"'
        file = _file_of(assembly, tables, (table, record))
        yield Finding("identifier-lost", message, fix, file, record=f"{table}.{record}")
    for seed, entry in entries:
        if (entry.table, entry.record) not in released | before:
            message = "no release had it, so nothing has to be said of it"
            fix = "remove the entry, or mend its spelling"
            yield _finding(seed, entry, "identifier-retired", message, fix)


def _check_texts(assembly: Assembly, tables: Tables) -> Iterator[Finding]:
    """Check that a text that was released is the same, or somebody reads what is new in it."""
    released = {row.get("source_id"): row.get("sha256") for row in tables.get("sources", ())}
    for row in assembly.tables["sources"]:
        name = row["source_id"]
        if released.get(name, row["sha256"]) != row["sha256"]:
            before, after = _passages(tables, name), _passages(assembly.tables, name)
            counts = f"passages gone: {len(before - after)}, new: {len(after - before)}"
            message = f"it is not the text that was released; {counts}"
            fix = (
                "read each passage that python scripts/diff.py released . shows; no text is edited"
            )
            file = f"{assembly.seeds[name].file}.txt"
            yield Finding("text-revised", message, fix, file, record=name)


def _passages(tables: Tables, source: str) -> set[str]:
    rows = (row for row in tables.get("passages", ()) if row["source_id"] == source)
    return {row["text"].strip(MARKS) for row in rows}


def _identifiers(tables: Tables) -> set[Identifier]:
    """Return the permanent identifiers of tables."""
    found: set[Identifier] = set()
    for table in IDENTIFIED:
        key = key_of(TABLES[table])[0]
        found.update((table, row.get(key, "")) for row in tables.get(table, ()))
    return found


def _retired(assembly: Assembly) -> list[tuple[Seed, Retired]]:
    """Return what is said of retired identifiers, each with its seed."""
    seeds = assembly.seeds.values()
    return [(seed, entry) for seed in seeds for entry in seed.retired]


def _end(identifier: Identifier, became: Mapping[Identifier, str]) -> Identifier:
    """Return what an identifier became in the end; a chain in a circle ends in itself."""
    table, _ = identifier
    passed = {identifier}
    while following := became.get(identifier):
        identifier = (table, following)
        if identifier in passed:
            break
        passed.add(identifier)
    return identifier


def _alike(text: str, other: str) -> bool:
    """Return whether half of the words of one text are words of the other."""
    words, others = (set(re.findall(r"\w+", folded(each))) for each in (text, other))
    return 2 * len(words & others) >= min(len(words), len(others)) > 0


def _reused(assembly: Assembly, table: str, record: str, changes: str) -> Finding:
    message = f"it is not what the last release had under this identifier: {changes}"
    fix = "an identifier stays with its record: give another record one of its own"
    place = assembly.places[table, (record,), ""]
    fault = ClaimError("identifier-reused", message, fix, record)
    return finding_at(assembly.seeds[place.seed], place, fault)


def _finding(seed: Seed, entry: Retired, code: str, message: str, fix: str) -> Finding:
    return finding_at(seed, entry.place, ClaimError(code, message, fix, entry.record))


def _file_of(assembly: Assembly, tables: Tables, identifier: Identifier) -> str | None:
    """Return the claims in which a record was read, if they are still there."""
    for row in tables.get("evidence", ()):
        if (row["table_name"], row["record_id"]) == identifier:
            seed = assembly.seeds.get(row["source_id"])
            return f"{seed.file}.toml" if seed else None
    return None

"""Identifiers are permanent: what was released stays, or says what became of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.assemble.tables import Assembly
from pipeline.check.loaded_words import Sources, loaded_in, unquoted
from pipeline.common.findings import Finding
from pipeline.read.claims import IDENTIFIED, Retired
from pipeline.read.seeds import Seed
from pipeline.resolve.resolve import ClaimError, finding_at
from schemas import TABLES, key_of

Identifier = tuple[str, str]  # table, record
Tables = Mapping[str, Iterable[Mapping[str, str]]]


def retired_of(seeds: Iterable[Seed]) -> list[dict[str, str]]:
    """What the claims say of retired identifiers, as the descriptor's key `retired` has it."""
    said = sorted(
        (one for seed in seeds for one in seed.retired), key=lambda one: (one.table, one.record)
    )
    return [
        {"table": one.table, "id": one.record}
        | ({"became": one.became} if one.became else {})
        | {"reason": one.reason}
        for one in said
    ]


def identifiers(tables: Tables) -> set[Identifier]:
    """The permanent identifiers of tables."""
    return {
        (table, row.get(key_of(TABLES[table])[0], ""))
        for table in IDENTIFIED
        for row in tables.get(table, ())
    }


def check_retired(made: Assembly) -> Iterator[Finding]:
    """A retired identifier is not a record any more, and what it became is one, at last."""
    there = identifiers(made.tables)
    entries = [(seed, one) for seed in made.seeds.values() for one in seed.retired]
    became = {(one.table, one.record): one.became for _, one in entries}
    seen: set[Identifier] = set()
    sources = Sources([seed.document.text for seed in made.seeds.values()])
    for seed, one in entries:
        identifier = (one.table, one.record)
        if identifier in there:
            yield _at(
                seed,
                one,
                "a record has this identifier",
                "remove the record's claims, or this entry",
            )
        elif identifier in seen:
            yield _at(seed, one, "it is retired twice", "keep one of the entries")
        elif one.became and _end(identifier, became) not in there:
            message = f"{one.table} has no {one.became!r}, nor does it become one that there is"
            yield _at(seed, one, message, "name a record that there is, or leave became out")
        for word, instead in loaded_in(unquoted(one.reason, sources.have)).items():
            message, fix = f"“{word}” is a loaded word", f"write {instead}"
            yield _at(seed, one, message, fix, "loaded-word")
        seen.add(identifier)


def _end(identifier: Identifier, became: Mapping[Identifier, str]) -> Identifier:
    """What an identifier became at the end of its chain; a chain in a circle ends in itself."""
    table, _ = identifier
    passed = {identifier}
    while following := became.get(identifier):
        identifier = (table, following)
        if identifier in passed:
            break
        passed.add(identifier)
    return identifier


def _at(
    seed: Seed, one: Retired, message: str, fix: str, code: str = "identifier-retired"
) -> Finding:
    return finding_at(seed, one.place, ClaimError(code, message, fix, one.record))


def check_lost(made: Assembly, tables: Tables, descriptor: Mapping[str, Any]) -> Iterator[Finding]:
    """What the last release had, as `tables` and `descriptor`, is still there or was retired."""
    before = {(str(one["table"]), str(one["id"])) for one in descriptor.get("retired", [])}
    entries = [(seed, one) for seed in made.seeds.values() for one in seed.retired]
    accounted = identifiers(made.tables) | {(one.table, one.record) for _, one in entries}
    released = identifiers(tables)
    for table, record in sorted((released | before) - accounted):
        message = f"the last release had it in {table}; now no claim does"
        if (table, record) in before:
            message = "the last release said that it is retired; now nothing does"
        fix = f'claim it, or add it under [retired.{table}] with became = "…" and reason = "…"'
        file = _home(made, tables, table, record)
        yield Finding("identifier-lost", message, fix, file, record=f"{table}.{record}")
    for seed, one in entries:
        if (one.table, one.record) not in released | before:
            message = "no release had it, so nothing has to be said of it"
            yield _at(seed, one, message, "remove the entry, or mend its spelling")


def _home(made: Assembly, tables: Tables, table: str, record: str) -> str | None:
    """The claims in which a record was read, if they are still there."""
    told = (
        row["source_id"]
        for row in tables.get("evidence", ())
        if (row["table_name"], row["record_id"]) == (table, record)
    )
    seed = made.seeds.get(next(told, ""))
    return f"{seed.file}.toml" if seed else None

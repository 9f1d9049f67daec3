"""The whole way once: from a folder of seeds to tables that were checked, and their files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.assemble.assembly import Assembly, in_seeds
from pipeline.assemble.tables import assemble
from pipeline.check.descriptor import check_retired as check_retired_in
from pipeline.check.frames import frame_of, rows_of
from pipeline.check.identifiers import check_released, check_retired, retired_of
from pipeline.check.loaded_words import check_source_notes, check_words
from pipeline.check.package_reader import Package
from pipeline.check.passages import check_passages
from pipeline.check.rules import check_cells, check_meanings, check_tables
from pipeline.common.findings import FaultyError, Finding
from pipeline.compare.released_package import last_release
from pipeline.read.seeds import read_seeds
from pipeline.write.package_files import package_files
from pipeline.write.would_change import changed_records

# codes with which every record of the claims is read all the same
KEEPING = ("missing-field", "invisible-character", "text-changed", "same-text", "unknown-license")


def examine_seeds(seeds: Path) -> Assembly:
    """Return the tables that a folder of seeds makes, with everything that is found of them.

    What the last release had is looked for in the folder `released` beside the seeds. Where a claim
    does not hold, tables are not whole: only their words, what these say, and what is said of
    sources are checked.
    """
    assembly, complete = _assemble(seeds)
    assembly.findings += _check(assembly, complete, seeds)
    return assembly


def build_tables(seeds: Path) -> Assembly:
    """Build all tables from a folder of seeds, and check them; its `findings` are the warnings.

    Raises:
        FaultyError: with every finding.
    """
    assembly = examine_seeds(seeds)
    if assembly.is_faulty:
        raise FaultyError(assembly.findings)
    return assembly


def build_package(seeds: Path) -> tuple[Assembly, dict[str, bytes]]:
    """Build the tables as `build_tables` does, and every file of their package by its path.

    Raises:
        FaultyError: with every finding.
    """
    assembly = build_tables(seeds)
    retired = retired_of(assembly.seeds.values())
    return assembly, package_files(assembly.tables, seeds, retired)


def check_rebuild(package: Package, descriptor: dict[str, Any] | None) -> Iterator[Finding]:
    """Check that the tables of a package, and its retired identifiers, are what its claims make."""
    try:
        assembly, _ = _assemble(package.root / "seeds")
    except OSError as fault:
        message = f"there are no seeds: {fault.strerror}"
        yield Finding("missing-file", message, "add them", "seeds")
        return
    if assembly.is_faulty:
        yield from assembly.findings
        return
    for table, frame in package.tables.items():
        if rows_of(frame) != assembly.tables[table]:
            path = f"data/{table}.{package.forms[0]}"
            yield from changed_records(path, frame, assembly.tables[table])
    if descriptor is not None:
        yield from check_retired_in(descriptor, retired_of(assembly.seeds.values()))


def _assemble(folder: Path) -> tuple[Assembly, bool]:
    """Read and resolve the claims of a folder, and fill the tables; and whether all were read."""
    seeds, findings = read_seeds(folder)
    findings += check_source_notes(seeds)
    # what is wrong with one field loses no record
    complete = all(finding.field or finding.code in KEEPING for finding in findings)
    assembly = assemble(seeds, complete=complete)
    assembly.findings = findings + assembly.findings
    if complete:  # else who is meant, and what became of whom, may be in what was not read
        assembly.findings += check_retired(assembly)
    return assembly, complete


def _check(assembly: Assembly, complete: bool, seeds: Path) -> list[Finding]:
    """Find what is wrong with tables, beside what is wrong with the claims."""
    tables = {table: frame_of(table, rows) for table, rows in assembly.tables.items()}
    texts = {name: seed.document.text for name, seed in assembly.seeds.items()}
    if assembly.is_faulty:
        # a claim that does not hold may be the one that accounts for a passage
        faulty = {Path(finding.file or "").stem for finding in assembly.findings}
        sound = {name: text for name, text in texts.items() if name not in faulty}
        found = [*check_cells("sources", tables["sources"]), *check_words(tables)]
        found += [*check_meanings(tables, texts), *check_passages(tables, sound)]
    else:
        found = check_tables(tables, texts)
    found = [in_seeds(assembly, finding) for finding in found]
    try:
        if (release := last_release(seeds)) and complete:
            rows = {table: frame.to_dicts() for table, frame in release.tables.items()}
            found += check_released(assembly, rows, release.descriptor)
    except FaultyError as faulty:
        found += faulty.findings
    return found

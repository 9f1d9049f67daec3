"""The whole way once: from a folder of seeds to tables that were checked."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from pipeline.assemble.tables import Assembly, assemble
from pipeline.beside import Beside
from pipeline.check.attribution import check_parties
from pipeline.check.duplicates import loaded_words
from pipeline.check.identifiers import check_retired, retired_of
from pipeline.check.loaded_words import check_source_notes
from pipeline.check.rules import cell_faults, check_cells, check_tables
from pipeline.common.findings import FaultyError, Finding
from pipeline.read.seeds import read_seeds
from pipeline.resolve.resolve import resolve_claims
from pipeline.write.package_files import package_files

KEEPING = (  # codes with which every record of the claims is read all the same
    "missing-field",
    "invisible-character",
    "text-changed",
    "same-text",
    "unknown-license",
)


def build_tables(seeds: Path) -> Assembly:
    """All tables, from a folder of seeds, checked; its `findings` are the warnings.

    What the last release had is looked for in the folder `released` beside the seeds. Where a claim
    does not hold, tables are not whole: only their words, and what is said of sources, are checked.

    Raises:
        FaultyError: with every finding.
    """
    made, findings = _assembled(seeds)
    return _checked(made, findings, _check(made, findings, seeds))


def build_package(seeds: Path) -> tuple[Assembly, dict[str, bytes]]:
    """The tables as `build_tables` gives them, and every file of their package by its path.

    A second process makes the files while the tables are checked.

    Raises:
        FaultyError: with every finding.
    """
    made, findings = _assembled(seeds)
    if _faulty([*findings, *made.findings]):
        return _checked(made, findings, _check(made, findings, seeds)), {}  # which raises
    retired = retired_of(made.seeds.values())
    with Beside(partial(package_files, made.tables, seeds, retired)) as files:
        made = _checked(made, findings, _check(made, findings, seeds))
        return made, files.result()


def _check(made: Assembly, findings: list[Finding], seeds: Path) -> list[Finding]:
    """What is wrong with tables, beside what is wrong with the claims; nothing is changed."""
    lines = {table: list(range(2, len(rows) + 2)) for table, rows in made.tables.items()}
    texts = {name: seed.document.text for name, seed in made.seeds.items()}
    if _faulty([*findings, *made.findings]):
        faults = cell_faults("sources", made.tables["sources"])
        found = [*check_cells("sources", made.tables["sources"], lines, faults)]
        found += loaded_words(made.tables, lines)
    else:
        found = check_tables(made.tables, lines, texts)
    found = [made.in_seeds(one) for one in found]
    from pipeline.compare.released_package import (  # which loads what compares packages
        check_released,
        last_release,
    )

    try:
        if (release := last_release(seeds)) and _complete(findings):
            found += check_released(made, release)
    except FaultyError as faulty:
        found += faulty.findings
    return found


def _checked(made: Assembly, findings: list[Finding], found: list[Finding]) -> Assembly:
    made.findings = _or_raise([*findings, *made.findings, *found])
    return made


def assembled(seeds: Path) -> Assembly:
    """The tables that the claims of a folder give.

    Raises:
        FaultyError: a claim is wrong.
    """
    made, findings = _assembled(seeds)
    _or_raise([*findings, *made.findings])
    return made


def _assembled(folder: Path) -> tuple[Assembly, list[Finding]]:
    seeds, findings = read_seeds(folder)
    findings += check_source_notes(seeds)
    told = {seed.name: resolve_claims(seed) for seed in seeds}
    complete = _complete(findings)
    made = assemble(seeds, told=told, complete=complete)
    if complete:  # else who is meant, and what became of whom, may be in what was not read
        made.findings += [*check_retired(made), *check_parties(made)]
    return made, findings


def _complete(findings: Iterable[Finding]) -> bool:
    """Whether every record is read: what is wrong with one field loses no record."""
    return all(one.field or one.code in KEEPING for one in findings)


def _faulty(findings: Iterable[Finding]) -> bool:
    return any(one.severity == "error" for one in findings)


def _or_raise(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that are warnings alone; with an error among them, all are raised."""
    found = list(findings)
    if _faulty(found):
        raise FaultyError(found)
    return found

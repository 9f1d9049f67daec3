"""The whole way once: from a folder of seeds to tables that were checked."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.assembly import Assembly, assemble
from pipeline.checks import cell_faults, check_cells, check_tables
from pipeline.findings import FaultyError, Finding
from pipeline.gathering import gathered
from pipeline.lint import loaded_words
from pipeline.parties import check_parties
from pipeline.releases import check_released, last_release
from pipeline.retiring import check_retired

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
    lines = {table: list(range(2, len(rows) + 2)) for table, rows in made.tables.items()}
    texts = {name: seed.document.text for name, seed in made.seeds.items()}
    if any(one.severity == "error" for one in (*findings, *made.findings)):
        faults = cell_faults("sources", made.tables["sources"])
        found = [*check_cells("sources", made.tables["sources"], lines, faults)]
        found += loaded_words(made.tables, lines)
    else:
        found = check_tables(made.tables, lines, texts)
    made.findings += [made.in_seeds(one) for one in found]
    try:
        if (release := last_release(seeds)) and _complete(findings):
            made.findings += check_released(made, release)
    except FaultyError as faulty:
        made.findings += faulty.findings
    made.findings = _or_raise([*findings, *made.findings])
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
    seeds, findings, told = gathered(folder)
    complete = _complete(findings)
    made = assemble(seeds, told=told, complete=complete)
    if complete:  # else who is meant, and what became of whom, may be in what was not read
        made.findings += [*check_retired(made), *check_parties(made)]
    return made, findings


def _complete(findings: Iterable[Finding]) -> bool:
    """Whether every record is read: what is wrong with one field loses no record."""
    return all(one.field or one.code in KEEPING for one in findings)


def _or_raise(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that are warnings alone; with an error among them, all are raised."""
    found = list(findings)
    if any(one.severity == "error" for one in found):
        raise FaultyError(found)
    return found

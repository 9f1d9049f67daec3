"""The whole way once: from a folder of seeds to tables that were checked."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.assembly import Assembly, assemble
from pipeline.checks import check_tables
from pipeline.findings import FaultyError, Finding
from pipeline.releases import check_released, last_release
from pipeline.retiring import check_retired
from pipeline.seeds import read_seeds


def build_tables(seeds: Path) -> Assembly:
    """All tables, from a folder of seeds, checked; its `findings` are the warnings.

    What the last release had is looked for in the folder `released` beside the seeds.

    Raises:
        FaultyError: with every finding.
    """
    made = assembled(seeds)
    lines = {table: list(range(2, len(rows) + 2)) for table, rows in made.tables.items()}
    texts = {name: seed.document.text for name, seed in made.seeds.items()}
    found = [made.in_seeds(one) for one in check_tables(made.tables, lines, texts)]
    if release := last_release(seeds):
        found += check_released(made, release)
    made.findings = _or_raise(found)
    return made


def assembled(seeds: Path) -> Assembly:
    """The tables that the claims of a folder give.

    Raises:
        FaultyError: a claim is wrong.
    """
    read, findings = read_seeds(seeds)
    made = assemble(read, complete=not findings)
    if not findings:  # else what a retired identifier became may be in what could not be read
        made.findings += check_retired(made)
    _or_raise([*findings, *made.findings])
    return made


def _or_raise(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that are warnings alone; with an error among them, all are raised."""
    found = list(findings)
    if any(one.severity == "error" for one in found):
        raise FaultyError(found)
    return found

"""The whole way once: from a folder of seeds to tables that were checked."""

from pathlib import Path

from pipeline.assembly import Assembly, assemble
from pipeline.checks import check_tables
from pipeline.findings import FaultyError
from pipeline.seeds import read_seeds

Row = dict[str, str]


def build_tables(seeds: Path) -> dict[str, list[Row]]:
    """All tables, from a folder of seeds, checked; raises `FaultyError` with every finding."""
    made = assembled(seeds)
    lines = {table: list(range(2, len(rows) + 2)) for table, rows in made.tables.items()}
    texts = {name: seed.document.text for name, seed in made.seeds.items()}
    if findings := check_tables(made.tables, lines, texts):
        raise FaultyError(map(made.in_seeds, findings))
    return made.tables


def assembled(seeds: Path) -> Assembly:
    """The tables that the claims of a folder give; raises `FaultyError` where a claim is wrong."""
    read, findings = read_seeds(seeds)
    made = assemble(read, complete=not findings)
    if findings := findings + made.findings:
        raise FaultyError(findings)
    return made

"""The whole way once: from a folder of seeds to tables that were checked."""

from pathlib import Path

from pipeline.assembly import assemble
from pipeline.checks import check_tables
from pipeline.findings import FaultyError
from pipeline.seeds import read_seeds

Row = dict[str, str]


def build_tables(seeds: Path) -> dict[str, list[Row]]:
    """All tables, from a folder of seeds; raises `FaultyError` with every finding."""
    read, findings = read_seeds(seeds)
    made = assemble(read, complete=not findings)
    findings += made.findings
    if not findings:
        lines = {table: list(range(2, len(rows) + 2)) for table, rows in made.tables.items()}
        texts = {seed.name: seed.document.text for seed in read}
        findings += map(made.in_seeds, check_tables(made.tables, lines, texts))
    if findings:
        raise FaultyError(findings)
    return made.tables

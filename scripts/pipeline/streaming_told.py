"""Ask DuckDB for what breaks rules: how many rows do, and a few of them as findings."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from pipeline.findings import LONGEST, Finding
from pipeline.streaming_sql import name

EXAMPLES = 20  # of a rule and column that are told one by one: those of the first records
Key = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Fault:
    """What is wrong with rows of which `when` holds; `said` is an expression for the message."""

    code: str
    field: str | None
    when: str
    message: Callable[[str], str]
    fix: str
    value: str = ""  # an expression; without one, the field
    said: str = "NULL"


class Tally:
    """Findings by rule, place and column: all are counted, and the first few records are kept."""

    def __init__(self) -> None:
        """Start with none."""
        self.counts: dict[Key, int] = defaultdict(int)
        self.kept: dict[Key, list[Finding]] = defaultdict(list)

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it if its record, or else its file, is one of the first."""
        folder = (finding.file or "").split("/")[0]
        where = folder if finding.record is None else finding.file
        key = finding.code, where, finding.field
        self.counts[key] += 1
        self.kept[key].append(finding)
        if len(self.kept[key]) > 10 * EXAMPLES:
            self.kept[key] = _first(self.kept[key])

    def findings(self) -> Iterator[Finding]:
        """Those kept, and where there are more, one finding a rule and column that counts them."""
        for key, count in self.counts.items():
            yield from _shown(_first(self.kept[key]), count, key[1])


def _first(findings: list[Finding]) -> list[Finding]:
    ordered = sorted(findings, key=lambda one: (one.record or "", one.file or ""))
    return ordered[:EXAMPLES]


def _shown(examples: list[Finding], count: int, where: str | None) -> Iterator[Finding]:
    """Findings of a rule and column, and their number where there are more."""
    yield from examples
    if count > len(examples):
        one, message = examples[0], f"{count:,} in all, of which {len(examples)} are shown"
        yield Finding(one.code, message, one.fix, where, field=one.field)


def ask(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: str,
    record: str,
    faults: Sequence[Fault],
) -> Iterator[Finding]:
    """What is wrong with rows of a table: `rows` is what stands behind FROM, `record` their key.

    Raises:
        duckdb.Error: a file that is read cannot be read to its end.
    """
    if not faults:
        return
    columns = ", ".join(part for fault in faults for part in _asked(fault, record))
    found = connection.execute(f"SELECT {columns} FROM {rows}").fetchone() or ()
    file = f"data/{table}.parquet"
    for fault, count, examples in zip(faults, found[::2], found[1::2], strict=True):
        told = [_finding(fault, file, one) for one in examples or ()]
        yield from _shown(told, count, file)


def _finding(fault: Fault, file: str, example: dict[str, str]) -> Finding:
    message, record = fault.message(example["said"]), example["record"]
    return Finding(
        fault.code, message, fault.fix, file, None, record, fault.field, example["value"]
    )


def _asked(fault: Fault, record: str) -> Iterator[str]:
    """Expressions for the count of a fault and for its first examples."""
    value = fault.value or (name(fault.field) if fault.field else "NULL")
    shown = f"left(coalesce(CAST({value} AS VARCHAR), ''), {LONGEST + 1})"
    value = shown if fault.field else "NULL"
    example = f"{{record: {record}, value: {value}, said: CAST({fault.said} AS VARCHAR)}}"
    yield f"count(*) FILTER (WHERE {fault.when})"
    yield f"min(CASE WHEN {fault.when} THEN {example} END, {EXAMPLES})"

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
    """Findings by rule, file and column: all are counted, and the first few records are kept."""

    def __init__(self) -> None:
        """Start with none."""
        self.counts: dict[Key, int] = defaultdict(int)
        self.kept: dict[Key, list[Finding]] = defaultdict(list)

    def add(self, finding: Finding, count: int = 1) -> None:
        """Count a finding, and keep it if its record is one of the first."""
        where = finding.file if finding.record else (finding.file or "").split("/")[0]
        key = finding.code, where, finding.field
        self.counts[key] += count
        self.kept[key].append(finding)
        if len(self.kept[key]) > 10 * EXAMPLES:
            self._cut(key)

    def _cut(self, key: Key) -> None:
        self.kept[key].sort(key=lambda one: (one.record or "", one.file or ""))
        del self.kept[key][EXAMPLES:]

    def findings(self) -> Iterator[Finding]:
        """Those kept, and where there are more, one finding a rule and column that counts them."""
        for key, count in self.counts.items():
            self._cut(key)
            yield from self.kept[key]
            if count > len(self.kept[key]):
                code, file, field = key
                message = f"{count:,} in all, of which {len(self.kept[key])} are shown"
                yield Finding(code, message, self.kept[key][0].fix, file, field=field)


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
    for fault, count, examples in zip(faults, found[::2], found[1::2], strict=True):
        tally = Tally()
        for one in examples or ():
            message = fault.message(one["said"])
            file = f"data/{table}.parquet"
            place = (file, None, one["record"], fault.field, one["value"])
            tally.add(Finding(fault.code, message, fault.fix, *place))
        if count:
            tally.counts = dict.fromkeys(tally.counts, count)
        yield from tally.findings()


def _asked(fault: Fault, record: str) -> Iterator[str]:
    """Expressions for the count of a fault and for its first examples."""
    value = fault.value or (name(fault.field) if fault.field else "NULL")
    shown = f"left(coalesce(CAST({value} AS VARCHAR), ''), {LONGEST + 1})"
    value = shown if fault.field else "NULL"
    example = f"{{record: {record}, value: {value}, said: CAST({fault.said} AS VARCHAR)}}"
    yield f"count(*) FILTER (WHERE {fault.when})"
    yield f"min(CASE WHEN {fault.when} THEN {example} END, {EXAMPLES})"

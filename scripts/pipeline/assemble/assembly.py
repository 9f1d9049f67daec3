"""The tables as they fill, and where in the seeds their cells come from."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.common.findings import Finding
from pipeline.read.claims import Key, Place, Plain, Settlement
from pipeline.read.seeds import Seed
from pipeline.read.toml_positions import line_of
from pipeline.resolve.resolve import ClaimError, Reading, finding_at

Row = dict[str, str]
Cell = tuple[str, Key, str]  # table, record, field
Cells = dict[str, list[Reading]]  # of a record, by field


@dataclass
class Assembly:
    """The tables as they fill, where their cells come from, and what is found on the way."""

    seeds: dict[str, Seed]
    cells: dict[tuple[str, Key], Cells] = field(default_factory=dict)
    plains: dict[Cell, list[Plain]] = field(default_factory=dict)
    # of records, and of what fills their fields; of passages, why they are unused
    places: dict[Cell, Place] = field(default_factory=dict)
    failed: set[Cell] = field(default_factory=set)  # a claim of them does not hold
    settlements: dict[Cell, list[Settlement]] = field(default_factory=dict)
    origins: dict[str, tuple[Row, Place]] = field(default_factory=dict)  # of evidence, by its name
    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def is_faulty(self) -> bool:
        """Whether an error was found, more than warnings."""
        return any(finding.severity == "error" for finding in self.findings)

    def add_fault(self, place: Place, fault: ClaimError | None) -> None:
        """Note a fault, if there is one, at a place of the claims."""
        if fault:
            self.findings.append(finding_at(self.seeds[place.seed], place, fault))


def in_seeds(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a table, placed at the claim or passage from which its cell comes."""
    table, record, name = Path(finding.file or "").stem, finding.record or "", finding.field or ""
    key = tuple(record.split("/"))
    place = assembly.places.get((table, key, name)) or assembly.places.get((table, key, ""))
    if table == "sources":
        place = Place(record, ("source", name))
    elif table == "evidence":
        row, place = assembly.origins[record]
        table, record, name = row["table_name"], row["record_id"], row["field"]
    elif table == "passages" and place is None:
        return _in_text(assembly, finding)
    if place is None or place.seed not in assembly.seeds:
        return finding
    record, name = ("unused", "reason") if table == "passages" else (f"{table}.{record}", name)
    seed = assembly.seeds[place.seed]
    line = line_of(seed.toml, place.path)
    return replace(finding, file=f"{seed.file}.toml", line=line, record=record, field=name)


def _in_text(assembly: Assembly, finding: Finding) -> Finding:
    """Return a finding about a passage at its line of the text."""
    source, _, passage = (finding.record or "").partition("/")
    seed = assembly.seeds[source]
    there = seed.document.passages[int(passage.removeprefix("p")) - 1]
    line, file = seed.document.line_of(there.start), f"{seed.file}.txt"
    return replace(finding, file=file, line=line, record=passage, field=None, value=there.text)

"""The tables as they fill, and where their cells come from."""

from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.common.findings import Finding
from pipeline.read.claims import Place, Plain, Settlement
from pipeline.read.seeds import Seed
from pipeline.resolve.resolve import ClaimError, Reading, finding_at

Row = dict[str, str]
Key = tuple[str, ...]
Cells = dict[str, list[Reading]]  # of a record, by field


@dataclass
class Assembly:
    """The tables as they fill, where their cells come from, and what is found on the way."""

    seeds: dict[str, Seed]
    cells: dict[tuple[str, Key], Cells] = field(default_factory=dict)
    plains: dict[tuple[str, Key, str], list[Plain]] = field(
        default_factory=lambda: defaultdict(list)
    )
    places: dict[tuple[str, Key], Place] = field(default_factory=dict)
    claimed: set[tuple[str, str, Key, str]] = field(default_factory=set)  # also what does not hold
    origins: dict[str, tuple[Row, Place]] = field(default_factory=dict)  # of evidence, by its name
    reasons: dict[tuple[str, str], Place] = field(default_factory=dict)  # of unused passages
    settlements: dict[tuple[str, str, str], list[Settlement]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by table, record and field
    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add_fault(self, place: Place, fault: ClaimError | None) -> None:
        """Note a fault, if there is one, at a place of the claims."""
        if fault:
            self.findings.append(finding_at(self.seeds[place.seed], place, fault))

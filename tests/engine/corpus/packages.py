"""The faults of packages: how they are planted, and which two may stand in one package."""

from collections.abc import Sequence
from pathlib import Path

from conftest import NAME
from pipeline.common.findings import Finding

from . import cells, descriptors, files, proofs, rows
from .harness import Corpus, check_package
from .model import UNSIGNED, Fault, planted, pristine, spoiled

MAKERS = (
    *(cells.malformed, cells.misspelled, cells.untrue_values, cells.disagreements),
    *(proofs.quotations, proofs.claims_of_evidence, proofs.passages),
    *(rows.headers, rows.shapes, rows.orders, rows.swapped, rows.bytes_),
    *(descriptors.measures, descriptors.broken, descriptors.keys, descriptors.fields),
    *(descriptors.resources, files.missing, files.parquet, files.texts, files.claims),
)


def plant(root: Path, faults: Sequence[Fault]) -> tuple[list[Finding], Sequence[str]]:
    """Return what is found in the package with the faults; signed in full, none is of the files."""
    changed, whole = planted(*faults)
    with spoiled(root, changed):
        findings = check_package(root)
    tables = any(path.endswith(".csv") for path in changed)
    signed = whole and tables and all(fault.signed for fault in faults)
    return findings, UNSIGNED if signed else ()


def are_apart(first: Fault, second: Fault) -> bool:
    """Return whether neither changes the records, or moves the lines, that the other is about.

    Faults of whole files are apart where they are of two tables.
    """
    if first.signed != second.signed or first.touches & second.touches:
        return False
    if not (first.touches or second.touches):
        return not _concerned(first) & _concerned(second)
    return (
        bool(first.touches and second.touches)
        and (first.steady or not _tables(first) & _concerned(second))
        and (second.steady or not _tables(second) & _concerned(first))
    )


def _tables(fault: Fault) -> set[str]:
    """Return the names of the tables whose files a fault changes."""
    return {Path(path).stem for path in fault.edits}


def _concerned(fault: Fault) -> set[str]:
    """Return the tables that a fault changes or is told of; claims tell what is not built."""
    told = {Path(one.file).stem for one in fault.expected}
    return _tables(fault) | told | {NAME for one in fault.expected if "not-built" in one.codes}


PACKAGES = Corpus(MAKERS, plant, are_apart, pristine, together=8)

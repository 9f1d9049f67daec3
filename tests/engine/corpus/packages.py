"""All faults of packages, and the pairs of them that one package holds at once."""

import random
from functools import cache
from pathlib import Path

from schemas import PROVENANCE

from . import cells, descriptors, files, proofs, rows
from .model import Fault

MAKERS = (
    cells.malformed,
    cells.misspelled,
    cells.untrue_values,
    cells.disagreements,
    proofs.quotations,
    proofs.claims_of_evidence,
    proofs.passages,
    rows.headers,
    rows.shapes,
    rows.orders,
    rows.swapped,
    rows.bytes_,
    descriptors.measures,
    descriptors.broken,
    descriptors.keys,
    descriptors.fields,
    descriptors.resources,
    files.missing,
    files.parquet,
    files.texts,
    files.claims,
)
PAIRS = 250
Pair = tuple[Fault, Fault]


@cache
def faults() -> tuple[Fault, ...]:
    """Every fault of the corpus, always the same ones in the same order."""
    return tuple(fault for maker in MAKERS for fault in maker())


@cache
def kinds() -> dict[str, tuple[Fault, ...]]:
    """The faults by kind."""
    found: dict[str, list[Fault]] = {}
    for fault in faults():
        found.setdefault(fault.kind, []).append(fault)
    return {kind: tuple(places) for kind, places in found.items()}


@cache
def pairs() -> tuple[Pair, ...]:
    """Two faults each, of other kinds and records; at least half have one in a provenance table."""
    chance = random.Random("pairs")
    inner = [fault for fault in faults() if fault.touches]
    proofs_ = [one for one in inner if _tables(one) & set(PROVENANCE)]
    content = [one for one in inner if not _tables(one) & set(PROVENANCE)]
    found: list[Pair] = []
    while len(found) < PAIRS:
        one, other = chance.choice(content), chance.choice(inner if len(found) % 2 else proofs_)
        if _apart(one, other):
            found.append((one, other))
    return tuple(found)


def _tables(fault: Fault) -> set[str]:
    """The tables whose files a fault changes."""
    return {path.removeprefix("data/").removesuffix(".csv") for path in fault.edits}


def _apart(one: Fault, other: Fault) -> bool:
    """Whether neither changes what the other is about."""
    return (
        one.kind != other.kind
        and one.signed == other.signed
        and not one.touches & other.touches
        and (one.steady or not _tables(one) & _told_of(other))
        and (other.steady or not _tables(other) & _told_of(one))
    )


def _told_of(fault: Fault) -> set[str]:
    """The tables whose files a fault changes, or in which what is said of it has a line."""
    files = {said.file for said in fault.expected if said.lines}
    return _tables(fault) | {Path(file).stem for file in files}

"""Hundreds of spoiled claims: each planted fault is found, with its code, line, record, field."""

import os
from pathlib import Path

import pytest
from conftest import NAME
from corpus.claim_corpus import kinds, pairs, slips, with_slips
from corpus.claim_faults import Slip
from corpus.model import missed, pristine
from pipeline.building import build_tables
from pipeline.common.findings import FaultyError, Finding

PART = 50
# `make corpus` plants all of them; every other run a third, with some of each kind, to be in time
STEP = 1 if os.environ.get("CORPUS") == "all" else 3
KINDS = {kind: all_[::STEP] for kind, all_ in kinds().items()}
PAIRS = pairs()[::STEP]
PARTS = [(kind, at) for kind, some in KINDS.items() for at in range(0, len(some), PART)]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of seeds, one a worker, for claims that are written anew each time."""
    seeds = tmp_path_factory.mktemp("claims") / "seeds"
    seeds.mkdir()
    for path, content in pristine().items():
        if path.startswith("seeds/"):
            (seeds.parent / path).write_bytes(content)
    return seeds


def found(folder: Path, claims: str, text: str | None = None) -> list[Finding]:
    """What the build says of claims, and of another text than the real one."""
    content = pristine()[f"seeds/{NAME}.txt"] if text is None else text.encode()
    (folder / f"{NAME}.txt").write_bytes(content)
    (folder / f"{NAME}.toml").write_text(claims, "utf-8")
    try:
        build_tables(folder)
    except FaultyError as fault:
        return fault.findings
    return []


def unsaid(folder: Path, *planted: Slip) -> list[str]:
    """What the build does not say of claims with these faults."""
    findings = found(folder, with_slips(*planted), planted[0].text)
    wanted = [said for slip in planted for said in slip.expected]
    names = " AND ".join(slip.name for slip in planted)
    return [f"{names}: {one} is not found" for one in missed(wanted, findings)]


@pytest.mark.parametrize(("kind", "first"), PARTS)
def test_each_planted_fault_is_found(folder: Path, kind: str, first: int) -> None:
    """A message that names kind and line: plant it by hand, and the build says nothing of it."""
    planted = KINDS[kind][first : first + PART]
    assert [said for slip in planted for said in unsaid(folder, slip)] == []


@pytest.mark.parametrize("first", range(0, len(PAIRS), PART))
def test_no_fault_hides_another(folder: Path, first: int) -> None:
    """Two faults in one file: both are found where they are."""
    assert [said for pair in PAIRS[first : first + PART] for said in unsaid(folder, *pair)] == []


def test_the_corpus_is_as_large_as_it_says(folder: Path) -> None:
    """Catches a kind that lost its places; and claims without a fault have no finding."""
    assert len(kinds()) >= 20
    assert len(slips()) >= 500
    assert found(folder, with_slips()) == []

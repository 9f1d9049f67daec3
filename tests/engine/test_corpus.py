"""Thousands of spoiled packages: each planted fault is found, with its code, file, line, column."""

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from conftest import snapshot
from corpus.model import DESCRIPTOR, UNSIGNED, Fault, missed, planted, pristine
from corpus.packages import faults, kinds, pairs
from corpus.proofs import same_as_written
from corpus.second_opinion import OPINIONS, Opinion, calls_valid, harmless
from pipeline.check.package import validate

Thing = TypeVar("Thing")
PART = 20  # packages a test: enough to spread them over workers
# `make corpus` plants all of them; every other run a tenth, with some of each kind, to be in time
STEP = 1 if os.environ.get("CORPUS") == "all" else 10


def some_of(planted_: Sequence[Thing]) -> list[Thing]:
    """Those of this run, by twos: a fault and the same one signed stand side by side."""
    return [one for at, one in enumerate(planted_) if at // 2 % STEP == 0]


KINDS = {kind: some_of(all_) for kind, all_ in kinds().items()}
PAIRS = some_of(pairs())
PARTS = [(kind, at) for kind, all_ in KINDS.items() for at in range(0, len(all_), PART)]


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real package, one a worker, valid to both; each test leaves it as it was."""
    root = tmp_path_factory.mktemp("corpus")
    for path, content in pristine().items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(content)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        assert (validate(root), calls_valid(root)) == ([], True)
    return root


@contextmanager
def spoiled(root: Path, changed: dict[str, bytes | None]) -> Iterator[None]:
    """The copy with some files changed or removed, and mended afterwards."""
    for path, content in changed.items():
        _put(root / path, content)
    try:
        yield
    finally:
        for path in changed:
            _put(root / path, pristine().get(path))


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)


def unsaid(root: Path, *planted_: Fault) -> list[str]:
    """What validation does not say of a package with these faults, or says without need."""
    changed, whole = planted(*planted_)
    with spoiled(root, changed):
        findings = validate(root)
    wanted = [said for fault in planted_ for said in fault.expected]
    told = [f"{one} is not found" for one in missed(wanted, findings)]
    if whole and all(fault.signed for fault in planted_) and changed.keys() & _tables():
        told += [f"{one} is not so" for one in findings if one.code in UNSIGNED]
    return [f"{' AND '.join(one.name for one in planted_)}: {said}" for said in told]


def _tables() -> set[str]:
    return {path for path in pristine() if path.endswith(".csv")}


@pytest.mark.parametrize(("kind", "first"), PARTS)
def test_each_planted_fault_is_found(copy: Path, kind: str, first: int) -> None:
    """A message that names kind and place: plant it by hand, and validate says nothing of it."""
    assert [
        said for fault in KINDS[kind][first : first + PART] for said in unsaid(copy, fault)
    ] == []
    assert snapshot(copy) == pristine()


@pytest.mark.parametrize("first", range(0, len(PAIRS), PART))
def test_no_fault_hides_another(copy: Path, first: int) -> None:
    """Two faults in one package, in two tables: both are found where they are."""
    assert [said for pair in PAIRS[first : first + PART] for said in unsaid(copy, *pair)] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("opinion", OPINIONS, ids=lambda one: f"{one.kind}-{one.signed}")
def test_frictionless_agrees_or_is_silent_for_a_reason(copy: Path, opinion: Opinion) -> None:
    """A difference that is not listed fails, and so does a listed one that is none any more."""
    assert opinion.faults
    for fault in opinion.faults:
        with spoiled(copy, planted(fault)[0]):
            assert calls_valid(copy) == bool(opinion.silent), fault.name
    assert snapshot(copy) == pristine()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("what", "content"), list(harmless()))
def test_what_is_no_fault_is_none_to_either(copy: Path, what: str, content: bytes) -> None:
    """Catches a validator that calls everything invalid."""
    with spoiled(copy, {DESCRIPTOR: content}):
        assert (validate(copy), calls_valid(copy)) == ([], True), what


def test_the_corpus_is_as_large_as_it_says() -> None:
    """Catches a kind that lost its places; and that each edit does what it says and no more."""
    assert len(kinds()) >= 25
    assert len(faults()) + len(pairs()) >= 2_000
    assert all(len(places) >= 2 for places in kinds().values())
    for kind, places in kinds().items():
        assert {one.signed for one in KINDS[kind]} == {one.signed for one in places}, kind
    assert same_as_written()

"""Packages and claims with planted faults: each is found, with its code, file, line and column.

`make test` plants one fault of each kind, `make test-more` all of them.
"""

from pathlib import Path
from typing import Any

import pytest
from conftest import find_faults, snapshot
from corpus.claims import CLAIMS
from corpus.harness import Corpus, check_package
from corpus.model import DESCRIPTOR, planted, pristine, spoiled
from corpus.packages import PACKAGES
from corpus.proofs import same_as_written
from corpus.second_opinion import OPINIONS, Opinion, calls_valid, harmless

PARTS = 8  # tests, over which the workers share the faults
FREQUENT = ("malformed", "dangling reference", "untrue derived value", "wrong hash")
OPINION_PARAMETERS = [
    pytest.param(one, id=f"{one.kind}-{one.signed}-{bool(one.silent)}",
                 marks=() if one.kind in FREQUENT else pytest.mark.more)
    for one in OPINIONS
]  # fmt: skip
each_corpus = pytest.mark.parametrize("corpus", [PACKAGES, CLAIMS], ids=["packages", "claims"])
in_parts = pytest.mark.parametrize("part", range(PARTS))


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The folder in which the faults of each corpus are planted, by its `id`; for each worker."""
    folders = {}
    for corpus in (PACKAGES, CLAIMS):
        root = folders[id(corpus)] = tmp_path_factory.mktemp("corpus")
        for path, content in corpus.pristine().items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(content)
    return folders


@pytest.fixture(scope="session")
def package_copy(copies: dict[int, Path]) -> Path:
    """The package in which faults are planted; each test leaves it as it was."""
    return copies[id(PACKAGES)]


@each_corpus
@in_parts
def test_a_fault_of_each_kind_is_found(
    copies: dict[int, Path], corpus: Corpus[Any], part: int
) -> None:
    """A message that names kind and place: plant it by hand, and it is not found."""
    groups = corpus.sample[part::PARTS]
    assert [words for group in groups for words in corpus.missed(copies[id(corpus)], *group)] == []


@pytest.mark.more
@each_corpus
@in_parts
def test_every_planted_fault_is_found_and_hides_no_other(
    copies: dict[int, Path], corpus: Corpus[Any], part: int
) -> None:
    """The same at several places of each kind, up to eight faults in one package or one file."""
    groups = corpus.groups[part::PARTS]
    assert [words for group in groups for words in corpus.missed(copies[id(corpus)], *group)] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("opinion", OPINION_PARAMETERS)
def test_frictionless_agrees_or_is_silent_for_a_reason(
    package_copy: Path, opinion: Opinion
) -> None:
    """A difference that is not listed fails, and so does a listed one that is none any more."""
    fault = opinion.fault
    with spoiled(package_copy, planted(fault)[0]):
        assert calls_valid(package_copy) == bool(opinion.silent), fault.name
    assert snapshot(package_copy) == pristine()


@pytest.mark.more
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_no_fault_is_none_to_either(package_copy: Path) -> None:
    """Catches a validator that calls everything invalid."""
    for what, content in harmless():
        with spoiled(package_copy, {DESCRIPTOR: content}):
            assert (check_package(package_copy), calls_valid(package_copy)) == ([], True), what


def test_without_a_fault_nothing_is_found(first: Path) -> None:
    """Catches findings in which every planted fault would be found."""
    assert (check_package(first), find_faults(first / "seeds")) == ([], [])
    assert same_as_written()


@pytest.mark.parametrize(("corpus", "kinds", "faults"), [(PACKAGES, 95, 1800), (CLAIMS, 55, 770)])
def test_the_corpus_is_as_large_as_it_says(corpus: Corpus[Any], kinds: int, faults: int) -> None:
    """Catches a kind that is lost, or lost its places."""
    assert (len(corpus.kinds) >= kinds, len(corpus.faults) >= faults) == (True, True)
    alone = {kind for kind, places in corpus.kinds.items() if len(places) < 2}
    assert alone == set()

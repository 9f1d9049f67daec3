"""The benchmarks measure what they say: generated articles hold, planted faults are found."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import FROZEN, run
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import read_package_tables

from benchmarks.build import CLAIMS
from benchmarks.diff import alter, for_this_python
from benchmarks.generate import write_seeds
from benchmarks.results import RESULTS, sections
from benchmarks.validate import FAULTS, plant

CODES = {
    "unknown reference": {("memorial_people", "unknown-reference")},
    "no whole number": {("passages", "bad-value")},
    "empty where required": {("people", "missing-field")},
    "key that stands twice": {("organizations", "duplicate-key")},
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of eleven articles: two groups that share bodies, and enough for two processes."""
    folder = tmp_path_factory.mktemp("generated")
    write_seeds(folder, 11)
    built = run("scripts/build.py", "--seeds", folder / "seeds", "--out", folder)
    assert (built.returncode, built.stderr) == (0, "")
    assert "warning" not in built.stdout
    return folder


@pytest.mark.more
def test_generated_articles_are_as_the_real_one(generated: Path) -> None:
    """Catches an article that loses rows, or shares records that are its own."""
    rows = {
        one["name"]: one["rows"]
        for one in json.loads((generated / "datapackage.json").read_text("utf-8"))["resources"]
        if "rows" in one
    }
    assert rows["sources"] == 11
    assert rows["passages"] == 11 * 50
    assert rows["evidence"] == 11 * 422
    unused = (generated / "seeds").glob("*.toml")
    entries = sum(path.read_text("utf-8").count("[[unused]]") for path in unused)
    assert rows["evidence"] + entries == 11 * CLAIMS
    assert rows["memorials"] == 11 * 13
    assert rows["organizations"] == 11 * 9 + 2 * 11 + 3  # own, of each ten articles, of all
    assert run("scripts/validate.py", generated).stdout == "The package is valid.\n"


@pytest.mark.more
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_the_one_that_is_found(
    generated: Path, tmp_path: Path, fault: str
) -> None:
    """Catches verdicts that agree by chance: on a hash, say, that was not signed anew."""
    plant(generated, tmp_path / "copy", fault)
    said = run("scripts/validate.py", tmp_path / "copy", "--format", "json").stdout
    found = {(Path(one["file"]).stem, one["code"]) for one in json.loads(said)["findings"]}
    assert found >= CODES[fault]
    assert "wrong-size" not in {code for _, code in found}


def test_a_section_that_is_run_again_replaces_itself() -> None:
    page = "# Head\n\nwords\n\n## One\n\n1\n\n## Two\n\n2\n"
    assert sections(page) == {"## One": "## One\n\n1", "## Two": "## Two\n\n2"}


def test_what_is_missed_is_told_with_its_number() -> None:
    """Catches a target that is passed over, and a number of an earlier run."""
    page = RESULTS.with_name("README.md").read_text("utf-8").partition("## What is missed")[2]
    results = RESULTS.read_text("utf-8").casefold()
    missed = re.findall(r"^- missed: (?:.*? )?([0-9.]+) times", results, re.MULTILINE)
    assert len(missed) == results.count("\n- missed: ")
    told = set(re.findall(r"[0-9.]*[0-9]", page))
    assert [number for number in missed if f"{float(number):.2g}" not in told] == []


def test_each_planted_change_is_found_and_no_other(tmp_path: Path) -> None:
    planted = alter(FROZEN, tmp_path)
    found: Counter[str] = Counter()
    packages = read_package_tables(FROZEN), read_package_tables(tmp_path)
    for change in compare_packages(*packages).changes:
        found[change.kind] += change.count
    assert found == planted
    assert planted["evidence-gained"] == planted["evidence-lost"] == 1


def test_a_peer_of_a_later_python_reads_the_same() -> None:
    later = '"""One."""\ntry:\n    pass\nexcept ValueError, OSError:\n    pass\n'
    earlier = later.replace("ValueError, OSError", "(ValueError, OSError)")
    earlier = earlier.replace("try:", "from __future__ import annotations\ntry:")
    assert for_this_python(later) == earlier

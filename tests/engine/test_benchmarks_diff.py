"""What the benchmark plants in a package is what a comparison finds in it."""

from collections import Counter
from pathlib import Path

from conftest import FROZEN
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import read_package_tables

from benchmarks.diff import alter, for_this_python


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

"""The changelog: what a machine saw change, and people's prose beside it."""

import re
from pathlib import Path

import pytest
from altering import cell
from pipeline.compare.changelog import BLOCK, check_entry, with_entry
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import read_package_tables
from pipeline.compare.version import Difference

OPENING = "# Changelog\n\nAbout it.\n"
ADANA = {"memorial_id": "adana"}


@pytest.fixture
def changed(first: Path, package: Path) -> Difference:
    """The height of one memorial was filled, from version 1.0.0 to 1.1.0."""
    cell("memorials", ADANA, "height_m", "7")(package)
    found = compare_packages(read_package_tables(first), read_package_tables(package))
    found.old_version, found.new_version = "1.0.0", "1.1.0"
    return found


def test_an_entry_that_says_otherwise_is_found_and_put_right(changed: Difference) -> None:
    """A number that was edited by hand; the prose is left as it is."""
    page = with_entry(OPENING, changed, "2030-01-02")
    edited = page.replace("## 1.1.0 (2030-01-02)\n", "## 1.1.0 (2029-01-01)\n\nWhy it is so.\n")
    right = with_entry(edited.replace("`7`", "`8`"), changed, "2030-01-02")
    assert "`8`" not in right
    assert right == with_entry(right, changed, "2030-01-02")
    assert BLOCK.findall(right) == BLOCK.findall(page)
    assert right.startswith(f"{OPENING}## 1.1.0 (2030-01-02)\n\nWhy it is so.\n\n<!-- What")


def test_a_new_version_comes_first(changed: Difference) -> None:
    old = f"{OPENING}\n## 1.0.0 (2026-01-01)\n\n- The first.\n"
    page = with_entry(old, changed, "2030-01-02")
    assert re.findall(r"^## (.*)$", page, re.M) == ["1.1.0 (2030-01-02)", "1.0.0 (2026-01-01)"]
    assert page.endswith("\n\n## 1.0.0 (2026-01-01)\n\n- The first.\n")
    assert "- minor: empty cells of existing records are filled (1)\n" in page
    assert "- minor, changed: `adana` `height_m`: _(empty)_ → `7`\n" in page
    assert with_entry(page, changed, "2030-01-02") == page


def test_what_needs_no_entry() -> None:
    assert with_entry(OPENING, Difference([], "1.0.0", "1.0.0"), "2030-01-02") == OPENING


def test_an_entry_of_something_else_is_found(changed: Difference) -> None:
    page = with_entry(OPENING, changed, "2030-01-02")
    assert list(check_entry(page, changed, "2030-01-02")) == []
    for wrong in (OPENING, page.replace("`7`", "`8`"), page.replace("2030", "2029")):
        (finding,) = check_entry(wrong, changed, "2030-01-02")
        assert (finding.code, finding.file) == ("not-built", "CHANGELOG.md")

"""The changelog: what a machine saw change, and people's prose beside it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, VERSION, run
from pipeline.compare.changelog import BLOCK, NoVersionError, with_entry
from pipeline.compare.difference import Difference, compare_packages
from pipeline.compare.package_tables import PackageTables, read_package_tables

PAGE = (ROOT / "CHANGELOG.md").read_text("utf-8")
OPENING = "# Changelog\n\nAbout it.\n"


def changed(**versions: str) -> Difference:
    """One memorial was given a height; the versions are those given."""
    old = read_package_tables(ROOT)
    rows = [dict(row) for row in old.tables["memorials"]]
    (adana,) = (row for row in rows if row["memorial_id"] == "adana")
    adana["height_m"] = "7"
    tables = {**old.tables, "memorials": rows}
    new = PackageTables(old.descriptor | {"version": versions["new"]}, tables)
    return compare_packages(PackageTables(old.descriptor | {"version": versions["old"]}, old.tables), new)


def test_the_entry_of_this_version_is_what_changed() -> None:
    """Prose and data are held together: what changed since the last release stands in the entry."""
    done = run("scripts/diff.py", "released", ".", "--changelog", "--check")
    assert (done.returncode, done.stdout) == (0, "CHANGELOG.md says what changed\n")
    released = json.loads((ROOT / "released/datapackage.json").read_text("utf-8"))["version"]
    headings = re.findall(r"^## ([\d.]+) \(\d{4}-\d\d-\d\d\)$", PAGE, re.M)
    assert headings[0] == VERSION
    assert released in headings
    assert headings == sorted(headings, key=lambda one: [*map(int, one.split("."))], reverse=True)


def test_an_entry_that_says_otherwise_is_found_and_put_right(tmp_path: Path) -> None:
    """A number that was edited by hand; the prose is left as it is."""
    difference = changed(old="1.0.0", new="1.1.0")
    page = with_entry(OPENING, difference, "2030-01-02")
    edited = page.replace("## 1.1.0 (2030-01-02)\n", "## 1.1.0 (2029-01-01)\n\nWhy it is so.\n")
    edited = edited.replace("`7`", "`8`")
    right = with_entry(edited, difference, "2030-01-02")
    assert "Why it is so." in right
    assert "`8`" not in right
    assert right == with_entry(right, difference, "2030-01-02")
    assert BLOCK.findall(right) == BLOCK.findall(page)
    assert right.startswith(f"{OPENING}## 1.1.0 (2030-01-02)\n\nWhy it is so.\n\n<!-- What")


def test_a_new_version_comes_first() -> None:
    old = f"{OPENING}\n## 1.0.0 (2026-01-01)\n\n- The first.\n"
    page = with_entry(old, changed(old="1.0.0", new="1.1.0"), "2030-01-02")
    assert re.findall(r"^## (.*)$", page, re.M) == ["1.1.0 (2030-01-02)", "1.0.0 (2026-01-01)"]
    assert page.endswith("\n\n## 1.0.0 (2026-01-01)\n\n- The first.\n")
    assert "- minor: empty cells of existing records are filled (1)\n" in page
    assert "- minor, changed: `adana` `height_m`: _(empty)_ → `7`\n" in page
    again = with_entry(page, changed(old="1.0.0", new="1.1.0"), "2030-01-02")
    assert again == page


def test_nothing_changed_is_nothing_to_write() -> None:
    same = read_package_tables(ROOT)
    assert with_entry(PAGE, compare_packages(same, same), "2030-01-02") == PAGE


def test_data_that_changed_without_a_version_are_told() -> None:
    with pytest.raises(NoVersionError, match=r'set version = "1\.1\.0" in pyproject\.toml first'):
        with_entry(PAGE, changed(old="1.0.0", new="1.0.0"), "2030-01-02")


def test_the_command_says_what_to_do(tmp_path: Path) -> None:
    """Of another package its entry is not in this changelog, and --check writes nothing."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    said = json.loads((ROOT / "datapackage.json").read_text("utf-8")) | {"version": "99.0.0"}
    (tmp_path / "datapackage.json").write_text(json.dumps(said), "utf-8")
    done = run("scripts/diff.py", "released", tmp_path, "--changelog", "--check")
    assert (done.returncode, done.stdout) == (
        1,
        "CHANGELOG.md does not say what changed: "
        "run python scripts/diff.py released . --changelog\n",
    )
    released = json.loads((ROOT / "released/datapackage.json").read_text("utf-8"))["version"]
    (tmp_path / "datapackage.json").write_text(json.dumps(said | {"version": released}), "utf-8")
    done = run("scripts/diff.py", "released", tmp_path, "--changelog", "--check")
    assert done.returncode == (1 if "changed" in done.stdout else 0)
    assert (ROOT / "CHANGELOG.md").read_text("utf-8") == PAGE

"""The last release that is kept here, and the changelog's entries."""

import json
import re

from conftest import ROOT, VERSION, read, snapshot
from pipeline.building import build_tables
from pipeline.compare.released_package import kept
from validate import validate


def test_this_version_and_the_last_release_have_an_entry() -> None:
    released = json.loads((ROOT / "released/datapackage.json").read_text("utf-8"))["version"]
    page = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## ([\d.]+) \(\d{4}-\d\d-\d\d\)$", page, re.M)
    assert versions[0] == VERSION
    assert released in versions
    numbers = [[int(number) for number in version.split(".")] for version in versions]
    assert numbers == sorted(numbers, reverse=True)


def test_what_is_kept_of_the_last_release_is_a_package_of_csv() -> None:
    """Catches a folder that no longer is what a release would keep."""
    folder = ROOT / "released"
    files = snapshot(folder)
    sizes = {path: len(content) for path, content in files.items()}
    assert {path: len(content) for path, content in kept(files).items()} == sizes
    for resource in json.loads(files["datapackage.json"])["resources"]:
        assert resource["rows"] == len(read(resource["name"], folder))


def test_the_package_is_valid_and_its_claims_keep_what_was_released() -> None:
    """Catches claims that lost a record of the last release."""
    assert validate(ROOT) == []
    assert all(finding.severity == "warning" for finding in build_tables(ROOT / "seeds").findings)

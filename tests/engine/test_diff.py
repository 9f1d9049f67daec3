"""The command: what it compares (folders, zips, revisions), how it says so, and what it refuses."""

import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

import polars as pl
import pytest
from altering import (
    BAKU,
    Alter,
    Json,
    about,
    also,
    cell,
    put,
    together,
    without,
)  # fmt: skip
from conftest import FROZEN, read, run
from pipeline.common.paths import DESCRIPTOR

COMMAND = "scripts/diff.py"


def diff(old: object, new: object, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return run(COMMAND, *words, "--", old, new)


def as_json(old: object, new: object) -> tuple[int, Json]:
    """Its exit status and what it prints as JSON."""
    done = diff(old, new, "--format", "json")
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def zipped(root: Path, ending: str) -> Path:
    """The package as a release zip with its tables in one form, the descriptor naming only that."""
    path = root.parent / f"{ending}.zip"
    said = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    schemas = {one["name"]: one["schema"] for one in said["resources"] if "schema" in one}
    said["resources"] = [one for one in said["resources"] if one["path"].endswith(f".{ending}")]
    for one in said["resources"]:
        one["schema"] = schemas[one["name"].removesuffix("-parquet")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DESCRIPTOR, json.dumps(said))
        for one in said["resources"]:
            archive.write(root / one["path"], one["path"])
    return path


# ---------------------------------------------------------------- what is compared


def test_the_same_package(first: Path, package: Path) -> None:
    """Nothing changed: status 0, in each form."""
    done = diff(first, package)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing changed.\n", "")
    assert diff(first, package, "--format", "markdown").stdout == "## Nothing changed\n"
    status, said = as_json(first, package)
    version = json.loads((first / DESCRIPTOR).read_text(encoding="utf-8"))["version"]
    versions = {"from": version, "to": version, "suggested": version}
    assert (status, said) == (0, {"changed": False, "bump": "none", **versions, "changes": []})


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_release_zip(package: Path, ending: str) -> None:
    """A zip of either form is the same package as the folder, and shows the same change."""
    packed = zipped(package, ending)
    assert as_json(package, packed)[1]["changes"] == []
    cell("memorials", BAKU, "length_m", "8.5")(package)
    status, said = as_json(packed, package)
    assert (status, said["bump"]) == (1, "patch")
    (one,) = said["changes"]
    assert (one["record"], one["field"]) == ("baku", "length_m")
    assert (one["old"], one["new"]) == ("8.6", "8.5")


def test_a_folder_with_parquet_alone(first: Path, package: Path) -> None:
    """Where the CSV is not there, its Parquet is read."""
    (package / "data/memorials.csv").unlink()
    assert as_json(first, package)[0] == 0


# ---------------------------------------------------------------- what cannot be compared


def written(content: bytes, name: str = DESCRIPTOR) -> Alter:
    """Write a file anew."""
    return lambda root: (root / name).write_bytes(content)


def appended(content: bytes) -> Alter:
    """Add bytes at the end of a table."""
    return lambda root: (root / PEOPLE).write_bytes((root / PEOPLE).read_bytes() + content)


def at(path: str) -> Alter:
    """Say that a table's CSV is elsewhere."""
    return put("people/path", path)


def removed(root: Path) -> None:
    """Remove a table in both forms."""
    for path in (root / "data").glob("people.*"):
        path.unlink()


def alone(content: bytes) -> Alter:
    """Leave a table's Parquet alone, with that content."""
    return together(removed, written(content, "data/people.parquet"))


def parquet(**cells: list[str]) -> bytes:
    """A Parquet file."""
    out = io.BytesIO()
    pl.DataFrame(cells).write_parquet(out)
    return out.getvalue()


PEOPLE = "data/people.csv"
COLUMNS = "its columns are id, the descriptor says person_id,name,"
RESOURCES = json.loads((FROZEN / DESCRIPTOR).read_text("utf-8"))["resources"]
TEXT = "is not of type 'string'"
UNREADABLE: list[tuple[str, Alter, str]] = [
    ("no descriptor", lambda root: (root / DESCRIPTOR).unlink(), "this file is not there"),
    ("no JSON", written(b"{"), "it is not JSON"),
    ("no number", written(b'{"resources": [], "version": NaN}'), "NaN is no number of JSON"),
    ("deep", written(b"[" * 900 + b"]" * 900), "it is nested more than 20 levels deep"),
    ("deeper", written(b"[" * 99999), "it is not JSON"),
    ("a list", written(b"[]"), "it: [] is not of type 'object'"),
    ("no resources", written(b"{}"), "it: 'resources' is a required property"),
    ("a name that is a list", about(lambda d: d["resources"][0].update(name=[])),
     f"resources/0/name: [] {TEXT}"),
    ("a path that is a number", about(lambda d: d["resources"][-1].update(path=7)),
     f"resources/{len(RESOURCES) - 1}/path: 7 {TEXT}"),
    ("a version that is a number", put("version", 1), f"version: 1 {TEXT}"),
    ("a path out of it", at("../people.csv"), "is none inside the package"),
    ("a path from the root", at("/etc/people.csv"), "is none inside the package"),
    ("an address", at("https://example.org/p.csv"), "is none inside the package"),
    ("a table twice", about(lambda d: d["resources"].append(d["resources"][0])),
     "two resources are the table 'event_organizations'"),
    ("no schema", put("people/schema"),
     "no resource of the table 'people' has a schema"),
    ("a schema of nothing", put("people/schema", []),
     "/schema: [] is not of type 'object'"),
    ("a field twice", put("people/schema/fields/name/name", "person_id"),
     "a field of the table 'people' stands twice"),
    ("a key that is no field", put("people/schema/fields/person_id/name", "id"),
     "the primary key of the table 'people' names a field that is not there"),
    ("no table", removed, f"{PEOPLE}: this file is not there"),
    ("a link", together(removed, lambda root: (root / PEOPLE).symlink_to("/etc/passwd")),
     f"{PEOPLE}: it is a link"),
    ("other columns", written(b"id\nx\n", PEOPLE), f"{PEOPLE}: 1: {COLUMNS}"),
    ("a short row", appended(b"a,b\n"),
     f"{PEOPLE}: {len(read('people')) + 2}: it has 2 cells, not 5"),  # the line after its last
    ("an open quotation", appended(b'a,"b\n'), "it is not CSV: unexpected end of data"),
    ("another encoding", appended(b"\xff"), "is not UTF-8"),
    ("no Parquet", alone(b"PAR1" * 9), "data/people.parquet: it is not Parquet"),
    ("other columns of Parquet", alone(parquet(id=["x"])), f"data/people.parquet: {COLUMNS}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "reason"), [pytest.param(*case, id=name) for name, *case in UNREADABLE]
)
def test_what_cannot_be_read(package: Path, spoil: Alter, reason: str) -> None:
    """One line that names the package, the file and the reason; status 2; never a traceback."""
    spoil(package)
    done = run(COMMAND, FROZEN, package)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"could not run: {package}: ")
    assert reason in done.stderr


def test_what_is_no_package(tmp_path: Path) -> None:
    """A file that is no zip, a zip of nothing, a pipe that nobody writes to, an impossible name."""
    (tmp_path / "text.zip").write_text("PK")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (
        ("text.zip", "text.zip: it is no zip"),
        ("other.zip", "datapackage.json: this file is not there"),
        ("pipe", "it is neither a folder nor a file"),
        ("x" * 5000, "File name too long"),
        ("a\n\x1b[31m", "a⏎\\x1b[31m: there is no such path"),
    ):
        done = run(COMMAND, tmp_path / name, FROZEN)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
        assert reason in done.stderr


def test_git_that_is_not_there(tmp_path: Path) -> None:
    """Without git, paths can be compared and a revision is refused in a line."""
    done = run(COMMAND, "HEAD", FROZEN, PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == "could not run: HEAD: there is no such path, and git is not installed\n"
    assert run(COMMAND, FROZEN, FROZEN, PATH=str(tmp_path)).returncode == 0


# ---------------------------------------------------------------- how it is said


def test_text(first: Path, package: Path) -> None:
    """Counts first, a line a change under its table, the bump last."""
    together(
        cell("memorials", BAKU, "length_m", "8.5"),
        also("memorials", BAKU, memorial_id="baku-2"),
        without("people", person_id="aslan-rustamov"),
    )(package)
    done = diff(first, package)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["added", "removed", "changed", "moved", "schema"],
        ["memorials", "1", "·", "1", "·", "·"],
        ["people", "·", "1", "·", "·", "·"],
    ]
    assert lines[3:5] == ["", "memorials"]
    assert lines[5].startswith('  minor + baku-2         label "Memorial in Baku", name "')
    assert lines[6:10] == ['  patch ~ baku length_m  "8.6" → "8.5"', "", "people", lines[9]]
    assert lines[9].startswith('  major - aslan-rustamov  name "Aslan Rustamov"')
    assert [line.split(maxsplit=2) for line in lines[11:14]] == [
        ["major", "1", "a record with a permanent identifier is removed or renamed"],
        ["minor", "1", "records are added"],
        ["patch", "1", "cells are corrected"],
    ]
    version = json.loads((first / DESCRIPTOR).read_text(encoding="utf-8"))["version"]
    major = int(version.partition(".")[0])
    assert lines[-1] == (
        f"The changes call for a major version: after {version} comes "
        f"{major + 1}.0.0. The new package says {version}, which is too low."
    )


def test_json_has_all(first: Path, package: Path) -> None:
    """Each change with its rule, place and values in full; a removed row with its cells."""
    long = "long " * 100
    together(
        cell("memorials", BAKU, "description", long), without("people", person_id="aslan-rustamov")
    )(package)
    status, said = as_json(first, package)
    assert (status, said["changed"], said["bump"]) == (1, True, "major")
    filled, removed = said["changes"]
    before = next(row for row in read("memorials", first) if row["memorial_id"] == "baku")
    assert (filled["old"], filled["new"]) == (before["description"], long)
    assert removed["cells"]["name"] == "Aslan Rustamov"
    assert removed["why"] == "a record with a permanent identifier is removed or renamed"
    assert list(removed) == [
        "kind", "level", "table", "record", "field", "aspect", "old", "new", "count", "note",
        "why", "cells",
    ]  # fmt: skip

"""The build command: the same bytes everywhere, nothing lost when it fails, faults told at once."""

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import FROZEN, NAME, ROOT, read, replace_once, run, snapshot
from pipeline.common.paths import DESCRIPTOR
from pipeline.write.summary import summary

from schemas import PROVENANCE, TABLES


def test_the_same_bytes_in_another_folder_and_environment(first: Path, tmp_path: Path) -> None:
    """Time zone, locale, hash seed, umask, working folder and place leave no trace."""
    environment = {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "C"}
    environment |= {"PYTHONUTF8": "0", "PYTHONHASHSEED": "4242"}
    out = tmp_path / "a place with spaces"
    words = (ROOT / "scripts/build.py", "--seeds", first / "seeds", "--out", out)
    old = os.umask(0o077)
    try:
        result = run(*words, cwd=tmp_path, **environment)
    finally:
        os.umask(old)
    assert result.returncode == 0, result.stdout + result.stderr
    assert snapshot(out) == snapshot(first)
    for path in out.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)


def test_a_second_build_writes_nothing(package: Path) -> None:
    """Files that are right keep even their time of change, and --check finds nothing."""
    times = {path: path.stat().st_mtime_ns for path in package.rglob("*.*")}
    build = ("scripts/build.py", "--seeds", package / "seeds", "--out", package)
    checked = run(*build, "--check")
    assert (checked.returncode, checked.stdout) == (0, "The package is what the seeds make.\n")
    assert run(*build).stdout.endswith("nothing changed\n")
    assert {path: path.stat().st_mtime_ns for path in package.rglob("*.*")} == times


def test_the_summary_tells_what_was_made(seeds: Path, tmp_path: Path) -> None:
    """Rows and cells of each table, evidence by basis, coverage, and what is unused and why."""
    lines = run("scripts/build.py", "--seeds", seeds, "--out", tmp_path / "out").stdout.splitlines()
    for table in TABLES:
        rows = read(table, tmp_path / "out")
        filled = sum(bool(cell) for row in rows for cell in row.values())
        assert f"{table:22} {len(rows):5} {filled:13}" in lines
    assert (
        "evidence: 215 verbatim, 73 normalized, 68 coded, 46 linked, 14 interpreted, 6 joined"
        in lines
    )
    assert (
        f"{NAME}: 39 of 39 passages accounted for (37 cited, 2 unused); "
        "96.7% of the sentences' letters and digits are quoted" in lines
    )
    assert "  unused: 'Khojaly massacre commemoration': a link to another article" in lines


def test_the_summary_of_many_sources_has_one_line_for_them() -> None:
    """Catches a thousand lines, and counts of the last source alone."""
    tables = {table: read(table) for table in TABLES}
    for table in PROVENANCE:
        again = [(row, number) for row in tables[table] for number in range(21)]
        tables[table] = [row | {"source_id": f"{NAME}-{number}"} for row, number in again]
    text = f"seeds/{NAME}.txt"
    parts = summary(tables, {text: (FROZEN / text).read_bytes()}, []).split("\n\n")
    assert parts[2:] == [
        "21 sources: 819 of 819 passages accounted for (777 cited, 42 unused); "
        "96.7% of the sentences' letters and digits are quoted",
        "nothing changed",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "record", "says"),
    [
        ('"was [[erected]] in Baku"', '"was [[erectad]] in Baku"', "quotation-not-found",
         "memorials.baku status", "nearest is 'was erected in Baku'"),
        ('site = "Chaim Weizmann forest"', 'site = "e"', "quotation-ambiguous",
         "memorials.chaim-weizmann-forest site", "quote more words around it"),
        ('opened = "February 26, 2008"', 'opened = "16-year anniversary"', "value-not-given",
         "memorials.baku opened", "no edtf value"),
        ('length_m = "8.6-meters-long"', 'length_m = { value = 7, quote = "8.6-meters-long" }',
         "value-contradicted", "memorials.baku length_m", "gives '8.6'"),
        ('person_id = "guillermo-osorno"', 'person_id = "nobody"', "unknown-reference",
         "statements.mexico-city-journalist person_id", "claim [people.nobody]"),
        ('sha256 = "b4ae', 'sha256 = "c4ae', "text-changed", "source sha256", "restore"),
    ],
)  # fmt: skip
def test_a_claim_that_does_not_hold_stops_the_build(
    package: Path, old: str, new: str, code: str, record: str, says: str
) -> None:
    """File, line, record and field, and what to do; nothing that was there is touched."""
    line = replace_once(package / f"seeds/{NAME}.toml", old, new)
    before = snapshot(package)
    result = run("scripts/build.py", "--seeds", package / "seeds", "--out", package)
    place = f"seeds/{NAME}.txt" if code == "text-changed" else f"seeds/{NAME}.toml:{line}"
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.startswith(f"{place}: error [{code}] {record} ")
    assert says in result.stdout
    assert snapshot(package) == before


def test_all_faults_are_told_at_once(seeds: Path) -> None:
    """Three faults in one run, in the order of the file."""
    for old, new in (
        ('locality = "Denizli"', 'locality = "Denizly"'),
        ('completed = "In [[2016]]"', 'complete = "In [[2016]]"'),
        ('"was [[erected]] in Baku"', '"was [[erectad]] in Baku"'),
    ):
        replace_once(seeds / f"{NAME}.toml", old, new)
    lines = run("scripts/build.py", "--check", "--seeds", seeds).stdout.splitlines()
    assert [line.split("[")[1].split("]")[0] for line in lines] == [
        "quotation-not-found", "quotation-not-found", "unknown-key",
    ]  # fmt: skip
    assert "did you mean `completed`?" in lines[2]


def test_what_could_not_run_ends_with_status_2(tmp_path: Path) -> None:
    assert run("scripts/build.py", "--seeds", tmp_path / "nowhere").returncode == 2
    (tmp_path / "file").write_text("x")
    blocked = run("scripts/build.py", "--out", tmp_path / "file" / "below")
    assert blocked.returncode == 2
    assert "Traceback" not in blocked.stderr


def test_tables_that_are_no_longer_made_are_removed(package: Path) -> None:
    """What an earlier build made and this does not goes; what a person put there stays."""
    shutil.copy(package / "data/people.csv", package / "data/persons.csv")
    shutil.copy(package / "data/people.csv", package / "data/mine.csv")
    descriptor = json.loads((package / DESCRIPTOR).read_text("utf-8"))
    descriptor["resources"].append({"name": "persons", "path": "data/persons.csv"})
    descriptor["resources"].append({"name": "way-out", "path": "data/../seeds/x.csv"})
    (package / "seeds/x.csv").write_text("mine")
    (package / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    check = run("scripts/build.py", "--seeds", package / "seeds", "--out", package, "--check")
    assert check.returncode == 1
    assert "data/persons.csv: error [not-built]: the build would remove this file" in check.stdout
    run("scripts/build.py", "--seeds", package / "seeds", "--out", package)
    assert not (package / "data/persons.csv").exists()
    assert (package / "data/mine.csv").exists()
    assert (package / "seeds/x.csv").read_text() == "mine"


def test_seeds_written_by_hand_are_not_overwritten(package: Path, seeds: Path) -> None:
    """The folder built into has other claims than those that a build put there."""
    path = package / f"seeds/{NAME}.toml"
    path.write_text(path.read_text("utf-8") + "# my work\n", "utf-8")
    before = snapshot(package)
    result = run("scripts/build.py", "--seeds", seeds, "--out", package)
    assert (result.returncode, "written by hand" in result.stderr) == (2, True)
    assert snapshot(package) == before
    refused = run("scripts/build.py", "--seeds", seeds)
    assert (refused.returncode, "--out elsewhere" in refused.stderr) == (2, True)

"""A package whose files are as the build writes them is not read back; any other one is."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import read, run, sign
from pipeline.check.package import validate
from pipeline.check.package_reader import Package, read_package
from pipeline.check.rebuild import lines_if_written, rebuilt
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.common.serialize import file_measures
from pipeline.write.csv_parquet import csv_bytes, parquet_bytes

EVIDENCE = "data/evidence.csv"


def describe(root: Path, path: str) -> None:
    """Say in the descriptor what a file is now."""
    said = json.loads((root / DESCRIPTOR).read_text("utf-8"))
    (resource,) = (one for one in said["resources"] if one["path"] == path)
    resource |= file_measures((root / path).read_bytes())
    (root / DESCRIPTOR).write_text(json.dumps(said), "utf-8")


def quoted(root: Path, table: str) -> None:
    """Quote every cell of a CSV, which says the same."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows = read(table, root)
    writer.writerows([list(rows[0]), *(row.values() for row in rows)])
    (root / f"data/{table}.csv").write_text(out.getvalue(), "utf-8", newline="")


def test_rows_stand_on_the_lines_on_which_they_are_read(first: Path) -> None:
    """Catches lines counted as rows: what is around a quotation may go over several lines."""
    made, faults = rebuilt(first)
    assert made
    assert faults == []
    lines = lines_if_written(Package(first, FORMS, made.tables))
    assert lines == read_package(first).lines
    assert lines["evidence"] != list(range(2, len(made.tables["evidence"]) + 2))
    assert made.tables == read_package(first).tables
    assert made.texts == read_package(first).texts


@pytest.mark.parametrize("there", [b"", b"more\n"])
def test_another_byte_is_another_file(package: Path, there: bytes) -> None:
    """Catches a file that is compared as far as the shorter goes."""
    content = (package / EVIDENCE).read_bytes()
    (package / EVIDENCE).write_bytes(content + there if there else content[:-1])
    made, _ = rebuilt(package)
    assert made
    assert lines_if_written(Package(package, FORMS, made.tables)) is None


def test_a_csv_that_is_quoted_in_another_way_is_read(package: Path) -> None:
    """Catches a package that is refused for what a spreadsheet did when it saved a table."""
    quoted(package, "evidence")
    describe(package, EVIDENCE)
    assert validate(package) == []


def test_parquet_that_was_written_in_another_way_is_read(package: Path) -> None:
    """Catches a package that is refused for the version of pyarrow that wrote it."""
    path = "data/evidence.parquet"
    pq.write_table(pq.read_table(package / path), package / path, compression="none")
    describe(package, path)
    assert validate(package) == []


def test_parquet_is_made_of_rows_of_any_length() -> None:
    """Catches a row that is longer than what is read at a time: a person may have many names."""
    rows = read("people")
    rows[3]["other_names"] = "; ".join(["Əliyev, called “he”"] * 2_000_000)
    content = parquet_bytes("people", csv_bytes("people", rows))
    columns = pq.read_table(io.BytesIO(content)).to_pydict()
    assert columns["other_names"] == [row["other_names"] or None for row in rows]
    assert columns["person_id"] == [row["person_id"] for row in rows]


@pytest.mark.parametrize("how", ["as written", "read"])
def test_a_finding_has_the_line_of_its_row(package: Path, how: str) -> None:
    """Catches an index that is told for a line, whichever way the rows came."""
    with (package / "seeds/khojaly-massacre-memorials.toml").open("a", encoding="utf-8") as toml:
        toml.write('\n[people.another]\nsection = "Bosnia and Herzegovina"\n')
        toml.write('name = "Ilham Aliyev"\n')
    assert run("scripts/build.py", "--seeds", package / "seeds", "--out", package).returncode == 0
    if how == "read":
        quoted(package, "memorials")
        sign(package)
        describe(package, "data/memorials.csv")
    (found,) = validate(package)
    (line,) = (
        line
        for line, row in enumerate(read("people", package), start=2)
        if row["person_id"] == found.record
    )
    assert (found.code, found.file, found.line) == ("possible-duplicate", "data/people.csv", line)

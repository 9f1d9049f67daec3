"""A release zip is checked like the folder that it was made from."""

import json
import zipfile
from pathlib import Path

import pytest
from conftest import FROZEN, run, set_cell
from pipeline.common.findings import Finding
from pipeline.common.paths import DESCRIPTOR
from validate import validate

from schemas import TABLES
from schemas.export import table_schema

Contents = dict[str, bytes]


def contents(root: Path = FROZEN, without: str = "") -> Contents:
    """The files of a package by their paths, without those of an ending, and so described."""
    said = json.loads((root / DESCRIPTOR).read_text("utf-8"))
    said["resources"] = [
        one for one in said["resources"] if not one["path"].endswith(without or "-")
    ]
    files = {one["path"]: (root / one["path"]).read_bytes() for one in said["resources"]}
    for one in said["resources"] if without == ".csv" else ():
        if (table := one["name"].removesuffix("-parquet")) in TABLES:
            one["schema"] = table_schema(TABLES[table])
    return files | {DESCRIPTOR: json.dumps(said).encode()}


def zipped(path: Path, files: Contents, top: str = "") -> Path:
    """A zip of the files, all in one folder where `top` is given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(top + name, content)
    return path


@pytest.mark.parametrize("without", ["", ".csv", ".parquet"])
@pytest.mark.parametrize("top", ["", "khojaly-memorials-1.0.0/"])
def test_a_whole_package_is_valid(tmp_path: Path, without: str, top: str) -> None:
    """CSV and Parquet, either alone, and within a folder, as a repository is downloaded."""
    assert validate(zipped(tmp_path / "a.zip", contents(FROZEN, without), top)) == []


def test_the_command_takes_a_zip(tmp_path: Path) -> None:
    """Catches a zip that is called a folder, or a file that is no zip and ends in a traceback."""
    path = zipped(tmp_path / "a.zip", contents())
    assert run("scripts/validate.py", path).stdout == "The package is valid.\n"
    path.write_bytes(b"no zip")
    broken = run("scripts/validate.py", path)
    assert (broken.returncode, broken.stderr) == (1, "")
    assert broken.stdout == "a.zip: error [bad-archive]: it is no zip → zip the folder anew\n"


@pytest.mark.parametrize(("without", "line"), [("", 4), (".parquet", 4), (".csv", None)])
def test_a_wrong_cell_is_found_in_each_form(
    package: Path, tmp_path: Path, without: str, line: int | None
) -> None:
    """The file is the one that is there; in Parquet no row has a line."""
    if without != ".csv":
        set_cell(package, "memorials", {"memorial_id": "baku"}, "length_m", "8.7")
        found = validate(zipped(tmp_path / "a.zip", contents(package, without)))
        file = "data/memorials.csv"
    else:
        found = validate(zipped(tmp_path / "a.zip", _other_length(contents(package, without))))
        file = "data/memorials.parquet"
    missing = [one for one in found if one.code == "evidence-missing"]
    assert missing == [_evidence_missing(file, line)]


def _other_length(files: Contents) -> Contents:
    """Baku's length is another in the Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = "data/memorials.parquet"
    table = pq.read_table(pa.BufferReader(files[path]))
    at = table.column_names.index("length_m")
    lengths = [8.7 if one == 8.6 else one for one in table["length_m"].to_pylist()]
    other = table.set_column(at, table.schema.field(at), pa.array(lengths, pa.float64()))
    out = pa.BufferOutputStream()
    pq.write_table(other, out)
    return files | {path: bytes(out.getvalue())}


def _evidence_missing(file: str, line: int | None) -> Finding:
    message, fix = "no evidence gives '8.7'", "correct the seeds and rebuild"
    return Finding("evidence-missing", message, fix, file, line, "baku", "length_m", "8.7")


@pytest.mark.parametrize("path", ["data/people.csv", "seeds/khojaly-massacre-memorials.txt"])
def test_a_file_that_is_lost_from_a_zip_is_missed(tmp_path: Path, path: str) -> None:
    """The descriptor names it."""
    files = contents()
    del files[path]
    found = validate(zipped(tmp_path / "a.zip", files))
    assert path in [
        one.file for one in found if one.code in ("missing-file", "text-without-claims")
    ]

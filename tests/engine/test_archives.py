"""A release zip is checked like the folder that it was made from."""

import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
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
    descriptor = json.loads((root / DESCRIPTOR).read_text("utf-8"))
    files, resources = {}, []
    for resource in descriptor["resources"]:
        path, table = resource["path"], resource["name"].removesuffix("-parquet")
        if not path.endswith(without or "-"):
            files[path] = (root / path).read_bytes()
            schema = {"schema": table_schema(TABLES[table])} if table in TABLES else {}
            resources.append(resource | (schema if without == ".csv" else {}))
    return files | {DESCRIPTOR: json.dumps(descriptor | {"resources": resources}).encode()}


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
    if without == ".csv":
        file, files = "data/memorials.parquet", _other_length(contents(package, without))
    else:
        set_cell(package, "memorials", {"memorial_id": "baku"}, "length_m", "8.7")
        file, files = "data/memorials.csv", contents(package, without)
    found = validate(zipped(tmp_path / "a.zip", files))
    fix = "correct the seeds and rebuild"
    place = (file, line, "baku", "length_m", "8.7")
    missing = [finding for finding in found if finding.code == "evidence-missing"]
    assert missing == [Finding("evidence-missing", "no evidence gives '8.7'", fix, *place)]


def _other_length(files: Contents) -> Contents:
    """Return files in which Baku's length is another in the Parquet."""
    path, out = "data/memorials.parquet", io.BytesIO()
    table = pq.read_table(io.BytesIO(files[path]))
    frame = pl.DataFrame(table).with_columns(pl.col("length_m").replace(8.6, 8.7))
    pq.write_table(frame.to_arrow().cast(table.schema), out)
    return files | {path: out.getvalue()}

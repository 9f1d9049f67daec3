"""Exports and engines: the same values in every form, read back by readers that are not ours."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest
from comparing import cells, text
from conftest import FROZEN, PROJECT, VERSION, read

import khojaly_memorials as km
from khojaly_memorials.exporting import export
from khojaly_memorials.names import EngineName, TableName
from khojaly_memorials.rows import typed_rows
from schemas import TABLES, columns_of
from schemas.export import arrow_schema

POLARS = {"date": pl.Date, "metres": pl.Float64, "number": pl.Float64, "integer": pl.Int64,
          "boolean": pl.Boolean}  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every export."""
    folder = tmp_path_factory.mktemp("exports")
    for style in ("csv", "parquet", "json", "xlsx", "sqlite", "geojson"):
        export(style, folder)
    return folder


def test_the_names_are_those_of_the_descriptor() -> None:
    """The types that an editor completes and the tables that there are."""
    assert list(get_args(TableName)) == km.tables() == list(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_polars(table: TableName) -> None:
    frame = km.load(table, "polars")
    types = {
        column.name: POLARS.get(column.kind, pl.String) for column in columns_of(TABLES[table])
    }
    assert frame.schema == types
    assert [tuple(map(text, row)) for row in frame.iter_rows()] == cells(table)
    from_csv = pl.read_csv(FROZEN / f"data/{table}.csv", schema=types)
    assert frame.equals(from_csv, null_equal=True)


@pytest.mark.parametrize("table", TABLES)
def test_pyarrow(table: TableName) -> None:
    """Types and the columns' meanings travel with the table; CSV read by Arrow is equal."""
    frame = km.load(table, "pyarrow")
    schema = arrow_schema(TABLES[table])
    assert frame.schema.equals(schema, check_metadata=True)
    assert [tuple(map(text, row.values())) for row in frame.to_pylist()] == cells(table)
    options = pa.csv.ConvertOptions(
        column_types={field.name: field.type for field in schema}, strings_can_be_null=True
    )
    newlines = pa.csv.ParseOptions(newlines_in_values=True)
    from_csv = pa.csv.read_csv(FROZEN / f"data/{table}.csv", None, newlines, options)
    assert frame.cast(from_csv.schema).equals(from_csv)


def test_meaning_travels_with_each_frame() -> None:
    said = km.load("memorials").attrs
    assert said["version"] == VERSION
    assert said["columns"]["height_m"] == {"description": "Height.", "unit": "metres"}
    assert said["columns"]["opened_from"]["rule"] == "first day of `opened`"
    field = km.load("memorials", "pyarrow").schema.field("height_m")
    assert field.metadata == {b"description": b"Height.", b"unit": b"metres"}


@pytest.mark.parametrize("engine", get_args(EngineName))
def test_an_engine_loads_no_other(engine: str) -> None:
    """polars and Arrow do not bring pandas along, nor pandas polars."""
    code = (
        f"import sys, khojaly_memorials as km; km.load('memorials', {engine!r}); "
        "print(sorted({'pandas', 'polars'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == f"{[engine] if engine != 'pyarrow' else []}\n"


@pytest.mark.parametrize("engine", get_args(EngineName))
def test_a_missing_engine_names_what_to_install(engine: str) -> None:
    """As if it were not installed: the import is refused."""
    code = (
        "import sys, khojaly_memorials as km\n"
        f"sys.modules[{engine!r}] = None\n"
        f"try: km.load('people', {engine!r})\n"
        "except ImportError as fault: print(fault)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    wanted = "pandas" if engine == "pandas" else f"'khojaly-memorials[{engine}]'"
    assert result.stdout == f"{engine} is not installed: pip install {wanted}\n"


def test_json(exported: Path) -> None:
    for table in TABLES:
        rows = json.loads((exported / f"{table}.json").read_text("utf-8"))
        assert rows == typed_rows(table)
        assert [tuple(map(text, row.values())) for row in rows] == cells(table)


def test_other_forms_are_those_of_a_release(exported: Path, release: Path) -> None:
    """The tests of the release read them with programs that are not ours."""
    for form in ("xlsx", "sqlite", "geojson"):
        stem = "memorials" if form == "geojson" else PROJECT
        theirs = release / f"{PROJECT}-{VERSION}.{form}"
        assert (exported / f"{stem}.{form}").read_bytes() == theirs.read_bytes()
    for table in TABLES:
        for form in ("csv", "parquet"):
            theirs = release / form / f"data/{table}.{form}"
            assert (exported / f"{table}.{form}").read_bytes() == theirs.read_bytes()


def test_geojson(exported: Path) -> None:
    said = json.loads((exported / "memorials.geojson").read_text("utf-8"))
    assert said["type"] == "FeatureCollection"
    points = {one["id"]: one["geometry"] for one in said["features"]}
    assert points == {
        row["memorial_id"]: {
            "type": "Point",
            "coordinates": [float(row["longitude"]), float(row["latitude"])],
        }
        if row["latitude"]
        else None
        for row in read("memorials")
    }
    assert points["chaim-weizmann-forest"] is None
    assert [one["properties"] for one in said["features"]] == typed_rows("memorials")


def test_an_export_replaces_files_and_leaves_others(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    written = export("csv", tmp_path)
    assert [path.name for path in written] == [f"{table}.csv" for table in TABLES]
    assert (tmp_path / "people.csv").read_bytes() == (FROZEN / "data/people.csv").read_bytes()
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*(f"{table}.csv" for table in TABLES), "mine.txt"]
    )

"""Exports and engines: the same values in every form, read back by readers that are not ours."""

import io
import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest
import xlsxwriter
from comparing import cells, text
from conftest import FROZEN, PROJECT, VERSION, invoke, read

import khojaly_memorials as km
from khojaly_memorials.cli import main
from khojaly_memorials.exporting import export
from khojaly_memorials.names import EngineName, FrameEngine, TableName
from khojaly_memorials.rows import typed_rows
from khojaly_memorials.workbook import CellError, write_cell, write_rows
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


@pytest.mark.parametrize("engine", get_args(FrameEngine))
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
        f"try: km.load('memorials', {engine!r})\n"
        "except ImportError as fault: print(fault)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    extra = f"'khojaly-memorials[{'geo' if engine == 'geopandas' else engine}]'"
    wanted = "pandas" if engine == "pandas" else extra
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


def test_an_export_replaces_no_other_file_without_force(tmp_path: Path) -> None:
    """What it wrote itself it writes again; nothing is written where one file is in the way."""
    export("csv", tmp_path)
    (tmp_path / "people.csv").write_text("mine")
    (tmp_path / "memorials.csv").unlink()
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"force=True.*people\.csv"):
        export("csv", tmp_path)
    assert not (tmp_path / "memorials.csv").exists()
    assert (tmp_path / "people.csv").read_text() == "mine"
    written = export("csv", str(tmp_path), force=True)
    assert [path.name for path in written] == [f"{table}.csv" for table in TABLES]
    for path in written:
        assert path.read_bytes() == (FROZEN / f"data/{path.name}").read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted([*written, tmp_path / "notes.txt"])
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["all.xlsx", "all.sqlite", "new/folder/all.GeoJSON"])
def test_a_path_that_ends_as_a_format_is_a_file(exported: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    said = invoke(main, "export", path)
    assert (said.returncode, said.stdout) == (0, f"{path}\n")
    (there,) = exported.glob(f"*{path.suffix.lower()}")
    assert path.read_bytes() == there.read_bytes()
    assert invoke(main, "export", path).returncode == 0  # as it is there already
    path.write_text("mine")
    refused = invoke(main, "export", path)
    assert (refused.returncode, path.read_text()) == (1, "mine")
    assert refused.stderr.startswith(f"Error: {path}: it is there already and differs; --force")
    assert invoke(main, "export", "--force", path).returncode == 0
    assert path.read_bytes() == there.read_bytes()


def sheet_of(*cells: object, kind: str = "string") -> list[Any]:
    """The values and number formats of a column of cells, written and read back by openpyxl."""
    out = io.BytesIO()
    fields = [{"name": "column", "type": kind}]
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        write_rows(book.add_worksheet(), fields, [{"column": cell} for cell in cells], None, day)
    (sheet,) = openpyxl.load_workbook(out).worksheets
    return [cell.value for (cell,) in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize(
    "days",
    [
        ("1899-12-31", "2016-02-29"),
        ("1900-01-01", "1900-02-28"),  # LibreOffice shows these as others than Excel does
        ("2016-02-29", None, "+12026-01-01"),
        ("-0044-03-15", "9999-12-31"),
    ],
)
def test_days_that_a_workbook_cannot_count_are_text_in_the_whole_column(
    days: tuple[str | None, ...],
) -> None:
    assert sheet_of(*days, kind="date") == list(days)


def test_other_days_are_days() -> None:
    found = sheet_of("1900-03-01", "9999-12-31", kind="date")
    assert found == [datetime(1900, 3, 1), datetime(9999, 12, 31)]


def test_texts_of_a_workbook_stay_as_they_are() -> None:
    texts = ["=1+1", "https://example.org/", "x" * 32_767, "𒀀" * 16_383, " a ", "a_x0041_\nb"]
    assert sheet_of(*texts) == texts


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("x" * 32_768, "A2: 32,768 characters, and a cell has at most 32,767; take another"),
        ("𒀀" * 16_384, "A2: 32,768 characters, and a cell has at most 32,767; take another"),
        (0.1 + 0.2, "A2: 0.30000000000000004, and a cell keeps 16 digits; take another"),
        (2**53 + 2**9 + 1, "A2: 9007199254741505, and a cell keeps 16 digits; take another"),
    ],
)
def test_what_a_cell_would_alter_is_refused(cell: object, fault: str) -> None:
    with pytest.raises(CellError, match=f"^a workbook cannot hold Sheet1!{re.escape(fault)}"):
        sheet_of(cell, kind="number")


def test_a_row_outside_of_a_sheet_is_refused() -> None:
    with xlsxwriter.Workbook(io.BytesIO()) as book:
        sheet = book.add_worksheet()
        with pytest.raises(CellError, match="Sheet1!A1048577: a place outside of what a sheet has"):
            write_cell(sheet, 1_048_576, 0, "x")

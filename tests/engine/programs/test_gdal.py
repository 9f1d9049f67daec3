"""GDAL opens the GeoJSON of a release: every memorial, where it is, and each of its values."""

import csv
import io
import subprocess
from datetime import date
from pathlib import Path

import pytest
from comparing import kinds, names, values
from conftest import PROJECT, VERSION, read

pytestmark = pytest.mark.more
FIELDS = {"number": "Real", "integer": "Integer", "boolean": "Integer(Boolean)", "date": "Date"}


def gdal(*words: str | Path) -> str:
    """What a program of GDAL prints."""
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def file(release: Path) -> Path:
    """The GeoJSON of the release."""
    return release / f"{PROJECT}-{VERSION}.geojson"


def test_gdal_finds_every_memorial_and_column(file: Path) -> None:
    """A column that no memorial fills is text to GDAL."""
    told = gdal("ogrinfo", "-al", "-so", file)
    assert f"Feature Count: {len(read('memorials'))}\n" in told
    assert 'GEOGCRS["WGS 84"' in told
    assert "Geometry: Point\n" in told
    for name, kind in columns("memorials"):
        filled = any(row[name] for row in read("memorials"))
        field = FIELDS.get(kind, "String") if filled else "String"
        assert f"\n{name}: {field} (" in told, name


def test_gdal_reads_every_value(file: Path) -> None:
    """As GDAL writes them to CSV: truth values may be 1 and 0, days have strokes."""
    written = gdal("ogr2ogr", "-f", "CSV", "/vsistdout/", file, "-lco", "GEOMETRY=AS_XY")
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    points = {row["memorial_id"]: (row["X"], row["Y"]) for row in rows}
    expected = {
        row["memorial_id"]: (row["longitude"], row["latitude"]) for row in read("memorials")
    }
    assert points == expected
    assert list(rows[0])[:2] == ["X", "Y"]
    assert [name for name in rows[0] if name in names("memorials")] == names("memorials")
    assert [[of_gdal(kind, row[name]) for name, kind in columns("memorials")] for row in rows] == [
        [cell for _, cell in row] for row in values("memorials")
    ]


def columns(table: str) -> list[tuple[str, str]]:
    """The columns of a table and what their values are."""
    return list(zip(names(table), kinds(table), strict=True))


def of_gdal(kind: str, cell: str) -> object:
    """A value of GDAL's CSV."""
    if cell == "":
        return None
    if kind == "boolean":
        return {"1": True, "0": False, "true": True, "false": False}[cell]
    if kind == "date":
        return date.fromisoformat(cell.replace("/", "-"))
    return {"number": float, "integer": int}.get(kind, str)(cell)

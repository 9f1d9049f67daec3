"""GDAL opens the GeoJSON: every memorial, those with coordinates where they are."""

import csv
import io
import subprocess
from pathlib import Path

from conftest import read

from khojaly_memorials.exporting import export


def gdal(*words: str) -> str:
    """What a program of GDAL prints."""
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_gdal_reads_every_memorial(tmp_path: Path) -> None:
    (path,) = export("geojson", tmp_path)
    told = gdal("ogrinfo", "-al", "-so", str(path))
    assert f"Feature Count: {len(read('memorials'))}\n" in told
    assert 'GEOGCRS["WGS 84"' in told
    rows = gdal("ogr2ogr", "-f", "CSV", "/vsistdout/", str(path), "-lco", "GEOMETRY=AS_XY")
    points = {row["memorial_id"]: (row["X"], row["Y"]) for row in csv.DictReader(io.StringIO(rows))}
    expected = {
        row["memorial_id"]: (row["longitude"], row["latitude"]) for row in read("memorials")
    }
    assert points == expected

"""LibreOffice opens the CSV files and the workbook right: accents, dates and texts survive."""

import csv
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, read

from khojaly_memorials.exporting import export
from schemas import TABLES, Column, columns_of


def convert(source: Path, to: str, folder: Path) -> Path:
    """Convert a file as a user does, with a LibreOffice that has no settings of its own."""
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", to, "--outdir", str(folder), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return folder / f"{source.stem}.{to.partition(':')[0]}"


def text_columns(table: str) -> list[Column]:
    """Columns that a spreadsheet keeps as they are: not numbers, days, truth values or EDTF."""
    kinds = ("metres", "number", "integer", "boolean", "date", "edtf")
    return [column for column in columns_of(TABLES[table]) if column.kind not in kinds]


@pytest.mark.xdist_group("libreoffice")
def test_csv_survives_a_round_trip(tmp_path: Path) -> None:
    """From CSV to a spreadsheet and back: every cell of text is the same."""
    for table in ("memorials", "organizations", "statements"):
        sheet = convert(ROOT / f"data/{table}.csv", "ods", tmp_path)
        back = convert(sheet, "csv", tmp_path)
        with back.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        texts = [column.name for column in text_columns(table)]
        assert [[row[name] for name in texts] for row in rows] == [
            [row[name] for name in texts] for row in read(table)
        ]
    words = (ROOT / "data/memorials.csv").read_text("utf-8")
    assert all(word in words for word in ("Uşak", "İzmit", "für", "Çanakkale"))


@pytest.mark.xdist_group("libreoffice")
def test_the_workbook_opens(tmp_path: Path) -> None:
    """Its second sheet, as LibreOffice reads it: dates as days, no formula, accents intact."""
    (book,) = export("xlsx", tmp_path)
    sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    convert(book, sheet, tmp_path)
    with (tmp_path / "khojaly-memorials-memorials.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["memorial_id"]: row for row in csv.DictReader(file)}
    cells = {row["memorial_id"]: row for row in read("memorials")}
    assert list(rows) == list(cells)
    for name in ("opened_from", "locality", "inscription"):
        assert [row[name] for row in rows.values()] == [row[name] for row in cells.values()]
    assert rows["baku"]["length_m"] == cells["baku"]["length_m"] != ""
    assert {"İzmit", "Uşak"} <= {row["locality"] for row in rows.values()}

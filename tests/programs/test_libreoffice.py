"""LibreOffice opens the CSV files right: letters with accents survive the round trip."""

import csv
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, read

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
    return folder / f"{source.stem}.{to}"


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

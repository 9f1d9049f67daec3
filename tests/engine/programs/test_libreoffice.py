"""LibreOffice opens the CSV files and the workbook right: accents, dates and texts survive."""

import csv
import subprocess
from pathlib import Path
from typing import get_args

import pytest
from comparing import cells, kinds, names
from conftest import FROZEN, PROJECT, VERSION, read

from khojaly_memorials.names import ViewName
from schemas import TABLES, Column, columns_of

pytestmark = pytest.mark.more


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


def test_csv_survives_a_round_trip(tmp_path: Path) -> None:
    """From CSV to a spreadsheet and back: every cell of text is the same."""
    for table in ("memorials", "inscriptions", "organizations", "statements"):
        sheet = convert(FROZEN / f"data/{table}.csv", "ods", tmp_path)
        back = convert(sheet, "csv", tmp_path)
        with back.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        texts = [column.name for column in text_columns(table)]
        assert [[row[name] for name in texts] for row in rows] == [
            [row[name] for name in texts] for row in read(table)
        ]
    words = (FROZEN / "data/memorials.csv").read_text("utf-8")
    assert all(word in words for word in ("Uşak", "İzmit", "Çanakkale"))
    assert "für" in (FROZEN / "data/inscriptions.csv").read_text("utf-8")


@pytest.fixture(scope="module")
def sheets(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each sheet of the release's workbook as LibreOffice writes it to CSV."""
    folder, stem = tmp_path_factory.mktemp("sheets"), f"{PROJECT}-{VERSION}"
    sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    convert(release / f"{stem}.xlsx", sheet, folder)
    for path in folder.glob(f"{stem}-*.csv"):
        path.rename(folder / path.name.removeprefix(f"{stem}-"))
    return folder


def written(sheets: Path, sheet: str) -> list[list[str]]:
    """The rows of a sheet."""
    with (sheets / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_workbook_has_its_sheets(sheets: Path) -> None:
    """A sheet a table and a view, and one before them that explains each column."""
    names = {"about", *TABLES, *get_args(ViewName)}
    assert {path.stem for path in sheets.glob("*.csv")} == names
    told = {(row[0], row[1]): row[2] for row in written(sheets, "about")}
    for table in TABLES:
        for column in columns_of(TABLES[table]):
            assert told[table, column.name].startswith(column.meaning)


@pytest.mark.parametrize("table", TABLES)
def test_each_cell_of_the_workbook_is_as_in_the_table(sheets: Path, table: str) -> None:
    """Days are days, no text has become a formula or a number, accents are intact."""
    header, *rows = written(sheets, table)
    assert header == names(table)
    shown = [
        tuple(
            cell.lower() if kind == "boolean" else cell
            for kind, cell in zip(kinds(table), row, strict=True)
        )
        for row in rows
    ]
    assert shown == cells(table)

"""The tables of a release's zips and workbook, read by programs that are not ours: each value."""

from pathlib import Path
from typing import Any, get_args

import duckdb
import openpyxl
import pytest
from comparing import kinds, names, plain, text, typed, values
from conftest import PROJECT, VERSION, read
from frictionless import Package, system
from openpyxl.utils import get_column_letter

from khojaly_memorials.names import ViewName
from khojaly_memorials.rows import fields_of, typed_rows
from schemas import TABLES, columns_of

DUCKDB = {"text": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN",
          "date": "DATE"}  # fmt: skip


def parquet(release: Path, table: str) -> Path:
    """The Parquet file of a table, from its zip."""
    return release / f"parquet/data/{table}.parquet"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_frictionless_finds_a_zip_valid(release: Path, form: str) -> None:
    """Sizes, hashes, types, constraints, keys and references, of all its files."""
    report = Package(str(release / f"{PROJECT}-{VERSION}-{form}.zip")).validate()
    assert report.flatten(["title", "message"]) == []
    assert report.stats["tasks"] == len(TABLES) + 2 * len(read("sources"))


def test_frictionless_reads_every_value(release: Path) -> None:
    with system.use_context(trusted=True):
        package = Package(str(release / "csv/datapackage.json"))
        for table in TABLES:
            resource = package.get_table_resource(table)
            rows = [[plain(cell) for cell in row.to_list()] for row in resource.read_rows()]
            assert resource.schema.field_names == names(table)
            assert typed(rows) == values(table)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_every_value(release: Path, table: str) -> None:
    reader: Any = duckdb
    found = reader.sql(f"SELECT * FROM read_parquet('{parquet(release, table)}')")
    assert found.columns == names(table)
    assert list(map(str, found.types)) == [DUCKDB[kind] for kind in kinds(table)]
    assert typed(found.fetchall()) == values(table)


@pytest.fixture(scope="module")
def book(release: Path) -> Any:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(release / f"{PROJECT}-{VERSION}.xlsx")


def of_kind(kind: str, cell: Any) -> Any:
    """A value of a workbook, in which 8 and 8.0 are one number."""
    return float(cell) if kind == "number" and cell is not None else plain(cell)


@pytest.mark.parametrize("table", TABLES)
def test_openpyxl_reads_every_value(book: Any, table: str) -> None:
    """Numbers, truth values and days are such, and not text that looks like them."""
    header, *rows = book[table].iter_rows(values_only=True)
    assert list(header) == names(table)
    found = [list(map(of_kind, kinds(table), row)) for row in rows]
    assert typed(found) == values(table)


@pytest.mark.parametrize("view", get_args(ViewName))
def test_a_sheet_has_each_row_of_a_view(book: Any, view: ViewName) -> None:
    header, *rows = book[view].iter_rows(values_only=True)
    assert list(header) == [field["name"] for field in fields_of(view)]
    found = [tuple(map(text, row)) for row in rows]
    assert found == [tuple(map(text, row.values())) for row in typed_rows(view)]


@pytest.mark.parametrize("table", TABLES)
def test_a_sheet_keeps_its_header_in_sight_and_filters_all(book: Any, table: str) -> None:
    sheet = book[table]
    last = f"{get_column_letter(len(names(table)))}{len(read(table)) + 1}"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:{last}")
    days = [place for place, kind in enumerate(kinds(table)) if kind == "date"]
    shown = {row[day].number_format for row in sheet.iter_rows(2) for day in days if row[day].value}
    assert shown == ({"yyyy-mm-dd"} if days else set())


def test_no_cell_is_a_formula_or_a_link(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_the_first_sheet_explains_every_column(book: Any) -> None:
    """What the workbook is, then a row a column: what it means, its type and its terms."""
    rows = [[cell or "" for cell in row] for row in book["about"].iter_rows(values_only=True)]
    at = rows.index(["sheet", "column", "meaning", "type", "terms"])
    about = {row[0]: row[1] for row in rows[:at]}
    assert book.sheetnames == ["about", *TABLES, *get_args(ViewName)]
    assert (about["version"], about["empty cells"]) == (VERSION, "Nothing was read from a source.")
    told = {(row[0], row[1]): row for row in rows[at + 1 :]}
    columns = {(table, one.name): one for table in TABLES for one in columns_of(TABLES[table])}
    of_views = {(view, field["name"]) for view in get_args(ViewName) for field in fields_of(view)}
    sheets = {(sheet, "") for sheet in book.sheetnames[1:]}
    assert set(told) == set(columns) | of_views | sheets
    for key, column in columns.items():
        meant, terms = told[key][2], told[key][4]
        assert meant.startswith(column.meaning)
        assert (column.unit in meant, column.rule in meant) == (True, True)
        assert terms == ", ".join(column.terms)

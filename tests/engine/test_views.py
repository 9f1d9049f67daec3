"""The views: the same rows in SQLite and in each engine, each column with its meaning and type."""

import datetime
import sqlite3
from collections import Counter
from contextlib import closing
from typing import Any, get_args

import pandas as pd
import pytest
from conftest import Row, read

import khojaly_memorials as km
from khojaly_memorials.database import database
from khojaly_memorials.names import ViewName
from khojaly_memorials.rows import fields_of
from khojaly_memorials.views import definitions
from schemas.vocabularies import VOCABULARIES

VIEWS = get_args(ViewName)
KINDS = {"string": str, "integer": int, "number": float, "boolean": bool, "date": datetime.date}


def names_in(table: str, memorial: str, role: str) -> set[str]:
    """The names of those who have a role in a memorial, read by the standard library alone."""
    of = table.removeprefix("memorial_")
    (key,) = {"person_id", "organization_id"} & read(table)[0].keys()
    names = {row[key]: row["name"] for row in read(of)}
    return {
        names[row[key]]
        for row in read(table)
        if row["memorial_id"] == memorial and row["role"] == role
    }


def wide(row: Row) -> dict[str, Any]:
    """What `memorials_wide` adds to a memorial, by the standard library alone."""
    memorial = row["memorial_id"]

    def names(role: str) -> str | None:
        tables = ("memorial_people", "memorial_organizations")
        found = set().union(*(names_in(table, memorial, role) for table in tables))
        return "; ".join(sorted(found)) or None

    def year(name: str) -> tuple[int | None, bool | None]:
        first, last = row[f"{name}_from"][:4], row[f"{name}_to"][:4]
        return (int(first), first != last) if first else (None, None)

    def count(table: str) -> int:
        return Counter(other["memorial_id"] for other in read(table))[memorial]

    (completed, completed_about), (opened, opened_about) = year("completed"), year("opened")
    return {
        "completed_year": completed,
        "completed_year_approximate": completed_about,
        "opened_year": opened,
        "opened_year_approximate": opened_about,
        **{f"{role}s": names(role) for role in VOCABULARIES["memorial_role"]},
        "events": count("events"),
        "statements": count("statements"),
        "inscriptions": count("inscriptions"),
        "sources": 1,
    }


def test_a_memorial_in_one_row() -> None:
    """Types are pandas' own, and what is added to the table is what joins in Python give."""
    rows = km.view("memorials_wide", "polars").to_dicts()
    table = km.load("memorials", "polars").to_dicts()
    assert len(rows) == len(table)
    for row, before, text in zip(rows, table, read("memorials"), strict=True):
        added = wide(text)
        assert {name: row[name] for name in added} == added
        same = row.keys() - added.keys()
        assert {name: row[name] for name in same} == {name: before[name] for name in same}
    frame = km.view("memorials_wide")
    kinds = {"opened_year": "float64", "events": "int64", "designers": "str", "height_m": "float64"}
    assert frame[list(kinds)].dtypes.astype(str).to_dict() == kinds
    assert frame.attrs["columns"]["opened_year"]["description"].startswith("The first year")


def test_a_year_that_is_not_sure_says_so() -> None:
    """Catches a flag that looks at the days alone."""
    sql = definitions()["memorials_wide"]["sql"]
    flag = sql[sql.index("substr(opened_from, 1, 4) <>") : sql.index("AS opened_year_approximate")]
    dates = [
        ("2008-02-26", "2008-02-26", "2008-02-26"),
        ("2008", "2008-01-01", "2008-12-31"),
        ("2008~", "2008-01-01", "2008-12-31"),
        ("2008?", "2008-01-01", "2008-12-31"),
        ("2008/2010", "2008-01-01", "2010-12-31"),
        ("200X", "2000-01-01", "2009-12-31"),
        (None, None, None),
    ]
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("CREATE TABLE m (opened, opened_from, opened_to)")
        made.executemany("INSERT INTO m VALUES (?, ?, ?)", dates)
        found = [flag for (flag,) in made.execute(f"SELECT {flag} FROM m")]
    assert found == [0, 0, 1, 1, 1, 1, None]


@pytest.mark.parametrize("view", VIEWS)
def test_every_engine_gives_what_sqlite_gives(view: ViewName) -> None:
    """The same rows in the same order; each column has a meaning, and values of its type."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(database())
        selected = made.execute(f'SELECT * FROM "{view}"')
        names = [column[0] for column in selected.description]
        rows = selected.fetchall()
    fields = fields_of(view)
    assert [field["name"] for field in fields] == names == km.describe(view)["column"].tolist()
    assert all(field["description"].endswith((".", "?", ")")) for field in fields)
    found = km.view(view, "pyarrow").to_pylist()
    assert [tuple(map(in_sqlite, row.values())) for row in found] == rows
    assert km.view(view, "polars").to_dicts() == found
    kinds = {field["name"]: KINDS[field["type"]] for field in fields}
    assert all(type(row[name]) in (kinds[name], type(None)) for row in found for name in kinds)
    frame = km.view(view)
    rows_of_pandas = [
        dict(zip(names, map(plain, row), strict=True)) for row in frame.itertuples(index=False)
    ]
    assert rows_of_pandas == found


def in_sqlite(value: Any) -> Any:
    """A value as SQLite has it: days are text."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def plain(value: Any) -> Any:
    """A value of pandas as one of Python."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def test_names_are_those_of_the_definitions() -> None:
    """Which an editor completes; and a wrong one is told what there is."""
    assert list(VIEWS) == list(definitions())
    with pytest.raises(ValueError, match="did you mean 'contributors'"):
        km.view("contributor")  # type: ignore[call-overload]

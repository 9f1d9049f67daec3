"""Type checkers on a user's file: the right frame for each engine, wrong names refused."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from khojaly_memorials.frames import Load
from khojaly_memorials.names import TableName

PYRIGHT = Path(__file__).parent / "javascript/node_modules/.bin/pyright"
USER = """\
from typing import Literal

import pandas as pd
import polars as pl
import pyarrow as pa

import khojaly_memorials as km

frame: pd.DataFrame = km.load("memorials")
same: pd.DataFrame = km.load.memorials()
events: pl.DataFrame = km.load("events", engine="polars")
people: pa.Table = km.load.people(engine="pyarrow")
joined: pl.DataFrame = km.view("contributors", engine="polars")
meaning: pd.DataFrame = km.describe("memorials_wide")
proof: pl.DataFrame = km.evidence("memorials", "baku", "length_m", engine="polars")
for table in km.tables():
    km.load(table)


def either(engine: Literal["pandas", "polars"]) -> pd.DataFrame | pl.DataFrame | pa.Table:
    return km.load("people", engine)


km.load("memorial")  # wrong
km.load("people", engine="dask")  # wrong
km.load("people", engine="geopandas")  # wrong
km.view("nothing")  # wrong
km.load.nothing()  # wrong
polars: pl.DataFrame = km.load("people")  # wrong
"""
WRONG = [n for n, line in enumerate(USER.splitlines(), 1) if line.endswith("# wrong")]


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The user's file."""
    path = tmp_path / "user.py"
    path.write_text(USER, "utf-8")
    return path


def test_mypy_strict(user: Path) -> None:
    command = (sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", user)
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=user.parent)
    assert [int(n) for n in re.findall(r":(\d+): error:", done.stdout)] == WRONG


def test_pyright(user: Path) -> None:
    command = (PYRIGHT, "--outputjson", "--pythonpath", sys.executable, user)
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=user.parent)
    found = json.loads(done.stdout)["generalDiagnostics"]
    assert sorted({row["range"]["start"]["line"] + 1 for row in found}) == WRONG


def test_each_table_can_be_completed() -> None:
    """Those that the class says are the tables."""
    text = Path(sys.modules[Load.__module__].__file__ or "").read_text("utf-8")
    assert re.findall(r"(?m)^        (\w+): LoadTable$", text) == list(get_args(TableName))
    assert dir(Load()) == sorted(get_args(TableName))

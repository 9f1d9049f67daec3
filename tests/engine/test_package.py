"""The installed package: from a wheel in an environment of its own, and from this checkout."""

import doctest
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from datetime import date
from html import escape
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from comparing import plain, typed, values
from conftest import FROZEN, NAME, ROOT, VERSION, read

import khojaly_memorials as km
from khojaly_memorials import pandas_frames
from khojaly_memorials.names import CitationStyle, TableName
from schemas import TABLES, columns_of

MODULES = [f"khojaly_memorials.{module.name}" for module in pkgutil.iter_modules(km.__path__)]
WHOLE = {"integer": "int64", "boolean": "bool"}  # where nothing is missing
WITH_GAPS = {"integer": "float64", "boolean": "object"}
DTYPES = {"date": "datetime64[us]", "number": "float64", "metres": "float64"}


def dtypes(table: str) -> dict[str, str]:
    """Return what pandas is to call the type of each column."""
    found = {}
    for column in columns_of(TABLES[table]):
        whole = all(row[column.name] for row in read(table))
        kinds = DTYPES | (WHOLE if whole else WITH_GAPS)
        found[column.name] = kinds.get(column.kind, "str")
    return found


# What a user does with nothing but the wheel; it prints what it got, as JSON.
USER = """
import json, sys
import khojaly_memorials as km
loaded = sorted({"pandas", "numpy", "polars", "pyarrow", "click", "pandera"} & set(sys.modules))
frames = {table: km.load(table) for table in km.tables()}
print(json.dumps({
    "version": km.__version__,
    "loaded": loaded,
    "places": [km.__file__, str(km.path("memorials", "parquet"))],
    "dtypes": {table: frame.dtypes.astype(str).to_dict() for table, frame in frames.items()},
    "values": {table: frame.to_json(date_format="iso") for table, frame in frames.items()},
    "quotes": km.evidence("memorials", "berlin", "district")["quote"].tolist(),
}))
"""


def released() -> date:
    """The day that pyproject.toml gives to the version."""
    project = tomllib.loads((FROZEN / "pyproject.toml").read_text("utf-8"))
    return date.fromisoformat(project["tool"]["khojaly-memorials"]["released"])


def told(column: str, table: str, record: str, **field: str) -> list[str]:
    """A column of a record's evidence, read by the standard library alone."""
    where = {"table_name": table, "record_id": record, **field}
    return [row[column] for row in read("evidence") if where.items() <= row.items()]


@pytest.fixture(scope="module")
def wheel(release: Path) -> Path:
    """The wheel of the release."""
    return release / f"khojaly_memorials-{VERSION}-py3-none-any.whl"


def installed(what: Path, folder: Path) -> Path:
    """The interpreter of a new environment in which a download is, and what it depends on."""
    venv.create(folder, with_pip=True)
    interpreter = folder / "bin/python"
    pip = (interpreter, "-m", "pip", "install", "-q", "--no-cache-dir", "--no-compile")
    offline = ("--no-index", "--find-links", ROOT / ".venv/wheelhouse")
    subprocess.run([*pip, *offline, what], check=True, env=alone())
    return interpreter


def alone() -> dict[str, str]:
    """An environment in which an interpreter finds nothing but what is installed for it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that has only the wheel and what it depends on."""
    return installed(wheel, tmp_path_factory.mktemp("clean") / "env")


@pytest.fixture(scope="module")
def from_source(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment in which pip has built the sdist."""
    sdist = release / f"khojaly_memorials-{VERSION}.tar.gz"
    return installed(sdist, tmp_path_factory.mktemp("source") / "env")


@pytest.mark.more
@pytest.mark.parametrize("download", ["clean", "from_source"])
def test_a_clean_environment_with_only_the_package(
    download: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """From the wheel and from the sdist: every table loads there with the right types and values;
    importing it loads no pandas.
    """
    python: Path = request.getfixturevalue(download)
    done = subprocess.run(
        [python, "-c", USER], cwd=tmp_path, capture_output=True, check=True, env=alone()
    )
    found = json.loads(done.stdout)
    assert (found["version"], found["loaded"]) == (VERSION, [])
    assert all(Path(place).is_relative_to(python.parents[1]) for place in found["places"])
    assert found["dtypes"] == {table: dtypes(table) for table in TABLES}
    tables = get_args(TableName)
    assert found["values"] == {table: km.load(table).to_json(date_format="iso") for table in tables}
    assert found["quotes"] == told("quote", "memorials", "berlin", field="district")


@pytest.mark.more
def test_the_ordinary_install_brings_only_pandas_and_click(clean: Path) -> None:
    listed = subprocess.run(
        [clean, "-m", "pip", "list", "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
        env=alone(),
    )
    names = {one["name"].lower() for one in json.loads(listed.stdout)} - {"pip", "setuptools"}
    assert names == {
        "khojaly-memorials", "pandas", "click", "numpy", "python-dateutil", "tzdata",
    }  # fmt: skip


def test_the_wheel_carries_data_licences_and_notice(wheel: Path) -> None:
    """And nothing of the building; it is under 250 kB."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    inside = {f"khojaly_memorials/data/{t}.{e}" for t in TABLES for e in ("csv", "parquet")}
    assert inside | {f"khojaly_memorials/seeds/{NAME}.{e}" for e in ("txt", "toml")} <= names
    about = f"khojaly_memorials-{VERSION}.dist-info"
    licences = {f"{about}/licenses/{name}" for name in ("LICENSE", "LICENSE-DATA", "NOTICE")}
    assert licences | {"khojaly_memorials/py.typed", "khojaly_memorials/datapackage.json"} <= names
    assert not [name for name in names if name.startswith(("schemas", "scripts", "tests"))]
    assert wheel.stat().st_size < 250_000


ANYWHERE = """
import khojaly_memorials as km
print(len(km.load("memorials")), len(km.view("contributors")), km.__version__, km.__file__)
try:
    print(km.path("memorials").name)
except FileNotFoundError as fault:
    print(str(fault).partition(" is in ")[2])
"""


@pytest.mark.parametrize("form", ["zip", "links"])
def test_from_a_zip_and_from_a_farm_of_links(wheel: Path, form: str, tmp_path: Path) -> None:
    """As an import from a zip finds it, and from files that a build tool links one by one."""
    place, path = wheel, "a zip, where no file has a path: use load or text"
    if form == "links":
        place, path = tmp_path / "farm", "memorials.csv"
        with zipfile.ZipFile(wheel) as archive:
            for number, name in enumerate(archive.namelist()):
                real, link = tmp_path / f"{number}/x", place / name
                for file in (real, link):
                    file.parent.mkdir(parents=True, exist_ok=True)
                real.write_bytes(archive.read(name))
                link.symlink_to(real)
    done = subprocess.run(
        [sys.executable, "-c", ANYWHERE],
        env={**os.environ, "PYTHONPATH": str(place)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    counts = (
        f"{len(read('memorials'))} {len(read('memorial_people') + read('memorial_organizations'))}"
    )
    assert done.stdout.splitlines() == [
        f"{counts} {VERSION} {place / 'khojaly_memorials/__init__.py'}", path,
    ]  # fmt: skip


def test_a_notebook_shows_what_the_tables_hold() -> None:
    html = km.tables()._repr_html_()
    for table in TABLES:
        meaning = (TABLES[table].__doc__ or "").strip().splitlines()[0]
        row = f"<tr><td>{table}</td><td>{len(read(table))}</td><td>{escape(meaning)}"
        assert row in html


def test_a_checkout_is_an_editable_install() -> None:
    """There the package finds the data at the root of the checkout."""
    assert km.path("memorials") == FROZEN / "data/memorials.csv"
    assert km.tables() == list(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_each_table_has_the_types_and_values_of_its_csv(table: TableName) -> None:
    """Those of pandas itself: days are days, text is `str`, and what is missing is NaN or NaT."""
    frame = km.load(table)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == dtypes(table)
    with_gaps = [column.name for column in columns_of(TABLES[table]) if column.kind == "integer"]
    frame = frame.astype(dict.fromkeys(with_gaps, "Int64"))
    rows = [
        [None if pd.isna(cell) else plain(cell) for cell in row]
        for row in zip(*(frame[name].tolist() for name in frame), strict=True)
    ]
    assert typed(rows) == values(table)


TRICKY = (
    "key,text,number,integer,flag,day,none\n"
    'a,"a ""b"", c\nd",0.1,9223372036854775807,true,0800-02-29,\n'
    "b, NA ,0.30000000000000004,-9223372036854775808,false,9999-12-31,\n"
    "c,,,,,,\n"
    'd,nan,-7.123456789012345,0,,2008-02-26,""\n'
)


def test_large_files_are_read_as_small_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two readers: types, values and missing cells of the one are just those of the other."""
    small = {table: km.load(table) for table in get_args(TableName)}
    monkeypatch.setattr(pandas_frames, "LARGE", 0)
    for table, frame in small.items():
        large = km.load(table)
        pd.testing.assert_frame_equal(large, frame, check_exact=True)
        assert large.attrs == frame.attrs
    kinds = ("string", "string", "number", "integer", "boolean", "date", "date")
    fields = dict(zip(TRICKY.split("\n")[0].split(","), kinds, strict=True))
    one, other = (
        reader(fields, TRICKY.encode())
        for reader in (pandas_frames._read_small, pandas_frames._read_large)
    )
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert one["day"].dtype == other["day"].dtype == np.dtype("datetime64[us]")
    for wrong in (TRICKY.replace("0.1", "much"), TRICKY.replace("0800-02-29", "0800-02-30")):
        for reader in (pandas_frames._read_small, pandas_frames._read_large):
            with pytest.raises(ValueError):
                reader(fields, wrong.encode())


def test_each_load_is_a_fresh_copy() -> None:
    first = km.load("people")
    first.loc[:, "name"] = "x"
    assert km.load("people")["name"].tolist() == [row["name"] for row in read("people")]


def test_evidence_shows_the_words_and_their_sentence() -> None:
    rows = km.evidence("memorials", "baku", "length_m").to_dict("records")
    (row,) = [one for one in rows if one["source_title"] == "Khojaly massacre memorials"]
    assert row["value"] == "8.6"
    assert row["sentence"].startswith("A 8.6-meters-long Khojaly massacre memorial was erected")
    assert row["prefix"].endswith("==Azerbaijan==\n\nA ")
    assert (row["start"], row["end"]) == (568, 583)
    assert row["license"] == "CC-BY-SA-4.0"
    assert row["link"] == (
        "https://en.wikipedia.org/wiki/Khojaly_massacre_memorials#:~:text=8.6%2Dmeters%2Dlong"
    )


def test_evidence_of_a_whole_record_and_of_a_relation() -> None:
    fields = km.evidence("memorials", "denizli")["field"].tolist()
    assert fields == told("field", "memorials", "denizli")
    assert {"completed", "country", "locality", "memorial_type", "name", "status"} <= set(fields)
    role = "berlin-opening/adalat-valiyev/attendee"
    quotes = km.evidence("event_people", role)["quote"].tolist()
    assert quotes == told("quote", "event_people", role)
    assert {
        "was attended by", "Azerbaijani Deputy Minister of Culture and Tourism Adalat Valiyev",
    } <= set(quotes)  # fmt: skip


@pytest.mark.parametrize("style", ["apa", "bibtex", "csl-json"])
def test_a_citation_has_version_licence_and_sources(style: CitationStyle) -> None:
    """The day is that which pyproject.toml gives to the version."""
    said, day = km.cite(style), released()
    for words in (VERSION, "CC-BY-SA-4.0", "Wikipedia", "GeoNames", str(day.year)):
        assert words in said
    if style == "csl-json":
        issued = {"date-parts": [[day.year, day.month, day.day]]}
        assert json.loads(said)[0]["issued"] == issued


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (("load", "memorial"), "did you mean 'memorials'?"),
        (("load", "nothing at all"), "there are memorials, inscriptions"),
        (("load", 3), "there are memorials, inscriptions"),
        (("load", "memorials", "panda"), "did you mean 'pandas'?"),
        (("path", "memorials", "cvs"), "did you mean 'csv'?"),
        (("evidence", "memorials", "bakku"), "did you mean 'baku'?"),
        (("evidence", "memorials", "baku", "lenght_m"), "did you mean 'length_m'?"),
        (("describe", "event"), "did you mean 'events'?"),
        (("cite", "bibtexx"), "did you mean 'bibtex'?"),
    ],
)
def test_a_wrong_name_gets_the_nearest_one(call: tuple[object, ...], says: str) -> None:
    function, *arguments = call
    with pytest.raises(ValueError, match="unknown") as caught:
        getattr(km, str(function))(*arguments)
    assert says in str(caught.value)


@pytest.mark.parametrize("module", ["khojaly_memorials", *MODULES])
def test_examples_of_docstrings_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_every_public_function_has_an_example() -> None:
    """A function that is added without an example is noticed."""
    public = [getattr(km, name) for name in km.__all__ if name[0].islower()]
    assert [each for each in public if ">>>" not in (each.__doc__ or "")] == []

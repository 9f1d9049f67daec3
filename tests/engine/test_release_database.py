"""The database of a release, read by SQLite and by Datasette: values, keys, meanings and views."""

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from comparing import Cells, kinds, names, typed, values
from conftest import FROZEN, NAME, PROJECT, VERSION, read

from schemas import TABLES, columns_of, key_of

STORED = {"number": "REAL", "integer": "INTEGER", "boolean": "INTEGER"}


@pytest.fixture(scope="module")
def file(release: Path) -> Path:
    """The file of the database."""
    return release / f"{PROJECT}-{VERSION}.sqlite"


@pytest.fixture(scope="module")
def database(file: Path) -> Iterator[sqlite3.Connection]:
    """The database, opened to be read alone."""
    opened = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    yield opened
    opened.close()


def in_sqlite(table: str) -> Cells:
    """A table's values as SQLite has them: truth values are 1 and 0, days are text."""
    rows = [[cell for _, cell in row] for row in values(table)]

    def stored(kind: str, cell: Any) -> Any:
        if cell is None:
            return None
        return {"boolean": int, "date": str}.get(kind, lambda same: same)(cell)

    return typed([tuple(map(stored, kinds(table), row)) for row in rows])


def test_sqlite_reads_every_value(database: sqlite3.Connection) -> None:
    for table in TABLES:
        found = database.execute(f'SELECT * FROM "{table}"')
        assert [column[0] for column in found.description] == names(table)
        assert typed(found.fetchall()) == in_sqlite(table)


def test_there_is_no_other_table(database: sqlite3.Connection) -> None:
    found = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    assert {name for (name,) in found} == {"about", *TABLES}


def test_the_database_is_whole(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_references_and_keys_are_kept(file: Path) -> None:
    """By SQLite itself, for whoever alters a copy."""
    with closing(sqlite3.connect(":memory:")) as copy:
        copy.deserialize(file.read_bytes())
        copy.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), copy:
            copy.execute("UPDATE events SET memorial_id = 'x' WHERE event_id = 'baku-opening'")
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), copy:
            copy.execute("INSERT INTO kinships SELECT * FROM kinships")


@pytest.mark.parametrize("table", TABLES)
def test_columns_have_types_and_keys(database: sqlite3.Connection, table: str) -> None:
    """Those of the schema, in its order."""
    found = database.execute(f"PRAGMA table_info({table})").fetchall()
    columns = columns_of(TABLES[table])
    assert [row[1] for row in found] == [column.name for column in columns]
    assert [row[2] for row in found] == [STORED.get(kind, "TEXT") for kind in kinds(table)]
    assert [bool(row[3]) for row in found] == [column.required for column in columns]
    places = {row[5]: row[1] for row in found if row[5]}
    assert [places[place] for place in sorted(places)] == list(key_of(TABLES[table]))


def referring(table: str) -> set[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """What the schema says: columns, the table that they refer to, and its key."""
    return {
        ((*one.also, one.name), one.references, key_of(TABLES[one.references]))
        for one in columns_of(TABLES[table])
        if one.references
    }


@pytest.mark.parametrize("table", TABLES)
def test_references_are_declared(database: sqlite3.Connection, table: str) -> None:
    found = sorted(database.execute(f"PRAGMA foreign_key_list({table})").fetchall())
    keys = [list(rows) for _, rows in groupby(found, key=lambda row: row[0])]
    declared = {
        (tuple(row[3] for row in rows), rows[0][2], tuple(row[4] for row in rows)) for rows in keys
    }
    assert declared == referring(table)


def plan(database: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> str:
    """How SQLite would look rows up by columns."""
    where = " AND ".join(f'"{column}" = ?' for column in columns)
    asked = f'EXPLAIN QUERY PLAN SELECT * FROM "{table}" WHERE {where}'
    return str(database.execute(asked, ["x"] * len(columns)).fetchone()[3])


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_found_by_index(database: sqlite3.Connection, table: str) -> None:
    """By what they refer to, and evidence by its cell; no look-up reads the whole table."""
    looked_up = [columns for columns, _, _ in referring(table)]
    if table == "evidence":
        looked_up.append(("table_name", "record_id", "field"))
    for columns in looked_up:
        said = plan(database, table, columns)
        assert re.match(rf"SEARCH {table} USING (COVERING )?INDEX ", said), said
        assert all(f"{column}=?" in said for column in columns), said


@pytest.mark.parametrize("table", TABLES)
def test_comments_tell_what_columns_mean(database: sqlite3.Connection, table: str) -> None:
    asked = "SELECT sql FROM sqlite_schema WHERE name = ?"
    head, *lines = database.execute(asked, [table]).fetchone()[0].splitlines()
    assert head == f'CREATE TABLE "{table}" ( -- {(TABLES[table].__doc__ or "").strip()}'
    columns = columns_of(TABLES[table])
    for column, line in zip(columns, lines[: len(columns)], strict=True):
        declared, _, comment = line.partition(" -- ")
        assert declared.split()[0] == f'"{column.name}"'
        assert comment.startswith(column.meaning)
        assert (column.unit in comment, column.rule in comment) == (True, True)


def test_the_database_says_what_it_is(database: sqlite3.Connection) -> None:
    said = database.execute("SELECT property, value FROM about").fetchall()
    about = json.loads((FROZEN / "datapackage.json").read_text("utf-8"))
    plain = ("name", "title", "version", "created", "description")
    assert {name: value for name, value in said if name in plain} == {
        name: about[name] for name in plain
    }
    licences = [value for name, value in said if name == "licence"]
    assert licences == [f"{one['name']} {one['path']}" for one in about["licenses"]]
    sources = [value for name, value in said if name == "source"]
    assert sources == [f"{one['title']} {one['path']}" for one in about["sources"]]


VIEWS = {  # how many rows each has, how the first and the last one begin, and a hash of all
    "memorials_by_country": (
        8,
        "Azerbaijan|built|1|baku",
        "Turkey|built|4|ankara denizli izmit usak",
        "1be3386dc7e69745",
    ),
    "openings_in_order": (
        len(read("memorials")),
        "the-hague|Khojaly massacre memorial|The Hague|Netherlands|2008-02-24|2008-02-24|2008",
        "isparta|memorial|Isparta|Turkey|||",
        "75e4d85cc85bad33",
    ),
    "contributors": (
        len(read("memorial_people") + read("memorial_organizations")),
        "baku|sculptor|person|aslan-rustamov|Aslan Rustamov",
        "the-hague|supporter|organization|state-committee-on-work-with-azerbaijanis-living-abroad|S",
        "2b7f8908947efd44",
    ),
    "event_participants": (
        len(read("event_people") + read("event_organizations")),
        "adana-approval|authority|organization|municipality-of-adana|municipality of Adana",
        "usak-approval|authority|organization|municipality-of-usak|municipality of Uşak",
        "ba2ad91606ce53d8",
    ),
    "events_in_order": (
        len(read("events")),
        "khojaly-1992-02-26|commemorated_event|Commemorated event, 1992-02-26|1992-02-26|1992-02",
        "mexico-city-incident|effect|Effect: Monument in Mexico City||||mexico-city||The incident",
        "fada01df1e7e493e",
    ),
    "statements_and_speakers": (
        len(read("statements")),
        "berlin-ambassador-for-peace|against war, for peace",
        "the-hague-representative|to protect it from Armenian thugs|direct|representative of Aze",
        "bcfc44b47483db55",
    ),
    "values_and_quotations": (
        len(read("evidence")),
        "event_organizations|adana-approval/municipality-of-adana/authority|role|authority|municip",
        "statements|the-hague-representative|text|to protect it from Armenian thugs|to protect it",
        "2da339444ae4a0e8",
    ),
    "disagreements": (  # two of each
        2 * len(("district of Berlin", "site in Mexico City", "name in Uşak", "status in Uşak")),
        "memorials|berlin|district|Zehlendorf|preferred|Zehlendorf",
        "memorials|usak|status|approved|normal|municipalities of Turkish cities",
        "215a9453303c6663",
    ),
    "passages_not_used": (
        2,
        f"{NAME}|p0049|list_item|See also|Khojaly massacre|a link to another article",
        f"{NAME}|p0050|list_item|See also|Khojaly massacre commemoration|a link to another article",
        "9ac50a4e76af2bfc",
    ),
}


def test_each_view_is_checked(database: sqlite3.Connection) -> None:
    found = database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall()
    assert {name for (name,) in found} == {*VIEWS, "memorials_wide"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_gives_what_the_tables_say(database: sqlite3.Connection, view: str) -> None:
    """Each row and their order; joins of the tables in Python once gave the same hash."""
    count, first, last, digest = VIEWS[view]
    rows = database.execute(f"SELECT * FROM {view}").fetchall()
    shown = ["|".join("" if cell is None else str(cell) for cell in row) for row in rows]
    assert len(rows) == count
    assert shown[0].startswith(first)
    assert shown[-1].startswith(last)
    assert hashlib.sha256("\n".join(shown).encode()).hexdigest().startswith(digest)


@pytest.mark.more
def test_datasette_serves_every_value(file: Path) -> None:
    path = f"/{file.stem.replace('.', '~2E')}/memorials.json?_shape=array&_size=max"
    command = (Path(sys.executable).parent / "datasette", file, "--get", path)
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [tuple(row.values()) for row in json.loads(found)]
    # in the order of the keys, not of the file
    assert sorted(typed(rows), key=repr) == sorted(in_sqlite("memorials"), key=repr)

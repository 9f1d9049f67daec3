"""The database of a release, read by SQLite and by Datasette: values, keys, meanings and views."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from comparing import Cells, kinds, names, typed, values
from conftest import FROZEN, PROJECT, VERSION, Row, read

from schemas import TABLES, columns_of, key_of

STORED = {"number": "REAL", "integer": "INTEGER", "boolean": "INTEGER"}
Rows = list[tuple[str, ...]]


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


# What each view has to give, worked out from the CSV files.


def picked(rows: list[Row], *columns: str) -> Rows:
    """Some columns of rows."""
    return [tuple(row[column] for column in columns) for row in rows]


def in_time(rows: list[Row], first: str, last: str, key: str) -> list[Row]:
    """Rows in the order of time, those without one last."""
    return sorted(rows, key=lambda row: (not row[first], row[first], row[last], row[key]))


def names_of(kind: str, plural: str) -> dict[str, str]:
    """Return what people, or organizations, are called by their identifiers."""
    return {row[f"{kind}_id"]: row["name"] for row in read(plural)} | {"": ""}


def memorials_by_country() -> Rows:
    key = itemgetter("country", "status")
    groups = groupby(sorted(read("memorials"), key=lambda row: (key(row), row["memorial_id"])), key)
    ids = {found: [row["memorial_id"] for row in rows] for found, rows in groups}
    return [(*found, str(len(names)), " ".join(names)) for found, names in ids.items()]


def openings_in_order() -> Rows:
    rows = in_time(read("memorials"), "opened_from", "opened_to", "memorial_id")
    columns = ("memorial_id", "name", "locality", "country", "opened", "opened_from", "opened_to")
    return picked(rows, *columns)


def taking_part(what: str) -> Rows:
    """Return who has a part in a memorial or an event."""
    rows = []
    for kind, plural in (("person", "people"), ("organization", "organizations")):
        names = names_of(kind, plural)
        for row in picked(read(f"{what}_{plural}"), f"{what}_id", "role", f"{kind}_id"):
            rows.append((*row[:2], kind, row[2], names[row[2]]))
    return sorted(rows)


def events_in_order() -> Rows:
    rows = in_time(read("events"), "date_from", "date_to", "event_id")
    when = ("date", "date_from", "date_to")
    return picked(rows, "event_id", "event_type", *when, "memorial_id", "place", "description")


def statements_and_speakers() -> Rows:
    people, organizations = names_of("person", "people"), names_of("organization", "organizations")
    rows = []
    for row in read("statements"):
        ((*words, memorial, event),) = picked(
            [row], "statement_id", "text", "directness", "speaker", "memorial_id", "event_id"
        )
        called = (people[row["person_id"]], organizations[row["organization_id"]])
        rows.append((*words, *called, memorial, event))
    return sorted(rows)


def values_and_quotations() -> Rows:
    sources = {row["source_id"]: (row["title"], row["url"]) for row in read("sources")}
    sentences = {(row["source_id"], row["passage_id"]): row["text"] for row in read("passages")}
    order = itemgetter("table_name", "record_id", "field", "source_id")
    rows = read("evidence")
    rows.sort(key=lambda row: (order(row), int(row["start"]), row["evidence_id"]))
    cell = itemgetter("table_name", "record_id", "field", "value", "quote")
    return [
        (
            *cell(row),
            sentences[row["source_id"], row["passage_id"]],
            *itemgetter("basis", "rank", "note")(row),
            *sources[row["source_id"]],
        )
        for row in rows
    ]


def claims_that_differ() -> Rows:
    cell = itemgetter("table_name", "record_id", "field")
    evidence = read("evidence")
    preferred = {cell(row) for row in evidence if row["rank"] == "preferred"}
    rows = [row for row in evidence if cell(row) in preferred]
    rows.sort(
        key=lambda row: (cell(row), row["rank"] != "preferred", row["value"], row["evidence_id"])
    )
    columns = ("table_name", "record_id", "field", "value", "rank", "quote", "source_id", "note")
    return picked(rows, *columns)


def passages_not_used() -> Rows:
    rows = [row for row in read("passages") if row["unused_reason"]]
    columns = ("source_id", "passage_id", "kind", "section", "text", "unused_reason")
    return sorted(picked(rows, *columns))


VIEWS: dict[str, Callable[[], Rows]] = {
    "memorials_by_country": memorials_by_country,
    "openings_in_order": openings_in_order,
    "memorial_contributors": partial(taking_part, "memorial"),
    "event_participants": partial(taking_part, "event"),
    "events_in_order": events_in_order,
    "statements_and_speakers": statements_and_speakers,
    "values_and_quotations": values_and_quotations,
    "claims_that_differ": claims_that_differ,
    "passages_not_used": passages_not_used,
}


def as_text(rows: list[Any]) -> Rows:
    """Cells of SQLite as the CSV has them."""
    return [tuple("" if cell is None else str(cell) for cell in row) for row in rows]


def test_each_view_is_checked(database: sqlite3.Connection) -> None:
    found = database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall()
    assert {name for (name,) in found} == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_gives_what_the_tables_say(database: sqlite3.Connection, view: str) -> None:
    """Each row and their order."""
    expected = VIEWS[view]()
    assert as_text(database.execute(f"SELECT * FROM {view}").fetchall()) == expected
    assert expected


@pytest.mark.more
@pytest.mark.parametrize("name", ["memorials", "openings_in_order"])
def test_datasette_serves_every_value(file: Path, name: str) -> None:
    path = f"/{file.stem.replace('.', '~2E')}/{name}.json?_shape=array&_size=max"
    command = (Path(sys.executable).parent / "datasette", file, "--get", path)
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [tuple(row.values()) for row in json.loads(found)]
    if name in VIEWS:
        assert as_text(rows) == VIEWS[name]()
    else:  # in the order of the keys, not of the file
        assert sorted(typed(rows), key=repr) == sorted(in_sqlite(name), key=repr)

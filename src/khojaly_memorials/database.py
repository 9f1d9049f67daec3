"""The tables as a SQLite database, with keys, references, indexes, meanings and views."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from khojaly_memorials import files
from khojaly_memorials.rows import typed_rows
from khojaly_memorials.views import definitions

TYPES = {"number": "REAL", "integer": "INTEGER", "boolean": "INTEGER"}
WRITTEN_BY = slice(96, 100)  # of the file: the number of the library that wrote it last
ONE_LIBRARY = (3_000_000).to_bytes(4, "big")  # the same whichever did


def database() -> bytes:
    """A database of all tables, and of `about`, what the descriptor says of them.

    What a table and a column mean stands as a comment in its `CREATE TABLE`, which `.schema`
    shows. Truth values are 1 and 0; dates are text (ISO 8601).

    Raises:
        DamagedFileError: an installed file is not the one that was released.
    """
    with connection() as made:
        content = bytearray(made.serialize())
    content[WRITTEN_BY] = ONE_LIBRARY
    return bytes(content)


def connection(*, with_rows: bool = True) -> closing[sqlite3.Connection]:
    """Return the database, in memory, to be closed; `with_rows`: or its tables and views alone.

    Raises:
        DamagedFileError: an installed file is not the one that was released.
    """
    made = sqlite3.connect(":memory:")
    made.execute("PRAGMA foreign_keys = ON")
    with made:
        made.execute("PRAGMA defer_foreign_keys = ON")
        _write_about(made)
        for table in files.tables():
            made.execute(_create(table))
        for table in files.tables() if with_rows else ():
            rows = [tuple(row.values()) for row in typed_rows(table)]
            marks = ", ".join("?" * len(files.table_schema(table)["fields"]))
            made.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
            for index in _indexes(table):
                made.execute(index)
        for view, about in definitions().items():
            made.execute(
                f'CREATE VIEW "{view}" AS -- {about["description"]}\n{about["sql"].strip()}'
            )
    return closing(made)


def _write_about(made: sqlite3.Connection) -> None:
    said = files.descriptor()
    rows = [(name, said[name]) for name in ("name", "title", "version", "created", "description")]
    rows += [("licence", f"{one['name']} {one['path']}") for one in said["licenses"]]
    rows += [("source", f"{one['title']} {one['path']}") for one in said["sources"]]
    made.execute("CREATE TABLE about ( -- What this database is.\n  property TEXT, value TEXT\n)")
    made.executemany("INSERT INTO about VALUES (?, ?)", rows)


def _create(table: str) -> str:
    schema = files.table_schema(table)
    lines = [_column(field) for field in schema["fields"]]
    lines.append(f"  PRIMARY KEY ({_names(schema['primaryKey'])})")
    for key in schema.get("foreignKeys", []):
        there = key["reference"]
        lines[-1] += ","
        lines.append(
            f"  FOREIGN KEY ({_names(key['fields'])}) "
            f'REFERENCES "{there["resource"]}" ({_names(there["fields"])}) '
            "DEFERRABLE INITIALLY DEFERRED"
        )
    about = files.resources()[f"data/{table}.csv"]["description"]
    return f'CREATE TABLE "{table}" ( -- {about}\n' + "\n".join(lines) + "\n)"


def _column(field: dict[str, Any]) -> str:
    required = " NOT NULL" if field.get("constraints", {}).get("required") else ""
    kind = TYPES.get(field["type"], "TEXT")
    return f'  "{field["name"]}" {kind}{required}, -- {files.meaning(field)}'


def _indexes(table: str) -> Iterator[str]:
    """An index for each reference that does not begin the table's key, and for the evidence."""
    schema = files.table_schema(table)
    wanted = [key["fields"] for key in schema.get("foreignKeys", [])]
    if table == "evidence":
        wanted.append(["table_name", "record_id", "field"])
    for columns in wanted:
        if schema["primaryKey"][: len(columns)] != columns:
            name = f"{table}_by_{'_'.join(columns)}"
            yield f'CREATE INDEX "{name}" ON "{table}" ({_names(columns)})'


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)

"""Write the tables in the forms that other programs read; every file is replaced whole."""

from __future__ import annotations

import datetime
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Literal

from khojaly_memorials import files
from khojaly_memorials.rows import typed_rows

ExportFormat = Literal["csv", "parquet", "json", "xlsx", "sqlite", "geojson"]
SQL_TYPES = {"number": "REAL", "integer": "INTEGER", "boolean": "INTEGER"}


def export(format: ExportFormat, folder: Path) -> list[Path]:
    """Write all tables (GeoJSON: the memorials) to a folder; gives the files written.

    CSV, Parquet and JSON make a file a table, the others one file.

    Raises:
        ImportError: the format needs a package that is not installed; the message names it.
        OSError: the folder cannot be written to; what was there stays.
        DamagedFileError: an installed file is not the one that was released.
    """
    made = {
        "csv": _copies,
        "parquet": _copies,
        "json": _json,
        "xlsx": _xlsx,
        "sqlite": _sqlite,
        "geojson": _geojson,
    }[format](format)
    folder.mkdir(parents=True, exist_ok=True)
    return [_replaced(folder / name, content) for name, content in made.items()]


def _replaced(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _copies(format: str) -> dict[str, bytes]:
    names = [f"{table}.{format}" for table in files.tables()]
    return {name: files.content(f"data/{name}") for name in names}


def _json(_: str) -> dict[str, bytes]:
    return {f"{table}.json": _dumped(typed_rows(table)) for table in files.tables()}


def _dumped(said: Any) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _geojson(_: str) -> dict[str, bytes]:
    """RFC 7946; a memorial without coordinates is a feature without geometry."""
    features = []
    for row in typed_rows("memorials"):
        place = [row["longitude"], row["latitude"]]
        point = {"type": "Point", "coordinates": place} if None not in place else None
        feature = {"type": "Feature", "id": row["memorial_id"], "geometry": point}
        features.append(feature | {"properties": row})
    return {"memorials.geojson": _dumped({"type": "FeatureCollection", "features": features})}


def _sqlite(_: str) -> dict[str, bytes]:
    """A database with the keys and references of the Table Schemas."""
    import sqlite3

    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA foreign_keys = ON")
    with database:
        database.execute("PRAGMA defer_foreign_keys = ON")
        for table in files.tables():
            database.execute(_create(table))
        for table in files.tables():
            rows = [tuple(row.values()) for row in typed_rows(table)]
            marks = ", ".join("?" * len(files.table_schema(table)["fields"]))
            database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
    return {"khojaly-memorials.sqlite": database.serialize()}


def _create(table: str) -> str:
    schema = files.table_schema(table)
    lines = [_column(field) for field in schema["fields"]]
    lines.append(f"PRIMARY KEY ({_names(schema['primaryKey'])})")
    for key in schema.get("foreignKeys", []):
        there = key["reference"]
        lines.append(
            f"FOREIGN KEY ({_names(key['fields'])}) "
            f'REFERENCES "{there["resource"]}" ({_names(there["fields"])}) '
            "DEFERRABLE INITIALLY DEFERRED"
        )
    return f'CREATE TABLE "{table}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _column(field: dict[str, Any]) -> str:
    required = " NOT NULL" if field.get("constraints", {}).get("required") else ""
    return f'"{field["name"]}" {SQL_TYPES.get(field["type"], "TEXT")}{required}'


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _xlsx(_: str) -> dict[str, bytes]:
    """A workbook: a sheet that explains, then a sheet a table; text is never a formula."""
    try:
        import xlsxwriter
    except ImportError:
        message = "xlsx needs XlsxWriter: pip install 'khojaly-memorials[xlsx]'"
        raise ImportError(message, name="xlsxwriter") from None
    out = io.BytesIO()
    about = files.descriptor()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        created = datetime.datetime.fromisoformat(about["created"].rstrip("Z"))
        book.set_properties({"title": about["title"], "created": created})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        _explain(book.add_worksheet("about"), about, bold)
        for table in files.tables():
            _sheet(book.add_worksheet(table), table, bold, day)
    return {"khojaly-memorials.xlsx": out.getvalue()}


def _explain(sheet: Any, about: dict[str, Any], bold: Any) -> None:
    said = [("title", about["title"]), ("version", about["version"])]
    said += [("description", about["description"])]
    said += [("license", f"{one['name']} {one['path']}") for one in about["licenses"]]
    said += [("source", f"{one['title']} {one['path']}") for one in about["sources"]]
    said += [
        (table, files.resources()[f"data/{table}.csv"]["description"]) for table in files.tables()
    ]
    for index, (name, text) in enumerate(said):
        sheet.write_string(index, 0, name, bold)
        sheet.write_string(index, 1, text)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)


def _sheet(sheet: Any, table: str, bold: Any, day: Any) -> None:
    fields = files.table_schema(table)["fields"]
    rows = typed_rows(table)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, field["name"], bold)
        for index, row in enumerate(rows, start=1):
            value = row[field["name"]]
            if field["type"] == "date" and value:
                moment = datetime.datetime.fromisoformat(value)
                sheet.write_datetime(index, column, moment, day)
            elif isinstance(value, str):
                sheet.write_string(index, column, value)
            elif value is not None:
                sheet.write(index, column, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(fields) - 1)
    sheet.set_column(0, len(fields) - 1, 18)

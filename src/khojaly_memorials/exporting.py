"""Write the tables in the forms that other programs read; every file is replaced whole."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any, Literal

from khojaly_memorials import files
from khojaly_memorials.rows import typed_rows

ExportFormat = Literal["csv", "parquet", "json", "xlsx", "sqlite", "geojson"]


def export(format: ExportFormat, folder: Path) -> list[Path]:
    """Write all tables (GeoJSON: the memorials) to a folder; gives the files written.

    CSV, Parquet and JSON make a file a table, the others one file.

    Raises:
        ImportError: the format needs a package that is not installed; the message names it.
        OSError: the folder cannot be written to; what was there stays.
        DamagedFileError: an installed file is not the one that was released.
    """
    made = exported(format)
    folder.mkdir(parents=True, exist_ok=True)
    return [replaced(folder / name, content) for name, content in made.items()]


def exported(format: ExportFormat) -> dict[str, bytes]:
    """The files of a format as bytes, by name.

    Raises:
        ImportError: as `export`.
        DamagedFileError: as `export`.
    """
    return {
        "csv": _copies,
        "parquet": _copies,
        "json": _json,
        "xlsx": _xlsx,
        "sqlite": _sqlite,
        "geojson": _geojson,
    }[format](format)


def replaced(path: Path, content: bytes) -> Path:
    """Write a file whole, in the place of one that may be there; gives its path.

    Raises:
        OSError: the folder cannot be written to; what was there stays.
    """
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
    from khojaly_memorials.database import database

    return {"khojaly-memorials.sqlite": database()}


def _xlsx(_: str) -> dict[str, bytes]:
    from khojaly_memorials.workbook import workbook

    return {"khojaly-memorials.xlsx": workbook()}

"""Write the tables in the forms that other programs read; every file is replaced whole."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, get_args

from khojaly_memorials import files
from khojaly_memorials.rows import typed_rows

ExportFormat = Literal["csv", "parquet", "json", "xlsx", "sqlite", "geojson"]
ONE_FILE: tuple[ExportFormat, ...] = ("xlsx", "sqlite", "geojson")  # the formats that make one file


def export(format: ExportFormat, path: str | Path, force: bool = False) -> list[Path]:
    """Write all tables (GeoJSON: the memorials) to a file or a folder; return the files written.

    A path that ends in `.xlsx`, `.sqlite` or `.geojson` is a file; any other is a folder, in which
    CSV, Parquet and JSON make a file a table. Folders are made where there are none. Files that
    are there already stay as they are where their content differs, and then nothing is written,
    but with `force` they are replaced.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in export("sqlite", f"{folder}/memorials.sqlite")]
    ['memorials.sqlite']

    Raises:
        ValueError: there is no such format, or the path ends as one of another format does.
        ImportError: the format needs a package that is not installed; the message names it.
        FileExistsError: a file is there already, with other content.
        OSError: the path cannot be written to; what was there stays.
        DamagedFileError: an installed file is not the one that was released.
    """
    files.check_name("format", format, get_args(ExportFormat))
    path = Path(path)
    alone = _is_file(format, path)
    made = {path if alone else path / name: content for name, content in exported(format).items()}
    for place, content in made.items():
        if not force and place.exists() and not (place.is_file() and place.read_bytes() == content):
            message = "it is there already and differs; --force (force=True) replaces it"
            raise FileExistsError(errno.EEXIST, message, str(place))
    (path.parent if alone else path).mkdir(parents=True, exist_ok=True)
    return [replaced(place, content) for place, content in made.items()]


def _is_file(format: str, path: Path) -> bool:
    """Whether a path is that of the file itself; else it is a folder's."""
    ending = path.suffix[1:].lower()
    if path.is_dir() or ending not in get_args(ExportFormat):
        if path.exists() and not path.is_dir():
            raise ValueError(f"{path} is a file, where {format} needs a folder")
        return False
    if format not in ONE_FILE:
        raise ValueError(f"{format} makes a file a table: give a folder instead of {path}")
    if ending != format:
        raise ValueError(f"{path} ends in .{ending}, but the format is {format}")
    return True


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
    try:
        handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            with suppress(PermissionError):  # some file systems have no modes
                Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:  # it names the file that was to take the place
        raise OSError(fault.errno, fault.strerror, str(path)) from None
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

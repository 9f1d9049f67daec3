"""A built package on disk: its files as bytes, written atomically, and read back cell by cell.

CSV is UTF-8 without a byte-order mark, line feeds, a comma, quotes only where they are needed.
"""

import csv
import datetime
import errno
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.claims import number_text
from pipeline.findings import Finding
from pipeline.seeds import UnreadableError, read_text
from schemas import TABLES, columns_of
from schemas.columns import SLUG
from schemas.export import arrow_schema, table_schema

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTOR = "datapackage.json"
Row = dict[str, str]
csv.field_size_limit(2**31 - 1)  # a passage may be long


@dataclass
class Package:
    """A package as read: rows with the physical line of each, texts, and what could not be read."""

    root: Path
    tables: dict[str, list[Row]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def csv_bytes(table: str, rows: Iterable[Row]) -> bytes:
    """A table as CSV."""
    out = io.StringIO(newline="")
    names = [column.name for column in columns_of(TABLES[table])]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parquet_bytes(table: str, rows: list[Row]) -> bytes:
    """A table as Parquet, types and meanings of its columns included."""
    schema = arrow_schema(TABLES[table])
    columns = [
        pa.array([_cast(row[name.name], name.type) for row in rows], name.type) for name in schema
    ]
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return bytes(out.getvalue())


def _cast(text: str, kind: pa.DataType) -> Any:
    if text == "":
        return None
    if pa.types.is_date(kind):
        return datetime.date.fromisoformat(text)
    if pa.types.is_boolean(kind):
        return text == "true"
    if pa.types.is_integer(kind):
        return int(text)
    return float(text) if pa.types.is_floating(kind) else text


def cell_text(value: Any) -> str:
    """A typed cell as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(Decimal(repr(value)))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def package_files(tables: dict[str, list[Row]], seeds: Path) -> dict[str, bytes]:
    """Every file that the build makes, by its path in the package."""
    files: dict[str, bytes] = {}
    for table, rows in tables.items():
        files[f"data/{table}.csv"] = csv_bytes(table, rows)
        files[f"data/{table}.parquet"] = parquet_bytes(table, rows)
    sources = {
        f"seeds/{row['source_id']}.{ending}": (seeds / f"{row['source_id']}.{ending}").read_bytes()
        for row in tables["sources"]
        for ending in ("txt", "toml")
    }
    described = descriptor(tables, files | sources)
    files[DESCRIPTOR] = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
    return files | sources


def descriptor(tables: dict[str, list[Row]], files: dict[str, bytes]) -> dict[str, Any]:
    """The Data Package descriptor (version 2 of the specification)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    about = project["project"]
    licenses = sorted({row["license"] for row in tables["sources"]})
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about["name"],
        "title": project["tool"][about["name"]]["title"],
        "created": f"{project['tool'][about['name']]['released']}T00:00:00Z",
        "description": about["description"],
        "version": about["version"],
        "keywords": about["keywords"],
        "contributors": [
            {"title": author["name"], "roles": ["creator", "maintainer"]}
            for author in about["authors"]
        ],
        "licenses": [_license(name) for name in licenses],
        "sources": [
            *(
                {"title": f"{row['publisher']}, {row['title']}", "path": row["url"]}
                for row in tables["sources"]
            ),
            {
                "title": "GeoNames (CC BY 4.0): localities' coordinates and countries' codes",
                "path": "https://www.geonames.org/",
            },
        ],
        "tables": list(tables),  # in reading order; resources are in the order of their paths
        "resources": [_resource(path, content, tables) for path, content in sorted(files.items())],
    }


def _license(name: str) -> dict[str, str]:
    return {"name": name, "path": f"https://spdx.org/licenses/{name}.html"}


def _resource(path: str, content: bytes, tables: dict[str, list[Row]]) -> dict[str, Any]:
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    common = {"path": path, **measured(content)}
    if ending not in ("csv", "parquet"):
        kind, media = {"txt": ("text", "text/plain"), "toml": ("claims", "application/toml")}[
            ending
        ]
        return {
            "name": f"{stem}-{kind}",
            **common,
            "format": ending,
            "mediatype": media,
            "encoding": "utf-8",
        }
    about = {"description": (TABLES[stem].__doc__ or "").strip()}
    if ending == "parquet":
        # "Parquet" with a capital: frictionless then checks size and hash as of any file, while
        # for "parquet" it counts no bytes and calls a right size wrong. It counts no rows either.
        media = "application/vnd.apache.parquet"
        name = f"{stem}-parquet"
        return {"name": name, **common, **about, "format": "Parquet", "mediatype": media}
    return {
        "name": stem,
        **common,
        "rows": len(tables[stem]),
        **about,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema(TABLES[stem]),
    }


def measured(content: bytes) -> dict[str, Any]:
    """A file's size and hash, as the descriptor says them."""
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def write_files(files: dict[str, bytes], out: Path) -> list[str]:
    """Put the files in place, each atomically and the descriptor last; gives those that changed.

    All are first written in full beside their places, so a full disk leaves everything as it was.
    """
    changed = [path for path, content in sorted(files.items()) if _differs(out / path, content)]
    changed.sort(key=lambda path: path == DESCRIPTOR)
    if blocked := [path for path in changed if (out / path).is_dir()]:
        raise IsADirectoryError(errno.EISDIR, "a folder is in the way", blocked[0])
    if edited := hand_written(files, out):
        raise FileExistsError(errno.EEXIST, "it was written by hand; build elsewhere", edited[0])
    stale = stale_files(files, out)
    out.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".build-", dir=out))
    try:
        for path in changed:
            _write_whole(staging / path, files[path])
        for path in changed:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(out / path)
        for path in stale:
            (out / path).unlink()
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return changed


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def described(out: Path) -> dict[str, dict[str, Any]]:
    """The resources of the descriptor that is in a folder, by path; none where there is none."""
    try:
        said = json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))
        return {str(one["path"]): one for one in said["resources"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def stale_files(files: dict[str, bytes], out: Path) -> list[str]:
    """Tables that an earlier build made, as the descriptor there says, and this one does not."""
    made = [path for path in described(out) if re.fullmatch(r"data/[a-z_]+\.(csv|parquet)", path)]
    return sorted(path for path in made if path not in files and (out / path).is_file())


def hand_written(files: dict[str, bytes], out: Path) -> list[str]:
    """Seeds in the folder that would be overwritten and that no build put there as they are."""
    known = described(out)
    return [
        path
        for path in files
        if path.startswith("seeds/")
        and _differs(out / path, files[path])
        and (out / path).exists()
        and measured((out / path).read_bytes())["hash"] != known.get(path, {}).get("hash")
    ]


def read_package(root: Path) -> Package:
    """Read the tables and texts of a package; what cannot be read becomes a finding."""
    package = Package(root)
    for table in TABLES:
        if (root / f"data/{table}.csv").exists():  # else the descriptor's check says so
            _read_csv(package, table)
    for row in package.tables.get("sources", []):
        path = f"seeds/{row['source_id']}.txt"
        try:
            if re.fullmatch(SLUG, row["source_id"]):
                package.texts[row["source_id"]] = read_text(root / path, path)
        except UnreadableError as fault:
            package.findings.append(fault.finding)
    return package


def _read_csv(package: Package, table: str) -> None:
    path = f"data/{table}.csv"

    def fault(code: str, message: str, fix: str, line: int | None = None) -> None:
        package.findings.append(Finding(code, message, fix, path, line))

    try:
        text = read_text(package.root / path, path)
    except UnreadableError as unreadable:
        package.findings.append(unreadable.finding)
        return
    if "\r" in text or "\0" in text:
        fault("bad-row", "it has carriage returns or NUL", "use line feeds alone")
    declared = [column.name for column in columns_of(TABLES[table])]
    try:
        records = list(_physical_lines(text))
    except csv.Error as broken:
        fault("bad-row", f"it is not CSV: {broken}", "rebuild")
        return
    header = records[0][1] if records else []
    if header != declared:
        fault("bad-header", f"the header is {','.join(header)}", f"write {','.join(declared)}", 1)
        return
    package.tables[table], package.lines[table] = [], []
    for line, cells in records[1:]:
        if len(cells) != len(declared):
            message = f"it has {len(cells)} cells, not {len(declared)}"
            fault("bad-row", message, "give it a cell a column", line)
        else:
            package.tables[table].append(dict(zip(declared, cells, strict=True)))
            package.lines[table].append(line)


def _physical_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record of a CSV with the line on which it begins, from 1."""
    reader = csv.reader(io.StringIO(text, newline=""))
    begin = 1
    for cells in reader:
        yield begin, cells
        begin = reader.line_num + 1


def read_parquet(path: Path) -> tuple[pa.Schema, list[Row]]:
    """A Parquet file's schema and its rows as text; raises OSError or ArrowException."""
    read = pq.read_table(path)
    columns = {name: map(cell_text, read[name].to_pylist()) for name in read.column_names}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return read.schema, rows

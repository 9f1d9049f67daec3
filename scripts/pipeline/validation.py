"""Check a package on disk: descriptor, files, both forms of every table, and all that they hold."""

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from jsonschema import Draft7Validator

from pipeline.checks import check_tables, record_id
from pipeline.findings import Finding, in_file_order
from pipeline.package import DESCRIPTOR, Package, measured, read_package, read_parquet
from pipeline.seeds import UnreadableError, read_text
from schemas import TABLES
from schemas.export import arrow_schema, table_schema


def validate(root: Path) -> list[Finding]:
    """Everything that is wrong with the package in a folder, in file order."""
    package = read_package(root)
    findings = package.findings + list(_check_descriptor(root, package))
    findings += check_tables(package.tables, package.lines, package.texts)
    findings += _check_sources(package)
    for table in package.tables:
        findings += _check_parquet(package, table)
    return in_file_order(findings)


def _check_descriptor(root: Path, package: Package) -> Iterator[Finding]:
    try:
        said = json.loads(read_text(root / DESCRIPTOR, DESCRIPTOR))
    except UnreadableError as fault:
        yield fault.finding
        return
    except ValueError as fault:
        yield Finding("descriptor-invalid", f"it is not JSON: {fault}", "rebuild", DESCRIPTOR)
        return
    faults = list(Draft7Validator(profile()).iter_errors(said))
    for error in faults:
        place = "/".join(map(str, error.absolute_path))
        yield Finding("descriptor-invalid", error.message, "rebuild", DESCRIPTOR, field=place)
    if faults:
        return
    resources = {resource["path"]: resource for resource in said["resources"]}
    for path in _expected(package):
        if path not in resources:
            yield Finding("missing-file", f"no resource has the path {path}", "rebuild", DESCRIPTOR)
    for resource in said["resources"]:
        yield from _check_resource(root, package, resource)


@cache
def profile() -> dict[str, Any]:
    """The Data Package v2 profile, from the copy that dplib ships."""
    spec = importlib.util.find_spec("dplib")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0])
    read: dict[str, Any] = json.loads((folder / "profiles/2.0/datapackage.json").read_text("utf-8"))
    return read


def _expected(package: Package) -> list[str]:
    tables = [f"data/{table}.{ending}" for table in TABLES for ending in ("csv", "parquet")]
    return tables + [
        f"seeds/{name}.{ending}" for name in package.texts for ending in ("txt", "toml")
    ]


def _check_resource(root: Path, package: Package, resource: dict[str, Any]) -> Iterator[Finding]:
    path = resource["path"]
    if not isinstance(path, str) or path not in _expected(package):
        yield Finding(
            "descriptor-invalid",
            "this is no file of a package",
            "rebuild",
            DESCRIPTOR,
            record=resource["name"],
            field="path",
            value=str(path),
        )
        return
    try:
        true = measured((root / path).read_bytes())
    except OSError:
        yield Finding("missing-file", "the descriptor names it, it is not there", "rebuild", path)
        return
    table = Path(path).stem
    if path.endswith(".csv") and table in package.tables:
        true["rows"] = len(package.tables[table])
    for name, value in true.items():
        if resource.get(name) != value:
            yield Finding(
                "wrong-size",
                f"the descriptor says otherwise: {name} is {value}",
                "rebuild",
                path,
                record=resource["name"],
                field=name,
                value=str(resource.get(name)),
            )
    if path.endswith(".csv") and resource.get("schema") != table_schema(TABLES[table]):
        yield Finding(
            "descriptor-invalid",
            "its schema is not the declared one",
            "rebuild",
            DESCRIPTOR,
            record=resource["name"],
            field="schema",
        )


def _check_sources(package: Package) -> Iterator[Finding]:
    rows = package.tables.get("sources", [])
    for row, line in zip(rows, package.lines.get("sources", []), strict=True):
        if (text := package.texts.get(row["source_id"])) is None:
            continue
        true = {
            "path": f"seeds/{row['source_id']}.txt",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "characters": str(len(text)),
        }
        for field, value in true.items():
            if row[field] != value:
                yield Finding(
                    "text-changed",
                    f"the text's is {value}",
                    "restore the text",
                    "data/sources.csv",
                    line,
                    row["source_id"],
                    field,
                    row[field],
                )


def _check_parquet(package: Package, table: str) -> Iterator[Finding]:
    path = f"data/{table}.parquet"
    try:
        schema, rows = read_parquet(package.root / path)
    except FileNotFoundError:
        return  # the descriptor's check has said so
    except (OSError, pa.ArrowException) as fault:
        yield Finding("unreadable-file", f"it is not Parquet: {fault}", "rebuild", path)
        return
    if not schema.equals(arrow_schema(TABLES[table]), check_metadata=True):
        message = "its columns, types or descriptions are not the declared ones"
        yield Finding("bad-header", message, "rebuild", path)
        return
    there = package.tables[table]
    if len(rows) != len(there):
        message = f"it has {len(rows)} rows, the CSV {len(there)}"
        yield Finding("csv-parquet-differ", message, "rebuild", path)
    for one, other in zip(there, rows, strict=False):
        for field, value in one.items():
            if other[field] != value:
                yield Finding(
                    "csv-parquet-differ",
                    f"the CSV has {value!r}",
                    "rebuild",
                    path,
                    record=record_id(table, one),
                    field=field,
                    value=other[field],
                )

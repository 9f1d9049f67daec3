"""Check a package on disk: descriptor, files, both forms of every table, and all that they hold."""

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from jsonschema import Draft7Validator

from pipeline.building import assembled
from pipeline.changes import changed_records
from pipeline.checks import check_tables, record_id
from pipeline.findings import FaultyError, Finding, in_file_order
from pipeline.package import DESCRIPTOR, descriptor
from pipeline.seeds import UnreadableError, read_text
from pipeline.stored import Package, read_package, read_parquet
from schemas import TABLES
from schemas.columns import SLUG
from schemas.export import arrow_schema


def validate(root: Path) -> list[Finding]:
    """Everything that is wrong with the package in a folder, in file order."""
    package = read_package(root)
    findings = package.findings + list(_check_descriptor(root, package))
    findings += check_tables(package.tables, package.lines, package.texts)
    for table in package.tables:
        findings += _check_parquet(package, table)
    findings += _check_seeds(package)
    return in_file_order(findings)


def _check_seeds(package: Package) -> Iterator[Finding]:
    """The claims that the package carries give just these tables."""
    try:
        made = assembled(package.root / "seeds").tables
    except FaultyError as faulty:
        yield from faulty.findings
        return
    except OSError as fault:
        yield Finding("missing-file", f"there are no seeds: {fault.strerror}", "add them", "seeds")
        return
    for table, rows in package.tables.items():
        yield from changed_records(f"data/{table}.csv", rows, made[table])


def _check_descriptor(root: Path, package: Package) -> Iterator[Finding]:
    try:
        said = json.loads(read_text(root / DESCRIPTOR, DESCRIPTOR), object_pairs_hook=_once)
    except UnreadableError as fault:
        yield fault.finding
        return
    except (ValueError, RecursionError) as fault:
        yield Finding("descriptor-invalid", f"it is not JSON: {fault}", "rebuild", DESCRIPTOR)
        return
    faults = list(Draft7Validator(profile()).iter_errors(said))
    for error in faults:
        place = "/".join(map(str, error.absolute_path))
        yield Finding("descriptor-invalid", error.message, "rebuild", DESCRIPTOR, field=place)
    if not faults:
        yield from _check_resources(root, package, said)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, unless it says a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)


def _check_resources(root: Path, package: Package, said: dict[str, Any]) -> Iterator[Finding]:
    """Every resource is there once and says of its file what the build would say."""
    expected = [f"data/{table}.{ending}" for table in TABLES for ending in ("csv", "parquet")]
    named = (row["source_id"] for row in package.tables.get("sources", []))
    names = sorted(name for name in named if re.fullmatch(SLUG, name))
    expected += [f"seeds/{name}.{ending}" for name in names for ending in ("txt", "toml")]
    listed = [str(resource.get("path")) for resource in said["resources"]]
    for path in expected:
        if path not in listed:
            yield Finding("missing-file", f"no resource has the path {path}", "rebuild", DESCRIPTOR)
    there = [path.relative_to(root).as_posix() for path in sorted((root / "data").glob("*.*"))]
    for path in there:
        if path.endswith((".csv", ".parquet")) and path not in expected:
            yield Finding("unlisted-file", "this is no table of ours", "remove it", path)
    files = {path: (root / path).read_bytes() for path in expected if (root / path).is_file()}
    tables = {name: package.tables.get(name, []) for name in TABLES}
    right = descriptor(tables, files)
    known = {resource["path"]: resource for resource in right["resources"]}
    for index, resource in enumerate(said["resources"]):
        yield from _check_resource(resource, listed[index], listed[:index], known, expected)
    for name in ("$schema", "licenses", "sources", "tables"):
        if said.get(name) != right[name]:
            message = f"it is not what the tables say: {right[name]}"
            yield Finding("descriptor-invalid", message, "rebuild", DESCRIPTOR, field=name)


def _check_resource(
    resource: dict[str, Any],
    path: str,
    before: list[str],
    known: dict[str, dict[str, Any]],
    expected: list[str],
) -> Iterator[Finding]:
    name = str(resource.get("name"))
    if path not in expected or path in before:
        message = "this is no file of a package, or it is named twice"
        yield Finding(
            "descriptor-invalid",
            message,
            "rebuild",
            DESCRIPTOR,
            record=name,
            field="path",
            value=path,
        )
    elif path not in known:
        yield Finding("missing-file", "the descriptor names it, it is not there", "rebuild", path)
    else:
        for field in sorted(resource.keys() | known[path].keys()):
            value = known[path].get(field)
            if resource.get(field) == value:
                continue
            measure = field in ("bytes", "hash", "rows")
            yield Finding(
                "wrong-size" if measure else "descriptor-invalid",
                f"the descriptor says otherwise: {field} is {str(value)[:100]}",
                "rebuild",
                path if measure else DESCRIPTOR,
                record=name,
                field=field,
                value=str(resource.get(field))[:100],
            )


@cache
def profile() -> dict[str, Any]:
    """The Data Package v2 profile, from the copy that dplib ships."""
    spec = importlib.util.find_spec("dplib")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0])
    read: dict[str, Any] = json.loads((folder / "profiles/2.0/datapackage.json").read_text("utf-8"))
    return read


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
        return
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

"""Check a descriptor: by the Data Package v2 profile, and against the files it describes."""

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from pipeline.assemble.descriptor import describe_package
from pipeline.check.frames import rows_of
from pipeline.check.package_reader import Package
from pipeline.common.findings import Finding
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.common.safe_files import UnreadableError, read_bytes
from pipeline.common.serialize import file_measures
from schemas import TABLES
from schemas.columns import SLUG

Json = dict[str, Any]
MEASURES = ("bytes", "hash", "rows")
OF_TABLES = ("$schema", "licenses", "sources", "tables")  # what the tables say
MAX_FAULTS = 100  # of the profile that are told one by one


def _finding(message: str, field: str, value: Any = None, record: str | None = None) -> Finding:
    value = None if value is None else str(value)[:100]
    place = (DESCRIPTOR, None, record, field, value)
    return Finding("descriptor-invalid", message[:500], "rebuild", *place)


def check_profile(descriptor: Any, resource: Json | None = None) -> Iterator[Finding]:
    """Check a descriptor by the Data Package v2 profile.

    Where a right `resource` is given, it stands for all of them, which are compared one by one.
    """
    if resource and isinstance(descriptor, dict) and _listed(descriptor):
        descriptor = descriptor | {"resources": [resource]}
    try:
        errors = Draft7Validator(profile()).iter_errors(descriptor)
        for error in islice(errors, MAX_FAULTS):
            yield _finding(error.message, "/".join(map(str, error.absolute_path)))
    except RecursionError:
        yield _finding("it is nested too deep", "")


@cache
def profile() -> Json:
    """Return the Data Package v2 profile, from the copy that dplib ships."""
    spec = importlib.util.find_spec("dplib")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0])
    read: Json = json.loads((folder / "profiles/2.0/datapackage.json").read_text("utf-8"))
    return read


def _listed(descriptor: Json) -> list[Any]:
    resources = descriptor.get("resources")
    return resources if isinstance(resources, list) else []


def listed_paths(descriptor: Json) -> list[str]:
    """Return the paths of a descriptor's resources."""
    resources = [resource for resource in _listed(descriptor) if isinstance(resource, dict)]
    return [str(resource.get("path")) for resource in resources]


def check_retired(descriptor: Json, retired: list[dict[str, str]]) -> Iterator[Finding]:
    """Check that a descriptor says of retired identifiers what the package's claims do."""
    if descriptor.get("retired") != retired:
        yield _otherwise("retired", retired)


def _otherwise(name: str, right: Any) -> Finding:
    return _finding(f"it is not what the tables say: {right}", name)


def check_descriptor(package: Package, descriptor: Json) -> Iterator[Finding]:
    """Check that every file is listed once, and described as the build would."""
    expected = _expected(package)
    for path in sorted(set(expected) - set(listed_paths(descriptor))):
        message = f"no resource has the path {path}"
        yield Finding("missing-file", message, "rebuild", DESCRIPTOR, value=path)
    for file in sorted((package.root / "data").glob("*.*")):
        name = file.relative_to(package.root).as_posix()
        if file.suffix.lstrip(".") in FORMS and name not in expected:
            yield Finding("unlisted-file", "this is no table of ours", "remove it", name)
    files, findings = measure_files(package)
    yield from findings
    sizes = {name: len(package.tables.get(name, ())) for name in TABLES}
    right = describe_package(sizes, _sources(package), files)
    yield from _check_resources(package, descriptor, expected, right["resources"])
    yield from check_profile(descriptor, next(iter(right["resources"]), None))
    # an older version may have had no address yet
    not_compared = {*OF_TABLES, "retired", "resources", "keywords", "id", "homepage"}
    for name in sorted(right.keys() - descriptor.keys() - not_compared):
        yield _finding("the descriptor does not say it", name)
    for name in OF_TABLES:
        if descriptor.get(name) != right[name]:
            yield _otherwise(name, right[name])


def _sources(package: Package) -> list[dict[str, str]]:
    return rows_of(package.tables["sources"]) if "sources" in package.tables else []


def _check_resources(
    package: Package, descriptor: Json, expected: list[str], right: list[Json]
) -> Iterator[Finding]:
    known = {resource["path"]: resource for resource in right}
    seen: set[str] = set()
    for index, resource in enumerate(_listed(descriptor)):
        if not isinstance(resource, dict):
            yield _finding("a resource is an object", f"resources/{index}", resource)
            continue
        path = str(resource.get("path"))
        if path not in expected or path in seen:
            yield _strange(resource, path)
        elif path in known:
            yield from _compare(resource, known[path], Path(path).stem in package.tables)
        seen.add(path)


def measure_files(package: Package) -> tuple[dict[str, Json], list[Finding]]:
    """Return size and hash of a package's files by path, and what is wrong with others."""
    files: dict[str, Json] = {}
    faults: list[Finding] = []
    for path in _expected(package):
        try:
            files[path] = file_measures(read_bytes(package.root / path, path))
        except UnreadableError as fault:
            faults.append(fault.finding)
    return files, faults


def _expected(package: Package) -> list[str]:
    """Return the paths of a package: its tables in its forms, the seeds of its sources."""
    paths = [f"data/{table}.{ending}" for table in TABLES for ending in package.forms]
    named = {row["source_id"] for row in _sources(package)}
    names = sorted(name for name in named if re.fullmatch(SLUG, name))
    return paths + [f"seeds/{name}.{ending}" for name in names for ending in ("txt", "toml")]


def _strange(resource: Json, path: str) -> Finding:
    """Return a finding for a resource that is none of the package's; nothing is ever fetched."""
    name = str(resource.get("name"))
    parts = re.split(r"[/\\]", path)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) or ".." in parts or parts[0] == "":
        message, fix = "a path stays inside the package", "name a file of the package"
        place = (DESCRIPTOR, None, name[:100], "path", path[:100])
        return Finding("unsafe-path", message, fix, *place)
    return _finding("this is no file of a package, or it is named twice", "path", path, name[:100])


def _compare(resource: Json, right: Json, was_read: bool) -> Iterator[Finding]:
    """Compare what a resource says of its file with what the build would say."""
    path, name = right["path"], str(resource.get("name"))[:100]
    for field in sorted(resource.keys() | right.keys()):
        value = right.get(field)
        if resource.get(field) == value or (field == "rows" and not was_read):
            continue
        stated, right_value = resource.get(field), str(value)[:100]
        if field in MEASURES:
            message = f"{field} of the file: {right_value}; the descriptor says otherwise"
            place = (path, None, name, field, str(stated)[:100])
            yield Finding("wrong-size", message, "rebuild", *place)
        if field not in MEASURES or not isinstance(stated, type(value) | None):
            message = f"the descriptor says otherwise: {field} is {right_value}"
            yield _finding(message, field, stated, name)

"""Check a descriptor: by the Data Package v2 profile, and against the files it describes."""

import importlib.util
import json
import re
from collections.abc import Iterator, Mapping, Sequence
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

MEASURES = ("bytes", "hash", "rows")
OF_TABLES = ("$schema", "licenses", "sources", "tables")  # what the tables say
MAX_FAULTS = 100  # of the profile that are told one by one


def _finding(message: str, field: str, value: Any = None, record: str | None = None) -> Finding:
    stated = None if value is None else str(value)[:100]
    return Finding(
        "descriptor-invalid",
        message[:500],
        "rebuild",
        DESCRIPTOR,
        record=record,
        field=field,
        value=stated,
    )


def check_profile(stated: Any, alike: Sequence[Any] = ()) -> Iterator[Finding]:
    """Check a descriptor by the Data Package v2 profile, which resources in `alike` follow."""
    places: list[int] = []
    if isinstance(stated, dict) and (listed := _listed(stated)):
        known = {one["path"]: one for one in alike}
        strange = (at for at, one in enumerate(listed) if not (one and _is_known(one, known)))
        places = list(islice(strange, 10 * MAX_FAULTS))
        places = places or [0]
        stated = stated | {"resources": [listed[at] for at in places]}
    try:
        for count, error in enumerate(Draft7Validator(profile()).iter_errors(stated)):
            if count == MAX_FAULTS:
                return
            path = list(error.absolute_path)
            if path[:1] == ["resources"] and len(path) > 1:
                path[1] = places[int(path[1])]
            yield _finding(error.message, "/".join(map(str, path)))
    except RecursionError:
        yield _finding("it is nested too deep", "")


def _is_known(one: Any, known: Mapping[str, Any]) -> bool:
    path = one.get("path") if isinstance(one, dict) else None
    return isinstance(path, str) and known.get(path) == one


@cache
def profile() -> dict[str, Any]:
    """Return the Data Package v2 profile, from the copy that dplib ships."""
    spec = importlib.util.find_spec("dplib")
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0])
    read: dict[str, Any] = json.loads((folder / "profiles/2.0/datapackage.json").read_text("utf-8"))
    return read


def _listed(stated: dict[str, Any]) -> list[Any]:
    listed = stated.get("resources")
    return listed if isinstance(listed, list) else []


def _resources(stated: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in _listed(stated) if isinstance(one, dict)]


def listed_paths(stated: dict[str, Any]) -> list[str]:
    """Return the paths of a descriptor's resources."""
    return [str(resource.get("path")) for resource in _resources(stated)]


def check_retired(stated: dict[str, Any], retired: list[dict[str, str]]) -> Iterator[Finding]:
    """Check that a descriptor says of retired identifiers what the package's claims do."""
    if stated.get("retired") != retired:
        yield _otherwise("retired", retired)


def _otherwise(name: str, right: Any) -> Finding:
    return _finding(f"it is not what the tables say: {right}", name)


def check_descriptor(package: Package, stated: dict[str, Any]) -> Iterator[Finding]:
    """Check that every file is listed once, and described as the build would.

    The profile is asked of what is not just that: what the build says follows it, and is the most.
    """
    expected = _expected(package)
    listed = set(listed_paths(stated))
    for path in expected:
        if path not in listed:
            message = f"no resource has the path {path}"
            yield Finding("missing-file", message, "rebuild", DESCRIPTOR, value=path)
    yield from _unlisted(package.root, expected)
    files, faults = measure_files(package)
    yield from faults
    right = describe_package(_sizes(package), _sources(package), files)
    yield from _check_listed(package, stated, expected, right["resources"])
    yield from check_profile(stated, right["resources"])
    for name in sorted(
        right.keys() - stated.keys() - {*OF_TABLES, "retired", "resources", "keywords"}
    ):
        yield _finding("the descriptor does not say it", name)
    for name in OF_TABLES:
        if stated.get(name) != right[name]:
            yield _otherwise(name, right[name])


def _sizes(package: Package) -> dict[str, int]:
    """Return how many rows each table has."""
    return {name: len(package.tables.get(name, ())) for name in TABLES}


def _sources(package: Package) -> list[dict[str, str]]:
    return rows_of(package.tables["sources"]) if "sources" in package.tables else []


def _check_listed(
    package: Package, stated: dict[str, Any], expected: list[str], right: list[dict[str, Any]]
) -> Iterator[Finding]:
    known, ours = {resource["path"]: resource for resource in right}, set(expected)
    seen: set[str] = set()
    for resource in _resources(stated):
        path = str(resource.get("path"))
        if path not in ours or path in seen:
            yield _strange(resource, path)
        elif path in known:
            yield from _compare(resource, known[path], Path(path).stem in package.tables)
        seen.add(path)


def measure_files(package: Package) -> tuple[dict[str, dict[str, Any]], list[Finding]]:
    """Return size and hash of a package's files by path, and what is wrong with others."""
    files: dict[str, dict[str, Any]] = {}
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


def _unlisted(root: Path, expected: list[str]) -> Iterator[Finding]:
    for path in sorted((root / "data").glob("*.*")):
        name = path.relative_to(root).as_posix()
        if path.suffix.lstrip(".") in FORMS and name not in expected:
            yield Finding("unlisted-file", "this is no table of ours", "remove it", name)


def _strange(resource: dict[str, Any], path: str) -> Finding:
    """Return a finding for a resource that is none of the package's; nothing is ever fetched."""
    name = str(resource.get("name"))
    parts = re.split(r"[/\\]", path)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) or ".." in parts or parts[0] == "":
        message, fix = "a path stays inside the package", "name a file of the package"
        return Finding(
            "unsafe-path", message, fix, DESCRIPTOR, None, name[:100], "path", path[:100]
        )
    return _finding("this is no file of a package, or it is named twice", "path", path, name[:100])


def _compare(resource: dict[str, Any], right: dict[str, Any], was_read: bool) -> Iterator[Finding]:
    """Compare what a resource says of its file with what the build would say."""
    path, name = right["path"], str(resource.get("name"))[:100]
    for field in sorted(resource.keys() | right.keys()):
        value = right.get(field)
        if resource.get(field) == value or (field == "rows" and not was_read):
            continue
        message = f"the descriptor says otherwise: {field} is {str(value)[:100]}"
        if field in MEASURES:
            there = str(resource.get(field))[:100]
            yield Finding("wrong-size", message, "rebuild", path, None, name, field, there)
        else:
            yield _finding(message, field, resource.get(field), name)

"""Read the descriptor of a package, which may be an old release with other tables and columns."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from pipeline.common.paths import DESCRIPTOR
from pipeline.common.safe_files import UnreadableError, read_text

Json = dict[str, Any]
MAX_LEVELS = 20  # of lists and objects inside one another
PLAIN_PATH = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)  # leads nowhere else
SHAPE = Draft7Validator(
    json.loads(Path(__file__).with_name("descriptor.schema.json").read_text("utf-8"))
)


def read_descriptor(root: Path) -> Json:
    """Return the descriptor of the package in a folder.

    Raises:
        UnreadableError: it is not there, is not JSON, or is not what a comparison relies on.
    """
    text = read_text(root / DESCRIPTOR, DESCRIPTOR)
    try:
        descriptor = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise package_error("descriptor-invalid", DESCRIPTOR, f"it is not JSON: {fault}") from None
    for message in _find_faults(descriptor):
        raise package_error("descriptor-invalid", DESCRIPTOR, message)
    return dict(descriptor)


def table_resources(descriptor: Json) -> dict[str, Json]:
    """Return each table's resource that has a schema, in the package's reading order.

    Its `files` are the paths of all of the table's resources, CSV first.
    """
    found: dict[str, Json] = {}
    files: dict[str, list[str]] = {}
    for resource in descriptor["resources"]:
        table, path = resource["name"], resource["path"]
        if path.endswith(".parquet"):
            table = table.removesuffix("-parquet")  # which tells it from the CSV's
        if path.endswith((".csv", ".parquet")):
            files.setdefault(table, []).append(path)
        elif "schema" not in resource:
            continue
        if "schema" not in found.get(table, {}):
            found[table] = resource
    order = dict.fromkeys(name for name in descriptor.get("tables", []) if name in found)
    names = [*order, *sorted(found.keys() - order)]
    return {name: found[name] | {"files": sorted(files.get(name, []))} for name in names}


def retired_entries(descriptor: Json) -> dict[str, Json]:
    """Return the entry of each retired identifier, by `table/record`."""
    return {f"{entry['table']}/{entry['id']}": entry for entry in descriptor.get("retired", [])}


def field_names(schema: Json) -> list[str]:
    """Return the columns of a table, in order."""
    return [field["name"] for field in schema["fields"]]


def as_names(names: str | list[str]) -> tuple[str, ...]:
    """Return the columns of a key, which may be one name or a list."""
    return (names,) if isinstance(names, str) else tuple(names)


def package_error(code: str, file: str, message: str, line: int | None = None) -> UnreadableError:
    """Return the error for a file of a package that cannot be read."""
    return UnreadableError(code, file, message, "take a package as it was built", line)


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _find_faults(descriptor: Any) -> Iterator[str]:
    """Tell why a descriptor does not say where its tables are and what their columns are.

    What comes after a fault relies on there being none.
    """
    if _is_deeper(descriptor, MAX_LEVELS):
        yield f"it is nested more than {MAX_LEVELS} levels deep"
    for fault in SHAPE.iter_errors(descriptor):
        yield f"{'/'.join(map(str, fault.absolute_path)) or 'it'}: {fault.message}"
    for resource in descriptor["resources"]:
        if not PLAIN_PATH.fullmatch(resource["path"]):
            yield f"the path {resource['path']!r} is none inside the package"
    for table, resource in table_resources(descriptor).items():
        yield from _find_table_faults(table, resource)


def _find_table_faults(table: str, resource: Json) -> Iterator[str]:
    files, schema = resource["files"], resource.get("schema")
    if not files:
        yield f"the table {table!r} is neither CSV nor Parquet"
    if len({path.rpartition(".")[2] for path in files}) < len(files):
        yield f"two resources are the table {table!r}"
    if schema is None:
        yield f"no resource of the table {table!r} has a schema, {files[0]} neither"
    elif len(names := set(field_names(schema))) < len(schema["fields"]):
        yield f"a field of the table {table!r} stands twice"
    elif not names.issuperset(as_names(schema.get("primaryKey", []))):
        yield f"the primary key of the table {table!r} names a field that is not there"


def _is_deeper(value: Any, levels: int) -> bool:
    """Tell whether lists and objects are inside one another on more than so many levels."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inner)

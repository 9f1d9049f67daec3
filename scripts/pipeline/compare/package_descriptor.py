"""Read the descriptor of a package, which may be an old release with other tables and columns."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from pipeline.common.paths import DESCRIPTOR
from pipeline.common.safe_files import UnreadableError, read_text

Json = dict[str, Any]
Names = str | list[str]
MAX_LEVELS = 20  # of lists and objects inside one another
MAX_MESSAGE = 500  # characters
PLAIN_PATH = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)  # leads nowhere else


class _Shape(BaseModel):
    """What a comparison relies on; the profile of Data Package v2 asks for more."""

    model_config = ConfigDict(strict=True, alias_generator=to_camel)


class _Field(_Shape):
    name: str
    derived_from: list[str] = []
    constraints: dict[str, Any] = {}


class _Reference(_Shape):
    resource: str = ""
    fields: Names


class _ForeignKey(_Shape):
    fields: Names
    reference: _Reference


class _Schema(_Shape):
    fields: list[_Field]
    primary_key: Names = []
    foreign_keys: list[_ForeignKey] = []
    unique_keys: list[list[str]] = []


class _Resource(_Shape):
    name: str
    path: str
    table_schema: _Schema = Field(_Schema(fields=[]), alias="schema")


class _Retired(_Shape):
    table: str
    id: str
    became: str = ""
    reason: str = ""


class _Descriptor(_Shape):
    resources: list[_Resource]
    name: str = ""
    version: str = ""
    created: str = ""
    tables: list[str] = []
    retired: list[_Retired] = []


def read_descriptor(root: Path) -> Json:
    """Return the descriptor of the package in a folder.

    Raises:
        UnreadableError: it is not there, is not JSON, or is not what a comparison relies on.
    """
    text = read_text(root / DESCRIPTOR, DESCRIPTOR)
    try:
        descriptor = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise _invalid(f"it is not JSON: {fault}") from None
    if _is_deeper(descriptor, MAX_LEVELS):
        raise _invalid(f"it is nested more than {MAX_LEVELS} levels deep")
    try:
        _Descriptor.model_validate(descriptor)
    except ValidationError as fault:
        error = fault.errors(include_url=False)[0]
        place = "/".join(map(str, error["loc"])) or "it"
        message = error["msg"].partition(" or instance of ")[0]  # which names a class of ours
        raise _invalid(f"{place}: {message}") from None
    for message in _find_faults(descriptor):
        raise _invalid(message)
    return dict(descriptor)


def table_resources(descriptor: Json) -> dict[str, Json]:
    """Return each table's resource that has a schema, in the package's reading order."""
    found: dict[str, Json] = {}
    for resource in descriptor.get("resources", []):
        if "schema" in resource:
            found.setdefault(table_name(resource), resource)
    order = {name: place for place, name in enumerate(descriptor.get("tables", []))}
    return {
        name: found[name] for name in sorted(found, key=lambda n: (order.get(n, len(order)), n))
    }


def table_name(resource: Json) -> str:
    """Return a resource's table: its name, without what tells a Parquet resource from the CSV's."""
    name = str(resource["name"])
    return name.removesuffix("-parquet") if resource["path"].endswith(".parquet") else name


def table_paths(descriptor: Json) -> dict[str, list[str]]:
    """Return the files of each table, CSV first."""
    found: dict[str, list[str]] = {}
    for resource in descriptor["resources"]:
        if resource["path"].endswith((".csv", ".parquet")):
            found.setdefault(table_name(resource), []).append(resource["path"])
    return {table: sorted(paths) for table, paths in found.items()}


def primary_key(schema: Json) -> tuple[str, ...]:
    """Return the primary key of a table's schema, () where it has none."""
    return as_names(schema.get("primaryKey", []))


def field_names(schema: Json) -> list[str]:
    """Return the columns of a table, in order."""
    return [field["name"] for field in schema["fields"]]


def as_names(names: Names) -> tuple[str, ...]:
    """Return the columns of a key, which may be one name or a list."""
    return (names,) if isinstance(names, str) else tuple(names)


def _find_faults(descriptor: Json) -> Iterator[str]:
    """Tell why a descriptor does not say where its tables are and what their columns are."""
    resources, paths = table_resources(descriptor), table_paths(descriptor)
    for resource in descriptor["resources"]:
        if not PLAIN_PATH.fullmatch(resource["path"]):
            yield f"the path {resource['path']!r} is none inside the package"
    for table, files in paths.items():
        if table not in resources:
            yield f"no resource of the table {table!r} has a schema, {files[0]} neither"
        if len({path.rpartition(".")[2] for path in files}) < len(files):
            yield f"two resources are the table {table!r}"
    for table, resource in resources.items():
        names = field_names(resource["schema"])
        if table not in paths:
            yield f"the table {table!r} is neither CSV nor Parquet"
        if len(set(names)) < len(names):
            yield f"a field of the table {table!r} stands twice"
        if not set(names).issuperset(primary_key(resource["schema"])):
            yield f"the primary key of the table {table!r} names a field that is not there"


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _is_deeper(value: Any, levels: int) -> bool:
    """Tell whether lists and objects are inside one another on more than so many levels."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inner)


def _invalid(message: str) -> UnreadableError:
    return package_error("descriptor-invalid", DESCRIPTOR, message)


def package_error(code: str, file: str, message: str, line: int | None = None) -> UnreadableError:
    """Return the error for a file of a package that cannot be read."""
    fix = "take a package as it was built"
    return UnreadableError(code, file, message[:MAX_MESSAGE], fix, line)

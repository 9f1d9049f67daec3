"""A package as its own descriptor describes it: its tables' rows as text, whatever its columns are.

The package may be an old release, with other tables and columns than `schemas/` declares today.
"""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from jsonschema import Draft7Validator

from pipeline.common.findings import FaultyError
from pipeline.common.paths import DESCRIPTOR
from pipeline.common.progress import progress
from pipeline.common.safe_files import LARGEST, UnreadableError, read_bytes, read_text
from pipeline.common.serialize import cell_text
from pipeline.compare.rows import Row, plain_csv

Json = dict[str, Any]

MOST_CELLS = 100_000_000  # of a Parquet file: a small one can say a great deal
DEEPEST = 20  # levels of a descriptor
PLAIN = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)  # a path inside the package
csv.field_size_limit(2**31 - 1)  # a passage may be long

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_FIELDS = {"anyOf": [_TEXT, _TEXTS]}


def _object(required: tuple[str, ...] = (), **properties: Any) -> Json:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(item: Json) -> Json:
    return {"type": "array", "items": item}


_FIELD = _object(
    ("name",), name=_TEXT, derivedFrom=_TEXTS, constraints=_object(enum={"type": "array"})
)
_FOREIGN = _object(
    ("fields", "reference"),
    fields=_FIELDS,
    reference=_object(("fields",), resource=_TEXT, fields=_FIELDS),
)
_SCHEMA = _object(
    ("fields",),
    fields=_list(_FIELD),
    primaryKey=_FIELDS,
    foreignKeys=_list(_FOREIGN),
    uniqueKeys=_list(_TEXTS),
)
SHAPE = _object(  # what a comparison relies on; the profile of Data Package v2 asks for more
    ("resources",),
    name=_TEXT,
    version=_TEXT,
    tables=_TEXTS,
    retired=_list(_object(("table", "id"), table=_TEXT, id=_TEXT, became=_TEXT, reason=_TEXT)),
    resources=_list(_object(("name", "path"), name=_TEXT, path=_TEXT, schema=_SCHEMA)),
)


@dataclass
class Described:
    """A descriptor, the rows of its tables, and each table's key: the declared one if left out.

    A table without a primary key has the key ().
    """

    descriptor: Json
    tables: Mapping[str, Collection[Row]]
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the keys from the descriptor."""
        declared = {name: key_of(one["schema"]) for name, one in resources(self.descriptor).items()}
        self.keys = declared | self.keys


def read_described(root: Path) -> Described:
    """The package in a folder.

    Raises:
        FaultyError: the descriptor or a table cannot be read; the findings name file and reason.
    """
    try:
        descriptor = read_descriptor(root)
        paths = table_paths(descriptor)
        tables: dict[str, Collection[Row]] = {}
        for table, resource in progress(resources(descriptor).items(), "reading tables"):
            names = [one["name"] for one in resource["schema"]["fields"]]
            there = [path for path in paths[table] if (root / path).exists()] or paths[table]
            read = _parquet if there[0].endswith(".parquet") else _csv
            tables[table] = read(root, there[0], names)
    except UnreadableError as fault:
        raise FaultyError([fault.finding]) from None
    return Described(descriptor, tables)


def resources(descriptor: Json) -> dict[str, Json]:
    """The resource of each table that says its schema, in the package's reading order."""
    found = {
        table_of(one): one for one in reversed(descriptor.get("resources", [])) if "schema" in one
    }
    order = {name: place for place, name in enumerate(descriptor.get("tables", []))}
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


def table_of(resource: Json) -> str:
    """A table's name: its resource's, without what tells a Parquet resource from the CSV's."""
    name = str(resource["name"])
    return name.removesuffix("-parquet") if resource["path"].endswith(".parquet") else name


def key_of(schema: Json) -> tuple[str, ...]:
    """The primary key of a table's schema, empty where it has none."""
    key = schema.get("primaryKey", [])
    return (key,) if isinstance(key, str) else tuple(key)


def table_paths(descriptor: Json) -> dict[str, list[str]]:
    """The files of each table, CSV first."""
    found: dict[str, list[str]] = {}
    for resource in descriptor["resources"]:
        if resource["path"].endswith((".csv", ".parquet")):
            found.setdefault(table_of(resource), []).append(resource["path"])
    return {table: sorted(paths) for table, paths in found.items()}


def read_descriptor(root: Path) -> Json:
    """The descriptor of the package in a folder; raises `UnreadableError` if it is none."""
    try:
        said = json.loads(read_text(root / DESCRIPTOR, DESCRIPTOR), parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise _invalid(f"it is not JSON: {fault}") from None
    if _is_deep(said):
        raise _invalid(f"it is nested more than {DEEPEST} levels deep")
    for where, message in _misshapen(said):
        raise _invalid(f"{'/'.join(map(str, where)) or 'it'}: {message}")
    for message in _faults(said):
        raise _invalid(message)
    return dict(said)


def _misshapen(said: Any) -> Iterator[tuple[list[str | int], str]]:
    """Where a descriptor is not of the shape, and why; resources of plain files are passed over."""
    places: list[int] = []
    if isinstance(said, dict) and isinstance(listed := said.get("resources"), list):
        places = [at for at, one in enumerate(listed) if not _is_plain_file(one)]
        said = said | {"resources": [listed[at] for at in places]}
    for error in Draft7Validator(SHAPE).iter_errors(said):
        where = list(error.absolute_path)
        if where[:1] == ["resources"] and len(where) > 1:
            where[1] = places[int(where[1])]
        yield where, error.message


def _is_plain_file(resource: Any) -> bool:
    """Whether a resource has all of the shape and nothing more of it: a name and a path."""
    return (
        isinstance(resource, dict)
        and isinstance(resource.get("name"), str)
        and isinstance(resource.get("path"), str)
        and "schema" not in resource
    )


def _faults(descriptor: Json) -> Iterator[str]:
    """Why a descriptor does not say where its tables are and what their columns are."""
    described = resources(descriptor)
    paths = table_paths(descriptor)
    for one in descriptor["resources"]:
        if not PLAIN.fullmatch(one["path"]):
            yield f"the path {one['path']!r} is none inside the package"
    for table, there in paths.items():
        if table not in described:
            yield f"no resource of the table {table!r} has a schema, {there[0]} neither"
        if len({path.rpartition(".")[2] for path in there}) < len(there):
            yield f"two resources are the table {table!r}"
    for table, one in described.items():
        names = [field["name"] for field in one["schema"]["fields"]]
        if table not in paths:
            yield f"the table {table!r} is neither CSV nor Parquet"
        if len(set(names)) < len(names):
            yield f"a field of the table {table!r} stands twice"
        if not set(names).issuperset(key_of(one["schema"])):
            yield f"the primary key of the table {table!r} names a field that is not there"


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        inner = [one.values() if isinstance(one, dict) else one for one in level if _holds(one)]
        level = [one for values in inner for one in values]
    return bool(level)


def _holds(value: Any) -> bool:
    return isinstance(value, dict | list)


def _fault(code: str, file: str, message: str, line: int | None = None) -> UnreadableError:
    return UnreadableError(code, file, message[:500], "take a package as it was built", line)


def _invalid(message: str) -> UnreadableError:
    return _fault("descriptor-invalid", DESCRIPTOR, message)


def _check_header(file: str, header: list[str], names: list[str]) -> None:
    if header != names:
        message = f"its columns are {','.join(header)}, the descriptor says {','.join(names)}"
        raise _fault("bad-header", file, message, 1 if file.endswith(".csv") else None)


def _csv(root: Path, file: str, names: list[str]) -> Collection[Row]:
    plain = plain_csv(read_bytes(root / file, file), names)
    return list(_csv_rows(root, file, names)) if plain is None else plain


def _csv_rows(root: Path, file: str, names: list[str]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(read_text(root / file, file), newline=""), strict=True)
    try:
        _check_header(file, next(reader, []), names)
        for cells in reader:
            if len(cells) != len(names):
                message = f"it has {len(cells)} cells, not {len(names)}"
                raise _fault("bad-row", file, message, reader.line_num)
            yield dict(zip(names, cells, strict=True))
    except csv.Error as broken:
        raise _fault("bad-row", file, f"it is not CSV: {broken}", reader.line_num) from None


def _parquet(root: Path, file: str, names: list[str]) -> Collection[Row]:
    return list(_parquet_rows(root, file, names))


def _parquet_rows(root: Path, file: str, names: list[str]) -> Iterator[Row]:
    content = read_bytes(root / file, file)
    try:
        opened = pq.ParquetFile(pa.BufferReader(content))
        _check_header(file, opened.schema_arrow.names, names)
        about = opened.metadata
        groups = range(about.num_row_groups)
        unpacked = sum(about.row_group(index).total_byte_size for index in groups)
        if about.num_rows * len(names) > MOST_CELLS or unpacked > LARGEST[".parquet"]:
            raise _fault("too-large", file, f"it unpacks to {about.num_rows} rows")
        for batch in opened.iter_batches():
            columns = [map(cell_text, column.to_pylist()) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                yield dict(zip(names, cells, strict=True))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as broken:
        message = f"it is not Parquet: {broken}"
        raise _fault("unreadable-file", file, message) from None

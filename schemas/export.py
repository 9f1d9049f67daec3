"""From the models to the forms that other programs read: Table Schema and Arrow.

Table Schema is version 2 of the specification (Data Package v2); pandera has no export of its own.
"""

from typing import Any

import pyarrow as pa

from schemas import TABLES
from schemas.columns import Column, Table, columns_of, key_of

TYPES: dict[str, tuple[str, Any]] = {  # kind: Table Schema type, Arrow type
    "metres": ("number", pa.float64()),
    "number": ("number", pa.float64()),
    "integer": ("integer", pa.int64()),
    "boolean": ("boolean", pa.bool_()),
    "date": ("date", pa.date32()),
}
STRING = ("string", pa.string())


def table_schema(model: type[Table]) -> dict[str, Any]:
    """Return the Table Schema of a table: fields, primary key, foreign keys, missing values."""
    columns = columns_of(model)
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in columns],
        "missingValues": [""],
        "primaryKey": list(key_of(model)),
    }
    if foreign := [_foreign_key(column) for column in columns if column.references]:
        schema["foreignKeys"] = foreign
    return schema


def arrow_schema(model: type[Table]) -> pa.Schema:
    """Return the Arrow schema of a table; a field's metadata says its meaning, unit and rule."""
    fields = [
        pa.field(
            column.name,
            TYPES.get(column.kind, STRING)[1],
            nullable=not column.required,
            metadata=_meaning(column),
        )
        for column in columns_of(model)
    ]
    return pa.schema(fields, metadata={"description": table_meaning(model)})


def table_meaning(model: type[Table]) -> str:
    """Return what a table holds, in a sentence."""
    return (model.__doc__ or "").strip()


def _meaning(column: Column) -> dict[str, str]:
    meaning = {"description": column.meaning, "unit": column.unit, "rule": column.rule}
    return {name: text for name, text in meaning.items() if text}


def _field(column: Column) -> dict[str, Any]:
    kind = TYPES.get(column.kind, STRING)[0]
    field: dict[str, Any] = {"name": column.name, "type": kind}
    if column.kind == "url":
        field["format"] = "uri"
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    field |= _meaning(column)
    field["role"] = column.role
    if column.side_by_side:
        field["sideBySide"] = True
    if column.derived_from:
        field["derivedFrom"] = list(column.derived_from)
    if column.vocabulary:
        field["vocabulary"] = column.vocabulary
    if constraints := _constraints(column):
        field["constraints"] = constraints
    return field


def _constraints(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {
        "required": column.required or None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "pattern": column.pattern or None,
        "enum": list(column.terms) or None,
    }
    return {name: value for name, value in constraints.items() if value is not None}


def _foreign_key(column: Column) -> dict[str, Any]:
    there = key_of(TABLES[column.references])
    return {
        "fields": [*column.also, column.name],
        "reference": {"resource": column.references, "fields": list(there)},
    }

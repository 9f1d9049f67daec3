"""`csv-metadata.json`: the CSV files in the terms of CSV on the Web (W3C, 2015).

CSVW knows no foreign key that may be empty: a reference that may is told by its cells' `valueUrl`.
"""

import re
from typing import Any

from khojaly_memorials.files import meaning
from pipeline.publish.addresses import address_template
from pipeline.publish.metadata.common import Json, creators, day, licenses, tables

TYPES = {"number": "double", "integer": "integer", "date": "date"}


def csvw(about: Json) -> Json:
    """A table group: each table with its columns, keys and references."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": about["title"],
        "dc:description": about["description"],
        "dc:creator": creators(about),
        "dc:license": [{"@id": one} for one in licenses(about)],
        "dc:source": [{"@id": one["path"]} for one in about["sources"]],
        "dc:date": {"@value": day(about), "@type": "xsd:date"},
        "schema:version": about["version"],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\n"], "trim": False},
        "tables": [_table(about, table, resource) for table, resource in tables(about)],
    }


def _table(about: Json, table: str, resource: Json) -> Json:
    schema = resource["schema"]
    paths = {name: one["path"] for name, one in tables(about)}
    keys = schema.get("foreignKeys", [])
    to = {one["fields"][0]: one["reference"]["resource"] for one in keys if len(one["fields"]) == 1}
    described: Json = {
        "aboutUrl": address_template(table, schema["primaryKey"]),
        "columns": [_column(field, to.get(field["name"])) for field in schema["fields"]],
        "primaryKey": schema["primaryKey"],
    }
    required = {one["name"] for one in schema["fields"] if _is_required(one)}
    if filled := [_reference(one, paths) for one in keys if required.issuperset(one["fields"])]:
        described["foreignKeys"] = filled
    return {
        "url": resource["path"],
        "dc:title": table,
        "dc:description": resource["description"],
        "tableSchema": described,
    }


def _reference(foreign: Json, paths: dict[str, str]) -> Json:
    there = foreign["reference"]
    reference = {"resource": paths[there["resource"]], "columnReference": there["fields"]}
    return {"columnReference": foreign["fields"], "reference": reference}


def _is_required(field: Json) -> bool:
    return bool(field.get("constraints", {}).get("required"))


def _column(field: Json, refers_to: str | None) -> Json:
    said = {
        "name": field["name"],
        "titles": field["name"],
        "dc:description": meaning(field),
        "datatype": _datatype(field),
    }
    if _is_required(field):
        said["required"] = True
    if refers_to:
        said["valueUrl"] = address_template(refers_to, [field["name"]])
    return said


def _datatype(field: Json) -> Any:
    limits = field.get("constraints", {})
    if field["type"] == "boolean":
        return {"base": "boolean", "format": "true|false"}
    if field.get("format") == "uri":
        return "anyURI"
    said = {"base": TYPES.get(field["type"], "string")}
    said |= {name: limits[name] for name in ("minimum", "maximum") if name in limits}
    if "enum" in limits:
        said["format"] = "|".join(map(re.escape, limits["enum"]))
    elif "pattern" in limits:
        said["format"] = limits["pattern"].removeprefix("^").removesuffix("$")
    return said if len(said) > 1 else said["base"]

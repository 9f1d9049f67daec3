"""`csv-metadata.json`: the CSV files in the terms of CSV on the Web (W3C, 2015).

CSVW knows no foreign key that may be empty: a reference that may is in its cells' `valueUrl`.
"""

import re

from khojaly_memorials.files import meaning
from pipeline.publish.addresses import address_template
from pipeline.publish.metadata.common import Json, creators, day, filled, links, tables

TYPES = {"number": "double", "integer": "integer", "date": "date"}


def csvw(descriptor: Json) -> Json:
    """Return a table group: each table with its columns, keys and references."""
    paths = {table: resource["path"] for table, resource in tables(descriptor)}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": descriptor["title"],
        "dc:description": descriptor["description"],
        "dc:creator": creators(descriptor),
        "dc:license": links(descriptor["licenses"]),
        "dc:source": links(descriptor["sources"]),
        "dc:date": {"@value": day(descriptor), "@type": "xsd:date"},
        "schema:version": descriptor["version"],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\n"], "trim": False},
        "tables": [_table(table, resource, paths) for table, resource in tables(descriptor)],
    }


def _table(table: str, resource: Json, paths: dict[str, str]) -> Json:
    schema = resource["schema"]
    keys = schema.get("foreignKeys", [])
    targets = {
        key["fields"][0]: key["reference"]["resource"] for key in keys if len(key["fields"]) == 1
    }
    required = {field["name"] for field in schema["fields"] if _is_required(field)}
    always = [_reference(key, paths) for key in keys if required.issuperset(key["fields"])]
    table_schema = {
        "aboutUrl": address_template(table, schema["primaryKey"]),
        "columns": [_column(field, targets.get(field["name"])) for field in schema["fields"]],
        "primaryKey": schema["primaryKey"],
        "foreignKeys": always,
    }
    return {
        "url": resource["path"],
        "dc:title": table,
        "dc:description": resource["description"],
        "tableSchema": filled(table_schema),
    }


def _reference(key: Json, paths: dict[str, str]) -> Json:
    target = key["reference"]
    reference = {"resource": paths[target["resource"]], "columnReference": target["fields"]}
    return {"columnReference": key["fields"], "reference": reference}


def _is_required(field: Json) -> bool:
    return bool(field.get("constraints", {}).get("required"))


def _column(field: Json, target: str | None) -> Json:
    entries = {
        "name": field["name"],
        "titles": field["name"],
        "dc:description": meaning(field),
        "datatype": _datatype(field),
        "required": _is_required(field),
        "valueUrl": address_template(target, [field["name"]]) if target else None,
    }
    return filled(entries)


def _datatype(field: Json) -> str | Json:
    limits = field.get("constraints", {})
    if field["type"] == "boolean":
        return {"base": "boolean", "format": "true|false"}
    if field.get("format") == "uri":
        return "anyURI"
    datatype = {"base": TYPES.get(field["type"], "string")}
    datatype |= {name: limits[name] for name in ("minimum", "maximum") if name in limits}
    if "enum" in limits:
        datatype["format"] = "|".join(map(re.escape, limits["enum"]))
    elif "pattern" in limits:
        datatype["format"] = limits["pattern"].removeprefix("^").removesuffix("$")
    return datatype if len(datatype) > 1 else datatype["base"]

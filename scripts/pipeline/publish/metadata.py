"""Metadata for other people's programs: each form is a template, filled from the descriptor."""

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from khojaly_memorials.citing import cited
from pipeline.common.paths import DESCRIPTOR, METADATA_FILES
from pipeline.common.serialize import file_measures, json_bytes
from pipeline.compare.package_descriptor import table_resources
from pipeline.publish.data_dictionary import Tables, dictionary
from pipeline.publish.templates import rendered

Json = dict[str, Any]

CRATE = "ro-crate-metadata.json"
CSVW = "csv-metadata.json"
BASE_TYPES = {"number": "double", "integer": "integer", "date": "date"}  # of XML Schema


def in_repository(descriptor: Json) -> dict[str, bytes]:
    """Return the metadata files of the repository's root, where GitHub and Zenodo look for them."""
    return {
        "CITATION.cff": _citation_file(descriptor),
        ".zenodo.json": json_bytes(form("zenodo", descriptor)),
    }


def in_package(descriptor: Json, tables: Tables) -> dict[str, bytes]:
    """Return the files that tell of a downloaded package, by name, made from it and its tables.

    CSVW describes CSV files, so it is left out where the tables are Parquet alone.
    """
    sources = {row["source_id"]: row for row in tables["sources"]}
    quotations = {"evidence": tables["evidence"], "sources": sources}
    files = {
        "CITATION.cff": _citation_file(descriptor),
        "croissant.json": json_bytes(form("croissant", descriptor)),
        "dataset.jsonld": json_bytes(form("dataset", descriptor)),
        "annotations.jsonld": json_bytes(form("annotations", descriptor, **quotations)),
    }
    if any(resource["format"] == "csv" for resource in descriptor["resources"]):
        files[CSVW] = json_bytes(form("csvw", descriptor))
    names = [name for name in METADATA_FILES if name in files or name != CSVW]
    files["README.md"] = _readme(descriptor, names, tables).encode()
    contents = {DESCRIPTOR: json_bytes(descriptor), **files}
    return files | {CRATE: json_bytes(_crate(descriptor, names, contents))}


def form(name: str, descriptor: Json, **more: Any) -> Json:
    """Return a form of metadata from its template in `templates/metadata/`.

    The template sees the descriptor as `about`, and `more`; it writes JSON, of which entries that
    are null or empty are left out.

    Raises:
        LookupError: the descriptor lacks what the form says.
    """
    context = {
        "about": descriptor,
        "creators": _creators(descriptor),
        "day": descriptor["created"][:10],
        "tables": table_resources(descriptor),
        "bibtex": cited(descriptor, "bibtex"),
        "datatype": _datatype,
        "is_required": _is_required,
        "firm_references": _firm_references,
    }
    text = rendered(f"metadata/{name}.jinja", **context, **more)
    return dict(json.loads(text, object_hook=_filled))


def _creators(descriptor: Json) -> list[str]:
    people = descriptor["contributors"]
    return [person["title"] for person in people if "creator" in person["roles"]]


def _filled(entries: Json) -> Json:
    return {name: value for name, value in entries.items() if value not in (None, "", [], {})}


def _citation_file(descriptor: Json) -> bytes:
    entries = form("citation", descriptor)
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100).encode()


def _is_required(field: Json) -> bool:
    return bool(field.get("constraints", {}).get("required"))


def _firm_references(schema: Json) -> list[Json]:
    """Return the foreign keys whose cells are never empty."""
    required = {field["name"] for field in schema["fields"] if _is_required(field)}
    return [key for key in schema.get("foreignKeys", []) if required.issuperset(key["fields"])]


def _datatype(field: Json) -> str | Json:
    """Return a column's type with its limits (Metadata Vocabulary for Tabular Data, 5.11)."""
    limits = field.get("constraints", {})
    if field["type"] == "boolean":
        return {"base": "boolean", "format": "true|false"}
    if field.get("format") == "uri":
        return "anyURI"
    datatype = {"base": BASE_TYPES.get(field["type"], "string")}
    datatype |= {name: limits[name] for name in ("minimum", "maximum") if name in limits}
    if "enum" in limits:
        datatype["format"] = "|".join(map(re.escape, limits["enum"]))
    elif "pattern" in limits:
        datatype["format"] = limits["pattern"].removeprefix("^").removesuffix("$")
    return datatype if len(datatype) > 1 else datatype["base"]


def _readme(descriptor: Json, names: list[str], tables: Tables) -> str:
    """Return the README of a download, with the data dictionary."""
    return rendered(
        "package_readme.md",
        about=descriptor,
        files={name: METADATA_FILES[name][0] for name in names},
        citation=cited(descriptor, "apa"),
        dictionary=dictionary(tables, generated=False),
    )


def _crate(descriptor: Json, names: list[str], contents: Mapping[str, bytes]) -> Json:
    """Return the RO-Crate; `contents` has no measures for the two texts that are copied."""
    files = list(descriptor["resources"])
    for name in names:
        title, media = METADATA_FILES[name]
        measures = file_measures(contents[name]) if name in contents else {}
        if name != CRATE:
            files.append({"path": name, "name": title, "mediatype": media, **measures})
    ids = {name: f"#{name.replace(' ', '-')}" for name in _creators(descriptor)}
    return form("ro_crate", descriptor, crate=CRATE, files=files, ids=ids)

"""Metadata for other people's programs: each form is a template, filled from the descriptor."""

import json
from typing import Any

import yaml

from khojaly_memorials.citing import dataset_address
from pipeline.common.paths import DESCRIPTOR, METADATA_FILES
from pipeline.common.serialize import file_measures, json_bytes
from pipeline.compare.package_descriptor import Json, table_resources
from pipeline.publish.data_dictionary import Tables, dictionary
from pipeline.publish.templates import rendered

CRATE = "ro-crate-metadata.json"
CSVW = "csv-metadata.json"


def in_repository(descriptor: Json) -> dict[str, bytes]:
    """Return the metadata files of the repository's root, where GitHub and Zenodo look for them."""
    return {
        "CITATION.cff": _citation_file(descriptor),
        ".zenodo.json": json_bytes(form("zenodo", descriptor)),
    }


def in_package(descriptor: Json, tables: Tables) -> dict[str, bytes]:
    """Return the files that tell of a downloaded package, by name, made from it and its tables.

    CSVW describes CSV files, so it is left out where the tables are Parquet alone. The RO-Crate has
    no measures of the two texts that are copied.
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
    known = METADATA_FILES.items()
    listed = {name: file for name, file in known if name in files or name != CSVW}
    words = dictionary(tables, generated=False)
    card = {
        "tables": table_resources(descriptor),
        "languages": sorted({row["language"].partition("-")[0] for row in tables["sources"]}),
        "rows": sum(map(len, tables.values())),
    }
    page = rendered("package_readme.md", about=descriptor, files=listed, dictionary=words, **card)
    files["README.md"] = page.encode()
    parts = list(descriptor["resources"])
    contents = {DESCRIPTOR: json_bytes(descriptor), **files}
    for name, (title, media) in listed.items():
        measures = file_measures(contents[name]) if name in contents else {}
        if name != CRATE:
            parts.append({"path": name, "name": title, "mediatype": media, **measures})
    return files | {CRATE: json_bytes(form("ro_crate", descriptor, crate=CRATE, files=parts))}


def form(name: str, descriptor: Json, **more: Any) -> Json:
    """Return a form of metadata from its template in `templates/metadata/`.

    The template sees the descriptor as `about`, and `more`; it writes JSON, of which entries that
    are null or empty are left out.

    Raises:
        LookupError: the descriptor lacks what the form says.
    """
    people = descriptor["contributors"]
    text = rendered(
        f"metadata/{name}.jinja",
        about=descriptor,
        creators=[person["title"] for person in people if "creator" in person["roles"]],
        day=descriptor["created"][:10],
        home=descriptor.get("homepage") or dataset_address(descriptor),
        tables=table_resources(descriptor),
        **more,
    )
    return dict(json.loads(text, object_hook=_filled))


def _filled(entries: Json) -> Json:
    return {name: value for name, value in entries.items() if value not in (None, "", [], {})}


def _citation_file(descriptor: Json) -> bytes:
    entries = form("citation", descriptor)
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100).encode()

"""Which forms of metadata a package carries, and which stand in the repository."""

from pipeline.common.paths import DESCRIPTOR, METADATA_FILES
from pipeline.common.serialize import json_bytes
from pipeline.publish.metadata.annotations import annotations
from pipeline.publish.metadata.citation import citation
from pipeline.publish.metadata.common import ALWAYS, CRATE, Json, Tables
from pipeline.publish.metadata.croissant import croissant
from pipeline.publish.metadata.csvw import csvw
from pipeline.publish.metadata.readme import readme
from pipeline.publish.metadata.ro_crate import ro_crate
from pipeline.publish.metadata.schema_org import schema_org
from pipeline.publish.metadata.zenodo import zenodo


def in_repository(descriptor: Json) -> dict[str, bytes]:
    """Return the metadata files of the repository's root, where GitHub and Zenodo look for them."""
    return {"CITATION.cff": citation(descriptor), ".zenodo.json": json_bytes(zenodo(descriptor))}


def in_package(descriptor: Json, tables: Tables) -> dict[str, bytes]:
    """Return the files that tell of a downloaded package, by name, made from it and its tables.

    CSVW describes CSV files, so it is left out where the tables are Parquet alone.
    """
    files = {
        "CITATION.cff": citation(descriptor),
        "croissant.json": json_bytes(croissant(descriptor)),
        "dataset.jsonld": json_bytes(schema_org(descriptor)),
        "annotations.jsonld": json_bytes(annotations(descriptor, tables)),
    }
    if any(resource["format"] == "csv" for resource in descriptor["resources"]):
        files["csv-metadata.json"] = json_bytes(csvw(descriptor))
    names = [name for name in METADATA_FILES if name in (*ALWAYS, *files)]
    files["README.md"] = readme(descriptor, names, tables).encode()
    contents = {DESCRIPTOR: json_bytes(descriptor), **files}
    return files | {CRATE: json_bytes(ro_crate(descriptor, names, contents))}

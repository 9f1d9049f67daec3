"""Which forms of metadata a package carries, and which stand in the repository."""

from pipeline.common.paths import DESCRIPTOR
from pipeline.common.serialize import json_bytes
from pipeline.publish.data_dictionary import Tables
from pipeline.publish.metadata.annotations import annotations
from pipeline.publish.metadata.citation import citation
from pipeline.publish.metadata.common import ALWAYS, BESIDE, CRATE, Json
from pipeline.publish.metadata.croissant import croissant
from pipeline.publish.metadata.csvw import csvw
from pipeline.publish.metadata.readme import readme
from pipeline.publish.metadata.ro_crate import ro_crate
from pipeline.publish.metadata.schema_org import schema_org
from pipeline.publish.metadata.zenodo import zenodo


def in_repository(about: Json) -> dict[str, bytes]:
    """The files of metadata in the repository's root, where GitHub and Zenodo look for them."""
    return {"CITATION.cff": citation(about), ".zenodo.json": json_bytes(zenodo(about))}


def in_package(about: Json, tables: Tables) -> dict[str, bytes]:
    """What tells of a package beside its descriptor, made from it and from the tables, by name.

    CSVW describes CSV files, so it is left out where the tables are Parquet alone.
    """
    files = {
        "CITATION.cff": citation(about),
        "croissant.json": json_bytes(croissant(about)),
        "dataset.jsonld": json_bytes(schema_org(about)),
        "annotations.jsonld": json_bytes(annotations(about, tables)),
    }
    if any(one["format"] == "csv" for one in about["resources"]):
        files["csv-metadata.json"] = json_bytes(csvw(about))
    beside = [name for name in BESIDE if name in (*ALWAYS, *files)]
    files["README.md"] = readme(about, beside, tables).encode()
    described = {DESCRIPTOR: json_bytes(about), **files}
    return files | {CRATE: json_bytes(ro_crate(about, beside, described))}

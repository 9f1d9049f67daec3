"""Which forms of metadata a package carries, and which stand in the repository."""

from collections.abc import Mapping, Sequence

from pipeline.metadata.annotations import annotations
from pipeline.metadata.citation import citation
from pipeline.metadata.common import Json
from pipeline.metadata.croissant import croissant
from pipeline.metadata.csvw import csvw
from pipeline.metadata.ro_crate import ro_crate
from pipeline.metadata.schema_org import schema_org
from pipeline.metadata.zenodo import zenodo
from pipeline.package import dumped

IN_REPOSITORY = ("CITATION.cff", ".zenodo.json")  # where GitHub and Zenodo look for them


def in_repository(about: Json) -> dict[str, bytes]:
    """The files of metadata in the repository's root, by name."""
    return {"CITATION.cff": citation(about), ".zenodo.json": dumped(zenodo(about))}


def in_package(about: Json, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, bytes]:
    """The files of metadata beside a package's descriptor, by name.

    CSVW describes CSV files, so it is left out where the tables are Parquet alone.
    """
    files = {
        "CITATION.cff": citation(about),
        "croissant.json": dumped(croissant(about)),
        "dataset.jsonld": dumped(schema_org(about)),
        "annotations.jsonld": dumped(annotations(about, tables)),
    }
    if any(one["format"] == "csv" for one in about["resources"]):
        files["csv-metadata.json"] = dumped(csvw(about))
    return files | {"ro-crate-metadata.json": dumped(ro_crate(about, files))}

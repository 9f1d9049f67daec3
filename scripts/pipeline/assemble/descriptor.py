"""The Data Package descriptor (version 2 of the specification) of tables and their files."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.common.paths import ROOT
from schemas import TABLES
from schemas.export import table_schema

DATA_LICENSE = "CC-BY-SA-4.0"  # of what the build makes; a source's text comes under its own
LICENSE = "https://spdx.org/licenses/{}.html"
DOI = "https://doi.org/"
GAZETTEER = {
    "title": "GeoNames (CC BY 4.0): localities' coordinates and countries' codes",
    "path": "https://www.geonames.org/",
    "publisher": "GeoNames",
    "license": "CC-BY-4.0",
}
CSV = {
    "type": "table",
    "profile": "tabular-data-resource",  # what `type` is in version 1, which readers in R ask for
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ",", "skipInitialSpace": False},  # else some readers guess
}
# "Parquet" has a capital: frictionless then checks size and hash as of any file, while for
# "parquet" it counts no bytes and calls a right size wrong. It counts no rows either.
PARQUET = {"format": "Parquet", "mediatype": "application/vnd.apache.parquet"}
SEEDS = {"txt": ("text", "text/plain"), "toml": ("claims", "application/toml")}
Row = dict[str, str]
Json = dict[str, Any]
Measures = Mapping[str, Mapping[str, Any]]  # size and hash of files, by path


def describe_package(
    sizes: Mapping[str, int], sources: list[Row], measures: Measures, retired: Iterable[Row] = ()
) -> Json:
    """Return the descriptor of a package: `sizes` are how many rows each table has.

    `id` and `homepage` are there once pyproject.toml has a DOI and an address. Its own keys:
    `tables` in reading order, and `retired`, what became of identifiers of earlier releases.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    about = project["project"]
    own = project["tool"][about["name"]]
    doi = own["doi"].removeprefix(DOI)
    places = {"id": doi and DOI + doi, "homepage": about.get("urls", {}).get("Homepage")}
    roles = ["creator", "maintainer"]
    # of the data, and of each text that is there in full
    licenses = {row["license"] for row in sources if row["extent"] == "full"} | {DATA_LICENSE}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about["name"],
        "title": own["title"],
        **{name: address for name, address in places.items() if address},
        "created": f"{own['released']}T00:00:00Z",
        "description": about["description"],
        "version": about["version"],
        "keywords": about["keywords"],
        "contributors": [{"title": author["name"], "roles": roles} for author in about["authors"]],
        "licenses": [{"name": name, "path": LICENSE.format(name)} for name in sorted(licenses)],
        "sources": [*map(_source, sources), GAZETTEER],
        "tables": list(sizes),
        "retired": list(retired),
        "resources": [_resource(path, measures, sizes) for path in sorted(measures)],
    }


def _source(row: Row) -> Json:
    return {
        "title": f"{row['publisher']}, {row['title']}",
        "path": row["url"],
        "publisher": row["publisher"],
        "license": row["license"],
    }


def _resource(path: str, measures: Measures, sizes: Mapping[str, int]) -> Json:
    """Return the resource of one file: a table as CSV or as Parquet, a text or its claims.

    A Parquet file has no schema where the CSV beside it has it.
    """
    name, _, ending = path.rpartition("/")[2].rpartition(".")
    common = {"path": path, **measures[path]}
    if ending in SEEDS:
        kind, media = SEEDS[ending]
        form = {"format": ending, "mediatype": media, "encoding": "utf-8"}
        return {"name": f"{name}-{kind}", **common, **form}
    meaning = {"description": (TABLES[name].__doc__ or "").strip()}
    schema = {"schema": table_schema(TABLES[name])}
    if ending == "csv":
        return {"name": name, **common, "rows": sizes[name], **meaning, **CSV, **schema}
    resource = {"name": f"{name}-parquet", **common, **meaning, **PARQUET}
    return resource if f"data/{name}.csv" in measures else resource | schema

"""The Data Package descriptor (version 2 of the specification) of tables and their files."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.common.paths import ROOT
from schemas import TABLES
from schemas.export import table_schema

DATA_LICENSE = "CC-BY-SA-4.0"  # of what the build makes; a source's text comes under its own
Row = dict[str, str]
Json = dict[str, Any]
Measures = Mapping[str, Mapping[str, Any]]  # size and hash of files, by path


def describe_package(
    sizes: Mapping[str, int], sources: list[Row], measures: Measures, retired: Iterable[Row] = ()
) -> Json:
    """Return the descriptor of a package.

    Its own keys: `tables` in reading order, and `retired`, what became of identifiers of earlier
    releases.

    Args:
        sizes: how many rows each table has, by its name.
        sources: the rows of the table of sources.
        measures: size and hash of its files, by path.
        retired: what became of identifiers of earlier releases.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    about = project["project"]
    own = project["tool"][about["name"]]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about["name"],
        "title": own["title"],
        "created": f"{own['released']}T00:00:00Z",
        "description": about["description"],
        "version": about["version"],
        "keywords": about["keywords"],
        "contributors": [
            {"title": author["name"], "roles": ["creator", "maintainer"]}
            for author in about["authors"]
        ],
        "licenses": describe_licenses(sources),
        "sources": describe_sources(sources),
        "tables": list(sizes),
        "retired": list(retired),
        "resources": [describe_resource(path, measures, sizes) for path in sorted(measures)],
    }


def describe_licenses(sources: list[Row]) -> list[Json]:
    """Return the licences of a package: of its data, and of each text that it holds in full."""
    whole = {row["license"] for row in sources if row["extent"] == "full"}
    return [
        {"name": name, "path": f"https://spdx.org/licenses/{name}.html"}
        for name in sorted(whole | {DATA_LICENSE})
    ]


def describe_sources(sources: list[Row]) -> list[Json]:
    """Return what a package rests on: its sources, and the gazetteer."""
    texts = [
        {
            "title": f"{row['publisher']}, {row['title']}",
            "path": row["url"],
            "publisher": row["publisher"],
            "license": row["license"],
        }
        for row in sources
    ]
    gazetteer = {
        "title": "GeoNames (CC BY 4.0): localities' coordinates and countries' codes",
        "path": "https://www.geonames.org/",
        "publisher": "GeoNames",
        "license": "CC-BY-4.0",
    }
    return [*texts, gazetteer]


def describe_resource(path: str, measures: Measures, sizes: Mapping[str, int]) -> Json:
    """Return the resource of one file: a table as CSV or as Parquet, a text or its claims."""
    name, _, ending = path.rpartition("/")[2].rpartition(".")
    common = {"path": path, **measures[path]}
    if ending == "csv":
        return _describe_csv(name, common, sizes[name])
    if ending == "parquet":
        is_alone = f"data/{name}.csv" not in measures
        return _describe_parquet(name, common, with_schema=is_alone)
    kind, media = {"txt": ("text", "text/plain"), "toml": ("claims", "application/toml")}[ending]
    form = {"format": ending, "mediatype": media, "encoding": "utf-8"}
    return {"name": f"{name}-{kind}", **common, **form}


def _describe_csv(table: str, common: Json, rows: int) -> Json:
    return {
        "name": table,
        **common,
        "rows": rows,
        "description": _meaning(table),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "skipInitialSpace": False},  # else some readers guess
        "schema": table_schema(TABLES[table]),
    }


def _describe_parquet(table: str, common: Json, with_schema: bool) -> Json:
    """Return the resource of a Parquet file, without a schema where the CSV beside it has it.

    "Parquet" has a capital: frictionless then checks size and hash as of any file, while for
    "parquet" it counts no bytes and calls a right size wrong. It counts no rows either.
    """
    resource = {
        "name": f"{table}-parquet",
        **common,
        "description": _meaning(table),
        "format": "Parquet",
        "mediatype": "application/vnd.apache.parquet",
    }
    return resource | ({"schema": table_schema(TABLES[table])} if with_schema else {})


def _meaning(table: str) -> str:
    return (TABLES[table].__doc__ or "").strip()

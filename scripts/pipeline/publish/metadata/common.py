"""What several forms of metadata say alike."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

BESIDE = {  # what stands beside a package's tables and seeds: what it is, and its media type
    "datapackage.json": ("the Data Package descriptor", "application/json"),
    "README.md": ("what is here, and what each column means", "text/markdown"),
    "LICENSE-DATA": ("the licence of the data", "text/plain"),
    "NOTICE": ("credits of the sources", "text/plain"),
    "CITATION.cff": ("how to cite, in the Citation File Format", "application/yaml"),
    "annotations.jsonld": ("each quotation as a W3C Web Annotation", "application/ld+json"),
    "croissant.json": ("the dataset in Croissant", "application/ld+json"),
    "csv-metadata.json": ("the tables in CSV on the Web", "application/csvm+json"),
    "dataset.jsonld": ("the dataset in schema.org", "application/ld+json"),
    "ro-crate-metadata.json": ("the folder as an RO-Crate", "application/ld+json"),
}
CRATE = "ro-crate-metadata.json"
ALWAYS = ("datapackage.json", "README.md", "LICENSE-DATA", "NOTICE", CRATE)  # in every download
FORMATS = {"csv": "text/csv", "parquet": "application/x-parquet"}  # as readers of Croissant know


def day(about: Json) -> str:
    """The day of the version, ISO 8601."""
    return str(about["created"][:10])


def licenses(about: Json) -> list[str]:
    """The addresses of the licences."""
    return [one["path"] for one in about["licenses"]]


def creators(about: Json) -> list[str]:
    """Who made the dataset, by name."""
    return [one["title"] for one in about["contributors"] if "creator" in one["roles"]]


def tables(about: Json) -> Iterator[tuple[str, Json]]:
    """Each table in reading order, and its resource with the schema."""
    schemas = (one for one in about["resources"] if "schema" in one)
    described = {one["name"].removesuffix("-parquet"): one for one in schemas}
    for table in about["tables"]:
        yield table, described[table]


def sha256(resource: Json) -> str:
    """The SHA-256 of a resource's file, in hexadecimal digits."""
    return str(resource["hash"].removeprefix("sha256:"))

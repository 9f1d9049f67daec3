"""What several forms of metadata say alike."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
Tables = Mapping[str, list[dict[str, str]]]

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

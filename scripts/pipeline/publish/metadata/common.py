"""What several forms of metadata share: what they read from the descriptor, and how."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]
Tables = Mapping[str, list[dict[str, str]]]

CRATE = "ro-crate-metadata.json"
ALWAYS = ("datapackage.json", "README.md", "LICENSE-DATA", "NOTICE", CRATE)  # in every download


def day(descriptor: Json) -> str:
    """Return the day of the version, ISO 8601."""
    return str(descriptor["created"][:10])


def creators(descriptor: Json) -> list[str]:
    """Return the names of those who made the dataset."""
    return [
        person["title"] for person in descriptor["contributors"] if "creator" in person["roles"]
    ]


def addresses(things: Iterable[Json]) -> list[str]:
    """Return the addresses of licences or sources."""
    return [thing["path"] for thing in things]


def links(things: Iterable[Json]) -> list[Json]:
    """Return the addresses of licences or sources as links of JSON-LD."""
    return [{"@id": thing["path"]} for thing in things]


def tables(descriptor: Json) -> Iterator[tuple[str, Json]]:
    """Yield each table in reading order, and its resource with the schema."""
    resources = {
        resource["name"].removesuffix("-parquet"): resource
        for resource in descriptor["resources"]
        if "schema" in resource
    }
    for table in descriptor["tables"]:
        yield table, resources[table]


def filled(entries: Json) -> Json:
    """Return the entries that say something."""
    return {name: value for name, value in entries.items() if value}


def file_facts(resource: Json, unit: str = "") -> Json:
    """Return what schema.org says of a file's content: media type, size and SHA-256."""
    return {
        "encodingFormat": resource["mediatype"],
        "contentSize": f"{resource['bytes']}{unit}",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }

"""`ro-crate-metadata.json`: RO-Crate, with which research archives describe a folder."""

from collections.abc import Iterable, Iterator, Mapping

from pipeline.common.paths import METADATA_FILES
from pipeline.common.serialize import file_measures
from pipeline.publish.metadata.common import CRATE, Json, creators, day, file_facts, filled, links

PROFILE = "https://w3id.org/ro/crate/1.3"


def ro_crate(descriptor: Json, names: Iterable[str], contents: Mapping[str, bytes]) -> Json:
    """Return the crate: the dataset, each file of the package, its creators, licences and sources.

    `names` are those of the files of metadata; `contents` has those that are made, all but the two
    texts that are copied.
    """
    files = [_resource_file(resource) for resource in descriptor["resources"]]
    files += [_metadata_file(name, contents.get(name)) for name in names if name != CRATE]
    crate = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": PROFILE},
        "about": {"@id": "./"},
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": f"{descriptor['name']} {descriptor['version']}",
        "name": descriptor["title"],
        "description": descriptor["description"],
        "version": descriptor["version"],
        "datePublished": day(descriptor),
        "keywords": descriptor["keywords"],
        "license": _unwrapped(links(descriptor["licenses"])),
        "creator": _unwrapped([{"@id": _identifier(name)} for name in creators(descriptor)]),
        "isBasedOn": links(descriptor["sources"]),
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    graph = [crate, root, *files, *_entities(descriptor)]
    return {"@context": f"{PROFILE}/context", "@graph": graph}


def _unwrapped(entries: list[Json]) -> Json | list[Json]:
    """Return the entry itself where it is the only one."""
    return entries[0] if len(entries) == 1 else entries


def _identifier(name: str) -> str:
    return f"#{name.replace(' ', '-')}"


def _resource_file(resource: Json) -> Json:
    entries = {
        "@id": resource["path"],
        "@type": "File",
        "name": resource["name"],
        "description": resource.get("description"),
    }
    return filled(entries) | file_facts(resource)


def _metadata_file(name: str, content: bytes | None) -> Json:
    title, media = METADATA_FILES[name]
    file = {"@id": name, "@type": "File", "name": title, "encodingFormat": media}
    if content is None:
        return file
    return file | file_facts({"mediatype": media, **file_measures(content)})


def _entities(descriptor: Json) -> Iterator[Json]:
    for name in creators(descriptor):
        yield {"@id": _identifier(name), "@type": "Organization", "name": name}
    for license_ in descriptor["licenses"]:
        yield {"@id": license_["path"], "@type": "CreativeWork", "name": license_["name"]}
    for source in descriptor["sources"]:
        yield {"@id": source["path"], "@type": "CreativeWork", "name": source["title"]}

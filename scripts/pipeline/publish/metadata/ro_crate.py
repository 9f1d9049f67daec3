"""`ro-crate-metadata.json`: RO-Crate, with which research archives describe a folder."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from pipeline.publish.metadata.common import BESIDE, CRATE, Json, creators, day, sha256

PROFILE = "https://w3id.org/ro/crate/1.3"


def ro_crate(about: Json, beside: Iterable[str], contents: Mapping[str, bytes]) -> Json:
    """The crate: the dataset, each file of the package, its creators, licences and sources.

    `beside` names what stands beside the tables and the seeds; `contents` is what is made of it,
    all but the two texts that are copied.
    """
    files = [_file(one) for one in about["resources"]]
    files += [_beside(name, contents.get(name)) for name in beside if name != CRATE]
    made_by = [{"@id": f"#{name.replace(' ', '-')}"} for name in creators(about)]
    crate = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": PROFILE},
        "about": {"@id": "./"},
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": f"{about['name']} {about['version']}",
        "name": about["title"],
        "description": about["description"],
        "version": about["version"],
        "datePublished": day(about),
        "keywords": about["keywords"],
        "license": _only([{"@id": one["path"]} for one in about["licenses"]]),
        "creator": _only(made_by),
        "isBasedOn": [{"@id": one["path"]} for one in about["sources"]],
        "hasPart": [{"@id": one["@id"]} for one in files],
    }
    context = f"{PROFILE}/context"
    return {"@context": context, "@graph": [crate, root, *files, *_around(about)]}


def _only(many: list[Json]) -> Json | list[Json]:
    return many[0] if len(many) == 1 else many


def _file(resource: Json) -> Json:
    said = {
        "@id": resource["path"],
        "@type": "File",
        "name": resource["name"],
        "description": resource.get("description"),
        "encodingFormat": resource["mediatype"],
        "contentSize": str(resource["bytes"]),
        "sha256": sha256(resource),
    }
    return {name: value for name, value in said.items() if value is not None}


def _beside(name: str, content: bytes | None) -> Json:
    said, media = BESIDE[name]
    file = {"@id": name, "@type": "File", "name": said, "encodingFormat": media}
    if content is None:
        return file
    digest = hashlib.sha256(content).hexdigest()
    return file | {"contentSize": str(len(content)), "sha256": digest}


def _around(about: Json) -> Iterator[Json]:
    for name in creators(about):
        yield {"@id": f"#{name.replace(' ', '-')}", "@type": "Organization", "name": name}
    for one in about["licenses"]:
        yield {"@id": one["path"], "@type": "CreativeWork", "name": one["name"]}
    for one in about["sources"]:
        yield {"@id": one["path"], "@type": "CreativeWork", "name": one["title"]}

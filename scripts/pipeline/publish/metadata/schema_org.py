"""`dataset.jsonld`: schema.org/Dataset, which search engines for datasets read."""

from collections.abc import Iterator

from khojaly_memorials.files import meaning
from pipeline.publish.metadata.common import Json, creators, day, file_facts, filled, links, tables


def schema_org(descriptor: Json) -> Json:
    """Return the dataset, its files as distributions, its columns as the variables measured."""
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": "./",
        "@type": "Dataset",
        "name": descriptor["title"],
        "alternateName": descriptor["name"],
        "description": descriptor["description"],
        "version": descriptor["version"],
        "datePublished": day(descriptor),
        "license": links(descriptor["licenses"]),
        "isAccessibleForFree": True,
        "keywords": descriptor["keywords"],
        "creator": [{"@type": "Organization", "name": name} for name in creators(descriptor)],
        "isBasedOn": [
            {"@type": "CreativeWork", "name": source["title"], "url": {"@id": source["path"]}}
            for source in descriptor["sources"]
        ],
        "distribution": [_download(resource) for resource in descriptor["resources"]],
        "variableMeasured": list(_variables(descriptor)),
    }


def _download(resource: Json) -> Json:
    entries = {
        "@type": "DataDownload",
        "name": resource["name"],
        "description": resource.get("description"),
        "contentUrl": {"@id": resource["path"]},
    }
    return filled(entries) | file_facts(resource, " B")


def _variables(descriptor: Json) -> Iterator[Json]:
    for table, resource in tables(descriptor):
        for field in resource["schema"]["fields"]:
            entries = {
                "@type": "PropertyValue",
                "name": f"{table}.{field['name']}",
                "description": meaning(field),
                "unitText": field.get("unit"),
            }
            yield filled(entries)

"""`dataset.jsonld`: schema.org/Dataset, which search engines for datasets read."""

from collections.abc import Iterator

from khojaly_memorials.files import meaning
from pipeline.publish.metadata.common import Json, creators, day, licenses, sha256, tables


def schema_org(about: Json) -> Json:
    """The dataset, its files as distributions and its columns as the variables measured."""
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": "./",
        "@type": "Dataset",
        "name": about["title"],
        "alternateName": about["name"],
        "description": about["description"],
        "version": about["version"],
        "datePublished": day(about),
        "license": [{"@id": one} for one in licenses(about)],
        "isAccessibleForFree": True,
        "keywords": about["keywords"],
        "creator": [{"@type": "Organization", "name": name} for name in creators(about)],
        "isBasedOn": [
            {"@type": "CreativeWork", "name": one["title"], "url": {"@id": one["path"]}}
            for one in about["sources"]
        ],
        "distribution": [_download(one) for one in about["resources"]],
        "variableMeasured": list(_variables(about)),
    }


def _download(resource: Json) -> Json:
    said = {
        "@type": "DataDownload",
        "name": resource["name"],
        "description": resource.get("description"),
        "contentUrl": {"@id": resource["path"]},
        "encodingFormat": resource["mediatype"],
        "contentSize": f"{resource['bytes']} B",
        "sha256": sha256(resource),
    }
    return {name: value for name, value in said.items() if value is not None}


def _variables(about: Json) -> Iterator[Json]:
    for table, resource in tables(about):
        for field in resource["schema"]["fields"]:
            said = {"@type": "PropertyValue", "name": f"{table}.{field['name']}"}
            said["description"] = meaning(field)
            if "unit" in field:
                said["unitText"] = field["unit"]
            yield said

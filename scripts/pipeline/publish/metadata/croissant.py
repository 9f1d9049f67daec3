"""`croissant.json`: Croissant 1.0 (MLCommons), with which tables are loaded by their metadata.

References between tables are left to the other forms: a reader of Croissant joins a record set to
what it refers to, and mlcroissant 1.1.1 fails where a table refers to two.
"""

from khojaly_memorials.citing import cited
from khojaly_memorials.files import meaning
from pipeline.publish.metadata.common import FORMATS, Json, creators, day, licenses, sha256, tables

TYPES = {
    "number": "sc:Float",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
OWN = (  # terms of Croissant that are written without a prefix
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject"),
    *("fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField"),
    *("path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
    *("separator", "source", "subField", "transform"),
)
CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    **{term: f"cr:{term}" for term in OWN},
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}


def croissant(about: Json) -> Json:
    """The dataset: its files, and a record set a table with a field a column."""
    said: Json = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about["name"],
        "alternateName": about["title"],
        "description": about["description"],
        "version": about["version"],
        "datePublished": day(about),
        "license": licenses(about),
        "keywords": about["keywords"],
        "creator": [{"@type": "sc:Organization", "name": name} for name in creators(about)],
        "isBasedOn": [one["path"] for one in about["sources"]],
        "citeAs": cited(about, "bibtex"),
        "distribution": [_file(one) for one in about["resources"]],
    }
    records = [_records(table, resource) for table, resource in tables(about)]
    return said | {"recordSet": records}


def _file(resource: Json) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["name"],
        "contentUrl": resource["path"],
        "encodingFormat": FORMATS.get(resource["format"].lower(), resource["mediatype"]),
        "contentSize": f"{resource['bytes']} B",
        "sha256": sha256(resource),
    }


def _records(table: str, resource: Json) -> Json:
    schema = resource["schema"]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": resource["description"],
        "key": [{"@id": f"{table}/{name}"} for name in schema["primaryKey"]],
        "field": [_field(table, resource["path"], one) for one in schema["fields"]],
    }


def _field(table: str, path: str, field: Json) -> Json:
    name = field["name"]
    kind = "sc:URL" if field.get("format") == "uri" else TYPES.get(field["type"], "sc:Text")
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{name}",
        "name": f"{table}/{name}",
        "description": meaning(field),
        "dataType": kind,
        "source": {"fileObject": {"@id": path}, "extract": {"column": name}},
    }

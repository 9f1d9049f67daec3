"""`croissant.json`: Croissant 1.0 (MLCommons), with which tables are loaded by their metadata.

References between tables are left to the other forms: a reader of Croissant joins a record set to
what it refers to, and mlcroissant 1.1.1 fails where a table refers to two.
"""

from khojaly_memorials.citing import cited
from khojaly_memorials.files import meaning
from pipeline.publish.metadata.common import Json, addresses, creators, day, file_facts, tables

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


def croissant(descriptor: Json) -> Json:
    """Return the dataset: its files, and a record set a table with a field a column."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": descriptor["name"],
        "alternateName": descriptor["title"],
        "description": descriptor["description"],
        "version": descriptor["version"],
        "datePublished": day(descriptor),
        "license": addresses(descriptor["licenses"]),
        "keywords": descriptor["keywords"],
        "creator": [{"@type": "sc:Organization", "name": name} for name in creators(descriptor)],
        "isBasedOn": addresses(descriptor["sources"]),
        "citeAs": cited(descriptor, "bibtex"),
        "distribution": [_file(resource) for resource in descriptor["resources"]],
        "recordSet": [_record_set(table, resource) for table, resource in tables(descriptor)],
    }


def _file(resource: Json) -> Json:
    entries = {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["name"],
        "contentUrl": resource["path"],
        **file_facts(resource, " B"),
    }
    if resource["mediatype"] == "application/vnd.apache.parquet":
        entries["encodingFormat"] = "application/x-parquet"  # as readers of Croissant know it
    return entries


def _record_set(table: str, resource: Json) -> Json:
    schema = resource["schema"]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": resource["description"],
        "key": [{"@id": f"{table}/{name}"} for name in schema["primaryKey"]],
        "field": [_field(table, resource["path"], field) for field in schema["fields"]],
    }


def _field(table: str, path: str, field: Json) -> Json:
    name = f"{table}/{field['name']}"
    is_address = field.get("format") == "uri"
    return {
        "@type": "cr:Field",
        "@id": name,
        "name": name,
        "description": meaning(field),
        "dataType": "sc:URL" if is_address else TYPES.get(field["type"], "sc:Text"),
        "source": {"fileObject": {"@id": path}, "extract": {"column": field["name"]}},
    }

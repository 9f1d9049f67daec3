"""`annotations.jsonld`: each quotation as a W3C Web Annotation, for readers that highlight text.

The target is the source's text in the package, with a TextQuoteSelector and a
TextPositionSelector (Web Annotation Data Model, sections 4.2.4 and 4.2.5); the bodies name the
record, its column, and the value that the quotation gives.
"""

from collections.abc import Mapping

from pipeline.publish.addresses import address_of, place_of
from pipeline.publish.metadata.common import Json, Tables, filled

Row = Mapping[str, str]


def annotations(descriptor: Json, tables: Tables) -> Json:
    """Return the collection of all annotations, in the order of `evidence`."""
    sources = {row["source_id"]: row for row in tables["sources"]}
    items = [_annotation(row, sources[row["source_id"]]) for row in tables["evidence"]]
    title = f"{descriptor['title']} {descriptor['version']}"
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "annotations",
        "type": "AnnotationCollection",
        "label": f"{title}: the quotations that values rest on",
        "total": len(items),
        "first": {
            "id": "annotations/1",
            "type": "AnnotationPage",
            "partOf": "annotations",
            "startIndex": 0,
            "items": items,
        },
    }


def _annotation(row: Row, source: Row) -> Json:
    record = address_of(row["table_name"], row["record_id"])
    bodies = [
        {"type": "SpecificResource", "source": record, "purpose": "identifying"},
        _text(row["field"], "tagging"),
        _text(row["value"], "describing"),
    ]
    if row["note"]:
        bodies.append(_text(row["note"], "commenting"))
    text = {"id": source["path"], "type": "Text", "format": "text/plain"}
    around = filled({"prefix": row["prefix"], "suffix": row["suffix"]})
    selectors = [
        {"type": "TextQuoteSelector", "exact": row["quote"], **around},
        {"type": "TextPositionSelector", "start": int(row["start"]), "end": int(row["end"])},
    ]
    return {
        "id": place_of(row),
        "type": "Annotation",
        "motivation": "describing",
        "body": bodies,
        "target": {
            "type": "SpecificResource",
            "source": text | {"language": source["language"]},
            "selector": selectors,
        },
    }


def _text(value: str, purpose: str) -> Json:
    return {"type": "TextualBody", "value": value, "purpose": purpose}

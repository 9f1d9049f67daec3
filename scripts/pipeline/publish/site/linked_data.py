"""A record in schema.org's words, for the page's JSON-LD; only what its cells say."""

import re

from pipeline.publish.metadata.common import Json, filled
from pipeline.publish.site.package_data import PackageData, Row
from pipeline.publish.site.records import Record

TYPES = {
    "memorials": "LandmarksOrHistoricalBuildings",
    "people": "Person",
    "organizations": "Organization",
    "events": "Event",
    "statements": "Quotation",
}


def linked(data: PackageData, record: Record, address: str) -> Json:
    """Return the record as a schema.org entity that is part of the dataset."""
    row = record.row
    entity: Json = {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": address,
        "@type": TYPES[record.table],
        "name": record.title,
        "description": row.get("description", ""),
        "subjectOf": {"@type": "Dataset", "name": data.about["title"]},
    }
    if record.table == "statements":
        entity |= {"text": row["text"], "spokenByCharacter": row["speaker"]}
    if record.table == "events":
        entity |= {"startDate": _day(row["date"]), "location": row["place"]}
    if row.get("latitude"):
        entity |= _place(row)
    if record.table == "memorials":
        entity["address"] = {
            "@type": "PostalAddress",
            "addressLocality": row["locality"],
            "addressCountry": row["country_code"] or row["country"],
        }
    return filled(entity)


def _day(edtf: str) -> str:
    """Return a date as precise as the source says, where ISO 8601 can say it."""
    return edtf if re.fullmatch(r"\d{4}(-\d\d){0,2}", edtf) else ""


def _place(row: Row) -> Json:
    """Return coordinates, of the town where they stand for the town and not for the memorial."""
    place = {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}
    geo = {"geo": {"@type": "GeoCoordinates", **place}}
    if row["coordinate_precision"] != "locality":
        return geo
    return {"containedInPlace": {"@type": "City", "name": row["locality"], **geo}}

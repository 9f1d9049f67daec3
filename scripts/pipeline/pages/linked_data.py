"""A record in schema.org's words, for the page's JSON-LD; only what its cells say."""

from typing import Any

from pipeline.pages.package_data import PackageData
from pipeline.pages.records import Record

Json = dict[str, Any]
TYPES = {
    "memorials": "LandmarksOrHistoricalBuildings",
    "people": "Person",
    "organizations": "Organization",
    "events": "Event",
    "statements": "Quotation",
}


def linked(data: PackageData, record: Record, address: str) -> Json:
    """The record as a schema.org entity that is part of the dataset."""
    row = record.row
    said: Json = {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": address,
        "@type": TYPES[record.table],
        "name": record.title,
        "description": row.get("description", ""),
        "subjectOf": {"@type": "Dataset", "name": data.about["title"]},
    }
    if record.table == "statements":
        said |= {"text": row["text"], "spokenByCharacter": row["speaker"]}
    if record.table == "events":
        said |= {"startDate": row["date_from"], "endDate": row["date_to"], "location": row["place"]}
    if row.get("latitude"):
        place = {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}
        said["geo"] = {"@type": "GeoCoordinates", **place}
    if record.table == "memorials":
        said["address"] = {
            "@type": "PostalAddress",
            "addressLocality": row["locality"],
            "addressCountry": row["country_code"] or row["country"],
        }
    return {name: value for name, value in said.items() if value}

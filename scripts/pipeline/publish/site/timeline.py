"""The timeline of the front page: events by year, each with its date in the words of its source."""

from collections import defaultdict
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from pipeline.publish.package_data import PackageData

DATE_BASES = ("verbatim", "normalized")  # of evidence whose quotation is the date
Context = dict[str, Any]


def timeline(data: PackageData) -> Context:
    """Return events in order of time, by the first year that their date allows; and the others."""
    words = _words(data)
    memorials = {row["memorial_id"]: row for row in data.tables["memorials"]}
    years: dict[str, list[Context]] = defaultdict(list)
    for row in sorted(data.tables["events"], key=itemgetter("date_from", "date_to", "event_id")):
        memorial = memorials.get(row["memorial_id"])
        subject = [memorial["label"]] if memorial else [row["name"], row["place"]]
        quote = words.get((row["event_id"], row["date"]), row["date"])
        years[row["date_from"][:4]].append(row | {"subject": subject, "words": quote})
    return {"undated": years.pop("", []), "years": years}


def _words(data: PackageData) -> Mapping[tuple[str, str], str]:
    """Return the words of the first or the preferred quotation that is an event's date, by both."""
    words: dict[tuple[str, str], str] = {}
    for row in sorted(data.tables["evidence"], key=lambda row: row["rank"] != "preferred"):
        is_date = (row["table_name"], row["field"]) == ("events", "date")
        if is_date and row["basis"] in DATE_BASES:
            words.setdefault((row["record_id"], row["value"]), row["quote"])
    return words

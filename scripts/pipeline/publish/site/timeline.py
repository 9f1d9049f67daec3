"""The timeline of the front page: every event, as long as what its source says of the date."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.publish.addresses import page_of
from pipeline.publish.site.axis import Axis, Days, axis_of, per_cent
from pipeline.publish.site.package_data import PackageData, Row

QUALITIES = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
DATE_BASES = ("verbatim", "normalized")  # of evidence whose quotation is the date


def timeline(data: PackageData) -> dict[str, Any]:
    """Return what the page shows: events by time, those without a date by identifier, the axis.

    There are no ticks and gaps where no event has a date.
    """
    words = _words(data)
    memorials = {row["memorial_id"]: row for row in data.tables["memorials"]}
    dated, undated = [], []
    for row in sorted(data.tables["events"], key=lambda row: row["event_id"]):
        event = _event(row, words, memorials)
        if span := _span(row):
            dated.append((span, event))
        else:
            undated.append(event)
    dated.sort(key=lambda pair: pair[0])
    axis = axis_of(span for span, _ in dated)
    return {
        "ticks": list(axis.ticks) if axis else [],
        "gaps": list(axis.gaps) if axis else [],
        "dated": [event | _drawn(span, axis) for span, event in dated if axis],
        "undated": undated,
    }


def _event(row: Row, words: Mapping[str, str], memorials: Mapping[str, Row]) -> dict[str, Any]:
    """Return what is said of an event; `words` are the date as the source has it."""
    edtf = row["date"]
    subject = [row["name"], row["place"]]
    if memorial := memorials.get(row["memorial_id"]):
        subject = [memorial["name"], memorial["locality"] or memorial["country"]]
    return {
        "link": page_of("events", row["event_id"]),
        "kind": row["event_type"].replace("_", " "),
        "subject": list(filter(None, subject)) or [row["event_id"]],
        "words": words.get(row["event_id"], edtf),
        "date": edtf,
        "quality": next((quality for sign, quality in QUALITIES.items() if sign in edtf), ""),
    }


def _span(row: Row) -> Days | None:
    """Return the first day that the date allows, and the one after the last."""
    if not row["date_from"] or not row["date_to"]:
        return None
    first, last = (date.fromisoformat(row[name]).toordinal() for name in ("date_from", "date_to"))
    return first, last + 1


def _drawn(span: Days, axis: Axis) -> dict[str, str]:
    """Return where an event is drawn: a day is a point, in its middle, all else a bar."""
    first, after = span
    if after - first == 1:
        return {"x": per_cent(axis.at(first) + axis.day / 2), "width": ""}
    return {"x": per_cent(axis.at(first)), "width": per_cent(axis.at(after) - axis.at(first))}


def _words(data: PackageData) -> dict[str, str]:
    """Return the date of each event in the words of a source, where these are one quotation."""
    dates = {row["event_id"]: row["date"] for row in data.tables["events"]}
    quotations: dict[str, list[Row]] = defaultdict(list)
    for row in data.tables["evidence"]:
        is_date = (row["table_name"], row["field"]) == ("events", "date")
        if is_date and row["basis"] in DATE_BASES and row["value"] == dates.get(row["record_id"]):
            quotations[row["record_id"]].append(row)
    return {
        event: min(rows, key=lambda row: row["rank"] != "preferred")["quote"]
        for event, rows in quotations.items()
    }

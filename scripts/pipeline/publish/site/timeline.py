"""The timeline of the front page: every event, as long as what its source says of the date."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.publish.addresses import page_of
from pipeline.publish.site.axis import Axis, Days, Gap, Tick, axis_of, per_cent
from pipeline.publish.site.package_data import PackageData, Row

QUALITIES = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
DATE_BASES = ("verbatim", "normalized")  # of evidence whose quotation is the date


@dataclass(frozen=True)
class Event:
    """An event; `x` is the middle of a day, or the left edge of a bar that is `width` wide.

    `words` are the date as the source has it, `machine` as HTML's `time` may have it: a day, a
    month or a year.
    """

    link: str
    kind: str
    subject: list[str]
    words: str
    machine: str
    quality: str
    x: str
    width: str


@dataclass(frozen=True)
class Timeline:
    """What the page shows; there are no ticks where no event has a date."""

    ticks: list[Tick]
    gaps: list[Gap]
    dated: list[Event]
    undated: list[Event]


def timeline(data: PackageData) -> Timeline:
    """Return the events of a package, by time; those without a date by identifier."""
    words = _words(data)
    memorials = {row["memorial_id"]: row for row in data.tables["memorials"]}
    dated, undated = [], []
    for row in data.tables["events"]:
        if span := _span(row):
            dated.append((span, row["event_id"], row))
        else:
            undated.append((row["event_id"], row))
    axis = axis_of(span for span, _, _ in dated)

    def event(row: Row, x: str = "", width: str = "") -> Event:
        edtf = row["date"]
        return Event(
            page_of("events", row["event_id"]),
            row["event_type"].replace("_", " "),
            _subject(row, memorials.get(row["memorial_id"])),
            words.get(row["event_id"], edtf),
            edtf if edtf.replace("-", "").isdecimal() else "",
            next((quality for sign, quality in QUALITIES.items() if sign in edtf), ""),
            x,
            width,
        )

    return Timeline(
        list(axis.ticks) if axis else [],
        list(axis.gaps) if axis else [],
        [event(row, *_drawn(span, axis)) for span, _, row in sorted(dated) if axis],
        [event(row) for _, row in sorted(undated)],
    )


def _span(row: Row) -> Days | None:
    """Return the first day that the date allows, and the one after the last."""
    if not row["date_from"] or not row["date_to"]:
        return None
    first, last = (date.fromisoformat(row[name]).toordinal() for name in ("date_from", "date_to"))
    return first, last + 1


def _drawn(span: Days, axis: Axis) -> tuple[str, str]:
    """Return place and width: a day is a point, all else a bar."""
    first, after = span
    if after - first == 1:
        return per_cent(axis.at(first) + axis.day / 2), ""
    return per_cent(axis.at(first)), per_cent(axis.at(after) - axis.at(first))


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


def _subject(row: Row, memorial: Mapping[str, str] | None) -> list[str]:
    """Return what an event is about: a memorial and its town, or what the source calls it."""
    names = [row["name"], row["place"]]
    if memorial:
        names = [memorial["name"], memorial["locality"] or memorial["country"]]
    return [name for name in names if name] or [row["event_id"]]

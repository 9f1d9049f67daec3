"""The timeline of the front page: every event, as long as what its source says of the date.

Its axis has years in proportion, without long stretches in which nothing is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.publish.addresses import page_of
from pipeline.publish.site.package_data import PackageData, Row

MIN_GAP = 3  # years without an event, from which on they are left out
MAX_GAPS = 3  # stretches that are left out
GAP = 12  # per cent of the width that is drawn for one
MIN_BETWEEN = 12  # per cent between two years that are written
MIN_LINES = 2  # per cent between two lines
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # years between lines
QUALITIES = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
DATE_BASES = ("verbatim", "normalized")  # of evidence whose quotation is the date
Days = tuple[int, int]  # the first day, and the one after the last
Years = tuple[int, int]  # the first and the last
Context = dict[str, Any]


@dataclass(frozen=True)
class Axis:
    """Stretches of years; the days on which they begin and end, and where these are in per cent."""

    stretches: list[Years]
    days: list[int]
    places: list[float]

    def at(self, day: float) -> float:
        """Return where a day begins, in per cent of the width."""
        return round(float(np.interp(day, self.days, self.places)), 3)

    @property
    def gaps(self) -> Iterator[Context]:
        """Yield the years that are left out, and where."""
        drawn = zip(pairwise(self.stretches), self.places[1::2], strict=False)
        for ((_, before), (after, _)), left in drawn:
            x, middle = round(left, 3), round(left + GAP / 2, 3)
            yield {"first": before + 1, "last": after - 1, "x": x, "width": GAP, "middle": middle}

    @property
    def ticks(self) -> Iterator[Context]:
        """Yield years with a line; written where there is room, and where a stretch begins."""
        year = 365.25 * (self.places[1] - self.places[0]) / (self.days[1] - self.days[0])
        step = next((step for step in STEPS if step * year >= MIN_LINES), STEPS[-1])
        for first, last in self.stretches:
            free = self.at(_starts(first))
            for number in range(first, last + 1):
                if number != first and number % step:
                    continue
                x = self.at(_starts(number))
                label = f"{number:04}" if x >= free else ""
                free = x + MIN_BETWEEN if label else free
                anchor = "end" if x > 100 - MIN_BETWEEN / 2 else "start"
                yield {"x": x, "label": label, "anchor": anchor}


def timeline(data: PackageData) -> Context:
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


def axis_of(spans: Iterable[Days]) -> Axis | None:
    """Return the axis on which all spans have a place; none where there are no spans."""
    years = sorted((_year(first), _year(after - 1)) for first, after in spans)
    if not years:
        return None
    stretches = _stretches(years)
    edges = [(_starts(first), _starts(last + 1)) for first, last in stretches]
    day = (100 - GAP * (len(edges) - 1)) / sum(end - begin for begin, end in edges)
    days: list[int] = []
    places: list[float] = []
    left = 0.0
    for begin, end in edges:
        days += begin, end
        places += left, left + (end - begin) * day
        left = places[-1] + GAP
    return Axis(stretches, days, places)


def _stretches(years: list[Years]) -> list[Years]:
    """Return the years that are drawn: from the first to the last, but for the longest gaps."""
    gaps, end = [], years[0][1]
    for first, last in years:
        if first - end > MIN_GAP:
            gaps.append((end + 1, first - 1))
        end = max(end, last)
    left_out = sorted(sorted(gaps, key=lambda gap: gap[0] - gap[1])[:MAX_GAPS])
    starts = [years[0][0], *(last + 1 for _, last in left_out)]
    ends = [*(first - 1 for first, _ in left_out), end]
    return list(zip(starts, ends, strict=True))


def _year(day: int) -> int:
    return date.fromordinal(day).year


def _starts(year: int) -> int:
    """Return the first day of a year; of the year after the last that a date may have, too."""
    return date(year, 1, 1).toordinal() if year <= 9999 else date.max.toordinal() + 1


def _event(row: Row, words: Mapping[str, str], memorials: Mapping[str, Row]) -> Context:
    """Return what is said of an event; `words` are its date as the source has it."""
    subject = [row["name"], row["place"]]
    if memorial := memorials.get(row["memorial_id"]):
        subject = [memorial["name"], memorial["locality"] or memorial["country"]]
    return {
        "link": page_of("events", row["event_id"]),
        "kind": row["event_type"].replace("_", " "),
        "subject": list(filter(None, subject)) or [row["event_id"]],
        "words": words.get(row["event_id"], row["date"]),
        "date": row["date"],
        "quality": next((text for sign, text in QUALITIES.items() if sign in row["date"]), ""),
    }


def _span(row: Row) -> Days | None:
    """Return the first day that the date allows, and the one after the last."""
    if not row["date_from"] or not row["date_to"]:
        return None
    first, last = (date.fromisoformat(row[name]).toordinal() for name in ("date_from", "date_to"))
    return first, last + 1


def _drawn(span: Days, axis: Axis) -> dict[str, float]:
    """Return where an event is drawn: a day is a point, in its middle, all else a bar."""
    first, after = span
    if after - first == 1:
        return {"x": axis.at(first + 0.5), "width": 0}
    return {"x": axis.at(first), "width": round(axis.at(after) - axis.at(first), 3)}


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

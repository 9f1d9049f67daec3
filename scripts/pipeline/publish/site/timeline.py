"""The timeline of the front page: every event, as long as what its source says of the date."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.publish.addresses import page_of
from pipeline.publish.site.axis import Axis, Days, Gap, Tick, axis_of, per_cent
from pipeline.publish.site.package_data import PackageData

Row = Mapping[str, str]
QUALITIES = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
READ = ("verbatim", "normalized")  # evidence of which the quotation is the date


@dataclass(frozen=True)
class Event:
    """An event; `x` is the middle of a day, or the left edge of a bar that is `width` wide.

    `edtf` is the date as the data have it, `words` as the source has it.
    """

    id: str
    link: str
    kind: str
    about: list[str]
    edtf: str
    words: str
    quality: str
    x: str = ""
    width: str = ""

    @property
    def machine(self) -> str:
        """The date as HTML's `time` may have it: a day, a month or a year."""
        plain = self.edtf.replace("-", "")
        return self.edtf if plain.isdecimal() else ""


@dataclass(frozen=True)
class Timeline:
    """What the page shows; there are no ticks where no event has a date."""

    ticks: list[Tick]
    gaps: list[Gap]
    dated: list[Event]
    undated: list[Event]


def timeline(data: PackageData) -> Timeline:
    """The events of a package, by time; those without a date by identifier."""
    words, about = _words(data), _Names(data)
    rows = data.tables["events"]
    dated = sorted(filter(_span, rows), key=lambda row: (_span(row), row["event_id"]))
    undated = sorted((row for row in rows if not _span(row)), key=lambda row: row["event_id"])
    axis = axis_of(span for span in map(_span, dated) if span)
    return Timeline(
        list(axis.ticks) if axis else [],
        list(axis.gaps) if axis else [],
        [_event(row, words, about, axis) for row in dated],
        [_event(row, words, about, None) for row in undated],
    )


def _span(row: Row) -> Days | None:
    """The first day that the date allows, and the one after the last."""
    if not row["date_from"] or not row["date_to"]:
        return None
    first, last = (date.fromisoformat(row[name]).toordinal() for name in ("date_from", "date_to"))
    return first, last + 1


def _event(row: Row, words: Mapping[str, str], about: "_Names", axis: Axis | None) -> Event:
    record, edtf = row["event_id"], row["date"]
    span = _span(row)
    return Event(
        record,
        page_of("events", record),
        row["event_type"].replace("_", " "),
        about.of(row),
        edtf,
        words.get(record, edtf),
        next((said for sign, said in QUALITIES.items() if sign in edtf), ""),
        *(_drawn(span, axis) if span and axis else ()),
    )


def _drawn(span: Days, axis: Axis) -> tuple[str, str]:
    """A day is a point, all else a bar."""
    first, after = span
    if after - first == 1:
        return per_cent(axis.at(first) + axis.day / 2), ""
    return per_cent(axis.at(first)), per_cent(axis.at(after) - axis.at(first))


def _words(data: PackageData) -> dict[str, str]:
    """The date of each event in the words of a source, where these are one quotation."""
    dates = {("events", "date", row["event_id"], row["date"]) for row in data.tables["events"]}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in data.tables["evidence"]:
        said = tuple(row[name] for name in ("table_name", "field", "record_id", "value"))
        if said in dates and row["basis"] in READ:
            found[row["record_id"]].append(row)
    return {
        record: min(rows, key=lambda row: row["rank"] != "preferred")["quote"]
        for record, rows in found.items()
    }


class _Names:
    """What events are about: the memorial and its town, or what the source calls them."""

    def __init__(self, data: PackageData) -> None:
        self._memorials = data.keyed("memorials")

    def of(self, row: Row) -> list[str]:
        """The names, of which none is empty."""
        memorial = self._memorials.get(row["memorial_id"])
        if memorial:
            said = [memorial["name"], memorial["locality"] or memorial["country"]]
        else:
            said = [row["name"], row["place"]]
        return [name for name in said if name] or [row["event_id"]]

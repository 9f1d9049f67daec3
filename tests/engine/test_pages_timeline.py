"""`pipeline.publish.site.timeline`: each event once, as long and where its date says."""

import random
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from markup import (
    ASSETS,
    COLOURS,
    HOSTILE,
    Node,
    colours_of,
    harmless,
    parsed,
    real,
    rendered,
    with_rows,
)
from pipeline.publish.site.axis import GAP, MAX_GAPS, MIN_BETWEEN, MIN_GAP, axis_of
from pipeline.publish.site.package_data import PackageData
from pipeline.publish.site.timeline import timeline

Row = dict[str, str]


@pytest.fixture(scope="module")
def data() -> PackageData:
    return real()


def event(name: str, when: str, first: str, last: str, /, **more: str) -> Row:
    dates = {"date": when, "date_from": first, "date_to": last}
    return {"event_id": name, "event_type": "opening", "place": name.upper()} | dates | more


DAY = event("day", "2009-03-01", "2009-03-01", "2009-03-01")
MONTH = event("month", "2008-02", "2008-02-01", "2008-02-29")
YEAR = event("year", "2010", "2010-01-01", "2010-12-31")
DECADE = event("decade", "200X", "2000-01-01", "2009-12-31")
CENTURY = event("century", "19XX", "1900-01-01", "1999-12-31")
INTERVAL = event("interval", "2008-11/2009-02-03", "2008-11-01", "2009-02-03")
ABOUT = event("about", "2010~", "2010-01-01", "2010-12-31")
PERHAPS = event("perhaps", "2010-05-02?", "2010-05-02", "2010-05-02")
NEVER = event("never", "", "", "")
SYNTHETIC = [DAY, MONTH, YEAR, DECADE, CENTURY, INTERVAL, ABOUT, PERHAPS, NEVER]


def page_of(data: PackageData, events: list[Row] | None = None) -> Node:
    made = data if events is None else with_rows(data, events=events, evidence=[])
    return parsed(rendered("_timeline.html", timeline=timeline(made)))


def number(node: Node, name: str) -> float:
    assert node.attributes[name].endswith("%")
    return float(node.attributes[name][:-1])


def lines(page: Node) -> dict[str, Node]:
    """The lines of the list by the event that they lead to."""
    return {
        one.one("a").attributes["href"].removeprefix("events/").removesuffix(".html"): one
        for one in page.one("ol", "timeline-list").all("li")
    }


def drawn(line: Node) -> tuple[float, float]:
    """Where an event is drawn, and how wide; a point has no width."""
    bars, points = line.all("rect", "timeline-bar"), line.all("circle", "timeline-day")
    assert len(bars) + len(points) == 1
    if points:
        return number(points[0], "cx"), 0
    return number(bars[0], "x"), number(bars[0], "width")


def years(page: Node) -> dict[int, float]:
    """The years that are written on the axis, and where they begin."""
    texts = page.one("div", "timeline-axis").all("text")
    return {int(one.text): number(one, "x") for one in texts if "timeline-years" not in one.classes}


# Where events are.


def test_each_event_is_there_once(data: PackageData) -> None:
    """Catches an event that is left out, is there twice, or is drawn without a date."""
    page = page_of(data)
    dated = [one.one("a").attributes["href"] for one in page.one("ol").all("li")]
    undated = [one.one("a").attributes["href"] for one in page.one("ul").all("li")]
    for found, empty in ((dated, False), (undated, True)):
        assert sorted(found) == sorted(
            f"events/{row['event_id']}.html"
            for row in data.tables["events"]
            if (row["date"] == "") is empty
        )
    assert not page.one("ul").all("svg")


def test_the_first_source_s_events_are_where_they_are(first: Path) -> None:
    """Catches a scale that the written years contradict: positions are read back as days."""
    data = real(first)
    page = page_of(data)
    written, found = years(page), lines(page)
    assert list(written) == [1992, 2008, 2010, 2012, 2014, 2016]
    days = date(2016, 1, 1).toordinal() - date(2008, 1, 1).toordinal()
    day = (written[2016] - written[2008]) / days
    for row in data.tables["events"]:
        if row["date"]:
            begin, end = (date.fromisoformat(row[name]) for name in ("date_from", "date_to"))
            start = 1992 if begin.year < 2008 else 2008
            x, width = drawn(found[row["event_id"]])
            away = begin.toordinal() - date(start, 1, 1).toordinal()
            if begin == end:
                assert x == pytest.approx(written[start] + (away + 0.5) * day, abs=0.01)
            else:
                assert x == pytest.approx(written[start] + away * day, abs=0.01)
                assert width == pytest.approx(((end - begin).days + 1) * day, abs=0.01)


@pytest.mark.parametrize(
    ("row", "start", "length"),
    [
        (MONTH, (2008, 2, 1), 29),
        (YEAR, (2010, 1, 1), 365),
        (DECADE, (2000, 1, 1), 3653),
        (CENTURY, (1900, 1, 1), 36524),
        (INTERVAL, (2008, 11, 1), 95),
        (ABOUT, (2010, 1, 1), 365),
    ],
)
def test_a_bar_is_as_long_as_the_date(
    data: PackageData, row: Row, start: tuple[int, int, int], length: int
) -> None:
    """Catches a bar that begins or ends elsewhere: nothing is left out of 1900 to 2010."""
    page = page_of(data, SYNTHETIC)
    day = 100 / (date(2011, 1, 1) - date(1900, 1, 1)).days
    x, width = drawn(lines(page)[row["event_id"]])
    assert x == pytest.approx((date(*start) - date(1900, 1, 1)).days * day, abs=0.001)
    assert width == pytest.approx(length * day, abs=0.001)


@pytest.mark.parametrize("row", [DAY, PERHAPS])
def test_a_day_is_a_point(data: PackageData, row: Row) -> None:
    page = page_of(data, SYNTHETIC)
    x, width = drawn(lines(page)[row["event_id"]])
    day = 100 / (date(2011, 1, 1) - date(1900, 1, 1)).days
    away = (date.fromisoformat(row["date_from"]) - date(1900, 1, 1)).days + 0.5
    assert x == pytest.approx(away * day, abs=0.001)
    assert width == 0


def test_events_are_in_the_order_of_time(data: PackageData) -> None:
    """Catches an order by name; of two that begin together the shorter comes first."""
    page = page_of(data, SYNTHETIC)
    assert list(lines(page)) == [
        *("century", "decade", "month", "interval", "day", "about", "year", "perhaps")
    ]


def test_those_without_a_date_are_listed_below(data: PackageData) -> None:
    page = page_of(data, [NEVER])
    assert not page.all("ol")
    assert not page.all("svg")
    assert [one.text for one in page.one("ul").all("li")] == ["opening: NEVER"]
    assert not page_of(data, [DAY]).all("ul")
    assert page_of(data, []).text == ""


# The axis.


def single(*numbers: int) -> list[Row]:
    return [event(f"e{year}", f"{year}", f"{year}-01-01", f"{year}-12-31") for year in numbers]


def test_an_empty_stretch_is_cut_and_said(data: PackageData) -> None:
    """Catches years that are left out in silence, or drawn though nothing is in them."""
    page = page_of(data, single(1992, 2008, 2010))
    assert "Years without any event are left out: 1993–2007." in page.text
    (gap,) = page.all("rect", "timeline-gap")
    written = years(page)
    assert number(gap, "width") == GAP
    assert number(gap, "x") + GAP == pytest.approx(written[2008], abs=0.002)
    day = (100 - GAP) / (366 + 366 + 365 + 365)  # 1992 and 2008 to 2010
    assert number(gap, "x") == pytest.approx(366 * day, abs=0.002)
    texts = page.all("text", "timeline-years")
    assert [one.text for one in texts] == ["1993–", "2007"]
    assert {number(one, "x") for one in texts} == {number(gap, "x") + GAP / 2}


@pytest.mark.parametrize(("empty", "gaps"), [(MIN_GAP - 1, 0), (MIN_GAP, 1)])
def test_a_short_stretch_is_drawn(data: PackageData, empty: int, gaps: int) -> None:
    page = page_of(data, single(2000, 2001 + empty))
    assert len(page.all("rect", "timeline-gap")) == gaps
    assert page.text.count("left out") == gaps


def test_the_longest_stretches_are_cut(data: PackageData) -> None:
    """Catches an axis that is nothing but cuts."""
    page = page_of(data, single(1900, 1904, 1950, 1960, 1990))
    assert "left out: 1905–1949, 1951–1959, 1961–1989." in page.text
    assert len(page.all("rect", "timeline-gap")) == MAX_GAPS
    x, width = drawn(lines(page)["e1904"])
    assert 0 < x < x + width < min(number(one, "x") for one in page.all("rect", "timeline-gap"))


def test_nothing_is_drawn_in_a_cut() -> None:
    """Catches an event that a cut hides, or one that is drawn beyond the edges."""
    chance = random.Random(3)
    for _ in range(100):
        spans = []
        for _ in range(chance.randrange(1, 8)):
            begin = chance.randrange(650_000, 730_000)
            spans.append((begin, begin + chance.choice([1, 30, 366, 4000])))
        axis = axis_of(spans)
        assert axis
        gaps = [(float(gap.x[:-1]), float(gap.x[:-1]) + GAP) for gap in axis.gaps]
        for begin, after in spans:
            left, right = axis.at(begin), axis.at(after)
            assert -0.001 <= left < right <= 100.001
            assert right - left == pytest.approx((after - begin) * axis.day)
            assert all(right <= low + 0.001 or left >= high - 0.001 for low, high in gaps)


def test_written_years_have_room() -> None:
    """Catches years that are written over each other, or over the edge."""
    chance = random.Random(4)
    for _ in range(200):
        count, width = chance.randrange(1, 6), chance.choice([20, 200, 2000])
        begins = [date(chance.randrange(1, width), 1, 1).toordinal() for _ in range(count)]
        axis = axis_of((begin, begin + 1) for begin in begins)
        assert axis
        written = [(float(one.x[:-1]), one) for one in axis.ticks if one.label]
        for (x, _), (following, _) in pairwise(written):
            assert following - x >= GAP - 0.001 >= MIN_BETWEEN - 0.001
        assert all(x < 95 or one.anchor == "end" for x, one in written)
        assert len(list(axis.ticks)) < 60


# The words.


def test_the_date_is_in_the_source_s_words(first: Path) -> None:
    data = real(first)
    found = {name: line.one("time") for name, line in lines(page_of(data)).items()}
    assert found["baku-opening"].text == "February 26, 2008"
    assert found["baku-opening"].attributes["datetime"] == "2008-02-26"
    assert found["berlin-opening"].text == "30 May 2011"
    assert found["adana-approval"].text == "2011"


def test_a_preferred_quotation_is_taken(data: PackageData) -> None:
    """Catches the words of a claim that another is preferred to, or that are no date."""
    about = {"table_name": "events", "record_id": "day", "field": "date", "value": DAY["date"]}
    evidence = [
        about | {"quote": "a day in spring", "basis": "interpreted", "rank": "preferred"},
        about | {"quote": "2 March", "basis": "normalized", "value": "2009-03-02"},
        about | {"quote": "the first of March", "basis": "normalized", "rank": "normal"},
        about | {"quote": "March 1st", "basis": "normalized", "rank": "preferred"},
    ]
    for told, words in ((evidence, "March 1st"), (evidence[:3], "the first of March")):
        page = parsed(
            rendered(
                "_timeline.html", timeline=timeline(with_rows(data, events=[DAY], evidence=told))
            )
        )
        assert lines(page)["day"].one("time").text == words
    assert lines(page_of(data, [DAY]))["day"].one("time").text == "2009-03-01"


def test_a_line_says_what_whose_and_when(first: Path) -> None:
    found = lines(page_of(real(first)))
    assert found["baku-opening"].text == (
        "opening: Khojaly massacre memorial, Baku, February 26, 2008"
    )
    assert found["khojaly-1992-02-26"].text == (
        "commemorated event: Khojaly massacre, town of Khojaly, 26 February 1992"
    )


def test_a_date_that_is_not_sure_says_so(data: PackageData) -> None:
    """Catches a date that is drawn surer than the source is."""
    found = lines(page_of(data, SYNTHETIC))
    assert found["about"].text == "opening: ABOUT, 2010~ (approximate)"
    assert found["perhaps"].text == "opening: PERHAPS, 2010-05-02? (uncertain)"
    for name, line in found.items():
        unsure = "timeline-unsure" in line.one("svg").classes
        assert unsure is (name in {"about", "perhaps"})


def test_only_a_plain_date_is_said_to_machines(data: PackageData) -> None:
    """Catches a decade or an interval in `datetime`, which HTML does not know."""
    found = lines(page_of(data, SYNTHETIC))
    told = {name: line.one("time").attributes.get("datetime") for name, line in found.items()}
    assert {name: said for name, said in told.items() if said} == {
        "day": "2009-03-01",
        "month": "2008-02",
        "year": "2010",
    }


def test_what_is_drawn_is_hidden_from_screen_readers(data: PackageData) -> None:
    page = page_of(data)
    for line in page.one("ol").all("li"):
        assert line.one("svg").attributes["aria-hidden"] == "true"
        assert line.one("svg").text == ""
    assert page.one("div", "timeline-axis").attributes["aria-hidden"] == "true"


def test_text_of_strangers_stays_text(data: PackageData) -> None:
    """Catches markup, a handler or an address from the data that a browser would run."""
    events = [
        event(f"e{count}", "2010", "2010-01-01", "2010-12-31", name=text, place=text)
        for count, text in enumerate(HOSTILE)
    ]
    quotes = [
        {"table_name": "events", "record_id": f"e{count}", "field": "date", "value": "2010"}
        | {"quote": text, "basis": "normalized", "rank": "normal"}
        for count, text in enumerate(HOSTILE)
    ]
    made = with_rows(data, events=[*events, NEVER | {"place": HOSTILE[0]}], evidence=quotes)
    page = parsed(rendered("_timeline.html", timeline=timeline(made)))
    assert harmless(page)
    for count, text in enumerate(HOSTILE):
        assert [one.text for one in lines(page)[f"e{count}"].all("bdi")] == [text] * 3


# The page.


def test_every_mark_and_name_is_there_once(data: PackageData) -> None:
    page = page_of(data)
    names = Counter(one.attributes["id"] for one in page if "id" in one.attributes)
    assert set(names.values()) == {1}
    used = {one.attributes["href"][1:] for one in page.all("use")}
    used |= {one.attributes["aria-labelledby"] for one in page.all("ul")}
    assert used <= set(names)


def test_the_same_bytes_whatever_the_order_of_rows(data: PackageData) -> None:
    rows = data.tables["events"]
    page, again = (
        rendered("_timeline.html", timeline=timeline(with_rows(data, events=order)))
        for order in (rows, rows[::-1])
    )
    assert page == again


def test_thousands(data: PackageData) -> None:
    """Catches a page that draws every year's line again in every row."""
    chance = random.Random(6)
    rows = []
    for count in range(10_000):
        day = date.fromordinal(chance.randrange(727_000, 736_000)).isoformat()
        rows.append(event(f"e{count}", day, day, day))
    text = rendered("_timeline.html", timeline=timeline(with_rows(data, events=rows, evidence=[])))
    assert len(text) / len(rows) < 600
    assert text.count("<li>") == 10_000


def test_only_colours_of_the_site_are_used() -> None:
    css = (ASSETS / "timeline.css").read_text("utf-8")
    assert colours_of(css) <= COLOURS
    assert not re.search(r"#[0-9a-f]{3,6}\b", css)

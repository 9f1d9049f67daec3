"""The timeline: each event once, as long and where its date says."""

import random
from datetime import date
from itertools import pairwise

import pytest
from conftest import FROZEN
from markup import Node, parsed, with_rows
from pipeline.publish.site.package_data import PackageData, read_data
from pipeline.publish.site.timeline import GAP, MAX_GAPS, MIN_BETWEEN, MIN_GAP, axis_of, timeline
from pipeline.publish.templates import rendered

Row = dict[str, str]


@pytest.fixture(scope="module")
def data() -> PackageData:
    return read_data(FROZEN)


def event(name: str, when: str, first: str, last: str, /, **more: str) -> Row:
    dates = {"date": when, "date_from": first, "date_to": last}
    return {"event_id": name, "event_type": "opening", "place": name.upper()} | dates | more


def years_of(*numbers: int) -> list[Row]:
    return [event(f"e{year}", f"{year}", f"{year}-01-01", f"{year}-12-31") for year in numbers]


DAY = event("day", "2009-03-01", "2009-03-01", "2009-03-01")
NEVER = event("never", "", "", "")
SYNTHETIC = [
    DAY,
    event("month", "2008-02", "2008-02-01", "2008-02-29"),
    event("year", "2010", "2010-01-01", "2010-12-31"),
    event("decade", "200X", "2000-01-01", "2009-12-31"),
    event("century", "19XX", "1900-01-01", "1999-12-31"),
    event("interval", "2008-11/2009-02-03", "2008-11-01", "2009-02-03"),
    event("about", "2010~", "2010-01-01", "2010-12-31"),
    event("perhaps", "2010-05-02?", "2010-05-02", "2010-05-02"),
    NEVER,
]


def html_of(data: PackageData, **tables: list[Row]) -> str:
    return rendered("_timeline.html", timeline=timeline(with_rows(data, **tables)))


def page_of(data: PackageData, events: list[Row]) -> Node:
    return parsed(html_of(data, events=events, evidence=[]))


def number(node: Node, name: str) -> float:
    assert node.attributes[name].endswith("%")
    return float(node.attributes[name][:-1])


def lines(page: Node) -> dict[str, Node]:
    """The lines of the list by the event that they lead to."""
    items = page.only("ol", "timeline-list").all("li")
    links = [item.only("a").attributes["href"] for item in items]
    names = [link.removeprefix("events/").removesuffix(".html") for link in links]
    return dict(zip(names, items, strict=True))


def drawn(line: Node) -> tuple[float, float]:
    """Where an event is drawn, and how wide; a point has no width."""
    (mark,) = [*line.all("rect", "timeline-bar"), *line.all("circle", "timeline-day")]
    if mark.tag == "circle":
        return number(mark, "cx"), 0
    return number(mark, "x"), number(mark, "width")


def years(page: Node) -> dict[int, float]:
    """The years that are written on the axis, and where they begin."""
    texts = page.only("div", "timeline-axis").all("text")
    return {int(it.text): number(it, "x") for it in texts if "timeline-years" not in it.classes}


def test_each_event_is_there_once(data: PackageData) -> None:
    """Catches an event that is left out, is there twice, or is drawn without a date."""
    page = parsed(html_of(data))
    for tag, is_empty in (("ol", False), ("ul", True)):
        assert sorted(item.only("a").attributes["href"] for item in page.only(tag).all("li")) == [
            f"events/{row['event_id']}.html"
            for row in sorted(data.tables["events"], key=lambda row: row["event_id"])
            if (row["date"] == "") is is_empty
        ]
    assert not page.only("ul").all("svg")


@pytest.mark.parametrize("made_up", [True, False])
def test_events_are_where_the_written_years_say(data: PackageData, made_up: bool) -> None:
    """Catches a scale that the written years contradict, and a bar longer or shorter than its date.

    A day is a point in its middle; all are in the order of time, of two that begin together the
    shorter first.
    """
    rows = SYNTHETIC if made_up else data.tables["events"]
    page = page_of(data, rows)
    written, found = years(page), lines(page)
    *_, before, last = written
    day = (written[last] - written[before]) / (date(last, 1, 1) - date(before, 1, 1)).days
    if made_up:
        assert " ".join(found) == "century decade month interval day about year perhaps"
    else:
        assert list(written) == [1992, 2008, 2010, 2012, 2014, 2016]
    for row in filter(lambda row: row["date"], rows):
        begin, end = (date.fromisoformat(row[name]) for name in ("date_from", "date_to"))
        start = max(year for year in written if year <= begin.year)
        away = (begin - date(start, 1, 1)).days + (0.5 if begin == end else 0)
        x, width = drawn(found[row["event_id"]])
        assert x == pytest.approx(written[start] + away * day, abs=0.01)
        length = 0 if begin == end else (end - begin).days + 1
        assert width == pytest.approx(length * day, abs=0.02)


def test_those_without_a_date_are_listed_below(data: PackageData) -> None:
    page = page_of(data, [NEVER])
    assert not page.all("ol")
    assert not page.all("svg")
    assert [item.text for item in page.only("ul").all("li")] == ["opening: NEVER"]
    assert not page_of(data, [DAY]).all("ul")
    assert page_of(data, []).text == ""


def test_an_empty_stretch_is_cut_and_said(data: PackageData) -> None:
    """Catches years that are left out in silence, or drawn though nothing is in them."""
    page = page_of(data, years_of(1992, 2008, 2010))
    assert "Years without any event are left out: 1993–2007." in page.text
    (gap,) = page.all("rect", "timeline-gap")
    assert number(gap, "width") == GAP
    assert number(gap, "x") + GAP == pytest.approx(years(page)[2008], abs=0.002)
    day = (100 - GAP) / (366 + 366 + 365 + 365)  # 1992 and 2008 to 2010
    assert number(gap, "x") == pytest.approx(366 * day, abs=0.002)
    texts = page.all("text", "timeline-years")
    assert [text.text for text in texts] == ["1993–", "2007"]
    assert {number(text, "x") for text in texts} == {number(gap, "x") + GAP / 2}


@pytest.mark.parametrize(
    ("years", "cut"),
    [
        ((2000, 2001 + MIN_GAP - 1), ""),
        ((2000, 2001 + MIN_GAP), "2001–2003."),
        ((1900, 1904, 1950, 1960, 1990), "1905–1949, 1951–1959, 1961–1989."),
    ],
)
def test_the_longest_stretches_are_cut(data: PackageData, years: tuple[int, ...], cut: str) -> None:
    """Catches an axis that is nothing but cuts, or that has one for a few years."""
    page = page_of(data, years_of(*years))
    assert page.text.partition("left out: ")[2].startswith(cut)
    assert page.text.count("left out") == bool(cut)
    assert len(page.all("rect", "timeline-gap")) == cut.count("–") <= MAX_GAPS


def test_nothing_is_drawn_in_a_cut_and_written_years_have_room() -> None:
    """Catches an event that a cut hides, or beyond the edges; and years over each other."""
    chance = random.Random(3)
    for _ in range(200):
        spans, width = [], chance.choice([7_000, 70_000, 700_000])
        for _ in range(chance.randrange(1, 8)):
            begin = chance.randrange(1, width)
            spans.append((begin, begin + chance.choice([1, 30, 366, 4000])))
        axis = axis_of(spans)
        assert axis
        cuts = [(gap["x"], gap["x"] + GAP) for gap in axis.gaps]
        day = (axis.places[1] - axis.places[0]) / (axis.days[1] - axis.days[0])
        for begin, after in spans:
            left, right = axis.at(begin), axis.at(after)
            assert 0 <= left <= right <= 100
            assert right - left == pytest.approx((after - begin) * day, abs=0.002)
            assert all(right <= low + 0.001 or left >= high - 0.001 for low, high in cuts)
        ticks = list(axis.ticks)
        written = [tick for tick in ticks if tick["label"]]
        assert all(b["x"] - a["x"] >= MIN_BETWEEN - 0.002 for a, b in pairwise(written))
        assert all(tick["x"] < 95 or tick["anchor"] == "end" for tick in written)
        assert len(ticks) < 60


def test_a_line_says_what_whose_and_when(data: PackageData) -> None:
    """The date is in the source's words."""
    found = lines(parsed(html_of(data)))
    for name, line in {
        "baku-opening": "opening: Khojaly massacre memorial, Baku, February 26, 2008",
        "berlin-opening": "opening: Khojaly Massacre Memorial, Berlin, 30 May 2011",
        "adana-approval": "approval: memorial, Adana, 2011",
        "khojaly-1992-02-26": "commemorated event: Khojaly massacre, town of Khojaly, "
        "26 February 1992",
    }.items():
        assert found[name].text == line
    assert found["baku-opening"].only("time").attributes["datetime"] == "2008-02-26"


def test_a_preferred_quotation_is_taken(data: PackageData) -> None:
    """Catches the words of a claim that another is preferred to, or that are no date."""
    claim = {"table_name": "events", "record_id": "day", "field": "date", "value": DAY["date"]}
    evidence = [
        claim | {"quote": "a day in spring", "basis": "interpreted", "rank": "preferred"},
        claim | {"quote": "2 March", "basis": "normalized", "value": "2009-03-02"},
        claim | {"quote": "the first of March", "basis": "normalized", "rank": "normal"},
        claim | {"quote": "March 1st", "basis": "normalized", "rank": "preferred"},
    ]
    for rows, words in (
        (evidence, "March 1st"),
        (evidence[:3], "the first of March"),
        ([], "2009-03-01"),
    ):
        page = parsed(html_of(data, events=[DAY], evidence=rows))
        assert lines(page)["day"].only("time").text == words


def test_a_date_that_is_not_sure_says_so(data: PackageData) -> None:
    """Catches a date that is drawn surer than the source is, or that HTML does not know."""
    found = lines(page_of(data, SYNTHETIC))
    assert found["about"].text == "opening: ABOUT, 2010~ (approximate)"
    assert found["perhaps"].text == "opening: PERHAPS, 2010-05-02? (uncertain)"
    drawings = {name: line.only("svg") for name, line in found.items()}
    unsure = {name for name, svg in drawings.items() if "timeline-unsure" in svg.classes}
    assert unsure == {"about", "perhaps"}
    times = {name: line.only("time").attributes for name, line in found.items()}
    plain = {name: attributes["datetime"] for name, attributes in times.items() if attributes}
    assert plain == {"day": "2009-03-01", "month": "2008-02", "year": "2010"}
    assert all(svg.attributes["aria-hidden"] == "true" for svg in drawings.values())


def test_thousands(data: PackageData) -> None:
    """Catches a page that draws every year's line again in every row."""
    chance = random.Random(6)
    rows = []
    for count in range(10_000):
        day = date.fromordinal(chance.randrange(727_000, 736_000)).isoformat()
        rows.append(event(f"e{count}", day, day, day))
    text = html_of(data, events=rows, evidence=[])
    assert len(text) / len(rows) < 600
    assert text.count("<li>") == 10_000

"""The timeline: each event once, under its year, with its date in the source's words."""

import pytest
from conftest import FROZEN
from markup import Node, parsed, with_rows
from pipeline.publish.package_data import PackageData, read_data
from pipeline.publish.site.timeline import timeline
from pipeline.publish.templates import rendered

Row = dict[str, str]


@pytest.fixture(scope="module")
def data() -> PackageData:
    return read_data(FROZEN)


def event(name: str, when: str, first: str, last: str, /, **more: str) -> Row:
    dates = {"date": when, "date_from": first, "date_to": last}
    return {"event_id": name, "event_type": "opening", "place": name.upper()} | dates | more


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


def page_of(data: PackageData, events: list[Row], evidence: list[Row] | None = None) -> Node:
    rows = with_rows(data, events=events, evidence=evidence or [])
    return parsed(rendered("_timeline.html", timeline=timeline(rows)))


def lines(page: Node) -> dict[str, Node]:
    """The lines of events with a date by the event that they lead to."""
    items = [item for item in page.only("ol").all("li") if not item.all("ul")]
    links = [item.only("a").attributes["href"] for item in items]
    names = [link.removeprefix("events/").removesuffix(".html") for link in links]
    assert len(set(names)) == len(names)
    return dict(zip(names, items, strict=True))


def test_each_event_is_there_once_under_its_year(data: PackageData) -> None:
    """Catches an event that is left out, is there twice, or stands under another year."""
    page = parsed(rendered("_timeline.html", timeline=timeline(data)))
    dated = {row["event_id"]: row for row in data.tables["events"] if row["date"]}
    assert lines(page).keys() == dated.keys()
    years = [item for item in page.only("ol").all("li") if item.all("ul")]
    for item in years:
        year = item.only("b").text
        names = [link.removeprefix("events/").removesuffix(".html") for link in item.links]
        assert {dated[name]["date_from"][:4] for name in names} == {year}
    assert [item.only("b").text for item in years] == sorted(
        {row["date_from"][:4] for row in dated.values()}
    )
    undated = page.only("ul", "timeline-undated").links
    expected = {row["event_id"] for row in data.tables["events"]} - dated.keys()
    assert undated == [f"events/{name}.html" for name in sorted(expected)]


def test_events_are_in_the_order_of_time(data: PackageData) -> None:
    """Of two that begin together the shorter is first."""
    found = lines(page_of(data, SYNTHETIC))
    assert " ".join(found) == "century decade month interval day about year perhaps"


def test_those_without_a_date_are_listed_below(data: PackageData) -> None:
    page = page_of(data, [NEVER])
    assert not page.all("ol")
    assert [item.text for item in page.only("ul").all("li")] == ["opening: NEVER"]
    assert not page_of(data, [DAY]).all("ul", "timeline-undated")
    assert page_of(data, []).text == ""


def test_a_line_says_what_whose_and_when(data: PackageData) -> None:
    """The date is in the source's words."""
    found = lines(parsed(rendered("_timeline.html", timeline=timeline(data))))
    for name, line in {
        "baku-opening": "opening: Memorial in Baku, February 26, 2008",
        "berlin-opening": "opening: Memorial in Berlin, 30 May 2011",
        "adana-approval": "approval: Memorial in Adana, 2011",
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
        page = page_of(data, [DAY], rows)
        assert lines(page)["day"].only("time").text == words


def test_a_date_that_is_not_sure_says_so(data: PackageData) -> None:
    """Catches a date that looks surer than the source is, or that HTML does not know."""
    found = lines(page_of(data, SYNTHETIC))
    assert found["about"].text == "opening: ABOUT, 2010~ (approximate)"
    assert found["perhaps"].text == "opening: PERHAPS, 2010-05-02? (uncertain)"
    times = {name: line.only("time").attributes for name, line in found.items()}
    plain = {name: attributes["datetime"] for name, attributes in times.items() if attributes}
    assert plain == {"day": "2009-03-01", "month": "2008-02", "year": "2010"}

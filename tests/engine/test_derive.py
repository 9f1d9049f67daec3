"""`derived_columns`: each derived column from other cells and their evidence, in small tables."""

import pytest
from cases import cases
from pipeline.assemble.derived_columns import Row, derive

from schemas import TABLES, columns_of

EVIDENCE = {"source_id": "one", "start": "0", "end": "0", "value": "", "quote": ""}


def row(table: str, **cells: str) -> Row:
    return {column.name: "" for column in columns_of(TABLES[table])} | cells


def derived(table: str, cells: Row, evidence: list[Row], text: str = "") -> Row:
    """Return the one row of a table after the build has filled its derived columns."""
    named = {"memorials": "memorial_id", "events": "event_id", "statements": "statement_id"}
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    tables["sources"] = [
        row("sources", source_id="one", language="en"),
        row("sources", source_id="zwei", language="de"),
    ]
    tables[table] = [row(table, **{named[table]: "it"}, **cells)]
    about = {"table_name": table, "record_id": "it"}
    tables["evidence"] = [row("evidence", **EVIDENCE | about | cells) for cells in evidence]
    derive(tables, {"one": text, "zwei": text})
    return tables[table][0]


PLACE = ("country_code", "latitude", "longitude", "coordinate_precision", "geonames_id")


@pytest.mark.parametrize(
    ("country", "locality", "source", "expected"),
    [
        ("Azerbaijan", "Baku", "one", ("AZ", "40.37767", "49.89201", "locality", "587084")),
        ("Turkey", "İzmit", "one", ("TR", "40.76499", "29.92928", "locality", "745028")),
        ("Deutschland", "Berlin", "zwei", ("DE", "52.52437", "13.41053", "locality", "2950159")),
        ("Deutschland", "Berlin", "one", ("", "", "", "", "")),
        ("Deutschland", "", "one zwei", ("DE", "", "", "", "")),
        ("Deutschland", "", "zwei one", ("DE", "", "", "", "")),
        ("Australia", "Northcote", "one", ("AU", "-37.76667", "145", "locality", "2155001")),
        ("Germany", "", "one", ("DE", "", "", "", "")),
        ("Germany", "Nowhere", "one", ("DE", "", "", "", "")),
        ("Germany", "Baku", "one", ("DE", "", "", "", "")),
        ("", "Baku", "", ("", "", "", "", "")),
    ],
)
def test_where_a_memorial_is(
    country: str, locality: str, source: str, expected: tuple[str, ...]
) -> None:
    """Catches coordinates without a country, half a place, or another language's country name.

    Any source of the country may give its code, whichever stands first.
    """
    evidence = [{"field": "country", "source_id": name} for name in source.split()]
    memorial = derived("memorials", {"country": country, "locality": locality}, evidence)
    assert tuple(memorial[name] for name in PLACE) == expected


@pytest.mark.parametrize(
    ("date", "first", "last"),
    cases("""
        2008 → 2008-01-01 → 2008-12-31 | 2012-02 → 2012-02-01 → 2012-02-29
        2008-02-26 → 2008-02-26 → 2008-02-26 | 2008~ → 2008-01-01 → 2008-12-31
        ∅ → ∅ → ∅ | 2008-02-31 → ∅ → ∅
    """),
)
def test_first_and_last_day(date: str, first: str, last: str) -> None:
    """Catches bounds of a date that are not its own, or made up where there is none."""
    for name in ("opened", "completed"):
        memorial = derived("memorials", {name: date}, [])
        assert (memorial[f"{name}_from"], memorial[f"{name}_to"]) == (first, last)
    event = derived("events", {"date": date}, [])
    assert (event["date_from"], event["date_to"]) == (first, last)


@pytest.mark.parametrize(
    ("cells", "evidence", "expected"),
    [
        ({}, [], ""),
        ({}, [("name", "", "about")], ""),
        ({"length_m": "8.6"}, [("length_m", "8.6", "8.6-meters-long")], "false"),
        ({"height_m": "2"}, [("height_m", "2", "about two meters high")], "true"),
        (
            {"height_m": "2", "length_m": "8.6"},
            [("height_m", "2", "some 2 m"), ("length_m", "8.6", "8.6 m")],
            "true",
        ),
        ({"height_m": "2"}, [("height_m", "2", "2 m"), ("height_m", "3", "about 3 m")], "false"),
        ({"height_m": "2"}, [("height_m", "2", "2 m"), ("name", "", "about it")], "false"),
        ({"height_m": "2", "opened": "2012~"}, [("opened", "2012~", "about 2012")], "false"),
    ],
)
def test_dimensions_approximate(
    cells: Row, evidence: list[tuple[str, str, str]], expected: str
) -> None:
    """Catches a measure that is called approximate for words about another cell or value."""
    rows = [dict(zip(("field", "value", "quote"), given, strict=True)) for given in evidence]
    assert derived("memorials", cells, rows)["dimensions_approximate"] == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ('He said "no war" then.', "no war", "direct"),
        ("He said “no war” then.", "no war", "direct"),
        ("He said „no war“ then.", "no war", "direct"),
        ("He said «no war» then.", "no war", "direct"),
        ("He said that no war came.", "no war", "reported"),
        ('He said "no war" then.', '"no war"', "reported"),
        ('He said "no war" then.', "no", "direct"),
        ('He said "no war" then "peace" too.', " then ", "reported"),
        ('It was bad." Then "peace" came.', "peace", "direct"),
        ("The Rustamovs' work and the state's aid", " work and the state", "reported"),
        ("He said ‘the city’s peace’ then.", "peace", "direct"),
        ('He said "no war\n\nPeace" then.', "Peace", "reported"),
        ("no war", "no war", "reported"),
        ('"no war', "no war", "reported"),
        ('no war"', "no war", "reported"),
    ],
)
def test_directness(text: str, words: str, expected: str) -> None:
    """Catches one mark taken for two, and a place before the text that wraps to its end."""
    start = text.index(words)
    told = [{"field": "text", "start": str(start), "end": str(start + len(words))}]
    assert derived("statements", {"text": words}, told, text)["directness"] == expected


def test_a_statement_is_direct_only_where_each_of_its_quotations_is() -> None:
    """Catches a statement that half of its evidence reports, and words of another field."""
    text = '"one" and two'
    direct: Row = {"field": "text", "start": "1", "end": "4"}
    other: Row = {"start": "10", "end": "13"}
    both = derived("statements", {}, [direct, {"field": "text", **other}], text)
    assert both["directness"] == "reported"
    spoken = derived("statements", {}, [direct, {"field": "speaker", **other}], text)
    assert spoken["directness"] == "direct"
    assert derived("statements", {}, [], text)["directness"] == "reported"


def test_only_derived_columns_are_filled() -> None:
    """Catches a rule that writes into what a source says."""
    cells = {"country": "Azerbaijan", "locality": "Baku", "height_m": "2"}
    cells |= {"completed": "2007", "opened": "2008"}
    memorial = derived("memorials", cells, [{"field": "country"}])
    given = {"memorial_id": "it", **cells}
    assert memorial | given == memorial
    filled = {name for name, value in memorial.items() if value} - set(given)
    columns = columns_of(TABLES["memorials"])
    assert filled == {column.name for column in columns if column.role == "derived"}

"""`pipeline.assemble.agreement`: claims on one cell are compared as what they mean (rule 4)."""

from pathlib import Path

import pytest
from conftest import NAME, find_faults, replace_once
from pipeline.assemble.agreement import Surroundings, Wording, most_precise
from pipeline.building import build_tables

from schemas import TABLES, column_of

OPENED = 'opened = "February 26, 2008"'
TWO = 'opened = ["February 26, 2008", { value = "2009", quote = "16-year anniversary"%s }]'
NOTE = ', note = "It is 2009."'
SETTLE = """
[[settle]]
cell = "memorials.baku.opened"
value = "2008-02-26"
against = ["2009"]
why = "The day is given outright."
"""


@pytest.mark.parametrize(
    ("field", "one", "other", "value"),
    [
        ("opened", "2008", "2008-02-26", "2008-02-26"),
        ("opened", "2008-02-26", "2008-02", "2008-02-26"),
        ("opened", "2008-02", "2008-03", None),
        ("height_m", "2", "2.0", "2"),
        ("height_m", "2", "2.1", None),
        ("memorial_type", "memorial", "monument", "memorial"),
        ("memorial_type", "monument", "sculpture", "sculpture"),
        ("memorial_type", "garden", "sculpture", None),
        ("status", "built", "approved", None),
        ("country", "Turkey", "Türkiye", "Turkey"),
        ("country", "the Netherlands", "Netherlands", "the Netherlands"),
        ("country", "Turkey", "Germany", None),
        ("locality", "The Hague", "the Hague", "The Hague"),
        ("locality", "Hague", "Rotterdam", None),
        ("material", "Bronze", "the bronze", "Bronze"),
        ("material", "bronze", "marble", None),
        ("coordinates", "52.5, 13.4", "52.5001, 13.4001", "52.5, 13.4"),
        ("coordinates", "52.5, 13.4", "53.5, 13.4", None),
    ],
)
def test_the_more_precise_value_holds(field: str, one: str, other: str, value: str | None) -> None:
    """Catches values that are compared by their spelling, and a general one that wins."""
    column = column_of(TABLES["memorials"], field)
    wordings = [Wording(one, "en"), Wording(other, "en")]
    assert most_precise(column, wordings, Surroundings("NL")) == value


def test_a_country_in_two_languages_and_a_town_in_its_district() -> None:
    """Catches a name that is looked up in the other source's language, and a part that is lost."""
    country, locality = (column_of(TABLES["memorials"], name) for name in ("country", "locality"))
    assert most_precise(country, [Wording("Germany", "en"), Wording("Deutschland", "de")])
    around = Surroundings("DE", frozenset({"zehlendorf"}))
    wordings = [Wording("Berlin", "en"), Wording("Zehlendorf", "en")]
    assert most_precise(locality, wordings, around) == "Zehlendorf"
    assert most_precise(locality, wordings, Surroundings("AZ")) is None


def test_side_by_side_columns_never_disagree(seeds: Path) -> None:
    """The cell has the words that come first, and all stay in evidence."""
    site = """site = 'near the "Shah Ismail Khatai" metro station'"""
    replace_once(seeds / f"{NAME}.toml", site, f'{site.replace("= ", "= [")}, "metro station"]')
    tables = build_tables(seeds).tables
    row = next(row for row in tables["memorials"] if row["memorial_id"] == "baku")
    given = [
        one["value"] for one in tables["evidence"]
        if (one["record_id"], one["field"]) == ("baku", "site")
    ]  # fmt: skip
    assert row["site"] == 'near the "Shah Ismail Khatai" metro station'
    assert set(given) == {row["site"], "metro station"}


@pytest.mark.parametrize(
    ("prefer", "settle", "codes"),
    [
        ("", "", {"claims-disagree"}),
        (', prefer = "it is so"', "", {"claims-disagree"}),
        (', prefer = "over 2008-02-27: it is so"', "", {"claims-disagree"}),
        ("", SETTLE.replace("2009", "2010"), {"claims-disagree"}),
        ("", SETTLE.replace('"2008-02-26"', '"2007"'), {"claims-disagree"}),
        ("", SETTLE.replace("baku.opened", "baku.latitude"), {"bad-claim", "claims-disagree"}),
        ("", SETTLE.replace('["2009"]', "[]"), {"bad-claim", "claims-disagree"}),
        ("", SETTLE.replace("The day is given outright.", ""),
         {"missing-field", "claims-disagree"}),
        ("", SETTLE, set()),
    ],
)  # fmt: skip
def test_a_choice_names_what_it_weighed(
    seeds: Path, prefer: str, settle: str, codes: set[str]
) -> None:
    """Catches a difference that is settled silently, by no reason or one about other values."""
    path = seeds / f"{NAME}.toml"
    replace_once(path, f"{OPENED}\nlength_m", f"{TWO % (NOTE + prefer)}\nlength_m")
    path.write_text(path.read_text("utf-8") + settle, "utf-8")
    found = [one for one in find_faults(seeds) if one.severity == "error"]
    assert {one.code for one in found} == codes
    disagreements = [one for one in found if one.code == "claims-disagree"]
    assert all((one.record, one.field) == ("memorials.baku", "opened") for one in disagreements)

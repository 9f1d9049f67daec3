"""The facts that the tables hold, as a reader of the article would write them down by hand.

Written from the article, not from the claims: a claim that is lost, or slips to another record,
fails here.
"""

import re
from pathlib import Path

import pytest
from conftest import NAME, read
from pipeline.assemble.evidence_rows import quoted_spans, sentence_letters

MEMORIALS = """
adana                 | memorial | approved | Turkey | Adana | | |
ankara                | memorial | built | Turkey | Ankara | | |
baku                  | memorial | built | Azerbaijan | Baku | | 2008-02-26 | near the "Shah Ismail Khatai" metro station
berlin                | memorial | built | Germany | Berlin | 2011 | 2011-05-30 | near Gottfried Benn Library
canakkale             | memorial | approved | Turkey | Çanakkale | | |
chaim-weizmann-forest | garden | built | Israel | | | 2016-02 | Chaim Weizmann forest
denizli               | memorial | built | Turkey | Denizli | 2016 | |
isparta               | memorial | approved | Turkey | Isparta | | |
izmit                 | monument | built | Turkey | İzmit | | 2015-04-23 |
mexico-city           | monument | built | Mexico | Mexico City | | 2012-08 | Tlaxcoaque square
sarajevo              | memorial | built | Bosnia and Herzegovina | Sarajevo | | 2012-02 |
the-hague             | memorial | built | Netherlands | The Hague | | 2008-02-24 | Kamperfoeliestraat Park
usak                  | monument | built | Turkey | Uşak | | 2014-02 |
"""  # noqa: E501
PLACES = {  # GeoNames' own numbers
    "adana": 325363, "ankara": 323786, "baku": 587084, "berlin": 2950159, "canakkale": 749780,
    "denizli": 317109, "isparta": 311073, "izmit": 745028, "mexico-city": 3530597,
    "sarajevo": 3191281, "the-hague": 2747373, "usak": 298299,
}  # fmt: skip
EVENTS = {
    ("approval", "2011", "adana"), ("approval", "2011", "canakkale"),
    ("approval", "2011", "isparta"), ("approval", "2011", "usak"),
    ("construction", "", "ankara"), ("construction", "2016", "denizli"),
    ("opening", "2008-02-26", "baku"), ("opening", "2012-02", "sarajevo"),
    ("opening", "2011-05-30", "berlin"), ("opening", "2016-02", "chaim-weizmann-forest"),
    ("opening", "2012-08", "mexico-city"), ("opening", "2008-02-24", "the-hague"),
    ("opening", "2014-02", "usak"), ("opening", "2015-04-23", "izmit"),
    ("protest", "", "berlin"), ("postponement", "", "berlin"), ("summons", "", "berlin"),
    ("permission", "", "berlin"), ("renaming", "2012-08", "mexico-city"),
    ("opinion", "2012-11", "mexico-city"), ("decision", "", "mexico-city"),
    ("effect", "", "mexico-city"), ("commemorated_event", "1992-02-26", ""),
}  # fmt: skip
RELATIONS = {  # by table: who has which role in what
    "kinships": "leyla-aliyeva ilham-aliyev child",
    "memorial_people": """
        baku aslan-rustamov sculptor; baku mahmud-rustamov sculptor; baku teymur-rustamov sculptor
        berlin akif-asgarov designer; berlin akif-asgarov initiator
        berlin ali-ibadullayev designer; berlin ali-ibadullayev initiator
        berlin ebrahim-ehrari designer; berlin ebrahim-ehrari initiator
        berlin ebrahim-ehrari organizer; berlin salhab-mammadov designer
        berlin salhab-mammadov initiator; sarajevo leyla-aliyeva organizer""",
    "event_organizations": """
        adana-approval municipality-of-adana authority
        berlin-opening azerbaijani-expatriates attendee
        berlin-opening intellectuals-from-both-countries attendee
        berlin-protest armenian-diaspora protester
        berlin-summons foreign-ministry-of-germany authority
        canakkale-approval municipality-of-canakkale authority
        isparta-approval municipality-of-isparta authority
        khojaly-1992-02-26 366th-cis-regiment said_to_have_done
        khojaly-1992-02-26 azerbaijani-victims said_to_have_suffered
        khojaly-1992-02-26 local-irregular-armenian-forces said_to_have_done
        mexico-city-finding authorities-in-mexico subject
        mexico-city-finding foreign-government subject
        mexico-city-finding mexican-advisory-commission adviser
        usak-approval municipality-of-usak authority""",
    "event_relations": """
        berlin-permission berlin-summons because_of
        berlin-postponement berlin-protest because_of""",
}


def test_memorials(first: Path) -> None:
    columns = ("memorial_type", "status", "country", "locality", "completed", "opened", "site")
    expected = [
        [cell.strip() for cell in line.split("|")] for line in MEMORIALS.strip().split("\n")
    ]
    rows = read("memorials", first)
    assert [[row["memorial_id"], *(row[name] for name in columns)] for row in rows] == expected
    places = {row["memorial_id"]: int(row["geonames_id"]) for row in rows if row["geonames_id"]}
    assert places == PLACES


def test_what_only_some_memorials_have(first: Path) -> None:
    """Measures, materials, forms, settings, dedications and names."""
    rows = read("memorials", first)

    def told(field: str) -> dict[str, str]:
        return {row["memorial_id"]: row[field] for row in rows if row[field]}

    assert told("length_m") == {"baku": "8.6"}
    assert told("height_m") == {"the-hague": "2"}
    assert told("dimensions_approximate") == {"baku": "false", "the-hague": "true"}
    assert told("material") == {"berlin": "bronze", "the-hague": "marble"}
    assert told("district") == {"berlin": "Zehlendorf"}
    assert told("description") == {
        "berlin": "three abstract bronze figures, symbolizing father, mother and a child and "
        "signifying hope for a peaceful future of the nations",
        "the-hague": "an image of a mother raising her baby above her head",
    }
    garden = "A large flower garden was planned around the monument located in a vast area "
    assert told("setting") == {"the-hague": f"{garden}rented for 30 years"}
    assert told("dedicated_to") == {
        "adana": "the victims of Khojaly massacre",
        "berlin": "victims of the Khojaly Massacre",
        "canakkale": "the victims of Khojaly massacre",
        "chaim-weizmann-forest": "victims of the massacre",
        "isparta": "the victims of Khojaly massacre",
        "sarajevo": "the victims of massacre",
        "usak": "the victims of the Khojaly massacre",
    }
    assert {row["name"] for row in rows} == {
        "memorial", "monument", "memorial garden", "Khojaly memorial", "Khojaly massacre memorial",
        "Khojaly Massacre Memorial",
    }  # fmt: skip


def test_people(first: Path) -> None:
    rows = {row["person_id"]: row for row in read("people", first)}
    unnamed = [name for name, row in rows.items() if row["named"] == "false"]
    names = ("azerbaijani-ambassador-to-the-netherlands", "representative-of-the-state-committee")
    assert unnamed == list(names)
    assert rows["ilham-aliyev"]["other_names"] == ""  # "Ilhams" is a misprint
    assert rows["ebrahim-ehrari"]["description"] == "sculptor who lived in Germany"
    assert len(rows) == 17


def test_events(first: Path) -> None:
    rows = read("events", first)
    assert {(row["event_type"], row["date"], row["memorial_id"]) for row in rows} == EVENTS
    assert len(rows) == len(EVENTS)
    named = {row["event_id"]: row["name"] for row in rows if row["name"]}
    assert named == {
        "baku-opening": "opening ceremony",
        "berlin-opening": "memorial opening ceremony",
        "khojaly-1992-02-26": "Khojaly massacre",
        "the-hague-opening": "opening ceremony",
        "usak-opening": "opening ceremony for the monument to the victims of the Khojaly massacre",
    }


def test_statements(first: Path) -> None:
    rows = {row["text"]: (row["directness"], row["speaker"]) for row in read("statements", first)}
    assert rows["Recommending that authorities take action"] == ("reported", "")
    assert len(rows) == 8


def test_inscriptions(first: Path) -> None:
    """Of the plaque one word is quoted, and one that was proposed in its place."""
    columns = ("memorial_id", "text", "whole", "language", "translation", "place", "state")
    gift = ("Ein Geschenk für Steglitz-Zehlendorf", "true", "de", "a gift to Steglitz-Zehlendorf")
    assert [tuple(row[name] for name in columns) for row in read("inscriptions", first)] == [
        ("berlin", *gift, "On the pedestal", "present"),
        ("mexico-city", "genocide", "false", "", "", "plaque on the monument", "unknown"),
        ("mexico-city", "massacre", "false", "", "", "", "proposed"),
    ]


@pytest.mark.parametrize("table", RELATIONS)
def test_relations(first: Path, table: str) -> None:
    expected = re.split(r"[;\n]\s*", RELATIONS[table].strip())
    assert [" ".join(row.values()) for row in read(table, first)] == expected


def test_over_nine_tenths_of_the_sentences_letters_are_quoted(first: Path) -> None:
    text = (first / f"seeds/{NAME}.txt").read_text(encoding="utf-8")
    spans = quoted_spans(read("evidence", first))[NAME]
    within, letters = sentence_letters(read("passages", first), spans, text)
    assert (within, letters) == (3766, 3895)
    assert within / letters > 0.9

"""Facts that the tables hold, as a reader of the article would write them down by hand.

Written from the article, not from the claims: a claim that is lost, or slips to another record,
fails here.
"""

from pathlib import Path

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


def test_memorials(first: Path) -> None:
    columns = ("memorial_type", "status", "country", "locality", "completed", "opened", "site")
    expected = [
        [cell.strip() for cell in line.split("|")] for line in MEMORIALS.strip().split("\n")
    ]
    rows = read("memorials", first)
    assert [[row["memorial_id"], *(row[name] for name in columns)] for row in rows] == expected


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


def test_over_nine_tenths_of_the_sentences_letters_are_quoted(first: Path) -> None:
    text = (first / f"seeds/{NAME}.txt").read_text(encoding="utf-8")
    spans = quoted_spans(read("evidence", first))[NAME]
    within, letters = sentence_letters(read("passages", first), spans, text)
    assert (within, letters) == (3766, 3895)
    assert within / letters > 0.9

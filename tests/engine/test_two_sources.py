"""What two sources make together: they corroborate, refine and disagree, in two languages.

The values are worked out by hand from the two texts in `tests/engine/sources`.
"""

import hashlib
import shutil
from pathlib import Path

import pytest
from conftest import NAME, SECOND, SOURCES, Row, find_faults, read, replace_once
from validate import validate

from schemas import TABLES, key_of


def find_record(root: Path, table: str, record: str) -> Row:
    """Return a record of a package by its key."""
    names = key_of(TABLES[table])
    (row,) = (row for row in read(table, root) if "/".join(row[one] for one in names) == record)
    return row


def find_evidence(root: Path, cell: str) -> list[Row]:
    """Return the evidence of TABLE.RECORD.FIELD, in the file's order."""
    names = ("table_name", "record_id", "field")
    return [row for row in read("evidence", root) if ".".join(row[name] for name in names) == cell]


def test_both_together_are_valid(two: Path) -> None:
    """Catches a package of several sources, or of one in German, that validation refuses."""
    assert validate(two) == []
    sources = [(row["source_id"], row["language"]) for row in read("sources", two)]
    assert sources == [(NAME, "en"), (SECOND, "de")]


@pytest.mark.parametrize(
    ("record", "columns", "alone", "together"),
    [
        ("memorials.berlin", "opened", "2011-05-30", "2011-05-30"),
        ("memorials.usak", "opened", "2014-02", "2014-02"),
        ("memorials.sarajevo", "opened opened_from opened_to",
         "2012-02 2012-02-01 2012-02-29", "2012-02-25 2012-02-25 2012-02-25"),
        ("events.sarajevo-opening", "label date date_from date_to",
         "Opening: Memorial in Sarajevo, 2012-02 2012-02 2012-02-01 2012-02-29",
         "Opening: Memorial in Sarajevo, 2012-02-25 2012-02-25 2012-02-25 2012-02-25"),
        ("memorials.the-hague", "height_m dimensions_approximate", "2 true", "2.4 false"),
        ("memorials.usak", "memorial_type", "monument", "monument"),
    ],
)  # fmt: skip
def test_a_cell_alone_and_together(
    first: Path, two: Path, record: str, columns: str, alone: str, together: str
) -> None:
    """Catches a value that corroborates and changes, or refines or is preferred and does not."""
    table, key = record.split(".")
    before, after = (find_record(root, table, key) for root in (first, two))
    assert " ".join(before[name] for name in columns.split()) == alone
    assert " ".join(after[name] for name in columns.split()) == together
    assert {name for name in before if before[name] != after[name]} <= set(columns.split())


@pytest.mark.parametrize(
    ("cell", "evidence"),
    [
        ("memorials.usak.opened", (  # the same value: nothing is preferred
            "en 2014-02 normalized normal", "de 2014-02 normalized normal")),
        ("memorials.sarajevo.opened", (  # a day inside a month
            "en 2012-02 normalized normal", "de 2012-02-25 normalized preferred")),
        ("memorials.the-hague.height_m", (  # settled by the second source
            "en 2 normalized normal", "de 2.4 normalized preferred")),
        ("memorials.usak.memorial_type", (  # general types, which agree
            "en memorial verbatim normal", "en monument verbatim normal",
            "de monument normalized normal")),
        ("memorials.berlin.district", (  # settled by the first, against the second too
            "en Zehlendorf verbatim preferred", "en Steglitz-Zehlendorf verbatim normal",
            "de Steglitz-Zehlendorf verbatim normal")),
        ("memorials.berlin.name", (  # side by side: the words of the source that was added first
            "en Khojaly massacre memorial verbatim preferred",
            "en Khojaly Massacre Memorial verbatim preferred", "de Gedenkort verbatim normal")),
    ],
)  # fmt: skip
def test_evidence_of_both_stays(two: Path, cell: str, evidence: tuple[str, ...]) -> None:
    """Catches a source's words that are lost, or ranked as if they gave the value."""
    languages = {NAME: "en", SECOND: "de"}
    rows = find_evidence(two, cell)
    for row, expected in zip(rows, evidence, strict=True):
        ranked = (languages[row["source_id"]], row["value"], row["basis"], row["rank"])
        assert " ".join(ranked) == expected
        text = (two / f"seeds/{row['source_id']}.txt").read_text("utf-8")
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]


def test_notes_tell_why(two: Path) -> None:
    """Catches a reason that is not kept with the words that it is about."""
    (_, measured) = find_evidence(two, "memorials.the-hague.height_m")
    note = "Preferred: over 2: a measure, where the other source says about two meters"
    assert (measured["quote"], measured["note"]) == ("2,4 Meter hoch", note)
    (vague, exact) = find_evidence(two, "memorials.sarajevo.opened")
    assert (vague["note"], exact["note"]) == ("", "The day is told by this source alone.")


def test_a_memorial_that_the_second_alone_tells_of(two: Path) -> None:
    """Catches a country, a measure or a date that is read in English only."""
    graz = {name: cell for name, cell in find_record(two, "memorials", "graz").items() if cell}
    assert graz == {
        "memorial_id": "graz",
        "name": "Gedenktafel",
        "memorial_type": "plaque",
        "label": "Plaque in Graz",
        "status": "built",
        "country": "Österreich",
        "country_code": "AT",
        "locality": "Graz",
        "site": "Volksgarten",
        "latitude": "47.06733",
        "longitude": "15.44197",
        "coordinate_precision": "locality",
        "geonames_id": "2778067",
        "opened": "2019-02-26",
        "opened_from": "2019-02-26",
        "opened_to": "2019-02-26",
        "material": "Bronze",
        "height_m": "0.6",
        "dimensions_approximate": "true",
    }
    statement = find_record(two, "statements", "graz-sculptor")
    assert (statement["directness"], statement["speaker"]) == ("direct", "Hollerer")


def test_records_are_those_of_both(first: Path, two: Path) -> None:
    """Catches a record of one source that the other's loses, or one that nobody claims."""
    added = {"memorials": 1, "people": 1, "events": 1, "memorial_people": 1, "statements": 1}
    added |= {"event_people": 1, "sources": 1, "passages": 15}
    for table, model in TABLES.items():
        keys = [{tuple(row[one] for one in key_of(model)) for row in read(table, root)}
                for root in (first, two)]  # fmt: skip
        if table != "evidence":
            assert (keys[0] <= keys[1], len(keys[1] - keys[0])) == (True, added.get(table, 0))
    roles = {row["role"] for row in read("event_people", two) if row["person_id"] == "norbert-kopp"}
    assert roles == {"attendee", "speaker"}


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """Seeds of both sources that a test may alter."""
    return Path(shutil.copytree(SOURCES, tmp_path / "seeds"))


def alter(seeds: Path, ending: str, old: str, new: str) -> int:
    """Alter the second source's text or claims in one place; the line of it is returned."""
    return replace_once(seeds / f"{SECOND}.{ending}", old, new)


def test_without_a_preference_the_build_stops(both: Path) -> None:
    """Catches a disagreement of two sources that is settled silently."""
    preference = ', prefer = "over 2: a measure, where the other source says about two meters"'
    line = alter(both, "toml", preference, "")
    (finding,) = find_faults(both)
    place = (finding.code, finding.file, finding.line)
    assert place == ("claims-disagree", f"seeds/{SECOND}.toml", line)
    cell = (finding.record, finding.field, finding.value)
    assert cell == ("memorials.the-hague", "height_m", "2.4")
    assert "'about two meters high'" in finding.message
    assert "'2,4 Meter hoch'" in finding.message


def test_a_day_of_another_month_refines_nothing(both: Path) -> None:
    """Catches a more precise date that lies outside the vaguer one and is taken all the same."""
    words, others = "Am 25. Februar 2012", "Am 25. August 2012"
    before = (both / f"{SECOND}.txt").read_bytes()
    alter(both, "txt", words, others)
    after = (both / f"{SECOND}.txt").read_bytes()
    alter(both, "toml", *(hashlib.sha256(text).hexdigest() for text in (before, after)))
    path = both / f"{SECOND}.toml"
    path.write_text(path.read_text("utf-8").replace(words[3:], others[3:]), "utf-8")
    found = {(one.code, one.record, one.field) for one in find_faults(both)}
    assert found == {
        ("claims-disagree", "memorials.sarajevo", "opened"),
        ("claims-disagree", "events.sarajevo-opening", "date"),
    }

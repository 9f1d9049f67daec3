"""What two sources make together: they corroborate, refine and disagree, in two languages.

The values are worked out by hand from the two texts in `tests/engine/sources`.
"""

import hashlib
import shutil
from pathlib import Path

import pytest
from conftest import NAME, SECOND, SOURCES, Row, read
from pipeline.building import build_tables
from pipeline.common.findings import FaultyError
from validate import validate

from schemas import TABLES, key_of

Evidence = tuple[str, str, str, str]  # source, value, basis, rank


def find_record(root: Path, table: str, record: str) -> Row:
    """Return a record of a package by its key."""
    names = key_of(TABLES[table])
    (row,) = (row for row in read(table, root) if "/".join(row[one] for one in names) == record)
    return row


def find_evidence(root: Path, record: str, field: str) -> list[Row]:
    """Return the evidence of a cell, in the file's order."""
    cell = (*record.split("."), field)
    rows = read("evidence", root)
    return [row for row in rows if (row["table_name"], row["record_id"], row["field"]) == cell]


def test_both_together_are_valid(two: Path) -> None:
    """Catches a package of several sources, or of one in German, that validation refuses."""
    assert validate(two) == []
    sources = [(row["source_id"], row["language"]) for row in read("sources", two)]
    assert sources == [(NAME, "en"), (SECOND, "de")]


@pytest.mark.parametrize(
    ("record", "alone", "together"),
    [
        ("memorials.berlin", {"opened": "2011-05-30"}, {"opened": "2011-05-30"}),
        ("memorials.usak", {"opened": "2014-02"}, {"opened": "2014-02"}),
        (
            "memorials.sarajevo",
            {"opened": "2012-02", "opened_from": "2012-02-01", "opened_to": "2012-02-29"},
            {"opened": "2012-02-25", "opened_from": "2012-02-25", "opened_to": "2012-02-25"},
        ),
        (
            "events.sarajevo-opening",
            {"date": "2012-02", "date_from": "2012-02-01", "date_to": "2012-02-29"},
            {"date": "2012-02-25", "date_from": "2012-02-25", "date_to": "2012-02-25"},
        ),
        (
            "memorials.the-hague",
            {"height_m": "2", "dimensions_approximate": "true"},
            {"height_m": "2.4", "dimensions_approximate": "false"},
        ),
        ("memorials.usak", {"memorial_type": "monument"}, {"memorial_type": "monument"}),
    ],
)
def test_a_cell_alone_and_together(
    first: Path, two: Path, record: str, alone: Row, together: Row
) -> None:
    """Catches a value that corroborates and changes, or refines or is preferred and does not."""
    table, key = record.split(".")
    before, after = (find_record(root, table, key) for root in (first, two))
    assert (alone.items() <= before.items(), together.items() <= after.items()) == (True, True)
    assert {name for name in before if before[name] != after[name]} <= set(together)


@pytest.mark.parametrize(
    ("record", "field", "evidence"),
    [
        (  # the same value: nothing is preferred
            "memorials.usak", "opened",
            [(one, "2014-02", "normalized", "normal") for one in (NAME, SECOND)],
        ),
        (  # a day inside a month
            "memorials.sarajevo", "opened",
            [
                (NAME, "2012-02", "normalized", "normal"),
                (SECOND, "2012-02-25", "normalized", "preferred"),
            ],
        ),
        (  # settled by the second source
            "memorials.the-hague", "height_m",
            [(NAME, "2", "normalized", "normal"), (SECOND, "2.4", "normalized", "preferred")],
        ),
        (  # settled by the first among its own words, which holds against the second too
            "memorials.usak", "memorial_type",
            [
                (NAME, "memorial", "verbatim", "normal"),
                (NAME, "monument", "verbatim", "preferred"),
                (SECOND, "memorial", "coded", "normal"),
            ],
        ),
        (  # a value that the first prefers, corroborated
            "memorials.berlin", "district",
            [
                (NAME, "Zehlendorf", "verbatim", "normal"),
                (NAME, "Steglitz-Zehlendorf", "verbatim", "preferred"),
                (SECOND, "Steglitz-Zehlendorf", "verbatim", "preferred"),
            ],
        ),
    ],
)  # fmt: skip
def test_evidence_of_both_stays(
    two: Path, record: str, field: str, evidence: list[Evidence]
) -> None:
    """Catches a source's words that are lost, or ranked as if they gave the value."""
    rows = find_evidence(two, record, field)
    columns = ("source_id", "value", "basis", "rank")
    assert [tuple(row[name] for name in columns) for row in rows] == evidence
    for row in rows:
        text = (two / f"seeds/{row['source_id']}.txt").read_text("utf-8")
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]


def test_notes_tell_why(two: Path) -> None:
    """Catches a reason that is not kept with the words that it is about."""
    (_, measured) = find_evidence(two, "memorials.the-hague", "height_m")
    assert (measured["quote"], measured["note"]) == (
        "2,4 Meter hoch",
        "Preferred: a measure, where the other source says about two meters",
    )
    (vague, exact) = find_evidence(two, "memorials.sarajevo", "opened")
    assert (vague["note"], exact["note"]) == ("", "The day is told by this source alone.")


def test_a_memorial_that_the_second_alone_tells_of(two: Path) -> None:
    """Catches a country, a measure or a date that is read in English only."""
    graz = {name: cell for name, cell in find_record(two, "memorials", "graz").items() if cell}
    assert graz == {
        "memorial_id": "graz",
        "name": "Gedenktafel",
        "memorial_type": "plaque",
        "status": "extant",
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
    added |= {"event_people": 1, "sources": 1, "passages": 14}
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
    path = seeds / f"{SECOND}.{ending}"
    before = path.read_text("utf-8")
    assert before.count(old) == 1
    path.write_text(before.replace(old, new), "utf-8")
    return before.count("\n", 0, before.index(old)) + 1


def test_without_a_preference_the_build_stops(both: Path) -> None:
    """Catches a disagreement of two sources that is settled silently."""
    preference = ', prefer = "a measure, where the other source says about two meters"'
    line = alter(both, "toml", preference, "")
    with pytest.raises(FaultyError) as stopped:
        build_tables(both)
    (finding,) = stopped.value.findings
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
    with pytest.raises(FaultyError) as stopped:
        build_tables(both)
    found = {(one.code, one.record, one.field) for one in stopped.value.findings}
    assert found == {
        ("claims-disagree", "memorials.sarajevo", "opened"),
        ("claims-disagree", "events.sarajevo-opening", "date"),
    }

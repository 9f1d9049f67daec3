"""`duplicates`: people, organizations and memorials that may be rows twice, and the answers."""

from copy import deepcopy

import pytest
from cases import cases
from pipeline.assemble.assembly import Assembly
from pipeline.check.duplicates import possible_duplicates
from test_lint import Row, Tables, frames_of, row_of


@pytest.fixture
def tables(made: Assembly) -> Tables:
    """The tables of the real seed, to be altered."""
    return deepcopy(made.tables)


def twins_of(tables: Tables) -> list[tuple[str | None, str | None, str]]:
    """Likely duplicates: file, record and message."""
    found = list(possible_duplicates(frames_of(tables)))
    assert all((one.code, one.severity) == ("possible-duplicate", "warning") for one in found)
    return [(one.file, one.record, one.message) for one in found]


def clone(tables: Tables, table: str, index: int, **changes: str) -> Row:
    """A copy of a row, changed, at the end of its table."""
    row = tables[table][index] | changes
    tables[table].append(row)
    return row


@pytest.mark.parametrize(
    "name", ["Norbert Kopp", "norbert  KOPP", "Nörbert-Kopp", "Norbertkopp", "N. K.; Norbert Kopp"]
)
def test_two_people_of_one_name(tables: Tables, name: str) -> None:
    """Catches a person who is a row twice, under a spelling that differs in small things."""
    first, _, other = name.partition("; ")
    clone(tables, "people", 12, person_id="norbert-kopp-2", name=first, other_names=other)
    assert twins_of(tables) == [
        ("data/people.csv", "norbert-kopp-2", "it has a name of norbert-kopp")
    ]


@pytest.mark.parametrize("name", ["Norbert Koppe", "Kopp", "N. Kopp", "—"])
def test_two_people_of_two_names(tables: Tables, name: str) -> None:
    clone(tables, "people", 12, person_id="norbert-kopp-2", name=name)
    clone(tables, "people", 12, person_id="norbert-kopp-3", name="!")
    assert twins_of(tables) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("DE", "DE", True), ("DE", "", True), ("", "DE", True), ("", "", True), ("DE", "AZ", False)],
)
def test_two_organizations_of_one_name(tables: Tables, one: str, other: str, alike: bool) -> None:
    """Catches ministries of two countries that are taken for one."""
    row_of(tables, "organizations", name="Foreign Ministry of Germany")["country_code"] = one
    clone(tables, "organizations", 8, organization_id="ministry", country_code=other)
    message = "it has a name of foreign-ministry-of-germany"
    assert twins_of(tables) == [("data/organizations.csv", "ministry", message)] * alike


def test_the_azerbaijani_and_the_turkish_i_and_schwa(tables: Tables) -> None:
    """Catches İlham Əliyev and Ilham Aliyev being two people without a word."""
    clone(tables, "people", 0, person_id="ilham-eliyev", name="İlham Əliyev")
    assert [record for _, record, _ in twins_of(tables)] == ["ilham-eliyev"]


@pytest.mark.parametrize(
    ("changes", "alike"),
    [
        ({}, True),
        ({"memorial_type": "monument"}, True),
        ({"memorial_type": "park"}, True),  # a memorial may be of any form
        ({"memorial_type": "", "opened": ""}, True),
        ({"locality": "berlin "}, True),
        ({"opened": "2011"}, True),
        ({"opened": "2012-01"}, False),
        ({"completed": "2010"}, False),
        ({"locality": "Bonn"}, False),
        ({"country": "Turkey"}, False),
        ({"locality": ""}, False),
    ],
)
def test_two_memorials_of_one_town(tables: Tables, changes: dict[str, str], alike: bool) -> None:
    """Catches a memorial that is a row twice, and two whose dates tell them apart."""
    clone(tables, "memorials", 3, **({"memorial_id": "berlin-2"} | changes))
    message = "berlin is there too, of no other kind or date"
    assert twins_of(tables) == [("data/memorials.csv", "berlin-2", message)] * alike


@pytest.mark.parametrize("noted", [0, 1])
@pytest.mark.parametrize(
    ("table", "index", "field"),
    [("people", 12, "name"), ("organizations", 7, "name"), ("memorials", 3, "locality")],
)
def test_a_note_answers(tables: Tables, table: str, index: int, field: str, noted: int) -> None:
    """Catches a warning that a contributor looked into and cannot put to rest; a third is asked."""
    key = next(iter(tables[table][0]))
    old = tables[table][index][key]
    ids = [old, f"{old}-2"]
    clone(tables, table, index, **{key: ids[1]})
    message, (first,) = twins_of(tables)[0][2], possible_duplicates(frames_of(tables))
    assert first.fix == (
        "look whether they are the same: if so, claim both under one identifier; "
        f"if not, add a note on {field} that names {old}"
    )
    row = {"table_name": table, "record_id": ids[noted], "field": field}
    told = tables["evidence"][0] | row
    tables["evidence"].append(told)
    other = ids[1 - noted]
    for note in (
        f"another than {other}x",
        f"than x-{other}",
        f"than {other.upper()}",
        "",
        other[1:],
    ):
        told["note"] = note
        assert [one[2] for one in twins_of(tables)] == [message]
    for note in (f"another than {other}: see there", f"not “{other}”", f"(than {other}.)"):
        told["note"] = note
        assert twins_of(tables) == []
    told["field"] = "description"
    assert [one[2] for one in twins_of(tables)] == [message]
    told["field"] = field
    clone(tables, table, index, **{key: f"{old}-3"})
    assert [one[1] for one in twins_of(tables)] == [f"{old}-3"]
    tables["evidence"].append(told | {"record_id": f"{old}-3", "note": f"another than {old}"})
    assert [one[2] for one in twins_of(tables)] == [message.replace(old, ids[1])]


@pytest.mark.parametrize("field", ["completed", "opened", "height_m", "length_m", "site"])
def test_the_same_words_for_two_memorials(tables: Tables, field: str) -> None:
    """Catches a date, measure or site that one memorial has from the words about another."""
    told = row_of(tables, "evidence", record_id="izmit", field="opened", basis="normalized")
    told["field"] = field
    other = told | {"record_id": "usak", "note": ""}
    tables["evidence"].append(other)
    (found,) = possible_duplicates(frames_of(tables))
    place = (found.code, found.file, found.record, found.field)
    assert place == ("possible-duplicate", "data/memorials.csv", "usak", field)
    assert found.message == f"the same words give {field} of izmit"
    assert found.fix == (
        "quote words about this one; if they are about both, "
        f"say so in a note on {field} that names izmit"
    )
    changes = cases("note → of izmit as well | start → 1 | source_id → x | field → name")
    for name, text in changes:
        tables["evidence"][-1] = other | {name: text}
        assert twins_of(tables) == []


def test_two_forms_in_one_town(tables: Tables) -> None:
    """Catches a park and a plaque of one town that are taken for one."""
    for index, form in enumerate(["park", "plaque", "park"]):
        place = {"locality": "Bonn", "memorial_type": form, "opened": ""}
        clone(tables, "memorials", 3, memorial_id=f"bonn-{index}", **place)
    assert [record for _, record, _ in twins_of(tables)] == ["bonn-2"]


def test_without_a_town_there_is_no_telling(tables: Tables) -> None:
    """Catches every two memorials of a country that no source gives a town for."""
    for name in ("one", "two"):
        clone(tables, "memorials", 5, memorial_id=name)
    assert tables["memorials"][5]["locality"] == ""
    assert twins_of(tables) == []


def test_a_row_that_stands_twice_is_another_finding(tables: Tables) -> None:
    """Catches a warning beside duplicate-key, which says it all."""
    clone(tables, "people", 3)
    clone(tables, "organizations", 3)
    clone(tables, "memorials", 3)
    assert twins_of(tables) == []

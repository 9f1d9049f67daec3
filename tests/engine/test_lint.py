"""`duplicates`: loaded words in our own words; likely duplicates are in `test_duplicates`."""

from copy import deepcopy
from pathlib import Path

import polars as pl
import pytest
from cases import cases
from conftest import NAME, find_faults, replace_once
from pipeline.assemble.assembly import Assembly
from pipeline.check.frames import frame_of
from pipeline.check.loaded_words import check_words
from pipeline.common.findings import Finding

Row = dict[str, str]
Tables = dict[str, list[Row]]


@pytest.fixture
def tables(made: Assembly) -> Tables:
    """The tables of the real seed, to be altered."""
    return deepcopy(made.tables)


def words_of(tables: Tables) -> list[Finding]:
    """Loaded words, with rows on the lines on which the build writes them."""
    return list(check_words(frames_of(tables)))


def frames_of(tables: Tables) -> dict[str, pl.DataFrame]:
    return {name: frame_of(name, rows) for name, rows in tables.items()}


def row_of(tables: Tables, table: str, **where: str) -> Row:
    """The one row of a table that has these cells."""
    (row,) = (one for one in tables[table] if where.items() <= one.items())
    return row


@pytest.mark.parametrize("table", ["memorials", "people", "organizations", "events", "statements"])
def test_an_identifier(tables: Tables, table: str) -> None:
    """Catches a word in a name of ours, in each table that has names of its own."""
    row = tables[table][2]
    name = next(iter(row))
    row[name] = "the-brutal-thugs"
    found = words_of(tables)
    assert [(one.code, one.file, one.line, one.record, one.field, one.value) for one in found] == [
        ("loaded-word", f"data/{table}.csv", 4, "the-brutal-thugs", name, "the-brutal-thugs")
    ] * 2
    assert [one.message for one in found] == [
        "“brutal” is a loaded word",
        "“thugs” is a loaded word",
    ]
    assert found[1].fix == "write who acted, under the name that the source gives"


def test_an_identifier_is_named_once(tables: Tables) -> None:
    """Catches a finding for each row that refers to the identifier, or quotes for it."""
    old, new = "berlin", "berlin-genocide-memorial"
    for rows in tables.values():
        for row in rows:
            for field, value in row.items():
                if field.endswith("_id"):
                    row[field] = "/".join(new if one == old else one for one in value.split("/"))
    assert sum(new in row.values() for row in tables["events"]) == 5
    assert [(one.file, one.record) for one in words_of(tables)] == [("data/memorials.csv", new)]


def test_a_person_is_spelled_as_named(tables: Tables) -> None:
    """Catches a surname that is taken for a word; ours is none, nor is that of a designation."""
    row = row_of(tables, "people", person_id="norbert-kopp")
    row |= {"person_id": "norbert-savage", "name": "Norbert Savage"}
    told = row_of(tables, "evidence", record_id="norbert-kopp", field="name")
    told |= {"record_id": "norbert-savage", "value": "Norbert Savage", "quote": "Norbert Savage"}
    assert words_of(tables) == []
    row["named"] = "false"
    assert [one.field for one in words_of(tables)] == ["person_id"]
    row["named"] = "true"
    told["basis"] = "interpreted"
    assert [one.field for one in words_of(tables)] == ["name"]


@pytest.mark.parametrize(
    ("table", "record", "field"),
    cases("""
        memorials → baku → name | people → norbert-kopp → name
        organizations → justice-for-khojaly → other_names
        organizations → jewish-national-fund → name
        organizations → azerbaijan-israel-international-association → other_names
        events → baku-opening → name
    """),
)
def test_a_name(tables: Tables, table: str, record: str, field: str) -> None:
    """Catches a word in a noun that we would use as ours; a name may be quoted whole."""
    key = next(iter(tables[table][0]))
    for value, basis, count in (
        ("The Thug Memorial", "verbatim", 0),
        ("The Thug Memorial", "interpreted", 1),
        ("Norbert and others", "verbatim", 0),
        ("dictator", "verbatim", 1),
    ):
        row_of(tables, table, **{key: record})[field] = value
        told = row_of(tables, "evidence", table_name=table, record_id=record, field=field)
        told |= {"value": value, "basis": basis}
        found = words_of(tables)
        assert [(one.file, one.record, one.field, one.value) for one in found] == [
            (f"data/{table}.csv", record, field, value)
        ] * count
    assert found[0].fix == "write the office, or quote the other words of the name"


def test_a_name_set_aside(tables: Tables) -> None:
    """Catches a name that a source uses and ours does not follow, which evidence has to keep."""
    tables["evidence"].append(
        row_of(tables, "evidence", record_id="baku", field="name") | {"value": "Thug Memorial"}
    )
    assert words_of(tables) == []


def test_a_file_name(seeds: Path) -> None:
    """Catches a word in the name of a source's files, which is the source's identifier."""
    for path in list(seeds.iterdir()):
        path.rename(path.with_stem("khojaly-genocide"))
    (found,) = [one for one in find_faults(seeds) if one.code == "loaded-word"]
    assert (found.record, found.field) == ("sources.khojaly-genocide", "source_id")


@pytest.mark.parametrize("basis", ["interpreted", "normalized", "coded", "joined"])
def test_a_value_that_is_not_the_sources(tables: Tables, basis: str) -> None:
    """Catches a word that we put into a cell; it is named at the cell, not at its evidence too."""
    record, value = "ilham-aliyev", "president of the occupiers"
    row_of(tables, "people", person_id=record)["description"] = value
    cells = [row_of(tables, "evidence", record_id=record, field="description")]
    cells += [dict(cells[0])]
    tables["evidence"].append(cells[1])
    for row in cells:
        row |= {"value": value, "basis": basis}
    (found,) = words_of(tables)
    assert (found.file, found.record, found.field) == ("data/people.csv", record, "description")
    assert found.value == value
    assert found.fix == "write who held the place from when, or quote whoever says it"
    for row in cells:
        row["basis"] = "verbatim"
    assert words_of(tables) == []
    cells[0]["basis"] = basis  # the value is somebody's words only if all its evidence is
    assert len(words_of(tables)) == 1


def test_a_value_set_aside(tables: Tables) -> None:
    """Catches a word in a value that another claim was preferred to: only evidence has it."""
    row = row_of(tables, "evidence", record_id="berlin", field="district", rank="normal")
    row["value"] = "occupied territory"
    assert words_of(tables) == []
    row["basis"] = "interpreted"
    (found,) = words_of(tables)
    assert (found.file, found.record, found.field) == (
        "data/evidence.csv",
        row["evidence_id"],
        "value",
    )


def test_one_of_several_names(tables: Tables) -> None:
    """Catches the names of a cell being taken for one value, and one that is ours for a surname."""
    names = "Kopp of Berlin; Savage"
    row_of(tables, "people", person_id="norbert-kopp")["other_names"] = names
    row = row_of(tables, "evidence", record_id="norbert-kopp", field="name")
    tables["evidence"] += [
        row | {"field": "other_names", "value": name} for name in names.split("; ")
    ]
    assert words_of(tables) == []
    tables["evidence"][-1]["basis"] = "interpreted"
    (found,) = words_of(tables)
    assert (found.record, found.field, found.value) == ("norbert-kopp", "other_names", names)


def test_a_term(tables: Tables) -> None:
    """Catches a role of ours that takes a side."""
    row = tables["event_organizations"][0]
    record = f"{row['event_id']}/{row['organization_id']}"
    told = row_of(tables, "evidence", record_id=f"{record}/{row['role']}")
    told |= {"value": "named_aggressor", "record_id": f"{record}/named_aggressor"}
    row["role"] = "named_aggressor"
    (found,) = words_of(tables)
    assert (found.record, found.field) == (f"{record}/named_aggressor", "role")


def test_quotations_are_spared(tables: Tables) -> None:
    """Catches a source's own words being called ours: texts, titles, cells and what is quoted."""
    spared = {
        "sources": ("title", "publisher", "url"),
        "passages": ("text", "section"),
        "evidence": ("quote", "prefix", "suffix"),
    }
    for table, fields in spared.items():
        for row in tables[table]:
            row |= dict.fromkeys(fields, "the genocide by thugs")
    row_of(tables, "memorials", memorial_id="baku")["site"] = "Genocide Square"
    row_of(tables, "evidence", record_id="baku", field="site")["value"] = "Genocide Square"
    assert words_of(tables) == []
    row_of(tables, "evidence", record_id="baku", field="site")["basis"] = "interpreted"
    assert [one.record for one in words_of(tables)] == ["baku"]


@pytest.mark.parametrize(("table", "field"), [("evidence", "note"), ("passages", "unused_reason")])
def test_a_note(tables: Tables, table: str, field: str) -> None:
    """Catches a word in what we say of a claim; between marks it is a source's if it has it."""
    row = tables[table][7]
    for said in ("it calls them “thugs”", "of the column `thugs`", 'as "thugs"', "the «thugs»"):
        row[field] = said
        assert words_of(tables) == []
    for said in (
        '"An act of genocide by Armenian terrorists" is what this was',
        "‘whitewash of the legacy of a dictator’",  # the source has “whitewash the legacy …”
        "it stands for the «thug»",
    ):
        row[field] = said
        assert {one.value for one in words_of(tables)} == {said}
    row[field] = "“to protect it  from 'Armenian thugs'”, and «whitewash the legacy of a dictator»"
    assert [one.message for one in words_of(tables)] == [
        "“thugs” is a loaded word"
    ]  # no marks there
    row[field] = "“to protect it  from Armenian thugs”, and «whitewash the legacy of a dictator»"
    assert words_of(tables) == []
    row[field] = "the word “genocide” is of the thugs"
    (found,) = words_of(tables)
    assert (found.file, found.line, found.field) == (f"data/{table}.csv", 9, field)
    assert found.message == "“thugs” is a loaded word"
    assert found.fix.endswith(", or put words that stand in a source in quotation marks")
    del tables["passages" if table == "evidence" else "evidence"]
    row[field] = "it calls them “thugs”"
    assert len(words_of(tables)) == (table == "evidence")  # without the texts nothing is excused


def test_a_note_of_many_cells_is_named_once(seeds: Path) -> None:
    """Catches a finding for each cell of a record whose note has a word; each note is named."""
    for record in ("ankara", "izmit"):
        head = f"[memorials.{record}]\n"
        replace_once(seeds / f"{NAME}.toml", head, f'{head}note = "of the regime"\n')
    assert [one.message for one in find_faults(seeds)] == ["“regime” is a loaded word"] * 2


def test_a_cell_without_evidence_is_not_judged(tables: Tables) -> None:
    """Catches every quotation being called ours where evidence.csv cannot be read."""
    del tables["evidence"]
    row_of(tables, "memorials", memorial_id="baku")["memorial_id"] = "the-martyrs"
    assert [one.record for one in words_of(tables)] == ["the-martyrs"]

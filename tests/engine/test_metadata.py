"""Metadata: each form says what the descriptor says, and nothing of its own."""

import json
from typing import Any

import pytest
from conftest import FROZEN, read
from pipeline.common.paths import DESCRIPTOR, METADATA_FILES
from pipeline.publish.metadata import in_package, in_repository

from schemas import TABLES

Json = dict[str, Any]
CFF, ZENODO, CROISSANT, DATASET, CSVW, CRATE, PAGE = (
    "CITATION.cff", ".zenodo.json", "croissant.json", "dataset.jsonld", "csv-metadata.json",
    "ro-crate-metadata.json", "README.md",
)  # fmt: skip
ALL = {CFF, ZENODO, CROISSANT, DATASET, CSVW, CRATE, PAGE}
ROWS = {table: read(table) for table in TABLES}


def about() -> Json:
    """The descriptor of the CSV files alone, as in a download."""
    said: Json = json.loads((FROZEN / DESCRIPTOR).read_text("utf-8"))
    said["resources"] = [one for one in said["resources"] if not one["path"].endswith("parquet")]
    return said


def forms(said: Json) -> dict[str, str]:
    """Each form of metadata as text, by the name of its file."""
    made = in_package(said, ROWS) | in_repository(said)
    return {name: content.decode() for name, content in made.items()}


@pytest.mark.parametrize(
    ("where", "what", "expected"),
    [
        (("title",), "Another title", ALL | {"annotations.jsonld"}),
        (("version",), "9.8.7", ALL | {"annotations.jsonld"}),
        (("description",), "Another description", ALL),
        (("created",), "2031-07-08T00:00:00Z", ALL),
        (("keywords", 0), "another keyword", ALL - {CSVW}),
        (("contributors", 0, "title"), "Somebody Else", ALL),
        (("licenses", 0, "name"), "CC0-1.0", {CFF, ZENODO, CROISSANT, CRATE, PAGE}),
        (("licenses", 0, "path"), "https://example.org/l", {CROISSANT, DATASET, CSVW, CRATE, PAGE}),
        (("sources", 0, "title"), "Another source", ALL - {CSVW}),
        (("sources", 0, "path"), "https://example.org/s", ALL),
    ],
    ids=lambda one: ".".join(map(str, one)) if isinstance(one, tuple) else "",
)  # fmt: skip
def test_what_the_descriptor_says_is_said_nowhere_else(
    where: tuple[Any, ...], what: str, expected: set[str]
) -> None:
    """With another word in the descriptor, each form that says it says the other one alone."""
    said = about()
    inside: Any = said
    for step in where[:-1]:
        inside = inside[step]
    old, inside[where[-1]] = inside[where[-1]], what
    looked_for = what[:10] if where == ("created",) else what
    told = {name for name, text in forms(said).items() if looked_for.lower() in text.lower()}
    assert told == expected
    other_things = (("version",), ("keywords", 0), ("licenses", 0, "name"))
    if where not in other_things:  # for which the same words stand too
        left = {name: text.split("# Data dictionary")[0] for name, text in forms(said).items()}
        assert not {name for name, text in left.items() if old in text}


def test_a_column_is_told_as_the_descriptor_has_it() -> None:
    """Its meaning, unit and rule; and so is a table's meaning."""
    said = about()
    (resource,) = (resource for resource in said["resources"] if resource["name"] == "memorials")
    (height,) = (one for one in resource["schema"]["fields"] if one["name"] == "height_m")
    height |= {"description": "How tall.", "unit": "furlongs", "rule": "by guessing"}
    for name in (CROISSANT, DATASET, CSVW):
        assert "How tall. Unit: furlongs. Derived: by guessing." in forms(said)[name]
    said["resources"][0]["description"] = "Another meaning."
    for name in (CROISSANT, DATASET, CSVW, CRATE, PAGE):
        assert "Another meaning." in forms(said)[name], name


def test_each_file_is_told_with_its_hash_and_size() -> None:
    """Those beside the package too: in its page, and in the crate, which does not list itself."""
    said = about()
    made = forms(said)
    for name in (CROISSANT, DATASET, CRATE):
        for resource in said["resources"]:
            assert resource["hash"].removeprefix("sha256:") in made[name]
            assert f'"{resource["bytes"]}' in made[name]
    listed = {item["@id"] for item in json.loads(made[CRATE])["@graph"] if item["@type"] == "File"}
    assert made.keys() - {ZENODO, CRATE} < set(METADATA_FILES)
    assert set(METADATA_FILES) - {CRATE} == {name for name in listed if "/" not in name}
    assert all(f"- `{name}`: " in made[PAGE] for name in METADATA_FILES)


def test_without_csv_there_is_no_csv_on_the_web() -> None:
    said = about()
    for one in said["resources"]:
        if one["format"] == "csv":
            one |= {"name": f"{one['name']}-parquet", "format": "Parquet"}
            one["path"] = one["path"].replace(".csv", ".parquet")
    made = in_package(said, ROWS)
    assert CSVW not in made
    assert f"`{CSVW}`" not in made[PAGE].decode()
    assert CSVW not in made[CRATE].decode()
    sets = json.loads(made[CROISSANT])["recordSet"]
    assert [one["@id"] for one in sets] == list(TABLES)
    assert sets[0]["field"][0]["source"]["fileObject"] == {"@id": "data/memorials.parquet"}


def test_references_are_told_in_csv_on_the_web() -> None:
    """Those that are always there as keys; those that may be empty as addresses of cells."""
    made = json.loads(forms(about())[CSVW])
    tables = {one["dc:title"]: one["tableSchema"] for one in made["tables"]}
    keys = [key["columnReference"] for key in tables["event_people"]["foreignKeys"]]
    assert keys == [["event_id"], ["person_id"]]
    assert "foreignKeys" not in tables["events"]
    columns = {one["name"]: one for one in tables["events"]["columns"]}
    assert columns["memorial_id"]["valueUrl"] == "memorials/{memorial_id}.html"
    address = "tables/event_people.html#{event_id}/{person_id}/{role}"
    assert tables["event_people"]["aboutUrl"] == address
    assert columns["event_type"]["datatype"]["format"].startswith("commemorated_event|approval|")

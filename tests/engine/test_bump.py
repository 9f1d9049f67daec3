"""The version that a change calls for: a case or more for each rule, on a whole package."""

from pathlib import Path
from typing import Any

import pytest
from altering import (
    BAKU,
    EVIDENCE,
    Alter,
    Undone,
    about,
    about_field,
    about_schema,
    about_table,
    also,
    cell,
    columns,
    constrain,
    difference,
    drop_table,
    rename_table,
    retire,
    together,
    without,
)  # fmt: skip
from conftest import NAME, read, rewrite
from pipeline.compare.schema import schema_changes
from pipeline.compare.version import RULES, bumped, numbers

PASSAGE = {"passage_id": "p0016"}
KIN = read("kinships")[0]
STATEMENT = read("statements")[0]["statement_id"]
MEMORIALS, PEOPLE = (list(read(table)[0]) for table in ("memorials", "people"))
SWAPPED = [*MEMORIALS[:-2], *reversed(MEMORIALS[-2:])]
NAMES = [["name"]]  # the columns of a unique key

Cases = list[tuple[str, Alter | Undone, str]]
MAJOR: Cases = [
    ("package name", about(lambda d: d.update(name="memorials")), "package-renamed"),
    ("table removed", about(drop_table), "table-removed"),
    ("table renamed", about(rename_table), "table-added table-removed"),
    ("field removed", columns("memorials", MEMORIALS[:-1]), "field-removed"),
    ("field added", columns("people", [*PEOPLE, "born"]), "field-added"),
    ("field renamed", columns("people", [*PEOPLE[:-1], "about"], about="description"),
     "field-added field-removed"),
    ("fields reordered", columns("memorials", SWAPPED), "fields-reordered"),
    ("type", about_field("memorials", "height_m", lambda f: f.update(type="string")), "retyped"),
    ("format", about_field("sources", "url", lambda f: f.pop("format")), "retyped"),
    ("unit", about_field("memorials", "height_m", lambda f: f.update(unit="feet")), "retyped"),
    ("true values", about_field("people", "named", lambda f: f.update(trueValues=["yes"])),
     "retyped"),
    ("missing values", about_schema("people", lambda s: s.update(missingValues=["", "-"])),
     "retyped"),
    ("required added", constrain("memorials", "country", required=True), "constraint-tightened"),
    ("unique added", constrain("memorials", "geonames_id", unique=True), "constraint-tightened"),
    ("enum term removed", constrain("memorials", "status", enum=["planned", "extant", "altered"]),
     "constraint-tightened"),
    ("enum added", constrain("memorials", "country", enum=["Germany", "Turkey"]),
     "constraint-tightened"),
    ("minimum raised", constrain("memorials", "height_m", minimum=1), "constraint-tightened"),
    ("minimum added", constrain("evidence", "quote", minLength=1), "constraint-tightened"),
    ("maximum lowered", constrain("memorials", "latitude", maximum=80), "constraint-tightened"),
    ("longest text added", constrain("people", "name", minLength=1000), "constraint-tightened"),
    ("first day added", constrain("memorials", "opened_from", minimum="1992-02-26"),
     "constraint-tightened"),
    ("pattern changed", constrain("events", "date", pattern="^[0-9]+$"), "constraint-tightened"),
    ("primary key", about_schema("kinships", lambda s: s["primaryKey"].pop()), "key-changed"),
    ("foreign key", about_schema("events", lambda s: s.pop("foreignKeys")), "key-changed"),
    ("unique key", about_schema("people", lambda s: s.update(uniqueKeys=NAMES)),
     "constraint-tightened"),
    ("memorial removed", without("memorials", memorial_id="baku"), "identifier-removed"),
    ("person removed", without("people", person_id="aslan-rustamov"), "identifier-removed"),
    ("organization removed", without("organizations", organization_id="heydar-aliyev-foundation"),
     "identifier-removed"),
    ("event removed", without("events", event_id="berlin-opening"), "identifier-removed"),
    ("statement removed", without("statements", statement_id=STATEMENT), "identifier-removed"),
    ("source removed", without("sources", source_id=NAME), "identifier-removed"),
    ("identifier renamed", cell("memorials", BAKU, "memorial_id", "baku-khatai"),
     "identifier-removed record-added"),
]  # fmt: skip
MINOR: Cases = [
    ("table added", Undone(about(drop_table)), "table-added"),
    ("record", also("memorials", BAKU, memorial_id="baku-2"), "record-added"),
    ("relation", also("kinships", KIN, role="sibling"), "record-added"),
    ("evidence", also("evidence", EVIDENCE, evidence_id="e-0"), "evidence-gained"),
    ("passage", also("passages", PASSAGE, passage_id="p9999", text="New."), "passages-added"),
    ("cell filled", cell("memorials", BAKU, "material", "bronze"), "cell-filled"),
    ("derived alone", cell("memorials", BAKU, "latitude", "40.5"), "cell-derived"),
    ("required dropped", constrain("memorials", "name", required=None), "constraint-loosened"),
    ("required false", constrain("memorials", "name", required=False), "constraint-loosened"),
    ("enum term added",
     Undone(constrain("memorials", "status", enum=["planned", "extant", "altered"])),
     "constraint-loosened"),
    ("enum dropped", constrain("memorials", "status", enum=None), "constraint-loosened"),
    ("minimum lowered", constrain("memorials", "height_m", minimum=-9.5), "constraint-loosened"),
    ("maximum raised", constrain("memorials", "latitude", maximum=100), "constraint-loosened"),
    ("pattern dropped", constrain("events", "date", pattern=None), "constraint-loosened"),
    ("unique key dropped",
     Undone(about_schema("people", lambda s: s.update(uniqueKeys=NAMES))), "constraint-loosened"),
]  # fmt: skip
PATCH: Cases = [
    ("cell", cell("memorials", BAKU, "length_m", "8.5"), "cell-changed"),
    ("cell emptied", cell("memorials", BAKU, "length_m", ""), "cell-changed"),
    ("derived with its base", together(
        cell("memorials", BAKU, "opened", "2008-02-25"),
        cell("memorials", BAKU, "opened_from", "2008-02-25"),
        cell("memorials", BAKU, "opened_to", "2008-02-25"),
    ), "cell-changed"),
    ("relation removed", without("kinships", **KIN), "row-removed"),
    ("evidence removed", without("evidence", **EVIDENCE), "evidence-lost"),
    ("evidence replaced", together(
        cell("evidence", EVIDENCE, "quote", "another"),
        cell("evidence", EVIDENCE, "evidence_id", "e-0"),
    ), "evidence-replaced"),
    ("evidence moved", together(
        cell("evidence", EVIDENCE, "start", "1"),
        cell("evidence", EVIDENCE, "passage_id", "p0001"),
    ), "evidence-moved"),
    ("evidence noted", cell("evidence", EVIDENCE, "note", "In words."), "cell-changed"),
    ("passage removed", without("passages", **PASSAGE), "passages-removed"),
    ("passage changed", cell("passages", PASSAGE, "text", "Another."), "passages-changed"),
    ("passage moved", cell("passages", PASSAGE, "start", "1"), "passages-moved"),
    ("passage used", cell("passages", PASSAGE, "cited_characters", "1"), "passages-used"),
    ("field description",
     about_field("memorials", "site", lambda f: f.update(description="Where.")), "field-described"),
    ("unit added", about_field("memorials", "site", lambda f: f.update(unit="words")),
     "field-described"),
    ("enum reordered",
     about_field("memorials", "status", lambda f: f["constraints"]["enum"].reverse()),
     "field-described"),
    ("table description", about_table("memorials", lambda t: t.update(description="Memorials.")),
     "table-described"),
    ("title", about(lambda d: d.update(title="Memorials")), "package-described"),
    ("description", about(lambda d: d.update(description="All.")), "package-described"),
    ("keywords", about(lambda d: d["keywords"].append("history")), "package-described"),
    ("sources", about(lambda d: d["sources"].pop()), "package-described"),
    ("licenses", about(lambda d: d.pop("licenses")), "package-described"),
    ("contributors", about(lambda d: d["contributors"][0].update(title="A. Person")),
     "package-described"),
    ("order of tables", about(lambda d: d["tables"].reverse()), "package-described"),
    ("retired in other words", retire("memorials", "berlin-2"), "package-described"),
]  # fmt: skip
NONE: list[tuple[str, Alter]] = [
    ("created", about(lambda d: d.update(created="2030-01-01T00:00:00Z"))),
    ("version", about(lambda d: d.update(version="9.0.0"))),
    ("sizes", about_table("memorials", lambda t: t.update(bytes=1, hash="sha256:0", rows=1))),
    ("format said", about_field("people", "name", lambda f: f.update(format="default"))),
    ("missing values unsaid", about_schema("people", lambda s: s.pop("missingValues"))),
    ("required false", constrain("memorials", "material", required=False)),
    ("order of rows", lambda root: rewrite(root, "memorials", lambda rows: rows[::-1])),
    ("order of resources", about(lambda d: d["resources"].reverse())),
    ("one key in two ways", about_schema("people", lambda s: s.update(primaryKey="person_id"))),
    ("files elsewhere", together(
        lambda root: (root / "data/people.csv").rename(root / "people-2.csv"),
        about_table("people", lambda t: t.update(path="people-2.csv")),
    )),
]  # fmt: skip
CASES = [
    (level, *case)
    for level, cases in (("major", MAJOR), ("minor", MINOR), ("patch", PATCH))
    for case in cases
]


@pytest.mark.parametrize(
    ("level", "alter", "kinds"),
    [
        pytest.param(level, alter, kinds, id=f"{level}-{name.replace(' ', '-')}")
        for level, name, alter, kinds in CASES
    ],
)
def test_bump(package: Path, level: str, alter: Alter, kinds: str) -> None:
    """Each rule: the kinds of change that are seen, no others, and the bump they call for."""
    found = difference(package, alter)
    assert {change.kind for change in found.changes} == set(kinds.split())
    assert found.level == level


@pytest.mark.parametrize(
    ("name", "old", "new", "level"),
    [
        ("minimum", 9, 10, "major"),
        ("minimum", "9", "10", "major"),
        ("minimum", 10, 9.5, "minor"),
        ("maximum", 9, 10, "minor"),
        ("exclusiveMaximum", 10, 9, "major"),
        ("maxLength", 10, 20, "minor"),
        ("minimum", "1991-12-31", "1992-01-01", "major"),
        ("minimum", "1992-01-01", "1991-12-31", "minor"),
        ("maximum", "2010", "2020", "minor"),
        ("maximum", "2020-02", "2020-01", "major"),
        ("minimum", "1992-01-01", "1991", "major"),  # which is stricter nobody can say
        ("minimum", "NaN", "1", "major"),
        ("pattern", "^a+$", "^a*$", "major"),
        ("jsonSchema", {"minItems": 2}, {"minItems": 1}, "major"),
    ],
)
def test_bounds(name: str, old: Any, new: Any, level: str) -> None:
    """Outwards is looser, inwards and whatever cannot be compared is stricter."""
    fields = ([{"name": "x", "constraints": {name: value}}] for value in (old, new))
    resources = ({"schema": {"fields": field}} for field in fields)
    (change,) = schema_changes("t", *resources)
    assert change.rule.level == level


@pytest.mark.parametrize("alter", [pytest.param(alter, id=name) for name, alter in NONE])
def test_what_calls_for_no_version(package: Path, alter: Alter) -> None:
    """Only form: no change at all, and the version stays."""
    found = difference(package, alter)
    assert (found.level, found.changes) == ("none", [])


def test_every_rule_has_a_case() -> None:
    """A rule that nobody tries may be wrong; each case also stands under its rule's own level."""
    assert set(" ".join(kinds for *_, kinds in CASES).split()) == set(RULES)
    for level, name, _, kinds in CASES:
        assert level in {RULES[kind].level for kind in kinds.split()}, name


def test_the_highest_bump_counts(package: Path) -> None:
    """A patch and a minor change are minor; with a major one too they are major."""
    title = about(lambda said: said.update(title="Memorials"))
    both = together(title, also("memorials", BAKU, memorial_id="baku-2"))
    assert difference(package, both).level == "minor"
    all_three = together(both, without("people", person_id="aslan-rustamov"))
    assert difference(package, all_three).level == "major"


@pytest.mark.parametrize(
    ("version", "level", "after"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "none", "1.2.3"),
        ("0.9.9", "minor", "0.10.0"),
        ("1.2.3-rc.1+build.5", "patch", "1.2.4"),
    ],
)
def test_next_version(version: str, level: Any, after: str) -> None:
    assert bumped(version, level) == after


@pytest.mark.parametrize(
    "version", ["", "1", "1.2", "01.2.3", "1.2.3.4", "v1.2.3", "1.2.x", "٣.1.2"]
)
def test_a_version_that_is_none(version: str) -> None:
    """No number is worked out from what is no version of semantic versioning."""
    assert (numbers(version), bumped(version, "patch")) == (None, None)

"""The version that a change calls for: a case or more for each rule, on a whole package."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from altering import (
    BAKU,
    EVIDENCE,
    Alter,
    Undone,
    about,
    also,
    cell,
    columns,
    difference,
    drop_table,
    put,
    rename_table,
    together,
    without,
)  # fmt: skip
from cases import cases
from conftest import NAME, read, rewrite
from pipeline.compare.difference import schema_changes
from pipeline.compare.version import RULES, bumped, numbers

PASSAGE = {"passage_id": "p0016"}
KIN = read("kinships")[0]
MEMORIALS, PEOPLE = (list(read(table)[0]) for table in ("memorials", "people"))
SWAPPED = [*MEMORIALS[:-2], *reversed(MEMORIALS[-2:])]
DESCRIPTORS = Path(__file__).with_name("descriptors.toml")

ROWS: list[tuple[str, str, Alter | Undone, str]] = [
    ("major", "table removed", about(drop_table), "table-removed"),
    ("major", "table renamed", about(rename_table), "table-added table-removed"),
    ("major", "field removed", columns("memorials", MEMORIALS[:-1]), "field-removed"),
    ("major", "field added", columns("people", [*PEOPLE, "born"]), "field-added"),
    ("major", "field renamed", columns("people", [*PEOPLE[:-1], "about"], about="description"),
     "field-added field-removed"),
    ("major", "fields reordered", columns("memorials", SWAPPED), "fields-reordered"),
    ("major", "identifier renamed", cell("memorials", BAKU, "memorial_id", "baku-khatai"),
     "identifier-removed record-added"),
    ("minor", "table added", Undone(about(drop_table)), "table-added"),
    ("minor", "record", also("memorials", BAKU, memorial_id="baku-2"), "record-added"),
    ("minor", "relation", also("kinships", KIN, role="sibling"), "record-added"),
    ("minor", "evidence", also("evidence", EVIDENCE, evidence_id="e-0"), "evidence-gained"),
    ("minor", "passage", also("passages", PASSAGE, passage_id="p9999", text="New."),
     "passages-added"),
    ("minor", "cell filled", cell("memorials", BAKU, "material", "bronze"), "cell-filled"),
    ("minor", "derived alone", cell("memorials", BAKU, "latitude", "40.5"), "cell-derived"),
    ("minor", "enum term added",
     Undone(put("memorials/schema/fields/status/constraints/enum", ["approved"])),
     "constraint-loosened"),
    ("major", "unique key dropped",
     Undone(put("people/schema/uniqueKeys", [["name"]])),
     "constraint-tightened"),
    ("patch", "cell", cell("memorials", BAKU, "length_m", "8.5"), "cell-changed"),
    ("patch", "cell emptied", cell("memorials", BAKU, "length_m", ""), "cell-changed"),
    ("patch", "derived with its base", together(
        *(cell("memorials", BAKU, name, "2008-02-25")
          for name in ("opened", "opened_from", "opened_to")),
    ), "cell-changed"),
    ("patch", "relation removed", without("kinships", **KIN), "row-removed"),
    ("patch", "evidence removed", without("evidence", **EVIDENCE), "evidence-lost"),
    ("patch", "evidence replaced", together(
        cell("evidence", EVIDENCE, "quote", "another"),
        cell("evidence", EVIDENCE, "evidence_id", "e-0"),
    ), "evidence-replaced"),
    ("patch", "evidence moved", together(
        cell("evidence", EVIDENCE, "start", "1"),
        cell("evidence", EVIDENCE, "passage_id", "p0001"),
    ), "evidence-moved"),
    ("patch", "evidence noted", cell("evidence", EVIDENCE, "note", "In words."), "cell-changed"),
    ("patch", "passage removed", without("passages", **PASSAGE), "passages-removed"),
    ("patch", "passage changed", cell("passages", PASSAGE, "text", "Other."), "passages-changed"),
    ("patch", "passage moved", cell("passages", PASSAGE, "start", "1"), "passages-moved"),
    ("patch", "passage used", cell("passages", PASSAGE, "cited_characters", "1"),
     "passages-used"),
    ("none", "order of rows", lambda root: rewrite(root, "memorials", lambda rows: rows[::-1]), ""),
    ("none", "order of resources", about(lambda d: d["resources"].reverse()), ""),
    ("none", "files elsewhere", together(
        lambda root: (root / "data/people.csv").rename(root / "people-2.csv"),
        put("people/path", "people-2.csv"),
    ), ""),
]  # fmt: skip
IDENTIFIERS = {
    "memorials": "baku",
    "people": "aslan-rustamov",
    "organizations": "heydar-aliyev-foundation",
    "events": "berlin-opening",
    "statements": read("statements")[0]["statement_id"],
    "sources": NAME,
}
CASES = [
    *ROWS,
    *(
        ("major", f"{table} without one", without(table, **{next(iter(read(table)[0])): record}),
         "identifier-removed")
        for table, record in IDENTIFIERS.items()
    ),
    *(
        (level, name, put(case["path"], case.get("to")), case.get("kinds", ""))
        for level, cases in tomllib.loads(DESCRIPTORS.read_text("utf-8")).items()
        for name, case in cases.items()
    ),
]  # fmt: skip


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


def test_every_rule_has_a_case() -> None:
    """A rule that nobody tries may be wrong; each case also stands under its rule's own level."""
    assert set(" ".join(kinds for *_, kinds in CASES).split()) == set(RULES)
    for level, name, _, kinds in CASES:
        assert level == "none" or level in {RULES[kind].level for kind in kinds.split()}, name


def test_the_highest_bump_counts(package: Path) -> None:
    """A patch and a minor change are minor; with a major one too they are major."""
    title = about(lambda said: said.update(title="Memorials"))
    both = together(title, also("memorials", BAKU, memorial_id="baku-2"))
    assert difference(package, both).level == "minor"
    all_three = together(both, without("people", person_id="aslan-rustamov"))
    assert difference(package, all_three).level == "major"


@pytest.mark.parametrize(
    ("version", "level", "after"),
    cases("""
        1.2.3 → major → 2.0.0 | 1.2.3 → minor → 1.3.0 | 1.2.3 → patch → 1.2.4
        1.2.3 → none → 1.2.3 | 0.9.9 → minor → 0.10.0 | 1.2.3-rc.1+build.5 → patch → 1.2.4
    """),
)
def test_next_version(version: str, level: Any, after: str) -> None:
    assert bumped(version, level) == after


@pytest.mark.parametrize(
    "version", ["", "1", "1.2", "01.2.3", "1.2.3.4", "v1.2.3", "1.2.x", "٣.1.2"]
)
def test_a_version_that_is_none(version: str) -> None:
    """No number is worked out from what is no version of semantic versioning."""
    assert (numbers(version), bumped(version, "patch")) == (None, None)

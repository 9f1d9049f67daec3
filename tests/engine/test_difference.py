"""What a difference says of the changes: which record and cell, from what to what, and why."""

import shutil
from pathlib import Path

from altering import (
    BAKU,
    EVIDENCE,
    FIRST_EVIDENCE,
    Row,
    about,
    also,
    cell,
    columns,
    difference,
    only,
    put,
    retire,
    together,
    without,
)  # fmt: skip
from conftest import NAME, read, rewrite
from pipeline.common.letters import visible
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import package_of_rows, read_package_tables
from pipeline.compare.report import report

MEMORIALS, KINSHIPS = (list(read(table)[0]) for table in ("memorials", "kinships"))


def test_a_record_that_was_retired(package: Path) -> None:
    """Why it is gone and what it became; `retired` itself is then no further change."""
    gone = together(
        without("memorials", memorial_id="baku"), retire("memorials", "baku", became="berlin")
    )
    found = difference(package, gone)
    one = only(found, "identifier-removed")
    assert (one.record, one.new, one.note) == ("baku", "berlin", "one memorial, told of twice")
    assert [change.kind for change in found.changes] == ["identifier-removed"]
    assert 'baku  became berlin: "one memorial, told of twice"' in report(found, "text")
    assert "`baku`: became `berlin`: `one memorial, told of twice`" in report(found, "markdown")


def test_evidence_with_its_quotation(package: Path) -> None:
    """Lost evidence names its cell and quotes its words, in each form."""
    found = difference(package, without("evidence", **EVIDENCE))
    one = only(found, "evidence-lost")
    assert one.record == EVIDENCE["evidence_id"]
    assert (one.old, one.new) == (FIRST_EVIDENCE["quote"], None)
    assert dict(one.cells)["record_id"] == "baku"
    place = f"({NAME}/{FIRST_EVIDENCE['passage_id']})"
    (line,) = [line for line in report(found, "text").splitlines() if " - " in line]
    assert line.startswith(f'  patch - memorials/baku {FIRST_EVIDENCE["field"]}  "')
    assert visible(FIRST_EVIDENCE["quote"]) in line
    assert line.endswith(place)


def test_evidence_beyond_what_was_lost_is_gained(package: Path) -> None:
    """On one cell two rows for one: one takes the place of the lost one, the other is new."""
    more = together(
        also("evidence", EVIDENCE, evidence_id="e-1", quote="other words"),
        also("evidence", EVIDENCE, evidence_id="e-2", note="why"),
        without("evidence", **EVIDENCE),
    )
    found = difference(package, more)
    replaced, gained = only(found, "evidence-replaced"), only(found, "evidence-gained")
    assert (replaced.record, replaced.old) == ("e-2", FIRST_EVIDENCE["quote"])  # of the same words
    assert (gained.record, gained.new) == ("e-1", "other words")


def test_evidence_among_other_words_only_moved(package: Path) -> None:
    """Catches a revision that lists each quotation whose neighbours were reworded."""
    other = together(
        also("evidence", EVIDENCE, evidence_id="e-1", prefix="elsewhere", start="1"),
        without("evidence", **EVIDENCE),
    )
    found = difference(package, other)
    assert [(one.kind, one.record, one.count) for one in found.changes] == [
        ("evidence-moved", NAME, 1)
    ]


def test_lost_evidence_has_one_successor(package: Path) -> None:
    """Of two lost rows of a cell one is replaced, the one of the same words; the other is lost."""
    altered = together(
        also("evidence", EVIDENCE, evidence_id="e-1", note="why"), without("evidence", **EVIDENCE)
    )
    before = package.parent / "before"
    shutil.copytree(package, before)
    also("evidence", EVIDENCE, evidence_id="e-0", quote="other words")(before)
    altered(package)
    found = compare_packages(read_package_tables(before), read_package_tables(package))
    assert only(found, "evidence-replaced").old == FIRST_EVIDENCE["quote"]
    assert only(found, "evidence-lost").old == "other words"


def test_a_revised_source_is_summarised(package: Path) -> None:
    """A sentence in the middle moves what is after it: one line for all, not one a row."""
    later = [row for row in read("passages") if row["passage_id"] >= "p0016"]
    least = int(later[0]["start"])

    def shift(rows: list[Row]) -> list[Row]:
        for row in rows:
            if int(row["start"]) >= least:
                row |= {place: str(int(row[place]) + 5) for place in ("start", "end")}
                row["passage_id"] = f"p{int(row['passage_id'][1:]) + 1:04}"
        return rows

    new = later[0] | {"start": "563", "end": "567", "text": "New."}
    quoted = [row for row in read("evidence") if int(row["start"]) >= least]
    found = difference(
        package,
        together(
            lambda root: rewrite(root, "passages", lambda rows: [*shift(rows), new]),
            lambda root: rewrite(root, "evidence", shift),
        ),
    )
    assert [(one.kind, one.record, one.count) for one in found.changes] == [
        ("passages-added", f"{NAME}/p0016", 1),
        ("passages-moved", NAME, len(later)),
        ("evidence-moved", NAME, len(quoted)),
    ]
    assert f"{len(quoted)} quotations elsewhere in the source" in report(found, "text")
    assert f'{NAME}/p0016  now "New."' in report(found, "text")


def test_a_reworded_sentence_is_shown(package: Path) -> None:
    """Catches an edit of a source's text that is only counted: nobody would see what it says."""
    passage = next(row for row in read("passages") if "there is a plate" in row["text"])
    other = passage["text"].replace("there is a plate", "there was a plate")
    altered = cell("passages", {"passage_id": passage["passage_id"]}, "text", other)
    found = difference(package, altered)
    one = only(found, "passages-changed")
    assert (one.record, one.old, one.new) == (
        f"{NAME}/{passage['passage_id']}", passage["text"], other,
    )  # fmt: skip
    assert "there is a plate" in report(found, "markdown")
    assert "there was a plate" in report(found, "markdown")


def test_of_a_passage_that_stands_twice_one_is_removed(package: Path) -> None:
    """Catches the other being said to have moved, though it is where it was."""
    passage = {"passage_id": "p0016"}
    also("passages", passage, passage_id="p9999")(package)
    fewer = together(
        without("passages", **passage),
        cell("passages", {"passage_id": "p9999"}, "cited_characters", "1"),
    )
    found = {(one.kind, one.record) for one in difference(package, fewer).changes}
    assert found == {("passages-removed", f"{NAME}/p0016"), ("passages-used", NAME)}


def test_a_version_alone_is_a_change(package: Path) -> None:
    """Catches a version that is set back without a word."""
    found = difference(package, put("version", "0.9.0"))
    assert (found.changed, found.changes) == (True, [])
    old = found.old_version
    assert report(found, "text") == f"Nothing changed but the version: {old} → 0.9.0."
    assert report(found, "markdown") == (f"## Nothing changed but the version: `{old}` → `0.9.0`")


def test_what_somebody_judged_is_shown_with_the_reason(package: Path) -> None:
    """Catches a value that is interpreted, added without its note in the review."""
    judged = next(row for row in read("evidence") if row["basis"] == "interpreted")
    lost = difference(package, without("evidence", evidence_id=judged["evidence_id"]))
    (line,) = [line for line in report(lost, "text").splitlines() if " - " in line]
    assert f'), interpreted: "{judged["note"][:40]}' in line


def test_lists_show_the_items_that_differ(package: Path) -> None:
    one = only(
        difference(package, about(lambda said: said["keywords"].append("history"))),
        "package-described",
    )
    assert (one.aspect, one.old, one.new) == ("keywords", None, "history")
    enum = put("memorials/schema/fields/status/constraints/enum", ["approved", "built", "kept"])
    found = difference(package, enum)
    assert only(found, "constraint-loosened").new == "kept"
    gone = "altered, relocated, removed, destroyed, unknown"
    assert only(found, "constraint-tightened").old == gone


def test_rows_of_one_key_are_told_apart(package: Path) -> None:
    """A key that stands twice loses no row: the second is a record of its own."""
    found = difference(package, also("memorials", BAKU, name="another"))
    assert only(found, "record-added").record == "baku#2"


def test_rows_are_compared_in_the_columns_that_both_have(package: Path) -> None:
    """A new column is one change of the schema, and not one of each row."""
    altered = together(
        columns("memorials", ["born", *MEMORIALS]),
        put("memorials/schema/fields/born/description", "New."),
    )
    assert [one.kind for one in difference(package, altered).changes] == ["field-added"]


def test_a_table_that_is_emptied_and_has_another_key(package: Path) -> None:
    """Nothing is left to match by: each row is removed, and the key is said to be another."""
    altered = together(
        lambda root: rewrite(root, "kinships", lambda rows: []),
        columns("kinships", ["id", *KINSHIPS]),
        put("kinships/schema/primaryKey", "id"),
    )
    found = difference(package, altered)
    assert {one.kind for one in found.changes} == {"field-added", "key-changed", "row-removed"}


def test_a_key_of_other_names(package: Path) -> None:
    """Where the key's column is renamed, rows are matched by all that they have in common."""
    altered = together(
        columns("memorials", ["id", *MEMORIALS[1:]], id="memorial_id"),
        put("memorials/schema/primaryKey", "id"),
    )
    kinds = [one.kind for one in difference(package, altered).changes]
    assert kinds == ["field-added", "field-removed", "key-changed"]


def test_a_package_of_rows_is_the_one_that_is_read(package: Path) -> None:
    """Catches a build that is compared otherwise than the files it writes."""
    there = read_package_tables(package)
    rows = {table: read(table, package) for table in there.tables}
    assert compare_packages(there, package_of_rows(there.descriptor, rows)).changes == []

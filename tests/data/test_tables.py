"""What must hold of the tables, whatever they are: read by the standard library alone."""

import csv
import hashlib
import json
from typing import Any

import pytest
from conftest import ROOT, Row, read
from pipeline.publish.credits import HEADING, uncredited, with_credits

DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
SCHEMAS: dict[str, Any] = {
    one["name"]: one["schema"] for one in DESCRIPTOR["resources"] if one.get("format") == "csv"
}
TABLES = {table: read(table, ROOT) for table in SCHEMAS}


def key(row: Row, columns: list[str] | str) -> str:
    """Return the cells of a key, as evidence names a record."""
    names = [columns] if isinstance(columns, str) else columns
    return "/".join(row[name] for name in names)


def test_each_table_of_the_descriptor_is_there() -> None:
    assert list(SCHEMAS) == sorted(DESCRIPTOR["tables"])
    assert {path.stem for path in (ROOT / "data").iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize("resource", DESCRIPTOR["resources"], ids=lambda one: one["path"])
def test_a_file_is_the_one_that_is_described(resource: dict[str, Any]) -> None:
    content = (ROOT / resource["path"]).read_bytes()
    assert len(content) == resource["bytes"]
    assert f"sha256:{hashlib.sha256(content).hexdigest()}" == resource["hash"]
    if resource["path"].endswith(".csv"):
        rows = list(csv.reader(content.decode("utf-8").splitlines(keepends=True)))
        assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]
        assert len(rows) == resource["rows"] + 1


@pytest.mark.parametrize("table", SCHEMAS)
def test_keys_are_unique_and_references_lead_somewhere(table: str) -> None:
    rows, schema = TABLES[table], SCHEMAS[table]
    assert len({key(row, schema["primaryKey"]) for row in rows}) == len(rows) > 0
    for reference in schema.get("foreignKeys", []):
        there = reference["reference"]
        known = {key(row, there["fields"]) for row in TABLES[there["resource"]]}
        assert {key(row, reference["fields"]) for row in rows} - known <= {""}


@pytest.mark.parametrize("source", TABLES["sources"], ids=lambda row: row["source_id"])
def test_quotations_stand_where_evidence_says(source: Row) -> None:
    """Character by character, in the text that the table of sources names by its hash."""
    content = (ROOT / source["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == source["sha256"]
    text, name = content.decode("utf-8"), source["source_id"]
    passages = {row["passage_id"] for row in TABLES["passages"] if row["source_id"] == name}
    rows = [row for row in TABLES["evidence"] if row["source_id"] == name]
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        assert text[start:end] == row["quote"] != ""
        assert row["prefix"] == text[start - len(row["prefix"]) : start]
        assert row["suffix"] == text[end : end + len(row["suffix"])]
        assert row["passage_id"] in passages
    assert rows


@pytest.mark.parametrize("table", SCHEMAS)
def test_each_cell_that_needs_evidence_has_it(table: str) -> None:
    proven = {(row["table_name"], row["record_id"], row["field"]) for row in TABLES["evidence"]}
    roles = ("cited",) if table in ("sources", "passages", "evidence") else ("cited", "reference")
    cited = [field["name"] for field in SCHEMAS[table]["fields"] if field["role"] in roles]
    for row in TABLES[table]:
        record = key(row, SCHEMAS[table]["primaryKey"])
        assert [one for one in cited if row[one] and (table, record, one) not in proven] == []


def test_each_passage_is_quoted_or_says_why_not() -> None:
    quoted = {(row["source_id"], row["passage_id"]) for row in TABLES["evidence"]}
    for row in TABLES["passages"]:
        if row["kind"] not in ("title", "heading"):
            is_quoted = (row["source_id"], row["passage_id"]) in quoted
            assert is_quoted != bool(row["unused_reason"]), row


def test_no_cell_begins_like_a_formula() -> None:
    """As a spreadsheet would read the CSV files: only numbers begin with a sign."""
    for table, rows in TABLES.items():
        numbers = {one["name"] for one in SCHEMAS[table]["fields"] if one["type"] == "number"}
        begun = {name for row in rows for name in row if row[name][:1] in tuple("=+-@＝＋－＠\t\r")}
        assert begun <= numbers


def test_every_source_is_credited() -> None:
    """Catches a source that is taken in without the credit that its licence asks for."""
    assert uncredited((ROOT / "NOTICE").read_text("utf-8"), TABLES["sources"]) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        *(("tale", "song"), ("x.org/a", "x.org/a/b"), ("https", "http")),
        *(("CC-BY-4.0", "CC-BY-4.0-x"), ("licensed", "\n- licensed")),
    ],
)
def test_a_credit_that_lacks_something_is_none(right: str, wrong: str) -> None:
    """Catches a credit of another page or licence, or one that is spread over two entries."""
    row = {"title": "A tale", "publisher": "X", "url": "https://x.org/a", "license": "CC-BY-4.0"}
    entry = '- "A tale", X, https://x.org/a, licensed under CC-BY-4.0.'
    notice = f"Title\n\nThe data are made from:\n\n{entry}\n- another\n"
    assert uncredited(notice, [row]) == []
    assert uncredited(notice.replace(right, wrong), [row]) == [entry]
    more = with_credits(notice.replace(right, wrong), [row])
    assert more == with_credits(more, [row])
    assert more.endswith(f"\n\n{HEADING}\n\n{entry}\n")
    assert with_credits(more.replace(wrong, right, 1), [row]) == notice

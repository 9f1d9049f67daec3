"""`schemas`: the columns of the contract, the vocabularies, and what other programs get of them."""

import pyarrow as pa
import pytest
from cases import cases
from conftest import Row, read
from pipeline.check.frames import failures, frame_of, typed
from pipeline.check.rules import check_cells
from pipeline.common.words import word_files
from pipeline.resolve.terms import term_for, words_of_terms

from schemas import PROVENANCE, TABLES, Column, columns_of
from schemas.columns import PATTERNS, constraints
from schemas.export import arrow_schema, table_schema
from schemas.vocabularies import VOCABULARIES

EVERY = [(table, column) for table, model in TABLES.items() for column in columns_of(model)]


def those(**wanted: str) -> set[str]:
    """`table.column` of the columns that have these attributes."""
    return {
        f"{table}.{column.name}"
        for table, column in EVERY
        if all(getattr(column, name) == value for name, value in wanted.items())
    }


def test_derived_and_curated_columns_are_the_contracts() -> None:
    """Catches a cell that would be believed without evidence."""
    assert those(role="derived") == {
        *(f"memorials.{name}" for name in ("country_code", "latitude", "longitude")),
        *(f"memorials.{name}" for name in ("coordinate_precision", "geonames_id", "opened_from")),
        *("memorials.opened_to", "memorials.completed_from", "memorials.completed_to"),
        *("memorials.dimensions_approximate", "memorials.label", "events.label"),
        *("events.date_from", "events.date_to", "statements.directness"),
    }
    assert those(role="curated") == {"people.named", "inscriptions.whole"}
    assert [f"{t}.{c.name}" for t, c in EVERY if bool(c.rule) != (c.role == "derived")] == []
    roles = {(table in PROVENANCE, column.role) for table, column in EVERY}
    told = {(False, "cited"), (False, "derived"), (False, "curated"), (True, "recorded")}
    assert {one for one in roles if one[1] not in ("key", "reference")} == told


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_every_column_says_what_it_means(table: str, column: Column) -> None:
    """Catches a column without a sentence, and one that every other user would take for text."""
    assert column.meaning.endswith(".")
    assert bool(column.vocabulary) == (column.kind == "vocabulary")
    assert column.pattern == PATTERNS.get(column.kind, "")
    assert not column.references or column.references in TABLES


def test_the_terms_of_a_vocabulary_differ_in_meaning() -> None:
    """Catches a term that says what another says."""
    for meanings in map(dict.values, VOCABULARIES.values()):
        assert len(set(meanings)) == len(meanings)
        assert all(meaning.endswith(".") for meaning in meanings)


@pytest.mark.parametrize("language", word_files())
def test_no_word_gives_two_terms(language: str) -> None:
    """Catches a word whose term would depend on the order of a file, and a term that is none."""
    for vocabulary, terms in word_files()[language].get("terms", {}).items():
        words = [word.casefold() for listed in terms.values() for word in listed]
        assert sorted(words) == sorted(set(words)), vocabulary
        assert terms.keys() <= VOCABULARIES[vocabulary].keys()


def test_the_longest_words_count() -> None:
    """Catches a funder who is taken for a supporter."""
    found = words_of_terms("memorial_role", "with the financial support of a guild", "en")
    assert [(word.start, word.end, word.term) for word in found] == [(9, 26, "funder")]


@pytest.mark.parametrize(
    ("vocabulary", "words", "term"),
    cases("""
        status → unveiled → built | status → Erected → built | status → built → built
        event_type → opening ceremony → opening | kinship_role → daughter → child
        event_type → commemorated event → commemorated_event
        memorial_type → memorial garden → garden
        status → was unveiled → ∅ | status → ∅ → ∅ | status → state_body → ∅
    """),
)
def test_term_for(vocabulary: str, words: str, term: str) -> None:
    """Catches a machine that guesses, or that minds capitals."""
    assert term_for(vocabulary, words, "en") == (term or None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("name", {"type": "string", "constraints": {"required": True}, "sideBySide": True}),
        ("material", {"type": "string"}),
        ("latitude", {"type": "number", "constraints": {"minimum": -90, "maximum": 90}}),
        ("height_m", {"type": "number", "unit": "metres", "constraints": {"minimum": 0}}),
        ("geonames_id", {"type": "integer", "constraints": {"minimum": 1}}),
        ("opened", {"type": "string", "constraints": {"pattern": PATTERNS["edtf"]}}),
        (
            "opened_from",
            {"type": "date", "rule": "first day of `opened`", "derivedFrom": ["opened"]},
        ),
        (
            "dimensions_approximate",
            {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
        ),
    ],
)
def test_table_schema_of_each_kind(name: str, said: dict[str, object]) -> None:
    """Catches a bound of 0 that is dropped, a type that is not the kind's, a rule that is lost."""
    fields = {one["name"]: one for one in table_schema(TABLES["memorials"])["fields"]}
    others = {"name", "description", "role"} | ({"unit", "rule", "derivedFrom"} - said.keys())
    assert {word: it for word, it in fields[name].items() if word not in others} == said


def test_composite_foreign_key() -> None:
    """Catches a passage that is looked up without its source."""
    assert table_schema(TABLES["evidence"])["foreignKeys"][1] == {
        "fields": ["source_id", "passage_id"],
        "reference": {"resource": "passages", "fields": ["source_id", "passage_id"]},
    }


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_arrow_types(table: str, column: Column) -> None:
    """Catches a type, or a nullability, that differs from what the CSV holds."""
    types = {"metres": pa.float64(), "number": pa.float64(), "integer": pa.int64()}
    types |= {"boolean": pa.bool_(), "date": pa.date32()}
    field = arrow_schema(TABLES[table]).field(column.name)
    assert field.type == types.get(column.kind, pa.string())
    assert field.nullable is not column.required


def test_arrow_metadata() -> None:
    """Catches a Parquet file that does not say what its columns mean and in which unit."""
    schema = arrow_schema(TABLES["memorials"])
    assert schema.names == [column.name for column in columns_of(TABLES["memorials"])]
    assert schema.field("height_m").metadata == {b"description": b"Height.", b"unit": b"metres"}
    last_day = {b"description": b"Last day that `opened` allows.", b"rule": b"last day of `opened`"}
    assert schema.field("opened_to").metadata == last_day
    kinships = {b"description": b"What a person is to a relative."}
    assert arrow_schema(TABLES["kinships"]).metadata == kinships


ROW_RULES = [  # each broken in the last row of its table
    ("memorials", {"opened_from": "2008-02-27", "opened_to": "2008-02-26"}, None),
    ("memorials", {"opened_from": "2008-02-27", "opened_to": ""}, None),
    ("memorials", {"country": "Atlantis", "country_code": ""}, "country"),
    ("memorials", {"status": "planned", "opened": "2014-02"}, "status"),
    ("events", {"date_from": "2008-02-27", "date_to": ""}, None),
    ("kinships", {"person_id": "somebody", "relative_id": "somebody"}, None),
    ("passages", {"end": "9999"}, None),
    ("passages", {"cited_characters": "9999"}, None),
    ("evidence", {"start": "9999"}, None),
]


def wrong_cells(table: str, **cells: str) -> list[tuple[int | None, str | None]]:
    """Where the table's model finds fault with its last row, if that has these cells."""
    rows = read(table)
    rows[-1] |= cells
    return [(found.line, found.field) for found in check_cells(table, frame_of(table, rows))]


@pytest.mark.parametrize("table", TABLES)
def test_a_right_table_is_right(table: str) -> None:
    """Catches a model that refuses what the build makes, as text or as it is stored."""
    assert wrong_cells(table) == []
    TABLES[table].validate(typed(table, frame_of(table, read(table))), lazy=True)


@pytest.mark.parametrize(("table", "cells", "field"), ROW_RULES)
def test_a_row_rule_is_broken(table: str, cells: Row, field: str | None) -> None:
    """Catches a rule that no row breaks."""
    assert (len(read(table)) + 1, field) in wrong_cells(table, **cells)


def test_a_span_is_counted_in_letters() -> None:
    """Catches lengths in bytes."""
    row = next(row for row in read("evidence") if not row["quote"].isascii())
    (found,) = failures(
        TABLES["evidence"].to_schema().checks,
        typed("evidence", frame_of("evidence", [row | {"end": "1"}])),
    )
    message = "its quote has not as many letters as `start` to `end`"
    assert (found[0].error, found[1]) == (message, [0])
    assert wrong_cells("evidence", **row) == []


OUTSIDE = {"integer": "-1", "number": "181", "metres": "-0.5", "vocabulary": "no-such-term"} | {
    "": "Not Of The Form!"  # what a column with a pattern refuses
}  # a value that each kind of column refuses
LIMITED = [
    pytest.param(table, column, id=f"{table}-{column.name}")
    for table, column in EVERY
    if column.required or any(constraints(column))
]


@pytest.mark.parametrize(("table", "column"), LIMITED)
def test_a_constraint_is_broken(table: str, column: Column) -> None:
    """Catches a constraint that no cell breaks."""
    values = [OUTSIDE.get(column.kind, OUTSIDE[""])] * any(constraints(column))
    for value in values + [""] * column.required:
        assert (len(read(table)) + 1, column.name) in wrong_cells(table, **{column.name: value})

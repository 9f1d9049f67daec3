"""`schemas`: the columns of the contract, the vocabularies, and what other programs get of them."""

from itertools import chain

import pyarrow as pa
import pytest
from conftest import Row, read
from pipeline.check.frames import failures, frame_of, typed
from pipeline.check.rules import check_cells

from schemas import PROVENANCE, TABLES, Column, column_of, columns_of, key_of
from schemas.columns import PATTERNS, SLUG, constraints
from schemas.export import arrow_schema, table_schema
from schemas.vocabularies import VOCABULARIES, term_for

COLUMNS = {  # the contract's part 2: tables in reading order, keys first, columns in their order
    "memorials": "memorial_id name memorial_type status country country_code locality district "
    "site latitude longitude coordinate_precision geonames_id completed opened opened_from "
    "opened_to material height_m length_m dimensions_approximate description setting inscription "
    "inscription_language inscription_translation dedicated_to",
    "people": "person_id name other_names named description",
    "organizations": "organization_id name other_names classification country_code description",
    "events": "event_id event_type name date date_from date_to memorial_id place description",
    "memberships": "person_id organization_id role",
    "kinships": "person_id relative_id role",
    "memorial_people": "memorial_id person_id role",
    "memorial_organizations": "memorial_id organization_id role",
    "event_people": "event_id person_id role",
    "event_organizations": "event_id organization_id role",
    "statements": "statement_id text directness speaker person_id organization_id memorial_id "
    "event_id",
    "sources": "source_id title url publisher license language extent path sha256 characters",
    "passages": "source_id passage_id kind section start end text cited_characters unused_reason",
    "evidence": "evidence_id table_name record_id field value source_id passage_id start end "
    "quote prefix suffix basis rank note",
}
TERMS = {  # the contract's part 2
    "memorial_type": "memorial monument garden park museum statue sculpture plaque cemetery",
    "status": "planned extant altered relocated removed destroyed unknown",
    "coordinate_precision": "exact site locality",
    "classification": "state_body municipality diplomatic_mission foundation association campaign "
    "military_unit commission company media community other",
    "event_type": "commemorated_event approval construction opening renaming protest summons "
    "permission finding decision alteration relocation removal commemoration other",
    "membership_role": "leader founder member representative",
    "kinship_role": "child parent spouse sibling",
    "memorial_person_role": "designer sculptor architect initiator organizer supporter funder",
    "memorial_organization_role": "initiator supporter funder designer owner",
    "event_person_role": "attendee officiant speaker summoned organizer subject",
    "event_organization_role": "organizer attendee protester authority investigator "
    "named_perpetrator subject",
    "directness": "direct reported",
    "extent": "full excerpt",
    "passage_kind": "title infobox heading sentence list_item",
    "basis": "verbatim joined normalized coded interpreted",
    "rank": "preferred normal",
}
EVERY = [(table, column) for table, model in TABLES.items() for column in columns_of(model)]


def those(**wanted: str) -> set[str]:
    """`table.column` of the columns that have these attributes."""
    return {
        f"{table}.{column.name}"
        for table, column in EVERY
        if all(getattr(column, name) == value for name, value in wanted.items())
    }


def test_tables_and_columns_are_the_contracts() -> None:
    """Catches a column renamed, lost, added or moved."""
    told = {name: [one.name for one in columns_of(model)] for name, model in TABLES.items()}
    assert list(TABLES) == list(COLUMNS)
    assert told == {name: columns.split() for name, columns in COLUMNS.items()}
    assert PROVENANCE == ("sources", "passages", "evidence")


@pytest.mark.parametrize("table", TABLES)
def test_keys_come_first_and_are_required(table: str) -> None:
    """Catches a key of which a part is missing or may be empty."""
    key = key_of(TABLES[table])
    columns = COLUMNS[table].split()
    size = {"passages": 2}.get(table, 3 if columns[-1] == "role" else 1)
    assert list(key) == columns[:size]
    assert [column_of(TABLES[table], name).required for name in key] == [True] * size


def test_derived_and_curated_columns_are_the_contracts() -> None:
    """Catches a cell that would be believed without evidence."""
    assert those(role="derived") == {
        *(f"memorials.{name}" for name in ("country_code", "latitude", "longitude")),
        *(f"memorials.{name}" for name in ("coordinate_precision", "geonames_id", "opened_from")),
        *("memorials.opened_to", "memorials.dimensions_approximate"),
        *("events.date_from", "events.date_to", "statements.directness"),
    }
    assert those(role="curated") == {"people.named"}
    assert [f"{t}.{c.name}" for t, c in EVERY if bool(c.rule) != (c.role == "derived")] == []


def test_provenance_records_and_content_cites() -> None:
    """Catches a content column that asks for no evidence, and a provenance column that does."""
    roles = {
        (table in PROVENANCE, column.role)
        for table, column in EVERY
        if column.role not in ("key", "reference")
    }
    assert roles == {(False, "cited"), (False, "derived"), (False, "curated"), (True, "recorded")}


def test_kinds() -> None:
    """Catches a date, measure or code that is read as plain text."""
    assert those(kind="edtf") == {"memorials.completed", "memorials.opened", "events.date"}
    assert those(kind="date") == {
        *("memorials.opened_from", "memorials.opened_to", "events.date_from", "events.date_to"),
    }
    assert those(kind="metres") == {"memorials.height_m", "memorials.length_m"}
    assert those(kind="number") == {"memorials.latitude", "memorials.longitude"}
    assert those(kind="boolean") == {"memorials.dimensions_approximate", "people.named"}
    assert those(kind="country_code") == {"memorials.country_code", "organizations.country_code"}
    assert those(kind="language") == {"memorials.inscription_language", "sources.language"}
    assert those(kind="names") == {"people.other_names", "organizations.other_names"}
    assert those(kind="locality") == {"memorials.locality"}
    assert those(kind="url") == {"sources.url"}
    assert those(kind="license") == {"sources.license"}
    assert those(kind="sha256") == {"sources.sha256"}
    assert those(kind="integer") == {
        *("memorials.geonames_id", "sources.characters", "passages.start", "passages.end"),
        *("passages.cited_characters", "evidence.start", "evidence.end"),
    }


def test_a_column_is_declared_whole() -> None:
    """Catches an attribute that is lost between a model's line and its users."""
    meaning = "Latitude of the point that `coordinate_precision` tells."
    rule = (
        "GeoNames' entry for the one town of the locality's name in the country that has 15,000 "
        "inhabitants or more, or, if none has, 500 or more; empty where there is not exactly one"
    )
    unit = "degrees north, WGS 84"
    assert column_of(TABLES["memorials"], "latitude") == Column(
        "latitude", "number", "derived", meaning, False, float, unit=unit, rule=rule,
        derived_from=("locality", "country"),
        minimum=-90, maximum=90,
    )  # fmt: skip
    assert column_of(TABLES["memorials"], "status").terms == tuple(TERMS["status"].split())
    assert column_of(TABLES["memorials"], "name").terms == ()
    with pytest.raises(KeyError):
        column_of(TABLES["memorials"], "no_such_column")


def test_a_composite_reference_is_a_tuple() -> None:
    """Catches a list in a frozen column, which then has no hash."""
    column = column_of(TABLES["evidence"], "passage_id")
    assert column.also == ("source_id",)


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_every_column_says_what_it_means(table: str, column: Column) -> None:
    """Catches a column without a sentence, and one that every other user would take for text."""
    assert column.meaning.endswith(".")
    assert bool(column.vocabulary) == (column.kind == "vocabulary")
    assert column.pattern == PATTERNS.get(column.kind, "")
    assert not column.references or column.references in TABLES


def test_vocabularies_are_the_contracts() -> None:
    """Catches a term renamed, lost, added or moved."""
    told = {name: list(terms) for name, terms in VOCABULARIES.items()}
    assert told == {name: terms.split() for name, terms in TERMS.items()}
    assert {column.vocabulary for _, column in EVERY} - {""} == set(VOCABULARIES)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_no_word_gives_two_terms(vocabulary: str) -> None:
    """Catches a word whose term would depend on the order of a file."""
    terms = VOCABULARIES[vocabulary]
    words = [
        word.casefold()
        for name, term in terms.items()
        for word in (name.replace("_", " "), *term.words)
    ]
    assert sorted(words) == sorted(set(words))
    assert len({term.meaning for term in terms.values()}) == len(terms)
    assert all(term.meaning.endswith(".") for term in terms.values())
    assert all(term_for(vocabulary, word) == name for name, t in terms.items() for word in t.words)


def test_terms_are_neutral() -> None:
    """Catches a loaded word in a name of ours."""
    ours = chain(TABLES, COLUMNS, *(c.split() for c in COLUMNS.values()), *TERMS.values())
    words = set("_".join(ours).replace(" ", "_").split("_"))
    assert words & {"genocide", "thugs", "whitewash", "victim", "terror", "regime"} == set()


@pytest.mark.parametrize(
    ("vocabulary", "words", "term"),
    [
        ("status", "unveiled", "extant"),
        ("status", "Erected", "extant"),
        ("status", "extant", "extant"),
        ("event_type", "opening ceremony", "opening"),
        ("event_type", "commemorated event", "commemorated_event"),
        ("kinship_role", "daughter", "child"),
        ("memorial_type", "memorial garden", "garden"),
        ("status", "was unveiled", None),
        ("status", "", None),
        ("status", "state_body", None),
    ],
)
def test_term_for(vocabulary: str, words: str, term: str | None) -> None:
    """Catches a machine that guesses, or that minds capitals."""
    assert term_for(vocabulary, words) == term


def test_table_schema_of_a_relation() -> None:
    """Catches a key, reference, pattern or list of terms that is lost on the way out."""
    slug = {"required": True, "pattern": SLUG}
    people = {"resource": "people", "fields": ["person_id"]}
    terms = ["child", "parent", "spouse", "sibling"]
    made = table_schema(TABLES["kinships"])
    fields = made.pop("fields")
    assert made == {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "missingValues": [""],
        "primaryKey": ["person_id", "relative_id", "role"],
        "foreignKeys": [
            {"fields": ["person_id"], "reference": people},
            {"fields": ["relative_id"], "reference": people},
        ],
    }
    assert [(one["name"], one["type"], one["constraints"]) for one in fields] == [
        ("person_id", "string", slug),
        ("relative_id", "string", slug),
        ("role", "string", {"required": True, "enum": terms}),
    ]
    assert fields[2]["vocabulary"] == "kinship_role"
    assert fields[2]["description"] == "What the person is to the relative."


def test_table_schema_without_references_has_no_foreign_keys() -> None:
    """Catches an empty list, which the Data Package profile refuses."""
    assert "foreignKeys" not in table_schema(TABLES["memorials"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("name", {"type": "string", "constraints": {"required": True}}),
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
    types = {
        "metres": pa.float64(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    field = arrow_schema(TABLES[table]).field(column.name)
    assert field.type == types.get(column.kind, pa.string())
    assert field.nullable is not column.required


def test_arrow_metadata() -> None:
    """Catches a Parquet file that does not say what its columns mean and in which unit."""
    schema = arrow_schema(TABLES["memorials"])
    assert schema.names == COLUMNS["memorials"].split()
    assert schema.field("height_m").metadata == {b"description": b"Height.", b"unit": b"metres"}
    assert schema.field("opened_to").metadata == {
        b"description": b"Last day that `opened` allows.",
        b"rule": b"last day of `opened`",
    }
    assert arrow_schema(TABLES["kinships"]).metadata == {
        b"description": b"What a person is to a relative."
    }


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
        TABLES["evidence"].to_schema(),
        typed("evidence", frame_of("evidence", [row | {"end": "1"}])),
    )
    message = "its quote has not as many letters as `start` to `end`"
    assert (found[0].error, found[1]) == (message, [0])
    assert wrong_cells("evidence", **row) == []


OUTSIDE = {
    "integer": "-1",
    "number": "181",
    "metres": "-0.5",
    "vocabulary": "no-such-term",
    "": "Not Of The Form!",
}  # a value that each kind of column refuses, and that of a column with a pattern
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

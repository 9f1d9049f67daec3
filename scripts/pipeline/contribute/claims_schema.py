"""The JSON Schema of `seeds/NAME.toml`, with which editors complete and check claims.

It is draft 7, which taplo and Even Better TOML read; `x-taplo` has what they show beside a term.
A cell is text, a table or a list, and its schema says of each what holds, without a choice between
schemas: so a fault is named where it stands. What is beside a `$ref` does not count, hence `allOf`.
"""

from collections.abc import Iterable
from typing import Any

from pipeline.common.serialize import json_bytes
from pipeline.read.claim_parser import MAX_SECTIONS
from pipeline.read.claims import (
    CLAIM_KEYS,
    IDENTIFIED,
    RECORDS,
    RELATIONS,
    SOURCE_KEYS,
    SOURCE_MAY_HAVE,
    WAYS,
)

from schemas import TABLES, Column, columns_of
from schemas.columns import PATTERNS, SLUG
from schemas.vocabularies import VOCABULARIES

Json = dict[str, Any]
MEANINGS = {  # of the keys that are no column
    "source": "What the source is.",
    "settle": "Cells on which claims differ: which value holds, and why.",
    "unused": "Passages from which nothing is taken, and why.",
    "retired": "Identifiers that were released and are no longer used.",
    "section": "The heading, or headings, under which the quotations are looked for.",
    "value": "The value, where the words do not give it by themselves.",
    "quote": "Words of the text; [[…]] marks the part that counts.",
    "prefix": "What stands right before the quotation.",
    "suffix": "What stands right behind the quotation.",
    "quotes": "Several places, each of which says it.",
    "join": "Several quotations that together are the value.",
    "together": "Several quotations that give the value only together.",
    "note": "Why the words mean it, in plain words of our own.",
    "prefer": "Why this holds and not another value, which it names.",
    "cell": "Table, record and field: memorials.usak.opened",
    "against": "Each other value that was weighed.",
    "why": "Why the value holds.",
    "reason": "Why nothing was taken from the passage, or why the identifier went.",
    "became": "The identifier that now stands for the same thing.",
}
ANY_TEXT: Json = {"type": "string"}
TEXT: Json = {**ANY_TEXT, "minLength": 1}
AROUND: Json = {"prefix": ANY_TEXT, "suffix": ANY_TEXT}
PLAIN: Json = {"type": ["string", "number"]}
WORDS: Json = {"type": ["string", "object"], "minLength": 1}  # or a table
NO_KEY: Json = {"not": {"title": "a key of another name"}}  # `false` is a fault of the whole table


def claims_schema() -> bytes:
    """Return the JSON Schema of a file of claims."""
    of_source = {column.name: _recorded(column) for column in columns_of(TABLES["sources"])}
    source = {name: of_source.get(name, TEXT) for name in (*SOURCE_KEYS, *SOURCE_MAY_HAVE)}
    cell = {"type": "string", "pattern": rf"^({'|'.join(RECORDS)})\.[a-z0-9-]+\.[a-z_]+$"}
    settle = {"cell": cell, "value": PLAIN, "against": _list(PLAIN), "why": TEXT}
    unused = {"quote": TEXT, "reason": TEXT, **AROUND, "section": _ref("section")}
    retired = _object({"became": ANY_TEXT, "reason": TEXT}, ["reason"])
    gone = {"type": "object", "additionalProperties": retired}
    tables = {
        "source": _object(source, SOURCE_KEYS),
        **{table: _tables(table, _record(table)) for table in RECORDS},
        "settle": _list(_object(settle, settle)),
        "unused": _list(_object(unused, ["quote", "reason"])),
        "retired": _object(dict.fromkeys(IDENTIFIED, gone)),
    }
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Claims of a source",
        **_object(tables, ["source"]),
        "definitions": _definitions(),
    }
    return json_bytes(schema)


def _definitions() -> Json:
    """Return the schemas to which others refer: of sections, claims, terms and relations."""
    several = _list({**_object({"quote": TEXT, **AROUND}, ["quote"]), **WORDS})
    kinds = AROUND | {"value": PLAIN, **dict.fromkeys(("quotes", "join", "together"), several)}
    table = _object({key: kinds.get(key, TEXT) for key in CLAIM_KEYS}) | WORDS
    bare = {"type": "object", "not": {"anyOf": [{"required": [way]} for way in WAYS]}}
    claim = {**table, "if": bare, "then": {"required": ["quote"]}}
    needs_value = {"required": ["value"], "then": {"required": ["note"]}}
    relations = sorted({to for names in RELATIONS.values() for to in names.values()})
    columns = [column for name in (*RECORDS, *relations) for column in columns_of(TABLES[name])]
    vocabularies = sorted({column.vocabulary for column in columns if column.role == "cited"})
    return {
        "section": {
            "description": MEANINGS["section"],
            "type": ["string", "array"],
            "items": TEXT,
            "maxItems": MAX_SECTIONS,
        },
        "claim": claim,
        "cell": {**claim, **_list(_ref("claim")), "type": ["string", "object", "array"]},
        "reference": {**claim, "pattern": SLUG, **needs_value},
        **{name: _terms(name) for name in filter(None, vocabularies)},
        **{name: _record(name, ["role"]) for name in relations},
    }


def _record(table: str, required: Iterable[str] = ()) -> Json:
    """Return the schema of a record or relation: what is claimed of it."""
    claimed = [column for column in columns_of(TABLES[table]) if column.role != "derived"]
    cells = {column.name: _cell(column) for column in claimed if column.role != "key"}
    relations = {name: _tables(to, _ref(to)) for name, to in RELATIONS.get(table, {}).items()}
    section = {"section": _ref("section")} if table in RECORDS else {}
    return _object({**section, "note": TEXT, **cells, **relations}, required)


def _cell(column: Column) -> Json:
    """Return the schema of what is claimed of a column."""
    if column.role == "curated":
        return {"description": column.meaning, "type": "boolean"}
    if column.role == "reference":
        return {"description": column.meaning, "allOf": [_ref("reference")]}
    term = {"properties": {"value": _ref(column.vocabulary)}} if column.vocabulary else {}
    listed = {**term, "items": term} if term else {}
    return {"description": column.meaning, "allOf": [_ref("cell")], **listed}


def _terms(vocabulary: str) -> Json:
    terms = VOCABULARIES[vocabulary]
    docs = {"docs": {"enumValues": list(terms.values())}}
    return {"type": "string", "enum": list(terms), "x-taplo": docs}


def _recorded(column: Column) -> Json:
    """Return the schema of what `[source]` says: text, or a day, which is text in JSON."""
    if column.vocabulary:
        return {"description": column.meaning, **_terms(column.vocabulary)}
    form = {"pattern": PATTERNS[column.kind]} if column.kind in PATTERNS else {}
    return {"description": column.meaning, **TEXT, **form}


def _tables(table: str, schema: Json) -> Json:
    """Return the schema of tables by their identifiers, each of which is as a schema says."""
    about = {"description": (TABLES[table].__doc__ or "").strip(), "type": "object"}
    return {**about, "patternProperties": {SLUG: schema}, "additionalProperties": NO_KEY}


def _object(properties: Json, required: Iterable[str] = ()) -> Json:
    """Return the schema of a table with these keys and no others."""
    described = {
        name: {"description": MEANINGS[name], **schema}
        if name in MEANINGS and "$ref" not in schema
        else schema
        for name, schema in properties.items()
    }
    keys = {"properties": described, "required": list(required), "additionalProperties": NO_KEY}
    return {"type": "object", **keys}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items, "minItems": 1}


def _ref(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}

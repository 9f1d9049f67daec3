"""The JSON Schema of `seeds/NAME.toml`, with which editors complete and check claims.

It is draft 7, which taplo and Even Better TOML read; `x-taplo` has what they show beside a term.
"""

from typing import Any

from pipeline.common.serialize import json_bytes
from pipeline.read.claims import CLAIM_KEYS, IDENTIFIED, RECORDS, RELATIONS

from schemas import TABLES, Column, columns_of
from schemas.columns import SLUG
from schemas.vocabularies import VOCABULARIES

Json = dict[str, Any]
MEANINGS = {  # of the keys of a claim
    "value": "The value, where the words do not give it by themselves.",
    "quote": "Words of the text; [[…]] marks the part that counts.",
    "prefix": "What stands right before the quotation.",
    "suffix": "What stands right behind the quotation.",
    "quotes": "Several places, each of which says it.",
    "join": "Several quotations that together are the value.",
    "together": "Several quotations that give the value only together.",
    "note": "Why the words mean it.",
    "prefer": "Why this holds and not another value, which it names.",
    "section": "The heading, or headings, under which the quotations are looked for.",
    "reason": "Why nothing was taken from the passage.",
}
TEXT: Json = {"type": "string"}
QUOTATION: Json = {"anyOf": [TEXT, {"type": "object"}]}
SEVERAL: Json = {"type": "array", "items": QUOTATION}
SECTION: Json = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}


def claims_schema() -> bytes:
    """Return the JSON Schema of a file of claims."""
    columns = columns_of(TABLES["sources"])
    source = {
        column.name: {"description": column.meaning}
        for column in columns
        if column.name not in ("source_id", "path", "characters")
    }
    settle = {"cell": TEXT, "value": {}, "against": {"type": "array"}, "why": TEXT}
    unused = dict.fromkeys(("quote", "prefix", "suffix", "reason"), TEXT) | {"section": SECTION}
    retired = _tables(_object({"became": TEXT, "reason": TEXT}))
    schema = _object(
        {
            "source": _object({**source, "note": TEXT}),
            **{table: _tables(_ref(table), table) for table in RECORDS},
            "settle": {"type": "array", "items": _object(settle)},
            "unused": {"type": "array", "items": _object(unused)},
            "retired": _object(dict.fromkeys(IDENTIFIED, retired)),
        }
    )
    relations = {table for names in RELATIONS.values() for table in names.values()}
    definitions = {table: _record(table) for table in (*RECORDS, *sorted(relations))}
    definitions |= {"claim": _claim()}
    definitions |= {f"claim_{vocabulary}": _claim(vocabulary) for vocabulary in VOCABULARIES}
    return json_bytes(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Claims of a source",
            **schema,
            "definitions": definitions,
        }
    )


def _object(properties: Json, **about: Any) -> Json:
    described = {
        name: {"description": MEANINGS[name], **schema} if name in MEANINGS else schema
        for name, schema in properties.items()
    }
    return {"type": "object", "properties": described, "additionalProperties": False, **about}


def _tables(schema: Json, table: str = "") -> Json:
    """Return the schema of tables by their identifiers."""
    about = {"description": (TABLES[table].__doc__ or "").strip()} if table else {}
    tables = {"type": "object", "patternProperties": {f"^{SLUG}$": schema}}
    return {**tables, "additionalProperties": False, **about}


def _record(table: str) -> Json:
    fields = {
        column.name: _cell(column)
        for column in columns_of(TABLES[table])
        if column.role not in ("derived", "key")
    }
    relations = {name: _tables(_ref(to), to) for name, to in RELATIONS.get(table, {}).items()}
    return _object({"section": SECTION, "note": TEXT, **fields, **relations})


def _ref(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}


def _cell(column: Column) -> Json:
    about = {"description": column.meaning}
    if column.role == "curated":
        return {"type": "boolean", **about} if column.stored is bool else about
    return {**about, **_ref(f"claim_{column.vocabulary}" if column.vocabulary else "claim")}


def _claim(vocabulary: str = "") -> Json:
    """Return the schema of what is claimed of a cell: a quotation, a table, or several of them."""
    value: Json = {}
    if vocabulary:
        terms = VOCABULARIES[vocabulary]
        value = {"enum": list(terms), "x-taplo": {"docs": {"enumValues": list(terms.values())}}}
    several = {key: {"type": "array", "items": QUOTATION} for key in ("quotes", "join", "together")}
    claim = _object({**dict.fromkeys(CLAIM_KEYS, TEXT), **several, "value": value})
    return {"anyOf": [TEXT, claim, {"type": "array", "items": {"anyOf": [TEXT, claim]}}]}

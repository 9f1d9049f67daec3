"""What changed between two descriptors: fields, constraints, keys, and the words around them."""

import json
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.compare.package_descriptor import Json, as_names, retired_entries
from pipeline.compare.version import Change

FORM = (  # what tells nothing of the data: where a form of a table is, how large, and which it is
    "name", "path", "bytes", "hash", "rows", "type", "format", "mediatype", "encoding", "dialect",
)  # fmt: skip
READING = (  # how a cell is read, of a field or of a schema
    "type", "format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber",
    "categories", "categoriesOrdered", "itemType", "delimiter", "missingValues", "fieldsMatch",
)  # fmt: skip
RETYPED = dict.fromkeys(READING, "retyped")
KINDS: dict[str, dict[str, str]] = {  # of change of an aspect; "" none: it is compared apart
    "package": dict.fromkeys(("version", "created", "resources", "tables", "retired"), "")
    | {"name": "package-renamed"},
    "table": dict.fromkeys((*FORM, "schema"), ""),
    "schema": RETYPED
    | {"primaryKey": "key-changed", "foreignKeys": "key-changed", "fields": ""}
    | {"uniqueKeys": "constraint-tightened"},  # as is whatever is not compared in itself
    "field": RETYPED | {"name": "", "constraints": ""},
}
ConstraintChange = tuple[str, str | None, str | None]  # its kind, the old value and the new
LOWER_BOUNDS = {"minimum", "exclusiveMinimum", "minLength"}
UPPER_BOUNDS = {"maximum", "exclusiveMaximum", "maxLength"}


def package_changes(old: Json, new: Json) -> Iterator[Change]:
    """Give what a package says of itself in other words; tables, version and `created` aside."""
    yield from _aspects("package", old, new)
    before, after = retired_entries(old), retired_entries(new)
    for record in sorted(before.keys() | after.keys()):
        entries = _text(before.get(record)), _text(after.get(record))
        if entries[0] != entries[1]:
            yield Change("package-described", None, record, None, "retired", *entries)
    were, are = old.get("tables", []), new.get("tables", [])
    order, new_order = _in_both(were, are)
    if order != new_order:
        yield Change("package-described", aspect="tables", old=", ".join(were), new=", ".join(are))


def schema_changes(table: str, old: Json, new: Json) -> Iterator[Change]:
    """Give what changed between two resources of a table, its rows aside."""
    yield from _aspects("table", old, new, table)
    was, now = (_normalised(resource["schema"]) for resource in (old, new))
    before, after = ({field["name"]: field for field in schema["fields"]} for schema in (was, now))
    for name in sorted(before.keys() ^ after.keys()):
        kind, fields = ("field-removed", before) if name in before else ("field-added", after)
        yield Change(kind, table, field=name, note=str(fields[name].get("type", "string")))
    order, new_order = _in_both(before, after)
    if order != new_order:
        yield Change("fields-reordered", table, old=", ".join(order), new=", ".join(new_order))
    for name in new_order:
        yield from _aspects("field", before[name], after[name], table, name)
        rules, new_rules = before[name]["constraints"], after[name]["constraints"]
        for rule in sorted(rules.keys() | new_rules.keys()):
            for kind, *values in _constraint_changes(rule, rules.get(rule), new_rules.get(rule)):
                yield Change(kind, table, None, name, rule, old=values[0], new=values[1])
    yield from _aspects("schema", was, now, table)


def _normalised(schema: Json) -> Json:
    """Return a schema with one way to say the same: keys in words, no empty ones, no defaults."""
    return {
        "missingValues": [""],
        **schema,
        "fields": [_normalised_field(field) for field in schema["fields"]],
        "primaryKey": ", ".join(as_names(schema.get("primaryKey", []))) or None,
        "foreignKeys": sorted(map(_foreign_key, schema.get("foreignKeys", []))),
    }


def _normalised_field(field: Json) -> Json:
    rules = field.get("constraints", {})
    stated = {name: value for name, value in rules.items() if value is not False}
    plain = {name: value for name, value in field.items() if (name, value) != ("format", "default")}
    return plain | {"constraints": stated}


def _foreign_key(key: Json) -> str:
    """Return a foreign key in words: `a+b → table(c+d)`."""
    target = key["reference"]
    fields, referred = ("+".join(as_names(part["fields"])) for part in (key, target))
    return f"{fields} → {target.get('resource', '')}({referred})"


def _aspects(
    of: str, old: Json, new: Json, table: str | None = None, field: str | None = None
) -> Iterator[Change]:
    """Give the aspects that differ of two packages, resources, schemas or fields."""
    for aspect in sorted(old.keys() | new.keys()):
        was, now = old.get(aspect), new.get(aspect)
        kind = KINDS[of].get(aspect, f"{'table' if of == 'schema' else of}-described")
        if (of, aspect) == ("field", "unit") and was is not None and now is not None:
            kind = "retyped"  # the numbers mean something else
        if kind and was != now:
            values = (_text(was), _text(now)) if kind == "retyped" else _differing(was, now)
            yield Change(kind, table, None, field, aspect, *values)


def _differing(old: Any, new: Any) -> tuple[str | None, str | None]:
    """Return two values as text; of two lists only the items that the other lacks."""
    if isinstance(old, list | None) and isinstance(new, list | None):
        were, are = ([_text(item) or "" for item in value or []] for value in (old, new))
        if set(were) != set(are):
            removed = ", ".join(item for item in were if item not in are)
            return removed or None, ", ".join(item for item in are if item not in were) or None
    return _text(old), _text(new)


def _in_both(old: Collection[str], new: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the names that are in both, in the order of the one and in that of the other."""
    return [name for name in old if name in new], [name for name in new if name in old]


def _text(value: Any) -> str | None:
    """Return a property as text: a string itself, anything else as JSON; None stays."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _constraint_changes(rule: str, old: Any, new: Any) -> Iterator[ConstraintChange]:
    """Give the kind of each change of a constraint, and its old and new value or terms."""
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list):
        removed, added = _differing(old, new)
        if set(map(_text, old)) == set(map(_text, new)):
            yield "field-described", removed, added
            return
        if removed:
            yield "constraint-tightened", removed, None
        if added:
            yield "constraint-loosened", None, added
    elif new is None or (old is not None and _is_looser(rule, old, new)):
        yield "constraint-loosened", _text(old), _text(new)
    else:
        yield "constraint-tightened", _text(old), _text(new)


def _is_looser(rule: str, old: Any, new: Any) -> bool:
    """Tell whether a bound moved outwards; what cannot be compared counts as stricter."""
    try:
        higher = Decimal(str(new)) > Decimal(str(old))
    except InvalidOperation:  # no numbers: days, months or years, which sort as they are written
        higher = str(new) > str(old)
        if len(str(new)) != len(str(old)):
            return False
    return higher if rule in UPPER_BOUNDS else rule in LOWER_BOUNDS and not higher

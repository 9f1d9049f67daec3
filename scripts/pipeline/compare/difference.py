"""What changed between two packages: tables, fields, constraints, keys, and words about them."""

import json
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.common.options import progress
from pipeline.compare.package_descriptor import Json, as_names, retired_entries, table_resources
from pipeline.compare.package_tables import PackageTables
from pipeline.compare.row_changes import row_changes
from pipeline.compare.version import Change, Difference

FORM = (  # what tells nothing of the data: where a form of a table is, how large, and which it is
    "name", "path", "files", "bytes", "hash", "rows", "type", "profile", "format", "mediatype",
    "encoding", "dialect",
)  # fmt: skip
READING = (  # how a cell is read, of a field or of a schema
    "type", "format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber",
    "categories", "categoriesOrdered", "itemType", "delimiter", "missingValues", "fieldsMatch",
)  # fmt: skip
KINDS: dict[str, dict[str, str]] = {  # of change of an aspect; "" none: it is compared apart
    "package": dict.fromkeys(("version", "created", "resources", "tables", "retired"), "")
    | {"name": "package-renamed"},
    "table": dict.fromkeys((*FORM, "schema"), ""),
    "schema": dict.fromkeys(READING, "retyped")
    | {"primaryKey": "key-changed", "foreignKeys": "key-changed", "fields": ""}
    | {"uniqueKeys": "constraint-tightened"},  # as is whatever is not compared in itself
    "field": dict.fromkeys(READING, "retyped") | {"constraints": ""},
}
LOWER_BOUNDS = {"minimum", "exclusiveMinimum", "minLength"}
UPPER_BOUNDS = {"maximum", "exclusiveMaximum", "maxLength"}


def compare_packages(old: PackageTables, new: PackageTables) -> Difference:
    """Return what changed from the old package to the new one; nothing that is only form."""
    were, are = table_resources(old.descriptor), table_resources(new.descriptor)
    retired = retired_entries(new.descriptor)
    changes: list[Change] = []
    for table in progress(are | were, "comparing tables"):
        if table not in were:
            changes.append(Change("table-added", table, new=f"{len(new.tables[table])} rows"))
        elif table not in are:
            changes.append(Change("table-removed", table, old=f"{len(old.tables[table])} rows"))
        else:
            changes += schema_changes(table, were[table], are[table])
            schemas = were[table]["schema"], are[table]["schema"]
            changes += row_changes(table, old.tables[table], new.tables[table], schemas, retired)
    about = _package_changes(old.descriptor, new.descriptor)
    told = {f"{c.table}/{c.record}" for c in changes if c.kind == "identifier-removed"}
    changes = [*(change for change in about if change.record not in told), *changes]
    versions = (package.descriptor.get("version", "") for package in (old, new))
    return Difference(changes, *versions)


def _package_changes(old: Json, new: Json) -> Iterator[Change]:
    """Give what a package says of itself in other words; tables, version and `created` aside."""
    yield from _aspects("package", old, new)
    for record, was, now in _differing(retired_entries(old), retired_entries(new)):
        texts = _text(was), _text(now)
        yield Change("package-described", None, record, None, "retired", *texts)
    were, are = old.get("tables", []), new.get("tables", [])
    if _in_both(were, are) != _in_both(are, were):
        yield Change("package-described", aspect="tables", old=", ".join(were), new=", ".join(are))


def schema_changes(table: str, old: Json, new: Json) -> Iterator[Change]:
    """Give what changed between two resources of a table, its rows aside."""
    yield from _aspects("table", old, new, table)
    was, now = (_normalised(resource["schema"]) for resource in (old, new))
    before, after = was["fields"], now["fields"]
    for name in sorted(before.keys() ^ after.keys()):
        kind, fields = ("field-removed", before) if name in before else ("field-added", after)
        yield Change(kind, table, field=name, note=str(fields[name].get("type", "string")))
    order, new_order = _in_both(before, after), _in_both(after, before)
    if order != new_order:
        yield Change("fields-reordered", table, old=", ".join(order), new=", ".join(new_order))
    for name in new_order:
        yield from _aspects("field", before[name], after[name], table, name)
        rules = (field["constraints"] for field in (before[name], after[name]))
        yield from _constraint_changes(table, name, *rules)
    yield from _aspects("schema", was, now, table)


def _normalised(schema: Json) -> Json:
    """Return a schema with one way to say the same: keys in words, no defaults, fields by name."""
    fields: dict[str, Json] = {}
    for field in schema["fields"]:
        rules = field.get("constraints", {}).items()
        stated = {name: value for name, value in rules if value is not False}
        fields[field["name"]] = field | {"constraints": stated}
        if field.get("format") == "default":
            del fields[field["name"]]["format"]
    return {
        "missingValues": [""],
        **schema,
        "fields": fields,
        "primaryKey": ", ".join(as_names(schema.get("primaryKey", []))) or None,
        "foreignKeys": sorted(map(_foreign_key, schema.get("foreignKeys", []))),
    }


def _foreign_key(key: Json) -> str:
    """Return a foreign key in words: `a+b → table(c+d)`."""
    target = key["reference"]
    fields, referred = ("+".join(as_names(part["fields"])) for part in (key, target))
    return f"{fields} → {target.get('resource', '')}({referred})"


def _aspects(
    of: str, old: Json, new: Json, table: str | None = None, field: str | None = None
) -> Iterator[Change]:
    """Give the aspects that differ of two packages, resources, schemas or fields."""
    for aspect, was, now in _differing(old, new):
        kind = KINDS[of].get(aspect, f"{'table' if of == 'schema' else of}-described")
        if (of, aspect) == ("field", "unit") and was is not None and now is not None:
            kind = "retyped"  # the numbers mean something else
        values = _text(was), _text(now)
        if kind != "retyped" and isinstance(was, list | None) and isinstance(now, list | None):
            terms = _terms(was or [], now or [])
            values = terms if any(terms) else values
        if kind:
            yield Change(kind, table, None, field, aspect, *values)


def _constraint_changes(table: str, field: str, old: Json, new: Json) -> Iterator[Change]:
    """Give the constraints of a field that are stricter or looser; of a list, which terms are."""
    for rule, was, now in _differing(old, new):
        place, values = (table, None, field, rule), (_text(was), _text(now))
        if isinstance(was, list) and isinstance(now, list):
            removed, added = _terms(was, now)
            if removed:
                yield Change("constraint-tightened", *place, removed)
            if added:
                yield Change("constraint-loosened", *place, None, added)
            if not removed and not added:
                yield Change("field-described", *place, *values)
        else:
            kind = "loosened" if _is_looser(rule, was, now) else "tightened"
            yield Change(f"constraint-{kind}", *place, *values)


def _is_looser(rule: str, old: Any, new: Any) -> bool:
    """Tell whether a bound is gone or outwards; what cannot be compared counts as stricter."""
    if old is None or new is None:
        return new is None
    try:
        higher = Decimal(str(new)) > Decimal(str(old))
    except InvalidOperation:  # no numbers: days, months or years, which sort as they are written
        if len(str(new)) != len(str(old)):
            return False
        higher = str(new) > str(old)
    return higher if rule in UPPER_BOUNDS else rule in LOWER_BOUNDS and not higher


def _differing(old: Json, new: Json) -> Iterator[tuple[str, Any, Any]]:
    """Give the names under which two objects have other values, and these; None is not there."""
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _in_both(names: Collection[str], others: Collection[str]) -> list[str]:
    return [name for name in names if name in others]


def _terms(old: list[Any], new: list[Any]) -> tuple[str | None, str | None]:
    """Return the items of either list that the other lacks, as text; None where there are none."""
    were, are = ([_text(item) or "" for item in items] for items in (old, new))
    removed = ", ".join(item for item in were if item not in are)
    return removed or None, ", ".join(item for item in are if item not in were) or None


def _text(value: Any) -> str | None:
    """Return a property as text: a string itself, anything else as JSON; None stays."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)

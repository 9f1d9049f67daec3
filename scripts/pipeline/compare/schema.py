"""What changed between two descriptors: fields, constraints, keys, and the words around them."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.compare.package_descriptor import Json, as_names, primary_key
from pipeline.compare.version import Change

FORM = {  # what tells nothing of the data: where a form of a table is, how large, and which it is
    "name", "path", "bytes", "hash", "rows", "type", "format", "mediatype", "encoding", "dialect",
}  # fmt: skip
OF_PACKAGE = {"name", "version", "created", "resources", "tables", "retired"}
KEYS = {"primaryKey", "foreignKeys", "uniqueKeys"}
READING = {  # how a cell is read, of a field or of a schema
    "type", "format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber",
    "categories", "categoriesOrdered", "itemType", "delimiter", "missingValues", "fieldsMatch",
}  # fmt: skip
LOWER_BOUNDS = {"minimum", "exclusiveMinimum", "minLength"}
UPPER_BOUNDS = {"maximum", "exclusiveMaximum", "maxLength"}


def package_changes(old: Json, new: Json) -> Iterator[Change]:
    """Give what a package says of itself in other words; tables, version and `created` aside."""
    if old.get("name") != new.get("name"):
        names = _text(old.get("name")), _text(new.get("name"))
        yield Change("package-renamed", None, None, None, "name", *names)
    yield from _reworded("package-described", old, new, OF_PACKAGE)
    were, are = old.get("tables", []), new.get("tables", [])
    if _in_both(were, are) != _in_both(are, were):
        yield Change("package-described", aspect="tables", old=", ".join(were), new=", ".join(are))


def schema_changes(table: str, old: Json, new: Json) -> Iterator[Change]:
    """Give what changed between two resources of a table, its rows aside."""
    yield from _reworded("table-described", old, new, FORM | {"schema"}, table)
    was, now = old["schema"], new["schema"]
    before = {field["name"]: field for field in was["fields"]}
    after = {field["name"]: field for field in now["fields"]}
    for name in sorted(before.keys() ^ after.keys()):
        kind, fields = ("field-removed", before) if name in before else ("field-added", after)
        yield Change(kind, table, field=name, note=str(fields[name].get("type", "string")))
    old_order, new_order = _in_both(before, after), _in_both(after, before)
    if old_order != new_order:
        orders = ", ".join(old_order), ", ".join(new_order)
        yield Change("fields-reordered", table, None, None, None, *orders)
    for name in new_order:
        yield from _field_changes(table, name, before[name], after[name])
    yield from _key_changes(table, was, now)
    blank = {"missingValues": [""]}  # what a schema means that does not say
    yield from _reading_changes(table, None, blank | was, blank | now)
    yield from _reworded("table-described", was, now, KEYS | READING | {"fields"}, table)


def _text(value: Any) -> str | None:
    """Return a property as text: a string itself, anything else as JSON; None stays."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _texts(values: Iterable[Any]) -> list[str]:
    return [_text(value) or "" for value in values]


def _in_both(names: Iterable[str], others: Iterable[str]) -> list[str]:
    common = set(others)
    return [name for name in names if name in common]


def _without(names: Iterable[str], others: Iterable[str]) -> list[str]:
    excluded = set(others)
    return [name for name in names if name not in excluded]


def _reworded(
    kind: str,
    old: Json,
    new: Json,
    apart: set[str],
    table: str | None = None,
    name: str | None = None,
) -> Iterator[Change]:
    """Give the properties that only describe; of two lists, the items that differ."""
    for aspect in sorted((old.keys() | new.keys()) - apart):
        was, now = old.get(aspect), new.get(aspect)
        if was != now:
            yield Change(kind, table, None, name, aspect, *_differing(was, now))


def _differing(old: Any, new: Any) -> tuple[str | None, str | None]:
    """Return two values as text; of two lists only the items that the other lacks."""
    if isinstance(old, list | None) and isinstance(new, list | None):
        were, are = _texts(old or []), _texts(new or [])
        if set(were) != set(are):
            return ", ".join(_without(were, are)) or None, ", ".join(_without(are, were)) or None
    return _text(old), _text(new)


def _field_changes(table: str, name: str, old: Json, new: Json) -> Iterator[Change]:
    yield from _reading_changes(table, name, old, new)
    units = _text(old.get("unit")), _text(new.get("unit"))
    other_unit = None not in units and units[0] != units[1]  # the numbers mean something else
    if other_unit:
        yield Change("retyped", table, None, name, "unit", *units)
    was, now = old.get("constraints", {}), new.get("constraints", {})
    for rule in sorted(was.keys() | now.keys()):
        for kind, before, after in _constraint_changes(rule, was.get(rule), now.get(rule)):
            yield Change(kind, table, None, name, rule, before, after)
    apart = READING | {"name", "constraints"} | ({"unit"} if other_unit else set())
    yield from _reworded("field-described", old, new, apart, table, name)


def _reading_changes(table: str, name: str | None, old: Json, new: Json) -> Iterator[Change]:
    """Give what changed in how cells are read; the format `default` is as good as none."""
    for aspect in sorted(READING):
        was, now = _text(old.get(aspect)), _text(new.get(aspect))
        if aspect == "format":
            was, now = (None if format_ == "default" else format_ for format_ in (was, now))
        if was != now:
            yield Change("retyped", table, None, name, aspect, was, now)


def _constraint_changes(
    rule: str, old: Any, new: Any
) -> Iterator[tuple[str, str | None, str | None]]:
    """Give how a constraint changed: the kind of change, and what to show of before and after."""
    old, new = (None if value is False else value for value in (old, new))
    if old == new:
        return
    if rule == "enum" and isinstance(old, list) and isinstance(new, list):
        were, are = _texts(old), _texts(new)
        if removed := _without(were, are):
            yield "constraint-tightened", ", ".join(removed), None
        if added := _without(are, were):
            yield "constraint-loosened", None, ", ".join(added)
        if set(were) == set(are):
            yield "field-described", ", ".join(were), ", ".join(are)
        return
    looser = new is None or (old is not None and _is_looser(rule, old, new))
    yield f"constraint-{'loosened' if looser else 'tightened'}", _text(old), _text(new)


def _is_looser(rule: str, old: Any, new: Any) -> bool:
    """Tell whether a bound moved outwards; what cannot be compared counts as stricter."""
    try:
        higher = Decimal(str(new)) > Decimal(str(old))
    except InvalidOperation:  # no numbers: days, months or years, which sort as they are written
        higher = str(new) > str(old)
        if len(str(new)) != len(str(old)):
            return False
    return higher if rule in UPPER_BOUNDS else rule in LOWER_BOUNDS and not higher


def _key_changes(table: str, old: Json, new: Json) -> Iterator[Change]:
    was, now = (", ".join(primary_key(schema)) or None for schema in (old, new))
    if was != now:
        yield Change("key-changed", table, None, None, "primaryKey", was, now)
    were, are = (list(map(_foreign_key, s.get("foreignKeys", []))) for s in (old, new))
    if set(were) != set(are):
        yield Change("key-changed", table, None, None, "foreignKeys", *_differing(were, are))
    were, are = (list(map(", ".join, schema.get("uniqueKeys", []))) for schema in (old, new))
    for key in _without(were, are):
        yield Change("constraint-loosened", table, None, None, "uniqueKeys", old=key)
    for key in _without(are, were):
        yield Change("constraint-tightened", table, None, None, "uniqueKeys", new=key)


def _foreign_key(key: Json) -> str:
    """Return a foreign key in words: `a+b → table(c+d)`."""
    target = key["reference"]
    fields, referred = ("+".join(as_names(part["fields"])) for part in (key, target))
    return f"{fields} → {target.get('resource', '')}({referred})"

"""What changed between two descriptors: fields, constraints, keys, and the words around them."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.compare.described_package import key_of
from pipeline.compare.version import Change

Json = dict[str, Any]

# What tells nothing of the data: where a form of a table is, how large, and which form it is.
OF_FORM = {
    "name",
    "path",
    "bytes",
    "hash",
    "rows",
    "type",
    "format",
    "mediatype",
    "encoding",
    "dialect",
}
OF_PACKAGE = {"name", "version", "created", "resources", "tables", "retired"}
KEYS = {"primaryKey", "foreignKeys", "uniqueKeys"}
READING = {  # how a cell is read, of a field or of a schema
    "type", "format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber",
    "categories", "categoriesOrdered", "itemType", "delimiter", "missingValues", "fieldsMatch",
}  # fmt: skip
LOWEST = {"minimum", "exclusiveMinimum", "minLength"}
HIGHEST = {"maximum", "exclusiveMaximum", "maxLength"}


def package_changes(old: Json, new: Json) -> Iterator[Change]:
    """What a package says of itself in other words; tables, version and `created` aside."""
    if old.get("name") != new.get("name"):
        yield Change("package-renamed", aspect="name", old=said(old, "name"), new=said(new, "name"))
    yield from _described("package-described", old, new, OF_PACKAGE)
    were, are = old.get("tables", []), new.get("tables", [])
    if [name for name in were if name in are] != [name for name in are if name in were]:
        yield Change("package-described", aspect="tables", old=", ".join(were), new=", ".join(are))


def schema_changes(table: str, old: Json, new: Json) -> Iterator[Change]:
    """What changed between two resources of a table, its rows aside."""
    yield from _described("table-described", old, new, OF_FORM | {"schema"}, table)
    was, now = old["schema"], new["schema"]
    before = {one["name"]: one for one in was["fields"]}
    after = {one["name"]: one for one in now["fields"]}
    for name in sorted(before.keys() ^ after.keys()):
        kind, one = ("field-removed", before) if name in before else ("field-added", after)
        yield Change(kind, table, field=name, note=str(one[name].get("type", "string")))
    order = [name for name in before if name in after], [name for name in after if name in before]
    if order[0] != order[1]:
        yield Change("fields-reordered", table, old=", ".join(order[0]), new=", ".join(order[1]))
    for name in order[1]:
        yield from _field_changes(table, name, before[name], after[name])
    yield from _key_changes(table, was, now)
    blank = {"missingValues": [""]}  # what a schema means that does not say
    yield from _read(table, None, blank | was, blank | now)
    yield from _described("table-described", was, now, KEYS | READING | {"fields"}, table)


def said(properties: Json, name: str) -> str | None:
    """A property as text: a string itself, anything else as JSON; None where it is not there."""
    return None if properties.get(name) is None else _text(properties[name])


def _text(value: Any) -> str:
    return (
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    )


def _described(
    kind: str,
    old: Json,
    new: Json,
    apart: set[str],
    table: str | None = None,
    name: str | None = None,
) -> Iterator[Change]:
    """Properties that only describe; of two lists, the items that differ."""
    for aspect in sorted((old.keys() | new.keys()) - apart):
        if old.get(aspect) != new.get(aspect):
            was, now = _apart(old.get(aspect), new.get(aspect))
            yield Change(kind, table, None, name, aspect, was, now)


def _apart(old: Any, new: Any) -> tuple[str | None, str | None]:
    if all(one is None or isinstance(one, list) for one in (old, new)):
        were, are = [_text(one) for one in old or []], [_text(one) for one in new or []]
        if set(were) != set(are):
            return ", ".join(_without(were, are)) or None, ", ".join(_without(are, were)) or None
    both = {"old": old, "new": new}
    return said(both, "old"), said(both, "new")


def _without(some: Iterable[str], others: Iterable[str]) -> list[str]:
    apart = set(others)
    return [one for one in some if one not in apart]


def _field_changes(table: str, name: str, old: Json, new: Json) -> Iterator[Change]:
    yield from _read(table, name, old, new)
    units = said(old, "unit"), said(new, "unit")
    other_unit = None not in units and units[0] != units[1]  # the numbers mean something else
    if other_unit:
        yield Change("retyped", table, None, name, "unit", *units)
    was, now = old.get("constraints", {}), new.get("constraints", {})
    for constraint in sorted(was.keys() | now.keys()):
        for kind, before, after in _constraint(
            constraint, was.get(constraint), now.get(constraint)
        ):
            yield Change(kind, table, None, name, constraint, before, after)
    apart = READING | {"name", "constraints"} | ({"unit"} if other_unit else set())
    yield from _described("field-described", old, new, apart, table, name)


def _read(table: str, name: str | None, old: Json, new: Json) -> Iterator[Change]:
    for aspect in sorted(READING):
        was, now = (
            None if (aspect, one.get(aspect)) == ("format", "default") else said(one, aspect)
            for one in (old, new)
        )
        if was != now:
            yield Change("retyped", table, None, name, aspect, was, now)


def _constraint(name: str, old: Any, new: Any) -> Iterator[tuple[str, str | None, str | None]]:
    """How a constraint changed: the kind of change, and what to show of before and after."""
    old, new = (None if one is False else one for one in (old, new))
    if old == new:
        return
    both = {"old": old, "new": new}
    before, after = said(both, "old"), said(both, "new")
    if name == "enum" and old is not None and new is not None:
        were, are = [_text(one) for one in old], [_text(one) for one in new]
        if gone := _without(were, are):
            yield "constraint-tightened", ", ".join(gone), None
        if added := _without(are, were):
            yield "constraint-loosened", None, ", ".join(added)
        if set(were) == set(are):
            yield "field-described", ", ".join(were), ", ".join(are)
    elif new is None or (old is not None and _is_looser(name, old, new)):
        yield "constraint-loosened", before, after
    else:
        yield "constraint-tightened", before, after


def _is_looser(name: str, old: Any, new: Any) -> bool:
    """Whether a bound moved outwards; what cannot be compared counts as stricter."""
    try:
        further = Decimal(str(new)) > Decimal(str(old))
    except InvalidOperation:  # no numbers: days, months or years, which sort as they are written
        further = str(new) > str(old)
        if len(str(new)) != len(str(old)):
            return False
    return further if name in HIGHEST else name in LOWEST and not further


def _key_changes(table: str, old: Json, new: Json) -> Iterator[Change]:
    if key_of(old) != key_of(new):
        was, now = (", ".join(key_of(one)) or None for one in (old, new))
        yield Change("key-changed", table, None, None, "primaryKey", was, now)
    were, are = ([_foreign(one) for one in schema.get("foreignKeys", [])] for schema in (old, new))
    if set(were) != set(are):
        gone, added = ", ".join(_without(were, are)), ", ".join(_without(are, were))
        yield Change("key-changed", table, None, None, "foreignKeys", gone or None, added or None)
    were, are = ([", ".join(one) for one in schema.get("uniqueKeys", [])] for schema in (old, new))
    for key in _without(were, are):
        yield Change("constraint-loosened", table, None, None, "uniqueKeys", old=key)
    for key in _without(are, were):
        yield Change("constraint-tightened", table, None, None, "uniqueKeys", new=key)


def _foreign(key: Json) -> str:
    """A foreign key in words: `a+b → table(c+d)`."""
    there = key["reference"]
    fields, others = (
        "+".join([one] if isinstance(one, str) else one) for one in (key["fields"], there["fields"])
    )
    return f"{fields} → {there.get('resource', '')}({others})"

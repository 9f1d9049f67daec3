"""Faults of the descriptor: not JSON, keys that are lost or of another type, untrue measures."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from .harness import Expected, some
from .model import DESCRIPTOR, PLACES, Fault, becomes, pristine

Said = dict[str, Any]
INVALID = ("descriptor-invalid",)
MEASURES = {"hash": "wrong hash", "bytes": "wrong size", "rows": "wrong row count"}
OTHER_TYPES = {"number": "string", "integer": "number", "boolean": "string", "date": "datetime"}
FREE = ("keywords",)  # a package may do without


@cache
def _said() -> Said:
    read: Said = json.loads(pristine()[DESCRIPTOR])
    return read


def _fault(
    kind: str, place: str, change: Callable[[Any], object], said: Expected, *at: str | int
) -> Fault:
    """A change of what stands in the descriptor, behind the keys and numbers `at`."""

    def edit(content: bytes) -> bytes:
        whole = there = json.loads(content)
        for step in at:
            there = there[step]
        change(there)
        return json.dumps(whole, ensure_ascii=False, indent=2).encode()

    return Fault(kind, place, {DESCRIPTOR: edit}, (said,))


def _without(key: str | int) -> Callable[[Any], object]:
    return lambda there: there.pop(key)


def _with(key: str, value: Any) -> Callable[[Said], object]:
    return lambda there: there.update({key: value})


def _resources() -> list[tuple[int, Said]]:
    """The resources with their places."""
    return list(enumerate(_said()["resources"]))


def _tables() -> list[tuple[int, Said]]:
    """Those of them that have a schema."""
    return [(index, one) for index, one in _resources() if "schema" in one]


def measures() -> Iterator[Fault]:
    """A hash, size or count that the file has not."""
    for index, resource in _resources():
        name, path = resource["name"], resource["path"]
        others = {
            "hash": f"sha256:{'0' * 64}",
            "bytes": resource["bytes"] + 1,
            "rows": resource.get("rows", 0) + 1,
        }
        for field in sorted(resource.keys() & others.keys()):
            said = Expected(("wrong-size",), path, fields=(field,), record=name)
            what, change = f"{name} {field} → {others[field]}", _with(field, others[field])
            yield _fault(MEASURES[field], what, change, said, "resources", index)


def broken() -> Iterator[Fault]:
    """A file that is no JSON any more, from some character on."""
    text = pristine()[DESCRIPTOR].decode()
    marks = [at for at, letter in enumerate(text) if letter in '{}[]:,"' and at]
    for at in some("broken JSON", marks, 2 * PLACES):
        line, cut = text.count("\n", 0, at) + 1, (text[:at] + text[at + 1 :]).encode()
        if not _is_json(cut):  # a parser may see it only at the next word
            said = Expected(INVALID, DESCRIPTOR, tuple(range(line, line + 3)))
            what = f"{text[at]!r} lost on line {line}"
            yield Fault("broken JSON", what, {DESCRIPTOR: becomes(cut)}, (said,))
    for at in some("cut JSON", range(1, len(text) - 2), PLACES):
        line = text.count("\n", 0, at) + 1
        said = Expected(INVALID, DESCRIPTOR, (line - 1, line))
        edits = {DESCRIPTOR: becomes(text[:at].encode())}
        yield Fault("broken JSON", f"cut after character {at}, line {line}", edits, (said,))
    for key in some("key twice in JSON", list(_said()), PLACES):
        twice = f'{{"{key}": 1,{text[1:]}'.encode()
        said = Expected(INVALID, DESCRIPTOR)
        yield Fault("key twice in JSON", key, {DESCRIPTOR: becomes(twice)}, (said,))


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


def keys() -> Iterator[Fault]:
    """Keys that are lost, or hold what they must not."""
    said = Expected(INVALID, DESCRIPTOR)
    for key in _said():
        if key not in FREE:
            yield _fault("lost key", key, _without(key), said)
        for other in (17, {"a": 1}):
            change = _with(key, other)
            yield _fault("wrong type in descriptor", f"{key} → {other}", change, said)
    places = [(index, one, key) for index, one in _resources() for key in one]
    for index, one, key in some("lost key", places, 3 * PLACES):
        codes = ("wrong-size",) if key in MEASURES else ("descriptor-invalid", "missing-file")
        lost = Expected(codes, one["path"] if key in MEASURES else DESCRIPTOR)
        place = f"{one['name']} {key}"
        yield _fault("lost key", place, _without(key), lost, "resources", index)
    for index, one, key in some("wrong type in descriptor", places, 3 * PLACES):
        # the profile says of what type size and hash are, and knows no count of rows
        wrong = Expected(("wrong-size",), one["path"]) if key == "rows" else said
        kind, place = "wrong type in descriptor", f"{one['name']} {key} → [3]"
        yield _fault(kind, place, _with(key, [3]), wrong, "resources", index)


def fields() -> Iterator[Fault]:
    """Columns, keys and references that the descriptor declares in another way."""
    places = [
        (index, one["name"], at, field)
        for index, one in _tables()
        for at, field in enumerate(one["schema"]["fields"])
    ]
    changes: tuple[tuple[str, Callable[[Said], object], int], ...] = (
        ("field type changed", lambda field: field.update(type=_other_type(field)), 2 * PLACES),
        ("field renamed", lambda field: field.update(name="another"), PLACES),
        ("field without a type", lambda field: field.pop("type"), PLACES),
        ("constraint altered", _constrained, PLACES),
    )
    for kind, change, number in changes:
        for index, name, at, field in some(kind, places, number):
            said, place = Expected(INVALID, DESCRIPTOR, record=name), f"{name} {field['name']}"
            yield _fault(kind, place, change, said, "resources", index, "schema", "fields", at)
    for index, name, at, field in some("field lost", places, PLACES):
        said, place = Expected(INVALID, DESCRIPTOR, record=name), f"{name} {field['name']}"
        where = ("resources", index, "schema", "fields")
        yield _fault("field lost", place, _without(at), said, *where)
    for index, one in _tables():
        said = Expected(INVALID, DESCRIPTOR, record=one["name"])
        for kind, key in (("primary key lost", "primaryKey"), ("foreign keys lost", "foreignKeys")):
            if key in one["schema"]:
                steps = ("resources", index, "schema")
                yield _fault(kind, one["name"], _without(key), said, *steps)


def _other_type(field: Said) -> str:
    return OTHER_TYPES.get(field["type"], "any")


def _constrained(field: Said) -> None:
    """Without the constraints that it has, or with one that it has not."""
    if not field.pop("constraints", None):
        field["constraints"] = {"minLength": 1}


def resources() -> Iterator[Fault]:
    """Resources that are named twice, not at all, or elsewhere."""
    said = Expected(INVALID, DESCRIPTOR)
    for index, one in some("duplicate resource", _resources(), 2 * PLACES):
        yield _fault("duplicate resource", one["name"], _twice(index), said, "resources")
    for index, one in some("lost resource", _resources(), 2 * PLACES):
        lost = Expected(("missing-file",), DESCRIPTOR)
        yield _fault("lost resource", one["path"], _without(index), lost, "resources")
    paths = ("../people.csv", "/etc/passwd", "https://example.org/p.csv", "data/../x.csv")
    for index, one in some("unsafe path", _resources(), PLACES):
        other = paths[index % len(paths)]
        unsafe = Expected((*INVALID, "unsafe-path"), DESCRIPTOR)
        place, change = f"{one['name']} → {other}", _with("path", other)
        yield _fault("unsafe path", place, change, unsafe, "resources", index)


def _twice(index: int) -> Callable[[list[Said]], object]:
    return lambda resources: resources.append(resources[index])

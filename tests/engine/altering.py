"""Ways to alter a copy of the real package, and the difference that this makes."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import read, rewrite, set_cell
from pipeline.common.paths import DESCRIPTOR
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import read_package_tables
from pipeline.compare.version import Change, Difference

Row = dict[str, str]
Json = dict[str, Any]
Alter = Callable[[Path], object]
BAKU = {"memorial_id": "baku"}
FIRST_EVIDENCE = next(row for row in read("evidence") if row["record_id"] == "baku")
EVIDENCE = {"evidence_id": FIRST_EVIDENCE["evidence_id"]}


def about(change: Callable[[Json], object]) -> Alter:
    """Alter the descriptor."""

    def alter(root: Path) -> None:
        descriptor = json.loads((root / DESCRIPTOR).read_text("utf-8"))
        change(descriptor)
        (root / DESCRIPTOR).write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")

    return alter


def put(path: str, value: object = None) -> Alter:
    """Set what stands at a path of the descriptor, or remove it; a table is its CSV's resource."""

    def change(place: Any) -> None:
        *steps, last = path.split("/")
        if steps:
            place = place["resources"]
        for step in steps:
            place = _named(place, step) if isinstance(place, list) else place.setdefault(step, {})
        place.pop(last, None) if value is None else place.update({last: value})

    return about(change)


def _named(items: list[Json], name: str) -> Json:
    return next(item for item in items if item["name"] == name)


def columns(table: str, names: list[str], **renamed: str) -> Alter:
    """Write a table anew with these columns, in CSV and schema; `renamed` gives their old names."""
    old_names = [renamed.get(name, name) for name in names]

    def alter_schema(schema: Json) -> None:
        known = {field["name"]: field for field in schema["fields"]}
        schema["fields"] = [
            known.get(old_name, {"type": "string"}) | {"name": name}
            for name, old_name in zip(names, old_names, strict=True)
        ]

    def alter(root: Path) -> None:
        rows = read(table, root)
        with (root / f"data/{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([row.get(name, "") for name in old_names] for row in rows)
        about(lambda descriptor: alter_schema(_named(descriptor["resources"], table)["schema"]))(
            root
        )

    return alter


def cell(table: str, where: Row, field: str, value: str) -> Alter:
    """Alter one cell."""
    return lambda root: set_cell(root, table, where, field, value)


def without(table: str, **where: str) -> Alter:
    """Remove the rows that have these cells."""
    return lambda root: rewrite(
        root, table, lambda rows: [row for row in rows if not where.items() <= row.items()]
    )


def also(table: str, like: Row, **cells: str) -> Alter:
    """Add a row that is another one with other cells."""
    return lambda root: rewrite(
        root,
        table,
        lambda rows: [*rows, next(row for row in rows if like.items() <= row.items()) | cells],
    )


def together(*alters: Alter) -> Alter:
    """Several alterations, one after another."""
    return lambda root: [alter(root) for alter in alters]


def drop_table(descriptor: Json) -> None:
    """Take the kinships out of a descriptor."""
    kept = [r for r in descriptor["resources"] if not r["name"].startswith("kinships")]
    descriptor["resources"] = kept
    descriptor["tables"].remove("kinships")


def rename_table(descriptor: Json) -> None:
    """Call the kinships relatives, in both forms."""
    for resource in descriptor["resources"]:
        resource["name"] = resource["name"].replace("kinships", "relatives")


def retire(table: str, record: str, **more: str) -> Alter:
    """Say in the descriptor what became of a record."""
    entry = {"table": table, "id": record, "reason": "one memorial, told of twice"} | more
    return about(lambda descriptor: descriptor.setdefault("retired", []).append(entry))


@dataclass(frozen=True)
class Undone:
    """An alteration of the old package, which the new one has not."""

    alter: Alter


def difference(root: Path, alter: Alter | Undone) -> Difference:
    """The difference that an alteration of a package makes."""
    there = Path(shutil.copytree(root, root.parent / "altered", dirs_exist_ok=True))
    if isinstance(alter, Undone):
        alter.alter(there)
        return compare_packages(read_package_tables(there), read_package_tables(root))
    alter(there)
    return compare_packages(read_package_tables(root), read_package_tables(there))


def only(found: Difference, kind: str) -> Change:
    """The one change of a kind."""
    (change,) = [change for change in found.changes if change.kind == kind]
    return change

"""Ways to alter a copy of the real package, and the difference that this makes."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import read, rewrite, set_cell
from pipeline.common.paths import DESCRIPTOR
from pipeline.compare.difference import Difference, compare_packages
from pipeline.compare.package_tables import read_package_tables
from pipeline.compare.version import Change

Row = dict[str, str]
Json = dict[str, Any]
Alter = Callable[[Path], object]
BAKU = {"memorial_id": "baku"}


def describe(root: Path, change: Callable[[Json], object]) -> None:
    """Alter the descriptor."""
    said = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    change(said)
    (root / DESCRIPTOR).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def resource(said: Json, table: str) -> Json:
    """The resource of a table's CSV."""
    return next(one for one in said["resources"] if one["name"] == table)


def about(change: Callable[[Json], object]) -> Alter:
    """Alter what the descriptor says of the package."""
    return lambda root: describe(root, change)


def about_table(table: str, change: Callable[[Json], object]) -> Alter:
    """Alter a table's resource."""
    return lambda root: describe(root, lambda said: change(resource(said, table)))


def about_schema(table: str, change: Callable[[Json], object]) -> Alter:
    """Alter a table's schema."""
    return about_table(table, lambda one: change(one["schema"]))


def about_field(table: str, name: str, change: Callable[[Json], object]) -> Alter:
    """Alter one field of a schema."""

    def alter(schema: Json) -> None:
        change(next(one for one in schema["fields"] if one["name"] == name))

    return about_schema(table, alter)


def constrain(table: str, name: str, **constraints: Any) -> Alter:
    """Set constraints of a field; None takes one away."""

    def alter(field: Json) -> None:
        merged = field.get("constraints", {}) | constraints
        field["constraints"] = {one: value for one, value in merged.items() if value is not None}

    return about_field(table, name, alter)


def columns(root: Path, table: str, names: list[str], **renamed: str) -> None:
    """Write a table anew with these columns, in CSV and schema; `renamed` gives their old names."""
    rows = read(table, root)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(renamed.get(name, name), "") for name in names] for row in rows)
    (root / f"data/{table}.csv").write_text(out.getvalue(), encoding="utf-8", newline="")

    def alter(schema: Json) -> None:
        there = {one["name"]: one for one in schema["fields"]}
        schema["fields"] = [
            there.get(renamed.get(name, name), {"type": "string"}) | {"name": name}
            for name in names
        ]

    about_schema(table, alter)(root)


def fields(table: str) -> list[str]:
    """The columns of a real table."""
    return list(read(table)[0])


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


def drop_table(said: Json) -> None:
    """Take the kinships out of a descriptor."""
    kept = [one for one in said["resources"] if not one["name"].startswith("kinships")]
    said["resources"], said["tables"] = kept, [one for one in said["tables"] if one != "kinships"]


def rename_table(said: Json) -> None:
    """Call the kinships relatives, in both forms."""
    for one in said["resources"]:
        one["name"] = one["name"].replace("kinships", "relatives")


def retire(table: str, record: str, **more: str) -> Alter:
    """Say in the descriptor what became of a record."""
    entry = {"table": table, "id": record, "reason": "one memorial, told of twice"} | more
    return about(lambda said: said.update(retired=[*said.get("retired", []), entry]))


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
    (one,) = [change for change in found.changes if change.kind == kind]
    return one

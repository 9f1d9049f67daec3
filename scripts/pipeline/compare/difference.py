"""What changed between two packages, and the version that it calls for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.common.progress import progress
from pipeline.compare.package_descriptor import Json, as_names, table_resources
from pipeline.compare.package_tables import PackageTables
from pipeline.compare.row_changes import (
    NEEDED,
    evidence_changes,
    passage_changes,
    record_changes,
)
from pipeline.compare.row_matching import RECORD, match_rows, with_records
from pipeline.compare.schema import package_changes, schema_changes
from pipeline.compare.version import Change, Level, bumped, highest

Retired = dict[tuple[str, str], Json]  # the entry of each retired identifier, by table and record


@dataclass
class Difference:
    """The changes from one package to another, and the versions that the two say they are."""

    changes: list[Change]
    old_version: str = ""
    new_version: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything did, be it the version alone."""
        return bool(self.changes) or self.old_version != self.new_version

    @property
    def level(self) -> Level:
        """The bump that the changes call for together: major, minor, patch or none."""
        return highest(self.changes)

    def suggested(self, version: str) -> str:
        """Return the version that comes after a version; raises ValueError if that is no 1.2.3."""
        return bumped(version, self.level)


def compare_packages(old: PackageTables, new: PackageTables) -> Difference:
    """Return what changed from the old package to the new one; nothing that is only form."""
    were, are = table_resources(old.descriptor), table_resources(new.descriptor)
    retired = _retired(new)
    changes: list[Change] = []
    for table in progress(are | were, "comparing tables"):
        if table not in were:
            changes.append(Change("table-added", table, new=f"{len(new.tables[table])} rows"))
        elif table not in are:
            changes.append(Change("table-removed", table, old=f"{len(old.tables[table])} rows"))
        else:
            changes += schema_changes(table, were[table], are[table])
            schemas = were[table]["schema"], are[table]["schema"]
            changes += _table_changes(table, old.tables[table], new.tables[table], schemas, retired)
    removed = {(c.table, c.record) for c in changes if c.kind == "identifier-removed"}
    package = [
        *package_changes(old.descriptor, new.descriptor),
        *_retired_changes(_retired(old), retired, removed),
    ]
    versions = (package.descriptor.get("version", "") for package in (old, new))
    return Difference(package + changes, *versions)


def _retired(package: PackageTables) -> Retired:
    return {(entry["table"], entry["id"]): entry for entry in package.descriptor.get("retired", [])}


def _retired_changes(old: Retired, new: Retired, removed: set[Any]) -> Iterator[Change]:
    """Give what is said in other words of retired identifiers, but not of those removed now."""
    for key in sorted((old.keys() | new.keys()) - removed):
        before, after = (_became(entries.get(key, {})) for entries in (old, new))
        if before != after:
            yield Change("package-described", None, "/".join(key), None, "retired", before, after)


def _became(entry: Json) -> str | None:
    became, reason = entry.get("became", ""), entry.get("reason", "")
    return f"became {became}: {reason}" if became else entry.get("reason")


def _table_changes(
    table: str,
    old: pl.DataFrame,
    new: pl.DataFrame,
    schemas: tuple[Json, Json],
    retired: Retired,
) -> Iterator[Change]:
    """Give what changed in a table's rows, in the fields that both packages have."""
    common = [name for name in new.columns if name in old.columns]
    if not common or old.equals(new):
        return
    key = _matching_key(schemas, common)
    was, now = (_with_needed(with_records(frame, key), table) for frame in (old, new))
    rows = match_rows(was, now, [RECORD])
    if table == "evidence":
        yield from evidence_changes(rows)
    elif table == "passages":
        yield from passage_changes(rows, set(was["source_id"]) & set(now["source_id"]))
    else:
        yield from record_changes(table, rows, schemas[1], retired)


def _matching_key(schemas: tuple[Json, Json], common: list[str]) -> tuple[str, ...]:
    """Return the columns that rows are matched by: a key that both tables have, else all."""
    for schema in reversed(schemas):
        key = as_names(schema.get("primaryKey", []))
        if key and set(key) <= set(common):
            return key
    return tuple(common)


def _with_needed(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return a table with the columns that its comparison needs, empty where it had none."""
    missing = [name for name in NEEDED.get(table, ()) if name not in frame.columns]
    return frame.with_columns(pl.lit("").alias(name) for name in missing)

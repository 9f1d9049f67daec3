"""What changed between two packages, and the version that it calls for."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipeline.common.progress import progress
from pipeline.compare.package_descriptor import Json, as_names, retired_entries, table_resources
from pipeline.compare.package_tables import PackageTables
from pipeline.compare.row_changes import (
    EVIDENCE,
    PASSAGES,
    evidence_changes,
    passage_changes,
    record_changes,
)
from pipeline.compare.row_matching import RECORD, match_rows, with_records, without_common
from pipeline.compare.schema import package_changes, schema_changes
from pipeline.compare.version import LEVELS, Change, Level, bumped, numbers


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
        levels = (change.rule.level for change in self.changes)
        return min(levels, key=LEVELS.index, default="none")

    @property
    def suggested(self) -> str | None:
        """The version that comes after the old one, None where that is no 1.2.3."""
        return bumped(self.old_version, self.level)

    @property
    def too_low(self) -> bool:
        """Whether the new version is below the suggested one, or no 1.2.3."""
        new, suggested = numbers(self.new_version), numbers(self.suggested or "")
        return not new or not suggested or new < suggested


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
            changes += _table_changes(table, old.tables[table], new.tables[table], schemas, retired)
    about = package_changes(old.descriptor, new.descriptor)
    told = {f"{c.table}/{c.record}" for c in changes if c.kind == "identifier-removed"}
    changes = [*(change for change in about if change.record not in told), *changes]
    versions = (package.descriptor.get("version", "") for package in (old, new))
    return Difference(changes, *versions)


def _table_changes(
    table: str,
    old: pl.DataFrame,
    new: pl.DataFrame,
    schemas: tuple[Json, Json],
    retired: dict[str, Json],
) -> Iterator[Change]:
    """Give what changed in a table's rows, in the fields that both packages have."""
    common = [name for name in new.columns if name in old.columns]
    if not common or old.equals(new):
        return
    was, now = (with_records(frame, _matching_key(schemas, common)) for frame in (old, new))
    rows = match_rows(*without_common(was, now), [RECORD])
    if table == "evidence" and set(common) >= EVIDENCE:
        yield from evidence_changes(rows)
    elif table == "passages" and set(common) >= PASSAGES:
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

"""What changed between two packages, and the version that it calls for."""

from collections import Counter
from dataclasses import dataclass

from pipeline.common.options import progress
from pipeline.compare.package_descriptor import retired_entries, table_resources
from pipeline.compare.package_tables import PackageTables
from pipeline.compare.row_changes import row_changes
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
    def reasons(self) -> list[tuple[Level, int, str]]:
        """The rules that apply, the highest bump first: level, number of changes, and why."""
        counts: Counter[tuple[Level, str]] = Counter()
        for change in self.changes:
            counts[change.rule.level, change.rule.why] += change.count
        found = [(level, count, why) for (level, why), count in counts.items()]
        return sorted(found, key=lambda reason: LEVELS.index(reason[0]))

    @property
    def level(self) -> Level:
        """The bump that the changes call for together: major, minor, patch or none."""
        return self.reasons[0][0] if self.reasons else "none"

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
            changes += row_changes(table, old.tables[table], new.tables[table], schemas, retired)
    about = package_changes(old.descriptor, new.descriptor)
    told = {f"{c.table}/{c.record}" for c in changes if c.kind == "identifier-removed"}
    changes = [*(change for change in about if change.record not in told), *changes]
    versions = (package.descriptor.get("version", "") for package in (old, new))
    return Difference(changes, *versions)

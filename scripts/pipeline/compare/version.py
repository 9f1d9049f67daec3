"""What a change of a package is, and the version that it calls for: major, minor or patch.

The rules are those of the Data Package recipe (datapackage.org/recipes/data-package-version) for
version numbers of semantic versioning (semver.org). A change has a kind, and a kind one rule.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["major", "minor", "patch", "none"]
LEVELS: tuple[Level, ...] = ("major", "minor", "patch", "none")

RULES: dict[str, tuple[Level, str]] = {
    "package-renamed": ("major", "the package has another name"),
    "table-removed": ("major", "a table is removed or renamed"),
    "field-removed": ("major", "a field is removed or renamed"),
    "field-added": ("major", "a field is added"),
    "fields-reordered": ("major", "fields are in another order"),
    "retyped": ("major", "a type, format, unit or way to read cells is another"),
    "constraint-tightened": ("major", "a constraint is stricter"),
    "key-changed": ("major", "a primary or foreign key is another"),
    "identifier-removed": ("major", "a record with a permanent identifier is removed or renamed"),
    "table-added": ("minor", "a table is added"),
    "record-added": ("minor", "records are added"),
    "cell-filled": ("minor", "empty cells of existing records are filled"),
    "cell-derived": ("minor", "derived cells follow data outside their record"),
    "constraint-loosened": ("minor", "a constraint is looser"),
    "evidence-gained": ("minor", "evidence is added"),
    "passages-added": ("minor", "passages are added"),
    "row-removed": ("patch", "rows without a permanent identifier are removed"),
    "cell-changed": ("patch", "cells are corrected"),
    "evidence-lost": ("patch", "evidence is removed"),
    "evidence-replaced": ("patch", "evidence takes the place of other evidence on its cell"),
    "evidence-moved": ("patch", "evidence stands elsewhere in its source"),
    "passages-removed": ("patch", "passages are removed"),
    "passages-changed": ("patch", "passages have another text"),
    "passages-moved": ("patch", "passages stand elsewhere in their source"),
    "passages-used": ("patch", "passages are used or filed in another way"),
    "package-described": ("patch", "the package is described in other words"),
    "table-described": ("patch", "a table is described in other words"),
    "field-described": ("patch", "a field is described in other words"),
}

_NUMBER = r"(0|[1-9][0-9]{0,8})"
_FURTHER = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_FURTHER})?(?:\+{_FURTHER})?")


@dataclass(frozen=True, slots=True)
class Change:
    """One change; None where a place does not apply.

    `aspect` is the property of the descriptor that changed, `old` and `new` are texts (of a list in
    the descriptor: its items that are not in the other). `cells` are the filled cells of a row that
    is added or removed, `note` says why, `count` how many rows a summarised change stands for.
    """

    kind: str
    table: str | None = None
    record: str | None = None
    field: str | None = None
    aspect: str | None = None
    old: str | None = None
    new: str | None = None
    note: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    count: int = 1

    @property
    def level(self) -> Level:
        """The bump that the change calls for."""
        return RULES[self.kind][0]

    @property
    def why(self) -> str:
        """The rule by which it does."""
        return RULES[self.kind][1]


def highest(changes: Iterable[Change]) -> Level:
    """The bump that changes call for together."""
    called = {change.level for change in changes}
    return next((level for level in LEVELS if level in called), "none")


def numbers(version: str) -> tuple[int, int, int]:
    """A version's three numbers; raises ValueError where it is none of semantic versioning."""
    if not (match := VERSION.fullmatch(version)):
        raise ValueError(f"{version[:50]!r} is not a version like 1.2.3")
    major, minor, patch = (int(part) for part in match.groups())
    return major, minor, patch


def bumped(version: str, level: Level) -> str:
    """The version after a bump, the numbers to its right set to 0; raises as `numbers` does."""
    before = numbers(version)
    if level == "none":
        return version
    place = LEVELS.index(level)
    after = (*before[:place], before[place] + 1, *[0] * (len(before) - place - 1))
    return ".".join(map(str, after))

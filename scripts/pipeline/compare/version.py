"""What changes of a package are, and the version that they call for: major, minor or patch.

A change has a kind, and a kind one rule, in `kinds.toml`. The rules are those of the Data Package
recipe (datapackage.org/recipes/data-package-version) for version numbers of semantic versioning
(semver.org).
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Level = Literal["major", "minor", "patch", "none"]
LEVELS: tuple[Level, ...] = ("major", "minor", "patch", "none")
_NUMBER = r"(0|[1-9][0-9]{0,8})"
_FURTHER = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_FURTHER})?(?:\+{_FURTHER})?")


@dataclass(frozen=True)
class Rule:
    """What a kind of change calls for, and how it is shown; `kinds.toml` tells its keys."""

    level: Level
    why: str
    of_rows: bool
    verb: str = "changed"
    counted: str = ""
    subject: str = ""


_KINDS = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))
RULES = {kind: Rule(of_rows=False, **keys) for kind, keys in _KINDS["schema"].items()}
RULES |= {kind: Rule(of_rows=True, **keys) for kind, keys in _KINDS["rows"].items()}


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
    def rule(self) -> Rule:
        """The rule of its kind: the bump that it calls for, and why."""
        return RULES[self.kind]


def numbers(version: str) -> tuple[int, int, int] | None:
    """Return a version's three numbers, or None where it is none of semantic versioning."""
    match = VERSION.fullmatch(version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def bumped(version: str, level: Level) -> str | None:
    """Return the version after a bump, or None where the version is none."""
    if not (found := numbers(version)):
        return None
    place = LEVELS.index(level)  # of the number that grows; those after it are 0
    after = (*found[:place], found[place] + 1, 0, 0)[:3] if level != "none" else found
    return ".".join(map(str, after))


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

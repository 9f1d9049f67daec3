"""Faults are planted, what has to find them runs, and what it missed is listed: in both corpora."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pipeline.common.findings import Finding
from validate import validate

Thing = TypeVar("Thing")
MAX_OPEN = 40  # groups that may still grow


def check_package(root: Path) -> list[Finding]:
    """Return what is wrong with a package, its rebuild compared: how the validator is called."""
    return validate(root, rebuild=True)


@dataclass(frozen=True)
class Expected:
    """A finding that has to be there: one of the codes, in the file, at the place.

    `lines` and `fields` are those that are right; empty where no line or column applies.
    """

    codes: tuple[str, ...]
    file: str
    lines: tuple[int | None, ...] = ()
    fields: tuple[str | None, ...] = ()
    record: str | None = None

    def met_by(self, finding: Finding) -> bool:
        """Return whether a finding is the one that is meant."""
        return (
            finding.code in self.codes
            and finding.file == self.file
            and (not self.lines or finding.line in self.lines)
            and (not self.fields or finding.field in self.fields)
            and self.record in (None, finding.record)
        )


class Planted(Protocol):
    """A fault: its kind, a name from which a person can plant it, what has to be found."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def expected(self) -> tuple[Expected, ...]: ...


Fault = TypeVar("Fault", bound=Planted)


@dataclass
class Corpus(Generic[Fault]):
    """Faults, how they are planted in a folder and found, and which may stand together.

    `plant` gives the findings, and the codes that none of them may have; `together` is how many
    faults are planted at once at most, `mixed` whether of kinds that do not follow one another.
    """

    makers: tuple[Callable[[], Iterator[Fault]], ...]
    plant: Callable[[Path, Sequence[Fault]], tuple[list[Finding], Sequence[str]]]
    are_apart: Callable[[Fault, Fault], bool]
    pristine: Callable[[], dict[str, bytes]] = field(repr=False)
    together: int
    mixed: bool = False

    @cached_property
    def faults(self) -> list[Fault]:
        """Every fault, always the same ones in the same order."""
        return [fault for make in self.makers for fault in make()]

    @cached_property
    def kinds(self) -> dict[str, list[Fault]]:
        """The faults by kind."""
        found: dict[str, list[Fault]] = {}
        for fault in self.faults:
            found.setdefault(fault.kind, []).append(fault)
        return found

    @cached_property
    def sample(self) -> list[list[Fault]]:
        """One fault of each kind, several at a time."""
        return self._grouped([faults[len(faults) // 2] for faults in self.kinds.values()])

    @cached_property
    def groups(self) -> list[list[Fault]]:
        """Every fault, several at a time."""
        return self._grouped(self.faults)

    def _grouped(self, faults: Iterable[Fault]) -> list[list[Fault]]:
        """Put together faults none of which changes what another is about."""
        groups: list[list[Fault]] = []
        in_order = list(faults)
        if self.mixed:
            random.Random("groups").shuffle(in_order)
        for fault in in_order:
            for group in groups[-MAX_OPEN:]:
                if len(group) < self.together and all(self.are_apart(fault, one) for one in group):
                    group.append(fault)
                    break
            else:
                groups.append([fault])
        return groups

    def missed(self, folder: Path, *faults: Fault) -> list[str]:
        """Return what is not found in a folder with these faults, and what is found wrongly."""
        findings, unwanted = self.plant(folder, faults)
        expected = [wanted for fault in faults for wanted in fault.expected]
        wrong = [f"{one} is not found" for one in missing(expected, findings)]
        wrong += [f"{one} is not so" for one in findings if one.code in unwanted]
        names = " AND ".join(fault.name for fault in faults)
        return [f"{names}: {words}" for words in wrong]


def missing(expected: Iterable[Expected], findings: Sequence[Finding]) -> list[Expected]:
    """Return what has to be found and is not."""
    return [wanted for wanted in expected if not any(map(wanted.met_by, findings))]


def some(kind: str, places: Iterable[Thing], number: int) -> list[Thing]:
    """Return at most so many of the places: always the same ones, spread by chance."""
    every = list(places)
    return random.Random(kind).sample(every, min(number, len(every)))

"""The axis of the timeline: years in proportion, without long stretches in which nothing is."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

LONG = 3  # years without an event, from which on they are left out
MOST = 3  # stretches that are left out
GAP = 12.0  # per cent of the width that is drawn for one
BETWEEN = 12.0  # per cent between two years that are written
LINES = 2.0  # per cent between two lines
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
Days = tuple[int, int]  # the first day, and the one after the last


@dataclass(frozen=True)
class Tick:
    """The beginning of a year; `label` is empty where the year is not written."""

    x: str
    label: str
    anchor: str = "start"


@dataclass(frozen=True)
class Gap:
    """Years that are left out, and where."""

    first: int
    last: int
    x: str
    width: str
    middle: str

    @property
    def words(self) -> str:
        """The years, at least `LONG` of them."""
        return f"{self.first}–{self.last}"


@dataclass(frozen=True)
class Stretch:
    """Years that are drawn, from `left` on."""

    first: int
    last: int
    days: Days
    left: float


@dataclass(frozen=True)
class Axis:
    """Stretches of years; `day` is the width of a day, in per cent as all widths."""

    stretches: list[Stretch]
    day: float

    def at(self, day: int) -> float:
        """Where a day begins."""
        starts = [stretch.days[0] for stretch in self.stretches]
        stretch = self.stretches[max(bisect_right(starts, day) - 1, 0)]
        return stretch.left + (min(day, stretch.days[1]) - stretch.days[0]) * self.day

    @property
    def gaps(self) -> Iterator[Gap]:
        """What is left out."""
        for before, after in pairwise(self.stretches):
            x = after.left - GAP
            places = (per_cent(x), per_cent(GAP), per_cent(x + GAP / 2))
            yield Gap(before.last + 1, after.first - 1, *places)

    @property
    def ticks(self) -> Iterator[Tick]:
        """Years with a line; written where there is room, and where a stretch begins."""
        year = 365.25 * self.day
        line, written = (_step(least / year) for least in (LINES, BETWEEN))
        for stretch in self.stretches:
            free = stretch.left
            for number in range(stretch.first, stretch.last + 1):
                x = self.at(_starts(number))
                shown = number == stretch.first or (number % written == 0 and x >= free)
                if shown:
                    free = x + BETWEEN
                if shown or number % line == 0:
                    label = f"{number:04}" if shown else ""
                    yield Tick(per_cent(x), label, "end" if x > 100 - BETWEEN / 2 else "start")


def axis_of(spans: Iterable[Days]) -> Axis | None:
    """The axis on which all spans have a place."""
    years = sorted((_year(first), _year(after - 1)) for first, after in spans)
    blocks = _parted(_joined(years))
    if not blocks:
        return None
    days = [(_starts(first), _starts(last + 1)) for first, last in blocks]
    day = (100 - GAP * (len(blocks) - 1)) / sum(after - first for first, after in days)
    stretches, left = [], 0.0
    for (first, last), span in zip(blocks, days, strict=True):
        stretches.append(Stretch(first, last, span, left))
        left += (span[1] - span[0]) * day + GAP
    return Axis(stretches, day)


def per_cent(number: float) -> str:
    """A length as SVG has it."""
    return f"{number:.3f}%"


def _joined(years: list[Days]) -> list[Days]:
    """Years in which something is, as few stretches as can be."""
    blocks: list[Days] = []
    for first, last in years:
        if blocks and first <= blocks[-1][1] + 1:
            blocks[-1] = (blocks[-1][0], max(blocks[-1][1], last))
        else:
            blocks.append((first, last))
    return blocks


def _parted(blocks: list[Days]) -> list[Days]:
    """Stretches between which long ones without anything, the longest, are left out."""
    empty = [after[0] - before[1] - 1 for before, after in pairwise(blocks)]
    long = sorted(range(len(empty)), key=lambda number: -empty[number])[:MOST]
    cuts = sorted(number for number in long if empty[number] >= LONG)
    starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(blocks) - 1]
    return [(blocks[i][0], blocks[j][1]) for i, j in zip(starts, ends, strict=True) if blocks]


def _step(years: float) -> int:
    return next((step for step in STEPS if step >= years), STEPS[-1])


def _year(day: int) -> int:
    return date.fromordinal(day).year


def _starts(year: int) -> int:
    """The first day of a year; of the year after the last that a date may have, too."""
    return date(year, 1, 1).toordinal() if year <= 9999 else date.max.toordinal() + 1

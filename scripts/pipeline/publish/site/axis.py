"""The axis of the timeline: years in proportion, without long stretches in which nothing is."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

MIN_GAP = 3  # years without an event, from which on they are left out
MAX_GAPS = 3  # stretches that are left out
GAP = 12.0  # per cent of the width that is drawn for one
MIN_BETWEEN = 12.0  # per cent between two years that are written
MIN_LINES = 2.0  # per cent between two lines
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
Days = tuple[int, int]  # the first day, and the one after the last
Years = tuple[int, int]  # the first and the last


@dataclass(frozen=True)
class Tick:
    """The beginning of a year; `label` is empty where the year is not written."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True)
class Gap:
    """Years that are left out, and where."""

    first: int
    last: int
    x: str
    width: str
    middle: str


@dataclass(frozen=True)
class Axis:
    """Stretches of years, and where each begins; `day` is the width of a day; all in per cent."""

    stretches: list[Years]
    lefts: list[float]
    day: float

    def at(self, day: int) -> float:
        """Return where a day begins."""
        starts = [_starts(first) for first, _ in self.stretches]
        number = max(bisect_right(starts, day) - 1, 0)
        end = _starts(self.stretches[number][1] + 1)
        return self.lefts[number] + (min(day, end) - starts[number]) * self.day

    @property
    def gaps(self) -> Iterator[Gap]:
        """Yield what is left out."""
        drawn = zip(self.stretches, self.lefts, strict=True)
        for ((_, before), _), ((after, _), left) in pairwise(drawn):
            places = (per_cent(left - GAP), per_cent(GAP), per_cent(left - GAP / 2))
            yield Gap(before + 1, after - 1, *places)

    @property
    def ticks(self) -> Iterator[Tick]:
        """Yield years with a line; written where there is room, and where a stretch begins."""
        year = 365.25 * self.day
        line, written = _step(MIN_LINES / year), _step(MIN_BETWEEN / year)
        for (first, last), free in zip(self.stretches, self.lefts, strict=True):
            for number in range(first, last + 1):
                x = self.at(_starts(number))
                is_written = number == first or (number % written == 0 and x >= free)
                if is_written:
                    free = x + MIN_BETWEEN
                if is_written or number % line == 0:
                    anchor = "end" if x > 100 - MIN_BETWEEN / 2 else "start"
                    yield Tick(per_cent(x), f"{number:04}" if is_written else "", anchor)


def axis_of(spans: Iterable[Days]) -> Axis | None:
    """Return the axis on which all spans have a place; none where there are no spans."""
    years = sorted((_year(first), _year(after - 1)) for first, after in spans)
    if not years:
        return None
    stretches = _stretches(years)
    lengths = [_starts(last + 1) - _starts(first) for first, last in stretches]
    day = (100 - GAP * (len(stretches) - 1)) / sum(lengths)
    lefts = [0.0]
    for length in lengths[:-1]:
        lefts.append(lefts[-1] + (length * day + GAP))
    return Axis(stretches, lefts, day)


def per_cent(number: float) -> str:
    """Return a length as SVG has it."""
    return f"{number:.3f}%"


def _stretches(years: list[Years]) -> list[Years]:
    """Return the years that are drawn: from the first to the last, but for the longest gaps."""
    gaps, end = [], years[0][1]
    for first, last in years:
        if first - end > MIN_GAP:
            gaps.append((end + 1, first - 1))
        end = max(end, last)
    left_out = sorted(sorted(gaps, key=lambda gap: gap[0] - gap[1])[:MAX_GAPS])
    starts = [years[0][0], *(last + 1 for _, last in left_out)]
    ends = [*(first - 1 for first, _ in left_out), end]
    return list(zip(starts, ends, strict=True))


def _step(years: float) -> int:
    return next((step for step in STEPS if step >= years), STEPS[-1])


def _year(day: int) -> int:
    return date.fromordinal(day).year


def _starts(year: int) -> int:
    """Return the first day of a year; of the year after the last that a date may have, too."""
    return date(year, 1, 1).toordinal() if year <= 9999 else date.max.toordinal() + 1

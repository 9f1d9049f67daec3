"""Markers that would cover each other become one, and where a map has most to show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from pipeline.publish.site.land import HEIGHT, WIDTH

WINDOW = (30, 20)  # degrees, of the densest region
MIDDLES = (3, 6)  # degrees from the edges of the window to its middle, and to the midst of that
MARGIN, LEAST = 1.0, 8.0  # degrees around its places, and of its height at least


@dataclass(frozen=True)
class Spot:
    """A place on the map, in its units, and the numbers of the list's rows that are there."""

    x: float
    y: float
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Box:
    """A part of the map."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, spot: Spot, within: float = 0) -> bool:
        """Whether a spot lies in it, so far from its edges."""
        across = self.x + within <= spot.x <= self.x + self.width - within
        return across and self.y + within <= spot.y <= self.y + self.height - within


WORLD = Box(0, 0, WIDTH, HEIGHT)


def merged(spots: Iterable[Spot], apart: float) -> list[Spot]:
    """Spots of which any two are so far apart, across or along; the fullest places stay.

    A square as wide as the distance holds few of them, so a spot is compared with its neighbours.
    """
    kept: dict[Spot, list[int]] = {}
    cells: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in sorted(spots, key=lambda one: (-len(one.rows), one.y, one.x)):
        column, row = int(spot.x // apart), int(spot.y // apart)
        around = ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        homes = [one for cell in around for one in cells.get(cell, ())]
        near = [(_between(one, spot), one.y, one.x, one) for one in homes]
        home = min((one for one in near if one[0] < apart), default=(0, 0, 0, spot))[-1]
        if home is spot:
            cells[column, row].append(spot)
        kept.setdefault(home, []).extend(spot.rows)
    found = (Spot(one.x, one.y, tuple(sorted(rows))) for one, rows in kept.items())
    return sorted(found, key=lambda one: one.rows)


def _between(one: Spot, other: Spot) -> float:
    return max(abs(one.x - other.x), abs(one.y - other.y))


def densest(spots: list[Spot]) -> Box:
    """The window that shows most, drawn closer around the places that are in it."""
    window = Box(*_densest_window(spots), *WINDOW)
    inside = [one for one in spots if window.holds(one)]
    (west, east), (north, south) = (
        (min(side), max(side)) for side in ([one.x for one in inside], [one.y for one in inside])
    )
    ratio = WINDOW[0] / WINDOW[1]
    height = max((east - west + 2 * MARGIN) / ratio, south - north + 2 * MARGIN, LEAST)
    width = height * ratio
    left = min(max((west + east - width) / 2, 0), WIDTH - width)
    top = min(max((north + south - height) / 2, 0), HEIGHT - height)
    return Box(*(round(number, 2) for number in (left, top, width, height)))


def _densest_window(spots: list[Spot]) -> tuple[int, int]:
    """The left and upper edge, in whole degrees, of the one that holds most.

    Of several the one whose middle holds most, and of these the northernmost.
    """
    below = _sums(spots)

    def held(x: int, y: int, inset: int) -> int:
        left, top = x + inset, y + inset
        right, low = x + WINDOW[0] - inset, y + WINDOW[1] - inset
        return below[low][right] - below[top][right] - below[low][left] + below[top][left]

    across, down = range(WIDTH - WINDOW[0] + 1), range(HEIGHT - WINDOW[1] + 1)
    most = max(held(x, y, 0) for y in down for x in across)
    fullest = ((x, y) for y in down for x in across if held(x, y, 0) == most)
    return max(fullest, key=lambda corner: [held(corner[0], corner[1], inset) for inset in MIDDLES])


def _sums(spots: list[Spot]) -> list[list[int]]:
    """How many rows are north and west of each corner of whole degrees."""
    counts = [[0] * (WIDTH + 1) for _ in range(HEIGHT + 1)]
    for spot in spots:
        counts[min(int(spot.y), HEIGHT - 1) + 1][min(int(spot.x), WIDTH - 1) + 1] += len(spot.rows)
    lines = [list(accumulate(line)) for line in counts]
    return list(accumulate(lines, _added))


def _added(above: list[int], line: list[int]) -> list[int]:
    return [one + other for one, other in zip(above, line, strict=True)]

"""Markers that would cover each other become one, and where a map has most to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.publish.site.land import HEIGHT, WIDTH

WINDOW = (30, 20)  # degrees, of the densest region
MIDDLES = (3, 6)  # degrees from the edges of the window to its middle, and to the midst of that
MARGIN, MIN_HEIGHT = 1.0, 8.0  # degrees around its places, and of its height


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
        """Return whether a spot lies in it, so far from its edges."""
        across = self.x + within <= spot.x <= self.x + self.width - within
        return across and self.y + within <= spot.y <= self.y + self.height - within


WORLD = Box(0, 0, WIDTH, HEIGHT)


def merged(spots: Iterable[Spot], apart: float) -> list[Spot]:
    """Return spots of which any two are so far apart, across or along; the fullest places stay."""
    homes: dict[Spot, list[int]] = {}
    for spot in sorted(spots, key=lambda spot: (-len(spot.rows), spot.y, spot.x)):
        near = ((_distance(home, spot), home.y, home.x, home) for home in homes)
        distance, *_, home = min(near, default=(apart, spot))
        homes.setdefault(home if distance < apart else spot, []).extend(spot.rows)
    found = (Spot(home.x, home.y, tuple(sorted(rows))) for home, rows in homes.items())
    return sorted(found, key=lambda spot: spot.rows)


def _distance(spot: Spot, other: Spot) -> float:
    return max(abs(spot.x - other.x), abs(spot.y - other.y))


def densest(spots: Sequence[Spot]) -> Box:
    """Return the window that shows most, drawn closer around the places that are in it."""
    window = Box(*_densest_window(spots), *WINDOW)
    inside = [spot for spot in spots if window.holds(spot)]
    west, east = min(spot.x for spot in inside), max(spot.x for spot in inside)
    north, south = min(spot.y for spot in inside), max(spot.y for spot in inside)
    ratio = WINDOW[0] / WINDOW[1]
    height = max((east - west + 2 * MARGIN) / ratio, south - north + 2 * MARGIN, MIN_HEIGHT)
    width = height * ratio
    left = min(max((west + east - width) / 2, 0), WIDTH - width)
    top = min(max((north + south - height) / 2, 0), HEIGHT - height)
    return Box(round(left, 2), round(top, 2), round(width, 2), round(height, 2))


def _densest_window(spots: Sequence[Spot]) -> tuple[int, int]:
    """Return the left and upper edge, in whole degrees, of the window that holds most.

    Of several the one whose middle holds most, and of these the northernmost.
    """
    counts = np.zeros((HEIGHT + 1, WIDTH + 1), dtype=np.int64)
    for spot in spots:
        counts[min(int(spot.y), HEIGHT - 1) + 1, min(int(spot.x), WIDTH - 1) + 1] += len(spot.rows)
    sums = counts.cumsum(axis=0).cumsum(axis=1)  # of what is north and west of each corner
    score = _held(sums, 0)
    for inset in MIDDLES:
        score = score * (sums[-1, -1] + 1) + _held(sums, inset)
    top, left = np.unravel_index(score.argmax(), score.shape)
    return int(left), int(top)


def _held(sums: npt.NDArray[np.int64], inset: int) -> npt.NDArray[np.int64]:
    """Return what each window holds so far from its edges, by its upper and left edge."""
    across, down = (size - 2 * inset for size in WINDOW)
    held = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across]
    held = held + sums[:-down, :-across]
    return held[inset : inset + HEIGHT - WINDOW[1] + 1, inset : inset + WIDTH - WINDOW[0] + 1]

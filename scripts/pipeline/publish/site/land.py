"""The land of the world map: Natural Earth's outlines, as one SVG path.

`vendor/land-110m.json` is TopoJSON: rings are chains of arcs, and an arc is a row of steps on a
grid. The map is a plate carrée, a unit a degree; x grows eastwards, y southwards.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "vendor/land-110m.json"
WEST, EAST, NORTH, SOUTH = -180, 180, 84, -60
WIDTH, HEIGHT = EAST - WEST, NORTH - SOUTH
Point = tuple[float, float]


def projected(longitude: float, latitude: float) -> Point:
    """Where a place is on the map."""
    return longitude - WEST, NORTH - latitude


@cache
def land_path() -> str:
    """All land but Antarctica."""
    topology = json.loads(FILE.read_text("utf-8"))
    rings = [ring for ring in _rings(topology) if max(y for _, y in ring) > SOUTH]
    return "".join(_closed(part) for ring in rings for part in _cut(ring))


def _cut(ring: list[Point]) -> Iterator[list[Point]]:
    """A ring in two where it goes on over the edge of the map, or else as it is."""
    turns = accumulate(_turn(one, other) for one, other in pairwise(ring))
    whole = [ring[0], *((x + turn, y) for (x, y), turn in zip(ring[1:], turns, strict=True))]
    edge = WEST if min(whole)[0] < WEST else EAST
    crossed = list(_crossed(whole, edge))
    for side in (-1, 1):
        back = -WIDTH * side if side * edge > 0 else 0
        part = [(x + back, y) for x, y in crossed if (x - edge) * side >= 0]
        if len({x for x, _ in part}) > 1:
            yield part


def _turn(one: Point, other: Point) -> int:
    """What is to be added to a longitude, so that a step over the edge is a short one."""
    step = other[0] - one[0]
    return -WIDTH if step > EAST else WIDTH if step < WEST else 0


def _crossed(ring: list[Point], edge: float) -> Iterator[Point]:
    """A ring with a point wherever it crosses a meridian."""
    for (x, y), (next_x, next_y) in pairwise([*ring, ring[0]]):
        yield x, y
        if (x - edge) * (next_x - edge) < 0:
            yield edge, y + (next_y - y) * (edge - x) / (next_x - x)


def _rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """The rings of all polygons, in degrees; in this file no arc is walked backwards."""
    (x, y), (left, low) = (topology["transform"][name] for name in ("scale", "translate"))
    grid = [accumulate(arc, _step) for arc in topology["arcs"]]
    arcs = [[(round(i * x + left, 6), round(j * y + low, 6)) for i, j in arc] for arc in grid]
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            for chain in polygon:
                yield [point for index in chain for point in arcs[index][:-1]]


def _step(one: list[int], other: list[int]) -> list[int]:
    return [one[0] + other[0], one[1] + other[1]]


def _closed(ring: list[Point]) -> str:
    """A ring in hundredths of a degree: a start, then steps, so that no error adds up."""
    points = [
        (round(x * 100), round(y * 100)) for x, y in (projected(*degrees) for degrees in ring)
    ]
    steps = [(x - left, y - low) for (left, low), (x, y) in pairwise(points)]
    told = [_pair(*step) for step in steps if step != (0, 0)]
    return f"M{_pair(*points[0])}l{' '.join(told)}z".replace(" -", "-")


def _pair(x: int, y: int) -> str:
    return f"{_short(x)} {_short(y)}".replace(" -", "-")


def _short(hundredths: int) -> str:
    """A number without needless zeros: `-.5`, `12`."""
    text = f"{abs(hundredths) / 100:.2f}".rstrip("0").rstrip(".")
    sign = "-" if hundredths < 0 else ""
    return sign + (text.removeprefix("0") or "0")

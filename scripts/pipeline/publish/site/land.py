"""The land of the world map: Natural Earth's outlines, as one SVG path.

`vendor/land-110m.json` is TopoJSON: rings are chains of arcs, and an arc is a row of steps on a
grid. The map is a plate carrée, a unit a degree; x grows eastwards, y southwards.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "vendor/land-110m.json"
WEST, EAST, NORTH, SOUTH = -180, 180, 84, -60
WIDTH, HEIGHT = EAST - WEST, NORTH - SOUTH
Point = tuple[float, float]


def projected(longitude: float, latitude: float) -> Point:
    """Return where a place is on the map."""
    return longitude - WEST, NORTH - latitude


@cache
def land_path() -> str:
    """Return all land but Antarctica."""
    path = ""
    for ring in _rings(json.loads(FILE.read_text("utf-8"))):
        if max(latitude for _, latitude in ring) > SOUTH:
            path += "".join(_closed(part) for part in _parts(ring))
    return path


def _rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Yield the rings of all polygons, in degrees; in this file no arc is walked backwards."""
    transform = topology["transform"]
    (width, height), (left, low) = transform["scale"], transform["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x, y, arc = 0, 0, []
        for across, along in steps:
            x, y = x + across, y + along
            arc.append((round(x * width + left, 6), round(y * height + low, 6)))
        arcs.append(arc)
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            for chain in polygon:
                yield [point for index in chain for point in arcs[index][:-1]]


def _parts(ring: list[Point]) -> Iterator[list[Point]]:
    """Yield a ring in two where it goes on over the edge of the map, or else as it is."""
    turn, whole = 0, ring[:1]
    for (before, _), (x, y) in pairwise(ring):
        if abs(x - before) > EAST:  # a step over the edge: a short one, the other way
            turn += WIDTH if x < before else -WIDTH
        whole.append((x + turn, y))
    edge = WEST if min(whole)[0] < WEST else EAST
    crossed = list(_crossed(whole, edge))
    for side in (-1, 1):
        back = -WIDTH * side if side * edge > 0 else 0
        part = [(x + back, y) for x, y in crossed if (x - edge) * side >= 0]
        if len({x for x, _ in part}) > 1:
            yield part


def _crossed(ring: list[Point], edge: float) -> Iterator[Point]:
    """Yield a ring with a point wherever it crosses a meridian."""
    for (x, y), (next_x, next_y) in pairwise([*ring, ring[0]]):
        yield x, y
        if (x - edge) * (next_x - edge) < 0:
            yield edge, y + (next_y - y) * (edge - x) / (next_x - x)


def _closed(ring: list[Point]) -> str:
    """Return a ring in hundredths of a degree: a start, then steps, so that no error adds up."""
    places = (projected(*degrees) for degrees in ring)
    points = [(round(x * 100), round(y * 100)) for x, y in places]
    numbers = [_pair(*points[0])]
    for (x, y), (next_x, next_y) in pairwise(points):
        if (x, y) != (next_x, next_y):
            numbers.append(_pair(next_x - x, next_y - y))
    return f"M{numbers[0]}l{' '.join(numbers[1:])}z".replace(" -", "-")


def _pair(x: int, y: int) -> str:
    return f"{_short(x)} {_short(y)}"


def _short(hundredths: int) -> str:
    """Return a number without needless zeros: `-.5`, `12`."""
    digits = f"{abs(hundredths) / 100:g}".removeprefix("0") or "0"
    return f"-{digits}" if hundredths < 0 else digits

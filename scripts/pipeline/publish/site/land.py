"""The land of the world map: Natural Earth's outlines, as one SVG path.

`vendor/land-110m.json` is TopoJSON: rings are chains of arcs, and an arc is a row of steps on a
grid. The map is a plate carrée, a unit a degree; x grows eastwards, y southwards.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).parent / "vendor/land-110m.json"
WEST, EAST, NORTH, SOUTH = -180, 180, 84, -60
WIDTH, HEIGHT = EAST - WEST, NORTH - SOUTH


Numbers = npt.NDArray[np.float64]


@cache
def land_path() -> str:
    """Return all land but Antarctica, in hundredths of a degree.

    What goes on over an edge of the map is in it twice, once at each edge, and lies in part beyond
    the map.
    """
    topology = json.loads(FILE.read_text("utf-8"))
    scale, origin = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(steps, axis=0) * scale + origin for steps in topology["arcs"]]
    path = ""
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            for chain in polygon:  # in this file no arc is walked backwards
                path += _outline(np.concatenate([arcs[number][:-1] for number in chain]))
    return path


def _outline(ring: Numbers) -> str:
    """Return a ring of longitudes and latitudes, wherever on the map it is."""
    x, y = np.unwrap(ring[:, 0], period=WIDTH) - WEST, NORTH - ring[:, 1]
    path = ""
    for east in (x - WIDTH, x, x + WIDTH):
        if y.min() < HEIGHT and east.max() > 0 and east.min() < WIDTH:
            path += _closed(np.column_stack([east, y]))
    return path


def _closed(points: Numbers) -> str:
    """Return a ring as a start and then steps, so that no error adds up."""
    places = np.rint(points * 100).astype(int)
    steps = np.diff(places, axis=0)
    steps = steps[steps.any(axis=1)]
    numbers = " ".join(map(str, steps.ravel())).replace(" -", "-")
    return f"M{places[0, 0]} {places[0, 1]}l{numbers}z"

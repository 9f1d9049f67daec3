"""The world map of the front page: a marker for each place, and a list that says the same.

The map is a plate carrée, a unit a degree; x grows eastwards, y southwards.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.common.letters import folded
from pipeline.publish.addresses import page_of
from pipeline.publish.package_data import PackageData, Row
from schemas.vocabularies import VOCABULARIES

# Natural Earth's outlines as TopoJSON: rings are chains of arcs, an arc is a row of steps on a grid
LAND = Path(__file__).parent / "vendor/land-110m.json"
WEST, NORTH, WIDTH, HEIGHT = -180, 84, 360, 144
STATUSES = tuple(VOCABULARIES["status"])
MIN_WIDTH = 640  # CSS pixels that the map is wide at least, as in map.css
APART = 26 * WIDTH / MIN_WIDTH  # between the middles of markers, which are 24 pixels wide
MAX_NAMES = 10  # memorials that a marker for several names
Context = dict[str, Any]


def world(data: PackageData) -> Context:
    """Return the map and the list of a package's memorials.

    `marks` are those that occur, in the order of the vocabulary.
    """
    rows = [row | _listed(row) for row in sorted(data.tables["memorials"], key=_order)]
    marks = sorted({row["mark"] for row in rows}, key=STATUSES.index)
    return {"land": land_path(), "rows": rows, "marks": marks, "markers": _markers(rows)}


def _order(row: Row) -> tuple[str, ...]:
    """Sort by country, town and name, as a reader looks for them: İzmit is between H and J."""
    words = (folded(row[name]) for name in ("country", "locality", "label"))
    return (*words, row["memorial_id"])


def _listed(row: Row) -> Context:
    """Return a memorial in the list; `place` is None where it is not on the map."""
    place, note = None, "no coordinates"
    if row["latitude"] and row["longitude"]:
        place = round(float(row["longitude"]) - WEST, 5), round(NORTH - float(row["latitude"]), 5)
        note = ""
        if not (0 <= place[0] <= WIDTH and 0 <= place[1] <= HEIGHT):
            place, note = None, "beyond the edge of the map"
    country = "" if row["label"].endswith(row["country"]) else row["country"]
    words = (row["label"], country, row["status"], note)
    return {
        "link": page_of("memorials", row["memorial_id"]),
        "place": place,
        "mark": row["status"] or "unknown",
        "name": row["label"],
        "rest": [word for word in words[1:] if word],
        "label": ", ".join(filter(None, words)),
    }


def _markers(rows: list[Context]) -> list[Context]:
    """Return markers that do not overlap: the fullest places have theirs, and take in those near.

    `x` and `y` are per cent of the map's width and height.
    """
    places: dict[tuple[float, float], list[Context]] = defaultdict(list)
    for row in rows:
        if row["place"]:
            places[row["place"]].append(row)
    homes: dict[tuple[float, float], list[Context]] = {}
    for x, y in sorted(places, key=lambda place: -len(places[place])):
        away = {max(abs(home[0] - x), abs(home[1] - y)): home for home in homes}
        nearest = min(away, default=APART)
        home = away[nearest] if nearest < APART else (x, y)
        homes.setdefault(home, []).extend(places[x, y])
    return [
        _marker(here) | {"x": f"{x / WIDTH:.2%}", "y": f"{y / HEIGHT:.2%}", "count": len(here)}
        for (x, y), here in homes.items()
    ]


def _marker(rows: list[Context]) -> Context:
    if len(rows) == 1:
        return rows[0]
    labels = [row["label"] for row in rows[:MAX_NAMES]]
    if len(rows) > MAX_NAMES:
        labels.append(f"and {len(rows) - MAX_NAMES} more")
    label = f"{len(rows)} memorials: {'; '.join(labels)}"
    return {"link": "#world-list", "label": label, "mark": "several"}


def land_path() -> str:
    """Return all land but Antarctica as an SVG path, in hundredths of a degree.

    What goes on over an edge of the map is in it twice, once at each edge, and lies in part beyond
    the map.
    """
    topology = json.loads(LAND.read_text("utf-8"))
    scale, origin = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(steps, axis=0) * scale + origin for steps in topology["arcs"]]
    path = ""
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            for chain in polygon:  # in this file no arc is walked backwards
                ring = np.concatenate([arcs[number][:-1] for number in chain])
                x, y = np.unwrap(ring[:, 0], period=WIDTH) - WEST, NORTH - ring[:, 1]
                for east in (x - WIDTH, x, x + WIDTH):
                    if y.min() < HEIGHT and east.max() > 0 and east.min() < WIDTH:
                        path += _closed(np.column_stack([east, y]))
    return path


def _closed(points: npt.NDArray[np.float64]) -> str:
    """Return a ring as a start and then steps, so that no error adds up."""
    places = np.rint(points * 100).astype(int)
    steps = np.diff(places, axis=0)
    steps = steps[steps.any(axis=1)]
    numbers = " ".join(map(str, steps.ravel())).replace(" -", "-")
    return f"M{places[0, 0]} {places[0, 1]}l{numbers}z"

"""The world map of the front page: a marker for each place, and a list that says the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import combining, normalize

import numpy as np

from pipeline.publish.addresses import page_of
from pipeline.publish.site.land import HEIGHT, NORTH, WEST, WIDTH, land_path
from pipeline.publish.site.package_data import PackageData, Row
from schemas.vocabularies import VOCABULARIES

STATUSES = tuple(VOCABULARIES["status"])
APART = 26  # CSS pixels between the middles of markers, which are 24 wide
WIDE, NARROW, INSET = 640, 300, 800  # CSS pixels that the maps are wide at least, as in map.css
MAX_NAMES = 10  # memorials that a marker for several names
WINDOW = (30, 20)  # degrees, of the densest region
MARGIN, MIN_HEIGHT = 1.0, 8.0  # degrees around its places, and of its height
Context = dict[str, Any]


@dataclass(frozen=True)
class Spot:
    """A place on the map, in its units, and the numbers of the list's rows that are there."""

    x: float
    y: float
    rows: list[int]


@dataclass(frozen=True)
class Box:
    """A part of the map."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, spot: Spot, within: float) -> bool:
        """Return whether a spot lies in it, so far from its edges."""
        across = self.x + within <= spot.x <= self.x + self.width - within
        return across and self.y + within <= spot.y <= self.y + self.height - within


WORLD = Box(0, 0, WIDTH, HEIGHT)


def world(data: PackageData) -> Context:
    """Return the maps and the list of a package's memorials.

    `inset` is None where no memorial has coordinates; `marks` are those that occur, in the order of
    the vocabulary; `towns` counts the memorials whose coordinates stand for the town.
    """
    memorials = sorted(data.tables["memorials"], key=_order)
    rows = [_listed(row) for row in memorials]
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row["x"]:
            numbers[row["x"], row["y"]].append(number)
    spots = [Spot(float(x), float(y), here) for (x, y), here in numbers.items()]
    found = {row["mark"] for row in rows}
    return {
        "land": land_path(),
        "rows": rows,
        "marks": [mark for mark in STATUSES if mark in found],
        "wide": _map(WORLD, spots, rows, WIDE),
        "narrow": _map(WORLD, spots, rows, NARROW),
        "inset": _map(_densest(spots), spots, rows, INSET) if spots else None,
        "placed": sum(len(spot.rows) for spot in spots),
        "towns": sum(row["coordinate_precision"] == "locality" for row in memorials),
    }


def _order(row: Row) -> tuple[str, ...]:
    """Sort by country, town and name, as a reader looks for them: İzmit is between H and J."""
    words = (_letters(row[name]) for name in ("country", "locality", "name"))
    return (*words, row["memorial_id"])


def _letters(text: str) -> str:
    decomposed = normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not combining(letter)).casefold()


def _listed(row: Row) -> Context:
    """Return a memorial in the list; `x` and `y` are empty where it is not on the map."""
    x, y, note = _position(row)
    name, place = row["name"] or row["memorial_id"], row["locality"] or row["site"]
    words = (name, place, row["country"], row["status"], note)
    return {
        "id": row["memorial_id"],
        "link": page_of("memorials", row["memorial_id"]),
        "x": x,
        "y": y,
        "mark": row["status"] or "unknown",
        "name": name,
        "rest": [word for word in words[1:] if word],
        "label": ", ".join(filter(None, words)),
    }


def _position(row: Row) -> tuple[str, str, str]:
    """Return where it is in map units, or nothing and why it is not on the map."""
    if not row["latitude"] or not row["longitude"]:
        return "", "", "no coordinates"
    x, y = float(row["longitude"]) - WEST, NORTH - float(row["latitude"])
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        return "", "", "beyond the edge of the map"
    return f"{x:.5f}", f"{y:.5f}", ""


def _densest(spots: Sequence[Spot]) -> Box:
    """Return the window around the place that has most near it, drawn closer around what it holds.

    A neighbour counts less, the farther it is from the middle of the window.
    """
    x, y = np.array([spot.x for spot in spots]), np.array([spot.y for spot in spots])
    across, along = abs(x - x[:, None]) * 2 / WINDOW[0], abs(y - y[:, None]) * 2 / WINDOW[1]
    nearness = np.clip(1 - np.maximum(across, along), 0, 1)
    inside = nearness[np.argmax(nearness @ [len(spot.rows) for spot in spots])] > 0
    (west, east), (north, south) = ((at.min(), at.max()) for at in (x[inside], y[inside]))
    ratio = WINDOW[0] / WINDOW[1]
    height = max((east - west + 2 * MARGIN) / ratio, south - north + 2 * MARGIN, MIN_HEIGHT)
    width = height * ratio
    left = np.clip((west + east - width) / 2, 0, WIDTH - width)
    top = np.clip((north + south - height) / 2, 0, HEIGHT - height)
    return Box(*(round(float(side), 2) for side in (left, top, width, height)))


def _map(box: Box, spots: Sequence[Spot], rows: Sequence[Context], pixels: int) -> Context:
    """Return a part of the world on which no two markers overlap at that width or more."""
    unit = box.width / pixels
    edge = 0 if box is WORLD else APART / 2 * unit
    inside = [spot for spot in spots if box.holds(spot, edge)]
    return {
        "box": box,
        "markers": [_marker(spot, box, rows) for spot in _merged(inside, APART * unit)],
        "memorials": sum(len(spot.rows) for spot in inside),
    }


def _merged(spots: Sequence[Spot], apart: float) -> list[Spot]:
    """Return spots of which any two are so far apart, across or along; the fullest places stay."""
    homes: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (-len(spot.rows), spot.y, spot.x)):
        away = [max(abs(home.x - spot.x), abs(home.y - spot.y)) for home in homes]
        if min(away, default=apart) < apart:
            homes[away.index(min(away))].rows.extend(spot.rows)
        else:
            homes.append(Spot(spot.x, spot.y, list(spot.rows)))
    for home in homes:
        home.rows.sort()
    return sorted(homes, key=lambda home: home.rows)


def _marker(spot: Spot, box: Box, rows: Sequence[Context]) -> Context:
    """Return a link on a map; `x` and `y` are per cent of the map's width and height."""
    x, y = (spot.x - box.x) / box.width, (spot.y - box.y) / box.height
    place = {"x": f"{x * 100:.2f}%", "y": f"{y * 100:.2f}%", "count": len(spot.rows)}
    here = [rows[number] for number in spot.rows]
    if len(here) == 1:
        return here[0] | place
    follow_each_other = spot.rows[-1] - spot.rows[0] + 1 == len(spot.rows)
    link = f"#world-at-{here[0]['id']}" if follow_each_other else "#world-list"
    labels = [row["label"] for row in here[:MAX_NAMES]]
    if len(here) > MAX_NAMES:
        labels.append(f"and {len(here) - MAX_NAMES} more")
    label = f"{len(here)} memorials: {'; '.join(labels)}"
    return place | {"link": link, "label": label, "mark": "several"}

"""The world map of the front page: a marker for each place, and a list that says the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import combining, normalize

from pipeline.publish.addresses import page_of
from pipeline.publish.site.clusters import WORLD, Box, Spot, densest, merged
from pipeline.publish.site.land import HEIGHT, WIDTH, land_path, projected
from pipeline.publish.site.package_data import PackageData, Row

STATUSES = ("extant", "planned", "altered", "relocated", "removed", "destroyed", "unknown")
APART = 26  # CSS pixels between the middles of markers, which are 24 wide
WIDE, NARROW, INSET = 640, 300, 800  # CSS pixels that the maps are wide at least, as in map.css
MAX_NAMES = 10  # memorials that a marker for several names


@dataclass(frozen=True)
class Listed:
    """A memorial in the list; `x` and `y` are map units, empty where it is not on the map."""

    id: str
    link: str
    name: str
    place: str
    country: str
    status: str
    x: str
    y: str
    note: str

    @property
    def label(self) -> str:
        """All that the list says of it."""
        words = (self.name, self.place, self.country, self.status, self.note)
        return ", ".join(filter(None, words))

    @property
    def mark(self) -> str:
        """The name of its mark."""
        return self.status if self.status in STATUSES else "unknown"


@dataclass(frozen=True)
class Marker:
    """A link on a map; `x` and `y` are per cent of the map's width and height."""

    x: str
    y: str
    link: str
    label: str
    mark: str
    count: int


@dataclass(frozen=True)
class Map:
    """A part of the world, and the markers on it."""

    box: Box
    markers: list[Marker]
    memorials: int

    @property
    def view(self) -> str:
        """The part as `viewBox` has it."""
        sides = (self.box.x, self.box.y, self.box.width, self.box.height)
        return " ".join(f"{side:.2f}".rstrip("0").rstrip(".") for side in sides)


def world(data: PackageData) -> dict[str, Any]:
    """Return the maps and the list of a package's memorials.

    `inset` is None where no memorial has coordinates; `marks` are those that occur, in the order of
    the vocabulary; `towns` counts the memorials whose coordinates stand for the town.
    """
    memorials = sorted(data.tables["memorials"], key=_order)
    rows = [_listed(row) for row in memorials]
    found = {row.mark for row in rows}
    spots = _spots(rows)
    return {
        "land": land_path(),
        "rows": rows,
        "marks": [mark for mark in STATUSES if mark in found],
        "wide": _map(WORLD, spots, rows, WIDE),
        "narrow": _map(WORLD, spots, rows, NARROW),
        "inset": _map(densest(spots), spots, rows, INSET) if spots else None,
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


def _listed(row: Row) -> Listed:
    return Listed(
        row["memorial_id"],
        page_of("memorials", row["memorial_id"]),
        row["name"] or row["memorial_id"],
        row["locality"] or row["site"],
        row["country"],
        row["status"],
        *_position(row),
    )


def _position(row: Row) -> tuple[str, str, str]:
    """Return where it is in map units, or nothing and why it is not on the map."""
    if not row["latitude"] or not row["longitude"]:
        return "", "", "no coordinates"
    x, y = projected(float(row["longitude"]), float(row["latitude"]))
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        return "", "", "beyond the edge of the map"
    return f"{x:.5f}", f"{y:.5f}", ""


def _spots(rows: Sequence[Listed]) -> list[Spot]:
    """Return the places, each with all that is there."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.x:
            numbers[row.x, row.y].append(number)
    return [Spot(float(x), float(y), tuple(found)) for (x, y), found in numbers.items()]


def _map(box: Box, spots: Sequence[Spot], rows: Sequence[Listed], pixels: int) -> Map:
    """Return a part of the world on which no two markers overlap at that width or more."""
    unit = box.width / pixels
    edge = 0 if box is WORLD else APART / 2 * unit
    inside = [spot for spot in spots if box.holds(spot, edge)]
    markers = [_marker(spot, box, rows) for spot in merged(inside, APART * unit)]
    return Map(box, markers, sum(len(spot.rows) for spot in inside))


def _marker(spot: Spot, box: Box, rows: Sequence[Listed]) -> Marker:
    x, y = (spot.x - box.x) / box.width, (spot.y - box.y) / box.height
    place = (f"{x * 100:.2f}%", f"{y * 100:.2f}%")
    here = [rows[number] for number in spot.rows]
    if len(here) == 1:
        return Marker(*place, here[0].link, here[0].label, here[0].mark, 1)
    follow_each_other = spot.rows[-1] - spot.rows[0] + 1 == len(spot.rows)
    link = f"#world-at-{here[0].id}" if follow_each_other else "#world-list"
    labels = [row.label for row in here[:MAX_NAMES]]
    if len(here) > MAX_NAMES:
        labels.append(f"and {len(here) - MAX_NAMES} more")
    label = f"{len(here)} memorials: {'; '.join(labels)}"
    return Marker(*place, link, label, "several", len(here))

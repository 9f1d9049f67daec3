"""The world map of the front page: a marker for each place, and a list that says the same."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import combining, normalize

from pipeline.publish.addresses import page_of
from pipeline.publish.site.clusters import WORLD, Box, Spot, densest, merged
from pipeline.publish.site.land import HEIGHT, WIDTH, land_path, projected
from pipeline.publish.site.package_data import PackageData

Row = Mapping[str, str]
STATUSES = ("extant", "planned", "altered", "relocated", "removed", "destroyed", "unknown")
APART = 26  # CSS pixels between the middles of markers, which are 24 wide
WIDE, NARROW, INSET = 640, 300, 800  # CSS pixels that the maps are wide at least, as in map.css
NAMED = 10  # memorials that a marker for several names


@dataclass(frozen=True)
class Listed:
    """A memorial in the list; `x` and `y` are map units, empty where it is not on the map."""

    id: str
    link: str
    name: str
    place: str
    country: str
    status: str
    note: str
    x: str = ""
    y: str = ""

    @property
    def label(self) -> str:
        """All that the list says of it."""
        said = (self.name, self.place, self.country, self.status, self.note)
        return ", ".join(filter(None, said))

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


@dataclass(frozen=True)
class World:
    """What the page shows; `inset` is None where no memorial has coordinates."""

    land: str
    rows: list[Listed]
    wide: Map
    narrow: Map
    inset: Map | None
    placed: int
    towns: int  # memorials whose coordinates stand for the town

    @property
    def marks(self) -> list[str]:
        """The marks that occur, in the order of the vocabulary."""
        found = {row.mark for row in self.rows}
        return [mark for mark in STATUSES if mark in found]


def world(data: PackageData) -> World:
    """The maps and the list of a package's memorials."""
    memorials = sorted(data.tables["memorials"], key=_order)
    rows = [_listed(row) for row in memorials]
    spots = _spots(rows)
    box = densest(spots) if spots else None
    return World(
        land_path(),
        rows,
        _map(WORLD, spots, rows, WIDE),
        _map(WORLD, spots, rows, NARROW),
        _map(box, spots, rows, INSET) if box else None,
        sum(len(spot.rows) for spot in spots),
        sum(row["coordinate_precision"] == "locality" for row in memorials),
    )


def _order(row: Row) -> tuple[str, ...]:
    """By country, town and name, as a reader looks for them: İzmit is between H and J."""
    words = (_letters(row[name]) for name in ("country", "locality", "name"))
    return (*words, row["memorial_id"])


def _letters(text: str) -> str:
    return "".join(one for one in normalize("NFKD", text) if not combining(one)).casefold()


def _listed(row: Row) -> Listed:
    name, record = row["name"] or row["memorial_id"], row["memorial_id"]
    said = (record, page_of("memorials", record), name, row["locality"] or row["site"])
    x, y, note = _position(row)
    return Listed(*said, row["country"], row["status"], note, x, y)


def _position(row: Row) -> tuple[str, str, str]:
    """Where it is in map units, or a note on why it is not on the map."""
    if not row["latitude"] or not row["longitude"]:
        return "", "", "no coordinates"
    x, y = projected(float(row["longitude"]), float(row["latitude"]))
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        return "", "", "beyond the edge of the map"
    return f"{x:.5f}", f"{y:.5f}", ""


def _spots(rows: list[Listed]) -> list[Spot]:
    """The places, each with all that is there."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.x:
            found[row.x, row.y].append(number)
    return [Spot(float(x), float(y), tuple(numbers)) for (x, y), numbers in found.items()]


def _map(box: Box, spots: list[Spot], rows: list[Listed], pixels: int) -> Map:
    """A part of the world on which no two markers overlap where it is so wide or wider."""
    unit = box.width / pixels
    edge = 0 if box is WORLD else APART / 2 * unit
    shown = [spot for spot in spots if box.holds(spot, edge)]
    markers = [_marker(spot, box, rows) for spot in merged(shown, APART * unit)]
    return Map(box, markers, sum(len(spot.rows) for spot in shown))


def _marker(spot: Spot, box: Box, rows: list[Listed]) -> Marker:
    x = _per_cent(spot.x - box.x, box.width)
    y = _per_cent(spot.y - box.y, box.height)
    here = [rows[number] for number in spot.rows]
    if len(here) == 1:
        return Marker(x, y, here[0].link, here[0].label, here[0].mark, 1)
    return Marker(x, y, _in_list(spot, here), _several(here), "several", len(here))


def _per_cent(part: float, whole: float) -> str:
    return f"{part / whole * 100:.2f}%"


def _in_list(spot: Spot, here: list[Listed]) -> str:
    """Where they begin in the list, if they follow each other there; or else the list."""
    together = spot.rows[-1] - spot.rows[0] + 1 == len(spot.rows)
    return f"#world-at-{here[0].id}" if together else "#world-list"


def _several(here: list[Listed]) -> str:
    more = len(here) - NAMED
    labels = [row.label for row in here[:NAMED]] + ([f"and {more} more"] if more > 0 else [])
    return f"{len(here)} memorials: {'; '.join(labels)}"

"""The world map: each memorial has a marker in its place, and the list says the same."""

import random
import re
from collections import Counter
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from conftest import FROZEN
from markup import ASSETS, Node, parsed, with_rows
from pipeline.publish.package_data import PackageData, read_data
from pipeline.publish.site.world import (
    APART,
    HEIGHT,
    MAX_NAMES,
    MIN_WIDTH,
    NORTH,
    STATUSES,
    WEST,
    WIDTH,
    land_path,
    world,
)
from pipeline.publish.templates import rendered

Row = dict[str, str]


@pytest.fixture(scope="module")
def data() -> PackageData:
    return read_data(FROZEN)


def memorial(name: str, latitude: float | str, longitude: float | str, /, **more: str) -> Row:
    row = {"memorial_id": name, "label": name.upper(), "country": "Turkey", "status": "built"}
    place = {"latitude": str(latitude), "longitude": str(longitude)}
    return row | place | {"coordinate_precision": "locality" if latitude != "" else ""} | more


def scattered(number: int) -> list[Row]:
    """Memorials all over the world, half of them in one region."""
    chance = random.Random(5)
    rows = []
    for count in range(number):
        low, high = ((-59, 83), (-180, 180)) if count % 2 else ((36, 48), (20, 44))
        place = (round(chance.uniform(*low), 5), round(chance.uniform(*high), 5))
        rows.append(memorial(f"m{count}", *place, status=chance.choice(STATUSES)))
    return rows


def page_of(data: PackageData, *rows: Row) -> Node:
    return parsed(rendered("_world.html", world=world(with_rows(data, memorials=list(rows)))))


def markers(data: PackageData, *rows: Row) -> list[dict[str, Any]]:
    """The markers of the map, with their places in degrees."""
    found: list[dict[str, Any]] = world(with_rows(data, memorials=list(rows)))["markers"]
    for marker in found:
        x, y = (float(marker[axis].removesuffix("%")) / 100 for axis in "xy")
        marker["longitude"], marker["latitude"] = x * WIDTH + WEST, NORTH - y * HEIGHT
    return found


def label_of(row: Row) -> str:
    country = "" if row["label"].endswith(row["country"]) else row["country"]
    words = (row["label"], country, row["status"])
    return ", ".join(filter(None, words)) + ("" if row["latitude"] else ", no coordinates")


def test_every_memorial_with_coordinates_is_in_its_place(data: PackageData) -> None:
    """Catches a marker that is left out, is there twice, or stands elsewhere."""
    rows = {label_of(row): row for row in data.tables["memorials"] if row["latitude"]}
    found = markers(data, *data.tables["memorials"])
    assert sum(marker["count"] for marker in found) == len(rows)
    for label, row in rows.items():
        (marker,) = (marker for marker in found if label in marker["label"])
        allowed = 0.02 if marker["count"] == 1 else APART + 0.02
        assert marker["longitude"] == pytest.approx(float(row["longitude"]), abs=allowed)
        assert marker["latitude"] == pytest.approx(float(row["latitude"]), abs=allowed)
        if marker["count"] == 1:
            assert marker["link"] == f"memorials/{row['memorial_id']}.html"
            assert marker["mark"] == row["status"]


@pytest.mark.parametrize("number", [1, 2, 60, 600])
def test_no_markers_overlap(data: PackageData, number: int) -> None:
    """Catches a target that another covers, on a map as narrow as it may be."""
    found = markers(data, *scattered(number))
    assert found
    for first, second in combinations(found, 2):
        across = abs(first["longitude"] - second["longitude"])
        along = abs(first["latitude"] - second["latitude"])
        assert max(across, along) * MIN_WIDTH / WIDTH > 24


def test_a_marker_stands_for_the_places_around_it(data: PackageData) -> None:
    """Catches a place that is counted far away, or one that draws fuller places to itself."""
    longitudes = (29, 30, 30, 40, 46, 46, 47)  # 40 is near to both of the full ones
    rows = [memorial(f"m{number}", 40, x) for number, x in enumerate(longitudes)]
    found = [(round(it["longitude"], 1), it["count"]) for it in markers(data, *rows)]
    assert found == [(30, 3), (46, 4)]


def test_memorials_of_one_place_share_a_marker(data: PackageData) -> None:
    """Catches a marker that hides another, or says another number than it stands for."""
    rows = [memorial(name, 40.5, 30.25, locality="Bolu") for name in ("b", "a", "c")]
    many = [memorial(f"m{number:02}", -20, 140) for number in range(MAX_NAMES + 2)]
    most, few = markers(data, *rows, *many)
    assert most["mark"] == few["mark"] == "several"
    assert most["link"] == few["link"] == "#world-list"
    labels = (f"{name}, Turkey, built" for name in "ABC")
    assert few["label"] == "3 memorials: " + "; ".join(labels)
    assert most["label"].startswith(f"{len(many)} memorials: M00, Turkey, built;")
    assert most["label"].endswith(f"M{MAX_NAMES - 1:02}, Turkey, built; and 2 more")


def test_the_page_has_the_markers_of_the_map(data: PackageData) -> None:
    """Catches a mark that is drawn elsewhere, or that a screen reader calls something else."""
    rows = scattered(120)
    page, found = page_of(data, *rows), markers(data, *rows)
    box = page.only("svg", "ground").attributes["viewbox"]
    assert box == f"0 0 {WIDTH} {HEIGHT}"
    for link, marker in zip(page.all("a", "mark"), found, strict=True):
        assert link.attributes["href"] == marker["link"]
        assert link.attributes["aria-label"] == link.only("title").text == marker["label"]
        use = {"href": f"#world-mark-{marker['mark']}", "x": marker["x"], "y": marker["y"]}
        assert link.only("use").attributes == use
        assert f"status-{marker['mark']}" in link.classes
        counts = [text.text for text in link.all("text")]
        assert counts == ([str(marker["count"])] if marker["count"] > 1 else [])


def test_each_status_has_a_shape_of_its_own(data: PackageData) -> None:
    """Catches a status that its colour alone tells from another."""
    rows = [memorial(name, 0, number * 20, status=name) for number, name in enumerate(STATUSES)]
    page = page_of(data, *rows)
    assert {marker["mark"] for marker in markers(data, *rows)} == set(STATUSES)
    groups = (it for it in page.all("g") if it.attributes.get("id", "").startswith("world-mark-"))
    shapes = [str(group.inside) for group in groups]
    assert len(shapes) == len(set(shapes)) == len(STATUSES) + 1
    legend = [item.text for item in page.only("ul", "world-legend").all("li")]
    assert legend == [*STATUSES, "several, and how many"]


def test_the_list_says_the_same(data: PackageData) -> None:
    """Catches a memorial that is not listed, a line that says something else, and the wrong order.

    By code points İzmit would come after Uşak.
    """
    rows = {row["memorial_id"]: row for row in data.tables["memorials"]}
    lines = page_of(data, *rows.values()).only("ul", "world-list").all("li")
    assert Counter(line.attributes["id"] for line in lines) == Counter(
        f"world-at-{record}" for record in rows
    )
    for line in lines:
        record = line.attributes["id"].removeprefix("world-at-")
        row = rows[record]
        assert line.text == label_of(row)
        assert line.only("a").attributes["href"] == f"memorials/{record}.html"
        assert ("data-x" in line.attributes) == (row["latitude"] != "")
        if row["latitude"]:
            x, y = (float(line.attributes[f"data-{axis}"]) for axis in "xy")
            assert x - 180 == pytest.approx(float(row["longitude"]), abs=1e-5)
            assert 84 - y == pytest.approx(float(row["latitude"]), abs=1e-5)
    towns = [line.text.split(" in ")[1].split(", ")[0] for line in lines if "Turkey" in line.text]
    assert towns == ["Adana", "Ankara", "Çanakkale", "Denizli", "Isparta", "İzmit", "Uşak"]


def test_without_coordinates(data: PackageData) -> None:
    """Catches a page that needs a map, or a memorial that is lost without one."""
    page = page_of(data, memorial("a", "", ""), memorial("b", -75, 0))
    assert not page.all("a", "mark")
    assert [item.text for item in page.only("ul", "world-list").all("li")] == [
        "A, Turkey, built, no coordinates",
        "B, Turkey, built, beyond the edge of the map",
    ]
    assert not page_of(data).only("ul", "world-list").all("li")
    text = page_of(data, memorial("a", 1, 1), memorial("b", 2, 2, coordinate_precision="site")).text
    assert "The coordinates of 1 of 2 memorials on the map stand for the town" in text


def test_thousands(data: PackageData) -> None:
    """Catches a map that has a marker for each of thousands, or loses some."""
    found = markers(data, *scattered(5000))
    assert len(found) < 900
    assert sum(marker["count"] for marker in found) == 5000


def rings() -> list[list[tuple[float, float]]]:
    """The rings of the path, walked step by step, in degrees."""
    found = []
    for ring in land_path().removesuffix("z").split("z"):
        steps = np.array(re.findall(r"-?\d+", ring), dtype=int).reshape(-1, 2)
        found.append([(x / 100 - 180, 84 - y / 100) for x, y in steps.cumsum(axis=0).tolist()])
    return found


def on_land(longitude: float, latitude: float) -> bool:
    """Whether a line northwards from a place crosses outlines an odd number of times."""
    crossed = 0
    for ring in rings():
        for (x, y), (next_x, next_y) in pairwise([*ring, ring[0]]):
            if (x > longitude) != (next_x > longitude):
                crossed += y + (longitude - x) / (next_x - x) * (next_y - y) > latitude
    return crossed % 2 == 1


def test_land_is_where_it_is() -> None:
    """At Ankara, Mexico City, in Australia, and in Chukotka on both sides of the map's edge."""
    for place in ((32.85, 39.92), (-99.13, 19.43), (134, -25), (178, 66.5), (-175, 66.5)):
        assert on_land(*place), place
    for place in ((-30, 30), (51, 42), (179, 0)):  # the Caspian Sea is a hole in the land
        assert not on_land(*place), place


def test_land_is_small_and_no_line_runs_over_the_map() -> None:
    """Catches a ring that goes on over the edge and is drawn back across the world."""
    outlines = rings()
    for ring in outlines:
        assert all(abs(x - after) < 20 for (x, _), (after, _) in pairwise([*ring, ring[0]]))
        assert min(x for x, _ in ring) < 180 > -max(x for x, _ in ring)  # none is off the map
    assert len(outlines) > 100
    assert -60 < min(y for ring in outlines for _, y in ring) < -55  # without Antarctica
    assert len(land_path().encode()) < 40_000


def test_styles_and_script_say_the_same_numbers() -> None:
    css, timeline, site = (
        (ASSETS / f"{name}.css").read_text("utf-8") for name in ("map", "timeline", "site")
    )
    used = re.findall(r"var\((--[\w-]+)\)", css + timeline)
    assert set(used) <= set(re.findall(r"(--[\w-]+):", site))
    rules = re.sub(r"/\*.*?\*/", "", css + timeline, flags=re.DOTALL)
    assert not re.search(r"#[0-9a-f]{3,6}\b", rules)  # only site.css names a colour
    assert f"aspect-ratio: {WIDTH} / {HEIGHT};" in css
    assert f"min-width: {MIN_WIDTH}px;" in css
    script = (ASSETS / "map.js").read_text("utf-8")
    assert f"APART, NAMED] = [{WIDTH}, {HEIGHT}, 2, 26, {MAX_NAMES}];" in script


def light(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_colours_can_be_told_from_their_ground() -> None:
    """As the site's style sheet has them, in light and in dark."""
    css = (ASSETS / "site.css").read_text("utf-8")
    schemes = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"(--[\w-]+): (#\w{6});", scheme))
        for name in ("--ink", "--muted", *(f"--status-{status}" for status in STATUSES)):
            for ground, least in (("--paper", 4.5), ("--land", 3), ("--sea", 3)):
                dark, bright = sorted((light(colours[name]), light(colours[ground])))
                assert (bright + 0.05) / (dark + 0.05) >= least, (name, ground)

"""The world map in a browser: where the marks are, and how it moves, by button, key and finger."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import read
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.more
PLACED = [row for row in read("memorials") if row["latitude"]]


@pytest.fixture
def page(site: Path, served: Callable[[Path], str], context: BrowserContext) -> Page:
    """The front page."""
    made = context.new_page()
    made.set_viewport_size({"width": 1200, "height": 900})
    made.goto(served(site) + "/index.html")
    return made


def shown(page: Page) -> int:
    """How many memorials the marks of the moving map stand for."""
    counted = page.evaluate(
        """[...document.querySelectorAll("#world-map .mark")]
          .filter((one) => one.checkVisibility())
          .map((one) => Number(one.querySelector("text")?.textContent || 1))
          .reduce((all, one) => all + one, 0)"""
    )
    return int(counted)


def test_every_memorial_with_coordinates_is_on_the_map(page: Page) -> None:
    """Alone or in a mark that counts; and the list has all, also those without coordinates."""
    assert shown(page) == len(PLACED)
    for row in read("memorials"):
        link = page.locator(f"#world-list a[href='memorials/{row['memorial_id']}.html']")
        assert link.count() == 1
    without = [row for row in read("memorials") if not row["latitude"]]
    assert page.get_by_text("no coordinates").count() >= len(without) > 0


def test_a_mark_for_several_parts_when_it_is_pressed(page: Page) -> None:
    whole = page.locator("#world-map .mark:visible").count()
    page.locator("#world-map [role=button]").first.click()
    page.wait_for_function(
        "() => document.querySelectorAll('#world-map .mark:not(:has(text))').length > 2"
    )
    page.get_by_role("button", name="Whole world").click()
    page.wait_for_function(
        "(few) => [...document.querySelectorAll('#world-map .mark')]"
        ".filter((one) => one.checkVisibility()).length === few",
        arg=whole,
    )
    assert shown(page) == len(PLACED)


def test_on_a_narrow_screen_the_map_is_no_wider(page: Page) -> None:
    """Catches a map that can be moved and has to be scrolled as well."""
    page.set_viewport_size({"width": 360, "height": 740})
    box = page.locator("#world-map").bounding_box()
    assert box is not None
    assert box["width"] <= 360
    assert shown(page) == len(PLACED)


def test_a_mark_is_reached_by_keyboard_and_leads_to_its_page(page: Page) -> None:
    page.locator(".world-skip a").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if href.startswith("memorials/"):
            break
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    (row,) = [one for one in PLACED if href == f"memorials/{one['memorial_id']}.html"]
    assert row["country"] in name
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{href}")


def test_marks_stay_on_their_places_while_it_moves(page: Page) -> None:
    """Closer by button: a mark that is alone keeps its place on the land, and its size."""

    def offset() -> list[float]:
        found = page.evaluate(
            """() => {
              const mark = [...document.querySelectorAll("#world-map a.mark")]
                .find((one) => one.getAttribute("href") === "memorials/baku.html");
              const land = document.querySelector("#world-map .world-land").getBoundingClientRect();
              const box = mark.getBoundingClientRect();
              return [(box.x + box.width / 2 - land.x) / land.width,
                      (box.y + box.height / 2 - land.y) / land.height, box.width];
            }"""
        )
        return [round(one, 3) for one in found]

    before = offset()
    page.get_by_role("button", name="Closer").click()
    after = offset()
    assert after == pytest.approx(before, abs=0.01)

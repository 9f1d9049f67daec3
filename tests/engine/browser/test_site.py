"""The pages in a real browser: nothing fails, nothing is fetched, all evidence can be reached."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, read, run, set_cell, sign
from playwright.sync_api import Browser, BrowserContext, Page, Request

AXE = ROOT / "tests/engine/programs/javascript/node_modules/axe-core/axe.min.js"
KINDS = (
    "index.html", "tables/index.html", "tables/memorials.html", "tables/evidence.html",
    "memorials/baku.html", "people/leyla-aliyeva.html", "organizations/jewish-national-fund.html",
    "events/baku-opening.html", "statements/berlin-ambassador-for-peace.html",
    "sources/khojaly-massacre-memorials.html",
)  # fmt: skip
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 360, "height": 740}
LIGHTEST = 24  # CSS pixels that a thing to press has at least (WCAG 2.2, 2.5.8)
pytestmark = pytest.mark.more


@pytest.fixture(scope="module")
def home(site: Path, served: Callable[[Path], str]) -> str:
    """The site below a path, as a host serves it."""
    return served(site.parent) + "/memory"


def test_every_page_opens_and_asks_nothing_of_others(
    site: Path, home: str, context: BrowserContext
) -> None:
    """No error on any page, and no request that leaves the site."""
    asked: list[str] = []

    def heard(request: Request) -> None:
        asked.append(request.url)

    context.on("request", heard)
    page = context.new_page()
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    for path in paths:
        answer = page.goto(f"{home}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.title(), path
    assert len(asked) >= len(paths)
    assert [one for one in asked if not one.startswith(f"{home}/")] == []


def test_it_works_from_a_folder(site: Path, context: BrowserContext) -> None:
    """As files, without any server: from a value to the highlighted words."""
    page = context.new_page()
    page.goto((site / "memorials/baku.html").as_uri())
    page.locator("#length_m summary").click()
    page.locator("#length_m a.place").first.click()
    assert urlsplit(page.url).path.endswith("/sources/khojaly-massacre-memorials.html")
    assert page.locator(".hit.on").all_inner_texts() == ["8.6-meters-long"]


def test_by_mouse_a_quotation_shows_and_goes(home: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{home}/memorials/the-hague.html")
    proof = page.locator("#height_m details.proof")
    assert not proof.locator(".panel").is_visible()
    proof.locator("summary").hover()
    assert proof.locator("mark").inner_text() == "about two meters high"
    proof.locator("mark").hover()
    assert proof.locator(".panel").is_visible()
    page.mouse.move(0, 0)
    assert not proof.locator(".panel").is_visible()
    proof.locator("summary").click()
    page.mouse.move(0, 0)
    assert proof.locator(".panel").is_visible()


def test_by_keyboard_each_value_opens_and_leads_on(home: str, context: BrowserContext) -> None:
    """Focus shows a value's words, Enter keeps them, Tab goes to the place, Escape closes them."""
    page = context.new_page()
    page.goto(f"{home}/memorials/the-hague.html")
    wanted = page.locator(".values details.proof > summary").count()
    reached = 0
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.values .proof > summary')"):
            reached += 1
            assert page.evaluate("document.activeElement.parentElement.open")
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open")
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == "place"
            page.keyboard.press("Escape")
            assert page.evaluate("document.activeElement.matches('.values .proof > summary')")
            assert not page.evaluate("document.activeElement.parentElement.open")
        if reached == wanted:
            break
    assert reached == wanted > 10


@pytest.mark.parametrize("path", KINDS)
def test_a_phone_has_room_for_pages_and_fingers(home: str, browser: Browser, path: str) -> None:
    """No page is wider, and what is pressed is large: values, buttons, links outside sentences."""
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{home}/{path}")
        small = page.evaluate(
            """(least) => [...document.querySelectorAll(
                "summary, button, nav a, .suggest a, .counts a")]
              .filter((one) => one.checkVisibility())
              .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
              .filter(([, box]) => box.height && (box.height < least || box.width < least))
              .map(([said]) => said)""",
            LIGHTEST,
        )
        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_tap_opens_a_quotation(home: str, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{home}/memorials/baku.html")
        page.locator("#material summary, #opened summary").first.tap()
        assert page.locator("#opened .panel mark").inner_text() == "February 26, 2008"


def test_marked_words_show_what_rests_on_them(home: str, context: BrowserContext) -> None:
    """In the reader: a press on words shows their cells alone; an address lights its words."""
    page = context.new_page()
    page.goto(f"{home}/sources/khojaly-massacre-memorials.html")
    mark = page.locator(".hit", has_text="8.6-meters-long")
    mark.click()
    shown = page.locator(".resting li:visible")
    names = {one.get_attribute("data-evidence") for one in shown.all()}
    rest = mark.get_attribute("data-rest")
    assert rest is not None
    assert names == set(rest.split())
    assert {row["record_id"] for row in read("evidence") if row["evidence_id"] in names} == {"baku"}
    for row in read("evidence")[::40]:
        page.goto(f"{home}/sources/{row['source_id']}.html#{row['evidence_id']}")
        lit = "".join(page.locator(".hit.on").all_text_contents())
        assert "".join(lit.split()) == "".join(row["quote"].split())


@pytest.mark.parametrize("path", KINDS)
def test_all_is_readable_without_scripts(home: str, browser: Browser, path: str) -> None:
    """The same words as with scripts, and quotations that open by themselves."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{home}/{path}")
        for proof in page.locator("details.proof").all()[:5]:
            proof.locator("summary").first.click()
            assert proof.locator(".panel").is_visible()
        assert page.locator("main").inner_text()
        assert page.locator("button.copy:visible").count() == 0


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(home: str, browser: Browser, path: str, scheme: Any) -> None:
    """Of WCAG 2.2 A and AA and of good practice, with all that can be opened open."""
    with browser.new_context(color_scheme=scheme, viewport=WIDE) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{home}/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == []


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds: each rule with the first place."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def test_the_front_page_is_light(site: Path, home: str, context: BrowserContext) -> None:
    """All that it loads, squeezed as hosts do, is under 250 kB."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.new_page().goto(f"{home}/index.html", wait_until="networkidle")
    paths = {urlsplit(one).path.removeprefix("/memory/") for one in asked}
    sizes = {path: len(gzip.compress((site / path).read_bytes())) for path in paths}
    assert {"index.html", "assets/site.css", "assets/map.js"} <= sizes.keys()
    assert sum(sizes.values()) < 250_000, sizes


def test_the_citation_is_copied(home: str, browser: Browser) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=permissions) as context:
        page = context.new_page()
        page.goto(f"{home}/index.html")
        page.locator("button[data-copies=apa]").click()
        page.get_by_text("Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#apa").text_content()


def test_words_of_strangers_do_nothing(
    first: Path, tmp_path: Path, context: BrowserContext
) -> None:
    """A tag in a name is a name; a word without end makes no page wider."""
    package = Path(shutil.copytree(first, tmp_path / "package"))
    hostile = "<script>alert(1)</script>\"'><b>שלום</b> " + "x" * 900
    set_cell(package, "memorials", {"memorial_id": "baku"}, "label", hostile)
    sign(package)
    assert run("scripts/site.py", package, "--out", tmp_path / "out").returncode == 0
    page = context.new_page()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for path in ("index.html", "memorials/baku.html", "tables/memorials.html"):
        page.goto((tmp_path / "out" / path).as_uri())
        assert "<script>alert(1)</script>" in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path

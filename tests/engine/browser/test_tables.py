"""The pages of tables with scripts: search, filters, order, download, and the address."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cases import cases
from conftest import FROZEN, Row, read
from markup import with_rows
from pipeline.publish.package_data import read_data
from pipeline.publish.site.rendering import Home, site_files
from playwright.sync_api import BrowserContext, Page, expect

from schemas import TABLES

MANY = 5_000
pytestmark = pytest.mark.more
Open = Callable[[str], Page]


@pytest.fixture(scope="session")
def base(served: Callable[[Path], str], site: Path) -> dict[str, str]:
    """Where the pages are: as files, and from a server."""
    return {"file": site.as_uri(), "http": served(site)}


@pytest.fixture(params=["file", "http"])
def opened(
    request: pytest.FixtureRequest, base: dict[str, str], context: BrowserContext
) -> Iterator[Open]:
    """What opens a page below `tables/`, once from a file and once from a server."""
    page = context.new_page()

    def visit(address: str) -> Page:
        page.goto(f"{base[request.param]}/tables/{address}")
        return page

    yield visit


def shown(page: Page, column: int = 1) -> list[str]:
    """The cells of a column, counted from 1, in the rows that are shown."""
    return page.locator(f"#table tbody td:nth-child({column})").all_text_contents()


def look_for(page: Page, words: str) -> None:
    page.get_by_label("Search all columns").fill(words)


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_have_text(words)


def downloaded(page: Page) -> tuple[str, bytes]:
    """The name and the content of what the button gives."""
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download these rows as CSV").click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


@pytest.mark.parametrize("table", TABLES)
def test_the_download_of_all_rows_is_the_file(opened: Open, table: str) -> None:
    page = opened(f"{table}.html")
    name, content = downloaded(page)
    assert name == f"khojaly-memorials-{table}.csv"
    assert content == (FROZEN / f"data/{table}.csv").read_bytes()


def test_the_download_has_the_rows_that_were_found(opened: Open) -> None:
    page = opened("evidence.html?field=description&hide=note,quote&sort=-start")
    rows = [row for row in read("evidence") if "description" in row["field"]]
    rows.sort(key=lambda row: int(row["start"]), reverse=True)
    says(page, f"{len(rows)} of {len(read('evidence'))} rows")
    _, content = downloaded(page)
    assert list(csv.DictReader(io.StringIO(content.decode(), newline=""))) == rows
    assert rows


@pytest.mark.parametrize(
    ("words", "found"),
    cases("""
        Usak → usak | UŞAK → usak | izmit → izmit | IZMİT → izmit | Çanakkale → canakkale
        metro baku → baku | no such words → ∅
    """),
)
def test_search_finds_as_a_person_expects(opened: Open, words: str, found: str) -> None:
    page = opened("memorials.html")
    look_for(page, words)
    says(page, f"{len(found.split())} of 13 rows")
    assert shown(page) == found.split()


def test_a_column_is_filtered_by_text_and_by_term(opened: Open) -> None:
    page = opened("memorials.html")
    page.get_by_label("Filter status").select_option("approved")
    wanted = [row["memorial_id"] for row in read("memorials") if row["status"] == "approved"]
    says(page, f"{len(wanted)} of 13 rows")
    assert shown(page) == wanted
    page.get_by_label("Filter locality").fill("canak")
    says(page, "1 of 13 rows")
    assert shown(page) == ["canakkale"]
    page.get_by_role("button", name="Clear").click()
    says(page, "13 of 13 rows")
    expect(page.get_by_label("Search all columns")).to_be_focused()
    page.get_by_label("Filter coordinate_precision").select_option("(empty)")
    assert shown(page) == [row["memorial_id"] for row in read("memorials") if not row["latitude"]]


def in_order(rows: list[Row], column: str, key: Callable[[str], object], down: bool) -> list[str]:
    """The identifiers of rows as they should be ordered: those without a value come last."""
    filled = [row for row in rows if row[column]]
    filled.sort(key=lambda row: key(row[column]), reverse=down)  # type: ignore[arg-type,return-value]
    ordered = filled + [row for row in rows if not row[column]]
    return [next(iter(row.values())) for row in ordered]


@pytest.mark.parametrize(
    ("table", "column", "key"),
    [
        ("memorials", "longitude", float),
        ("memorials", "opened", str),
        ("memorials", "locality", lambda text: text.replace("İ", "I").replace("Ç", "C").lower()),
        ("evidence", "start", int),
        ("events", "date", str),
    ],
)
def test_a_press_orders_the_rows(
    opened: Open, table: str, column: str, key: Callable[[str], object]
) -> None:
    page = opened(f"{table}.html")
    head = page.locator("#table th", has_text=re.compile(f"^{column}$"))
    rows = read(table)
    for state, down in (("ascending", False), ("descending", True)):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", state)
        assert shown(page) == in_order(rows, column, key, down)[:200]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert shown(page) == [next(iter(row.values())) for row in rows][:200]


def test_the_address_keeps_what_was_asked(opened: Open) -> None:
    page = opened("memorials.html")
    look_for(page, "Türkey & more=")
    page.get_by_label("Filter status").select_option("built")
    look_for(page, "turkey")
    page.get_by_label("Filter name").fill("MON")
    says(page, "2 of 13 rows")  # from then on, columns are as wide as they stay
    page.get_by_role("button", name="opened", exact=True).dblclick()
    page.wait_for_url(re.compile(r"\?q=turkey&name=MON&status=built&sort=-opened$"))
    before, address = shown(page), page.url
    page.locator("#table tbody a").first.evaluate("link => link.href = '../tables/index.html'")
    page.locator("#table tbody a").first.click()
    page.wait_for_url(re.compile("index.html$"))
    page.go_back()
    assert page.url == address
    says(page, "2 of 13 rows")
    assert shown(page) == before
    expect(page.get_by_label("Filter name")).to_have_value("MON")
    page.go_forward()
    page.go_back()
    page.reload()
    assert shown(page) == before
    expect(page.get_by_label("Filter status")).to_have_value("built")
    expect(page.locator("#table th[aria-sort=descending]")).to_have_text("opened")


def test_back_and_forward_within_a_page(opened: Open) -> None:
    """Addresses that somebody else put into the history are read too."""
    page = opened("memorials.html?q=baku")
    says(page, "1 of 13 rows")
    page.evaluate("history.pushState(null, '', location.pathname + '?country=germany')")
    page.evaluate("history.pushState(null, '', location.pathname)")
    found = page.locator("#table tbody td:first-child")
    for step, wanted in (
        (page.go_back, "berlin"),
        (page.go_back, "baku"),
        (page.go_forward, "berlin"),
    ):
        step()
        expect(found).to_have_text([wanted])
    expect(page.get_by_label("Search all columns")).to_have_value("")


def test_an_address_that_makes_no_sense_shows_all(opened: Open) -> None:
    page = opened("memorials.html?status=%3Cb%3E&sort=nothing&hide=,x&other=1#%E0%A4%A")
    says(page, "13 of 13 rows")
    assert len(shown(page)) == 13
    assert page.get_by_label("Filter status").evaluate("box => box.selectedIndex") == 0


def test_a_relation_that_the_address_names_is_shown(opened: Open) -> None:
    row = list(read("event_organizations")[-1].values())
    page = opened(f"event_organizations.html#{'/'.join(row)}")
    expect(page.locator("#table .pointed td")).to_have_text(row)
    expect(page.locator("#table .pointed")).to_be_in_viewport()


def test_columns_can_be_hidden(opened: Open) -> None:
    page = opened("memorials.html")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="status").uncheck()
    expect(page.get_by_label("Filter status")).to_be_hidden()
    assert page.url.endswith("?hide=status")
    page.reload()
    expect(page.locator("#table th", has_text="status")).to_be_hidden()
    page.go_back()


def test_it_works_by_keyboard(opened: Open) -> None:
    """Each control has a name and is reached; the region that scrolls too."""
    page = opened("memorials.html")
    page.get_by_label("Search all columns").focus()
    page.keyboard.type("berlin")
    says(page, "1 of 13 rows")
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 8)"))
    assert names == ["Clear", "Download", "Columns", "memorial", "memorial"]
    page.keyboard.press("Enter")
    expect(page.locator("#table th").first).to_have_attribute("aria-sort", "ascending")
    unnamed = "e => !e.labels?.length && !e.ariaLabel && !e.textContent.trim()"
    controls = page.locator("main").locator("input, select, button:visible, summary")
    assert controls.evaluate_all(f"all => all.filter({unnamed}).length") == 0


@pytest.mark.parametrize("table", ["memorials", "evidence", "index"])
@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_table_scrolls_and_not_the_page(
    base: dict[str, str], context: BrowserContext, table: str, scripts: bool
) -> None:
    browser = context.browser
    assert browser
    with browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripts
    ) as phone:
        page = phone.new_page()
        page.goto(f"{base['file']}/tables/{table}.html")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        region = page.get_by_role("region")
        wide = region.evaluate("e => e.scrollWidth > e.clientWidth")
        assert wide or table == "index"


def test_all_rows_are_shown_where_the_script_is_missing(
    site: Path, context: BrowserContext, tmp_path: Path
) -> None:
    """A page that was saved without its files holds no row back."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "assets").mkdir()
    for name in ("tables/evidence.html", "assets/tables.css", "assets/site.css"):
        (tmp_path / name).write_bytes((site / name).read_bytes())
    browser = context.browser
    assert browser
    with browser.new_context() as other:
        page = other.new_page()
        page.goto(f"{tmp_path.as_uri()}/tables/evidence.html")
        expect(page.locator("#table tbody tr").last).to_be_visible()


NAMES = ("Łódź", "Gəncə", "Ağrı", "Straße", "Tromsø", "Ереван Йод", "Երևան", "O’Neill")


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of many made-up memorials, and of people at an event."""
    data = read_data(FROZEN)
    row = data.tables["memorials"][2]
    rows = [
        row | {"memorial_id": f"m-{at:05}", "locality": NAMES[at % 8], "height_m": str(MANY - at)}
        for at in range(MANY)
    ]
    ties = [data.tables["event_people"][0] | {"person_id": f"p-{at}"} for at in range(450)]
    large = with_rows(data, memorials=rows, event_people=ties)
    out = tmp_path_factory.mktemp("large")
    for path, content in site_files(large, FROZEN, Home()):
        if path.startswith(("assets/", "tables/")):
            (out / path).parent.mkdir(exist_ok=True)
            (out / path).write_bytes(content)
    return out


def test_a_row_far_down_that_the_address_names_is_shown(
    large: Path, context: BrowserContext
) -> None:
    event, _, role = read("event_people")[0].values()
    page = context.new_page()
    page.goto(f"{large.as_uri()}/tables/event_people.html#{event}/p-449/{role}")
    expect(page.locator("#table .pointed td:nth-child(2)")).to_have_text("p-449")
    expect(page.locator("#table .pointed")).to_be_in_viewport()
    assert len(shown(page)) == 450


def test_many_rows_are_shown_a_part_at_a_time(large: Path, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{large.as_uri()}/tables/memorials.html")
    says(page, "5,000 of 5,000 rows; the first 200 are shown")
    assert len(shown(page)) == 200
    page.get_by_role("button", name="Show 200 more rows").click()
    says(page, "5,000 of 5,000 rows; the first 400 are shown")
    assert shown(page) == [f"m-{at:05}" for at in range(400)]
    look_for(page, "m-04999")
    says(page, "1 of 5,000 rows")
    look_for(page, "")
    says(page, "5,000 of 5,000 rows; the first 200 are shown")
    page.get_by_role("button", name="height_m", exact=True).click()
    assert shown(page)[0] == "m-04999"
    _, content = downloaded(page)
    assert len(content.splitlines()) == MANY + 1
    page.get_by_role("button", name="Show all 5,000 rows").click()
    assert len(shown(page)) == MANY
    expect(page.get_by_role("region")).to_be_focused()


@pytest.mark.parametrize(
    ("words", "name"),
    cases("""
        lodz → Łódź | GENCE → Gəncə | agri → Ağrı | strasse → Straße | tromso → Tromsø
        ЕРЕВАН → Ереван Йод | йод → Ереван Йод | երևան → Երևան | o'neill → O’Neill | Иод → ∅
    """),
)
def test_letters_are_compared_as_people_do(
    large: Path, context: BrowserContext, words: str, name: str
) -> None:
    """Marks of Latin letters do not count, those of other scripts do."""
    page = context.new_page()
    page.goto(f"{large.as_uri()}/tables/memorials.html")
    look_for(page, words)
    part = "625 of 5,000 rows; the first 200 are shown"
    says(page, part if name else "0 of 5,000 rows")
    assert set(shown(page, 9)) == ({name} if name else set())

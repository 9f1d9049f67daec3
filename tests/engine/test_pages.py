"""The web pages as files: what is linked is there, every value leads to its words, all is safe."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urldefrag, urljoin, urlsplit

import pytest
from cases import cases
from conftest import FROZEN, ROOT, address, in_terminal, read, run, set_cell, sign, snapshot
from markup import Node, assert_harmless, parsed, read_pages, with_rows
from pipeline.publish.addresses import WITH_PAGES
from pipeline.publish.package_data import read_data
from pipeline.publish.site.rendering import Home, site_files

from schemas import PROVENANCE, TABLES, columns_of, key_of

LOADS = (
    r"(?:src|srcset|poster|data)=[\"'](?:https?:)?//",
    r"url\([\"']?(?:https?:)?//|@import",
    r"<link(?![^>]*canonical)[^>]*href=[\"'](?:https?:)?//",
    r"\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon)\b",
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\()",
)
HOSTILE = (
    "</title>\"'><script>alert(1)</script>{{ 7 * 7 }}{% raw %}</svg><img src=x onerror=a> שלום &lt;"
    + "x" * 900
)
NAMES = frozenset(
    ("name", "title", "locality", "country", "place", "speaker", "description", "text", "quote")
)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Node]:
    return read_pages(site)


def test_each_record_has_its_page(site: Path, pages: dict[str, Node]) -> None:
    """And the sitemap has every page."""
    expected = {"index.html", "tables/index.html", *(f"tables/{table}.html" for table in TABLES)}
    for table in WITH_PAGES:
        (key,) = key_of(TABLES[table])
        expected |= {f"{table}/{row[key]}.html" for row in read(table)}
    assert pages.keys() == expected
    found = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    assert sorted(found) == sorted(f"https://example.org/memory/{path}" for path in pages)


def test_every_link_and_fragment_resolves(site: Path, pages: dict[str, Node]) -> None:
    """Those within the site; no name of a place is there twice, and no page has scripts in it."""
    names = {path: list(page.ids) for path, page in pages.items()}
    ids = {path: set(those) for path, those in names.items()}
    for path, page in pages.items():
        assert_harmless(page)
        assert len(ids[path]) == len(names[path]), path
        for node in page:
            assert set(node.attributes.get("aria-labelledby", "").split()) <= ids[path], path
        for link in page.links:
            if urlsplit(link).scheme in ("http", "https"):
                continue
            target, fragment = urldefrag(urljoin(path, link))
            assert (site / unquote(target)).is_file(), (path, link)
            if fragment and target.endswith(".html"):
                assert unquote(fragment) in ids[target], (path, link)


def test_what_a_page_loads_is_of_the_site(site: Path) -> None:
    """Scripts, styles and pictures; other addresses are only linked. No text becomes elements."""
    for path in site.rglob("*"):
        if path.suffix in (".html", ".css", ".js", ".svg"):
            text = path.read_text("utf-8")
            assert not [found for pattern in LOADS for found in re.findall(pattern, text)], path


def test_every_value_is_on_its_page_and_leads_to_its_words(pages: dict[str, Node]) -> None:
    """Each row of evidence: the value's page links to the place of the quotation in its source."""
    for row in read("evidence"):
        table, record = row["table_name"], row["record_id"]
        if table not in WITH_PAGES:
            table, record = columns_of(TABLES[table])[0].references, record.split("/")[0]
        page = pages[f"{table}/{record}.html"]
        assert f"../sources/{row['source_id']}.html#{row['evidence_id']}" in page.links
        assert row["evidence_id"] in pages[f"sources/{row['source_id']}.html"].ids
        assert " ".join(row["quote"].split()) in page.text


def test_every_cell_of_a_record_is_on_its_page(pages: dict[str, Node]) -> None:
    for table in WITH_PAGES:
        key, *columns = columns_of(TABLES[table])
        for row in read(table):
            page = pages[f"{table}/{row[key.name]}.html"]
            for column in (column for column in columns if row[column.name]):
                text, place = row[column.name], (table, row[key.name], column.name)
                if column.references:
                    assert f"../{column.references}/{text}.html" in page.links, place
                else:
                    assert " ".join(text.split()) in page.text, place


def test_what_no_source_says_is_listed(pages: dict[str, Node]) -> None:
    for row in read("memorials"):
        page = pages[f"memorials/{row['memorial_id']}.html"]
        _, _, listed = page.text.partition("What was not read from a source")
        for column in columns_of(TABLES["memorials"])[1:]:
            meaning = column.meaning.split("`")[0].strip()
            is_listed = f"{column.name.replace('_', ' ')}: {meaning}" in listed
            assert is_listed == (not row[column.name]), column.name


def test_whatever_refers_to_a_record_is_linked_on_its_page(pages: dict[str, Node]) -> None:
    for table in (name for name in TABLES if name not in PROVENANCE):
        referring = [column for column in columns_of(TABLES[table]) if column.references]
        for row in read(table):
            for column in (column for column in referring if row[column.name]):
                page = pages[f"{column.references}/{row[column.name]}.html"]
                if table in WITH_PAGES:
                    assert f"../{address(table, row[key_of(TABLES[table])[0]])}" in page.links
                    continue
                for second in referring:
                    if second is not column:
                        assert f"../{address(second.references, row[second.name])}" in page.links


@pytest.mark.parametrize(
    ("path", "words"),
    cases("""
        people/leyla-aliyeva → child of Ilham Aliyev | people/ilham-aliyev → child Leyla Aliyeva
        people/mehriban-aliyeva → leader of Heydar Aliyev Foundation
        organizations/heydar-aliyev-foundation → leader Mehriban Aliyeva
        memorials/baku → sculptor Aslan Rustamov
        people/aslan-rustamov → as sculptor Memorial in Baku
        events/berlin-summons → authority Foreign Ministry of Germany
        organizations/foreign-ministry-of-germany → as authority Summons: Memorial in Berlin
    """),
)
def test_roles_are_said_from_both_sides(pages: dict[str, Node], path: str, words: str) -> None:
    """Who is whose child, who leads what: no side of a relation is turned round."""
    assert words in pages[f"{path}.html"].text


def test_a_change_is_suggested_in_a_form_that_is_filled_in(pages: dict[str, Node]) -> None:
    links = [link for link in pages["memorials/baku.html"].links if "issues/new" in link]
    queries = [parse_qs(urlsplit(link).query) for link in links]
    (row,) = (row for row in read("memorials") if row["memorial_id"] == "baku")
    known = {"table": "memorials", "record": "baku", "field": "length_m", "value": row["length_m"]}
    expected = {name: [text] for name, text in known.items()} | {"template": ["wrong-value.yml"]}
    assert [query for query in queries if query["field"] == ["length_m"]] == [expected]
    form = (ROOT / ".github/ISSUE_TEMPLATE/wrong-value.yml").read_text("utf-8")
    assert known.keys() <= set(re.findall(r"id: (\w+)\n", form))


def test_the_reader_has_the_whole_text(pages: dict[str, Node]) -> None:
    """Every letter of it in order, each quotation marked, each passage not used with its reason."""
    for source in read("sources"):
        article = pages[f"sources/{source['source_id']}.html"].only("article", "reader")
        for row in read("passages"):
            if row["unused_reason"]:
                assert f"not used: {row['unused_reason']}" in article.text
        marks = {
            name for mark in article.all("mark") for name in mark.attributes["data-rest"].split()
        }
        assert marks == {row["evidence_id"] for row in read("evidence")}
        for node in [*article.all("details"), *article.all("span", "unused")]:
            node.inside.clear()  # what is said beside the text
        text = (FROZEN / source["path"]).read_text("utf-8")
        assert list(filter(str.isalnum, article.raw)) == list(filter(str.isalnum, text))


def test_each_page_says_what_it_is_in_linked_data(site: Path) -> None:
    for table, kind in (("memorials", "LandmarksOrHistoricalBuildings"), ("people", "Person"),
                        ("events", "Event"), ("statements", "Quotation")):  # fmt: skip
        (key,) = key_of(TABLES[table])
        for row in read(table):
            path = f"{table}/{row[key]}.html"
            entity = linked_data(site / path)
            assert (entity["@id"], entity["@type"]) == (f"https://example.org/memory/{path}", kind)
            day = row.get("date", "")  # no more precise than the source is
            assert entity.get("startDate", "") == (day if day.replace("-", "").isdecimal() else "")
            assert "endDate" not in entity
            of_town = row.get("coordinate_precision") == "locality"
            place = entity.get("containedInPlace", {}) if of_town else entity
            latitude = place.get("geo", {}).get("latitude", "")
            assert latitude == (float(row["latitude"]) if row.get("latitude") else "")
            assert not (of_town and "geo" in entity)
    descriptor = json.loads((FROZEN / "datapackage.json").read_text("utf-8"))
    assert linked_data(site / "index.html")["version"] == descriptor["version"]


def linked_data(page: Path) -> Any:
    pattern = r'<script type="application/ld\+json">(.*?)</script>'
    (text,) = re.findall(pattern, page.read_text("utf-8"))
    return json.loads(text)


def test_made_again_it_is_the_same_and_only_what_changed_is_written(
    package: Path, tmp_path: Path
) -> None:
    """What is gone takes its page along; files of others stay."""
    out = tmp_path / "out"
    assert run("scripts/site.py", package, "--out", out).returncode == 0
    before = snapshot(out)
    (out / "mine.html").write_text("mine")
    again = run("scripts/site.py", package, "--out", tmp_path / "again")
    assert (again.stdout, again.stderr) == (f"{len(before) - 1} files in {tmp_path}/again\n", "")
    assert snapshot(tmp_path / "again") == before
    (package / "data/kinships.csv").write_text("person_id,relative_id,role\n")
    sign(package)
    assert run("scripts/site.py", package, "--out", out).returncode == 0
    assert (out / "mine.html").read_text() == "mine"
    assert snapshot(out) != before


@pytest.mark.parametrize(
    ("table", "field", "value"),
    cases("""
        memorials → memorial_id → ../../baku | sources → url → javascript:alert(1)
        events → memorial_id → nowhere | evidence → passage_id → p9999 | evidence → start → -1
    """),
)
def test_what_would_lead_astray_is_refused(
    package: Path, tmp_path: Path, table: str, field: str, value: str
) -> None:
    """An identifier that leads out of the folder, an address that runs, a reference to nothing."""
    row = read(table, package)[-1]
    set_cell(package, table, {name: row[name] for name in key_of(TABLES[table])}, field, value)
    sign(package)
    done = run("scripts/site.py", package, "--out", tmp_path / "site/out")
    assert (done.returncode, done.stderr) == (1, ""), done.stdout
    assert f"{field} '{value}'" in done.stdout
    (package / "data/people.csv").unlink()
    done = run("scripts/site.py", package, "--out", tmp_path / "site/out")
    assert (done.returncode, done.stderr) == (1, "")
    assert "data/people.csv: error [missing-file]" in done.stdout
    assert not (tmp_path / "site").exists()


def test_words_of_strangers_stay_words() -> None:
    """Catches markup, a handler or an address from the data that a browser would run."""
    data = read_data(FROZEN)
    tables = {
        table: [row | dict.fromkeys(NAMES & row.keys(), HOSTILE) for row in rows]
        for table, rows in data.tables.items()
    }
    files = dict(site_files(with_rows(data, **tables), FROZEN, Home()))
    pages = {path: parsed(files[path].decode()) for path in files if path.endswith(".html")}
    for path, page in pages.items():
        assert_harmless(page)
        assert path.startswith("tables/") or HOSTILE in page.raw, path
    assert HOSTILE in pages["tables/memorials.html"].raw


def test_a_thousand_memorials_have_their_pages() -> None:
    """Each is in the table, on its page, in the list of the map; none is lost, none twice."""
    data = read_data(FROZEN)
    (baku,) = (row for row in data.tables["memorials"] if row["memorial_id"] == "baku")
    rows = [
        baku | {"memorial_id": f"m-{at}", "latitude": f"{at % 60}.5", "longitude": f"{at % 170}.25"}
        for at in range(1000)
    ]
    many = with_rows(data, memorials=[baku, *rows])
    files = dict(site_files(many, FROZEN, Home()))
    for at in (0, 500, 999):
        assert f"memorials/m-{at}.html".encode() in files["index.html"]
        assert f"../memorials/m-{at}.html".encode() in files["tables/memorials.html"]
    assert sum(path.startswith("memorials/") for path in files) == 1001


def test_a_bar_shows_how_far_what_takes_long_is_on_a_terminal() -> None:
    """Where the output is piped, the test of pages that are made again sees nothing of it."""
    script = (
        "import termios, time; from pipeline.common.options import progress\n"
        "termios.tcsetwinsize(2, (24, 80))\n"
        "for _ in progress(range(3), 'pages'): time.sleep(0.6)"
    )
    path = os.pathsep.join(map(str, (ROOT / "scripts", ROOT)))
    status, drawn = in_terminal(sys.executable, "-c", script, PYTHONPATH=path)
    assert status == 0
    assert re.search(r"pages: +67%", drawn)

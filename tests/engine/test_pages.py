"""The web pages as files: what is linked is there, every value leads to its words, all is safe."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urldefrag, urljoin, urlsplit

import pytest
from conftest import ROOT, Row, address, read, run, set_cell, sign, snapshot
from markup import with_rows
from pipeline.publish.site.package_data import read_data
from pipeline.publish.site.rendering import Home, how_many, site_files

from schemas import PROVENANCE, TABLES, columns_of, key_of

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "circle", "rect", "line", "use"}
WITH_PAGES = ("memorials", "people", "organizations", "events", "statements", "sources")


class Page(HTMLParser):
    """A page: its links, the names of its places, its text, and where its elements are closed."""

    def __init__(self, path: Path) -> None:
        """Read a file."""
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self.feed(path.read_text("utf-8"))
        self.close()
        assert not self._open, (path, self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.links += [said[name] for name in ("href", "src") if name in said]
        self.ids += [said["id"]] if "id" in said else []
        self.attributes += [(tag, name) for name in said]
        if tag == "script":
            self.scripts.append(said.get("type", "") or said.get("src", "inline"))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that is written on it, with single spaces."""
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """The pages by their path."""
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


def cells(tables: tuple[str, ...]) -> Iterator[tuple[str, str, Row, str]]:
    """Each filled cell of tables that is not a key: table, record, row and column."""
    for table in tables:
        for row in read(table):
            record = "/".join(row[name] for name in key_of(TABLES[table]))
            for column in columns_of(TABLES[table]):
                if row[column.name] and column.name not in key_of(TABLES[table]):
                    yield table, record, row, column.name


def test_each_record_has_its_page(pages: dict[str, Page]) -> None:
    expected = {"index.html", "tables/index.html", *(f"tables/{table}.html" for table in TABLES)}
    for table in WITH_PAGES:
        (key,) = key_of(TABLES[table])
        expected |= {f"{table}/{row[key]}.html" for row in read(table)}
    assert pages.keys() == expected


def test_every_link_and_fragment_resolves(site: Path, pages: dict[str, Page]) -> None:
    """Those within the site; and no page loads anything from elsewhere."""
    for path, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), path
        for link in page.links:
            if urlsplit(link).scheme in ("http", "https"):
                continue
            target, fragment = urldefrag(urljoin(path, link))
            assert (site / unquote(target)).is_file(), (path, link)
            if fragment and target.endswith(".html"):
                assert unquote(fragment) in pages[target].ids, (path, link)


def test_what_a_page_loads_is_of_the_site(site: Path) -> None:
    """Scripts, styles and pictures; other addresses are only linked."""
    for path in site.rglob("*"):
        if path.suffix in (".html", ".css", ".js", ".svg"):
            text = path.read_text("utf-8")
            assert not re.findall(r"(?:src|srcset|poster|data)=[\"'](?:https?:)?//", text), path
            assert not re.findall(r"url\([\"']?(?:https?:)?//|@import", text), path
            assert not re.findall(r"<link(?![^>]*canonical)[^>]*href=[\"'](?:https?:)?//", text)
            assert not re.findall(r"\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon)\b", text), path


def test_no_page_has_a_script_of_its_own(pages: dict[str, Page]) -> None:
    """Nothing runs but files of the site: what strangers write never does."""
    for path, page in pages.items():
        for script in page.scripts:
            assert script == "application/ld+json" or script.endswith(".js"), (path, script)
        assert not [name for _, name in page.attributes if name.startswith("on")], path


def test_every_value_is_on_its_page_and_leads_to_its_words(pages: dict[str, Page]) -> None:
    """Each row of evidence: the value's page links to the place of the quotation in its source."""
    for row in read("evidence"):
        table, record = row["table_name"], row["record_id"]
        if table not in WITH_PAGES:
            table, record = first_of(table), record.split("/")[0]
        page = pages[f"{table}/{record}.html"]
        assert f"../sources/{row['source_id']}.html#{row['evidence_id']}" in page.links
        assert row["evidence_id"] in pages[f"sources/{row['source_id']}.html"].ids
        assert " ".join(row["quote"].split()) in page.text


def first_of(table: str) -> str:
    """The table of the first record that a relation ties."""
    return columns_of(TABLES[table])[0].references


def test_every_cell_of_a_record_is_on_its_page(pages: dict[str, Page]) -> None:
    for table, record, row, name in cells(WITH_PAGES):
        page = pages[f"{table}/{record}.html"]
        to = next(one for one in columns_of(TABLES[table]) if one.name == name).references
        if to:
            assert f"../{to}/{row[name]}.html" in page.links, (table, record, name)
        else:
            assert " ".join(row[name].split()) in page.text, (table, record, name)


def test_what_no_source_says_is_told(pages: dict[str, Page]) -> None:
    for row in read("memorials"):
        page = pages[f"memorials/{row['memorial_id']}.html"]
        said = page.text.partition("What the sources do not say")[2]
        for column in columns_of(TABLES["memorials"]):
            meaning = re.sub("`([^`]*)`", "“\\1”", column.meaning)
            told = f"{column.name.replace('_', ' ')}: {meaning}" in said
            assert told == (not row[column.name]), column.name


def test_whatever_refers_to_a_record_is_linked_on_its_page(pages: dict[str, Page]) -> None:
    for table in (name for name in TABLES if name not in PROVENANCE):
        referring = [one for one in columns_of(TABLES[table]) if one.references]
        for row in read(table):
            for column in (one for one in referring if row[one.name]):
                page = pages[f"{column.references}/{row[column.name]}.html"]
                if table in WITH_PAGES:
                    assert f"../{address(table, row[key_of(TABLES[table])[0]])}" in page.links
                for other in referring if table not in WITH_PAGES else ():
                    if other is not column:
                        assert f"../{address(other.references, row[other.name])}" in page.links


def test_roles_are_told_from_both_sides(pages: dict[str, Page]) -> None:
    """Who is whose child, who leads what: no side of a relation is turned round."""
    for path, said in {
        "people/leyla-aliyeva.html": "child of Ilham Aliyev",
        "people/ilham-aliyev.html": "child Leyla Aliyeva",
        "people/mehriban-aliyeva.html": "leader of Heydar Aliyev Foundation",
        "organizations/heydar-aliyev-foundation.html": "leader Mehriban Aliyeva",
        "memorials/baku.html": "sculptor Aslan Rustamov",
        "people/aslan-rustamov.html": "as sculptor Khojaly massacre memorial, Baku",
        "events/berlin-summons.html": "authority Foreign Ministry of Germany",
        "organizations/foreign-ministry-of-germany.html": "as authority summons: Khojaly",
    }.items():
        assert said in pages[path].text, path


def test_a_change_is_suggested_in_a_form_that_is_filled_in(pages: dict[str, Page]) -> None:
    links = [one for one in pages["memorials/baku.html"].links if "issues/new" in one]
    asked = [parse_qs(urlsplit(one).query) for one in links]
    (height,) = [one for one in asked if one["field"] == ["length_m"]]
    (row,) = (one for one in read("memorials") if one["memorial_id"] == "baku")
    assert height == {
        "template": ["wrong-value.yml"],
        "table": ["memorials"],
        "record": ["baku"],
        "field": ["length_m"],
        "value": [row["length_m"]],
    }
    form = (ROOT / ".github/ISSUE_TEMPLATE/wrong-value.yml").read_text("utf-8")
    for name in ("table", "record", "field", "value"):
        assert f"id: {name}\n" in form


def test_the_reader_has_the_whole_text(site: Path, pages: dict[str, Page]) -> None:
    """Every letter of it in order, each quotation marked, each passage not used with its reason."""
    for source in read("sources"):
        path = site / f"sources/{source['source_id']}.html"
        article = path.read_text("utf-8").partition('<article class="reader"')[2]
        without = re.sub(r"<details.*?</details>|<span class=\"unused\">.*?</span>", "", article,
                         flags=re.DOTALL)  # fmt: skip
        shown = re.sub(r"<[^>]+>", "", without.partition("</article>")[0].partition(">")[2])
        for mark, letter in (("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
            shown = shown.replace(mark, letter)
        text = (ROOT / source["path"]).read_text("utf-8")
        assert [one for one in shown if one.isalnum()] == [one for one in text if one.isalnum()]
        marks = [set(one.split()) for one in re.findall(r'data-rest="([^"]+)"', article)]
        evidence = {row["evidence_id"] for row in read("evidence")}
        assert set().union(*marks) == evidence
        for row in read("passages"):
            if row["unused_reason"]:
                assert (
                    f"not used: {row['unused_reason']}"
                    in pages[f"sources/{row['source_id']}.html"].text
                )


def test_each_page_says_what_it_is_in_linked_data(site: Path) -> None:
    for table, kind in (("memorials", "LandmarksOrHistoricalBuildings"), ("people", "Person"),
                        ("events", "Event"), ("statements", "Quotation")):  # fmt: skip
        (key,) = key_of(TABLES[table])
        for row in read(table):
            path = f"{table}/{row[key]}.html"
            (said,) = re.findall(
                r'<script type="application/ld\+json">(.*?)</script>',
                (site / path).read_text("utf-8"),
            )
            entity = json.loads(said)
            day = row.get("date", "")  # no more precise than the source is
            assert entity.get("startDate", "") == (day if day.replace("-", "").isdecimal() else "")
            assert "endDate" not in entity
            of_town = row.get("coordinate_precision") == "locality"
            place = entity.get("containedInPlace", {}) if of_town else entity
            latitude = place.get("geo", {}).get("latitude", "")
            assert latitude == (float(row["latitude"]) if row.get("latitude") else "")
            assert not (of_town and "geo" in entity)
            assert (entity["@id"], entity["@type"]) == (f"https://example.org/memory/{path}", kind)
    front = (site / "index.html").read_text("utf-8")
    assert f'"version": "{read_version()}"' in front


def read_version() -> str:
    """The version that the descriptor says."""
    said: str = json.loads((ROOT / "datapackage.json").read_text("utf-8"))["version"]
    return said


def test_the_sitemap_has_every_page(site: Path, pages: dict[str, Page]) -> None:
    found = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    assert sorted(found) == sorted(f"https://example.org/memory/{path}" for path in pages)


def test_made_again_it_is_the_same_and_only_what_changed_is_written(
    package: Path, tmp_path: Path
) -> None:
    """A record that is gone takes its page along; files of others stay."""
    out = tmp_path / "out"
    assert run("scripts/site.py", package, "--out", out).returncode == 0
    first = snapshot(out)
    (out / "mine.html").write_text("mine")
    again = run("scripts/site.py", package, "--out", tmp_path / "other")
    assert (again.stdout, again.stderr) == (f"{len(first) - 1} files in {tmp_path}/other\n", "")
    assert snapshot(tmp_path / "other") == first
    people = package / "data/kinships.csv"
    people.write_text("person_id,relative_id,role\n")
    sign(package)
    assert run("scripts/site.py", package, "--out", out).returncode == 0
    assert (out / "mine.html").read_text() == "mine"
    assert snapshot(out) != first


def test_a_package_that_is_not_whole_is_refused(package: Path, tmp_path: Path) -> None:
    (package / "data/people.csv").unlink()
    done = run("scripts/site.py", package, "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("data/people.csv: error [missing-file]")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("memorials", "memorial_id", "../../baku"),
        ("sources", "url", "javascript:alert(1)"),
        ("events", "memorial_id", "nowhere"),
        ("evidence", "passage_id", "p9999"),
        ("evidence", "start", "-1"),
    ],
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
    assert not (tmp_path / "site").exists()


def test_words_of_strangers_stay_words(package: Path, tmp_path: Path) -> None:
    """Tags, quotation marks, addresses that run, letters from right to left, very long words."""
    hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp; שלום " + "x" * 900
    set_cell(package, "memorials", {"memorial_id": "baku"}, "name", hostile)
    set_cell(package, "people", {"person_id": "leyla-aliyeva"}, "description", hostile)
    sign(package)
    done = run("scripts/site.py", package, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    for path in (tmp_path / "out").rglob("*.html"):
        text = path.read_text("utf-8")
        assert "<script>alert" not in text
        assert "<img" not in text
        page = Page(path)
        assert not [name for _, name in page.attributes if name.startswith("on")]
        assert not [one for one in page.links if one.lower().startswith("javascript:")]
    shown = Page(tmp_path / "out/memorials/baku.html").text
    assert " ".join(hostile.split()) in shown


def test_the_command_tells_what_it_takes() -> None:
    said = run("scripts/site.py", "--help").stdout
    assert "--repository" in said
    assert "--url" in said


def test_five_thousand_memorials_have_their_pages() -> None:
    """Each is in the table, on its page, in the list of the map; none is lost, none twice."""
    data = read_data(ROOT)
    (baku,) = (row for row in data.tables["memorials"] if row["memorial_id"] == "baku")
    rows = [
        baku | {"memorial_id": f"m-{at}", "latitude": f"{at % 60}.5", "longitude": f"{at % 170}.25"}
        for at in range(5000)
    ]
    many = with_rows(data, memorials=[baku, *rows])
    made = dict(site_files(many, ROOT, Home()))
    for at in (0, 2500, 4999):
        assert f"memorials/m-{at}.html".encode() in made["index.html"]
        assert f"../memorials/m-{at}.html".encode() in made["tables/memorials.html"]
    assert sum(path.startswith("memorials/") for path in made) == 5001
    assert len(made) == how_many(many, Home())


def test_a_bar_shows_how_far_it_is_on_a_terminal_alone(tmp_path: Path) -> None:
    """Through a terminal of the system's own; nothing of it where the output is piped."""
    master, terminal = pty.openpty()
    words = [sys.executable, str(ROOT / "scripts/site.py"), "--out", str(tmp_path / "out")]
    done = subprocess.run(words, stderr=terminal, stdout=subprocess.PIPE, check=True)
    os.close(terminal)
    drawn = "".join(iter(lambda: _drawn(master), ""))
    os.close(master)
    assert "pages" in drawn
    assert "100%" in drawn
    assert done.stdout.startswith(b"1")


def _drawn(terminal: int) -> str:
    """What was drawn next on a terminal; nothing at its end, which the system tells as an error."""
    try:
        return os.read(terminal, 65_536).decode("utf-8", errors="replace")
    except OSError:
        return ""

"""All pages as bytes, by their path below the site's root."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from khojaly_memorials.citing import cited
from pipeline.common.paths import DESCRIPTOR
from pipeline.publish.addresses import WITH_PAGES, page_of, table_page, upwards
from pipeline.publish.metadata import form
from pipeline.publish.site.package_data import PackageData
from pipeline.publish.site.reader import read_source
from pipeline.publish.site.records import read_records
from pipeline.publish.site.tables import table_context
from pipeline.publish.site.timeline import timeline
from pipeline.publish.site.world import world
from pipeline.publish.templates import rendered

ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True)
class Home:
    """Where the pages and the repository are on the web, as far as that is known."""

    url: str = ""
    repository: str = ""

    def address(self, path: str) -> str:
        """Return the address of a page; nothing where the site's is not known."""
        return f"{self.url.rstrip('/')}/{path}" if self.url else ""

    def suggest(self, **known: str) -> str:
        """Return the form for a wrong value, filled in; nothing where there is no repository."""
        if not self.repository:
            return ""
        query = urlencode({"template": "wrong-value.yml", **known})
        return f"{self.repository.rstrip('/')}/issues/new?{query}"


def how_many(data: PackageData, home: Home) -> int:
    """Return how many files `site_files` gives, for a progress bar."""
    pages = 2 + len(data.tables) + sum(len(data.tables[table]) for table in WITH_PAGES)
    copies = len(list(ASSETS.iterdir())) + len(data.about["resources"]) + 1
    return pages + copies + bool(home.url)


def site_files(data: PackageData, root: Path, home: Home) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the site: pages, assets, and the package's own files to download."""
    pages: list[str] = []
    for path, page in _pages(data, home):
        pages.append(path)
        yield path, page.encode()
    for asset in sorted(ASSETS.iterdir()):
        yield f"assets/{asset.name}", asset.read_bytes()
    for path in (*(resource["path"] for resource in data.about["resources"]), DESCRIPTOR):
        yield path, (root / path).read_bytes()
    if home.url:
        yield "sitemap.xml", rendered("sitemap.xml", pages=pages, home=home).encode()


def _pages(data: PackageData, home: Home) -> Iterator[tuple[str, str]]:
    show = partial(_show, data, home)
    yield show("index.html", "index.html", data.about["title"], **_front(data))
    tables = [table_context(data, table) for table in data.tables]
    yield show("tables/index.html", "tables.html", "Tables", pages=tables)
    for page in tables:
        yield show(
            table_page(page["table"]), "table.html", page["table"].replace("_", " "), page=page
        )
    for record in read_records(data):
        path = page_of(record.table, record.id)
        entity = form("record", data.about, record=record, address=home.address(path) or path)
        yield show(path, "record.html", record.title, record=record, linked=entity)
    for row in data.tables["sources"]:
        path = page_of("sources", row["source_id"])
        yield show(path, "source.html", row["title"], source=read_source(data, row))


def _front(data: PackageData) -> dict[str, Any]:
    return {
        "world": world(data),
        "timeline": timeline(data),
        "counts": {table: len(rows) for table, rows in data.tables.items()},
        "citation": cited(data.about, "apa"),
        "bibtex": cited(data.about, "bibtex"),
        "linked": form("dataset", data.about),
    }


def _show(
    data: PackageData, home: Home, path: str, name: str, title: str, **more: Any
) -> tuple[str, str]:
    context = {"about": data.about, "data": data, "home": home, "title": title, "path": path}
    context |= {"root": upwards(path), "linked": None} | more
    return path, rendered(name, **context)

"""All pages as bytes, by their path below the site's root."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from khojaly_memorials.citing import cited
from khojaly_memorials.files import meaning
from pipeline.publish.metadata.schema_org import schema_org
from pipeline.publish.addresses import WITH_PAGES, page_of, table_page, upwards
from pipeline.publish.site.linked_data import linked
from pipeline.publish.site.package_data import PackageData
from pipeline.publish.site.reader import read_source
from pipeline.publish.site.records import Records
from pipeline.publish.site.tables import index_context, table_context
from pipeline.publish.site.timeline import timeline
from pipeline.publish.site.world import world

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
SHOWN = tuple(table for table in WITH_PAGES if table != "sources")


@dataclass(frozen=True)
class Home:
    """Where the pages and the repository are on the web, as far as that is known."""

    url: str = ""
    repository: str = ""

    def address(self, path: str) -> str:
        """The address of a page; nothing where the site's is not known."""
        return f"{self.url.rstrip('/')}/{path}" if self.url else ""

    def suggest(self, **known: str) -> str:
        """The form for a wrong value, filled in; nothing where there is no repository."""
        if not self.repository:
            return ""
        asked = urlencode({"template": "wrong-value.yml", **known})
        return f"{self.repository.rstrip('/')}/issues/new?{asked}"


def how_many(data: PackageData, home: Home) -> int:
    """How many files `site_files` gives, for a progress bar."""
    pages = 2 + len(data.tables) + sum(len(data.tables[table]) for table in WITH_PAGES)
    beside = len(list(ASSETS.iterdir())) + len(data.about["resources"]) + 1
    return pages + beside + bool(home.url)


def site_files(data: PackageData, root: Path, home: Home) -> Iterator[tuple[str, bytes]]:
    """Each file of the site: pages, assets, and the package's own files to download."""
    pages: list[str] = []
    for path, page in _pages(data, home):
        pages.append(path)
        yield path, page.encode()
    for asset in sorted(ASSETS.iterdir()):
        yield f"assets/{asset.name}", asset.read_bytes()
    for resource in data.about["resources"]:
        yield resource["path"], (root / resource["path"]).read_bytes()
    yield "datapackage.json", (root / "datapackage.json").read_bytes()
    if home.url:
        yield "sitemap.xml", _template("sitemap.xml").render(pages=pages, home=home).encode()


def _pages(data: PackageData, home: Home) -> Iterator[tuple[str, str]]:
    show = functools.partial(_show, data, home)
    records = Records(data)
    yield show("index.html", "index.html", data.about["title"], **_front(data))
    yield show("tables/index.html", "tables.html", "Tables", **index_context(data))
    for table in data.tables:
        more = table_context(data, table)
        yield show(table_page(table), "table.html", table.replace("_", " "), **more)
    for table in SHOWN:
        for record in records.of(table):
            path = page_of(table, record.id)
            about = linked(data, record, home.address(path) or path)
            yield show(path, "record.html", record.title, record=record, linked=about)
    for row in data.tables["sources"]:
        path = page_of("sources", row["source_id"])
        yield show(path, "source.html", row["title"], source=read_source(data, row))


def _front(data: PackageData) -> dict[str, Any]:
    return {
        "world": world(data),
        "timeline": timeline(data),
        "counts": _counts(data),
        "citation": cited(data.about, "apa"),
        "bibtex": cited(data.about, "bibtex"),
        "linked": schema_org(data.about),
    }


def _counts(data: PackageData) -> dict[str, int]:
    return {table: len(rows) for table, rows in data.tables.items()}


def _show(
    data: PackageData, home: Home, path: str, template: str, title: str, **more: Any
) -> tuple[str, str]:
    said = {"about": data.about, "data": data, "home": home, "title": title, "path": path}
    return path, _template(template).render(said | {"root": upwards(path), "linked": None} | more)


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "plain": lambda name: str(name).replace("_", " "),
        "meaning": lambda field: re.sub("`([^`]*)`", "“\\1”", meaning(field)),
    }
    made.globals |= {"page_of": page_of, "table_page": table_page}
    return made


def _template(name: str) -> Any:
    return _environment().get_template(name)

"""All pages as bytes, by their path below the site's root; and how they are put in place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khojaly_memorials.exporting import replaced
from pipeline.common.options import progress
from pipeline.common.paths import DESCRIPTOR
from pipeline.publish.addresses import WITH_PAGES, page_of, table_page
from pipeline.publish.metadata import form
from pipeline.publish.package_data import PackageData
from pipeline.publish.site.reader import read_source
from pipeline.publish.site.records import read_records
from pipeline.publish.site.timeline import timeline
from pipeline.publish.site.world import world
from pipeline.publish.templates import rendered
from schemas import PROVENANCE, TABLES, key_of

ASSETS = Path(__file__).parent / "assets"
LIST = ".pages"  # the files that were put there, a line each


@dataclass(frozen=True)
class Home:
    """Where the pages and the repository are on the web, as far as that is known."""

    url: str = ""
    repository: str = ""

    def address(self, path: str) -> str:
        """Return the address of a page; nothing where the site's is not known."""
        return f"{self.url.rstrip('/')}/{path}" if self.url else ""


def site_files(data: PackageData, root: Path, home: Home) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the site: pages, assets, and the package's own files to download."""
    pages: list[str] = []
    for path, template, title, context in _pages(data, home):
        pages.append(path)
        context |= {"about": data.about, "tables": data.tables, "home": home}
        up = "../" * path.count("/")  # to the site's root
        yield path, rendered(template, root=up, title=title, path=path, **context).encode()
    for asset in sorted(ASSETS.iterdir()):
        yield f"assets/{asset.name}", asset.read_bytes()
    for path in (*(resource["path"] for resource in data.about["resources"]), DESCRIPTOR):
        yield path, (root / path).read_bytes()
    if home.url:
        yield "sitemap.xml", rendered("sitemap.xml", pages=pages, home=home).encode()


def put_in_place(files: Iterable[tuple[str, bytes]], out: Path) -> int:
    """Write files below a folder, each in one step; gives how many.

    Those that an earlier call wrote and this one does not are removed; files of others stay.

    Raises:
        OSError: a file cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    listed = (out / LIST).read_text("utf-8").splitlines() if (out / LIST).exists() else []
    paths = []
    for path, content in files:
        place = out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_file() or place.read_bytes() != content:
            replaced(place, content)
        paths.append(path)
    replaced(out / LIST, "".join(f"{path}\n" for path in sorted(paths)).encode())
    for path in set(listed).difference(paths):
        if path and ".." not in path and not path.startswith("/"):
            (out / path).unlink(missing_ok=True)
    return len(paths)


def _pages(data: PackageData, home: Home) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield the path, the template and the title of each page, and what it shows."""
    front = {"world": world(data), "timeline": timeline(data), "linked": form("dataset", data.about)}
    yield "index.html", "index.html", data.about["title"], front
    yield "tables/index.html", "tables.html", "Tables", {}
    for table, rows in data.tables.items():
        # rows without a page of their own are where `address_of` says
        key = () if table in (*WITH_PAGES, *PROVENANCE) else key_of(TABLES[table])
        context = {"table": table, "rows": rows, "key": key}
        yield table_page(table), "table.html", table.replace("_", " "), context
    for record in progress(list(read_records(data)), "pages"):
        path = page_of(record["table"], record["id"])
        entity = form("record", data.about, record=record, address=home.address(path) or path)
        yield path, "record.html", record["title"], {"record": record, "linked": entity}
    for row in data.tables["sources"]:
        path = page_of("sources", row["source_id"])
        yield path, "source.html", row["title"], {"source": read_source(data, row)}

"""What the tests of tables' pages share: the pages as files, of the package or of made-up rows."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from conftest import ROOT
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pipeline.pages.addresses import table_page
from pipeline.pages.package_data import PackageData, read_data
from pipeline.pages.tables import index_context, table_context

from schemas import TABLES

PAGES = ROOT / "scripts/pipeline/pages"


def page(data: PackageData, template: str, path: str, **more: Any) -> str:
    """A page as the site fills it."""
    filled = Environment(
        loader=FileSystemLoader(PAGES / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filled.globals |= {"table_page": table_page}
    said = {"about": data.about, "home": SimpleNamespace(url=""), "linked": None, "path": path}
    return filled.get_template(template).render(said | {"root": "../", "title": path} | more)


def table_html(data: PackageData, table: str) -> str:
    """The page of a table."""
    context = table_context(data, table)
    return page(data, "table.html", table_page(table), title=table, **context)


def write_tables(data: PackageData, out: Path, *tables: str) -> None:
    """Pages of tables, of all if none are named, their index, and what they load."""
    shutil.copytree(PAGES / "assets", out / "assets", dirs_exist_ok=True)
    (out / "tables").mkdir(exist_ok=True)
    for table in tables or TABLES:
        (out / table_page(table)).write_text(table_html(data, table), "utf-8")
    index = page(data, "tables.html", "tables/index.html", **index_context(data))
    (out / "tables/index.html").write_text(index, "utf-8")


if __name__ == "__main__":
    import sys

    write_tables(read_data(ROOT), Path(sys.argv[1]))

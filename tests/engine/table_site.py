"""What the tests of tables' pages share: the pages as files, also of made-up rows."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from conftest import ROOT
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pipeline.publish.addresses import table_page
from pipeline.publish.site.package_data import PackageData
from pipeline.publish.site.tables import table_context

PAGES = ROOT / "scripts/pipeline/publish/site"


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
    return page(data, "table.html", table_page(table), title=table, page=context)


def write_tables(data: PackageData, out: Path, *tables: str) -> None:
    """Pages of some tables, and what they load."""
    shutil.copytree(PAGES / "assets", out / "assets")
    (out / "tables").mkdir()
    for table in tables:
        (out / table_page(table)).write_text(table_html(data, table), "utf-8")

"""What the tests of tables' pages share: the pages as files, of the package or of made-up rows."""

import shutil
from pathlib import Path

from conftest import ROOT
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader
from pipeline.pages.package_data import PackageData, read_data
from pipeline.pages.tables import INDEX, index_context, table_context

from schemas import TABLES

PAGES = ROOT / "scripts/pipeline/pages"
BASE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'self'; style-src 'self' 'unsafe-inline'">
<title>{{ title }}</title>
<style>
:root { --paper: #fff; --ink: #1b1b1b; --muted: #595959; --rule: #ccc; --link: #0b4f9e;
 --accent: #9a3412; --mark: #fde68a; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e8e6e3; --muted: #a5a5a5;
 --rule: #444; --link: #8ab4f8; --accent: #f59e6c; --mark: #6b5300; } }
body { background: var(--paper); color: var(--ink); font: 1rem/1.5 sans-serif; margin: 1rem; }
a { color: var(--link); }
</style>
</head>
<body><main>{% block main %}{% endblock %}</main></body>
</html>
"""


def environment() -> Environment:
    """Templates as the site fills them."""
    loader = ChoiceLoader([FileSystemLoader(PAGES / "templates"), DictLoader({"base.html": BASE})])
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def table_html(data: PackageData, table: str) -> str:
    """The page of a table."""
    context = table_context(data, table)
    return environment().get_template("table.html").render(about=data.about, **context)


def write_tables(data: PackageData, out: Path, *tables: str) -> None:
    """Pages of tables, of all if none are named, their index, and what they load."""
    shutil.copytree(PAGES / "assets", out / "assets", dirs_exist_ok=True)
    (out / "tables").mkdir(exist_ok=True)
    for table in tables or TABLES:
        (out / f"tables/{table}.html").write_text(table_html(data, table), "utf-8")
    index = environment().get_template("tables.html")
    (out / INDEX).write_text(index.render(about=data.about, **index_context(data)), "utf-8")


if __name__ == "__main__":
    import sys

    write_tables(read_data(ROOT), Path(sys.argv[1]))

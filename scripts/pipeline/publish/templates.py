"""Pages of Markdown and HTML, all made in one way from the files in `templates/`."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from khojaly_memorials.files import meaning
from pipeline.publish.addresses import table_page


def rendered(name: str, **context: Any) -> str:
    """Return a template with what it shows; text in HTML and XML is escaped."""
    return _environment().get_template(name).render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "line": _table_line,
        "meaning": lambda field: re.sub("`([^`]*)`", "“\\1”", meaning(field)),
        "plain": lambda name: str(name).replace("_", " "),
        "to_heading": lambda name: f"[{name}](#{name})",
    }
    environment.globals["table_page"] = table_page
    return environment


def _table_line(cells: Iterable[object]) -> str:
    """Return a row of a table in Markdown."""
    return "| " + " | ".join(str(cell).replace("|", r"\|") for cell in cells) + " |"

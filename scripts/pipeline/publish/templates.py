"""Pages of Markdown and HTML, all made in one way from the files in `templates/`."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError, select_autoescape
from markupsafe import Markup, escape

from khojaly_memorials.files import meaning
from pipeline.publish.addresses import address_of, address_template, place_of, table_page, value_of


def rendered(name: str, **context: Any) -> str:
    """Return a template with what it shows; text in HTML and XML is escaped.

    Raises:
        LookupError: it asks for what is not there.
    """
    try:
        return _environment().get_template(name).render(context)
    except UndefinedError as missing:
        raise LookupError(str(missing)) from None


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
        "machine_date": machine_date,
        "meaning": meaning,
        "code": lambda text: Markup(re.sub("`([^`]*)`", r"<code>\1</code>", str(escape(text)))),
        "quoted": lambda text: re.sub("`([^`]*)`", "“\\1”", text),
        "plain": lambda name: str(name).replace("_", " "),
        "to_heading": lambda name: f"[{name}](#{name})",
    }
    environment.globals |= {
        "address_of": address_of,
        "address_template": address_template,
        "place_of": place_of,
        "table_page": table_page,
        "value_of": value_of,
    }
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return environment


def machine_date(edtf: str) -> str:
    """Return a date that HTML and schema.org know: a day, a month or a year; or nothing."""
    return edtf if re.fullmatch(r"\d{4}(-\d\d){0,2}", edtf) else ""


def _table_line(cells: Iterable[object]) -> str:
    """Return a row of a table in Markdown."""
    return "| " + " | ".join(str(cell).replace("|", r"\|") for cell in cells) + " |"

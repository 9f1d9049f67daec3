"""Pages of Markdown and HTML, all made in one way from the files in `templates/`."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError, select_autoescape
from markupsafe import Markup, escape

from khojaly_memorials.citing import cited, dataset_address, doi_of
from khojaly_memorials.files import meaning
from pipeline.common.letters import visible
from pipeline.publish import addresses
from schemas import TABLES, Column, columns_of, key_of
from schemas.columns import Kind
from schemas.export import STRING, TYPES, table_meaning
from schemas.vocabularies import VOCABULARIES

KIND_NAMES: dict[Kind, str] = {"slug": "identifier", "edtf": "EDTF date"}


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
        "as_pattern": re.escape,
        "visible": visible,
        "quoted": lambda text: re.sub("`([^`]*)`", "“\\1”", text),
        "plain": lambda name: str(name).replace("_", " "),
        "to_heading": lambda name: f"[{name}](#{name})",
    }
    environment.globals |= {"models": TABLES, "vocabularies": VOCABULARIES} | {
        function.__name__: function
        for function in (
            *(addresses.address_of, addresses.address_template, addresses.link_of),
            *(addresses.page_of, addresses.place_of, addresses.table_page, addresses.value_of),
            *(cited, column_type, columns_of, dataset_address, doi_of, key_of, table_meaning),
        )
    }
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return environment


def column_type(column: Column) -> str:
    """Return what a column's cells are: "number, metres", "identifier", "EDTF date"."""
    kind = KIND_NAMES.get(column.kind) or TYPES.get(column.kind, STRING)[0]
    bounds = f"{column.minimum} to {column.maximum}" if column.maximum is not None else ""
    return ", ".join(filter(None, (kind, column.unit, bounds)))


def machine_date(edtf: str) -> str:
    """Return a date that HTML and schema.org know: a day, a month or a year; or nothing."""
    return edtf if re.fullmatch(r"\d{4}(-\d\d){0,2}", edtf) else ""


def _table_line(cells: Iterable[object]) -> str:
    """Return a row of a table in Markdown."""
    return "| " + " | ".join(str(cell).replace("|", r"\|") for cell in cells) + " |"

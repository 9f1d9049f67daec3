"""What the tests of web pages share: a part of a page rendered, and read as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

from conftest import ROOT
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pipeline.publish.site.package_data import PackageData, read_data
from pipeline.publish.site.world import STATUSES

PAGES = ROOT / "scripts/pipeline/publish/site"
ASSETS = PAGES / "assets"
VOID = {"br", "hr", "img", "input", "link", "meta"}
PLAIN = ("paper", "ink", "muted", "rule", "link", "accent", "land", "sea")
COLOURS = {f"--{name}" for name in (*PLAIN, *(f"status-{status}" for status in STATUSES))}
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "{{ 7 * 7 }}{% raw %}",
    "نصب \"تذكاري\" & 'שלום'",
    "</title></svg><a href=javascript:alert(1)>&lt;",
)
Row = dict[str, str]


@dataclass
class Node:
    """An element; `inside` has its elements and texts in order."""

    tag: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Node]:
        """This and all elements in it."""
        yield self
        for one in self.inside:
            if isinstance(one, Node):
                yield from one

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        raw = "".join(one if isinstance(one, str) else one.raw for one in self.inside)
        return re.sub(r"\s+", " ", raw).strip()

    @property
    def raw(self) -> str:
        return "".join(one if isinstance(one, str) else one.raw for one in self.inside)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, tag: str, name: str = "") -> list[Node]:
        """Elements with a tag, and with a class if one is named."""
        return [one for one in self if one.tag == tag and (not name or name in one.classes)]

    def one(self, tag: str, name: str = "") -> Node:
        (found,) = self.all(tag, name)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(text: str) -> Node:
    """A part of a page as a tree, in which every element is closed."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (root,) = reader.open
    return root


def rendered(template: str, **context: object) -> str:
    """A template with what it shows."""
    loader = FileSystemLoader(PAGES / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template(template).render(context)


def real(root: Path = ROOT) -> PackageData:
    """The real package."""
    return read_data(root)


def with_rows(data: PackageData, **tables: list[Row]) -> PackageData:
    """A package in which some tables have other rows; columns that are not named are empty."""
    full = {
        name: [dict.fromkeys((one["name"] for one in data.fields[name]), "") | row for row in rows]
        for name, rows in tables.items()
    }
    return replace(data, tables={**data.tables, **full})


def colours_of(css: str) -> set[str]:
    """The custom properties that a style sheet uses."""
    return set(re.findall(r"var\((--[\w-]+)\)", css))


def harmless(page: Node) -> bool:
    """Whether it has no script, no handler of events, and links to nothing but pages."""
    return not any(
        one.tag in {"script", "img", "iframe", "style"}
        or any(name.startswith("on") or name == "style" for name in one.attributes)
        or re.match(r"\s*\w+:", one.attributes.get("href", ""))
        for one in page
    )

"""What the tests of web pages share: pages read as trees, and made-up rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

from conftest import ROOT
from pipeline.publish.package_data import PackageData

from schemas import TABLES, columns_of

ASSETS = ROOT / "scripts/pipeline/publish/site/assets"
VOID = {"br", "hr", "img", "input", "link", "meta"}
HIDDEN = {"script", "style"}
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
        for child in self.inside:
            if isinstance(child, Node):
                yield from child

    @property
    def raw(self) -> str:
        """All text that is shown, letter by letter."""
        if self.tag in HIDDEN:
            return ""
        return "".join(child if isinstance(child, str) else child.raw for child in self.inside)

    @property
    def text(self) -> str:
        """All text that is shown, with single spaces."""
        return " ".join(self.raw.split())

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def links(self) -> list[str]:
        """Where it leads and what it loads."""
        names = ("href", "src")
        return [node.attributes[name] for node in self for name in names if name in node.attributes]

    @property
    def ids(self) -> list[str]:
        return [node.attributes["id"] for node in self if "id" in node.attributes]

    def all(self, tag: str, name: str = "") -> list[Node]:
        """Elements with a tag, and with a class if one is named."""
        return [node for node in self if node.tag == tag and (not name or name in node.classes)]

    def only(self, tag: str, name: str = "") -> Node:
        (found,) = self.all(tag, name)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            node = self.open[-1].inside[-1]
            assert isinstance(node, Node)
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.open[-1].inside.append(Node(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(text: str) -> Node:
    """A page, or a part of one, as a tree in which every element is closed."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (root,) = reader.open
    return root


def read_pages(site: Path) -> dict[str, Node]:
    """The pages of a site by their path."""
    paths = sorted(site.rglob("*.html"))
    return {path.relative_to(site).as_posix(): parsed(path.read_text("utf-8")) for path in paths}


def with_rows(data: PackageData, **tables: list[Row]) -> PackageData:
    """A package in which some tables have other rows; columns that are not named are empty."""
    full = {}
    for name, rows in tables.items():
        empty = dict.fromkeys((column.name for column in columns_of(TABLES[name])), "")
        full[name] = [empty | row for row in rows]
    return replace(data, tables={**data.tables, **full})


def assert_harmless(page: Node) -> None:
    """It runs nothing but files of the site, and links to nothing that runs."""
    for node in page:
        assert node.tag not in {"img", "iframe", "style"}
        assert not [name for name in node.attributes if name.startswith("on") or name == "style"]
        assert not node.attributes.get("href", "").lower().startswith(("javascript:", "data:"))
        if node.tag == "script" and node.attributes.get("type") != "application/ld+json":
            assert re.fullmatch(r"(\.\./)?assets/\w+\.js", node.attributes["src"])

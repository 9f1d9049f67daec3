"""The links of the evidence in a real browser: each marks just the words of its quotation.

A source is shown as a site would show it. Its letters are transparent, so that only what the
browser marks has a colour; each letter's place is asked of the page, and a picture tells whether it
is marked. Several links are tried at once: an address may hold many, of which Chromium marks few.
"""

import io
from collections.abc import Iterable
from html import escape
from itertools import chain
from pathlib import Path

import pytest
from conftest import NAME, SECOND, Row, read
from matplotlib.image import imread
from pipeline.read.text import read_document
from playwright.sync_api import BrowserContext, Page

import khojaly_memorials as km
from khojaly_memorials.links import link_to, page_text
from khojaly_memorials.proof import quotations
from schemas import PROVENANCE

pytestmark = pytest.mark.more
Span = tuple[int, int]
MAX_AT_ONCE = 16
STYLE = """
    body { margin: 8px; font: 10px/14px monospace; color: transparent }
    ::target-text { background: black; color: transparent }
    h1, h2, p, li { font: inherit; margin: 4px }
"""
LETTERS = """() => {
    const letters = [], range = document.createRange()
    for (const place of document.querySelectorAll("[data-start]")) {
        const node = place.firstChild
        for (let at = 0; at < node.length; at++) {
            range.setStart(node, at)
            range.setEnd(node, at + 1)
            const box = range.getBoundingClientRect()
            if (box.width && node.data[at].trim())
                letters.push([+place.dataset.start + at, box.x + box.width / 2, box.y + 4])
        }
    }
    return letters
}"""
TAGS = {"title": "h1", "heading": "h2", "list_item": "li"}
# Each [[…]] is a quotation, and hard to find: inside a word, the same words elsewhere, in other
# letters, over several lines, or with what has a meaning in addresses.
HARD = """= Memorials & monuments =

Infobox
- Place: [[Baku]], Bakı
- Type: [[Memorial]]

== Memorials ==

The town's memorial-stone of [[2011]] is [[by A-B, C & D]]. It cost 8[[.6]] or [[6]].8, +5 % #1?
[[It stands]] in Uşak's [[park]]. It stands in Usak's [[Park]]. A memorial, in Uşak[[’s park]].

A  [[wide   space, and]] one more. An [[e\u0301lite]] stood by,
no elite: the [[elite]] of [[el]]ites. A gar\u00adden and a [[garden]].

== [[Memorial]] ==

- [[a stone
- Baku]]'s stone
- a stone of [[Baku]], [[a stone]] of stones

میدان در [[باکو]] است؛ [[باکویی]]‌ها، [[با]]کو
"""


def piece(start: int, text: str) -> str:
    """Return text as a part of a page that knows its place in the source."""
    return f'<span data-start="{start}">{escape(text)}</span>'


def as_page(passages: Iterable[Row]) -> str:
    """Return passages of a source as a page: infobox lines as a table, sentences in paragraphs."""
    body = []
    before = ("", 0)
    for row in passages:
        start, text, kind = int(row["start"]), row["text"], row["kind"]
        label, colon, value = text.partition(": ")
        if row["section"] == "Infobox":
            cells = f"<th>{piece(start, label)}<td>{piece(start + len(label) + 2, value)}"
            body.append(f"<table><tr>{cells}</table>" if colon else "")
        elif before == (kind, start - 1):
            body.append(f" {piece(start, text)}")
        else:
            body.append(f"<{TAGS.get(kind, 'p')}>{piece(start, text)}")
        before = kind, start + len(text)
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>" + "".join(body)


def at_once(links: dict[Span, str], shown: str) -> list[dict[Span, str]]:
    """Return links in groups of which no two quotations touch or are the same words."""
    groups: list[dict[Span, str]] = []
    for (start, end), link in sorted(links.items()):
        words = shown[start:end].casefold()
        for group in groups:
            free = max(group)[1] < start - 1
            if free and len(group) < MAX_AT_ONCE and words not in texts_of(group, shown):
                break
        else:
            group = {}
            groups.append(group)
        group[start, end] = link
    return groups


def texts_of(group: Iterable[Span], shown: str) -> set[str]:
    return {shown[start:end].casefold() for start, end in group}


def check_links(page: Page, folder: Path, passages: list[Row], links: dict[Span, str]) -> None:
    """Check that on the page of a source each link marks its span, and nothing else."""
    address, shown = folder / "source.html", page_text(passages)
    address.write_text(as_page(passages), "utf-8")
    page.goto(address.as_uri())
    height: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 1200, "height": height + 20})  # so that nothing scrolls
    letters: list[tuple[int, float, float]] = page.evaluate(LETTERS)
    for group in at_once(links, shown):
        directives = "&".join(link.partition("#:~:")[2] for link in group.values())
        page.goto("about:blank")
        page.goto(f"{address.as_uri()}#:~:{directives}")
        picture = imread(io.BytesIO(page.screenshot()), format="png")
        marked = {place for place, x, y in letters if picture[int(y), int(x), 0] < 0.5}
        wanted = {place for span in group for place in range(*span)}
        assert marked == wanted & {place for place, _, _ in letters}, directives


def spans_of(rows: Iterable[Row], source: str) -> set[Span]:
    return {(int(row["start"]), int(row["end"])) for row in rows if row["source_id"] == source}


def test_each_link_of_the_evidence_marks_its_quotation(
    context: BrowserContext, tmp_path: Path
) -> None:
    tables = [table for table in km.tables() if table not in PROVENANCE]
    rows = chain.from_iterable(map(quotations, tables))
    links = {(int(row["start"]), int(row["end"])): row["link"] for row in rows}
    assert set(links) == spans_of(read("evidence"), NAME)
    check_links(context.new_page(), tmp_path, read("passages"), links)


def test_each_link_into_a_source_in_german_marks_its_quotation(
    two: Path, context: BrowserContext, tmp_path: Path
) -> None:
    passages = [row for row in read("passages", two) if row["source_id"] == SECOND]
    shown = page_text(passages)
    spans = spans_of(read("evidence", two), SECOND)
    assert len(spans) > 20
    links = {span: link_to("https://example.org", shown, *span) for span in spans}
    check_links(context.new_page(), tmp_path, passages, links)


def test_words_that_are_hard_to_find_are_marked(context: BrowserContext, tmp_path: Path) -> None:
    text, spans = HARD, []
    while "[[" in text:
        start, end = text.index("[["), text.index("]]") - 2
        spans.append((start, end))
        text = text.replace("[[", "", 1).replace("]]", "", 1)
    passages = [
        {name: str(getattr(passage, name)) for name in ("kind", "section", "start", "text")}
        for passage in read_document(text).passages
    ]
    shown = page_text(passages)
    links = {span: link_to("https://example.org", shown, *span) for span in spans}
    check_links(context.new_page(), tmp_path, passages, links)

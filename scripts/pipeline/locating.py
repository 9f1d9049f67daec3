"""Where words stand in a source, and how to quote them: what `scripts/locate.py` answers."""

import json
from collections.abc import Iterator

from pipeline.claims import Selector
from pipeline.provenance import passage_id
from pipeline.quotations import Span, difference, nearest, occurrences
from pipeline.text import Document, Section


def places_of(document: Document, words: str) -> list[Span]:
    """Every place of the words in the whole text."""
    return occurrences(document.text, Selector("", words, ""), [Span(0, len(document.text))])


def answer(document: Document, file: str, words: str) -> Iterator[str]:
    """Each place with its section and the TOML to paste, or the nearest text and the difference."""
    found = places_of(document, words)
    if not found:
        yield from _nearest(document, file, words)
    elif len(found) > 1:
        yield f"{len(found)} places:"
    for span in found:
        yield from _place(document, file, span)


def _place(document: Document, file: str, span: Span) -> Iterator[str]:
    index = document.passage_at(span.start)
    passage = document.passages[index]
    begin, end = max(passage.start, span.start - 40), min(passage.end, span.end + 40)
    text = document.text
    shown = f"{text[begin : span.start]}[[{text[span.start : span.end]}]]{text[span.end : end]}"
    line = document.line_of(span.start)
    yield f"{file}:{line}: {passage_id(index)}, characters {span.start} to {span.end}"
    yield f"  …{shown}…".replace("\n", "⏎")
    if not passage.start <= span.start < span.end <= passage.end:
        yield "  it does not lie within one sentence or line: quote each part by itself"
        return
    section = _section(document, span)
    if section:
        yield f"  section = {_toml(' / '.join(section.path))}"
    region = Span(section.start, section.end) if section else Span(0, len(text))
    yield f"  FIELD = {_claim(document, span, region)}"


def _section(document: Document, span: Span) -> Section | None:
    """The smallest section around a place."""
    around = [one for one in document.sections if one.start <= span.start < one.end]
    return min(around, key=lambda one: one.end - one.start, default=None)


def _claim(document: Document, span: Span, region: Span) -> str:
    """The claim that stands once in a region, with as few words around it as that takes."""
    text, before, after = document.text, span.start, span.end
    while len(occurrences(text, _selector(text, span, before, after), [region])) > 1:
        before = max(region.start, text.rfind(" ", region.start, max(before - 1, 0)) + 1)
        follows = text.find(" ", after + 1, region.end)
        after = follows if follows >= 0 else region.end
    selector = _selector(text, span, before, after)
    if "[[" in selector.whole or "]]" in selector.whole or "\n" in selector.whole:
        parts = {"quote": selector.quote, "prefix": selector.before, "suffix": selector.after}
        said = ", ".join(f"{name} = {_toml(part)}" for name, part in parts.items() if part)
        return f"{{ {said} }}"
    if not (selector.before or selector.after):
        return _toml(selector.quote)
    return _toml(f"{selector.before}[[{selector.quote}]]{selector.after}")


def _selector(text: str, span: Span, before: int, after: int) -> Selector:
    return Selector(text[before : span.start], text[span.start : span.end], text[span.end : after])


def _toml(words: str) -> str:
    """Words as a TOML string: literal where they have quotation marks and can be."""
    if '"' in words and "'" not in words and "\n" not in words:
        return f"'{words}'"
    return json.dumps(words, ensure_ascii=False)


def _nearest(document: Document, file: str, words: str) -> Iterator[str]:
    near = nearest(document.text, words, [Span(0, len(document.text))])
    if near is None:
        yield "nothing like these words stands in the text"
        return
    there = document.text[near.start : near.end]
    yield f"not in the text; nearest is {there!r}: {difference(words, there)}"
    yield from _place(document, file, near)

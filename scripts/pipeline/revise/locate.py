"""Where words stand in a source, and how to quote them: what `scripts/locate.py` answers."""

import re
from collections.abc import Iterator

from pipeline.assemble.evidence_rows import passage_id
from pipeline.common.escaping import visible
from pipeline.read.claims import Selector, marked_part
from pipeline.read.text import FORMULA, Document, Passage, Section
from pipeline.resolve.quotations import Span, difference, nearest, occurrences
from pipeline.revise.toml_strings import toml_entry, toml_string

MOST_PLACES = 50  # that are shown
MOST_SPLITS = 40  # words around a quotation up to which every way to part them is tried
LONGEST_WORD = 200
BEFORE = re.compile(r"(?:\S+|\n)?[^\S\n]*\Z")  # a word, or a line break, and the spaces after it
AFTER = re.compile(r"[^\S\n]*(?:\S+|\n)?")


def places_of(document: Document, words: str) -> list[Span]:
    """Every place of the words in the whole text; none for white space."""
    if not words.strip():
        return []
    return occurrences(document.text, Selector("", words, ""), [Span(0, len(document.text))])


def answer(document: Document, file: str, words: str) -> Iterator[str]:
    """Each place with its section and the TOML to paste, or the nearest text and the difference."""
    return map(visible, _answer(document, file, words))


def _answer(document: Document, file: str, words: str) -> Iterator[str]:
    found = places_of(document, words)
    if not found:
        yield from _nearest(document, file, words)
    elif len(found) > MOST_PLACES:
        yield f"{len(found)} places; the first {MOST_PLACES} are:"
    else:
        yield f"{len(found)} places:" if len(found) > 1 else "1 place:"
    for span in found[:MOST_PLACES]:
        yield from _place(document, file, span)


def _place(document: Document, file: str, span: Span) -> Iterator[str]:
    if not document.passages:
        yield "  the text has no letter or digit"
        return
    index = document.passage_at(span.start)
    passage = document.passages[index]
    span = _without_signs(document.text, passage, span)
    begin, end = max(passage.start, span.start - 40), min(passage.end, span.end + 40)
    text = document.text
    shown = f"{text[begin : span.start]}[[{text[span.start : span.end]}]]{text[span.end : end]}"
    line = document.line_of(span.start)
    yield f"{file}:{line}: {passage_id(index)}, characters {span.start} to {span.end}"
    yield f"  …{shown}…"
    if not any(letter.isalnum() for letter in text[span.start : span.end]):
        yield "  it has no letter or digit: quote words"
        return
    if not passage.start <= span.start < span.end <= passage.end:
        yield "  it does not lie within one sentence or line: quote each part by itself"
        return
    section = section_around(document, span)
    if section:
        yield f"  section = {toml_string(' / '.join(section.path))}"
    region = Span(section.start, section.end) if section else Span(0, len(text))
    yield f"  FIELD = {_claim(fewest_words(text, span, [region]))}"


def _without_signs(text: str, passage: Passage, span: Span) -> Span:
    """The words of a stretch that begins or ends with signs which no quotation may begin with."""
    if not passage.first <= span.start < span.end <= passage.last:
        return span
    start, end = max(span.start, passage.start), min(span.end, passage.end)
    if text[start] in FORMULA:
        start += len(text[start:end]) - len(text[start:end].lstrip(FORMULA + " "))
    return Span(start, end) if start < end else span


def section_around(document: Document, span: Span) -> Section | None:
    """The smallest section around a place whose name, as its path, is that of no other."""
    around = [
        one
        for one in document.sections
        if one.start <= span.start < span.end <= one.end
        and document.sections_named(" / ".join(one.path)) == [one]
    ]
    return min(around, key=lambda one: one.end - one.start, default=None)


def fewest_words(text: str, span: Span, within: list[Span]) -> Selector:
    """The quotation that stands once in some regions, with as few words around it as that takes.

    Of as many words, those before it are tried first. Beyond `MOST_SPLITS` there may be more words.
    """
    quote = Selector("", text[span.start : span.end], "")
    region = next(one for one in within if one.start <= span.start < span.end <= one.end)
    found = [(one, place) for one in within for place in occurrences(text, quote, [one])]
    others = [(one, place) for one, place in found if place != span]
    before, after = [span.start], [span.end]
    words = 0
    while before[-1] > region.start or after[-1] < region.end or not words:
        while len(before) <= words:
            before.append(_earlier(text, before[-1], region.start))
            after.append(_later(text, after[-1], region.end))
        for back in range(words, -1, -1) if words <= MOST_SPLITS else [words - words // 2]:
            selector = _selector(text, span, before[back], after[words - back])
            if not any(_matches(text, selector, place, one) for one, place in others):
                return selector
        words += 1 if words < MOST_SPLITS else words
    return _selector(text, span, region.start, region.end)


def _matches(text: str, selector: Selector, place: Span, region: Span) -> bool:
    """Whether the words around a quotation also stand around another place of it."""
    begin, end = place.start - len(selector.before), place.end + len(selector.after)
    inside = region.start <= begin and end <= region.end
    return inside and text.startswith(selector.whole, begin)


def _earlier(text: str, place: int, first: int) -> int:
    head = text[max(first, place - LONGEST_WORD) : place]
    match = BEFORE.search(head)
    return place - len(head) + match.start() if match else place


def _later(text: str, place: int, last: int) -> int:
    match = AFTER.match(text, place, min(last, place + LONGEST_WORD))
    return match.end() if match else place


def _selector(text: str, span: Span, before: int, after: int) -> Selector:
    return Selector(text[before : span.start], text[span.start : span.end], text[span.end : after])


def claim_entry(selector: Selector) -> dict[str, str]:
    """The keys of a claim that quotes it: with marks, or `prefix` and `suffix` where those fail."""
    before, quote, after = selector.before, selector.quote, selector.after
    if not (before or after) and not marked_part(quote):
        return {"quote": quote}
    marked = f"{before}[[{quote}]]{after}"
    alone = "[[" not in before + after and "\n" not in before + after
    if alone and (before or after) and marked_part(marked) == selector:
        return {"quote": marked}
    parts = {"quote": quote, "prefix": before, "suffix": after}
    return {name: part for name, part in parts.items() if part or name == "prefix"}


def _claim(selector: Selector) -> str:
    entry = claim_entry(selector)
    return toml_string(entry["quote"]) if len(entry) == 1 else toml_entry(entry)


def _nearest(document: Document, file: str, words: str) -> Iterator[str]:
    near = nearest(document.text, words.strip(), [Span(0, len(document.text))])
    if near is None or near.start == near.end:
        yield "nothing like these words stands in the text"
        return
    there = document.text[near.start : near.end]
    yield f"not in the text; nearest is {there!r}: {difference(words, there)}"
    yield from _place(document, file, near)

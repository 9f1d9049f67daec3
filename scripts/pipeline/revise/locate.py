"""Where words stand in a source, and how to quote them: what `scripts/locate.py` prints."""

import re
from collections.abc import Iterator

from pipeline.assemble.evidence_rows import passage_id
from pipeline.read.claims import Selector, marked_part
from pipeline.read.text import FORMULA, Document, Passage, Section
from pipeline.resolve.quotations import Span, difference, nearest, occurrences
from pipeline.revise.toml_strings import toml_entry, toml_string

MAX_PLACES = 50  # that are printed
MAX_SPLITS = 40  # words around a quotation up to which every way to part them is tried
MAX_WORD = 200  # characters of a word around a quotation
BEFORE = re.compile(r"(?:\S+|\n)?[^\S\n]*\Z")  # a word, or a line break, and the spaces after it
AFTER = re.compile(r"[^\S\n]*(?:\S+|\n)?")


def find_places(document: Document, words: str) -> list[Span]:
    """Return every place of some words in the whole text; none for white space."""
    if not words.strip():
        return []
    return occurrences(document.text, Selector("", words, ""), [Span(0, len(document.text))])


def format_places(document: Document, file: str, words: str) -> Iterator[str]:
    """Return lines to print: each place of some words, its section and the TOML to paste.

    Where they stand nowhere: the nearest text, and how it differs. `file` is the text's name.
    """
    places = find_places(document, words)
    if not places:
        yield from _nearest_lines(document, file, words)
    elif len(places) > MAX_PLACES:
        yield f"{len(places)} places; the first {MAX_PLACES} are:"
    else:
        yield f"{len(places)} places:" if len(places) > 1 else "1 place:"
    for span in places[:MAX_PLACES]:
        yield from _place_lines(document, file, span)


def _nearest_lines(document: Document, file: str, words: str) -> Iterator[str]:
    near = nearest(document.text, words.strip(), [Span(0, len(document.text))])
    if near is None or near.start == near.end:
        yield "nothing like these words stands in the text"
        return
    found = document.text[near.start : near.end]
    yield f"not in the text; nearest is {found!r}: {difference(words, found)}"
    yield from _place_lines(document, file, near)


def _place_lines(document: Document, file: str, span: Span) -> Iterator[str]:
    if not document.passages:
        yield "  the text has no letter or digit"
        return
    index = document.passage_at(span.start)
    passage, text = document.passages[index], document.text
    span = _without_signs(text, passage, span)
    quote = text[span.start : span.end]
    before = text[max(passage.start, span.start - 40) : span.start]
    after = text[span.end : min(passage.end, span.end + 40)]
    line = document.line_of(span.start)
    yield f"{file}:{line}: {passage_id(index)}, characters {span.start} to {span.end}"
    yield f"  …{before}[[{quote}]]{after}…"
    if not any(letter.isalnum() for letter in quote):
        yield "  it has no letter or digit: quote words"
    elif not passage.start <= span.start < span.end <= passage.end:
        yield "  it does not lie within one sentence or line: quote each part by itself"
    else:
        section = find_section(document, span)
        if section:
            yield f"  section = {toml_string(' / '.join(section.path))}"
        region = Span(section.start, section.end) if section else Span(0, len(text))
        entry = claim_entry(find_selector(text, span, [region]))
        yield f"  FIELD = {toml_entry(entry['quote'] if len(entry) == 1 else entry)}"


def _without_signs(text: str, passage: Passage, span: Span) -> Span:
    """Return a stretch without the signs around it with which no quotation may begin."""
    if not passage.first <= span.start < span.end <= passage.last:
        return span
    start, end = max(span.start, passage.start), min(span.end, passage.end)
    if text[start] in FORMULA:
        start += len(text[start:end]) - len(text[start:end].lstrip(FORMULA + " "))
    return Span(start, end) if start < end else span


def find_section(document: Document, span: Span) -> Section | None:
    """Return the smallest section around a place whose path is the name of no second one."""
    around = [
        section
        for section in document.sections
        if section.start <= span.start < span.end <= section.end
        and document.sections_named(" / ".join(section.path)) == [section]
    ]
    return min(around, key=lambda section: section.end - section.start, default=None)


def find_selector(text: str, span: Span, within: list[Span]) -> Selector:
    """Return the quotation that stands once in some regions, with as few words around it as needed.

    Of as many words, those before it are tried first. Beyond `MAX_SPLITS` there may be more words.
    """
    quote = Selector("", text[span.start : span.end], "")
    region = next(part for part in within if part.start <= span.start < span.end <= part.end)
    rivals: list[tuple[Span, Span]] = []  # the same words elsewhere, each with its region
    for part in within:
        rivals += [(place, part) for place in occurrences(text, quote, [part]) if place != span]
    before, after = [span.start], [span.end]
    words = 0
    while before[-1] > region.start or after[-1] < region.end or not words:
        while len(before) <= words:
            before.append(_word_before(text, before[-1], region.start))
            after.append(_word_after(text, after[-1], region.end))
        for back in range(words, -1, -1) if words <= MAX_SPLITS else [words - words // 2]:
            selector = _selector(text, span, before[back], after[words - back])
            if not any(_matches(text, selector, place, part) for place, part in rivals):
                return selector
        words += 1 if words < MAX_SPLITS else words
    return _selector(text, span, region.start, region.end)


def _matches(text: str, selector: Selector, place: Span, region: Span) -> bool:
    """Return whether the words around a quotation also stand around another place of it."""
    begin, end = place.start - len(selector.before), place.end + len(selector.after)
    return region.start <= begin and end <= region.end and text.startswith(selector.whole, begin)


def _word_before(text: str, place: int, first: int) -> int:
    head = text[max(first, place - MAX_WORD) : place]
    match = BEFORE.search(head)
    return place - len(head) + match.start() if match else place


def _word_after(text: str, place: int, last: int) -> int:
    match = AFTER.match(text, place, min(last, place + MAX_WORD))
    return match.end() if match else place


def _selector(text: str, span: Span, before: int, after: int) -> Selector:
    return Selector(text[before : span.start], text[span.start : span.end], text[span.end : after])


def claim_entry(selector: Selector) -> dict[str, str]:
    """Return the keys of a claim that quotes so: with marks, or `prefix`, `suffix` if those fail.

    A claim with the key `quote` alone may be written as its string.
    """
    before, quote, after = selector.before, selector.quote, selector.after
    if not (before or after) and not marked_part(quote):
        return {"quote": quote}
    marked = f"{before}[[{quote}]]{after}"
    unmarked = "[[" not in before + after and "\n" not in before + after
    if unmarked and (before or after) and marked_part(marked) == selector:
        return {"quote": marked}
    parts = {"quote": quote, "prefix": before, "suffix": after}
    return {name: part for name, part in parts.items() if part or name == "prefix"}

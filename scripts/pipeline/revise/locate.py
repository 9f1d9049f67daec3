"""Where words stand in a source, and how to quote them: what `scripts/locate.py` prints."""

import re
from collections.abc import Container, Iterable, Iterator

from pipeline.assemble.evidence_rows import passage_id
from pipeline.read.claims import Selector, marked_part
from pipeline.read.text import FORMULA, Document, Section
from pipeline.resolve.quotations import Span, difference, nearest, occurrences, regions
from pipeline.revise.toml_strings import toml_entry

MAX_PLACES = 50  # that are printed
MAX_AROUND = 4_000  # characters before or after a quotation that are cut into words
AROUND = re.compile(r"\S+|\n")  # a word around a quotation, or a line break


def find_places(document: Document, words: str) -> list[Span]:
    """Return every place of some words in the whole text; none for white space."""
    selector = Selector("", words if words.strip() and document.passages else "", "")
    return occurrences(document.text, selector, [Span(0, len(document.text))])


def format_places(document: Document, file: str, words: str) -> Iterator[str]:
    """Return lines to print: each place of some words, its section and the TOML to paste.

    Where they stand nowhere: the nearest text, and how it differs. `file` is the text's name.
    """
    places, text = find_places(document, words), document.text
    near = None if places else nearest(text, words.strip(), [Span(0, len(text))])
    if len(places) > MAX_PLACES:
        yield f"{len(places)} places; the first {MAX_PLACES} are:"
    elif places:
        yield f"{len(places)} places:" if len(places) > 1 else "1 place:"
    elif near and near.start < near.end and document.passages:
        found = text[near.start : near.end]
        yield f"not in the text; nearest is {found!r}: {difference(words, found)}"
        places = [near]
    else:
        yield "nothing like these words stands in the text"
    for span in places[:MAX_PLACES]:
        yield from _place_lines(document, file, span)


def _place_lines(document: Document, file: str, span: Span) -> Iterator[str]:
    index, text = document.passage_at(span.start), document.text
    passage = document.passages[index]
    if passage.first <= span.start < span.end <= passage.last:
        # without the signs with which no quotation may begin
        end = min(span.end, passage.end)
        words = text[max(span.start, passage.start) : end]
        span = Span(end - len(words.lstrip(FORMULA + " ")), end)
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
        names = find_section(document, span)
        for name in names:
            yield f"  section = {toml_entry(name)}"
        within, _ = regions(document, names)
        yield f"  FIELD = {toml_entry(claim_entry(find_selector(text, span, within)))}"


def find_section(document: Document, span: Span) -> tuple[str, ...]:
    """Return the name of the smallest section around a place that shares it with none, if any."""
    for section in sorted(document.sections, key=lambda section: section.end - section.start):
        if lies_in(span, [section]) and document.sections_named(section.name) == [section]:
            return (section.name,)
    return ()


def lies_in(span: Span, within: Iterable[Span | Section]) -> bool:
    """Return whether a place lies in one of some stretches of a text."""
    return any(part.start <= span.start < span.end <= part.end for part in within)


def find_selector(text: str, span: Span, within: list[Span]) -> Selector:
    """Return the quotation that stands once in some regions, with few words around it.

    As few as are needed, before it, after it or as many on both sides; of many, a few more.
    """
    region = next(part for part in within if lies_in(span, [part]))
    head = AROUND.finditer(text, max(region.start, span.start - MAX_AROUND), span.start)
    tail = AROUND.finditer(text, span.end, min(region.end, span.end + MAX_AROUND))
    starts = [region.start, *(word.start() for word in head), span.start]
    ends = [span.end, *(word.end() for word in tail), region.end]
    words, quote = 0, text[span.start : span.end]
    while True:
        start, end = starts[max(-1 - words, -len(starts))], ends[min(words, len(ends) - 1)]
        for before, after in ((start, span.end), (span.start, end), (start, end)):
            selector = Selector(text[before : span.start], quote, text[span.end : after])
            if occurrences(text, selector, within) == [span] or words > 2 * MAX_AROUND:
                return selector
        words += 1 + words // 8


def claim_entry(selector: Selector, keys: Container[str] = ()) -> str | dict[str, str]:
    """Return how a claim quotes so: with marks, or `prefix`, `suffix` if those fail.

    It keeps to these two where they are among the `keys` that it has.
    """
    before, quote, after = selector
    around = before + after
    kept = [name for name in ("prefix", "suffix") if name in keys]
    marked = f"{before}[[{quote}]]{after}" if around else quote
    unmarked = not kept and "[[" not in around and "\n" not in around
    if unmarked and marked_part(marked) == (selector if around else None):
        return marked
    parts = {"quote": quote, "prefix": before, "suffix": after}
    return {name: part for name, part in parts.items() if part or name in (kept or ["prefix"])}

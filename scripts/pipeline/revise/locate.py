"""Where words stand in a source, and how to quote them: what `scripts/locate.py` prints."""

import bisect
import re
from collections.abc import Container, Iterable, Iterator

from pipeline.assemble.evidence_rows import passage_id
from pipeline.read.claims import Selector, marked_part
from pipeline.read.text import FORMULA, Document, Section
from pipeline.resolve.quotations import MAX_PLACES as MAX_FOUND
from pipeline.resolve.quotations import Span, difference, nearest, occurrences, regions
from pipeline.revise.toml_strings import toml_entry

MAX_PLACES = 50  # that are printed
MAX_AROUND = 4_000  # characters before or after a quotation that are cut into words
AROUND = re.compile(r"\S+|\n")  # a word around a quotation, or a line break


def find_places(document: Document, words: str) -> list[Span]:
    """Return the places of some words in the whole text, or the first; none for white space."""
    selector = Selector("", words if words.strip() and document.passages else "", "")
    return occurrences(document.text, selector, [Span(0, len(document.text))])


def format_places(document: Document, file: str, words: str) -> Iterator[str]:
    """Return lines to print: each place of some words, its section and the TOML to paste.

    Where they stand nowhere: the nearest text, and how it differs. `file` is the text's name.
    """
    places, text = find_places(document, words), document.text
    near = None if places else nearest(text, words.strip(), [Span(0, len(text))])
    if len(places) > MAX_PLACES:
        more = " or more" if len(places) == MAX_FOUND else ""
        yield f"{len(places)} places{more}; the first {MAX_PLACES} are:"
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

    As few as are needed, before it, after it or as many on both sides. Whatever has words that
    stand once stands once, so how many are needed is found by bisection.
    """
    region = next(part for part in within if lies_in(span, [part]))
    starts, ends = list(_starts(text, span.start, region)), list(_ends(text, span.end, region))

    def selector(first: list[int], last: list[int], words: int) -> Selector:
        before, after = first[: words + 1][-1], last[: words + 1][-1]
        return Selector(
            text[before : span.start], text[span.start : span.end], text[span.end : after]
        )

    def fewest(first: list[int], last: list[int]) -> int:
        def stands_once(words: int) -> bool:
            return occurrences(text, selector(first, last, words), within, 2) == [span]

        return bisect.bisect_left(range(max(len(starts), len(ends))), True, key=stands_once)

    sides = [(starts, [span.end]), ([span.start], ends), (starts, ends)]
    first, last = min(sides, key=lambda side: fewest(*side))
    return selector(first, last, fewest(first, last))


def _starts(text: str, place: int, region: Span) -> Iterator[int]:
    """Yield where a quotation may begin that holds a place: at each word before, then farther."""
    head = AROUND.finditer(text, max(region.start, place - MAX_AROUND), place)
    yield from [place, *reversed([word.start() for word in head])]
    yield from (place - far for far in _far(place - region.start))


def _ends(text: str, place: int, region: Span) -> Iterator[int]:
    tail = AROUND.finditer(text, place, min(region.end, place + MAX_AROUND))
    yield from [place, *(word.end() for word in tail)]
    yield from (place + far for far in _far(region.end - place))


def _far(end: int) -> Iterator[int]:
    """Yield distances up to an end, each a quarter longer, where words are no longer counted."""
    far = MAX_AROUND
    while far < end:
        yield far
        far += far // 4
    yield end


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

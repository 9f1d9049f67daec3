"""The rows of the provenance tables: how evidence is ordered and named, how passages are counted.

The build fills the tables with these functions, and validation works them out again.
"""

import bisect
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.read.text import Document
from pipeline.resolve.quotations import merge_spans

Row = dict[str, str]
# the columns of a row of evidence that it is named by
NAMED_BY = ("table_name", "record_id", "field", "value", "source_id", "prefix", "quote", "suffix")
Stretches = Sequence[tuple[int, int]]  # of a text, end exclusive: apart from one another, ordered
OFFSET = re.compile(r"[0-9]{1,12}")


def identifier(words: str) -> str:
    """Return the identifier of a row of evidence.

    `words` are the cells of `NAMED_BY`, so that it outlives a moved offset, and the how many-th row
    it is, from 1, that has these cells; U+001F between.
    """
    return f"e-{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def passage_id(index: int) -> str:
    """Return the identifier of the passage at an index of its source."""
    return f"p{index + 1:04}"


def passage_rows(source: str, document: Document, cited: Stretches) -> Iterator[Row]:
    """Give the rows of a document's passages; `cited` are the places that lie in a quotation."""
    for index, passage in enumerate(document.passages):
        parts = cited_within(cited, passage.start, passage.end)
        used = sum(end - start for start, end in parts)
        yield {
            "source_id": source,
            "passage_id": passage_id(index),
            "kind": passage.kind,
            "section": passage.section,
            "start": str(passage.start),
            "end": str(passage.end),
            "text": passage.text,
            "cited_characters": str(used),
            "unused_reason": "",
        }


def span_of(start: str, end: str) -> tuple[int, int] | None:
    """Return the offsets of a stretch as numbers; None where they are none, or not in order."""
    if not (OFFSET.fullmatch(start) and OFFSET.fullmatch(end) and int(start) < int(end)):
        return None
    return int(start), int(end)


def must_be_used(passage: Row, extent: str) -> bool:
    """Return whether a passage has to be cited, or to say why not."""
    return extent == "full" and passage["kind"] not in ("title", "heading")


def must_be_quoted(passage: Row, extent: str) -> bool:
    """Return whether a passage may be there only if it is cited: what is said in an excerpt."""
    says = any(letter.isalnum() for letter in passage["text"])
    return extent == "excerpt" and says and passage["kind"] not in ("title", "heading")


def quoted_spans(evidence: Iterable[Row]) -> dict[str, list[tuple[int, int]]]:
    """Return the spans of the quotations of each source; what is no span is left out."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in evidence:
        if span := span_of(row["start"], row["end"]):
            spans[row["source_id"]].append(span)
    return spans


def cited_within(cited: Stretches, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the parts of a stretch of a text that are cited."""
    first = bisect.bisect_right(cited, start, key=lambda span: span[1])
    for begin, stop in cited[first : bisect.bisect_left(cited, (end,))]:
        yield max(start, begin), min(end, stop)


def sentence_letters(
    passages: Iterable[Row], spans: Iterable[tuple[int, int]], text: str
) -> tuple[int, int]:
    """Return how many letters and digits of a text's sentences are quoted, and of how many.

    `passages` are the rows of the source, `spans` the places of its quotations.
    """
    cited = merge_spans(spans)
    quoted = letters = 0
    for row in passages:
        if row["kind"] == "sentence":
            start, end = int(row["start"]), int(row["end"])
            letters += sum(map(str.isalnum, text[start:end]))
            for first, last in cited_within(cited, start, end):
                quoted += sum(map(str.isalnum, text[first:last]))
    return quoted, letters

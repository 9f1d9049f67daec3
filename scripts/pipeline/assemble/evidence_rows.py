"""The rows of the provenance tables: how evidence is ordered and named, how passages are counted.

The build fills the tables with these functions, and validation works them out again.
"""

import bisect
import functools
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from pipeline.read.text import Document
from schemas import TABLES, key_of

Row = dict[str, str]
# the columns of a row of evidence that it is named by
NAMED_BY = ("table_name", "record_id", "field", "value", "source_id", "prefix", "quote", "suffix")
SAID = itemgetter(*NAMED_BY)
Stretches = list[tuple[int, int]]  # of a text, end exclusive: apart from one another, in order
MOST_DIGITS = 12  # of an offset


def row_order(table: str, row: Row) -> tuple[str, ...]:
    """What a table's rows are sorted by: their key; passages and evidence by their place."""
    place = (row["start"].zfill(12), row["end"].zfill(12)) if "start" in row else ()
    if table == "passages":
        return (row["source_id"], *place)
    if table == "evidence":
        cell = (row["table_name"], row["record_id"], row["field"])
        return (*cell, row["source_id"], *place, row["value"])
    return tuple(row[name] for name in key_of(TABLES[table]))


def sorted_by(table: str) -> tuple[str, ...]:
    """The columns that make `row_order`, offsets as numbers."""
    if table == "passages":
        return ("source_id", "start", "end")
    if table == "evidence":
        return ("table_name", "record_id", "field", "source_id", "start", "end", "value")
    return key_of(TABLES[table])


def identifiers(evidence: Iterable[Row]) -> Iterator[str]:
    """The identifier of each row, made from what it says, so that it outlives a moved offset."""
    seen: Counter[str] = Counter()
    for told in map(SAID, evidence):
        said = "\x1f".join(told)
        seen[said] += 1
        digest = hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest()
        yield f"e-{digest[:16]}"


def passage_id(index: int) -> str:
    """The identifier of the passage at an index of its source."""
    return f"p{index + 1:04}"


def passage_rows(source: str, document: Document, cited: Stretches) -> Iterator[Row]:
    """The rows of a document's passages; `cited` are the places that lie in a quotation."""
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


def has_offsets(row: Row) -> bool:
    """Whether `start` and `end` are numbers: in a table as it is read they may not be."""
    return _is_offset(row["start"]) and _is_offset(row["end"])


@functools.lru_cache(2**16)  # a row's offsets are asked for several times
def _is_offset(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def is_span(row: Row) -> bool:
    """Whether `start` and `end` are numbers, and in order."""
    return has_offsets(row) and int(row["start"]) < int(row["end"])


def is_placed(row: Row, texts: Mapping[str, str]) -> bool:
    """Whether a row of evidence names a stretch of a text that is there."""
    return row["source_id"] in texts and is_span(row)


def must_be_used(passage: Row, extent: str) -> bool:
    """Whether a passage has to be cited or say why not: all but titles, headings and excerpts."""
    return extent == "full" and passage["kind"] not in ("title", "heading")


def must_be_quoted(passage: Row, extent: str) -> bool:
    """Whether a passage may be there only if it is cited: what is said in an excerpt."""
    says = any(letter.isalnum() for letter in passage["text"])
    return extent == "excerpt" and says and passage["kind"] not in ("title", "heading")


def quoted_spans(evidence: Iterable[Row]) -> dict[str, list[tuple[int, int]]]:
    """Of each source, the spans of the quotations; what is no span is left out."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in evidence:
        if is_span(row):
            spans[row["source_id"]].append((int(row["start"]), int(row["end"])))
    return spans


def cited_places(spans: Iterable[tuple[int, int]]) -> Stretches:
    """The stretches of a text whose every place lies in at least one quotation."""
    merged: Stretches = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def cited_within(cited: Stretches, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a stretch of a text that are cited."""
    first = bisect.bisect_right(cited, start, key=lambda one: one[1])
    for one in cited[first : bisect.bisect_left(cited, (end,))]:
        yield max(start, one[0]), min(end, one[1])

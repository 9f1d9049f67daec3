"""The rows of the provenance tables: how evidence is ordered and named, how passages are counted.

The build fills the tables with these functions, and validation works them out again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.text import Document
from schemas import TABLES, key_of

Row = dict[str, str]


def row_order(table: str, row: Row) -> tuple[str, ...]:
    """What a table's rows are sorted by: their key; passages and evidence by their place."""
    place = (row["start"].zfill(12), row["end"].zfill(12)) if "start" in row else ()
    if table == "passages":
        return (row["source_id"], *place)
    if table == "evidence":
        cell = (row["table_name"], row["record_id"], row["field"])
        return (*cell, row["source_id"], *place, row["value"])
    return tuple(row[name] for name in key_of(TABLES[table]))


def identified(evidence: list[Row]) -> list[Row]:
    """The rows with identifiers made from what each says, so that they outlive a moved offset."""
    seen: Counter[str] = Counter()
    names = ("table_name", "record_id", "field", "value", "source_id", "prefix", "quote", "suffix")
    done: list[Row] = []
    for row in evidence:
        said = "\x1f".join(row[name] for name in names)
        seen[said] += 1
        digest = hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest()
        done.append(row | {"evidence_id": f"e-{digest[:16]}"})
    return done


def passage_id(index: int) -> str:
    """The identifier of the passage at an index of its source."""
    return f"p{index + 1:04}"


def passage_rows(source: str, document: Document, cited: set[int]) -> Iterator[Row]:
    """The rows of a document's passages; `cited` are the places that lie in a quotation."""
    for index, passage in enumerate(document.passages):
        used = sum(place in cited for place in range(passage.start, passage.end))
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


def must_be_used(passage: Row, extent: str) -> bool:
    """Whether a passage has to be cited or say why not: all but titles, headings and excerpts."""
    return extent == "full" and passage["kind"] not in ("title", "heading")


def cited_places(spans: Iterable[tuple[int, int]]) -> set[int]:
    """Every place of a text that lies in at least one quotation."""
    return {place for start, end in set(spans) for place in range(start, end)}

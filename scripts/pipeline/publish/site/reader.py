"""The reader of a source: its text with every quotation marked, and what rests on each."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any

from pipeline.assemble.evidence_rows import quoted_spans, sentence_letters
from pipeline.publish.package_data import PackageData, Row

ORDER = itemgetter("table_name", "record_id", "field", "evidence_id")  # of evidence, by cell


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage: `begin` names the evidence that starts here, `rest` all on it."""

    text: str
    begin: tuple[str, ...]
    rest: tuple[str, ...]


@dataclass(frozen=True)
class ReadPassage:
    """A passage, cut at the ends of quotations; `evidence` rests on it, in the order of cells."""

    row: Row
    level: int
    pieces: list[Piece]
    evidence: list[Row]


def read_source(data: PackageData, source: Row) -> dict[str, Any]:
    """Return a source's passages by paragraph, and the share of its sentences that is quoted.

    The share is that of `quoted` letters and digits of `letters`.
    """
    name, text = source["source_id"], data.texts[source["source_id"]]
    evidence: dict[str, list[Row]] = defaultdict(list)
    for row in data.tables["evidence"]:
        if row["source_id"] == name:
            evidence[row["passage_id"]].append(row)
    rows = [row for row in data.tables["passages"] if row["source_id"] == name]
    spans = quoted_spans(chain.from_iterable(evidence.values()))[name]
    quoted, letters = sentence_letters(rows, spans, text)
    passages = []
    for row in rows:
        cells = sorted(evidence[row["passage_id"]], key=ORDER)
        level = row["section"].count(" / ") + 2
        passages.append(ReadPassage(row, level, list(_pieces(row, cells)), cells))
    paragraphs = list(_paragraphs(text, passages))
    return {"row": source, "paragraphs": paragraphs, "quoted": quoted, "letters": letters}


def _paragraphs(text: str, passages: list[ReadPassage]) -> Iterator[list[ReadPassage]]:
    """Yield passages together that no empty line and no other kind of passage parts."""
    paragraph: list[ReadPassage] = []
    for passage in passages:
        if paragraph and _is_parted(text, paragraph[-1].row, passage.row):
            yield paragraph
            paragraph = []
        paragraph.append(passage)
    if paragraph:
        yield paragraph


def _is_parted(text: str, before: Row, row: Row) -> bool:
    if row["kind"] != before["kind"] or row["kind"] in ("heading", "title"):
        return True
    return bool(re.search(r"\n\s*\n", text[int(before["end"]) : int(row["start"])]))


def _pieces(passage: Row, evidence: list[Row]) -> Iterator[Piece]:
    """Yield the text of a passage, cut wherever a quotation begins or ends."""
    text, origin = passage["text"], int(passage["start"])
    spans = []
    cuts = {0, len(text)}
    for row in evidence:
        begin, end = int(row["start"]) - origin, int(row["end"]) - origin
        spans.append((begin, end, row["evidence_id"]))
        cuts |= {begin, end}
    for start, end in pairwise(sorted(cuts)):
        begun = tuple(name for first, _, name in spans if first == start)
        resting = tuple(name for first, last, name in spans if first <= start and end <= last)
        yield Piece(text[start:end], begun, resting)

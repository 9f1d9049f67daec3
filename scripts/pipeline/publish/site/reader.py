"""The reader of a source: its text with every quotation marked, and what rests on each."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from pipeline.publish.addresses import WITH_PAGES, page_of
from pipeline.publish.site.package_data import PackageData, Row
from pipeline.assemble.evidence_rows import quoted_spans
from pipeline.summary import sentence_letters


@dataclass(frozen=True)
class Piece:
    """A stretch of a passage: `begin` names the evidence that starts here, `rest` all on it."""

    text: str
    begin: tuple[str, ...]
    rest: tuple[str, ...]


@dataclass(frozen=True)
class Resting:
    """A cell that rests on a quotation of a passage."""

    evidence: str
    record: str
    link: str
    field: str
    value: str
    quote: str
    basis: str


@dataclass(frozen=True)
class ReadPassage:
    """A passage, cut at the ends of quotations, and the cells that rest on it."""

    id: str
    kind: str
    level: int
    pieces: list[Piece]
    cells: list[Resting]
    unused_reason: str


@dataclass(frozen=True)
class ReadSource:
    """A source's passages by paragraph, and the share of its sentences that is quoted."""

    row: Row
    paragraphs: list[list[ReadPassage]]
    quoted: int  # letters and digits of sentences
    letters: int


def read_source(data: PackageData, source: Row) -> ReadSource:
    """A source, ready to be shown."""
    name = source["source_id"]
    text = data.texts[name]
    told: dict[str, list[Row]] = defaultdict(list)
    for row in data.tables["evidence"]:
        if row["source_id"] == name:
            told[row["passage_id"]].append(row)
    rows = [row for row in data.tables["passages"] if row["source_id"] == name]
    passages = [_passage(row, told[row["passage_id"]]) for row in rows]
    spans = quoted_spans(chain.from_iterable(told.values()))[name]
    quoted, letters = sentence_letters(rows, spans, text)
    return ReadSource(source, list(_paragraphs(text, rows, passages)), quoted, letters)


def _paragraphs(
    text: str, rows: list[Row], passages: list[ReadPassage]
) -> Iterator[list[ReadPassage]]:
    """Passages together that no empty line and no other kind of passage parts."""
    paragraph: list[ReadPassage] = []
    end = 0
    for row, passage in zip(rows, passages, strict=True):
        gap = text[end : int(row["start"])]
        parted = paragraph and (
            passage.kind != paragraph[-1].kind
            or passage.kind in ("heading", "title")
            or re.search(r"\n\s*\n", gap)
        )
        if parted:
            yield paragraph
            paragraph = []
        paragraph.append(passage)
        end = int(row["end"])
    if paragraph:
        yield paragraph


def _passage(row: Row, told: list[Row]) -> ReadPassage:
    first = int(row["start"])
    spans = [
        (int(one["start"]) - first, int(one["end"]) - first, one["evidence_id"]) for one in told
    ]
    pieces = list(_pieces(row["text"], spans))
    cells = sorted(map(_resting, told), key=lambda one: (one.record, one.field, one.evidence))
    level = row["section"].count(" / ") + 2
    return ReadPassage(row["passage_id"], row["kind"], level, pieces, cells, row["unused_reason"])


def _pieces(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Piece]:
    """The text cut wherever a quotation begins or ends."""
    cuts = sorted({0, len(text), *(end for span in spans for end in span[:2])})
    for start, end in pairwise(cuts):
        begin = tuple(name for first, _, name in spans if first == start)
        rest = tuple(name for first, last, name in spans if first <= start and end <= last)
        yield Piece(text[start:end], begin, rest)


def _resting(row: Row) -> Resting:
    table, record = row["table_name"], row["record_id"]
    page = page_of(table, record) if table in WITH_PAGES else _page_of_tie(table, record)
    link = f"{page}#{row['field']}" if table in WITH_PAGES else f"{page}#{table}"
    return Resting(
        row["evidence_id"],
        f"{table}/{record}",
        link,
        *(row[name] for name in ("field", "value", "quote", "basis")),
    )


def _page_of_tie(table: str, record: str) -> str:
    """The page of the first record that a relation ties; its table follows from the relation's."""
    first = {"memorial": "memorials", "event": "events"}.get(table.partition("_")[0], "people")
    return page_of(first, record.partition("/")[0])

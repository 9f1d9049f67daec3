"""The reader of a source: its text with every quotation marked, and what rests on each."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from typing import Any

from pipeline.assemble.evidence_rows import quoted_spans, sentence_letters
from pipeline.publish.package_data import PackageData, Row

ORDER = itemgetter("table_name", "record_id", "field", "evidence_id")  # of evidence, by cell
Context = dict[str, Any]


def read_source(data: PackageData, source: Row) -> Context:
    """Return a source's passages by paragraph, and the share of its sentences that is quoted.

    Passages that no empty line and no other kind of passage parts are a paragraph. The share is
    that of `quoted` letters and digits of `letters`.
    """
    name, text = source["source_id"], data.texts[source["source_id"]]
    evidence = [row for row in data.tables["evidence"] if row["source_id"] == name]
    passages = [row for row in data.tables["passages"] if row["source_id"] == name]
    quoted, letters = sentence_letters(passages, quoted_spans(evidence)[name], text)
    resting: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(evidence, key=ORDER):
        resting[row["passage_id"]].append(row)
    paragraphs: list[list[Context]] = []
    for row in passages:
        if not paragraphs or _is_parted(text, paragraphs[-1][-1], row):
            paragraphs.append([])
        rows = resting[row["passage_id"]]
        paragraphs[-1].append(row | {"evidence": rows, "pieces": list(_pieces(row, rows))})
    return {"row": source, "paragraphs": paragraphs, "quoted": quoted, "letters": letters}


def _is_parted(text: str, before: Context, row: Row) -> bool:
    if row["kind"] != before["kind"] or row["kind"] in ("heading", "title"):
        return True
    return bool(re.search(r"\n\s*\n", text[int(before["end"]) : int(row["start"])]))


def _pieces(passage: Row, evidence: list[Row]) -> Iterator[Context]:
    """Yield the text of a passage, cut wherever a quotation begins or ends.

    Of each piece, `begin` names the evidence that starts there, `rest` all on it.
    """
    text, origin = passage["text"], int(passage["start"])
    spans = []
    cuts = {0, len(text)}
    for row in evidence:
        begin, end = int(row["start"]) - origin, int(row["end"]) - origin
        spans.append((begin, end, row["evidence_id"]))
        cuts |= {begin, end}
    for start, end in pairwise(sorted(cuts)):
        begun = [name for first, _, name in spans if first == start]
        resting = [name for first, last, name in spans if first <= start and end <= last]
        yield {"text": text[start:end], "begin": begun, "rest": resting}

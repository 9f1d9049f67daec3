"""Quotations and passages beside the texts they are taken from, in SQL; offsets are code points."""

from collections.abc import Iterator

import duckdb

from pipeline.findings import Finding
from pipeline.quotations import CONTEXT
from pipeline.streaming_evidence import CORRECT
from pipeline.streaming_sql import literal, record_of
from pipeline.streaming_told import Fault, ask
from pipeline.text import FORMULA

# A quotation with what is around it in the text, which is walked through to there but once.
QUOTED = f"""
(
    SELECT evidence_id, quote, prefix, suffix,
        substring(around, before + 1, long) AS there,
        ltrim(left(around, before), {literal(FORMULA)}) AS ahead,
        substring(around, before + long + 1) AS rest,
        CASE WHEN contains({literal(FORMULA)}, left(rest, 1)) THEN '' ELSE rest END AS behind
    FROM (
        SELECT evidence_id, quote, prefix, suffix,
            least(start, {CONTEXT}) AS before,
            greatest("end" - start, 0) AS long,
            substring(text, start - before + 1, before + long + {CONTEXT}) AS around
        FROM evidence JOIN texts USING (source_id)
        WHERE start BETWEEN 0 AND 999_999_999_999 AND "end" BETWEEN 0 AND 999_999_999_999
    )
)
"""
STARTS = """
(
    SELECT evidence.*
    FROM evidence JOIN passages USING (source_id, passage_id)
    WHERE 0 <= evidence.start AND evidence.start < evidence."end"
        AND 0 <= passages.start AND passages.start < passages."end"
        AND NOT (passages.start <= evidence.start AND evidence.start < passages."end")
)
"""
PASSAGES = """
(
    SELECT passages.*, substring(texts.text, start + 1, greatest("end" - start, 0)) AS there
    FROM passages JOIN texts USING (source_id)
    WHERE start BETWEEN 0 AND 999_999_999_999 AND "end" - start = length(passages.text)
)
"""


def _differs(field: str, there: str) -> Fault:
    return Fault(
        "evidence-not-in-text",
        field,
        f"coalesce({field}, '') <> {there}",
        lambda words: f"the text has {words!r} there",
        CORRECT,
        said=there,
    )


WORDS = [_differs("quote", "there"), _differs("prefix", "ahead"), _differs("suffix", "behind")]
BEGINS = Fault(
    "evidence-not-in-text",
    "passage_id",
    "true",
    lambda _: "it begins in another passage",
    CORRECT,
)
CUT = Fault(
    "rows-inconsistent",
    "text",
    '"text" <> there',
    lambda words: f"the text gives {words!r}",
    "rebuild",
    said="there",
)


def check_texts(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Whether quotations, and passages, are what `texts` has from their start to their end.

    A source without a text is passed over, and so is a passage of another length than its words:
    that has been said.

    Raises:
        duckdb.Error: a file cannot be read to its end.
    """
    evidence, passage = "coalesce(evidence_id, '')", record_of("passages")
    yield from ask(connection, "evidence", QUOTED, evidence, WORDS)
    yield from ask(connection, "evidence", STARTS, evidence, [BEGINS])
    yield from ask(connection, "passages", PASSAGES, passage, [CUT])

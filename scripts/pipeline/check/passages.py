"""Check passages: they are those of the text, and each is cited or says why not."""

from collections.abc import Iterator, Mapping

import pandera.polars as pa
import polars as pl

from pipeline.assemble.evidence_rows import (
    must_be_quoted,
    must_be_used,
    passage_rows,
)
from pipeline.check.frames import Tables, check_frame, frame_of, rows_of
from pipeline.common.findings import Finding
from pipeline.read.text import read_document
from schemas.columns import rule

KEY = ["source_id", "passage_id"]
FIELDS = ("kind", "section", "start", "end", "text", "cited_characters")
WRONG = "rows-inconsistent"
FILE = "data/passages.csv"


def check_passages(tables: Tables, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Check the passages of the sources whose texts are there, by their identifiers."""
    passages = tables["passages"].filter(pl.col("source_id").is_in(list(texts)))
    right = _right_passages(tables, texts)
    frame = passages.join(right, KEY, "left", suffix="_right", maintain_order="left")
    yield from check_frame("passages", frame, _PASSAGES)
    for row in rows_of(right.join(passages, KEY, "anti")):
        message = f"the text has a passage more: {row['text'][:80]!r}"
        record = f"{row['source_id']}/{row['passage_id']}"
        yield Finding(WRONG, message, "rebuild", FILE, record=record)


def _right_passages(tables: Tables, texts: Mapping[str, str]) -> pl.DataFrame:
    """Return the passages of the texts, what of them is cited, and whether that has to be so."""
    cited = _cited_places(tables["evidence"])
    rows, must_use, must_quote = [], [], []
    for source in rows_of(tables["sources"]):
        name, extent = source["source_id"], source["extent"]
        if name in texts:
            for row in passage_rows(name, read_document(texts[name]), cited.get(name, [])):
                rows.append(row)
                must_use.append(must_be_used(row, extent))
                must_quote.append(must_be_quoted(row, extent))
    columns = [
        pl.Series("must_be_used", must_use, pl.Boolean),
        pl.Series("must_be_quoted", must_quote, pl.Boolean),
    ]
    return frame_of("passages", rows).select(*KEY, *FIELDS).with_columns(columns)


def _cited_places(evidence: pl.DataFrame) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches of each source whose every place lies in at least one quotation."""
    at = [pl.col(name).cast(pl.Int64, strict=False) for name in ("start", "end")]
    spans = evidence.select("source_id", *at).filter(pl.col("start") < pl.col("end"))
    spans = spans.sort("source_id", "start")
    begins = pl.col("start") > pl.col("end").cum_max().shift().over("source_id")
    stretch = begins.fill_null(True).cum_sum().alias("stretch")
    merged = spans.group_by("source_id", stretch, maintain_order=True).agg(
        pl.col("start").min(), pl.col("end").max()
    )
    by_source = merged.group_by("source_id").agg("start", "end").iter_rows()
    return {source: list(zip(starts, ends, strict=True)) for source, starts, ends in by_source}


def _same(field: str) -> pa.Check:
    same = (pl.col(field).eq_missing(pl.col(f"{field}_right"))) | pl.col("must_be_used").is_null()
    return rule(same, WRONG, f"the text gives {{{field}_right!r}}", "rebuild", field)


_IS_USED = pl.col("cited_characters_right") != "0"
_SAYS_WHY = pl.col("unused_reason").is_not_null()
_PASSAGES = [
    rule(pl.col("must_be_used").is_not_null(), WRONG, "the text has no such passage", "rebuild"),
    *map(_same, FIELDS),
    rule(
        ~(_IS_USED & _SAYS_WHY),
        "passage-used",
        "quotations use it",
        "remove the [[unused]] entry",
        "unused_reason",
    ),
    rule(
        _IS_USED | _SAYS_WHY | ~pl.col("must_be_used"),
        "passage-unaccounted",
        "no claim quotes it and nothing says why not",
        "claim what it says, or add [[unused]] with a reason",
        "unused_reason",
    ),
    rule(
        _IS_USED | ~pl.col("must_be_quoted"),
        "excerpt-unquoted",
        "no claim quotes it, so it is not shipped",
        "quote it, or cut the text with python scripts/locate.py --revise",
        "text",
    ),
]

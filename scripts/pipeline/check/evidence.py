"""Check evidence: every quotation is found again in its text, every value worked out again."""

from collections.abc import Iterator, Mapping, Sequence

import pandera.polars as pa
import polars as pl

from pipeline.assemble.evidence_rows import NAMED_BY, identifier
from pipeline.check.frames import LINE, Tables, check_frame, record_of
from pipeline.common.findings import Finding
from pipeline.resolve.context import quotation_fault
from pipeline.resolve.dates import days, inside
from pipeline.resolve.quotations import CONTEXT, prefix_of, suffix_of
from pipeline.resolve.values import MECHANICAL, value_of
from schemas import PROVENANCE, TABLES, Column, columns_of
from schemas.columns import rule

CELL = ["table_name", "record_id", "field"]
FIX = "correct the seeds and rebuild"
WORDS = ("in_text", "in_prefix", "in_suffix", "before", "after")
NOT_IN_TEXT, UNDERIVED, ORPHANED = (
    "evidence-not-in-text",
    "evidence-not-derivable",
    "evidence-orphaned",
)
COLUMNS: dict[tuple[str, str], Column] = {}  # those that rest on evidence
for _table, _model in TABLES.items():
    for _column in columns_of(_model):
        if _column.role == "cited":
            COLUMNS[_table, _column.name] = _column
_KINDS = pl.DataFrame(
    {
        "table_name": [table for table, _ in COLUMNS],
        "field": [field for _, field in COLUMNS],
        "kind": [column.kind for column in COLUMNS.values()],
    }
)


def check_evidence(tables: Tables, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Check that quotations stand where they should, give their values, and that no cell has none.

    Args:
        tables: frames of text, those of provenance among them.
        texts: of the sources, by their identifiers.
    """
    cells = _cited_cells(tables)
    values = _values_of(cells)
    evidence = _with_cells(_with_words(_with_places(tables), texts), cells, values, tables)
    evidence = _with_derivation(_with_settlement(evidence))
    yield from check_frame("evidence", evidence, (_EVIDENCE, evidence))
    yield from _check_joined(evidence)
    yield from _check_missing(values, evidence)


def _cited_cells(tables: Tables) -> pl.DataFrame:
    """Return each filled cell that rests on evidence: table, record, field, line and value."""
    cells = []
    for table, frame in tables.items():
        cited = [name for of, name in COLUMNS if of == table]
        if table not in PROVENANCE:
            frame = frame.with_columns(record_of(table).alias("record_id"))
            cells.append(
                frame.select("record_id", LINE, *cited)
                .unpivot(cited, index=["record_id", LINE], variable_name="field", value_name="cell")
                .drop_nulls(["record_id", "cell"])
                .select(pl.lit(table).alias("table_name"), "record_id", "field", LINE, "cell")
            )
    schema = dict.fromkeys(CELL, pl.String) | {LINE: pl.Int64, "cell": pl.String}
    return pl.concat([pl.DataFrame(schema=schema), *cells]).unique(CELL, keep="last")


def _values_of(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the values that evidence has to give for each cell: of a column of names, each one."""
    cells = cells.join(_KINDS, ["table_name", "field"], "left")
    names = pl.when(pl.col("kind") == "names").then(pl.col("cell").str.split("; "))
    return cells.with_columns(names.otherwise(pl.concat_list("cell")).alias("value")).explode(
        "value"
    )


def _with_places(tables: Tables) -> pl.DataFrame:
    """Return evidence with its offsets as numbers, its language, and where its passage stands."""
    at = [
        pl.col(name).cast(pl.Int64, strict=False).alias(f"{name}_at") for name in ("start", "end")
    ]
    passages = (
        tables["passages"]
        .select("source_id", "passage_id", *at)
        .unique(["source_id", "passage_id"], keep="last")
    )
    languages = tables["sources"].select("source_id", "language").unique("source_id", keep="last")
    by_passage, order = ["source_id", "passage_id"], {"how": "left", "maintain_order": "left"}
    evidence = tables["evidence"].with_columns(at)
    evidence = evidence.join(languages, "source_id", **order)  # type: ignore[arg-type]
    return evidence.join(passages, by_passage, suffix="_of_passage", **order)  # type: ignore[arg-type]


def _with_words(evidence: pl.DataFrame, texts: Mapping[str, str]) -> pl.DataFrame:
    """Add what the text has at each row's place, and what is around it; null without a place."""
    placed = evidence.with_row_index("row").filter(
        pl.col("source_id").is_in(list(texts)) & (pl.col("start_at") >= 0) & (pl.col("end_at") >= 0)
    )
    frames = [pl.DataFrame(schema={"row": pl.UInt32} | dict.fromkeys(WORDS, pl.String))]
    for (source,), rows in placed.group_by("source_id"):
        text = texts[str(source)]
        spans = list(rows.select("start_at", "end_at").iter_rows())
        before = [text[max(0, start - CONTEXT) : start] for start, _ in spans]
        after = [text[end : end + CONTEXT] for _, end in spans]
        words = {
            "in_text": [text[start:end] for start, end in spans],
            "in_prefix": map(prefix_of, before),
            "in_suffix": map(suffix_of, after),
            "before": before,
            "after": after,
        }
        columns = [pl.Series(name, cells, pl.String) for name, cells in words.items()]
        frames.append(rows.select("row").with_columns(columns))
    evidence = evidence.with_row_index("row")
    evidence = evidence.join(pl.concat(frames), "row", "left", maintain_order="left").drop("row")
    is_span = pl.col("start_at") < pl.col("end_at")
    return evidence.with_columns(
        before=pl.coalesce(pl.when(is_span).then("before"), "prefix", pl.lit("")),
        after=pl.coalesce(pl.when(is_span).then("after"), "suffix", pl.lit("")),
    )


def _with_cells(
    evidence: pl.DataFrame, cells: pl.DataFrame, values: pl.DataFrame, tables: Tables
) -> pl.DataFrame:
    """Add the cell that each row supports, its kind, and whether it is there and has the value."""
    evidence = evidence.join(cells.select(*CELL, "cell"), CELL, "left", maintain_order="left")
    given = values.select(*CELL, "value").unique().with_columns(is_given=pl.lit(True))
    evidence = evidence.join(given, [*CELL, "value"], "left", maintain_order="left")
    evidence = evidence.join(_KINDS, ["table_name", "field"], "left", maintain_order="left")
    unread = pl.col("table_name").is_in([table for table in TABLES if table not in tables])
    return evidence.with_columns((pl.col("cell").is_not_null() | unread).alias("has_cell"))


def _with_settlement(evidence: pl.DataFrame) -> pl.DataFrame:
    """Add each row's right rank, and whether something says why a value is preferred."""
    own = pl.col("value") == pl.col("cell")
    differ = (pl.col("value").n_unique().over(CELL) > 1) & (pl.col("kind") != "names")
    evidence = evidence.with_columns((differ & own).fill_null(False).alias("is_preferred"))
    noted = (own & pl.col("note").is_not_null()).any().over(CELL)
    doubtful = evidence.filter(pl.col("is_preferred") & (pl.col("kind") == "edtf"))
    dates = evidence.join(doubtful.select(CELL).unique(), CELL, "semi")
    narrowed: list[tuple[str, ...]] = []
    for *cell, value, values in (
        dates.group_by([*CELL, "cell"]).agg(pl.col("value").unique()).iter_rows()
    ):
        if _narrows(value, values):
            narrowed.append(tuple(cell))
    known = pl.DataFrame(narrowed, dict.fromkeys(CELL, pl.String), orient="row")
    known = known.with_columns(pl.lit(True).alias("narrows"))
    evidence = evidence.join(known, CELL, "left", maintain_order="left")
    rank = pl.when("is_preferred").then(pl.lit("preferred")).otherwise(pl.lit("normal"))
    return evidence.with_columns(
        rank.alias("right_rank"), (noted | pl.col("narrows").fill_null(False)).alias("is_settled")
    )


def _narrows(value: str, given: Sequence[str]) -> bool:
    """Return whether a date lies inside all the others that are given, none with the same days."""
    own, others = days(value), [days(date) for date in given if date != value]
    if own is None:
        return False
    return all(date and own != date and inside(own, date) for date in others)


def _with_derivation(evidence: pl.DataFrame) -> pl.DataFrame:
    """Add each right identifier, and why a value does not follow from its quotation."""
    words = pl.concat_str([pl.col(name).fill_null("") for name in NAMED_BY], separator="\x1f")
    evidence = evidence.with_columns(words.alias("words"))
    count = pl.int_range(1, pl.len() + 1).over("words")
    counted = evidence.select(pl.concat_str("words", count, separator="\x1f")).to_series()
    evidence = evidence.drop("words").with_row_index("row")
    right = pl.Series("right_id", map(identifier, counted), pl.String)
    is_read = pl.col("kind").is_in(MECHANICAL) & pl.col("basis").is_in(["verbatim", "normalized"])
    read = evidence.filter(is_read | (pl.col("basis") == "normalized"))
    names = ("table_name", "field", "basis", "value", "quote", "language", "before", "after")
    rows = read.select(names).fill_null("").rows()
    known = {row: _derivation_fault(*row) for row in set(rows)}  # many rows say the same
    faults = pl.Series("fault", [known[row] for row in rows], pl.String)
    faulty = read.select("row").with_columns(faults)
    evidence = evidence.join(faulty, "row", "left", maintain_order="left")
    return evidence.drop("row").with_columns(right)


def _derivation_fault(
    table: str,
    field: str,
    basis: str,
    value: str,
    quote: str,
    language: str,
    before: str,
    after: str,
) -> str | None:
    """Return why a value does not follow from its quotation alone, where a machine reads it."""
    column = COLUMNS.get((table, field))
    if column is None:
        return None
    fault = quotation_fault(column, before, quote, after, language or "en")
    if fault or basis != "normalized":
        return fault
    machine = value_of(column, quote, language or "en")
    return None if machine == value else f"the quotation gives {machine!r}"


def _coded() -> pl.Expr:
    """Return whether a coded value is a term of its column's vocabulary."""
    terms = [
        table + "\x1f" + field + "\x1f" + term
        for (table, field), column in COLUMNS.items()
        for term in column.terms
    ]
    return pl.concat_str(["table_name", "field", "value"], separator="\x1f").is_in(terms)


def _of_basis(basis: str, holds: pl.Expr, message: str) -> pa.Check:
    holds = (pl.col("basis") != basis) | pl.col("kind").is_null() | holds
    return rule(holds, UNDERIVED, message, FIX, "value")


def _in_text(field: str, there: str) -> pa.Check:
    same = (pl.col(field).fill_null("") == pl.col(there)) | pl.col(there).is_null()
    return rule(same, NOT_IN_TEXT, f"the text has {{{there}!r}} there", FIX, field)


_IS_SPAN = pl.col("start_at") < pl.col("end_at")
_IS_VALUE = pl.col("value") == pl.col("cell")
_EVIDENCE = pa.DataFrameSchema(
    checks=[
        _in_text("quote", "in_text"),
        _in_text("prefix", "in_prefix"),
        _in_text("suffix", "in_suffix"),
        rule(
            ~_IS_SPAN
            | (pl.col("start_at_of_passage") >= pl.col("end_at_of_passage"))
            | pl.col("start_at").is_between(
                pl.col("start_at_of_passage"), pl.col("end_at_of_passage"), "left"
            ),
            NOT_IN_TEXT,
            "it begins in another passage",
            FIX,
            "passage_id",
        ),
        rule(
            pl.col("evidence_id") == pl.col("right_id"),
            "derived-wrong",
            "it is not made from its row",
            FIX,
            "evidence_id",
        ),
        rule(
            pl.col("has_cell"),
            ORPHANED,
            "no such cell: {table_name}/{record_id}/{field}",
            FIX,
            "field",
        ),
        rule(
            pl.col("fault").is_null() | pl.col("cell").is_null(), UNDERIVED, "{fault}", FIX, "value"
        ),
        _of_basis(
            "verbatim", pl.col("value") == pl.col("quote"), "a verbatim value is its quotation"
        ),
        _of_basis(
            "normalized",
            pl.col("value") != pl.col("quote"),
            "the value is the quotation: that is verbatim",
        ),
        _of_basis("coded", _coded(), "a coded value is a term of a vocabulary"),
        _of_basis(
            "interpreted",
            pl.col("note").str.strip_chars().fill_null("") != "",
            "an interpreted value says why in its note",
        ),
        rule(
            (pl.col("rank") == pl.col("right_rank")) | pl.col("cell").is_null(),
            ORPHANED,
            "it should be {right_rank}",
            FIX,
            "rank",
        ),
        rule(
            (pl.col("kind") != "names")
            | pl.col("cell").is_null()
            | pl.col("is_given").is_not_null(),
            ORPHANED,
            "the cell does not have this name",
            FIX,
            "value",
        ),
        rule(
            ~pl.col("is_preferred") | pl.col("is_settled"),
            ORPHANED,
            "nothing says why it is preferred",
            FIX,
            "note",
        ),
    ]
)


def _check_joined(evidence: pl.DataFrame) -> Iterator[Finding]:
    """Check that joined quotations, in the order of the text and spaced, are their value."""
    joined = evidence.filter(
        (pl.col("basis") == "joined") & _IS_SPAN & pl.col("cell").is_not_null()
    )
    if joined.is_empty():
        return
    group = [*CELL, "source_id", "value"]
    words = pl.col("quote").sort_by("start_at").str.join(" ").first().over(group)
    joined = joined.with_columns(words.alias("words")).unique(
        group, keep="first", maintain_order=True
    )
    right = [
        " ".join([value or ""] * max(1, text.count(value or "")))
        for value, text in joined.select("value", "words").iter_rows()
    ]
    same = rule(
        pl.col("words") == pl.col("right"), UNDERIVED, "joined, they are {words!r}", FIX, "value"
    )
    joined = joined.with_columns(pl.Series("right", right, pl.String))
    yield from check_frame("evidence", joined, (pa.DataFrameSchema(checks=[same]), joined))


def _check_missing(values: pl.DataFrame, evidence: pl.DataFrame) -> Iterator[Finding]:
    """Find the values of cells that no evidence gives."""
    lost = values.join(evidence.select(*CELL, "value"), [*CELL, "value"], "anti")
    for row in lost.iter_rows(named=True):
        message = f"no evidence gives {row['value']!r}"
        place = (f"data/{row['table_name']}.csv", row[LINE], row["record_id"], row["field"])
        yield Finding("evidence-missing", message, FIX, *place, row["cell"])

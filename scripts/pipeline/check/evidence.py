"""Check evidence: every quotation is found again in its text, every value worked out again."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate

import pandera.polars as pa
import polars as pl

from pipeline.assemble.agreement import (
    NOWHERE,
    Surroundings,
    Wording,
    plain_text,
    standing,
)
from pipeline.assemble.evidence_rows import NAMED_BY, identifier
from pipeline.check.frames import LINE, Tables, check_frame, record_of
from pipeline.common.findings import Finding
from pipeline.read.text import FORMULA
from pipeline.resolve.context import quotation_fault
from pipeline.resolve.quotations import CONTEXT
from pipeline.resolve.values import MECHANICAL, value_of
from schemas import PROVENANCE, TABLES, Column, columns_of
from schemas.columns import rule

CELL = ["table_name", "record_id", "field"]
PASSAGE = ["source_id", "passage_id"]
OFFSETS = [  # as numbers
    pl.col(name).cast(pl.Int64, strict=False).alias(f"{name}_at") for name in ("start", "end")
]
BATCH = 100_000  # rows that are judged at once
FIX = "correct the seeds and rebuild"
NOT_IN_TEXT, UNDERIVED, ORPHANED = (
    "evidence-not-in-text",
    "evidence-not-derivable",
    "evidence-orphaned",
)
COLUMNS: dict[tuple[str, str], Column] = {}  # those that rest on evidence
for _table, _model in TABLES.items():
    for _column in columns_of(_model):
        if _column.role in ("cited", "reference") and _table not in PROVENANCE:
            COLUMNS[_table, _column.name] = _column
_KINDS = pl.DataFrame(
    {
        "table_name": [table for table, _ in COLUMNS],
        "field": [field for _, field in COLUMNS],
        "kind": [column.kind for column in COLUMNS.values()],
    }
)
# The columns of evidence on which it depends whether a value follows from its quotation.
READ_FROM = (
    "table_name",
    "field",
    "basis",
    "value",
    "quote",
    "language",
    "before",
    "after",
    "note",
)


def check_evidence(tables: Tables, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Check that quotations stand where they should, give their values, and that no cell has none.

    Args:
        tables: frames of text, those of provenance among them.
        texts: of the sources, by their identifiers.
    """
    sources = _sources(tables, texts)
    passages = tables["passages"].select(*PASSAGE, *OFFSETS).unique(PASSAGE, keep="last")
    whole = "".join(texts.values())
    parts = 1 + tables["evidence"].height // BATCH
    for part in range(parts):
        is_of_part = pl.col("record_id").hash() % parts == part
        evidence, cells = tables["evidence"].filter(is_of_part), _cited_cells(tables, is_of_part)
        values = _values_of(cells)
        yield from _check_missing(values, evidence)
        evidence = evidence.with_columns(OFFSETS)
        evidence = evidence.join(sources, "source_id", "left", maintain_order="left")
        evidence = evidence.join(
            passages, PASSAGE, "left", suffix="_of_passage", maintain_order="left"
        )
        evidence = _with_cells(_with_words(evidence, whole), cells, values, tables)
        evidence = _with_derivation(_with_settlement(evidence, tables))
        yield from check_frame("evidence", evidence, _EVIDENCE)
        yield from _check_joined(evidence)


def _cited_cells(tables: Tables, is_of_part: pl.Expr) -> pl.DataFrame:
    """Return each filled cell that rests on evidence: table, record, field, line and value."""
    cells = []
    for table, frame in tables.items():
        cited = [name for of, name in COLUMNS if of == table]
        if table not in PROVENANCE:
            frame = frame.with_columns(record_id=record_of(table)).filter(is_of_part)
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
    names = [name for (_, name), column in COLUMNS.items() if column.kind == "names"]
    split = pl.when(pl.col("field").is_in(names)).then(pl.col("cell").str.split("; "))
    return cells.with_columns(value=split.otherwise(pl.concat_list("cell"))).explode("value")


def _sources(tables: Tables, texts: Mapping[str, str]) -> pl.DataFrame:
    """Return of each source its language, and where its text is in all texts, one after another."""
    languages = tables["sources"].select("source_id", "language").unique("source_id", keep="last")
    places = {
        "source_id": pl.Series(list(texts), dtype=pl.String),
        "last": pl.Series(accumulate(map(len, texts.values())), dtype=pl.Int64),
    }
    known = pl.DataFrame(places).with_columns(first=pl.col("last").shift(fill_value=0))
    return languages.join(known, "source_id", "full", coalesce=True)


def _with_words(evidence: pl.DataFrame, whole: str) -> pl.DataFrame:
    """Add what the text has at each row's place, and what is around it; null without a place.

    `whole` is all texts, one after another.
    """
    length = pl.col("last") - pl.col("first")
    start, end = (pl.min_horizontal(name, length) for name in ("start_at", "end_at"))
    stretches = {
        "in_text": (start, end),
        "before": (pl.max_horizontal(start - CONTEXT, 0), start),
        "after": (end, pl.min_horizontal(end + CONTEXT, length)),
    }
    has_place = (pl.col("start_at") >= 0) & (pl.col("end_at") >= 0)
    for name, stretch in stretches.items():
        bounds = [pl.when(has_place).then(pl.col("first") + place) for place in stretch]
        spans = evidence.select(begin=bounds[0], stop=bounds[1]).iter_rows()
        words = [None if begin is None else whole[begin:stop] for begin, stop in spans]
        evidence = evidence.with_columns(pl.Series(name, words, pl.String))
    is_formula = pl.col("after").str.head(1).is_in(list(FORMULA))
    is_span = pl.col("start_at") < pl.col("end_at")
    return evidence.drop("first", "last").with_columns(
        in_prefix=pl.col("before").str.strip_chars_start(FORMULA),
        in_suffix=pl.when(is_formula).then(pl.lit("")).otherwise("after"),
        before=pl.coalesce(pl.when(is_span).then("before"), "prefix", pl.lit("")),
        after=pl.coalesce(pl.when(is_span).then("after"), "suffix", pl.lit("")),
    )


def _with_cells(
    evidence: pl.DataFrame, cells: pl.DataFrame, values: pl.DataFrame, tables: Tables
) -> pl.DataFrame:
    """Add the cell that each row supports, its kind, and whether it is there and has the value."""
    evidence = evidence.join(cells.drop(LINE), CELL, "left", maintain_order="left")
    given = values.select(*CELL, "value").unique().with_columns(is_given=True)
    evidence = evidence.join(given, [*CELL, "value"], "left", maintain_order="left")
    evidence = evidence.join(_KINDS, ["table_name", "field"], "left", maintain_order="left")
    unread = pl.col("table_name").is_in([table for table in TABLES if table not in tables])
    is_given = pl.col("is_given").fill_null(False)
    return evidence.with_columns(is_given, has_cell=pl.col("cell").is_not_null() | unread)


def _with_settlement(evidence: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Add each row's right rank, and whether its cell agrees with what is given or says why."""
    varied = (pl.col("value").n_unique().over(CELL) > 1) & (pl.col("kind") != "names")
    differing = evidence.filter(varied).drop_nulls(["cell", "value"])
    settled, preferred = [], []
    grouped = differing.group_by([*CELL, "cell"], maintain_order=True).agg("value", "language")
    arounds = _surroundings(evidence, tables) if grouped.height else {}
    for *cell, value, values, languages in grouped.iter_rows():
        column = COLUMNS[cell[0], cell[2]]
        wordings = [Wording(*pair) for pair in zip(values, languages, strict=True)]
        around = arounds.get(cell[1], NOWHERE) if cell[0] == "memorials" else NOWHERE
        holds, ranked = standing(column, value, wordings, around)
        settled += [cell] if holds else []
        preferred += [[*cell, other] for other in ranked]
    for keys, rows, name in ((CELL, settled, "agrees"), ([*CELL, "value"], preferred, "first")):
        known = pl.DataFrame(rows, dict.fromkeys(keys, pl.String), orient="row")
        known = known.with_columns(pl.lit(True).alias(name))
        evidence = evidence.join(known, keys, "left", maintain_order="left")
    noted = (pl.col("first") & pl.col("note").is_not_null()).any().over(CELL)
    evidence = evidence.with_columns(
        is_preferred=pl.col("first").fill_null(False),
        is_settled=noted | pl.col("agrees").fill_null(False),
    )
    rank = pl.when("is_preferred").then(pl.lit("preferred")).otherwise(pl.lit("normal"))
    return evidence.with_columns(right_rank=rank)


def _surroundings(evidence: pl.DataFrame, tables: Tables) -> dict[str, Surroundings]:
    """Return of each memorial the code of its country and the names of its districts."""
    districts = evidence.filter(
        (pl.col("table_name") == "memorials") & (pl.col("field") == "district")
    )
    named: dict[str, list[str]] = {}
    for record, value in districts.select("record_id", "value").drop_nulls().iter_rows():
        named.setdefault(record, []).append(value)
    memorials = tables.get("memorials", pl.DataFrame(schema={"memorial_id": pl.String}))
    codes = (
        dict(memorials.select("memorial_id", "country_code").iter_rows())
        if memorials.width > 1
        else {}
    )
    return {
        record: Surroundings(
            codes.get(record) or "", frozenset(map(plain_text, named.get(record, ())))
        )
        for record in {*codes, *named}
    }


def _with_derivation(evidence: pl.DataFrame) -> pl.DataFrame:
    """Add each right identifier, and why a value does not follow from its quotation."""
    words = pl.concat_str([pl.col(name).fill_null("") for name in NAMED_BY], separator="\x1f")
    count = pl.int_range(1, pl.len() + 1).over(words)
    counted = evidence.select(pl.concat_str(words, count, separator="\x1f")).to_series()
    right = pl.Series("right_id", map(identifier, counted.to_list()), pl.String)
    is_read = pl.col("kind").is_in(MECHANICAL) & pl.col("basis").is_in(["verbatim", "normalized"])
    read = evidence.filter(is_read | (pl.col("basis") == "normalized")).select(READ_FROM).unique()
    faults = [_derivation_fault(*row) for row in read.fill_null("").iter_rows()]
    read = read.with_columns(pl.Series("fault", faults, pl.String)).drop_nulls("fault")
    how = {"how": "left", "nulls_equal": True, "maintain_order": "left"}
    return evidence.with_columns(right).join(read, READ_FROM, **how)  # type: ignore[arg-type]


@cache
def _machine_value(table: str, field: str, quote: str, language: str) -> str | None:
    return value_of(COLUMNS[table, field], quote, language)


def _derivation_fault(
    table: str, field: str, basis: str, value: str, quote: str, language: str, *around: str
) -> str | None:
    """Return why a value does not follow from its quotation alone, where a machine reads it."""
    column, (before, after, note) = COLUMNS.get((table, field)), around
    if column is None:
        return None
    fault = quotation_fault(column, before, quote, after, language or "en", note)
    if fault or basis != "normalized":
        return fault
    machine = _machine_value(table, field, quote, language or "en")
    return None if machine == value else f"the quotation gives {machine!r}"


_IS_SPAN = pl.col("start_at") < pl.col("end_at")
_HAS_CELL = pl.col("cell").is_not_null()
_IN_PASSAGE = ~(pl.col("start_at_of_passage") < pl.col("end_at_of_passage")) | pl.col(
    "start_at"
).is_between(pl.col("start_at_of_passage"), pl.col("end_at_of_passage"), "left")
_IS_TERM = pl.concat_str(["table_name", "field", "value"], separator="\x1f").is_in(
    ["\x1f".join([*place, term]) for place, column in COLUMNS.items() for term in column.terms]
)
_IS_QUOTE = pl.col("value") == pl.col("quote")
_IS_LINK = ~_HAS_CELL | ((pl.col("kind") == "slug") == (pl.col("basis") == "linked"))
_IS_RANKED = pl.col("rank") == pl.col("right_rank")
_IS_SETTLED = ~pl.col("is_preferred") | pl.col("is_settled")
_SAYS_WHY = pl.col("note").str.strip_chars().fill_null("") != ""
_HAS_NAME = (pl.col("kind") != "names") | pl.col("is_given") | ~_HAS_CELL


def _rule(holds: pl.Expr, code: str, message: str, field: str) -> pa.Check:
    return rule(holds, code, message, FIX, field)


def _in_text(field: str, there: str) -> pa.Check:
    same = (pl.col(field).fill_null("") == pl.col(there)) | pl.col(there).is_null()
    return _rule(same, NOT_IN_TEXT, f"the text has {{{there}!r}} there", field)


def _of_basis(basis: str, holds: pl.Expr, message: str) -> pa.Check:
    holds = (pl.col("basis") != basis) | pl.col("kind").is_null() | holds
    return _rule(holds, UNDERIVED, message, "value")


_EVIDENCE = [
    _in_text("quote", "in_text"),
    _in_text("prefix", "in_prefix"),
    _in_text("suffix", "in_suffix"),
    _rule(~_IS_SPAN | _IN_PASSAGE, NOT_IN_TEXT, "it begins in another passage", "passage_id"),
    _rule(
        pl.col("evidence_id") == pl.col("right_id"),
        "derived-wrong",
        "it is not made from its row",
        "evidence_id",
    ),
    _rule(pl.col("has_cell"), ORPHANED, "no such cell: {table_name}/{record_id}/{field}", "field"),
    _rule(~_HAS_CELL | pl.col("fault").is_null(), UNDERIVED, "{fault}", "value"),
    _of_basis("verbatim", _IS_QUOTE, "a verbatim value is its quotation"),
    _of_basis("normalized", ~_IS_QUOTE, "the value is the quotation: that is verbatim"),
    _of_basis("coded", _IS_TERM, "a coded value is a term of a vocabulary"),
    _rule(_IS_LINK, UNDERIVED, "a reference is linked", "basis"),
    _of_basis("interpreted", _SAYS_WHY, "an interpreted value says why in its note"),
    _rule(~_HAS_CELL | _IS_RANKED, ORPHANED, "it should be {right_rank}", "rank"),
    _rule(_HAS_NAME, ORPHANED, "the cell does not have this name", "value"),
    _rule(_IS_SETTLED, ORPHANED, "nothing says why it is preferred", "note"),
]


def _check_joined(evidence: pl.DataFrame) -> Iterator[Finding]:
    """Check that joined quotations, in the order of the text and spaced, are their value."""
    joined = evidence.filter((pl.col("basis") == "joined") & _IS_SPAN & _HAS_CELL)
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
    same = pl.col("words") == pl.Series(right, dtype=pl.String)
    checks = [_rule(same, UNDERIVED, "joined, they are {words!r}", "value")]
    yield from check_frame("evidence", joined, checks)


def _check_missing(values: pl.DataFrame, evidence: pl.DataFrame) -> Iterator[Finding]:
    """Find the values of cells that no evidence gives."""
    lost = values.join(evidence, [*CELL, "value"], "anti")
    for row in lost.iter_rows(named=True):
        message = f"no evidence gives {row['value']!r}"
        place = (f"data/{row['table_name']}.csv", row[LINE], row["record_id"], row["field"])
        yield Finding("evidence-missing", message, FIX, *place, row["cell"])

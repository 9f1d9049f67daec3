"""Tables as frames of text, and findings from the checks of a pandera schema on them.

A frame has a table's columns as text, as its CSV writes them, with null for what is missing, and
`line`, the physical line of each row (null where there is none). One bad cell hides no other.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline.common.findings import Finding
from pipeline.resolve.values import lexical_fault
from schemas import TABLES, Column, column_of, columns_of, key_of

Tables = Mapping[str, pl.DataFrame]
LINE = "line"


def frame_of(
    table: str, rows: Iterable[Mapping[str, str]], lines: Sequence[int | None] | None = None
) -> pl.DataFrame:
    """Return rows of text as a frame; without `lines`, they are those of a CSV of plain rows."""
    schema = {column.name: pl.String for column in columns_of(TABLES[table])}
    frame = without_empty(pl.DataFrame(list(rows), schema=schema))
    places = range(2, frame.height + 2) if lines is None else lines
    return frame.with_columns(pl.Series(LINE, list(places), pl.Int64))


def without_empty(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of text in which empty cells are null."""
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


def rows_of(frame: pl.DataFrame) -> list[dict[str, str]]:
    """Return the rows of a frame as text, "" where a cell is missing."""
    return frame.drop(LINE, strict=False).fill_null("").to_dicts()


def typed(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table's columns as they are stored; a cell that is not of its type is null."""
    return frame.select(_typed(column) for column in columns_of(TABLES[table]))


def _typed(column: Column) -> pl.Expr:
    cell = pl.col(column.name)
    if column.stored is bool:
        return cell.replace_strict({"true": True, "false": False}, default=None)
    if column.stored is datetime.date:
        return cell.str.to_date("%Y-%m-%d", strict=False)
    return cell.cast(column.stored, strict=False)


def record_of(table: str) -> pl.Expr:
    """Return the expression of a row's key columns, `/` between."""
    return pl.concat_str(key_of(TABLES[table]), separator="/")


def failures(
    checks: Sequence[pa.Check], frame: pl.DataFrame
) -> Iterator[tuple[pa.Check, list[int]]]:
    """Give each check that does not hold, and the rows in which it does not.

    Whether all rows hold is asked of all checks at once; only those that fail somewhere are left
    to pandera, which takes a millisecond for each.
    """
    rules = [(check.statistics or {})["holds"] for check in checks]
    holds = [rule.all().alias(str(number)) for number, rule in enumerate(rules)]
    outcomes = frame.lazy().select(holds).collect().row(0) if holds else ()
    failed = [check for check, held in zip(checks, outcomes, strict=True) if not held]
    if not failed:
        return
    try:
        pa.DataFrameSchema(checks=failed).validate(frame, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            if not isinstance(error.check_output, pl.DataFrame):
                raise RuntimeError(str(error)) from errors
            wrong = error.check_output.to_series().not_().arg_true()
            yield error.check, wrong.to_list()


def check_frame(
    table: str,
    frame: pl.DataFrame,
    checks: Sequence[pa.Check],
    *further: tuple[Sequence[pa.Check], pl.DataFrame],
) -> Iterator[Finding]:
    """Give a finding for each row of a frame in which a check does not hold.

    Args:
        table: of whose file the findings speak.
        frame: the rows as text, from which findings take values.
        checks: of these rows.
        further: checks of another frame, row for row that of the same rows, and that frame.

    Of several checks of one code on one cell only the first is told.
    """
    found: set[tuple[str, str | None, int]] = set()
    for rules, judged in ((checks, frame), *further):
        for check, wrong in failures(rules, judged):
            code, field = str(check.name), check.title
            fresh = [index for index in wrong if (code, field, index) not in found]
            found.update((code, field, index) for index in fresh)
            for row in frame[fresh].fill_null("").iter_rows(named=True):
                yield _finding(table, check, row)


def _finding(table: str, check: pa.Check, row: Mapping[str, Any]) -> Finding:
    """Return what a check says of a row of a table."""
    field = check.title
    value = row.get(field, "") if field else None
    message = (
        str(check.error).format_map(row)
        if check.error
        else lexical_fault(column_of(TABLES[table], str(field)), str(value))
    )
    record = "/".join(row[name] for name in key_of(TABLES[table]))
    place = (f"data/{table}.csv", row.get(LINE) or None, record, field, value)
    return Finding(str(check.name), str(message), str(check.description), *place)

"""The pandera model of a table, made from its declaration.

It is asked when frames are validated, as the tests do with what users load. The commands look at
cells and rows by the same declarations: pandera and pandas take half a second to import.
"""

import datetime
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.engines import pandas_engine

from schemas.columns import Column, RowRule, Table, columns_of, row_rules_of


class _Text(pandas_engine.STRING):
    """Text as pandas stores it, judged as a whole.

    Judged cell by cell, pandera gathers the cells of another type even where there are none, which
    takes a quarter of the time of a validation.
    """

    def check(self, pandera_dtype: Any, data_container: Any = None) -> bool:
        """Whether all cells of a column are text."""
        found = super().check(pandera_dtype, data_container)
        return found if isinstance(found, bool) else all(found)


DAYS: Any = pandas_engine.DateTime  # whose arguments its types do not tell
# How the values of a column are stored in a pandas frame (times have a resolution of one second).
STORED: dict[type, Any] = {
    str: _Text("python"),
    int: pd.Int64Dtype,
    float: float,
    bool: pd.BooleanDtype,
    datetime.date: DAYS(unit="s"),
}


MODELS: dict[type[Table], pa.DataFrameSchema] = {}  # that were asked for


def model_of(table: type[Table]) -> pa.DataFrameSchema:
    """The pandera model of a table: its columns in their order, and the rules of its rows."""
    if table not in MODELS:
        MODELS[table] = _made(table)
    return MODELS[table]


def _made(table: type[Table]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {column.name: _column(column) for column in columns_of(table)},
        checks=[
            pa.Check(partial(_row_by_row, rule), name=rule.name, description=rule.description)
            for rule in row_rules_of(table)
        ],
        strict=True,
        ordered=True,
        name=table.__name__,
        description=table.__doc__,
    )


def _row_by_row(rule: RowRule, frame: pd.DataFrame) -> "pd.Series[bool]":
    cells = frame[list(rule.columns)].astype(object)
    rows = cells.where(cells.notna(), None).itertuples(index=False)
    return pd.Series([rule.holds(*row) for row in rows], index=frame.index, dtype=bool)


def _column(column: Column) -> pa.Column:
    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.terms:
        checks.append(pa.Check.isin(list(column.terms)))
    if column.pattern:
        checks.append(pa.Check.str_matches(column.pattern))
    return pa.Column(
        STORED[column.stored],
        checks,
        nullable=not column.required,
        description=column.meaning,
        name=column.name,
    )

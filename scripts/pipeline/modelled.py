"""Ask the pandera model of each table whether its rows hold.

`checks` imports it in a second process: pandera takes longer to import than all other checks of a
small package take.
"""

from collections.abc import Iterator, Set

import pandas as pd
import pandera.pandas as pandera

from khojaly_memorials.frames import typed
from schemas import TABLES, columns_of
from schemas.export import table_schema

Row = dict[str, str]
Places = Set[tuple[int, str]]  # a row's index and a column


def typed_frame(table: str, rows: list[Row], bad: Places) -> pd.DataFrame:
    """The rows as users load them; cells of a bad form become missing."""
    columns: dict[str, list[str | None]] = {
        column.name: [row[column.name] or None for row in rows]
        for column in columns_of(TABLES[table])
    }
    for index, name in bad:
        columns[name][index] = None
    return typed(table_schema(TABLES[table])["fields"], columns)


def model_faults(
    table: str, rows: list[Row], known: Places
) -> Iterator[tuple[int | None, str | None, str]]:
    """What the model finds: the row's index and the column, where there are any, and what.

    What was said of a cell's form is `known`, and is not said again.
    """
    try:
        TABLES[table].validate(typed_frame(table, rows, known), lazy=True)
    except pandera.errors.SchemaErrors as fault:
        for _, case in fault.failure_cases.iterrows():
            if pd.isna(case["index"]):
                yield None, None, str(case["check"])
                continue
            index = int(case["index"])
            field = str(case["column"]) if case["schema_context"] == "Column" else None
            if (index, field) not in known:
                yield index, field, f"it does not hold that {case['check']}"

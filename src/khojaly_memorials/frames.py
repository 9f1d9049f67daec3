"""The tables as DataFrames of pandas or polars, or as Arrow tables.

A DataFrame library is imported when a frame of it is asked for, and only that one.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

from khojaly_memorials import files
from khojaly_memorials.names import EngineName

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from khojaly_memorials.names import TableName


@overload
def load(table: TableName, engine: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
@overload
def load(table: TableName, engine: Literal["polars"]) -> pl.DataFrame: ...
@overload
def load(table: TableName, engine: Literal["pyarrow"]) -> pa.Table: ...
def load(table: TableName, engine: EngineName = "pandas") -> Any:
    """A table with typed columns, a fresh copy each time: a row a record, a column a field.

    In pandas text is `string`, dates `datetime64[s]`, whole numbers `Int64`, numbers `float64`,
    truth values `boolean`; in polars and Arrow the types of those names. Empty cells are missing.
    What the columns mean is in `describe(table)`, in `DataFrame.attrs` (pandas) and in the fields'
    metadata (Arrow).

    >>> load("kinships").columns.tolist()
    ['person_id', 'relative_id', 'role']
    >>> load("memorials").attrs["columns"]["length_m"]["unit"]
    'metres'

    Raises:
        ValueError: there is no such table or engine.
        ImportError: the engine is not installed; the message names what to install.
        DamagedFileError: the installed file is not the one that was released.
    """
    files.check_name("table", table, files.tables())
    files.check_name("engine", engine, get_args(EngineName))
    try:
        return {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}[engine](table)
    except ImportError as fault:
        if fault.name != engine:
            raise
        wanted = "pandas" if engine == "pandas" else f"'khojaly-memorials[{engine}]'"
        raise ImportError(f"{engine} is not installed: pip install {wanted}", name=engine) from None


def _pandas(table: str) -> pd.DataFrame:
    content = files.content(f"data/{table}.csv")
    fields = files.table_schema(table)["fields"]
    frame = (_read_small if len(content) < LARGE else _read_large)(fields, content)
    frame.attrs = {
        "name": table,
        "description": files.resources()[f"data/{table}.csv"]["description"],
        "version": files.version(),
        "columns": {
            field["name"]: {word: field[word] for word in SAID if word in field} for field in fields
        },
    }
    return frame


SAID = ("description", "unit", "rule")  # what of a field's schema travels with a frame
LARGE = 2**18  # bytes of CSV from which on pandas' own reader is faster; its first use takes 12 ms


def _read_small(fields: list[dict[str, Any]], content: bytes) -> pd.DataFrame:
    rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    names = next(rows)
    columns = dict(zip(names, zip(*rows, strict=True), strict=False))
    return typed(fields, {name: columns.get(name, ()) for name in names})


def _read_large(fields: list[dict[str, Any]], content: bytes) -> pd.DataFrame:
    """The frame that `_read_small` gives.

    Numbers and dates are read as categories, each of which is then turned into a value but once:
    pandas itself has not read all numbers exactly, and its dates have other units.
    """
    import pandas as pd

    kinds: dict[str, Any] = {
        "integer": "Int64",
        "boolean": "boolean",
        "string": pd.StringDtype("python"),
    }
    frame = pd.read_csv(
        io.BytesIO(content),
        dtype={field["name"]: kinds.get(field["type"], "category") for field in fields},
        keep_default_na=False,
        na_values=[""],
    )
    for name, kind in ((field["name"], field["type"]) for field in fields):
        if kind not in kinds:
            cells = frame[name].cat
            values = _array(kind, [*cells.categories, ""])  # the last for -1, what is missing
            frame[name] = values[cells.codes]
    return frame


def typed(fields: list[dict[str, Any]], columns: dict[str, Any]) -> pd.DataFrame:
    """Columns of text as a frame with the types of Table Schema fields; "" and None are missing.

    Raises:
        ValueError: a cell is not of its column's type.
    """
    import pandas as pd

    return pd.DataFrame(
        {field["name"]: _array(field["type"], columns[field["name"]]) for field in fields}
    )


def _array(kind: str, cells: Any) -> Any:
    import numpy as np
    import pandas as pd

    if kind == "date":
        return np.array([cell or "NaT" for cell in cells], dtype="datetime64[s]")
    if kind == "number":
        return np.array([float(cell) if cell else np.nan for cell in cells], dtype="float64")
    if kind == "integer":
        return pd.array([int(cell) if cell else None for cell in cells], dtype="Int64")
    if kind == "boolean":
        return pd.array([cell == "true" if cell else None for cell in cells], dtype="boolean")
    return pd.array([cell or None for cell in cells], dtype=pd.StringDtype("python"))


def _polars(table: str) -> pl.DataFrame:
    import polars as pl

    return pl.read_parquet(io.BytesIO(files.content(f"data/{table}.parquet")))


def _pyarrow(table: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(files.content(f"data/{table}.parquet"))).read()


def describe(table: TableName) -> pd.DataFrame:
    """What the columns of a table mean: a row a column.

    Columns: `column`, `type`, `unit`, `meaning`, `vocabulary` (its terms, `; ` between),
    `required`, `derived` (worked out by the build) and `rule` (how).

    >>> describe("memorials").set_index("column").loc["length_m", "unit"]
    'metres'

    Raises:
        ValueError: there is no such table.
    """
    fields = files.table_schema(table)["fields"]
    import pandas as pd

    said = [
        {
            "column": field["name"],
            "type": field["type"],
            "unit": field.get("unit", ""),
            "meaning": field["description"],
            "vocabulary": "; ".join(field.get("constraints", {}).get("enum", [])),
            "required": field.get("constraints", {}).get("required", False),
            "derived": field["role"] == "derived",
            "rule": field.get("rule", ""),
        }
        for field in fields
    ]
    return pd.DataFrame(said)


def sources() -> pd.DataFrame:
    """The source texts, a row each: title, address, publisher, licence, language and file.

    >>> "Wikipedia" in sources()["publisher"].tolist()
    True
    """
    return load("sources")

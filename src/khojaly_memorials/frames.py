"""The tables and views as DataFrames of pandas, polars or geopandas, or as Arrow tables.

A DataFrame library is imported when a frame of it is asked for, and only that one.
"""

from __future__ import annotations

import functools
import io
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args, overload

from khojaly_memorials import files
from khojaly_memorials.names import EngineName, FrameEngine, TableName, ViewName
from khojaly_memorials.rows import fields_of, text_rows, typed_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    import polars as pl
    import pyarrow as pa

EXTRAS = {"geopandas": "geo", "polars": "polars", "pyarrow": "pyarrow"}
ARROW = {"number": "float64", "integer": "int64", "boolean": "bool", "date": "date32"}
POLARS = {"number": "Float64", "integer": "Int64", "boolean": "Boolean", "date": "Date"}


class LoadTable(Protocol):
    """Load one table; see `load`."""

    @overload
    def __call__(self, engine: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
    @overload
    def __call__(self, engine: Literal["polars"]) -> pl.DataFrame: ...
    @overload
    def __call__(self, engine: Literal["pyarrow"]) -> pa.Table: ...
    @overload
    def __call__(self, engine: Literal["geopandas"]) -> gpd.GeoDataFrame: ...


class Load:
    """Load a table with typed columns, a fresh copy each time: a row a record, a column a field.

    `load("memorials")` and `load.memorials()` are the same: IPython and notebooks complete the
    second, editors that know types both.

    Args:
        table: its name.
        engine: "pandas", "polars" or "pyarrow", whose frame or table it becomes; for memorials
            also "geopandas", with points (EPSG:4326) that are as precise as
            `coordinate_precision` says.

    In pandas text has pandas' own type for text (`str` from pandas 3 on, `object` before), dates
    are `datetime64[us]`, and numbers and truth values are what pandas makes of them when it reads
    a CSV: `int64`, `float64` and `bool`, but `float64` for whole numbers and `object` for truth
    values of which some are missing. Polars and Arrow have types of those names. Empty cells are
    missing. What the columns mean is in `describe(table)`, in `DataFrame.attrs` (pandas) and in
    the fields' metadata (Arrow).

    >>> load("kinships").columns.tolist()
    ['person_id', 'relative_id', 'role']
    >>> load.memorials().attrs["columns"]["length_m"]["unit"]
    'metres'

    Raises:
        ValueError: there is no such table or engine.
        ImportError: the engine is not installed; the message names what to install.
        DamagedFileError: the installed file is not the one that was released.
    """

    @overload
    def __call__(self, table: TableName, engine: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
    @overload
    def __call__(self, table: TableName, engine: Literal["polars"]) -> pl.DataFrame: ...
    @overload
    def __call__(self, table: TableName, engine: Literal["pyarrow"]) -> pa.Table: ...
    @overload
    def __call__(
        self, table: Literal["memorials"], engine: Literal["geopandas"]
    ) -> gpd.GeoDataFrame: ...
    @overload
    def __call__(
        self, table: TableName, engine: FrameEngine
    ) -> pd.DataFrame | pl.DataFrame | pa.Table: ...
    def __call__(self, table: TableName, engine: EngineName = "pandas") -> Any:
        """Load a table; see the class."""
        files.check_name("table", table, files.tables())
        files.check_name(
            "engine",
            engine,
            get_args(
                EngineName,
            ),
        )
        try:
            if engine == "polars":
                return _polars_of_file(table)
            if engine == "pyarrow":
                return _pyarrow_of_file(table)
            from khojaly_memorials.pandas_frames import read_table, with_points

            frame = read_table(table)
            return with_points(frame, table) if engine == "geopandas" else frame
        except ImportError as fault:
            raise _not_installed(engine, fault) from None

    if TYPE_CHECKING:  # which editors complete; a test holds them to the tables
        memorials: LoadTable
        inscriptions: LoadTable
        people: LoadTable
        organizations: LoadTable
        events: LoadTable
        event_relations: LoadTable
        memberships: LoadTable
        kinships: LoadTable
        memorial_people: LoadTable
        memorial_organizations: LoadTable
        event_people: LoadTable
        event_organizations: LoadTable
        statements: LoadTable
        sources: LoadTable
        passages: LoadTable
        evidence: LoadTable
    else:

        def __getattr__(self, name: str) -> LoadTable:
            """Return what loads the table of that name."""
            if name not in files.tables():
                raise AttributeError(f"there is no table {name!r}: {', '.join(files.tables())}")
            return functools.partial(self, name)

    def __dir__(self) -> list[str]:
        """Return the names of the tables, for completion."""
        return [*files.tables()]


Load.__doc__ = f"{Load.__doc__}\n    Tables: {', '.join(get_args(TableName))}.\n"
load = Load()


@overload
def view(name: ViewName, engine: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
@overload
def view(name: ViewName, engine: Literal["polars"]) -> pl.DataFrame: ...
@overload
def view(name: ViewName, engine: Literal["pyarrow"]) -> pa.Table: ...
@overload
def view(name: ViewName, engine: FrameEngine) -> pd.DataFrame | pl.DataFrame | pa.Table: ...
def view(name: ViewName, engine: FrameEngine = "pandas") -> Any:
    """Return tables joined for a question that is often asked; also in the SQLite file.

    Types are those of `load`. `describe(name)` tells what its columns mean.

    >>> view("contributors").query("memorial_id == 'sarajevo'")["name"].tolist()
    ['Leyla Aliyeva']

    Raises:
        ValueError: there is no such view or engine; the message lists them.
        ImportError: the engine is not installed; the message names what to install.
        DamagedFileError: an installed file is not the one that was released.
    """
    from khojaly_memorials.views import definitions

    files.check_name("view", name, definitions())
    return _frame_of_rows(name, engine)


def _frame_of_rows(name: str, engine: FrameEngine) -> Any:
    fields, rows = fields_of(name), text_rows(name)
    columns = {field["name"]: [row[field["name"]] for row in rows] for field in fields}
    frame = frame_of(fields, columns, engine)
    if engine == "pandas":
        from khojaly_memorials.pandas_frames import with_about

        return with_about(frame, name)
    return frame


view.__doc__ = f"{view.__doc__}\n    Views: {', '.join(get_args(ViewName))}.\n"


@overload
def describe(table: TableName | ViewName, engine: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
@overload
def describe(table: TableName | ViewName, engine: Literal["polars"]) -> pl.DataFrame: ...
@overload
def describe(table: TableName | ViewName, engine: Literal["pyarrow"]) -> pa.Table: ...
@overload
def describe(
    table: TableName | ViewName, engine: FrameEngine
) -> pd.DataFrame | pl.DataFrame | pa.Table: ...
def describe(table: TableName | ViewName, engine: FrameEngine = "pandas") -> Any:
    """Return what the columns of a table or view mean: a row a column.

    Columns: `column`, `type`, `unit`, `meaning`, `vocabulary` (its terms, `; ` between),
    `required`, `derived` (worked out by the build) and `rule` (how).

    >>> describe("memorials").set_index("column").loc["length_m", "unit"]
    'metres'

    Raises:
        ValueError: there is no such table, view or engine.
        ImportError: the engine is not installed; the message names what to install.
    """
    rows = [
        {
            "column": field["name"],
            "type": field["type"],
            "unit": field.get("unit", ""),
            "meaning": field["description"],
            "vocabulary": "; ".join(field.get("constraints", {}).get("enum", [])),
            "required": field.get("constraints", {}).get("required", False),
            "derived": field.get("role") == "derived",
            "rule": field.get("rule", ""),
        }
        for field in fields_of(table)
    ]
    files.check_name("engine", engine, get_args(FrameEngine))
    try:
        library = import_module(engine)
    except ImportError as fault:
        raise _not_installed(engine, fault) from None
    return library.Table.from_pylist(rows) if engine == "pyarrow" else library.DataFrame(rows)


@overload
def sources(engine: Literal["pandas"] = "pandas") -> pd.DataFrame: ...
@overload
def sources(engine: Literal["polars"]) -> pl.DataFrame: ...
@overload
def sources(engine: Literal["pyarrow"]) -> pa.Table: ...
@overload
def sources(engine: FrameEngine) -> pd.DataFrame | pl.DataFrame | pa.Table: ...
def sources(engine: FrameEngine = "pandas") -> Any:
    """Return the source texts, a row each: title, address, publisher, licence, language and file.

    >>> "Wikipedia" in sources()["publisher"].tolist()
    True

    Raises:
        ValueError: there is no such engine.
        ImportError: the engine is not installed; the message names what to install.
    """
    return load("sources", engine)


def frame_of(
    fields: Sequence[dict[str, Any]], columns: Mapping[str, Sequence[str]], engine: FrameEngine
) -> Any:
    """Return columns of text as a frame with the types of Table Schema fields; "" is missing.

    Raises:
        ValueError: there is no such engine, or a cell is not of its column's type.
        ImportError: the engine is not installed; the message names what to install.
    """
    files.check_name("engine", engine, get_args(FrameEngine))
    kinds = {field["name"]: field["type"] for field in fields}
    try:
        if engine == "pandas":
            from khojaly_memorials import pandas_frames

            return pandas_frames.frame_of(kinds, columns)
        typed = {name: [typed_cell(kinds[name], cell) for cell in columns[name]] for name in kinds}
        if engine == "polars":
            import polars as pl

            types = {name: getattr(pl, POLARS.get(kind, "String")) for name, kind in kinds.items()}
            return pl.DataFrame(typed, schema=types)
        import pyarrow as pa

        of_name: Any = pa.type_for_alias
        types = {name: of_name(ARROW.get(kind, "string")) for name, kind in kinds.items()}
        return pa.table(typed, schema=pa.schema(types))
    except ImportError as fault:
        raise _not_installed(engine, fault) from None


def _not_installed(engine: str, fault: ImportError) -> ImportError:
    """Return the error that names what to install, or the fault where it is another."""
    if (fault.name or "").partition(".")[0] not in (engine, "numpy", "pandas"):
        return fault
    wanted = f"'khojaly-memorials[{EXTRAS[engine]}]'" if engine in EXTRAS else engine
    return ImportError(f"{engine} is not installed: pip install {wanted}", name=engine)


def _polars_of_file(table: str) -> pl.DataFrame:
    import polars as pl

    return pl.read_parquet(io.BytesIO(files.content(f"data/{table}.parquet")))


def _pyarrow_of_file(table: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(files.content(f"data/{table}.parquet"))).read()

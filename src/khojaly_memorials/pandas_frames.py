"""The tables as DataFrames of pandas and geopandas, with pandas' own types."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from khojaly_memorials import files
from khojaly_memorials.rows import description_of, fields_of, typed_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

ABOUT_COLUMN = ("description", "unit", "rule")  # what of a field's schema travels with a frame
LARGE = 2**18  # bytes of CSV from which on pandas' own reader is faster; its first use takes 12 ms


def read_table(table: str) -> pd.DataFrame:
    """Return a table from its CSV.

    Raises:
        DamagedFileError: the installed file is not the one that was released.
    """
    content = files.content(f"data/{table}.csv")
    kinds = {field["name"]: field["type"] for field in files.table_schema(table)["fields"]}
    frame = (_read_small if len(content) < LARGE else _read_large)(kinds, content)
    return with_about(frame, table)


def _read_small(kinds: dict[str, str], content: bytes) -> pd.DataFrame:
    rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    names = next(rows)
    columns = dict(zip(names, zip(*rows, strict=True), strict=False))
    return frame_of(kinds, {name: columns.get(name, ()) for name in names})


def _read_large(kinds: dict[str, str], content: bytes) -> pd.DataFrame:
    """Return the frame that `_read_small` gives.

    Each cell of a column that is no text is turned into a value but once: pandas itself has not
    read all numbers exactly, and its dates have other units.
    """
    text = _text_type()
    frame = pd.read_csv(io.BytesIO(content), dtype=text, keep_default_na=False, na_values=[""])
    for name, kind in kinds.items():
        if kind != "string":
            codes, cells = pd.factorize(frame[name])
            missing = [""] if -1 in codes else []
            frame[name] = _array(kind, [*cells, *missing])[codes]
    return frame


def frame_of(kinds: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return columns of text as a frame with the types of Table Schema fields; "" is missing.

    Raises:
        ValueError: a cell is not of its column's type.
    """
    text = _text_type()
    return pd.DataFrame({name: _array(kind, columns[name], text) for name, kind in kinds.items()})


def _text_type() -> Any:
    """Return pandas' own type for text: `str`, or `object` before pandas 3."""
    return pd.Series([""]).dtype


def _array(kind: str, cells: Iterable[str], text: Any = None) -> Any:
    """Return cells as pandas reads them: a missing one is NaN, NaT, or None among truth values."""
    if kind == "date":
        return np.array([cell or "NaT" for cell in cells], dtype="datetime64[us]")
    if kind == "string":
        return pd.array([cell or np.nan for cell in cells], dtype=text)
    values = [typed_cell(kind, cell) for cell in cells]
    if kind == "boolean":
        return np.array(values, dtype=object if None in values else bool)
    exact = kind == "integer" and None not in values
    return np.array(values, dtype="int64" if exact else "float64")


class _Shared(dict[str, Any]):
    """What is said of a frame's columns: pandas copies `attrs` whenever a column is taken."""

    def __deepcopy__(self, memo: dict[int, Any]) -> _Shared:
        """Return itself, so that a copy costs nothing."""
        return self


def with_about(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a frame with what is said of its table or view in `attrs`."""
    columns = {
        field["name"]: {word: field[word] for word in ABOUT_COLUMN if word in field}
        for field in fields_of(name)
    }
    frame.attrs = {
        "name": name,
        "description": description_of(name),
        "version": files.version(),
        "columns": _Shared(columns),
    }
    return frame


def with_points(frame: pd.DataFrame, table: str) -> gpd.GeoDataFrame:
    """Return a table as a frame of geopandas, with the points at which its rows are.

    Raises:
        ValueError: its rows are nowhere.
    """
    if not {"latitude", "longitude"} <= set(frame.columns):
        raise ValueError(f"{table} has no coordinates: geopandas takes memorials")
    import geopandas as gpd

    points = gpd.GeoSeries(gpd.points_from_xy(frame["longitude"], frame["latitude"]))
    known = frame[["latitude", "longitude"]].notna().all(axis=1)
    return gpd.GeoDataFrame(frame, geometry=points.where(known, None), crs="EPSG:4326")

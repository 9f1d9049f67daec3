"""What a user's own code does with the package; `.ci/versions` runs it in fresh environments.

    python -I installed.py everyday | alone ENGINE | drawn

It ends with one line about what it found, or with a failure.
"""

import csv
import importlib.util
import io
import json
import platform
import sys
import warnings

import khojaly_memorials as km


def read(table):
    """Read the rows of a table by the standard library alone."""
    with km.path(table, "csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def resources():
    """Return the descriptor's resources by path."""
    about = json.loads((km.path("memorials").parents[1] / "datapackage.json").read_text("utf-8"))
    return {resource["path"]: resource for resource in about["resources"]}


def check_everyday(frame, text, gaps):
    """Use a frame as any other: `text` is a column without gaps, `gaps` one with some."""
    import numpy as np
    import pandas as pd

    first, rows = frame[text].iloc[0], len(frame)
    alike = int(frame[text].eq(first).sum())
    assert frame[text].dtype == frame[gaps].dtype == pd.Series([""]).dtype
    assert int(np.where(frame[text] == first, 1, 0).sum()) == alike
    assert int(np.where(frame[gaps] == "x", 1, 0).sum()) == 0
    assert all(isinstance(cell, str | float) for cell in [cell or "?" for cell in frame[gaps]])
    missing = int(frame[gaps].isna().sum())
    assert 0 < missing < rows
    assert int(frame[gaps].fillna("").eq("").sum()) == missing
    assert sum(row == first for row in getattr(frame, text)) == alike
    named = [getattr(row, text) == first for row in frame.itertuples()]
    assert (sum(named), {type(same) for same in named}) == (alike, {bool})
    other = pd.DataFrame({text: [first], "more": [1]})
    joined = frame.merge(other, on=text, how="left")
    assert (joined[text].dtype, int(joined["more"].notna().sum())) == (frame[text].dtype, alike)
    assert int(frame.groupby(text).size().loc[first]) == alike
    assert int(frame.groupby(gaps)[text].count().sum()) == rows - missing
    assert frame.sort_values(gaps)[gaps].isna().tail(missing).all()
    assert frame[frame[gaps].str.contains("[aeiou]", na=False)][gaps].notna().all()
    if importlib.util.find_spec("pyarrow"):
        file = io.BytesIO()
        frame.to_parquet(file)
        with warnings.catch_warnings():  # pandas 2.2 reads missing text as None, and warns of it
            warnings.simplefilter("ignore", FutureWarning)
            pd.testing.assert_frame_equal(pd.read_parquet(file), frame)


def everyday():
    """Load all tables in pandas, and use frames beside palmerpenguins' on the same lines."""
    import pandas as pd
    from palmerpenguins import load_penguins

    warnings.simplefilter("error")
    for table in km.tables():
        resource, frame = resources()[f"data/{table}.csv"], km.load(table)
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert frame.columns.tolist() == km.describe(table)["column"].tolist() == fields, table
        assert len(frame) == resource["rows"], table
    memorials, wide = km.load("memorials"), km.view("memorials_wide")
    by_id = memorials.set_index("memorial_id")
    kinds = {"length_m": float, "geonames_id": int, "material": str, "opened_to": pd.Timestamp}
    for row in read("memorials"):
        for name, make in kinds.items():
            cell = by_id.loc[row["memorial_id"], name]
            same = pd.isna(cell) if row[name] == "" else cell == make(row[name])
            assert same, (row["memorial_id"], name, cell)
    check_everyday(load_penguins(), "species", "sex")
    check_everyday(memorials, "status", "material")
    check_everyday(wide, "status", "designers")
    check_everyday(km.load("events"), "event_type", "memorial_id")
    quotes = [
        row["quote"]
        for row in read("evidence")
        if (row["table_name"], row["record_id"], row["field"])
        == ("memorials", "berlin", "district")
    ]
    assert quotes
    assert km.evidence("memorials", "berlin", "district")["quote"].tolist() == quotes
    assert all(km.__version__ in km.cite(style) for style in ("apa", "bibtex", "csl-json"))
    assert len(km.sources()) == resources()["data/sources.csv"]["rows"]
    return f"pandas {pd.__version__}: {len(km.tables())} tables"


def alone(engine):
    """Use the package where one library of frames is, and no other."""
    warnings.simplefilter("error")
    for name in {"pandas", "polars", "pyarrow"} - {engine}:
        assert importlib.util.find_spec(name) is None, name
    for table in km.tables():
        frame = km.load(table, engine)
        assert frame.shape[0] == resources()[f"data/{table}.csv"]["rows"]
        assert km.describe(table, engine).shape[0] == frame.shape[1]
    (row,) = [row for row in read("memorials") if row["memorial_id"] == "baku"]
    wide = km.view("memorials_wide", engine)
    records = wide.to_pylist() if engine == "pyarrow" else wide.to_dicts()
    (record,) = [record for record in records if record["memorial_id"] == "baku"]
    assert record["length_m"] == float(row["length_m"])
    assert record["opened_year"] == int(row["opened_from"][:4])
    proof = km.evidence("memorials", "baku", "length_m", engine=engine)
    assert "8.6-meters-long" in [str(cell) for cell in proof["quote"]]
    assert km.sources(engine).shape[0] == resources()["data/sources.csv"]["rows"]
    try:
        km.load("memorials")
    except ImportError as fault:
        assert str(fault) == "pandas is not installed: pip install pandas", fault
    return f"{engine} alone"


def drawn():
    """Draw with seaborn, altair and plotly; put the memorials on a map with geopandas."""
    import altair
    import matplotlib as mpl
    import plotly.express
    import seaborn

    mpl.use("Agg")
    wide = km.view("memorials_wide")
    bars = seaborn.countplot(wide, x="country", hue="status")
    heights = sum(bar.get_height() for bar in bars.patches if bar.get_height() > 0)
    seaborn.scatterplot(wide, x="opened_year", y="length_m", hue="material")
    chart = altair.Chart(wide).mark_bar().encode(x="opened_year:O", y="count()", color="status")
    (rows,) = chart.to_dict()["datasets"].values()
    figure = plotly.express.histogram(wide, x="opened_year", color="status")
    points = sum(len(trace.x) for trace in figure.data)
    assert (int(heights), len(rows), points) == (len(wide), len(wide), len(wide))
    timeline = plotly.express.scatter(km.load("events"), x="date_from", y="event_type")
    assert len(timeline.data[0].x) == resources()["data/events.csv"]["rows"]
    places = km.load("memorials", engine="geopandas")
    by_id = places.set_index("memorial_id")
    for row in read("memorials"):
        point = by_id.geometry[row["memorial_id"]]
        here = ("", "") if point is None else (point.y, point.x)
        assert here == tuple(
            float(row[name]) if row[name] else "" for name in ("latitude", "longitude")
        )
    assert by_id["coordinate_precision"].eq("locality").any()
    assert places.crs.to_epsg() == 4326
    assert len(places.to_crs(3857)) == len(places)
    return "drawn by seaborn, altair, plotly; placed by geopandas"


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    checks = {"everyday": everyday, "alone": alone, "drawn": drawn}
    print(f"Python {platform.python_version()}, {checks[what](*arguments)}")

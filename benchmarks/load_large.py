"""How long a table of a million rows takes to load, beside each library's own reader of the file.

    .venv/bin/python benchmarks/load_large.py [--runs 7] [--package FOLDER]

`khojaly_memorials.load` reads the package that is installed, so the wheel is installed in an
environment of its own, and there the files of two tables, and what the descriptor says of them, are
replaced by a million rows: `evidence`, the longest, and `memorials`, which has dates, numbers,
integers and truth values. The rows are copies of generated ones (`multiply.py`).

The libraries' readers are given the types; those that `load` gives, but for the
unit of dates in pandas. `load` reads CSV for pandas and Parquet for polars and pyarrow, and proves
the file by its hash. Each load is a process started afresh, in turn; times are from its start.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import pyarrow.parquet as pq
from pipeline.check.frames import rows_of
from pipeline.check.package_reader import read_parquet
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.common.serialize import file_measures, json_bytes
from pipeline.write.package_files import csv_bytes

from benchmarks.generate import package
from benchmarks.load import SHOW, environment, quietly
from benchmarks.measuring import Command, Run, measure, row, table
from benchmarks.multiply import multiply_table

ROWS = 1_000_000
LOADED = ("evidence", "memorials")
ARTICLES = 187  # 100,000 rows of all tables
MOST = 1.3  # how often the time of its own reader a load may take in pandas
KM = "import khojaly_memorials as km; km.load('{table}'{engine})"
OWN = {
    "pandas": """
import pandas as pd
types = {"integer": "Int64", "number": "float64", "boolean": "boolean"}
text = pd.StringDtype("python")
pd.read_csv(
    path + ".csv",
    dtype={name: types.get(kind, text) for name, kind in kinds.items() if kind != "date"},
    parse_dates=[name for name, kind in kinds.items() if kind == "date"],
    keep_default_na=False,
    na_values=[""],
)
""",
    "polars": """
import polars as pl
types = {"integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
schema = {name: types.get(kind, pl.String) for name, kind in kinds.items()}
pl.read_csv(path + ".csv", schema=schema)
""",
    "polars, Parquet": """
import polars as pl
pl.read_parquet(path + ".parquet")
""",
    "pyarrow": """
import pyarrow as pa
import pyarrow.csv
types = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32()}
pa.csv.read_csv(
    path + ".csv",
    parse_options=pa.csv.ParseOptions(newlines_in_values=True),
    convert_options=pa.csv.ConvertOptions(
        column_types={name: types.get(kind, pa.string()) for name, kind in kinds.items()},
        strings_can_be_null=True,
        null_values=[""],
    ),
)
""",
    "pyarrow, Parquet": """
import pyarrow.parquet
pyarrow.parquet.read_table(path + ".parquet")
""",
}


def installed(folder: Path, small: Path) -> tuple[Path, Path]:
    """The interpreter of a new environment, and its package with a million rows in two tables."""
    interpreter = environment(folder)
    quietly(interpreter, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", "pyarrow")
    where = "import khojaly_memorials as km; print(km.path('people').parents[1])"
    root = Path(quietly(interpreter, "-I", "-c", where).strip())
    said = json.loads((root / DESCRIPTOR).read_text("utf-8"))
    for name in LOADED:
        _replace(name, small / f"data/{name}.parquet", root)
        for resource in said["resources"]:
            if Path(resource["path"]).stem == name:
                resource |= file_measures((root / resource["path"]).read_bytes())
    (root / DESCRIPTOR).write_bytes(json_bytes(said))
    return interpreter, root


def _replace(name: str, small: Path, root: Path) -> None:
    """Write a million rows of a table in both forms."""
    parquet, csv = (root / f"data/{name}.{form}" for form in ("parquet", "csv"))
    copies = -(-ROWS // pq.read_metadata(small).num_rows)
    multiply_table(name, small, parquet, copies)
    pq.write_table(pq.read_table(parquet).slice(0, ROWS), parquet, compression="zstd")
    csv.write_bytes(csv_bytes(name, rows_of(read_parquet(parquet, name))))


def loads(interpreter: Path, root: Path, name: str) -> dict[str, Command]:
    """The processes for a table by engine: ours, and the libraries' own."""
    (resource,) = (
        one
        for one in json.loads((root / DESCRIPTOR).read_text("utf-8"))["resources"]
        if one["path"] == f"data/{name}.csv"
    )
    kinds = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    given = f"path = {str(root / 'data' / name)!r}\nkinds = {kinds!r}\n"
    start = (interpreter, "-I", "-c")
    made: dict[str, Command] = {}
    for engine in ("pandas", "polars", "pyarrow"):
        code = KM.format(table=name, engine=f", engine={engine!r}")
        made[f"{engine}: load"] = (*start, code)
        for own in (one for one in OWN if one.split(",")[0] == engine):
            made[f"{own}: its own reader"] = (*start, given + OWN[own])
    return made


@click.command()
@click.option("--runs", default=7, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--package",
    "small",
    type=click.Path(path_type=Path),
    help=f"A package of some articles; without it one of {ARTICLES} is generated.",
)
def main(runs: int, small: Path | None) -> None:
    """Time the loading of two tables of a million rows, and print Markdown."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        interpreter, root = installed(folder, small or package(folder / "package", ARTICLES))
        _, versions = json.loads(quietly(interpreter, "-I", "-c", SHOW))
        said = ", ".join(f"{name} {versions[name]}" for name in ("pandas", "polars", "pyarrow"))
        click.echo(f"## Tables of {ROWS:,} rows\n")
        click.echo(f"Python {sys.version.split()[0]}, {said}; {runs} processes each")
        for name in LOADED:
            size = (root / f"data/{name}.csv").stat().st_size
            found = measure(loads(interpreter, root, name), runs)
            click.echo("\n".join(["", *report(name, size, found)]))


def report(name: str, size: int, found: dict[str, list[Run]]) -> Iterator[str]:
    """The times of a table; the base of an engine is its own reader of the CSV."""
    yield f"### {name}, {size / 2**20:.0f} MiB of CSV\n"
    rows = [
        row(one, runs, found[f"{one.split(':')[0].split(',')[0]}: its own reader"])
        for one, runs in found.items()
    ]
    yield from table(
        ["process", "median, s", "least to most", "processor, s", "peak, MiB", "ratio"], rows
    )
    ratio = float(rows[0][-1])
    yield f"\n{'met' if ratio <= MOST else 'MISSED'}: pandas {ratio:.2f} (at most {MOST})"


if __name__ == "__main__":
    main()

"""Tables larger than memory, read as they are: DuckDB, polars and Spark count the same.

    .venv/bin/python benchmarks/large.py FOLDER [--spark PYTHON]

It makes packages of some 100,000, 1,000,000 and 10,000,000 rows in FOLDER (300 MB, once): the
smallest as `generate.py` does, the others of copies of it (`multiply.py`). Rows are counted by
table, and those of evidence by basis. It prints Markdown.

With --spark, an interpreter that has pyspark (and Java), Spark reads the same files.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.generate import articles_for, package
from benchmarks.measuring import Command, environment, measure, seconds, table
from benchmarks.multiply import multiply
from schemas import TABLES

LEAST = 100_000
COPIES = (1, 10, 100)
READERS = {  # each prints, as JSON, how many rows each table and each basis of evidence has
    "DuckDB": """
import duckdb
paths = {table: f"'{folder}/data/{table}.parquet'" for table in tables}
each = [f"SELECT '{table}', count(*) FROM {path}" for table, path in paths.items()]
each.append(f"SELECT basis, count(*) FROM {paths['evidence']} GROUP BY basis")
counts = dict(duckdb.connect().execute(" UNION ALL ".join(each)).fetchall())
""",
    "polars": """
import polars as pl
read = {table: pl.scan_parquet(f"{folder}/data/{table}.parquet") for table in tables}
counts = {table: rows.select(pl.len()).collect().item() for table, rows in read.items()}
counts |= dict(read["evidence"].group_by("basis").len().collect().iter_rows())
""",
    "Spark": """
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
read = {table: spark.read.parquet(f"{folder}/data/{table}.parquet") for table in tables}
counts = {table: rows.count() for table, rows in read.items()}
counts |= dict(map(tuple, read["evidence"].groupBy("basis").count().collect()))
""",
}
PROGRAM = """
import json, sys
folder, *tables = sys.argv[1:]
{}
print(json.dumps(counts, sort_keys=True))
"""


def packages(folder: Path) -> dict[int, Path]:
    """A package of each size by its number of copies; they are made where they are not there."""
    least = package(folder / "x1", articles_for(LEAST))
    made = {copies: folder / f"x{copies}" for copies in COPIES}
    for copies, there in made.items():
        if not there.exists():
            multiply(least, there, copies)
    return made


def command(reader: str, there: Path, interpreter: str = sys.executable) -> Command:
    """The process in which a reader counts the rows of a package."""
    return [interpreter, "-c", PROGRAM.format(READERS[reader]), there, *TABLES]


def counts(words: Command) -> dict[str, int]:
    """What such a process counts; its messages are shown only where it fails."""
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{words[0]} failed:\n{done.stderr[-2000:]}")
    found: dict[str, int] = json.loads(done.stdout)
    return found


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--runs", default=5, show_default=True, type=click.IntRange(min=1))
@click.option("--spark", help="An interpreter that has pyspark.")
def main(folder: Path, runs: int, spark: str | None) -> None:
    """Count the rows of packages of three sizes, made in FOLDER, and print medians and peaks."""
    for line in lines(folder, runs, spark):
        click.echo(line)


def lines(folder: Path, runs: int, spark: str | None) -> Iterator[str]:
    """The section of the results, in Markdown.

    Raises:
        click.ClickException: two readers count differently.
    """
    yield "## Tables larger than memory\n"
    yield f"{environment('duckdb', 'polars')}; {runs} processes each\n"
    rows = []
    for there in packages(folder).values():
        commands = {name: command(name, there) for name in ("DuckDB", "polars")}
        commands |= {"Spark": command("Spark", there, spark)} if spark else {}
        found = {name: counts(words) for name, words in commands.items()}
        if any(one != found["DuckDB"] for one in found.values()):
            raise click.ClickException(f"{there}: they count differently: {found}")
        total = sum(found["DuckDB"][name] for name in TABLES)
        for name, measured in measure(commands, runs).items():
            peak = max(one.peak_mib for one in measured)
            rows.append([f"{total:,}", name, f"{seconds(measured):.1f}", f"{peak:.0f}"])
    yield from table(["rows", "counted by", "median, s", "peak, MiB"], rows)
    yield "\nThey count the same rows of each table, and of evidence by its basis.\n"


if __name__ == "__main__":
    main()

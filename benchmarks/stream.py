"""How long the check of tables larger than memory takes, and how much memory, as they grow.

    .venv/bin/python benchmarks/stream.py FOLDER [--spark PYTHON]

It makes packages of some 100,000, 1,000,000 and 10,000,000 rows in FOLDER (300 MB, once): the
smallest as `generate.py` does, the others of copies of it (`multiply.py`). Each check is a process
started afresh, in turn, A B C … A B C …; the most memory it had is what the system counted, with
Python, its libraries and all that DuckDB has. It prints Markdown.

With --spark, an interpreter that has pyspark (and Java), Spark reads the same files: it has to
count as many rows of each table, and as many of evidence by its basis, as DuckDB.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import duckdb
from pipeline.package import ROOT
from pipeline.streaming_sql import literal

from benchmarks.generate import articles_for, package
from benchmarks.measuring import Command, Run, environment, measure, seconds, table
from benchmarks.multiply import multiply
from schemas import TABLES

LEAST = 100_000
COPIES = (1, 10, 100)
MEMORY = ("1GB", "300MB")
# What a row of counts is: a table or a basis of evidence, and how many rows there are.
COUNTS = """
import json, sys
from pyspark.sql import SparkSession
folder, tables = sys.argv[1], sys.argv[2:]
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
read = {table: spark.read.parquet(f"{folder}/data/{table}.parquet") for table in tables}
counts = {table: rows.count() for table, rows in read.items()}
for row in read["evidence"].groupBy("basis").count().collect():
    counts[row["basis"]] = row["count"]
print(json.dumps(counts))
"""


def packages(folder: Path) -> dict[int, Path]:
    """A package of each size by its number of rows; they are made where they are not there."""
    least = package(folder / "x1", articles_for(LEAST))
    made = {copies: folder / f"x{copies}" for copies in COPIES}
    for copies, there in made.items():
        if not there.exists():
            multiply(least, there, copies)
    return {sum(by_duckdb(there)[table] for table in TABLES): there for there in made.values()}


def by_duckdb(there: Path) -> dict[str, int]:
    """The rows of each table, and of evidence by basis."""
    paths = {table: literal(str(there / f"data/{table}.parquet")) for table in TABLES}
    each = [f"SELECT {literal(table)}, count(*) FROM {path}" for table, path in paths.items()]
    each.append(f"SELECT basis, count(*) FROM {paths['evidence']} GROUP BY basis")
    return dict(duckdb.connect().execute(" UNION ALL ".join(each)).fetchall())


def by_spark(interpreter: str, there: Path) -> dict[str, int]:
    """The same by Spark; its own messages are shown only where it fails."""
    words = [interpreter, "-c", COUNTS, str(there), *TABLES]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"Spark failed:\n{done.stderr[-2000:]}")
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--runs", default=5, show_default=True, type=click.IntRange(min=1))
@click.option("--spark", help="An interpreter that has pyspark.")
def main(folder: Path, runs: int, spark: str | None) -> None:
    """Time the check of packages of three sizes, made in FOLDER, and print medians and peaks."""
    sizes = packages(folder)
    timed: dict[str, Command] = {
        f"{rows:,} | {memory}": [
            sys.executable,
            ROOT / "scripts/stream.py",
            there,
            "--memory",
            memory,
        ]
        for rows, there in sizes.items()
        for memory in MEMORY
    }
    for line in report(measure(timed, runs), runs):
        click.echo(line)
    for rows, there in sizes.items() if spark else ():
        same = by_duckdb(there) == by_spark(str(spark), there)
        click.echo(f"- {rows:,} rows: Spark counts {'the same' if same else 'DIFFERENTLY'}")


def report(found: dict[str, list[Run]], runs: int) -> Iterator[str]:
    """The times and peaks as a section of Markdown."""
    yield "## Tables larger than memory\n"
    yield f"{environment('duckdb')}; {runs} processes each\n"
    rows = []
    for name, one in found.items():
        times = sorted(run.seconds for run in one)
        peak = max(run.peak_mib for run in one)
        spread = f"{times[0]:.1f} to {times[-1]:.1f}"
        rows.append([*name.split(" | "), f"{seconds(one):.1f}", spread, f"{peak:.0f}"])
    header = ["rows", "--memory", "median, s", "least to most", "peak, MiB"]
    yield from table(header, rows)
    yield ""


if __name__ == "__main__":
    main()

"""How long a build takes, and how much memory, beside what it cannot do without.

    .venv/bin/python benchmarks/build.py [--articles 1000 …] [--runs 3] [--folder FOLDER]

The floor reads and hashes each text, parses each file of claims with `tomllib`, and writes the
tables as CSV and Parquet with pyarrow, which reads them from Parquet first. `--check` builds all
anew and compares each file with the one that is there: nothing is remembered from one run to the
next. Each is a process started afresh, in turn.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import ROOT, package
from benchmarks.measuring import (
    Command,
    Run,
    environment,
    measure,
    row,
    seconds,
    sized,
    table,
    target,
)

SIZES = (1, 10, 100, 1_000)
CLAIMS = 424  # quotations of an article's claims: those of evidence, and of what is unused
BUILD, CHECK, FLOOR = "build", "build `--check`", "floor"
MOST = {BUILD: 3.0, CHECK: 2.0}  # times the floor, of a thousand articles; the targets
MOST_GROWTH = 1.2  # of the time and the memory for a claim, from 10 articles to 1,000; the targets
FLOORS = """
import hashlib, sys, tomllib
from pathlib import Path
import pyarrow.csv, pyarrow.parquet
seeds, tables, out = map(Path, sys.argv[1:])
for path in sorted(seeds.glob("*.txt")):
    hashlib.sha256(path.read_bytes())
for path in sorted(seeds.glob("*.toml")):
    tomllib.loads(path.read_text("utf-8"))
out.mkdir(exist_ok=True)
for path in sorted(tables.glob("*.parquet")):
    table = pyarrow.parquet.read_table(path)
    pyarrow.csv.write_csv(table, out / f"{path.stem}.csv")
    pyarrow.parquet.write_table(table, out / path.name, compression="zstd")
"""


def commands(there: Path) -> dict[str, Command]:
    """The processes for a package, by their names; what a build wrote before is taken away."""
    new = there.with_name(f"{there.name}-new")
    words = [sys.executable, str(ROOT / "scripts/build.py"), "--seeds", str(there / "seeds")]
    build: list[str | Path] = [*words, "--out"]
    return {
        BUILD: ["sh", "-c", 'rm -rf "$0" && exec "$@"', new, *build, new],
        CHECK: [*build, there, "--check"],
        FLOOR: [sys.executable, "-c", FLOORS, there / "seeds", there / "data", f"{new}-floor"],
    }


def lines(folder: Path, sizes: tuple[int, ...], runs: int) -> Iterator[str]:
    """The section of the results, in Markdown."""
    yield "## Build\n"
    yield f"{environment('pyarrow')}."
    yield "Medians of processes in turn; memory is that of the largest process of each.\n"
    found: dict[int, dict[str, list[Run]]] = {}
    for size in sizes:
        there = package(folder / f"articles-{size}", size)
        large = size >= SIZES[-1]
        times = 1 if large else runs
        found[size] = measure(commands(there), times, warm=0 if large else 1)
        yield f"{size:,} articles, {size * CLAIMS:,} quotations; processes each: {times}\n"
        header = ("", "s", "least to most", "processor s", "MiB", "× floor", "ms a quotation")
        yield from table(header, (_row(name, size, found[size]) for name in found[size]))
        yield ""
    yield from targets(found)
    yield ""


def _row(name: str, size: int, found: dict[str, list[Run]]) -> list[str]:
    each = 1_000 * seconds(found[name]) / (size * CLAIMS)
    return [*row(name, found[name], found[FLOOR]), f"{each:.3f}"]


def targets(found: dict[int, dict[str, list[Run]]]) -> Iterator[str]:
    """Each target, and whether it is met."""
    most = found.get(SIZES[-1])
    if not most:
        return
    for name, times in MOST.items():
        ratio = seconds(most[name]) / seconds(most[FLOOR])
        yield target(ratio <= times, f"{name}, {ratio:.2f} times the floor (at most {times:g})")
    if few := found.get(SIZES[1]):
        times = SIZES[-1] / SIZES[1]
        for what, of in (("time", seconds), ("memory", _peak)):
            growth = of(most[BUILD]) / of(few[BUILD]) / times
            bound = MOST_GROWTH if what == "time" else 1.0
            said = f"{what} a quotation, {growth:.2f} times that of {SIZES[1]} articles"
            yield target(growth <= bound, f"{said} (at most {bound:g})")


def _peak(runs: list[Run]) -> float:
    return max(one.peak_mib for one in runs)


if __name__ == "__main__":
    about = "Time builds of so many articles, and print the section of the results."
    sized("--articles", SIZES, about, lines)()

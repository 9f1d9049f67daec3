"""How long a comparison of two packages takes, beside its peers and beside reading their tables.

    .venv/bin/python benchmarks/diff.py [--rows 1000000] [--runs 7] [--package FOLDER]

The new package is the old one with 1 % of its rows changed. The peers are those on PyPI that
compare tables by their keys: pudl-diff compares folders of Parquet, daff one pair of CSV files
after another. They are installed in an environment of their own in a temporary folder. daff is
slow, so it is timed on a smaller pair.

pudl-diff asks for Python 3.14. With an older one its source gets what that needs: parentheses
around the exceptions of `except`, and annotations that are not evaluated. Neither changes its work.
"""

import csv
import json
import re
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from pipeline.common.paths import DESCRIPTOR
from pipeline.common.serialize import file_measures
from pipeline.write.package_files import csv_bytes, parquet_bytes

from benchmarks import generate
from benchmarks.load import quietly
from benchmarks.measuring import Command, environment, measure, row, seconds, table

ROOT = Path(__file__).resolve().parents[1]
EVERY = 100  # rows, of which one is changed
SMALL = 50_000  # rows of the pair that daff compares
MAX_TIMES = 10.0  # as long as merely reading the tables; a target
PEERS = {"pudl-diff": "catalystcoop.pudl_diff", "daff": "daff"}
VERSIONS = {"pudl-diff": "0.1.1", "daff": "1.4.2"}
CELLS = {  # the cell of a record that is changed, and what such a change is called
    "memorials": "description",
    "people": "description",
    "organizations": "name",
    "events": "description",
    "statements": "text",
    "sources": "title",
    "passages": "unused_reason",
    "evidence": "note",
}
ADDED = {"evidence": "evidence-gained", "passages": "passages-added"}
REMOVED = {"evidence": "evidence-lost", "passages": "passages-removed"}

DIFF, PUDL, DAFF = "`scripts/diff.py`", "pudl-diff", "daff"
CSV, ARROW = "reading, Python's `csv`", "reading, `pyarrow.csv`"
READ_CSV = """
import csv, sys
csv.field_size_limit(2**31 - 1)
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.reader(file, strict=True):
            pass
"""
READ_ARROW = """
import sys, pyarrow.csv
parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
for path in sys.argv[1:]:
    pyarrow.csv.read_csv(path, parse_options=parse)
"""
DAFF_ALL = """
import json, subprocess, sys
daff, old, new = sys.argv[1:]
for one in json.load(open(f"{old}/datapackage.json"))["resources"]:
    if one["path"].endswith(".csv"):
        keys = [word for name in one["schema"]["primaryKey"] for word in ("--id", name)]
        pair = [f"{folder}/{one['path']}" for folder in (old, new)]
        subprocess.run([sys.executable, daff, *keys, *pair], check=True)
"""


def alter(old: Path, new: Path) -> Counter[str]:
    """Write a copy of a package with 1 % of its rows changed; returns the kinds of changes.

    Of each hundred rows one is changed: a cell, then a row is removed, then one is added. Only
    cells are changed in passages and sources, so that no source is new or gone.
    """
    planted: Counter[str] = Counter()
    descriptor = json.loads((old / DESCRIPTOR).read_text("utf-8"))
    files: dict[str, bytes] = {}
    for name in descriptor["tables"]:
        with (old / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(altered(name, csv.DictReader(file), planted))
        files[f"data/{name}.csv"] = csv_bytes(name, rows)
        files[f"data/{name}.parquet"] = parquet_bytes(name, rows)
    for resource in descriptor["resources"]:
        if resource["path"] in files:
            resource.update(file_measures(files[resource["path"]]))
    files[DESCRIPTOR] = json.dumps(descriptor, ensure_ascii=False, indent=2).encode()
    for path, content in files.items():
        (new / path).parent.mkdir(parents=True, exist_ok=True)
        (new / path).write_bytes(content)
    return planted


def altered(
    name: str, rows: Iterator[dict[str, str]], planted: Counter[str]
) -> Iterator[dict[str, str]]:
    """Give the rows of a table with 1 % of them changed; counts in `planted` what is changed."""
    ways = ["cell", "remove", "add"] if name in CELLS else ["remove", "add"]
    if name in ("passages", "sources"):
        ways = ["cell"]
    for place, record in enumerate(rows):
        way = ways[place // EVERY % len(ways)] if place % EVERY == EVERY // 2 else "keep"
        if way == "cell":
            cell = CELLS[name]
            kind = "cell-changed" if record[cell] or name == "evidence" else "cell-filled"
            planted["passages-used" if name == "passages" else kind] += 1
            record[cell] += "changed"
        elif way == "remove":
            kind = "identifier-removed" if name in CELLS else "row-removed"
            planted[REMOVED.get(name, kind)] += 1
            continue
        yield record
        if way == "add":  # under an identifier of its own, and evidence on a record of its own
            keys = {next(iter(record)), "record_id"} & record.keys()
            planted[ADDED.get(name, "record-added")] += 1
            yield record | {key: f"{record[key]}-added" for key in keys}


def peers(folder: Path) -> Path:
    """Return the programs of a new environment with the peers, as they run with this Python."""
    venv.create(folder, with_pip=True)
    wanted = [f"{PEERS[name]}=={version}" for name, version in VERSIONS.items()]
    pip = ("-m", "pip", "install", "-q", "--ignore-requires-python")
    quietly(folder / "bin/python", *pip, *wanted)
    for path in folder.glob("lib/python*/site-packages/pudl_diff/*.py"):
        path.write_text(for_this_python(path.read_text("utf-8")), "utf-8")
    return folder / "bin"


def for_this_python(source: str) -> str:
    """Return a module written for Python 3.14, as older ones read it."""
    source = re.sub(r"except (\w[\w.]*(?:, \w[\w.]*)+):", r"except (\1):", source)
    opening = re.match(r'""".*?"""\n', source, re.DOTALL)
    end = opening.end() if opening else 0
    return f"{source[:end]}from __future__ import annotations\n{source[end:]}"


def as_parquet(package: Path, folder: Path) -> Path:
    """Return the package as pudl-diff finds it: links to its Parquet files and descriptor."""
    folder.mkdir()
    for path in [package / DESCRIPTOR, *(package / "data").glob("*.parquet")]:
        (folder / path.name).symlink_to(path.resolve())
    return folder


def commands(old: Path, new: Path, programs: Path, folder: Path) -> dict[str, Command]:
    """Return what is timed, by name."""
    tables = [*sorted((old / "data").glob("*.csv")), *sorted((new / "data").glob("*.csv"))]
    pair = [as_parquet(old, folder / "left"), as_parquet(new, folder / "right")]
    pudl: Command = [programs / "pudl_diff", "--left", pair[0], "--right", pair[1]]
    return {
        DIFF: [sys.executable, ROOT / "scripts/diff.py", old, new],
        PUDL: [*pudl, "--max-compare-rows", "0", "--output-path", folder / "reports"],
        CSV: [sys.executable, "-c", READ_CSV, *tables],
        ARROW: [sys.executable, "-c", READ_ARROW, *tables],
        DAFF: [programs / "python", "-c", DAFF_ALL, programs / "daff", old, new],
    }


def section(old: Path, runs: int, programs: Path, slow: bool = False) -> str:
    """Return how long a package is compared with itself altered, as a table of Markdown.

    Where the package is small, `slow` has daff compare it too, and nobody merely read it: starting
    Python takes longer.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        planted = alter(old, folder / "new")
        timed = commands(old, folder / "new", programs, folder)
        for left_out in (CSV, ARROW) if slow else (DAFF,):
            del timed[left_out]
        found = measure(timed, runs, dict.fromkeys((DIFF, PUDL), 1))
    header = ["", "median s", "least to most", "processor s", "peak MiB", "times diff.py"]
    pairs = ((name, seconds(taken)) for name, taken in found.items() if name != DIFF)
    lines = [
        f"{rows_of(old):,} rows, {sum(planted.values()):,} changes, {runs} runs in turn.",
        "",
        *table(header, (row(name, taken, found[DIFF]) for name, taken in found.items())),
        "",
        *(verdict(seconds(found[DIFF]), *pair) for pair in pairs),
    ]
    return "\n".join(lines)


def verdict(took: float, name: str, reference: float) -> str:
    """Return whether a target is met: faster than a peer, at most some times as long as reading."""
    limit = 1.0 if name in PEERS else MAX_TIMES
    ratio = took / reference
    word = "met" if ratio <= limit else "missed"
    return f"- {word}: {ratio:.2f} times {name} (at most {limit:g})"


def rows_of(package: Path) -> int:
    """Return how many rows all tables of a package have."""
    descriptor = json.loads((package / DESCRIPTOR).read_text("utf-8"))
    return sum(resource.get("rows", 0) for resource in descriptor["resources"])


def results(rows: int, runs: int, package: Path | None = None) -> str:
    """Return the whole section of Markdown; a package that is there already saves building one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = peers(folder / "peers")
        large = package or generate.package(folder / "large", generate.articles_for(rows))
        small = generate.package(folder / "small", generate.articles_for(min(rows, SMALL)))
        versions = ", ".join(f"{peer} {version}" for peer, version in VERSIONS.items())
        return "\n\n".join(
            [
                "## Comparing two packages",
                f"{environment('polars', 'pyarrow', 'click')}; {versions}.",
                section(large, runs, programs),
                section(small, runs, programs, slow=True),
            ]
        )


@click.command()
@click.option("--rows", default=1_000_000, show_default=True, type=click.IntRange(min=591))
@click.option("--runs", default=7, show_default=True, type=click.IntRange(min=3))
@click.option("--package", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(rows: int, runs: int, package: Path | None) -> None:
    """Time comparisons in RUNS interleaved rounds; PACKAGE is taken instead of building one."""
    click.echo(results(rows, runs, package))


if __name__ == "__main__":
    main()

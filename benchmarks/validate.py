"""How long a validation takes, and how much memory, beside the validators that a user would pick.

    .venv/bin/python benchmarks/validate.py [--rows 1000000 …] [--runs 3] [--folder FOLDER]

`scripts/validate.py` proves every rule of the contract that a package shows by itself: it finds
each quotation in its text, reads each value again, and compares both forms of each table.
frictionless checks the descriptor, sizes, hashes, types, constraints, keys and references; `cldf
validate` (pycldf, in an environment of its own in a temporary folder) types, keys and references,
from the same CSV files.

The others have to agree: in each run that the package is valid, and before that a copy is not in
which one cell near the end of a table breaks a rule that all of them have. Of a million rows one
such copy is tried, and pycldf, whose time grows alike, is left out.
"""

import json
import shutil
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

import click
from pipeline.common.paths import DESCRIPTOR
from pipeline.common.serialize import file_measures
from pipeline.publish.metadata import form

from benchmarks.generate import ROOT, articles_for, package
from benchmarks.load import quietly
from benchmarks.measuring import (
    Command,
    Run,
    environment,
    measure,
    row,
    run,
    seconds,
    sized,
    table,
    target,
)

CLDF = "2.1.1"  # of pycldf
# It only warns of a cell of another type, and always of keys of several columns.
WARNED = """
import subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
said = [line for line in done.stderr.splitlines() if "WARNING" in line and "createdb" not in line]
sys.exit(done.returncode or bool(said))
"""
MAX_PYCLDF = 10_000  # rows, from which on it takes minutes
REAL = 0  # rows: this repository's own package
SIZES = (REAL, 1_000, 100_000, 1_000_000)
FASTER = {1_000_000: 5.0}  # than frictionless; the target
MOST_MEMORY = 4.0  # times that of frictionless, at a million rows; a target
OURS, FRICTIONLESS, PYCLDF = "`scripts/validate.py`", "frictionless", "`cldf validate`"
FAULTS = {  # a table, a column, and what its cell becomes
    "unknown reference": ("memorial_people", "person_id", "nobody-at-all"),
    "no whole number": ("passages", "start", "seven"),
    "empty where required": ("people", "name", ""),
    "key that stands twice": ("organizations", "organization_id", None),  # that of the row before
}


def described(folder: Path) -> Path:
    """The package's CSV files described for pycldf: their CSVW, said to be a CLDF dataset."""
    said = form("csvw", json.loads((folder / DESCRIPTOR).read_text("utf-8")))
    said["dc:conformsTo"] = "http://cldf.clld.org/v1.0/terms.rdf#Generic"
    path = folder / "cldf-metadata.json"
    path.write_text(json.dumps(said), "utf-8")
    return path


def plant(folder: Path, copy: Path, fault: str) -> None:
    """Copy a package with one cell spoilt and the descriptor signed anew."""
    name, column, value = FAULTS[fault]
    shutil.copytree(folder, copy, copy_function=_link)
    path = copy / f"data/{name}.csv"
    lines = path.read_text("utf-8").split("\n")
    at = lines[0].split(",").index(column)
    place = next(n for n in range(len(lines) - 3, 0, -1) if _is_plain(lines, n))
    cells = lines[place].split(",")
    cells[at] = lines[place - 1].split(",")[at] if value is None else value
    lines[place] = ",".join(cells)
    _write(path, "\n".join(lines).encode())
    said = json.loads((copy / DESCRIPTOR).read_text("utf-8"))
    for one in said["resources"]:
        if one["path"] == f"data/{name}.csv":
            one.update(file_measures(path.read_bytes()))
    _write(copy / DESCRIPTOR, json.dumps(said).encode())


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def _write(path: Path, content: bytes) -> None:
    path.unlink()  # it is the same file as in the package that is copied
    path.write_bytes(content)


def _is_plain(lines: list[str], place: int) -> bool:
    """Whether two lines are each a row of as many cells as the header, none of them quoted."""
    pair = lines[place - 1 : place + 1]
    return all('"' not in one and one.count(",") == lines[0].count(",") for one in pair)


def commands(folder: Path, cldf: Path, size: int) -> dict[str, Command]:
    """What validates a package, by its name; pycldf is left out where they are many."""
    frictionless = Path(sys.executable).with_name("frictionless")
    found: dict[str, Command] = {
        OURS: [sys.executable, ROOT / "scripts/validate.py", folder],
        FRICTIONLESS: [frictionless, "validate", folder / DESCRIPTOR],
    }
    if size <= MAX_PYCLDF:
        found[PYCLDF] = [sys.executable, "-c", WARNED, cldf, "validate", described(folder)]
    return found


def check_verdicts(folder: Path, cldf: Path, size: int) -> Iterator[str]:
    """The faults that they find in a copy; of a million rows one alone, as it takes minutes.

    Raises:
        click.ClickException: they do not agree, or say what they should not.
    """
    for fault in list(FAULTS)[: 1 if size > SIZES[-2] else None]:
        with tempfile.TemporaryDirectory(dir=folder.parent) as there:
            copy = Path(there) / "package"
            plant(folder, copy, fault)
            for name, command in commands(copy, cldf, size).items():
                if (status := run(command).status) != 1:
                    raise click.ClickException(f"{fault}: {name} ended with {status}, not 1")
            yield fault


def peer(folder: Path) -> Path:
    """The program of pycldf in a new environment."""
    venv.create(folder, with_pip=True)
    quietly(folder / "bin/python", "-m", "pip", "install", "-q", f"pycldf=={CLDF}")
    return folder / "bin/cldf"


def packages(folder: Path, sizes: tuple[int, ...]) -> Iterator[tuple[int, Path]]:
    """A package of each size; the real one is copied, as it is written beside."""
    for size in sizes:
        there = folder / f"rows-{size}"
        if size == REAL and not there.exists():
            there.mkdir(parents=True)
            for name in ("data", "seeds"):
                shutil.copytree(ROOT / name, there / name)
            shutil.copy(ROOT / DESCRIPTOR, there)
        yield size, package(there, articles_for(size))


def rows_of(folder: Path) -> int:
    """How many rows the tables of a package have."""
    resources = json.loads((folder / DESCRIPTOR).read_text("utf-8"))["resources"]
    return sum(one.get("rows", 0) for one in resources)


def lines(folder: Path, sizes: tuple[int, ...], runs: int) -> Iterator[str]:
    """The section of the results, in Markdown."""
    yield "## Validate\n"
    yield f"{environment('frictionless', 'pyarrow', 'duckdb')}, pycldf {CLDF}."
    yield "Medians of processes in turn; memory is that of the largest process of each.\n"
    told: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        cldf = peer(Path(name))
        for size, there in packages(folder, sizes):
            agreed = "; ".join(check_verdicts(there, cldf, size))
            large = size > SIZES[-2]
            times = 1 if large else runs
            timed = commands(there, cldf, size)
            found = measure(timed, times, warm=0 if large else 1)
            what = "the real package" if size == REAL else "generated"
            yield (
                f"{rows_of(there):,} rows ({what}), processes each: {times}; all say that it is "
                f"valid, and those that read CSV that a copy is not with: {agreed}\n"
            )
            header = ("", "s", "least to most", "processor s", "MiB", "× frictionless")
            yield from table(header, [row(n, r, found[FRICTIONLESS]) for n, r in found.items()])
            yield ""
            told += targets(size, found)
    yield from told
    yield ""


def targets(size: int, found: dict[str, list[Run]]) -> Iterator[str]:
    """Each target at a size, and whether it is met."""
    ours, theirs = found[OURS], found[FRICTIONLESS]
    if size in FASTER:
        faster = seconds(theirs) / seconds(ours)
        what = f"{size:,} rows" if size else "the real package"
        said = f"{what}, {faster:.2f} times as fast as frictionless (at least {FASTER[size]:g})"
        yield target(faster >= FASTER[size], said)
    if size == SIZES[-1]:
        ratio = max(one.peak_mib for one in ours) / max(one.peak_mib for one in theirs)
        said = f"{size:,} rows, {ratio:.1f} times its memory (at most {MOST_MEMORY:g})"
        yield target(ratio <= MOST_MEMORY, said)


if __name__ == "__main__":
    about = (
        "Check the verdicts, time the validators of so many rows (0: of the real package), and "
        "print the section of the results."
    )
    sized("--rows", SIZES, about, lines)()

"""How long a user waits, from starting Python to a DataFrame, beside what they would pick instead.

    .venv/bin/python benchmarks/load.py [--write]

It builds the wheel, installs it beside palmerpenguins (a data package of one CSV file, for pandas)
and polars, at the versions of constraints.txt, in an environment of its own in a temporary folder,
and times whole processes there, each started afresh with `python -I`, their bytecode compiled
beforehand. One round has every process once, A B C … A B C …, so that what slows the machine for a
while slows all of them alike. The environment has no pyarrow: where it is installed `import pandas`
loads it too and takes longer, and the ratios would look better than most users see them.

palmerpenguins is the newest that pip finds; 0.1.6 needs no setuptools at run time.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
KM = "import khojaly_memorials as km; "

EMPTY, IMPORT, PANDAS = "empty interpreter", "import khojaly_memorials", "import pandas"
PENGUINS, FRAME = "palmerpenguins, pandas", "memorials, pandas"
POLARS, ALL = "memorials, polars", "all tables, pandas"
PROCESSES = {
    EMPTY: "pass",
    IMPORT: "import khojaly_memorials",
    PANDAS: "import pandas",
    PENGUINS: "from palmerpenguins import load_penguins; load_penguins()",
    FRAME: f"{KM}km.load('memorials')",
    POLARS: f"{KM}km.load('memorials', engine='polars')",
    ALL: f"{KM}[km.load(table) for table in km.tables()]",
}
# What one process may take of another's time at most; the targets.
RATIOS = [
    (FRAME, PENGUINS, 1.00),
    (FRAME, PANDAS, 1.10),
    (POLARS, PENGUINS, 0.70),
    (ALL, PANDAS, 1.25),
]
IMPORT_MS = 15.0  # what `import khojaly_memorials` may add to an empty interpreter
UNWANTED = ["click", "pandas", "pandera", "polars", "pyarrow"]  # what it must not load
SHOW = f"""
import importlib.metadata, json, sys, khojaly_memorials
loaded = [name for name in {UNWANTED} if name in sys.modules]
versions = {{one.metadata["Name"]: one.version for one in importlib.metadata.distributions()}}
print(json.dumps([loaded, versions]))
"""


def quietly(*command: str | Path) -> str:
    """What a command prints; what it complains of is shown only where it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise click.ClickException(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(folder: Path) -> Path:
    """The interpreter of a new environment with the wheel and what it is compared with."""
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    quietly(sys.executable, *build)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    interpreter = folder / ("env/Scripts/python.exe" if os.name == "nt" else "env/bin/python")
    install = ("-m", "pip", "install", "-q", "--no-cache-dir", "-c", ROOT / "constraints.txt")
    quietly(interpreter, *install, wheel, "polars", "palmerpenguins")
    return interpreter


def milliseconds(interpreter: Path, code: str) -> float:
    """The wall time of one process that runs the code and prints to nowhere."""
    start = time.perf_counter()
    subprocess.run(
        [interpreter, "-I", "-c", code],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=interpreter.parent,
    )
    return (time.perf_counter() - start) * 1000


def measure(interpreter: Path, runs: int) -> dict[str, list[float]]:
    """The times in ms of every process, interleaved; two rounds before them only warm up."""
    times: dict[str, list[float]] = {name: [] for name in PROCESSES}
    rounds = range(-2, runs)
    with click.progressbar(rounds, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        for number in shown:
            for name, code in PROCESSES.items():
                took = milliseconds(interpreter, code)
                if number >= 0:
                    times[name].append(took)
    return times


def verdicts(medians: dict[str, float], loaded: list[str]) -> Iterator[tuple[str, bool]]:
    """Each target as a line, and whether it is met."""
    added = medians[IMPORT] - medians[EMPTY]
    yield f"{IMPORT} adds {added:.1f} ms (at most {IMPORT_MS:.0f})", added <= IMPORT_MS
    what = ", ".join(loaded) or "none"
    yield f"{IMPORT} loads {what} of {', '.join(UNWANTED)}", not loaded
    for name, other, most in RATIOS:
        ratio = medians[name] / medians[other]
        yield f"{name} / {other}: {ratio:.3f} (at most {most:.2f})", ratio <= most


@click.command()
@click.option("--runs", default=21, show_default=True, type=click.IntRange(min=15))
@click.option("--write", is_flag=True, help="Keep what is printed in benchmarks/load.txt.")
def main(runs: int, write: bool) -> None:
    """Time the loading of the tables in RUNS interleaved rounds, and print medians and targets."""
    with tempfile.TemporaryDirectory() as folder:
        interpreter = environment(Path(folder))
        loaded, versions = json.loads(quietly(interpreter, "-I", "-c", SHOW))
        if "pyarrow" in versions:
            raise click.ClickException("pyarrow is in the environment: `import pandas` loads it")
        times = measure(interpreter, runs)
    report = "\n".join(lines(times, loaded, versions)) + "\n"
    click.echo(report, nl=False)
    if write:
        Path(__file__).with_suffix(".txt").write_text(report, encoding="utf-8")


def lines(
    times: dict[str, list[float]], loaded: list[str], versions: dict[str, str]
) -> Iterator[str]:
    """The report: versions, the medians of every process with their spread, and the targets."""
    brought = ", ".join(
        f"{name} {versions[name]}" for name in ("pandas", "polars", "palmerpenguins")
    )
    yield f"Python {sys.version.split()[0]}, {brought}; {len(times[EMPTY])} processes each, ms\n"
    yield f"{'':26}{'median':>8}{'quartiles':>16}{'least':>8}"
    for name, took in times.items():
        low, middle, high = statistics.quantiles(took, n=4, method="inclusive")
        spread = f"{low:.0f} to {high:.0f}"
        yield f"{name:26}{middle:8.1f}{spread:>16}{min(took):8.1f}"
    yield ""
    medians = {name: statistics.median(took) for name, took in times.items()}
    for line, met in verdicts(medians, loaded):
        yield f"{'met   ' if met else 'MISSED'}  {line}"


if __name__ == "__main__":
    main()

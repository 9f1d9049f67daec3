"""Whole processes timed in turn, with the most memory that each had, and what is said of them."""

import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

Command = Sequence[str | Path]
UNIT = 2**20 if sys.platform == "darwin" else 2**10  # a MiB, as the system counts memory
# A process counts the memory of the one that started it as its own, so a small one starts them.
STARTER = """
import os, subprocess, sys, time
start = time.perf_counter()
nowhere = subprocess.DEVNULL
process = subprocess.Popen(sys.argv[1:], stdin=nowhere, stdout=nowhere)
_, status, used = os.wait4(process.pid, 0)
took = time.perf_counter() - start
processor = used.ru_utime + used.ru_stime
print(took, processor, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Run:
    """A process that ended: wall and processor time in seconds, most memory in MiB, status."""

    seconds: float
    processor: float
    peak_mib: float
    status: int


def run(command: Command) -> Run:
    """Start a process that prints to nowhere, and wait for it; its own children count as well."""
    words = [sys.executable, "-I", "-S", "-c", STARTER, *map(str, command)]
    said = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return Run(float(said[0]), float(said[1]), int(said[2]) / UNIT, int(said[3]))


def measure(
    commands: Mapping[str, Command],
    runs: int,
    expected: Mapping[str, int] | None = None,
    warm: int = 1,
) -> dict[str, list[Run]]:
    """The runs of every command, in turn, A B C … A B C …, after rounds that only warm up.

    What slows the machine for a while then slows all of them alike.

    Raises:
        click.ClickException: a command ended with another exit status than expected, 0 if not said.
    """
    found: dict[str, list[Run]] = {name: [] for name in commands}
    with click.progressbar(
        range(-warm, runs), file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as rounds:
        for number in rounds:
            for name, command in commands.items():
                one = run(command)
                if one.status != (expected or {}).get(name, 0):
                    raise click.ClickException(f"{name} ended with status {one.status}")
                if number >= 0:
                    found[name].append(one)
    return found


def seconds(runs: Iterable[Run]) -> float:
    """The median of the times."""
    return statistics.median(one.seconds for one in runs)


def row(name: str, runs: Sequence[Run], base: Sequence[Run]) -> list[str]:
    """A process as a row of the table: times, memory, and how often the base's time it takes."""
    times = sorted(one.seconds for one in runs)
    processor = statistics.median(one.processor for one in runs)
    peak = max(one.peak_mib for one in runs)
    ratio = seconds(runs) / seconds(base)
    spread = f"{times[0]:.2f} to {times[-1]:.2f}"
    figures = [f"{seconds(runs):.2f}", spread, f"{processor:.2f}", f"{peak:.0f}", f"{ratio:.2f}"]
    return [name, *figures]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table of Markdown; all columns but the first are of numbers."""
    yield f"| {' | '.join(header)} |"
    yield f"| --- |{' ---: |' * (len(header) - 1)}"
    for cells in rows:
        yield f"| {' | '.join(cells)} |"


def target(met: bool, what: str) -> str:
    """A target as a line of Markdown, and whether it is met."""
    return f"- {'met' if met else 'MISSED'}: {what}"


Lines = Callable[[Path, tuple[int, ...], int], Iterable[str]]


def sized(option: str, sizes: tuple[int, ...], about: str, lines: Lines) -> click.Command:
    """The command of a benchmark of packages of several sizes, which an option of its own names.

    It prints what `lines` gives of the folder in which packages are made, the sizes, and the runs.
    """

    @click.command(help=about)
    @click.option(option, "sizes", multiple=True, type=int, default=sizes, show_default=True)
    @click.option("--runs", default=3, show_default=True, type=click.IntRange(min=1))
    @click.option("--folder", default="benchmarks/made", type=click.Path(path_type=Path))
    def main(sizes: tuple[int, ...], runs: int, folder: Path) -> None:
        for line in lines(folder.absolute(), sizes, runs):
            click.echo(line)

    return main


def environment(*packages: str) -> str:
    """The machine's cores, and the versions of Python and of packages of this environment."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    python = f"Python {platform.python_version()}"
    return ", ".join([f"{os.cpu_count()} cores", platform.system(), python, *versions])

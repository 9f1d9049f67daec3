"""What the pages show of the data: the outputs of their examples, made anew after each build.

A page of Markdown has examples in the form of `doctest`, and blocks of the language `console`, each
command of which is run. The prose around them is written by people.
"""

import doctest
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (khojaly-memorials .*)\n(?:(?!\$ ).*\n)*", re.MULTILINE)


class Fault(NamedTuple):
    """An example that does not run, or a command that fails: its line on the page, and why."""

    line: int
    reason: str


def refreshed(page: str) -> tuple[str, list[Fault]]:
    """A page with the outputs that its examples have now, and what of it does not run.

    What does not run stays as it stands. Of the Python examples only the first is named: those
    after it may fail for no other reason.
    """
    made, faults = _with_outputs(page)
    lines = _lines_of_commands(page)

    def said(command: re.Match[str]) -> str:
        line, (printed, error) = next(lines), _run(command[1])
        if error is not None:
            faults.append(Fault(line, f"the command fails: {error}"))
            return command[0]
        return f"$ {command[1]}\n{printed}"

    return CONSOLE.sub(lambda block: COMMAND.sub(said, block[0]), made), faults


class _Listener(doctest.DocTestRunner):
    """Keeps what each example prints, and what is wrong with the first that does not run."""

    def __init__(self) -> None:
        """Nothing is printed yet, and nothing is reported."""
        super().__init__(verbose=False)
        self.printed: dict[int, str] = {}
        self.faults: list[Fault] = []

    def report_start(self, out: Any, test: Any, example: Any) -> None:
        """Say nothing."""

    def report_success(self, out: Any, test: Any, example: Any, got: str) -> None:
        """Keep what is as it was."""

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
        """Keep what is printed now instead; an error that is shown has to be the one raised."""
        if example.exc_msg is None:
            self.printed[example.lineno] = got
        else:
            wanted, last = example.exc_msg.strip(), (got.strip().splitlines() or ["nothing"])[-1]
            self._fault(example, f"the example shows {wanted!r} and gives {last!r}")

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        """Keep what is raised."""
        self._fault(example, f"the example raises {exc_info[0].__name__}: {exc_info[1]}")

    def _fault(self, example: Any, reason: str) -> None:
        if not self.faults:
            self.faults.append(Fault(example.lineno + 1, reason))


def _with_outputs(page: str) -> tuple[str, list[Fault]]:
    try:
        test = doctest.DocTestParser().get_doctest(page, {"__name__": "__main__"}, "page", None, 0)
    except ValueError as fault:  # "line 7 of the docstring for page has ..."
        place = re.match(r"line (\d+) of the docstring for page (.*)", str(fault), re.DOTALL)
        return page, [Fault(int(place[1]), f"it {place[2]}") if place else Fault(1, str(fault))]
    listener = _Listener()
    os.environ.setdefault("MPLBACKEND", "agg")  # plots go to files, never to a window
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        listener.run(test, clear_globs=False)
    lines = page.split("\n")
    for example in reversed(test.examples):
        if (got := listener.printed.get(example.lineno)) is not None:
            begin = example.lineno + example.source.count("\n")
            end = begin + example.want.count("\n")
            printed = got.removesuffix("\n").split("\n") if got else []
            lines[begin:end] = [line or "<BLANKLINE>" for line in printed]
    return "\n".join(lines), listener.faults


def _lines_of_commands(page: str) -> Iterator[int]:
    """The line of each command of the console blocks, in order."""
    for block in CONSOLE.finditer(page):
        for command in COMMAND.finditer(block[0]):
            yield page.count("\n", 0, block.start() + command.start()) + 1


def _run(command: str) -> tuple[str, str | None]:
    """What a command prints, and, where it fails, the last line that it says of it."""
    program, *words = command.split()
    path = Path(sys.executable).with_name(program)
    done = subprocess.run([path, *words], capture_output=True, text=True, check=False)
    said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
    return done.stdout, said[-1] if done.returncode else None

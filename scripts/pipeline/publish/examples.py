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
from contextlib import chdir
from pathlib import Path

CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ khojaly-memorials (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
Output = tuple[int, int, list[str]]  # the lines of a page from the first on, before the second
Fault = tuple[int, str]  # the line of an example that does not run, or a command that fails; why


def refreshed(page: str) -> tuple[str, list[Fault]]:
    """Return a page with the outputs that its examples have now, and what of it does not run.

    Of the Python examples only the first is named: those after it may fail for no other reason.
    """
    outputs, faults = _run_examples(page)
    for block in CONSOLE.finditer(page):
        for command in COMMAND.finditer(page, *block.span()):
            line = page.count("\n", 0, command.start()) + 1
            printed, error = _run(command[1])
            if error:
                faults.append((line, f"the command fails: {error}"))
            end = line + command[2].count("\n")
            outputs.append((line, end, printed.splitlines()))
    lines = page.split("\n")
    for begin, end, output in sorted(outputs, reverse=True):  # so that lines keep their numbers
        lines[begin:end] = output
    return "\n".join(lines), faults


class _Recorder(doctest.OutputChecker):
    """Keeps what each example prints; or the error that it raises, where one is shown."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        self.printed.append(got)
        return True


def _run_examples(page: str) -> tuple[list[Output], list[Fault]]:
    """Run the Python examples in an empty folder, up to the first that raises what is not shown."""
    try:
        test = doctest.DocTestParser().get_doctest(page, {"__name__": "__main__"}, "page", None, 0)
    except ValueError as error:  # "line 7 of the docstring for page has ..."
        place = re.match(r"line (\d+) of the docstring for page (.*)", str(error), re.DOTALL)
        return [], [(int(place[1]), f"it {place[2]}") if place else (1, str(error))]
    recorder, outputs, faults = _Recorder(), [], []
    os.environ.setdefault("MPLBACKEND", "agg")  # plots go to files, never to a window
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        try:
            doctest.DebugRunner(recorder, verbose=False).run(test, clear_globs=False)
        except doctest.UnexpectedException as failure:
            kind, raised, _ = failure.exc_info
            reason = f"the example raises {kind.__name__}: {raised}"
            faults.append((failure.example.lineno + 1, reason))
    for example, printed in zip(test.examples, recorder.printed, strict=False):
        if example.exc_msg is None:
            begin = example.lineno + example.source.count("\n")
            lines = [line or "<BLANKLINE>" for line in printed.splitlines()]
            outputs.append((begin, begin + example.want.count("\n"), lines))
        elif printed != example.exc_msg:
            shown, given = example.exc_msg.strip(), printed.strip() or "nothing"
            reason = f"the example shows {shown!r} and gives {given!r}"
            faults.append((example.lineno + 1, reason))
    return outputs, sorted(faults)[:1]


def _run(command: str) -> tuple[str, str]:
    """Return what a command prints and, where it fails, the last line that it says of it."""
    program = Path(sys.executable).with_name("khojaly-memorials")
    run = subprocess.run([program, *command.split()], capture_output=True, text=True, check=False)
    error = (run.stderr.strip().splitlines() or [f"exit status {run.returncode}"])[-1]
    return run.stdout, error if run.returncode else ""

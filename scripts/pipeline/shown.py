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
from typing import Any

CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (khojaly-memorials .*)\n(?:(?!\$ ).*\n)*", re.MULTILINE)


def refreshed(page: str) -> str:
    """A page with the outputs that its examples have now; what raises stays as it stands."""
    return CONSOLE.sub(lambda block: COMMAND.sub(_said, block[0]), _with_outputs(page))


class _Listener(doctest.DocTestRunner):
    """Keeps what each example prints."""

    def __init__(self) -> None:
        """Nothing is printed yet, and nothing is reported."""
        super().__init__(verbose=False)
        self.printed: dict[int, str] = {}

    def report_start(self, out: Any, test: Any, example: Any) -> None:
        """Say nothing."""

    def report_success(self, out: Any, test: Any, example: Any, got: str) -> None:
        """Keep what is as it was."""

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
        """Keep what is printed now instead."""
        self.printed[example.lineno] = got

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        """Leave it to the tests to tell."""


def _with_outputs(page: str) -> str:
    test = doctest.DocTestParser().get_doctest(page, {"__name__": "__main__"}, "page", None, 0)
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
    return "\n".join(lines)


def _said(block: re.Match[str]) -> str:
    """A command with what it prints now."""
    program, *words = block[1].split()
    path = Path(sys.executable).with_name(program)
    printed = subprocess.run([path, *words], capture_output=True, text=True, check=False)
    return f"$ {block[1]}\n{printed.stdout}" if printed.returncode == 0 else block[0]

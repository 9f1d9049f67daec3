"""How the command speaks to whoever called it: UTF-8, and errors in one line."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
from typing import Any, NoReturn

import click

from khojaly_memorials import files

UNLIMITED = 1_000_000  # columns, where no terminal limits them


class Commands(click.Group):
    """Commands whose errors are one line: status 1 for what went wrong, 2 for a wrong call."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; an error that a user can understand ends it without a traceback."""
        _write_utf8()
        try:
            return super().main(*args, **extra)
        except (ValueError, ImportError, files.DamagedFileError) as fault:
            _fail(str(fault))
        except OSError as fault:
            if fault.filename is None:
                _end_output(fault)
            _fail(f"{fault.filename}: {fault.strerror}")

    def invoke(self, ctx: click.Context) -> Any:
        """Print no colour where NO_COLOR asks for none."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        return super().invoke(ctx)


def in_terminal() -> bool:
    """Whether what is printed is seen at once: standard output is neither a pipe nor closed."""
    return sys.stdout is not None and sys.stdout.isatty()


def line_width() -> int:
    """Return how many columns a line may have: those of the terminal, or as many as it needs."""
    fallback = 80 if in_terminal() else UNLIMITED
    return shutil.get_terminal_size((fallback, 24)).columns


def _write_utf8() -> None:
    """Write UTF-8 and line feeds, whatever encoding the console or the environment names."""
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):  # None where it is closed
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")


def _end_output(fault: OSError) -> NoReturn:
    """End where standard output takes no more: in silence if its reader has left."""
    # what is left to be written goes nowhere, or Python would complain when it ends
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if fault.errno == errno.EPIPE:
        sys.exit(1)
    _fail(f"standard output: {fault.strerror}")


def _fail(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(1)

"""What commands share: common options, a bar of progress, and one way to end with a status."""

import functools
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from pipeline.common.findings import FaultyError, Finding, report_lines
from pipeline.common.letters import visible
from pipeline.common.paths import ROOT

Function = TypeVar("Function", bound=Callable[..., Any])
Item = TypeVar("Item")
DELAY = 1.0  # seconds before a bar is shown

SEEDS = click.option(
    "--seeds",
    default=ROOT / "seeds",
    show_default="seeds/",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the seeds.",
)


def format_option(*forms: str, help: str) -> Callable[[Function], Function]:
    """Return the option `--format`, whose first form is that for people."""
    kind = click.Choice(forms)
    return click.option(
        "--format", "style", type=kind, default=forms[0], show_default=True, help=help
    )


def out_option(default: Path, *, shown: str, help: str) -> Callable[[Function], Function]:
    """Return the option `--out`, a folder to write into; `shown` is its default in words."""
    kind = click.Path(file_okay=False, path_type=Path)
    return click.option("--out", default=default, show_default=shown, type=kind, help=help)


FORMAT = format_option("text", "json", "github", help="How findings are printed.")


class CannotRunError(Exception):
    """A command cannot do what it is asked to; the message says why."""


def command(function: Callable[..., int]) -> click.Command:
    """Return a command that ends the process with the exit status which a function gives.

    Where that raises FaultyError, the findings are printed in the form of its option `style`, and
    the status is 1. Where it raises CannotRunError or OSError, the standard error says why, and the
    status is 2. Stands above the decorators of click.
    """

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> NoReturn:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # any letter to any terminal or pipe
                stream.reconfigure(errors="backslashreplace")
        try:
            status = function(*args, **options)
        except FaultyError as fault:
            echo_findings(fault.findings, options.get("style", "text"))
            status = 1
        except (CannotRunError, OSError) as fault:
            reason = visible(str(fault))
            if isinstance(fault, OSError):
                reason = f"{fault.strerror or fault}: {fault.filename}"
            click.echo(f"could not run: {reason}", err=True)
            status = 2
        sys.exit(status)

    return click.command()(run)


def echo_findings(findings: Iterable[Finding], style: str) -> None:
    """Print findings in a form."""
    for line in report_lines(findings, style):
        click.echo(line)


def progress(items: Iterable[Item], what: str) -> Iterable[Item]:
    """Return items; where the standard error is a terminal, a bar shows how many are done."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm  # which nobody waits for who sees no bar

    tqdm.monitor_interval = 0  # it starts no thread
    bar: Iterable[Item] = tqdm(items, what, leave=False, delay=DELAY, dynamic_ncols=True)
    return bar

"""Show what changed between two packages, and the version that the changes call for."""

import sys

import click
from pipeline.difference import Difference, compare, read_described
from pipeline.difference_report import report
from pipeline.findings import FaultyError, speak_anywhere
from pipeline.openings import UnknownPackageError, opened
from pipeline.visible import visible


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the changes are printed; only JSON has every one in full.",
)
def main(old: str, new: str, style: str) -> None:
    """Show what changed from the package OLD to the package NEW, and the version bump it calls for.

    Each is a folder, a release zip, or a git revision of this repository; a path that exists comes
    first.

    Exit status: 0 nothing changed; 1 something did; 2 it could not run.
    """
    speak_anywhere()
    difference = compared(old, new)
    click.echo(report(difference, style))
    sys.exit(1 if difference.changed else 0)


def compared(old: str, new: str) -> Difference:
    """The difference of two packages by their names; ends the command where one cannot be read."""
    packages = []
    for name in (old, new):
        try:
            with opened(name) as folder:
                packages.append(read_described(folder))
        except FaultyError as fault:
            one = fault.findings[0]
            _fail(name, ": ".join(str(part) for part in (one.file, one.line, one.message) if part))
        except UnknownPackageError as fault:
            _fail(name, str(fault))
        except OSError as fault:
            _fail(name, fault.strerror or str(fault))
    return compare(*packages)


def _fail(name: str, reason: str) -> None:
    click.echo(f"could not run: {visible(name)}: {visible(reason)}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()

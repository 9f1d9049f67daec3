"""Show what changed between two packages, and the version that the changes call for."""

import gc

import click
from pipeline.common.options import command, format_option
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import read_named_package
from pipeline.compare.report import report


@command
@click.argument("old")
@click.argument("new")
@format_option(
    "text", "markdown", "json", help="How the changes are printed; only JSON has every one in full."
)
def main(old: str, new: str, style: str) -> int:
    """Show what changed from the package OLD to the package NEW, and the version bump it calls for.

    Each is a folder, a release zip, or a git revision of this repository; a path that exists comes
    first.

    Exit status: 0 nothing changed; 1 something changed; 2 it could not run.
    """
    gc.disable()  # a run keeps what it makes
    difference = compare_packages(read_named_package(old), read_named_package(new))
    click.echo(report(difference, style))
    return 1 if difference.changed else 0


if __name__ == "__main__":
    main()

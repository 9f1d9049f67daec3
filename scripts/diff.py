"""Show what changed between two packages, and the version that the changes call for."""

import gc

import click
from pipeline.common.options import command, format_option
from pipeline.common.paths import ROOT
from pipeline.compare.changelog import with_entry
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import read_named_package
from pipeline.compare.report import report
from pipeline.compare.version import Difference
from pipeline.write.atomic import write_files

CHANGELOG = ROOT / "CHANGELOG.md"
COMMAND = "python scripts/diff.py released . --changelog"


@command
@click.argument("old")
@click.argument("new")
@format_option(
    "text", "markdown", "json", help="How the changes are printed; only JSON has every one in full."
)
@click.option("--changelog", is_flag=True, help="Write the entry of NEW in CHANGELOG.md instead.")
@click.option("--check", is_flag=True, help="With --changelog: write nothing, say what differs.")
def main(old: str, new: str, style: str, changelog: bool, check: bool) -> int:
    """Show what changed from the package OLD to the package NEW, and the version bump it calls for.

    Each is a folder, a release zip, or a git revision of this repository; a path that exists comes
    first. With --changelog, the entry of NEW's version in CHANGELOG.md gets what changed; the
    prose in it stays.

    Exit status: 0 nothing changed, or the entry is written; 1 something changed, or the entry is
    not as --check expects, or NEW has no version of its own yet; 2 it could not run.
    """
    gc.disable()  # a run keeps what it makes
    before, after = read_named_package(old), read_named_package(new)
    difference = compare_packages(before, after)
    if changelog:
        day = after.descriptor.get("created", "")[:10]
        return 0 if write_entry(difference, day, check) else 1
    click.echo(report(difference, style))
    return 1 if difference.changed else 0


def write_entry(difference: Difference, day: str, check: bool) -> bool:
    """Bring the changelog up to date, and say so; returns whether it is."""
    if difference.changes and difference.old_version == difference.new_version:
        fix = f'set version = "{difference.suggested}" in pyproject.toml first'
        click.echo(f"the data changed and the version did not: {fix}")
        return False
    page = CHANGELOG.read_text(encoding="utf-8")
    right = with_entry(page, difference, day)
    if right == page:
        click.echo("CHANGELOG.md says what changed")
    elif check:
        click.echo(f"CHANGELOG.md does not say what changed: run {COMMAND}")
        return False
    else:
        write_files({CHANGELOG.name: right.encode()}, ROOT)
        click.echo("wrote CHANGELOG.md")
    return True


if __name__ == "__main__":
    main()

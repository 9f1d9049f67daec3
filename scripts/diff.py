"""Show what changed between two packages, and the version that the changes call for."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import click
from pipeline.common.escaping import visible
from pipeline.common.findings import FaultyError, speak_anywhere
from pipeline.common.paths import ROOT
from pipeline.compare.changelog import NoVersionError, with_entry
from pipeline.compare.described_package import Json
from pipeline.compare.difference import Described, Difference, compare, read_described
from pipeline.compare.locate_package import UnknownPackageError, opened
from pipeline.compare.report import report
from pipeline.write.atomic import write_files

CHANGELOG = ROOT / "CHANGELOG.md"
COMMAND = "python scripts/diff.py released . --changelog"


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
@click.option("--changelog", is_flag=True, help="Write the entry of NEW in CHANGELOG.md instead.")
@click.option("--check", is_flag=True, help="With --changelog: write nothing, say what differs.")
def main(old: str, new: str, style: str, changelog: bool, check: bool) -> None:
    """Show what changed from the package OLD to the package NEW, and the version bump it calls for.

    Each is a folder, a release zip, or a git revision of this repository; a path that exists comes
    first. With --changelog, the entry of NEW's version in CHANGELOG.md gets what changed; the
    prose in it stays.

    Exit status: 0 nothing changed, or the entry is written; 1 something changed, or the entry is
    not as --check expects, or NEW has no version of its own yet; 2 it could not run.
    """
    speak_anywhere()
    gc.disable()  # a run keeps what it makes
    packages = read(old, new)
    difference = compare(*packages)
    if changelog:
        sys.exit(0 if write_entry(difference, packages[1].descriptor, check) else 1)
    click.echo(report(difference, style))
    sys.exit(1 if difference.changed else 0)


def write_entry(difference: Difference, about: Json, check: bool) -> bool:
    """Bring the changelog up to date, and say so; gives whether it is."""
    page = CHANGELOG.read_text(encoding="utf-8")
    try:
        right = with_entry(page, difference, about.get("created", "")[:10])
    except NoVersionError as fault:
        click.echo(f"the data changed and the version did not: {fault}")
        return False
    if right == page:
        click.echo("CHANGELOG.md says what changed")
    elif check:
        click.echo(f"CHANGELOG.md does not say what changed: run {COMMAND}")
        return False
    else:
        write_files({CHANGELOG.name: right.encode()}, ROOT)
        click.echo("wrote CHANGELOG.md")
    return True


def read(old: str, new: str) -> tuple[Described, Described]:
    """Two packages by their names, read at once; ends the command where one cannot be read."""
    packages = []
    with ThreadPoolExecutor() as threads:
        reading = [(name, threads.submit(_read, name)) for name in (old, new)]
    for name, package in reading:
        try:
            packages.append(package.result())
        except FaultyError as fault:
            one = fault.findings[0]
            _fail(name, ": ".join(str(part) for part in (one.file, one.line, one.message) if part))
        except UnknownPackageError as fault:
            _fail(name, str(fault))
        except OSError as fault:
            _fail(name, fault.strerror or str(fault))
    before, after = packages
    return before, after


def _read(name: str) -> Described:
    with opened(name) as folder:
        return read_described(folder)


def _fail(name: str, reason: str) -> None:
    click.echo(f"could not run: {visible(name)}: {visible(reason)}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()

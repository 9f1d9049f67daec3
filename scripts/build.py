"""Build the tables and their descriptor from the seeds."""

import gc
import sys
from pathlib import Path

import click
from pipeline.assemble.tables import Assembly
from pipeline.building import build_package
from pipeline.common.findings import FaultyError, Finding, report_lines, speak_anywhere
from pipeline.common.options import FORMAT, SEEDS
from pipeline.common.paths import ROOT
from pipeline.compare.released_package import check_version, last_release
from pipeline.summary import summary
from pipeline.write.atomic import write_files
from pipeline.write.would_change import differences


@click.command()
@SEEDS
@click.option(
    "--out",
    default=ROOT,
    show_default="this repository",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to build into.",
)
@click.option("--check", is_flag=True, help="Write nothing; show what would change.")
@FORMAT
def main(seeds: Path, out: Path, check: bool, style: str) -> None:
    """Build OUT/data and OUT/datapackage.json from the seeds.

    Exit status: 0 done; 1 the seeds are at fault (nothing is written), or --check found a
    difference; 2 it could not run.
    """
    speak_anywhere()
    gc.disable()  # a run keeps what it makes: to look for garbage took a seventh of it
    if not check and out.resolve() == ROOT and seeds.resolve() != ROOT / "seeds":
        click.echo("could not run: seeds from elsewhere need an --out elsewhere", err=True)
        sys.exit(2)
    try:
        made, files = build_package(seeds)
        if check and (found := _would_change(made, files, seeds, out)):
            raise FaultyError([*found, *made.findings])
        changed = [] if check else write_files(files, out, seeds)
    except FaultyError as fault:
        for line in report_lines(fault.findings, style):
            click.echo(line)
        sys.exit(1)
    except OSError as fault:
        click.echo(f"could not run: {fault.strerror or fault}: {fault.filename}", err=True)
        sys.exit(2)
    if made.findings or style != "text":
        for line in report_lines(made.findings, style):
            click.echo(line)
    if style == "text" and check:
        click.echo("The package is what the seeds make.")
    elif style == "text":
        click.echo(summary(made.tables, files, changed))


def _would_change(made: Assembly, files: dict[str, bytes], seeds: Path, out: Path) -> list[Finding]:
    """What --check finds: files that are not as the build makes them, and a version too low."""
    found = list(differences(files, out))
    if release := last_release(seeds):
        found += check_version(files, made, release)
    return found


if __name__ == "__main__":
    main()

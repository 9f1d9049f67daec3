"""Build the tables and their descriptor from the seeds."""

import sys
from pathlib import Path

import click
from pipeline.building import build_tables
from pipeline.changes import differences
from pipeline.findings import FaultyError, report, speak_anywhere
from pipeline.options import FORMAT, SEEDS
from pipeline.package import ROOT, package_files
from pipeline.summary import summary
from pipeline.writing import write_files


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
    if not check and out.resolve() == ROOT and seeds.resolve() != ROOT / "seeds":
        click.echo("could not run: seeds from elsewhere need an --out elsewhere", err=True)
        sys.exit(2)
    try:
        files = package_files(build_tables(seeds), seeds)
        if check and (found := list(differences(files, out))):
            raise FaultyError(found)
        changed = [] if check else write_files(files, out)
    except FaultyError as fault:
        click.echo(report(fault.findings, style))
        sys.exit(1)
    except OSError as fault:
        click.echo(f"could not run: {fault.strerror or fault}: {fault.filename}", err=True)
        sys.exit(2)
    if style != "text":
        click.echo(report([], style))
    elif check:
        click.echo("The package is what the seeds make.")
    else:
        click.echo(summary(files, changed))


if __name__ == "__main__":
    main()

"""Build the tables and their descriptor from the seeds."""

import gc
from pathlib import Path

import click
from pipeline.building import build_package
from pipeline.common.findings import FaultyError
from pipeline.common.options import (
    FORMAT,
    SEEDS,
    CannotRunError,
    command,
    echo_findings,
    out_option,
)
from pipeline.common.paths import ROOT
from pipeline.write.atomic import write_files
from pipeline.write.summary import summary
from pipeline.write.would_change import differences


@command
@SEEDS
@out_option(ROOT, shown="this repository", help="Folder to build into.")
@click.option("--check", is_flag=True, help="Write nothing; show what would change.")
@FORMAT
def main(seeds: Path, out: Path, check: bool, style: str) -> int:
    """Build OUT/data and OUT/datapackage.json from the seeds.

    Exit status: 0 done; 1 the seeds are at fault (nothing is written), or --check found a
    difference; 2 it could not run.
    """
    gc.disable()  # a run keeps what it makes: to look for garbage took a seventh of it
    if not check and out.resolve() == ROOT and seeds.resolve() != ROOT / "seeds":
        raise CannotRunError("seeds from elsewhere need an --out elsewhere")
    assembly, files = build_package(seeds)
    if check and (found := list(differences(assembly.tables, files, out))):
        raise FaultyError([*found, *assembly.findings])
    changed = [] if check else write_files(files, out, seeds)
    if assembly.findings or style != "text":
        echo_findings(assembly.findings, style)
    if style == "text" and check:
        click.echo("The package is what the seeds make.")
    elif style == "text":
        click.echo(summary(assembly.tables, files, changed))
    return 0


if __name__ == "__main__":
    main()

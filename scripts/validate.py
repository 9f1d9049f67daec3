"""Check a built package against everything that always holds."""

import gc
import sys
from pathlib import Path

import click
from pipeline.check.package import validate
from pipeline.common.findings import report_lines, speak_anywhere
from pipeline.common.options import FORMAT
from pipeline.common.paths import ROOT


@click.command()
@click.argument(
    "package",
    default=ROOT,
    required=False,
    type=click.Path(exists=True, path_type=Path),
)
@FORMAT
def main(package: Path, style: str) -> None:
    """Check PACKAGE: a folder with datapackage.json (this repository by default), or a release zip.

    A folder of downloads is checked too: each file against SHA256SUMS, each zip as a package.

    Exit status: 0 valid; 1 invalid; 2 it could not run.
    """
    speak_anywhere()
    gc.disable()  # a run keeps what it makes: to look for garbage took a seventh of it
    try:
        findings = validate(package)
    except OSError as fault:
        click.echo(f"could not run: {fault.strerror}: {fault.filename}", err=True)
        sys.exit(2)
    if findings or style != "text":
        for line in report_lines(findings, style):
            click.echo(line)
    else:
        click.echo("The package is valid.")
    sys.exit(1 if any(one.severity == "error" for one in findings) else 0)


if __name__ == "__main__":
    main()

"""Check the Parquet of a package that is larger than memory."""

import sys
from pathlib import Path

import click
import duckdb
from pipeline.findings import report_lines, speak_anywhere
from pipeline.options import FORMAT
from pipeline.streaming import stream
from pipeline.visible import visible


@click.command()
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--memory",
    default="1GB",
    show_default=True,
    help="How much of it the tables may take; the rest goes to a temporary folder.",
)
@FORMAT
def main(package: Path, memory: str, style: str) -> None:
    """Check the tables of PACKAGE, a folder, as Parquet, however many rows they have.

    Most of what validate.py checks is checked, a stretch of rows at a time: cells, keys,
    references, the order of rows, and all evidence beside its cell and its text.

    Exit status: 0 valid; 1 invalid; 2 it could not run.
    """
    speak_anywhere()
    try:
        findings = stream(package, memory)
    except OSError as fault:
        click.echo(f"could not run: {fault.strerror}: {fault.filename}", err=True)
        sys.exit(2)
    except duckdb.Error as fault:
        click.echo(f"could not run: {visible(str(fault).splitlines()[0])}", err=True)
        sys.exit(2)
    for line in report_lines(findings, style) if findings or style != "text" else ():
        click.echo(line)
    if not findings and style == "text":
        click.echo("Nothing is wrong with the tables.")
    sys.exit(1 if any(one.severity == "error" for one in findings) else 0)


if __name__ == "__main__":
    main()

"""Write docs/data-dictionary.md from the schemas and the built tables."""

import sys

import click
from pipeline.dictionary import dictionary
from pipeline.findings import speak_anywhere
from pipeline.package import ROOT
from pipeline.stored import read_package
from pipeline.writing import write_files

from schemas import TABLES

PAGE = ROOT / "docs/data-dictionary.md"


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; say whether the page would change.")
def main(check: bool) -> None:
    """Write docs/data-dictionary.md from the schemas and the built tables.

    Exit status: 0 done; 1 --check found that the page would change; 2 it could not run.
    """
    speak_anywhere()
    package = read_package(ROOT)
    if package.findings or package.tables.keys() != TABLES.keys():
        click.echo("could not run: data/ is not whole; run make data", err=True)
        sys.exit(2)
    page = dictionary(package.tables).encode()
    try:
        if check and not (PAGE.is_file() and PAGE.read_bytes() == page):
            click.echo(f"docs/{PAGE.name} would change: run python scripts/docs.py")
            sys.exit(1)
        changed = [] if check else write_files({PAGE.name: page}, PAGE.parent)
    except OSError as fault:
        click.echo(f"could not run: {fault.strerror or fault}: {fault.filename}", err=True)
        sys.exit(2)
    click.echo(f"wrote docs/{PAGE.name}" if changed else f"docs/{PAGE.name} is as it should be")


if __name__ == "__main__":
    main()

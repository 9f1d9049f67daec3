"""Make the web pages of the package: files that any static host, or a folder, can show."""

import sys
from pathlib import Path

import click
from pipeline.common.escaping import visible
from pipeline.common.findings import FaultyError, report_lines, speak_anywhere
from pipeline.publish.site.package_data import read_data
from pipeline.publish.site.placing import put_in_place
from pipeline.publish.site.rendering import Home, how_many, site_files
from pipeline.write.package_files import ROOT


@click.command()
@click.argument(
    "package", default=ROOT, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--out",
    default=ROOT / "site",
    show_default="site/",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the pages.",
)
@click.option("--url", default="", help="Where the pages will be, for the sitemap and for sharing.")
@click.option("--repository", default="", help="Where issues are filed, for “suggest a change”.")
def main(package: Path, out: Path, url: str, repository: str) -> None:
    """Make the pages of PACKAGE, a built package (this repository by default), in OUT.

    Exit status: 0 done; 1 the package is not whole; 2 it could not run.
    """
    speak_anywhere()
    try:
        data = read_data(package)
        home = Home(url, repository)
        files = site_files(data, package, home)
        hidden = not sys.stderr.isatty()
        with click.progressbar(
            files, how_many(data, home), "pages", file=sys.stderr, hidden=hidden
        ) as made:
            count = put_in_place(made, out)
    except FaultyError as fault:
        for line in report_lines(fault.findings, "text"):
            click.echo(line)
        sys.exit(1)
    except OSError as fault:
        click.echo(f"could not run: {fault.strerror or fault}: {fault.filename}", err=True)
        sys.exit(2)
    click.echo(f"{count} files in {visible(str(out))}")


if __name__ == "__main__":
    main()

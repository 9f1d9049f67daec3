"""Make the web pages of the package: files that any static host, or a folder, can show."""

from pathlib import Path

import click
from pipeline.common.letters import visible
from pipeline.common.options import command, out_option
from pipeline.common.paths import ROOT
from pipeline.publish.package_data import read_data
from pipeline.publish.site.rendering import Home, put_in_place, site_files


@command
@click.argument(
    "package", default=ROOT, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@out_option(ROOT / "site", shown="site/", help="Folder for the pages.")
@click.option("--url", default="", help="Where the pages will be, for the sitemap and for sharing.")
@click.option("--repository", default="", help="Where issues are filed, for “suggest a change”.")
def main(package: Path, out: Path, url: str, repository: str) -> int:
    """Make the pages of PACKAGE, a built package (this repository by default), in OUT.

    Exit status: 0 done; 1 the package is not whole; 2 it could not run.
    """
    data = read_data(package)
    count = put_in_place(site_files(data, package, Home(url, repository)), out)
    click.echo(f"{count} files in {visible(str(out))}")
    return 0


if __name__ == "__main__":
    main()

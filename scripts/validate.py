"""Check a built package against everything that always holds."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
from pipeline.building import check_rebuild
from pipeline.check.package import check_package
from pipeline.common.findings import FaultyError, Finding, in_file_order
from pipeline.common.options import FORMAT, command, echo_findings
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.common.safe_files import unpacked
from pipeline.publish.check_downloads import SUMS, check_checksum, check_checksums, check_metadata


@command
@click.argument("package", default=ROOT, type=click.Path(exists=True, path_type=Path))
@click.option("--rebuild", is_flag=True, help="Check also that it is what its claims make.")
@FORMAT
def main(package: Path, rebuild: bool, style: str) -> int:
    """Check PACKAGE: a folder with datapackage.json (this repository by default), or a release zip.

    It is judged by itself. A folder of downloads is checked too: each file against SHA256SUMS, each
    zip as a package.

    Exit status: 0 valid; 1 invalid; 2 it could not run.
    """
    gc.freeze()  # what is imported stays: to look through it for garbage takes half a second
    findings = validate(package, rebuild=rebuild)
    if findings or style != "text":
        echo_findings(findings, style)
    else:
        click.echo("The package is valid.")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def validate(path: Path, *, rebuild: bool = False) -> list[Finding]:
    """Find everything that is wrong with a package or a folder of downloads, in file order."""
    if (path / SUMS).is_file() and not (path / DESCRIPTOR).exists():
        return in_file_order(_check_downloads(path, rebuild))
    findings = list(check_checksum(path)) if path.is_file() else []
    return findings or _check_package(path, rebuild)


def _check_downloads(folder: Path, rebuild: bool) -> Iterator[Finding]:
    """Check that downloads are those that are listed, and that each zip is a whole package."""
    yield from check_checksums(folder)
    for path in sorted(folder.glob("*.zip")):
        for finding in _check_package(path, rebuild):
            within = f"{path.name}/{finding.file}"
            yield finding if finding.file == path.name else replace(finding, file=within)


def _check_package(path: Path, rebuild: bool) -> list[Finding]:
    try:
        with unpacked(path) as root:
            further = (check_rebuild, check_metadata) if rebuild else (check_metadata,)
            return in_file_order(check_package(root, *further))
    except FaultyError as faulty:
        return faulty.findings


if __name__ == "__main__":
    main()

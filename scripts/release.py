"""Make every download of this version, the same bytes each time."""

import json
from pathlib import Path

import click
from pipeline.building import build_package
from pipeline.common.findings import FaultyError
from pipeline.common.letters import visible
from pipeline.common.options import command, out_option
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.compare.released_package import RELEASED, kept
from pipeline.publish.downloads import downloads
from pipeline.write.atomic import write_files
from pipeline.write.would_change import differences

SEEDS = ROOT / "seeds"


@command
@out_option(ROOT / "dist", shown="dist/", help="Folder for the downloads.")
@click.option(
    "--tag", help="Refuse to run where this is not the tag of the version, such as v1.2.3."
)
@click.option("--keep", "to_keep", is_flag=True, help="Write released/ instead: see RELEASING.md.")
def main(out: Path, tag: str | None, to_keep: bool) -> int:
    """Make the downloads of this version in OUT: zips, workbook, database, GeoJSON, wheel, sdist.

    SHA256SUMS lists them. Files of other versions in OUT stay as they are.

    Exit status: 0 done; 1 the tables are not what the seeds make, or the tag is of another version
    (nothing is written); 2 it could not run.
    """
    assembly, files = build_package(SEEDS)
    if findings := list(differences(assembly.tables, files, ROOT)):
        raise FaultyError(findings)
    version = json.loads(files[DESCRIPTOR])["version"]
    if tag not in (None, f"v{version}"):
        click.echo(f"the tag {visible(tag)} is not v{version}, of the version in pyproject.toml")
        return 1
    folder = ROOT / RELEASED if to_keep else out
    offered = kept(files) if to_keep else downloads(assembly, SEEDS)
    changed = write_files(offered, folder)
    for name in sorted(offered):
        click.echo(f"{len(offered[name]):>9,} bytes  {name}")
    count = f"{len(changed)} of {len(offered)} files"
    click.echo(f"{count} in {visible(str(folder))} are new or changed")
    return 0


if __name__ == "__main__":
    main()

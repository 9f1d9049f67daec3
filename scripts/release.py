"""Make every download of this version, the same bytes each time; or prepare its release."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import tomlkit
from pipeline.building import build_package
from pipeline.common.findings import FaultyError
from pipeline.common.letters import visible
from pipeline.common.options import CannotRunError, command, out_option
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.compare.changelog import CHANGELOG, check_entry, with_entry
from pipeline.compare.released_package import RELEASED, changes_since, check_version, kept
from pipeline.publish.downloads import downloads
from pipeline.write.atomic import write_files
from pipeline.write.would_change import differences

PROJECT = "pyproject.toml"
SEEDS = ROOT / "seeds"


@command
@out_option(ROOT / "dist", shown="dist/", help="Folder for the downloads.")
@click.option(
    "--tag", help="Refuse to run where this is not the tag of the version, such as v1.2.3."
)
@click.option("--prepare", "to_prepare", is_flag=True, help="Make the version ready instead.")
@click.option("--keep", "to_keep", is_flag=True, help="Write released/ instead: see RELEASING.md.")
def main(out: Path, tag: str | None, to_prepare: bool, to_keep: bool) -> int:
    """Make the downloads of this version in OUT: zips, workbook, database, GeoJSON, wheel, sdist.

    SHA256SUMS lists them. Files of other versions in OUT stay as they are.

    With --prepare, pyproject.toml gets the version that the changes since the last release call
    for, unless it has such a one, and today (of SOURCE_DATE_EPOCH, if that is set) as its day; data
    and pages are made anew, and CHANGELOG.md gets what changed.

    Exit status: 0 done; 1 the tables are not what the seeds make, the version is too low for what
    changed, the changelog or the tag is of something else (nothing is written), or there is nothing
    to prepare; 2 it could not run.
    """
    if to_prepare:
        return prepare()
    assembly, files = build_package(SEEDS)
    difference = changes_since(SEEDS, files, assembly)
    findings = [*differences(assembly.tables, files, ROOT), *check_version(difference)]
    page = (ROOT / CHANGELOG).read_text("utf-8")
    if findings := [*findings, *check_entry(page, difference, _day_of(files))]:
        raise FaultyError(findings)
    version = difference.new_version
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


def prepare() -> int:
    """Make version, day, data, pages and changelog ready for a release, and tell what changed.

    Each step writes what it makes at once and finds what is right as it is, so that after a fault
    the next run ends what this one began.
    """
    day = _today()
    assembly, files = build_package(SEEDS)
    difference = changes_since(SEEDS, files, assembly)
    version = difference.suggested if difference.too_low else difference.new_version
    if version == difference.old_version:
        fix = f"where code did, set a higher version in {PROJECT} first"
        click.echo(f"nothing changed since {version} was released; {fix}")
        return 1
    settings: dict[str, Any] = tomlkit.parse((ROOT / PROJECT).read_text("utf-8"))
    settings["project"]["version"] = version
    settings["tool"][settings["project"]["name"]]["released"] = day
    changed = write_files({PROJECT: tomlkit.dumps(settings).encode()}, ROOT)
    assembly, files = build_package(SEEDS)
    changed += write_files(files, ROOT, SEEDS)
    if pages := subprocess.run([sys.executable, ROOT / "scripts/docs.py"], check=False).returncode:
        return pages
    page, difference = (ROOT / CHANGELOG).read_text("utf-8"), changes_since(SEEDS, files, assembly)
    changed += write_files({CHANGELOG: with_entry(page, difference, day).encode()}, ROOT)
    level = f"a {difference.level} change since {difference.old_version}"
    click.echo(f"version {version} of {day}, {level}: wrote {', '.join(changed) or 'nothing'}")
    return 0


def _day_of(files: dict[str, bytes]) -> str:
    """Return the day of a built package's version."""
    return str(json.loads(files[DESCRIPTOR])["created"])[:10]


def _today() -> str:
    try:
        now = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
        return datetime.fromtimestamp(now, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise CannotRunError("SOURCE_DATE_EPOCH is no number of seconds since 1970") from None


if __name__ == "__main__":
    main()

"""The last release, kept in the repository: what it had stays, the version tells what changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.assemble.assembly import Assembly
from pipeline.common.findings import FaultyError, Finding
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.common.safe_files import read_bytes
from pipeline.common.serialize import file_measures, json_bytes
from pipeline.compare.difference import compare_packages
from pipeline.compare.package_tables import PackageTables, package_of_rows, read_package_tables
from pipeline.compare.version import Difference, numbers
from pipeline.read.claims import IDENTIFIED

PREPARE = "run python scripts/release.py --prepare"
RELEASED = "released"  # the folder beside seeds/ with the last release's descriptor and CSV


def last_release(seeds: Path) -> PackageTables | None:
    """Return the last release that is kept beside a folder of seeds, or None where none is kept.

    Raises:
        FaultyError: what is kept there is not as it was released, or this repository's is gone.
    """
    folder = seeds.absolute().parent / RELEASED
    if not folder.is_dir() and folder.parent != ROOT:
        return None
    try:
        release = read_package_tables(folder)
        findings = list(_find_altered(folder, release))
    except FaultyError as fault:
        findings = fault.findings
    if findings:
        fix = f"restore {RELEASED}/ as it was; only a release changes it"
        raise FaultyError(replace(f, file=f"{RELEASED}/{f.file}", fix=fix) for f in findings)
    return release


def _find_altered(folder: Path, release: PackageTables) -> Iterator[Finding]:
    """Find where the files of a release are not those that its descriptor says."""
    version = release.descriptor.get("version", "")
    if not numbers(version):
        message, place = "its version is not like 1.2.3", (DESCRIPTOR, None, None, "version")
        yield Finding("descriptor-invalid", message, "restore it", *place, version)
    for table in release.descriptor.get("tables", IDENTIFIED):
        if table not in release.tables:
            yield Finding("descriptor-invalid", f"it has no {table}", "restore it", DESCRIPTOR)
    for resource in release.descriptor["resources"]:
        path = resource["path"]
        for name, value in file_measures(read_bytes(folder / path, path)).items():
            if resource.get(name) != value:
                message = f"{name} is {value}, its descriptor says {resource.get(name)}"
                yield Finding("wrong-size", message, "restore it", path, field=name)


def kept(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return what is kept of a built package as a release: its tables as CSV, and a descriptor."""
    tables = {path: content for path, content in files.items() if path.endswith(".csv")}
    descriptor = json.loads(files[DESCRIPTOR])
    descriptor["resources"] = [r for r in descriptor["resources"] if r["path"] in tables]
    return tables | {DESCRIPTOR: json_bytes(descriptor)}


def changes_since(seeds: Path, files: dict[str, bytes], assembly: Assembly) -> Difference:
    """Return what a package built of some seeds changes since the last release beside them."""
    built = package_of_rows(json.loads(files[DESCRIPTOR]), assembly.tables)
    return compare_packages(last_release(seeds) or built, built)


def check_version(difference: Difference) -> Iterator[Finding]:
    """Check that the version is at least what the changes since the last release call for."""
    if difference.too_low:
        before, level = difference.old_version, difference.level
        why = "; ".join(why for found, _, why in difference.reasons if found == level)
        message = f"since {before} was released, {why}: that calls for a {level} bump"
        if level == "none":
            message = f"{before} was released, and a version only grows"
        fix = f"{PREPARE}, which sets {difference.suggested}"
        project = (ROOT / "pyproject.toml").read_text("utf-8")
        line = project.partition("\nversion = ")[0].count("\n") + 2
        place = ("pyproject.toml", line, None, "version", difference.new_version)
        yield Finding("version-too-low", message, fix, *place)

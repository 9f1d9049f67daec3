"""The last release, kept in the repository: what it had stays, the version tells what changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.assemble.tables import Assembly
from pipeline.check.identifiers import check_lost
from pipeline.check.stability import check_reused, check_texts
from pipeline.common.findings import FaultyError, Finding
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.common.safe_files import UnreadableError, read_bytes
from pipeline.common.serialize import file_measures, json_bytes
from pipeline.compare.difference import Described, Difference, compare, read_described
from pipeline.compare.version import numbers
from pipeline.read.claims import IDENTIFIED

RELEASED = "released"  # the folder beside seeds/ with the last release's descriptor and CSV


def last_release(seeds: Path) -> Described | None:
    """The last release that is kept beside a folder of seeds, or None where none is kept.

    Raises:
        FaultyError: what is kept there is not as it was released, or this repository's is gone.
    """
    folder = seeds.absolute().parent / RELEASED
    if not folder.is_dir() and folder.parent != ROOT:
        return None
    try:
        release = read_described(folder)
        altered = list(_altered(folder, release))
    except FaultyError as faulty:
        altered = faulty.findings
    if altered:
        fix = f"restore {RELEASED}/ as it was; only a release changes it"
        raise FaultyError(replace(one, file=f"{RELEASED}/{one.file}", fix=fix) for one in altered)
    return release


def _altered(folder: Path, release: Described) -> Iterator[Finding]:
    """Where the files of a release are not those that its descriptor says."""
    version = release.descriptor.get("version", "")
    try:
        numbers(version)
    except ValueError as fault:
        place = (DESCRIPTOR, None, None, "version", version)
        yield Finding("descriptor-invalid", str(fault), "restore it", *place)
    for table in IDENTIFIED:
        if table not in release.tables:
            yield Finding("descriptor-invalid", f"it has no {table}", "restore it", DESCRIPTOR)
    for one in release.descriptor["resources"]:
        try:
            right = file_measures(read_bytes(folder / one["path"], one["path"]))
        except UnreadableError as fault:
            yield fault.finding
            continue
        for name, value in right.items():
            if one.get(name) != value:
                message = f"{name} is {value}, its descriptor says {one.get(name)}"
                yield Finding("wrong-size", message, "restore it", one["path"], field=name)


def kept(files: dict[str, bytes]) -> dict[str, bytes]:
    """Of a built package, what is kept of a release: its tables as CSV, described."""
    tables = {path: content for path, content in files.items() if path.endswith(".csv")}
    said = json.loads(files[DESCRIPTOR])
    said["resources"] = [one for one in said["resources"] if one["path"] in tables]
    return tables | {DESCRIPTOR: json_bytes(said)}


def check_released(made: Assembly, release: Described) -> Iterator[Finding]:
    """What the last release had is still there under its identifier, or was said to be retired."""
    yield from check_lost(made, release.tables, release.descriptor)
    yield from check_reused(made, release.tables)
    yield from check_texts(made, release.tables)


def check_version(files: dict[str, bytes], made: Assembly, release: Described) -> Iterator[Finding]:
    """The version is at least the one that the changes since the last release call for."""
    difference = compare(release, Described(json.loads(files[DESCRIPTOR]), made.tables))
    before, version = difference.old_version, difference.new_version
    suggested = difference.suggested(before)
    try:
        low = numbers(version) < numbers(suggested)
        message = _why(difference) if low else ""
    except ValueError as fault:
        message = str(fault)
    if message:
        fix, place = f'set version = "{suggested}"', ("pyproject.toml", _line(), None, "version")
        yield Finding("version-too-low", message, fix, *place, version)


def _why(difference: Difference) -> str:
    before = difference.old_version
    if difference.level == "none":
        return f"{before} was released, and a version only grows"
    decisive = [one for one in difference.changes if one.level == difference.level]
    why = "; ".join(dict.fromkeys(one.why for one in decisive))
    return f"since {before} was released, {why}: that calls for a {difference.level} bump"


def _line() -> int | None:
    """The line of the version in pyproject.toml, the version's one home."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\n")
    found = (number for number, line in enumerate(lines, start=1) if line.startswith("version = "))
    return next(found, None)

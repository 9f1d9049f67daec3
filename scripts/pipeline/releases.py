"""The last release, kept in the repository: what it had stays, the version tells what changed."""

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.assembly import Assembly
from pipeline.bump import numbers
from pipeline.difference import Described, compare, read_described
from pipeline.findings import Finding
from pipeline.package import DESCRIPTOR, ROOT
from pipeline.retiring import check_lost

RELEASED = "released"  # the folder beside seeds/ with the last release's descriptor and CSV


def last_release(seeds: Path) -> Described | None:
    """The last release that is kept beside a folder of seeds, or None before the first.

    Raises:
        FaultyError: what is kept there cannot be read.
    """
    folder = seeds.absolute().parent / RELEASED
    return read_described(folder) if folder.is_dir() else None


def kept(files: dict[str, bytes]) -> dict[str, bytes]:
    """Of a built package, what is kept of a release: its tables as CSV, described."""
    tables = {path: content for path, content in files.items() if path.endswith(".csv")}
    said = json.loads(files[DESCRIPTOR])
    said["resources"] = [one for one in said["resources"] if one["path"] in tables]
    described = (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
    return tables | {DESCRIPTOR: described}


def check_released(made: Assembly, release: Described) -> Iterator[Finding]:
    """Every identifier of the last release is still there, or it is said what became of it."""
    return check_lost(made, release.tables, release.descriptor)


def check_version(files: dict[str, bytes], made: Assembly, release: Described) -> Iterator[Finding]:
    """The version is at least the one that the changes since the last release call for."""
    descriptor = json.loads(files[DESCRIPTOR])
    difference = compare(release, Described(descriptor, made.tables))
    before, version = difference.old_version, difference.new_version
    suggested = difference.suggested(before)
    try:
        low = numbers(version) < numbers(suggested)
    except ValueError as fault:
        fix = f'set version = "{suggested}"'
        place = ("pyproject.toml", _line(), None, "version", version)
        yield Finding("version-too-low", str(fault), fix, *place)
        return
    if low:
        decisive = [one for one in difference.changes if one.level == difference.level]
        why = "; ".join(dict.fromkeys(one.why for one in decisive))
        message = f"since {before} was released, {why}: that calls for a {difference.level} bump"
        fix = f'set version = "{suggested}"'
        yield Finding(
            "version-too-low", message, fix, "pyproject.toml", _line(), None, "version", version
        )


def _line() -> int | None:
    """The line of the version in pyproject.toml, the version's one home."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\n")
    found = (number for number, line in enumerate(lines, start=1) if line.startswith("version = "))
    return next(found, None)

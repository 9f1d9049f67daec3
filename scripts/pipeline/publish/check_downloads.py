"""Check downloads: each is the one that `SHA256SUMS` lists, and its metadata tell of its tables."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.check.package_reader import Package
from pipeline.common.findings import Finding
from pipeline.common.safe_files import MIB, UnreadableError, read_bytes
from pipeline.compare.package_descriptor import Json
from pipeline.publish.metadata import CRATE, in_package

SUMS = "SHA256SUMS"
ENTRY = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\x00-\x1f]+)")
FIX = "download it again"


def check_checksums(folder: Path) -> Iterator[Finding]:
    """Check that a folder has just the files that its `SHA256SUMS` lists, with those digests.

    Raises:
        OSError: the list, or a file that is there, cannot be read.
    """
    listed, faults = _read_list(folder / SUMS)
    yield from faults
    for name, digest in listed.items():
        yield from _check_digest(folder / name, digest)
    for path in sorted(folder.iterdir()):
        if path.name not in {SUMS, *listed}:
            yield Finding("unlisted-file", f"{SUMS} does not list it", "remove it", path.name)


def check_checksum(file: Path) -> Iterator[Finding]:
    """Check a file against the `SHA256SUMS` beside it, if there is one and it lists the file.

    Raises:
        OSError: the list or the file cannot be read.
    """
    if (file.parent / SUMS).is_file():
        listed, _ = _read_list(file.parent / SUMS)
        if file.name in listed:
            yield from _check_digest(file, listed[file.name])


def check_metadata(package: Package, descriptor: Json | None) -> Iterator[Finding]:
    """Check that a downloaded package's files of metadata are what descriptor and tables make.

    A package without an RO-Crate was not downloaded and has none. Where the descriptor or a table
    is not whole, which other checks say, nothing is found.
    """
    if descriptor is None or not (package.root / CRATE).exists():
        return
    try:
        expected = in_package(descriptor, package.rows())
    except (LookupError, TypeError, ValueError, AttributeError):
        return
    for name, content in expected.items():
        try:
            if read_bytes(package.root / name, name) != content:
                message = "it is not what the descriptor and the tables make"
                yield Finding("not-built", message, "make the release anew", name)
        except UnreadableError as fault:
            yield fault.finding


def _read_list(path: Path) -> tuple[dict[str, str], list[Finding]]:
    """Return the digests by name, and what is wrong with lines of the list."""
    listed: dict[str, str] = {}
    faults = []
    with path.open("rb") as file:
        text = file.read(MIB).decode("utf-8", errors="replace")
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        entry = ENTRY.fullmatch(line)
        if entry and entry[2] not in listed:
            listed[entry[2]] = entry[1]
        else:
            message = "it is listed twice" if entry else "this line is no SHA-256 and name"
            faults.append(Finding("unreadable-file", message, FIX, SUMS, number, value=line[:100]))
    return listed, faults


def _check_digest(path: Path, expected: str) -> Iterator[Finding]:
    if not path.is_file():
        yield Finding("missing-file", f"{SUMS} lists it", FIX, path.name)
        return
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != expected:
        message = f"its SHA-256 is not the one that {SUMS} has"
        yield Finding("wrong-size", message, FIX, path.name, field="hash", value=digest)

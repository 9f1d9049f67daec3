"""`SHA256SUMS`, as `sha256sum` writes and checks it: what a release's downloads are."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.common.findings import Finding
from pipeline.common.safe_files import MIB

SUMS = "SHA256SUMS"
LARGEST = MIB  # of the list
ENTRY = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\x00-\x1f]+)")
FIX = "download it again"


def sums(files: Mapping[str, bytes]) -> bytes:
    """The list of files, in the order of their names."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def check_sums(folder: Path) -> Iterator[Finding]:
    """Whether the files of a folder are just those that its list has."""
    listed, faults = _listed(folder / SUMS)
    yield from faults
    for name, digest in listed.items():
        yield from _check(folder / name, digest)
    for path in sorted(folder.iterdir()):
        if path.name not in {SUMS, *listed}:
            yield Finding("unlisted-file", f"{SUMS} does not list it", "remove it", path.name)


def check_sum(path: Path) -> Iterator[Finding]:
    """Whether a file is the one that the list beside it has, if there is one and it has it."""
    if (path.parent / SUMS).is_file():
        listed, _ = _listed(path.parent / SUMS)
        if path.name in listed:
            yield from _check(path, listed[path.name])


def _listed(path: Path) -> tuple[dict[str, str], list[Finding]]:
    """The digests by name, and what is wrong with lines of the list."""
    listed: dict[str, str] = {}
    faults = []
    with path.open("rb") as file:
        lines = file.read(LARGEST).decode("utf-8", errors="replace").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        entry = ENTRY.fullmatch(line)
        if entry and entry[2] not in listed:
            listed[entry[2]] = entry[1]
        else:
            message = "this line is no SHA-256 and name" if not entry else "it is listed twice"
            faults.append(Finding("unreadable-file", message, FIX, SUMS, number, value=line[:100]))
    return listed, faults


def _check(path: Path, digest: str) -> Iterator[Finding]:
    """Raises OSError where a file is there and cannot be read."""
    if not path.is_file():
        yield Finding("missing-file", f"{SUMS} lists it", FIX, path.name)
        return
    with path.open("rb") as file:
        there = hashlib.file_digest(file, "sha256").hexdigest()
    if there != digest:
        message = f"its SHA-256 is not the one that {SUMS} has"
        yield Finding("wrong-size", message, FIX, path.name, field="hash", value=there)

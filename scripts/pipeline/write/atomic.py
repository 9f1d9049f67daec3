"""Put a built package in place: at any moment `data/` is the old one or the new one, whole.

All is first made beside its place, in OUT/.build-XXXXXXXX: the whole new `data/`, in which files
that stay as they are, and files of other people, are the same files (hard links). Then `data/` is
swapped for it in one system call, and the descriptor after it in the next. So a process that is
killed, a full disk or a folder that may not be written leaves the old `data/` or the new one.

`data/` and the descriptor are two names, and no system call swaps two names at once: a process
killed between the two calls, some microseconds, leaves the new tables under the old descriptor.
Copies of seeds, where OUT is not where the seeds are, come before, one call each. The validator
reports such a package, and the next build puts it right, for it compares each file with its own.

Where the system or the file system cannot swap (Windows, some network disks, a container's image
layer), files are replaced one by one instead: each of them is then whole, but not all together.
"""

import errno
import json
import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pipeline.common.paths import DESCRIPTOR
from pipeline.common.serialize import file_measures
from pipeline.write.folders import (
    bring_late,
    carry_over,
    exchange,
    is_folder,
    locked,
    make_alike,
    remove,
    sync,
)

DATA = "data"


def write_files(files: dict[str, bytes], out: Path, seeds: Path | None = None) -> list[str]:
    """Put the files in place, those of `data/` all at once; gives those that changed.

    Builds into one folder wait for each other. What fails leaves everything as it was.
    `seeds` is where the seeds were read: none of them is overwritten there.
    """
    out.mkdir(parents=True, exist_ok=True)
    with locked(out):
        try:
            return _write(files, out, seeds)
        except OSError as fault:
            if fault.filename is None or ".build-" in str(fault.filename):
                fault.filename = str(out)  # the disk is full, say; a name of ours tells nothing
            raise


def _write(files: dict[str, bytes], out: Path, seeds: Path | None) -> list[str]:
    _refuse_what_is_in_the_way(files, out)
    _refuse_hand_written(files, out, seeds)
    changed = [path for path, content in files.items() if _differs(out / path, content)]
    changed.sort(key=_order)
    stale = stale_files(files, out)
    for folder in _left_over(out):
        remove(folder)
    if changed or stale:
        staging = Path(tempfile.mkdtemp(prefix=".build-", dir=out))
        try:
            _stage({path: files[path] for path in changed}, stale, out, staging)
            if _put_in_place(changed, stale, out, staging):
                bring_late(staging / DATA, out / DATA, _in_data([*files, *stale]))
        finally:
            remove(staging)
    return changed


def _order(path: str) -> tuple[bool, bool, str]:
    """Seeds first, then the tables, then the descriptor, which says what they are."""
    return path == DESCRIPTOR, path.startswith(f"{DATA}/"), path


def _in_data(paths: Iterable[str]) -> set[str]:
    """The names of those paths that are in `data/`."""
    return {path.removeprefix(f"{DATA}/") for path in paths if path.startswith(f"{DATA}/")}


def _refuse_what_is_in_the_way(files: dict[str, bytes], out: Path) -> None:
    """Raises OSError where a file of ours, or its folder, is there as something else."""
    folders = {path.rpartition("/")[0] for path in files} - {""}
    for path in [*sorted(folders), *sorted(files)]:
        place, message = out / path, ""
        if place.is_symlink():
            message = "a link is in the way; nothing is written through it"
        elif place.is_dir() and path in files:
            message = "a folder is in the way"
        elif place.exists() and not place.is_file() and path in files:
            message = "something that is no plain file is in the way"
        elif place.is_file() and path not in files:
            message = "a file is in the way"
        if message:
            raise FileExistsError(errno.EEXIST, message, path)


def _stage(changed: dict[str, bytes], stale: list[str], out: Path, staging: Path) -> None:
    """Write what changed, and make the new `data/` from it and from what is there already."""
    names = _in_data([*changed, *stale])
    if names and (out / DATA).exists():
        carry_over(out / DATA, staging / DATA, names)
    for path, content in changed.items():
        _write_whole(staging / path, content)
    for folder in filter(is_folder, staging.iterdir()):
        if (out / folder.name).exists():
            make_alike(out / folder.name, folder)
            os.utime(folder)
        else:
            folder.chmod(0o755)
        sync(folder)
    sync(staging)


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _put_in_place(changed: list[str], stale: list[str], out: Path, staging: Path) -> bool:
    """Bring what is staged to its place; gives whether `data/` was swapped, and is staged now.

    A step that fails undoes those before it.
    """
    swapped = False
    steps = dict.fromkeys(_step(path, out) for path in sorted([*changed, *stale], key=_order))
    moves = [(staging / step, out / step, os.path.lexists(out / step)) for step in steps]
    with ExitStack() as undo:
        for new, place, replaces in moves:  # nothing is worked out here: each moment counts
            if not replaces:
                new.rename(place)
                undo.callback(place.rename, new)
            elif exchange(new, place):
                undo.callback(exchange, new, place)
                swapped = swapped or new.name == DATA
            elif new.name == DATA:
                _replace_each(_in_data(changed), _in_data(stale), new, place)
            else:
                new.replace(place)
        undo.pop_all()
    for folder in {place.parent for _, place, _ in moves}:
        sync(folder)
    return swapped


def _step(path: str, out: Path) -> str:
    """What is moved to bring a file to its place: all of `data/`, a folder not yet there, or it."""
    folder = path.partition("/")[0]
    return folder if folder == DATA or not (out / folder).exists() else path


def _replace_each(changed: set[str], stale: set[str], new: Path, place: Path) -> None:
    for name in sorted(changed):
        (new / name).replace(place / name)
    for name in sorted(stale):
        (place / name).unlink()


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def _left_over(out: Path) -> list[Path]:
    """The staging folders of builds that were killed."""
    named = (path for path in out.iterdir() if re.fullmatch(r"\.build-[a-z0-9_]{8}", path.name))
    return list(filter(is_folder, named))


def described(out: Path) -> dict[str, dict[str, Any]]:
    """The resources of the descriptor that is in a folder, by path; none where there is none."""
    try:
        said = json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))
        return {str(one["path"]): one for one in said["resources"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def stale_files(files: dict[str, bytes], out: Path) -> list[str]:
    """Tables that an earlier build made, as the descriptor there says, and this one does not.

    None where no descriptor is to be written: pages, say, that have nothing to do with tables.
    """
    if DESCRIPTOR not in files:
        return []
    made = [path for path in described(out) if re.fullmatch(r"data/[a-z_]+\.(csv|parquet)", path)]
    return sorted(path for path in made if path not in files and (out / path).is_file())


def _refuse_hand_written(files: dict[str, bytes], out: Path, seeds: Path | None) -> None:
    """Raises OSError where a seed would be overwritten that no build put there as it is."""
    there = out / "seeds"
    if seeds and there.exists() and there.samefile(seeds):
        known, message = [], "it changed while the build ran; build again"
    else:
        # what a killed build was about to describe it may have put in place already
        known = [described(folder) for folder in (out, *_left_over(out))]
        message = "it was written by hand; build elsewhere"
    for path in files:
        place = out / path
        if path.startswith("seeds/") and place.exists() and _differs(place, files[path]):
            digest = file_measures(place.read_bytes())["hash"]
            if digest not in [one.get(path, {}).get("hash") for one in known]:
                raise FileExistsError(errno.EEXIST, message, path)

"""Put the files of a package in place: nothing that was there is lost, whenever a build is killed.

All is made first, and brought to the disk, in OUT/.build-XXXXXXXX: `new/` has the files that change
and the whole new `data/`, in which files that stay, and other people's, are hard links. Then each
file is renamed to its place, `data/` before the descriptor. `data/` takes two renames, one right
after the other: it becomes `old/data` in that folder, and `new/data` becomes `data/`. A step that
fails undoes those before it.

So `data/` is the old one or the new one, whole, or for the moment between these two renames it is
not there. A process killed in that moment leaves a package without tables, of which `validate.py`
says that files are missing; whatever writes into OUT next, `make data` say, puts the old `data/`
back before it does anything else. A process killed before the last rename leaves the new tables
under the old descriptor, which `validate.py` says too, and which the next build puts right.
"""

import errno
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.common.paths import DESCRIPTOR
from pipeline.common.serialize import file_measures

if sys.platform != "win32":
    import fcntl

DATA = "data"
NEW, OLD, OURS = "new", "old", "names"  # in .build-XXXXXXXX; `names`: of the files of ours in data/


def write_files(files: Mapping[str, bytes], out: Path, seeds: Path | None = None) -> list[str]:
    """Put files in place by their paths below OUT; gives the paths of those that changed.

    Builds into one folder wait for each other. What fails leaves everything as it was. With a
    descriptor, tables that an earlier build wrote and this one does not are removed. `seeds` is
    where the seeds were read: none of them is overwritten there.

    Raises:
        OSError: something is in the way, a seed was written by hand, or it cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        mask = os.umask(0o022)  # the same modes whoever builds
        try:
            return _write(files, out, seeds)
        except OSError as fault:
            if fault.filename is None or ".build-" in str(fault.filename):
                fault.filename = str(out)  # the disk is full, say; a name of ours tells nothing
            raise
        finally:
            os.umask(mask)


def stale_files(files: Collection[str], out: Path) -> list[str]:
    """Return the tables that an earlier build made, by the descriptor there, and this does not.

    There are none where no descriptor is written: pages, say, have nothing to do with tables.
    """
    listed = _listed(out) if DESCRIPTOR in files else {}
    tables = (path for path in listed if re.fullmatch(r"data/[a-z_]+\.(csv|parquet)", path))
    return sorted(path for path in tables if path not in files and (out / path).is_file())


def differs(path: Path, content: bytes) -> bool:
    """Return whether a file is not there, or has other bytes."""
    return not path.is_file() or path.read_bytes() != content


def _sync_folder(folder: Path) -> None:
    """Wait until the disk has the names that are in a folder."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write(files: Mapping[str, bytes], out: Path, seeds: Path | None) -> list[str]:
    killed = list(filter(_is_folder, out.glob(".build-" + 8 * "[a-z0-9_]")))
    for staging in killed:
        _put_back(staging, out)
    _refuse_obstacles(files, out)
    changed = {path: files[path] for path in files if differs(out / path, files[path])}
    _refuse_hand_written(changed, out, seeds, killed)
    paths = sorted([*changed, *stale_files(files, out)], key=_order)
    if paths:
        _replace(changed, paths, out)
    for staging in killed:
        _remove(staging)
    return sorted(changed, key=_order)


def _order(path: str) -> tuple[bool, bool, str]:
    """Seeds first, then the tables, then the descriptor, which says what they are."""
    return path == DESCRIPTOR, path.startswith("data/"), path


def _replace(changed: Mapping[str, bytes], paths: list[str], out: Path) -> None:
    """Put what changed in place, and remove those of the paths that are not in it."""
    staging = Path(tempfile.mkdtemp(prefix=".build-", dir=out))
    in_data = [path for path in paths if path.startswith("data/")]
    try:
        _stage(changed, in_data, out, staging)
        with ExitStack() as undo:
            for step in dict.fromkeys(DATA if path in in_data else path for path in paths):
                _move(step, out, staging, undo)
            undo.pop_all()
        for folder in {(out / path).parent for path in paths} | {out}:
            _sync_folder(folder)
    finally:
        _put_back(staging, out)
        _remove(staging)


def _stage(changed: Mapping[str, bytes], in_data: list[str], out: Path, staging: Path) -> None:
    """Write what changed, and make the new `data/` of it and of what is there already."""
    names = [path.removeprefix("data/") for path in in_data]
    (staging / OLD).mkdir()
    _write_whole(staging / OURS, "\n".join(names).encode())
    for path, content in changed.items():
        _write_whole(staging / NEW / path, content)
        if path not in in_data:
            place, old = out / path, staging / OLD / path
            for folder in (place.parent, old.parent):
                folder.mkdir(parents=True, exist_ok=True)
            if place.exists():
                _link(place, old)  # so that its replacement can be undone
    if names and (out / DATA).exists():
        _carry_over(out / DATA, staging / NEW / DATA, names)
    for walked, _, _ in os.walk(staging):
        _sync_folder(Path(walked))


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move(step: str, out: Path, staging: Path, undo: ExitStack) -> None:
    """Move a file or `data/` to its place, in as few calls as can be: each moment counts."""
    new, place, old = (folder / step for folder in (staging / NEW, out, staging / OLD))
    if place.is_dir():
        try:
            place.rename(old)
        except OSError as fault:
            if fault.errno != errno.EXDEV:
                raise
            _carry_over(place, old)  # no folder of a container's image layer can be renamed
            shutil.rmtree(place)
    if old.exists():
        undo.callback(old.replace, place)
    new.replace(place)
    undo.callback(place.replace, new)


def _put_back(staging: Path, out: Path) -> None:
    """Bring back what a build took away: all of `data/`, or what came into it while it was staged.

    Files of ours in the old `data/` are not wanted any more where a new one is in its place.
    """
    old, place = staging / OLD / DATA, out / DATA
    if _is_folder(old) and not os.path.lexists(place):
        old.rename(place)
        _sync_folder(out)
    elif _is_folder(old) and (staging / OURS).is_file():  # else that was done before
        _carry_over(old, place, (staging / OURS).read_text("utf-8").split("\n"))
    _remove(staging / OLD)
    _remove(staging / NEW / DATA)


def _carry_over(old: Path, new: Path, without: Collection[str] = ()) -> None:
    """Link into a folder what another has, and what has come into that since it was linked."""
    new.mkdir(parents=True, exist_ok=True)
    for entry in sorted(old.iterdir()):
        place = new / entry.name
        if entry.name in without:
            continue
        if _is_folder(entry):
            _carry_over(entry, place)
        elif not os.path.lexists(place):
            _link(entry, place)
        elif _came_later(entry.lstat(), place.lstat()):
            entry.replace(place)
    if sys.platform != "win32":
        with suppress(PermissionError):
            os.chown(new, old.stat().st_uid, old.stat().st_gid)
    shutil.copystat(old, new)


def _came_later(status: os.stat_result, than: os.stat_result) -> bool:
    return not os.path.samestat(status, than) and status.st_ctime_ns >= than.st_ctime_ns


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError) as fault:
        if isinstance(fault, OSError) and fault.errno == errno.EXDEV:
            raise  # something is mounted there: it would be emptied with the old folder
        # no hard links here, or not to somebody else's file
        shutil.copy2(old, new, follow_symlinks=False)


def _remove(folder: Path) -> None:
    """Remove a folder and all in it, read-only folders too, as far as it can."""
    for inside, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(inside).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _is_folder(path: Path) -> bool:
    """Return whether it is a folder itself, not a link to one."""
    return path.is_dir() and not path.is_symlink()


def _listed(folder: Path) -> dict[str, Any]:
    """Return the hash of each file that the descriptor in a folder lists; none without one."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        return {str(file["path"]): file.get("hash") for file in descriptor["resources"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def _refuse_obstacles(files: Collection[str], out: Path) -> None:
    """Raise OSError where a file of ours, or its folder, is there as something else."""
    folders = {path.rpartition("/")[0] for path in files} - {""}
    for path in [*sorted(folders), *sorted(files)]:
        place = out / path
        is_right = place.is_file() if path in files else place.is_dir()
        if place.is_symlink() or (place.exists() and not is_right):
            raise FileExistsError(errno.EEXIST, "something else is in the way", path)


def _refuse_hand_written(
    changed: Iterable[str], out: Path, seeds: Path | None, killed: Iterable[Path]
) -> None:
    """Raise OSError where a seed would be overwritten that no build put there as it is."""
    there = out / "seeds"
    if seeds and there.exists() and there.samefile(seeds):
        known, message = [], "it changed while the build ran; build again"
    else:
        # what a killed build was about to describe it may have put in place already
        known = [_listed(folder) for folder in (out, *(staging / NEW for staging in killed))]
        message = "it was written by hand; build elsewhere"
    for path in changed:
        if path.startswith("seeds/") and (out / path).exists():
            digest = file_measures((out / path).read_bytes())["hash"]
            if digest not in [hashes.get(path) for hashes in known]:
                raise FileExistsError(errno.EEXIST, message, path)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait until no other process holds the folder, and hold it; it ends with the process.

    The lock is on the folder itself, so no file is left. Windows has none, nor some network disks.
    """
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

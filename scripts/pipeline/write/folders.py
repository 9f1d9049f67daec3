"""What writing a package asks of the file system: to lock, carry over, swap and remove folders."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import fcntl

# renameat2(2) on Linux and renamex_np(2) on macOS; both flags happen to be 2
AT_FDCWD, EXCHANGE = -100, 2
# what they say where the file system cannot swap; EXDEV is overlayfs, on folders of a lower layer
CANNOT_SWAP = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
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


def exchange(one: Path, other: Path) -> bool:
    """Swap what two paths name, in one step that nothing comes between; False if that cannot be."""
    library, names = _library(), (os.fsencode(one), os.fsencode(other))
    if hasattr(library, "renameat2"):
        failed = library.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], EXCHANGE)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, EXCHANGE)
    else:
        return False
    if failed and (code := ctypes.get_errno()) not in CANNOT_SWAP:
        raise OSError(code, os.strerror(code), str(other))
    return not failed


@cache
def _library() -> Any:
    """The C library, where there is one to ask."""
    return ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


def carry_over(old: Path, new: Path, without: Collection[str] = ()) -> None:
    """Make a folder that has what another has: the same files, by hard link, not copies of them."""
    new.mkdir()
    for entry in sorted(old.iterdir()):
        if entry.name in without:
            continue
        if is_folder(entry):
            carry_over(entry, new / entry.name)
            make_alike(entry, new / entry.name)
        else:
            _link(entry, new / entry.name)
    sync(new)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError) as fault:
        if isinstance(fault, OSError) and fault.errno == errno.EXDEV:
            raise  # something is mounted there: it would be emptied with the old folder
        # no hard links here, or not to somebody else's file
        shutil.copy2(old, new, follow_symlinks=False)


def make_alike(old: Path, new: Path) -> None:
    """Give a folder the mode, the access list and, as far as one may, the owner of another."""
    if sys.platform != "win32":
        status = old.stat()
        with suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)
    shutil.copystat(old, new)


def bring_late(old: Path, new: Path, without: Collection[str] = ()) -> None:
    """Move what came into the old folder after it was carried over; it would be lost with it."""
    for entry in old.iterdir():
        there = new / entry.name
        if entry.name in without:
            continue
        if is_folder(entry) and is_folder(there):
            bring_late(entry, there)
        elif not (os.path.lexists(there) and os.path.samestat(entry.lstat(), there.lstat())):
            entry.replace(there)


def is_folder(path: Path) -> bool:
    """Whether it is a folder itself, not a link to one."""
    return path.is_dir() and not path.is_symlink()


def sync(folder: Path) -> None:
    """Wait until the disk has the names that are in a folder."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove(folder: Path) -> None:
    """Remove a folder and all in it, read-only folders too, as far as it can."""
    for inside, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(inside).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)

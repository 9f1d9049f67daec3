"""Where a package is: a folder, a release zip, or a revision of this repository."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.common import archives
from pipeline.common.findings import FaultyError
from pipeline.common.paths import DESCRIPTOR, ROOT
from pipeline.common.safe_files import UnreadableError, largest_of, too_large
from pipeline.compare.package_descriptor import read_descriptor, table_paths


class UnknownPackageError(Exception):
    """A name that is neither a path nor a revision."""


@contextmanager
def package_folder(name: str) -> Iterator[Path]:
    """Give the folder of the package that a path or a revision names; an existing path comes first.

    Raises:
        UnknownPackageError: it is neither.
        FaultyError: a zip is not safe to unpack, or a revision has no package that can be read.
    """
    if name and (path := Path(name)).exists():
        if not (path.is_dir() or path.is_file()):  # a pipe would have to be waited for
            raise UnknownPackageError("it is neither a folder nor a file")
        with archives.unpacked(path) as folder:
            yield folder
        return
    commit = _commit(name)
    with tempfile.TemporaryDirectory(prefix="khojaly-memorials-") as temporary:
        try:
            _take(commit, Path(temporary))
        except UnreadableError as fault:
            raise FaultyError([fault.finding]) from None
        yield Path(temporary)


def _git(*words: str) -> bytes | None:
    """Return what git prints on this repository, or None where it fails."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False)
    except FileNotFoundError:
        raise UnknownPackageError("there is no such path, and git is not installed") from None
    return None if done.returncode else done.stdout


def _commit(revision: str) -> str:
    """Return the commit of a revision; a name that looks like an option of git is only a name."""
    found = _git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}") or b""
    commit = found.decode(errors="replace").strip()
    if not re.fullmatch("[0-9a-f]+", commit):  # ^NAME gives ^COMMIT
        raise UnknownPackageError("there is no such path, nor such a revision")
    return commit


def _take(commit: str, folder: Path) -> None:
    """Put the descriptor and the tables of a commit into a folder."""
    _take_file(commit, DESCRIPTOR, folder)
    for paths in table_paths(read_descriptor(folder)).values():
        any(_take_file(commit, path, folder) for path in paths)  # one form of a table is enough


def _take_file(commit: str, path: str, folder: Path) -> bool:
    """Put a file of a commit into a folder, if it is there; a link gives its own words."""
    size = _git("cat-file", "-s", f"{commit}:{path}")
    if size and int(size) > largest_of(path):
        raise too_large(path, largest_of(path))
    content = _git("cat-file", "blob", f"{commit}:{path}") if size else None
    if content is not None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return content is not None

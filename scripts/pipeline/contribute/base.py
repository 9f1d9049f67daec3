"""What a contribution goes into: the seeds of the branch, and which files differ from it."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

from pipeline.assemble.assembly import Assembly
from pipeline.building import examine_seeds
from pipeline.common.options import CannotRunError
from pipeline.compare.released_package import RELEASED

BRANCHES = ("origin/HEAD", "origin/main", "main")  # into one of which a contribution goes


@dataclass
class Base:
    """The tables without a contribution, and what it changes.

    `own` are the names of its sources, `new` those with a text that was not there, `others` those
    that differ and are not asked about, `beyond` the committed files that are no claims and no new
    text, and how they change (A, M, D).
    """

    assembly: Assembly
    own: set[str]
    new: set[str]
    others: set[str] = field(default_factory=set)
    beyond: dict[str, str] = field(default_factory=dict)


def read_base(seeds: Path, name: str | None, against: str | None) -> Base:
    """Return what a contribution goes into: the branch in git, else the other sources beside it.

    Args:
        seeds: the folder with the contribution.
        name: its source; without one, all that differ from the branch.
        against: the branch, as git names it; else the point at which the checkout left the first
            that is there of `BRANCHES`.

    Raises:
        CannotRunError: there is no such source or revision, or nothing says what is new.
    """
    root, folder = seeds.absolute().parent, seeds.absolute().name
    if name and not (seeds / f"{name}.toml").exists():
        raise CannotRunError(f"there is no {folder}/{name}.toml")
    revision = _commit(root, against) if against else _left(root)
    if not _git(root, "ls-tree", revision, folder):
        if not name or against:
            raise CannotRunError(f"git has no {folder} there: name a source, or --against")
        with _copied(seeds, name) as copy:
            return Base(examine_seeds(copy), {name}, {name})
    changed = _changed(root, revision)
    pairs = {path: how for path, how in changed.items() if _is_pair(path, folder)}
    differ = {Path(path).stem for path in pairs}
    own = {name} if name else differ
    new = {Path(path).stem for path, how in pairs.items() if path.endswith(".txt") and how == "A"}
    committed = _listed(root, revision, "HEAD")
    mine = {f"{folder}/{source}.toml" for source in own}
    mine |= {f"{folder}/{source}.txt" for source in own & new}
    beyond = {path: how for path, how in committed.items() if path not in mine or how == "D"}
    with _taken(root, revision, folder) as copy:
        return Base(examine_seeds(copy), own, new, differ - own, beyond)


def _is_pair(path: str, folder: str) -> bool:
    where, _, file = path.rpartition("/")
    return where == folder and file.endswith((".txt", ".toml"))


def _commit(root: Path, revision: str) -> str:
    """Return the commit that git knows by a name; nothing where it knows none."""
    name = f"{revision}^{{commit}}"
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if not found:
        raise CannotRunError(f"git knows no {revision}: name the branch that this goes into")
    return found.decode().strip()


def _left(root: Path) -> str:
    for branch in BRANCHES:
        if commit := _git(root, "merge-base", "HEAD", branch):
            return commit.decode().strip()
    return "HEAD"


@contextmanager
def _copied(seeds: Path, name: str) -> Iterator[Path]:
    """Yield a copy of a folder of seeds without one of them."""
    with tempfile.TemporaryDirectory(prefix="khojaly-memorials-") as temporary:
        copy = Path(temporary) / seeds.absolute().name
        copytree(seeds, copy, ignore=lambda *_: [f"{name}.txt", f"{name}.toml"])
        if (released := seeds.absolute().parent / RELEASED).is_dir():
            copytree(released, copy.parent / RELEASED)
        yield copy


@contextmanager
def _taken(root: Path, revision: str, folder: str) -> Iterator[Path]:
    """Yield the seeds of a revision, beside the last release that they are held against."""
    listed = _git(root, "ls-tree", "--name-only", revision, folder, RELEASED) or b""
    archive = _git(root, "archive", "--format=tar", revision, *listed.decode().split()) or b""
    with tempfile.TemporaryDirectory(prefix="khojaly-memorials-") as temporary:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(temporary, filter="data")
        yield Path(temporary) / folder


def _changed(root: Path, revision: str) -> dict[str, str]:
    """Return the files that differ from a revision, and how, committed or not."""
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z") or b""
    others = new.decode(errors="replace").split("\0")[:-1]
    return _listed(root, revision) | dict.fromkeys(others, "A")


def _listed(root: Path, *revisions: str) -> dict[str, str]:
    words = ("diff", "--name-status", "--no-renames", "--relative", "-z", *revisions, "--")
    parts = (_git(root, *words) or b"").decode(errors="replace").split("\0")[:-1]
    return dict(zip(parts[1::2], parts[::2], strict=True))


def _git(root: Path, *words: str) -> bytes | None:
    """Return what git prints in a checkout, or None where it fails."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)
    except FileNotFoundError:
        raise CannotRunError("git is not installed") from None
    return None if done.returncode else done.stdout

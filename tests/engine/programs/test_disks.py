"""Builds onto a full disk, a read-only one, and a folder in which other things are."""

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run, snapshot
from writers import TOP, Files, assert_whole, contents, data, four_packages, with_mine

AS_ROOT = os.geteuid() == 0
PAGE = os.sysconf("SC_PAGESIZE")
# a process that may not do more than its owner's permissions allow; a mount of its own
PLAIN = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if AS_ROOT else ()
MOUNTING = ("unshare", "-m" if AS_ROOT else "-rm", "bash", "-euc")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four packages."""
    return four_packages(tmp_path_factory)


def build_command(seeds: Path, out: Path) -> list[object]:
    """The command that builds from one folder into another."""
    return [sys.executable, "scripts/build.py", "--seeds", seeds, "--out", out]


def under(*words: object) -> subprocess.CompletedProcess[str]:
    """Run a command that changes a few things and runs another."""
    return subprocess.run(
        list(map(str, words)), cwd=ROOT, capture_output=True, text=True, check=False
    )


# $1 the mount's options, $2 where, $3 what is there, $4 where to leave what is there at the end
FULL_DISK = """
mount -t tmpfs -o "$1" tmpfs "$2"
cp -a "$3"/. "$2"
status=0; "${@:5}" || status=$?
cp -a "$2"/. "$4"
exit $status
"""


def pages_for(files: Files) -> int:
    """How many pages the bytes of files take in memory."""
    return sum(math.ceil(len(content) / PAGE) for content in files.values())


@pytest.mark.parametrize(
    ("kind", "share"), [("size", 0), ("size", 0.4), ("size", 0.99), ("size", 1), ("nr_inodes", 0.5)]
)
def test_a_full_disk(packages: list[Path], tmp_path: Path, kind: str, share: float) -> None:
    """A disk with no room, with room for a share of what the build writes, and for all of it."""
    before = with_mine(packages[0], tmp_path / "before")
    shutil.copytree(packages[3] / "seeds", before / "seeds", dirs_exist_ok=True)
    old, new = snapshot(before), contents(packages[3])
    changed = {path: content for path, content in new.items() if old[path] != content}
    staged = data(old) | changed  # in four folders; hard links are counted as files are
    if kind == "size":
        listed = 1  # a page for the names of what is replaced
        room = (pages_for(old) + math.floor((pages_for(changed) + listed) * share)) * PAGE
    else:
        room = len(old) + 5 + math.floor((len(staged) + 4) * share)
    disk, after = tmp_path / "disk", tmp_path / "after"
    disk.mkdir()
    after.mkdir()
    result = under(
        *(*MOUNTING, FULL_DISK, "-", f"{kind}={room}", disk, before, after),
        *build_command(disk / "seeds", disk),
    )
    if share == 1:
        assert result.returncode == 0, result.stderr
        assert_whole(after, packages[3])
    else:
        assert result.stderr == f"could not run: No space left on device: {disk}\n"
        assert (result.returncode, result.stdout) == (2, "")
        assert snapshot(after) == old
        assert {path.name for path in after.iterdir()} == TOP


@pytest.mark.parametrize(("folder", "named"), [("", ""), ("data", "/data"), ("data/notes", None)])
def test_a_folder_that_may_not_be_written(
    packages: list[Path], tmp_path: Path, folder: str, named: str | None
) -> None:
    """OUT or `data/` itself; a person's folder in `data/` is carried over as it is."""
    out = with_mine(packages[0], tmp_path / "out")
    shutil.copytree(packages[3] / "seeds", out / "seeds", dirs_exist_ok=True)
    before = snapshot(out)
    (out / folder).chmod(0o555)
    result = under(*PLAIN, *build_command(out / "seeds", out))
    assert (out / folder).stat().st_mode & 0o777 == 0o555
    (out / folder).chmod(0o755)
    if named is None:
        assert result.returncode == 0, result.stderr
        assert_whole(out, packages[3])
    else:
        assert result.stderr == f"could not run: Permission denied: {out}{named}\n"
        assert (result.returncode, snapshot(out)) == (2, before)
        assert {path.name for path in out.iterdir()} == TOP


def test_a_read_only_disk(packages: list[Path], tmp_path: Path) -> None:
    """Nothing is written there, not even the name of a folder; what is right is no fault."""
    out = with_mine(packages[0], tmp_path / "out")
    bound = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; exec "${@:2}"'
    for number, message in [(3, f"could not run: Read-only file system: {out}\n"), (0, "")]:
        seeds = packages[number] / "seeds"
        result = under(*MOUNTING, bound, "-", out, *build_command(seeds, out))
        assert (result.returncode, result.stderr) == (2 if message else 0, message)
        assert_whole(out, packages[0])


@pytest.mark.parametrize("path", ["data", "data/people.csv"])
def test_a_link_is_not_written_through(packages: list[Path], tmp_path: Path, path: str) -> None:
    """Where a link stands for a file or a folder of ours, the build says so and stops."""
    out, kept = with_mine(packages[0], tmp_path / "out"), tmp_path / "kept"
    (out / path).rename(kept)
    (out / path).symlink_to(kept)
    before = snapshot(tmp_path)
    result = under(*build_command(packages[3] / "seeds", out))
    message = f"could not run: something else is in the way: {path}\n"
    assert (result.returncode, result.stderr) == (2, message)
    assert snapshot(tmp_path) == before


def places(out: Path) -> dict[str, tuple[int, int]]:
    """Where on the disk each file is, and when it was last changed."""
    found = {path: path.lstat() for path in out.rglob("*") if not path.is_dir()}
    return {
        path.relative_to(out).as_posix(): (status.st_ino, status.st_mtime_ns)
        for path, status in found.items()
    }


def test_what_does_not_change_is_the_same_file(packages: list[Path], tmp_path: Path) -> None:
    """Its place on the disk and its time; a person's links, modes and owners as well."""
    out = with_mine(packages[0], tmp_path / "out")
    (out / "data/link").symlink_to("mine.csv")
    (out / "data/notes").chmod(0o750)
    (out / "data").chmod(0o2775)
    if AS_ROOT:
        os.chown(out / "data", 1234, 1234)
    (out / ".build-notes").mkdir()  # not the name of a folder of ours
    before = places(out)
    folders = {path: path.stat() for path in (out / "data", out / "data/notes")}
    result = run("scripts/build.py", "--seeds", packages[3] / "seeds", "--out", out)
    assert result.returncode == 0, result.stderr
    changed = {path for path, place in places(out).items() if place != before[path]}
    old, new = contents(packages[0]), contents(packages[3])
    assert changed == {path for path, content in new.items() if old[path] != content}
    for path, was in folders.items():
        assert (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) == (
            was.st_mode, was.st_uid, was.st_gid,
        )  # fmt: skip
    assert (out / "data/link").readlink() == Path("mine.csv")
    assert {path.name for path in out.iterdir()} == TOP | {".build-notes"}

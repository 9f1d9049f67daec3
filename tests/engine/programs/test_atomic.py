"""Builds that are killed, that fail, or that run at once: `data/` is always one package, whole."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from conftest import NAME, ROOT, snapshot
from writers import (
    MINE,
    Writer,
    assert_whole,
    data,
    four_packages,
    held,
    is_alive,
    state,
    wait_for,
    waits_for_a_lock,
    with_mine,
)

CLAIMS, DATA_OUT, DATA_IN, DESCRIPTOR = range(1, 5)  # what the renames of a write move, in order
# calls that change files, or open them
CHANGING = re.compile("f?chmod|f?chown|fsync|flock|link|mkdir|open|rename|rmdir|unlink|utime|write")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four packages."""
    return four_packages(tmp_path_factory)


@pytest.fixture(scope="module")
def writer(packages: list[Path]) -> Iterator[Writer]:
    """One warm process for all tests."""
    warm = Writer(packages)
    yield warm
    warm.stop()


@pytest.fixture
def out(packages: list[Path]) -> Iterator[Path]:
    """The first of the packages, and a person's own files in its `data/`.

    It is in memory, where no disk is waited for: hundreds of writes are to be killed.
    """
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield with_mine(packages[0], Path(folder) / "out")


def inject(what: str) -> list[str]:
    """The options of strace that make one system call, or one of that name, end in another way."""
    return ["-e", f"trace={what.split(':')[0]}", "-e", f"inject={what}", "-o", "/dev/null"]


def calls_of_a_write(writer: Writer, out: Path, which: int, log: Path) -> list[tuple[str, int]]:
    """The system calls that change or open files, in order, each with which of its name it is."""
    assert writer.traced(out, which, "-e", "trace=%file,%desc", "-o", str(log)) == 0
    names = [line.split("(")[0] for line in log.read_text("utf-8").splitlines()]
    names = [name for name in names if CHANGING.match(name)]
    return [(name, names[: place + 1].count(name)) for place, name in enumerate(names)]


@pytest.mark.parametrize("part", range(2))
def test_killed_at_each_system_call(
    writer: Writer, packages: list[Path], out: Path, tmp_path: Path, part: int
) -> None:
    """Before each call that opens or changes a file, one after the other.

    `data/` is the old one or the new one, but for two moments: before it is brought to its place
    there is none, and before the descriptor is, it is still the old one. The next build puts right
    what either leaves, and nothing is lost.
    """
    calls = calls_of_a_write(writer, out, 3, tmp_path / "log")
    assert [name for name, _ in calls].count("rename") == DESCRIPTOR
    assert_whole(out, packages[3])
    old, new, between = 3, 0, {}
    for call, number in calls[part::2]:
        ended = writer.traced(out, new, *inject(f"{call}:signal=KILL:when={number}"))
        assert ended == -signal.SIGKILL, (call, number)
        found = state(out, packages)
        if found not in [(old, old), (new, new)]:
            between[call, number] = found == ({DATA_IN: None, DESCRIPTOR: new}[number], old)
        assert writer.write(out, new) == 0, (call, number)
        assert_whole(out, packages[new])
        old, new = new, old
    renames = [("rename", DATA_IN), ("rename", DESCRIPTOR)]
    assert between == {call: True for call in calls[part::2] if call in renames}


@pytest.mark.more
@pytest.mark.parametrize("rename", [DATA_IN, DESCRIPTOR])
def test_killed_again_while_it_puts_back(
    writer: Writer, packages: list[Path], out: Path, tmp_path: Path, rename: int
) -> None:
    """At every sixth call of a build that finds what a killed one left: the next finds both."""
    kill = inject(f"rename:signal=KILL:when={rename}")
    assert writer.traced(out, 3, *kill) == -signal.SIGKILL
    calls = calls_of_a_write(writer, out, 0, tmp_path / "log")
    assert_whole(out, packages[0])
    for call, number in calls[rename::6]:
        assert writer.traced(out, 3, *kill) == -signal.SIGKILL
        ended = writer.traced(out, 0, *inject(f"{call}:signal=KILL:when={number}"))
        assert ended == -signal.SIGKILL, (call, number)
        assert set(state(out, packages)) <= {0, 3, None}, (call, number)
        assert writer.write(out, 0) == 0, (call, number)
        assert_whole(out, packages[0])


@pytest.mark.parametrize(
    ("injected", "status"),
    [
        (f"rename:error=EXDEV:when={DATA_OUT}", 0),  # a container's image layer: no folder moves
        ("linkat:error=EPERM", 0),  # a file system without hard links
        ("linkat:error=EXDEV", errno.EXDEV),  # something is mounted in data/
        (f"rename:error=EIO:when={DATA_OUT}", errno.EIO),
        (f"rename:error=EIO:when={DATA_IN}", errno.EIO),
        (f"rename:error=EPERM:when={DESCRIPTOR}", errno.EPERM),  # it alone may not be replaced
        ("fsync:error=EIO:when=2", errno.EIO),
    ],
)
def test_a_system_that_refuses(
    writer: Writer, packages: list[Path], out: Path, injected: str, status: int
) -> None:
    """What is only less good is done in another way; what fails leaves all as it was."""
    assert writer.traced(out, 3, *inject(injected)) == status
    assert_whole(out, packages[0 if status else 3])


def test_a_disk_that_fails_from_then_on(writer: Writer, packages: list[Path], out: Path) -> None:
    """Not even what was done can be undone; the old `data/` is kept until the next build."""
    assert writer.traced(out, 3, *inject(f"rename:error=EIO:when={DATA_IN}+")) == errno.EIO
    assert state(out, packages) == (None, 0)
    assert writer.write(out, 3) == 0
    assert_whole(out, packages[3])


def look(out: Path) -> dict[str, bytes] | None:
    """What `data/` is at a moment; None where it is not there, or was replaced meanwhile."""
    with suppress(FileNotFoundError), ExitStack() as stack:
        folder = os.open(out / "data", os.O_RDONLY)
        stack.callback(os.close, folder)
        found = snapshot(Path(f"/proc/self/fd/{folder}"))
        if os.path.samestat(os.fstat(folder), (out / "data").stat()):
            return found
    return None


def watch(out: Path, packages: list[Path], going_on: Callable[[], bool]) -> int:
    """Look as long as it goes on; gives how often `data/` was another than the time before."""
    known = [
        {path.removeprefix("data/"): content for path, content in data(files | MINE).items()}
        for files in map(snapshot, packages)
    ]
    changes, before = 0, -1
    while going_on():
        if (found := look(out)) is not None:
            changes += before not in (-1, known.index(found))
            before = known.index(found)
    return changes


def test_two_processes_that_write_at_once(writer: Writer, packages: list[Path], out: Path) -> None:
    """Each writes sixty times; whoever looks sees one package, and one of them is there after."""
    second = Writer(packages)
    started = [writer.start(out, *[0, 1] * 30), second.start(out, *[2, 3] * 30)]
    for process in started:
        os.kill(process, signal.SIGCONT)
    assert watch(out, packages, lambda: any(map(is_alive, started))) > 10
    assert (writer.read_number(), second.read_number()) == (0, 0)
    second.stop()
    assert_one_of(packages, out)


def assert_one_of(packages: list[Path], out: Path) -> None:
    """Tables and descriptor are of one package, the seeds too, and nothing else is there."""
    which, descriptor = state(out, packages)
    assert which == descriptor
    assert_whole(out, packages[which])


def test_seeds_that_change_while_their_build_waits(packages: list[Path], tmp_path: Path) -> None:
    """A person saves other claims, and they are built meanwhile: they are not overwritten."""
    out = Path(shutil.copytree(packages[0], tmp_path / "out"))
    with held(out):
        build = subprocess.Popen(
            [sys.executable, "scripts/build.py", "--seeds", out / "seeds", "--out", out],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(lambda: waits_for_a_lock(build.pid))
        shutil.copytree(packages[3], out, dirs_exist_ok=True)
    errors = build.communicate()[1]
    message = f"could not run: it changed while the build ran; build again: seeds/{NAME}.toml\n"
    assert (build.returncode, errors) == (2, message)
    assert snapshot(out) == snapshot(packages[3])


@pytest.mark.parametrize("killed", [False, True])
def test_what_a_person_saves_just_before_the_swap(
    writer: Writer, packages: list[Path], out: Path, tmp_path: Path, killed: bool
) -> None:
    """New files, and a new version of an old one, that come once the new `data/` is staged.

    A killed build leaves them in the old `data/`; the next one brings them, but nothing over what
    has come into the new one since.
    """
    saved = {
        "data/mine.csv": b"saved again\n",
        "data/notes/deep/note.txt": b"saved again too\n",
        "data/notes/deep/other.txt": b"new\n",
        "data/more/new.txt": b"new\n",
    }
    claims = f"seeds/{NAME}.toml"

    def save() -> None:
        wait_for(lambda: (out / claims).read_bytes() == (packages[3] / claims).read_bytes())
        for path, content in saved.items():
            (out / path).parent.mkdir(exist_ok=True)
            (out / "saving").write_bytes(content)
            (out / "saving").replace(out / path)

    calls = calls_of_a_write(writer, out, 3, tmp_path / "log")
    assert writer.write(out, 0) == 0
    done = calls.index(("rename", DESCRIPTOR))
    syncs = next(number for name, number in calls[done:] if name == "fsync")
    wait = inject(f"rename:delay_enter=1000000:when={DATA_OUT}")
    kill = ["-e", "trace=rename,fsync", "-e", f"inject=fsync:signal=KILL:when={syncs}"]
    kill = kill if killed else []
    ended = writer.traced(out, 3, *wait, *kill, meanwhile=save)
    assert ended == (-signal.SIGKILL if killed else 0)
    if killed:
        assert data(snapshot(out)) == data(snapshot(packages[3])) | MINE
        saved["data/mine.csv"] = b"saved after the kill\n"
        (out / "data/mine.csv").write_bytes(saved["data/mine.csv"])
        assert writer.write(out, 3) == 0
    assert snapshot(out) == snapshot(packages[3]) | MINE | saved


def test_seeds_that_a_killed_build_put_there_are_no_persons(
    writer: Writer, packages: list[Path], out: Path
) -> None:
    """No descriptor tells of them yet, but a build from others may replace them all the same."""
    assert writer.traced(out, 3, *inject(f"rename:signal=KILL:when={DATA_OUT}")) == -signal.SIGKILL
    assert state(out, packages) == (0, 0)
    assert snapshot(out / "seeds") == snapshot(packages[3] / "seeds")
    assert writer.write(out, 1) == 0
    assert_whole(out, packages[1])


def test_what_is_left_without_a_list_of_names(writer: Writer, out: Path) -> None:
    """Catches a leftover that nobody can remove and that stops every later build."""
    shutil.copytree(out / "data", out / ".build-abcdefgh/old/data")
    assert writer.write(out, 0) == 0

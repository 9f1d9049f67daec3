"""What the tests of writing share: four packages, and processes that write them and are killed."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from conftest import FROZEN, NAME, ROOT, replace_once, run, snapshot

Files = Mapping[str, bytes]
CLAIMS = (  # each variant of the seeds lacks one more of these
    'material = "[[marble]]-made edifice"\n',
    'other_names = "AZIZ"\n',
    'description = "Mayor of Steglitz-Zehlendorf"\n',
)
MINE = {"data/mine.csv": b"my own\n", "data/notes/deep/note.txt": b"mine too\n"}
TOP = {"data", "seeds", "datapackage.json"}

# It has imported all; for each line, OUT and the packages to write in turn, it forks a process that
# stops, and writes once it is continued. It says the process, then how that ended: an `errno`.
WARM = """
import ctypes, os, signal, sys
from pathlib import Path
from pipeline.write.atomic import write_files

def files(root):
    found = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}

packages = [files(Path(root)) for root in sys.argv[1:]]
print(0, flush=True)
for line in sys.stdin:
    out, *order = line.rstrip("\\n").split("\\t")
    process = os.fork()
    if process == 0:
        # PR_SET_PTRACER: strace, which is no parent of it, may attach
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_long(-1))
        signal.raise_signal(signal.SIGSTOP)
        try:
            for which in order:
                write_files(packages[int(which)], Path(out))
        except OSError as fault:
            os._exit(fault.errno)
        os._exit(0)
    os.waitpid(process, os.WUNTRACED)
    print(process, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


class Writer:
    """A warm process that writes packages, each time in a fork of its own."""

    def __init__(self, packages: list[Path]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WARM, *packages],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.read_number() == 0  # it is ready

    def stop(self) -> None:
        """End it, and what it forked."""
        with self.process:
            os.killpg(self.process.pid, signal.SIGKILL)

    def start(self, out: Path, *order: int) -> int:
        """Fork, and give the process; it is stopped still."""
        assert self.process.stdin
        self.process.stdin.write("\t".join(map(str, [out, *order])) + "\n")
        self.process.stdin.flush()
        return self.read_number()

    def read_number(self) -> int:
        """Return the next number that it prints; after `start`, how the fork ended."""
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def write(self, out: Path, *order: int) -> int:
        """Write the packages in turn; gives 0, or the error's number."""
        os.kill(self.start(out, *order), signal.SIGCONT)
        return self.read_number()

    def traced(
        self, out: Path, which: int, *options: str, meanwhile: Callable[[], None] | None = None
    ) -> int:
        """Write a package under strace; gives how the fork ended."""
        process = self.start(out, which)
        with subprocess.Popen(
            ["strace", "-q", "-p", str(process), *options], stderr=subprocess.DEVNULL
        ) as strace:
            wait_for(lambda: traced_by(process) == strace.pid)
            os.kill(process, signal.SIGCONT)
            if meanwhile:
                meanwhile()
        return self.read_number()


def traced_by(process: int) -> int:
    """The process that traces another; 0 where none does."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.split("TracerPid:")[1].split()[0])


def waits_for_a_lock(process: int) -> bool:
    """Whether a process waits for a lock that another holds."""
    return re.search(rf"-> FLOCK .* {process} ", Path("/proc/locks").read_text("ascii")) is not None


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until it holds; fails after a minute."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def is_alive(process: int) -> bool:
    """Whether a process is still there."""
    return Path(f"/proc/{process}").exists()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, as a build does that writes into it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def variant(folder: Path, number: int) -> Path:
    """The frozen seeds without the first few of the claims above."""
    seeds = Path(shutil.copytree(FROZEN / "seeds", folder / f"variant-{number}/seeds"))
    for claim in CLAIMS[:number]:
        replace_once(seeds / f"{NAME}.toml", claim, "")
    return seeds


def four_packages(factory: pytest.TempPathFactory) -> list[Path]:
    """Four packages, each built by the real command from a variant of the seeds, once for all."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # which the processes of this run share

    def build(number: int) -> Path:
        seeds = variant(base / "packages", number)
        result = run("scripts/build.py", "--seeds", seeds, "--out", seeds.parent)
        assert result.returncode == 0, result.stdout + result.stderr
        return seeds.parent

    with held(base):
        if (base / "packages").exists():
            return sorted((base / "packages").iterdir())
        return [build(number) for number in range(4)]


def with_mine(package: Path, root: Path) -> Path:
    """A copy of a package, with a person's own files in its `data/`."""
    shutil.copytree(package, root)
    for path, content in MINE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def data(files: Files) -> dict[str, bytes]:
    """The files of `data/` among others."""
    return {path: content for path, content in files.items() if path.startswith("data/")}


@cache
def contents(package: Path) -> dict[str, bytes]:
    """The files of one of the four packages, which nothing alters."""
    return snapshot(package)


def assert_whole(out: Path, package: Path) -> None:
    """The folder has the package, a person's own files, and nothing else."""
    assert snapshot(out) == contents(package) | MINE
    assert {path.name for path in out.iterdir()} == TOP


def state(out: Path, packages: list[Path]) -> tuple[int | None, int]:
    """Which package `data/` is, byte for byte, and which the descriptor is.

    None for `data/` where there is none; then an old one is kept, whole.
    """
    known = list(map(contents, packages))
    wholes = [data(files) | MINE for files in known]
    descriptors = [files["datapackage.json"] for files in known]
    number = descriptors.index((out / "datapackage.json").read_bytes())
    if (out / "data").exists():
        return wholes.index(data(snapshot(out))), number
    (kept,) = out.glob(".build-*/old")
    assert data(snapshot(kept)) in wholes
    return None, number

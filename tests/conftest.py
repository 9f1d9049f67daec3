"""What the tests share: packages of the frozen sources, copies of them, and ways to alter them."""

import csv
import fcntl
import json
import os
import pty
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from contextlib import chdir, suppress
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from frozen import ROOT as ROOT
from frozen import SOURCES as SOURCES
from frozen import frozen_package, frozen_repository, remove_frozen_repository
from pipeline.assemble.assembly import Assembly
from pipeline.assemble.tables import assemble
from pipeline.building import build_tables
from pipeline.check.package_reader import read_package
from pipeline.common.findings import FaultyError, Finding
from pipeline.common.paths import DESCRIPTOR
from pipeline.publish.addresses import WITH_PAGES
from pipeline.read.seeds import Seed, read_seeds
from pipeline.write.package_files import csv_bytes, package_files

FROZEN = frozen_repository()  # before the installed package is imported from it
NAME = "khojaly-massacre-memorials"  # the first of the frozen sources
SECOND = "stadtblatt"  # the other, an invented one
PROJECT = "khojaly-memorials"
VERSION = str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
Row = dict[str, str]


def read(table: str, root: Path = FROZEN) -> list[Row]:
    """The rows of a table as text, read by the standard library alone."""
    with (root / f"data/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rewrite(root: Path, table: str, change: Callable[[list[Row]], list[Row]]) -> None:
    """Alter a table's CSV and nothing else of the package."""
    (root / f"data/{table}.csv").write_bytes(csv_bytes(table, change(read(table, root))))


def set_cell(root: Path, table: str, where: Mapping[str, str], field: str, value: str) -> None:
    """Alter one cell of a CSV; exactly one row has to be the one meant."""

    def change(rows: list[Row]) -> list[Row]:
        meant = [row for row in rows if where.items() <= row.items()]
        assert len(meant) == 1, where
        meant[0][field] = value
        return rows

    rewrite(root, table, change)


def sign(root: Path) -> None:
    """Write Parquet and descriptor anew from the CSV, so that only what the cells say is wrong."""
    tables = read_package(root).rows()
    for path, content in package_files(tables, root / "seeds").items():
        if not path.endswith((".csv", ".txt", ".toml")):
            (root / path).write_bytes(content)


def address(table: str, record: str) -> str:
    """Where a record is on the web pages: its page, or a row of its table's page."""
    alone = table in WITH_PAGES
    return f"{table}/{record}.html" if alone else f"tables/{table}.html#{record}"


def codes(findings: list[Finding]) -> set[str]:
    """The codes of findings."""
    return {finding.code for finding in findings}


def find_faults(seeds: Path) -> list[Finding]:
    """What a build of some seeds finds, whether or not that stops it."""
    try:
        return build_tables(seeds).findings
    except FaultyError as faulty:
        return faulty.findings


def replace_once(path: Path, old: str, new: str) -> int:
    """Put other words into a file in place of some that stand there once; the line of these."""
    before = path.read_text("utf-8")
    assert before.count(old) == 1, old
    path.write_text(before.replace(old, new), "utf-8")
    return before.count("\n", 0, before.index(old)) + 1


def pytest_sessionfinish() -> None:
    """Remove what was made for all."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        remove_frozen_repository()


@cache
def command_of(script: Path) -> click.Command:
    """The command of a script."""
    main: click.Command = runpy.run_path(str(script), run_name=script.stem)["main"]
    return main


def invoke(
    command: click.Command, *words: object, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run a command in this process; what it raises is raised."""
    arguments = [str(word) for word in words]
    with chdir(cwd):
        done = CliRunner().invoke(command, arguments)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def run(*words: object, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the repository as a user does.

    A script of this repository runs in this process; with an environment of its own, or from a
    copy of the repository, Python starts from cold.
    """
    script = (cwd / str(words[0])).resolve()
    if script.suffix == ".py" and script.parent == ROOT / "scripts" and not environment:
        return invoke(command_of(script), *words[1:], cwd=cwd)
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def in_terminal(*words: object, **environment: str) -> tuple[int, str]:
    """How a command ends in a terminal of the system's own, and what it draws there."""
    ours, theirs = pty.openpty()
    command = subprocess.Popen(
        list(map(str, words)), stdout=theirs, stderr=theirs, env=os.environ | environment
    )
    os.close(theirs)
    drawn = b""
    with suppress(OSError):  # which is its end
        while piece := os.read(ours, 65_536):
            drawn += piece
    os.close(ours)
    return command.wait(), drawn.decode("utf-8").replace("\r\n", "\n")


def snapshot(root: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that the first source makes alone: its facts stay, whatever sources are added."""
    root = tmp_path_factory.mktemp("first")
    for folder in ("seeds", "data"):
        shutil.copytree(FROZEN / folder, root / folder)
    shutil.copy(FROZEN / DESCRIPTOR, root)
    return root


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that both frozen sources make."""
    root = tmp_path_factory.mktemp("two")
    for path, content in frozen_package(NAME, SECOND).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The downloads of the frozen data, and the zips unpacked beside them in `csv/` and `parquet/`.

    Whichever worker comes first makes them, for all; nobody may change them.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, staged = shared / "release", shared / "release-staged"
    with (shared / "release.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            code = os.pathsep.join(map(str, (FROZEN / "src", FROZEN)))
            done = run(FROZEN / "scripts/release.py", "--out", staged, PYTHONPATH=code)
            assert done.returncode == 0, done.stdout + done.stderr
            for form in ("csv", "parquet"):
                with zipfile.ZipFile(staged / f"{PROJECT}-{VERSION}-{form}.zip") as archive:
                    archive.extractall(staged / form)
            staged.rename(folder)
    return folder


@pytest.fixture
def package(first: Path, tmp_path: Path) -> Path:
    """A copy of the first source's package that a test may spoil."""
    return Path(shutil.copytree(first, tmp_path / "package"))


@pytest.fixture
def seeds(first: Path, tmp_path: Path) -> Path:
    """A copy of the first source's seeds that a test may spoil."""
    return Path(shutil.copytree(first / "seeds", tmp_path / "seeds"))


@pytest.fixture(scope="session")
def seed(first: Path) -> Seed:
    """The first source's seed, read."""
    (read_,), findings = read_seeds(first / "seeds")
    assert not findings
    return read_


@pytest.fixture(scope="session")
def made(seed: Seed) -> Assembly:
    """The tables of the first source."""
    return assemble([seed])


@pytest.fixture(scope="session")
def described() -> dict[str, object]:
    """The descriptor of the frozen data."""
    said: dict[str, object] = json.loads((FROZEN / DESCRIPTOR).read_text(encoding="utf-8"))
    return said


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web pages of the frozen data, as they are put at an address with a repository."""
    out = tmp_path_factory.mktemp("site") / "memory"
    home = ("--url", "https://example.org/memory", "--repository", "https://example.org/repo")
    done = run("scripts/site.py", FROZEN, "--out", out, *home)
    assert done.returncode == 0, done.stdout + done.stderr
    return out

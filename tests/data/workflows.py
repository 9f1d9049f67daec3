"""What the tests of the workflows share: reading them, and taking their steps as a runner does."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from conftest import ROOT
from ruamel.yaml import YAML

GITHUB = ROOT / ".github"
CHECK, CLAIMS, DATA, RELEASE = (
    GITHUB / f"workflows/{name}.yml" for name in ("check", "claims", "data", "release")
)
PROGRAMS = Path(sys.executable).parent
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def read(path: Path) -> Any:
    """A file of YAML 1.2, as GitHub reads it: `on` is a word there."""
    return YAML(typ="safe").load(path.read_text("utf-8"))


def steps(workflow: Path, job: str) -> list[dict[str, Any]]:
    """The steps of a job of a workflow."""
    found: list[dict[str, Any]] = read(workflow)["jobs"][job]["steps"]
    return found


def called(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Call a program of the virtual environment."""
    program, *rest = words
    return subprocess.run(
        [PROGRAMS / program, *rest], cwd=ROOT, capture_output=True, text=True, check=False
    )


def git(root: Path, *words: str) -> None:
    """Run git as somebody."""
    subprocess.run([*GIT, *words], cwd=root, check=True)


def said(root: Path, *words: str) -> str:
    """What git says."""
    return subprocess.run(
        ["git", *words], cwd=root, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout.strip()


def environment(root: Path) -> None:
    """Give a clone the environment of these tests, as if `make data` had set it up there."""
    (root / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "set-up":
            (root / ".venv" / path.name).symlink_to(path)
    (root / ".venv/set-up").touch()
    later = time.time() + 3600  # than every change of pyproject.toml
    os.utime(root / ".venv/set-up", (later, later))


def take(workflow: Path, job: str, name: str, root: Path, **environment: str) -> tuple[int, str]:
    """Take a step of a workflow as the runner does: exit status and output."""
    (command,) = (step["run"] for step in steps(workflow, job) if step["name"] == name)
    done = subprocess.run(
        ["bash", "-e", "-c", command],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr

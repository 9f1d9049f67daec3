"""What the tests of the workflows share: reading them, and taking their steps as a runner does."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import ROOT
from ruamel.yaml import YAML

GITHUB = ROOT / ".github"
CHECK, RELEASE = GITHUB / "workflows/check.yml", GITHUB / "workflows/release.yml"
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

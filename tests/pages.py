"""What the tests of pages share: their blocks, and a folder in which their commands run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from conftest import FROZEN

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path, kind: str) -> list[str]:
    """The blocks of a kind on a page."""
    return [text for name, text in BLOCK.findall(page.read_text("utf-8")) if name == kind]


def runs(page: Path) -> Iterator[tuple[str, str]]:
    """Each block of commands with what the page shows below it."""
    found = BLOCK.findall(page.read_text("utf-8"))
    for (kind, text), (following, shown) in zip(found, [*found[1:], ("", "")], strict=True):
        if kind == "sh":
            yield text, shown if following == "text" else ""


class Folder:
    """A folder with the repository's files, in which commands run."""

    def __init__(self, root: Path) -> None:
        """Take a folder that is there."""
        self.root = root

    def run(self, commands: str) -> tuple[int, str]:
        """Run commands as pasted into a shell; the exit status and all that is printed."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        code = os.pathsep.join(str(self.root / folder) for folder in ("src", "."))
        done = subprocess.run(
            ["bash", "-e", "-c", commands],
            cwd=self.root,
            env={**os.environ, "PATH": path, "PYTHONPATH": code},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout


class Copy(Folder):
    """A copy of the repository, with the frozen sources, in which a newcomer's commands run."""

    def __init__(self, root: Path) -> None:
        """Copy all of it."""
        super().__init__(root)
        shutil.copytree(FROZEN, root, ignore=shutil.ignore_patterns("__pycache__"))

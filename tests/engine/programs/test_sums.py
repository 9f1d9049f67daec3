"""The sums of a release, checked by `sha256sum`."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import PROJECT, VERSION

pytestmark = pytest.mark.more


def said(*words: str | Path, cwd: Path) -> tuple[int, str]:
    """The exit status of a program, and what it prints."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_sums_are_those_of_all_files(release: Path) -> None:
    offered = {path.name for path in release.iterdir() if path.is_file()} - {"SHA256SUMS"}
    status, lines = said("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=release)
    assert (status, set(lines.splitlines())) == (0, {f"{name}: OK" for name in offered})


def test_a_changed_file_is_seen(release: Path, tmp_path: Path) -> None:
    for path in release.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
    file = tmp_path / f"{PROJECT}-{VERSION}.geojson"
    file.write_bytes(file.read_bytes() + b" ")
    status, lines = said("sha256sum", "--check", "--quiet", "SHA256SUMS", cwd=tmp_path)
    assert (status, lines) == (1, f"{file.name}: FAILED\n")

"""Revisions of a repository as packages: which one a name means, and that nothing else happens."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from altering import BAKU, cell
from conftest import ROOT, run
from pipeline.common.paths import DESCRIPTOR

COMMAND = "scripts/diff.py"


def git(root: Path, *words: str) -> str:
    """Run git in a repository of a test's own."""
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "-C", str(root), *who, *words]
    return subprocess.check_output(command, env=environment, text=True).strip()


@pytest.fixture
def repository(package: Path) -> Path:
    """A repository with this one's scripts and a tagged package, in which a cell was changed."""
    shutil.copytree(ROOT / "scripts", package / "scripts")
    git(package, "init", "-q", "-b", "main")
    git(package, "add", "data", DESCRIPTOR)
    git(package, "commit", "-q", "-m", "one")
    git(package, "tag", "v1.0.0")
    cell("memorials", BAKU, "length_m", "8.5")(package)
    git(package, "commit", "-q", "-a", "-m", "two")
    return package


def in_repository(root: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Run the command of a repository of a test's own."""
    return run(root / COMMAND, "--format", "json", "--", *names, cwd=root)


def test_revisions(repository: Path) -> None:
    """A tag, a branch and a commit, each against another, and against the folder itself."""
    for names in (
        ("v1.0.0", "HEAD"),
        ("main~1", "main"),
        (git(repository, "rev-parse", "v1.0.0"), "."),
    ):
        done = in_repository(repository, *names)
        assert (done.returncode, done.stderr) == (1, "")
        (change,) = json.loads(done.stdout)["changes"]
        assert [change[name] for name in ("record", "old", "new")] == ["baku", "8.6", "8.5"]
    assert in_repository(repository, "HEAD", ".").returncode == 0


def test_a_path_comes_before_a_revision(repository: Path) -> None:
    """A folder with a tag's name is the one that is compared."""
    shutil.copytree(repository / "data", repository / "v1.0.0/data")
    shutil.copy(repository / DESCRIPTOR, repository / "v1.0.0")
    assert in_repository(repository, "v1.0.0", ".").returncode == 0


@pytest.mark.parametrize(
    "name", ["--output=x", "-o", "--help", "HEAD:data", "HEAD..main", "^HEAD", ""]
)
def test_a_name_that_is_no_revision(repository: Path, name: str) -> None:
    """Git takes no option, range or file for a revision; nothing is written."""
    before = sorted(path.name for path in repository.iterdir())
    done = in_repository(repository, name, ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"could not run: {name}: there is no such path")
    assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in repository.iterdir()) == before


def test_a_revision_with_the_name_of_an_option(repository: Path) -> None:
    """A tag may be called --output=x; it is a revision like any other."""
    git(repository, "update-ref", "refs/tags/--output=x", "v1.0.0")
    done = in_repository(repository, "--output=x", ".")
    assert (done.returncode, done.stderr) == (1, "")
    assert not (repository / "x").exists()


def test_a_revision_runs_nothing(repository: Path) -> None:
    """What a repository tells git to run on its files is not run, and links are not followed."""
    (repository / ".gitattributes").write_text("*.csv diff=evil filter=evil export-subst\n")
    for key in ("diff.evil.textconv", "filter.evil.smudge"):
        git(repository, "config", key, f"touch {repository}/pwned; cat")
    git(repository, "add", ".gitattributes")
    git(repository, "commit", "-q", "-m", "three")
    assert in_repository(repository, "v1.0.0", "HEAD").returncode == 1
    assert not (repository / "pwned").exists()
    (repository / "data/people.csv").unlink()
    (repository / "data/people.csv").symlink_to("/etc/passwd")
    git(repository, "commit", "-q", "-a", "-m", "four")
    done = in_repository(repository, "v1.0.0", "HEAD")
    assert done.returncode == 2
    assert "data/people.csv: 1: its columns are /etc/passwd, the descriptor says" in done.stderr

"""What the page for maintainers tells them to do works, from what is to be released to done."""

import re
from pathlib import Path

import pytest
from conftest import NAME, ROOT, VERSION, run, snapshot
from pages import Copy, Folder, runs
from pipeline.common.paths import DESCRIPTOR
from pipeline.compare.released_package import kept
from pipeline.compare.version import bumped
from workflows import RELEASE, environment, git, said, take

pytestmark = pytest.mark.more
PAGE = ROOT / "RELEASING.md"
NEXT = str(bumped(VERSION, "patch"))
TROUBLE = "git push --delete"  # in the block that is no part of a release that goes well
# What is on the page and is not run here, and why.
NOT_RUN = {
    "make test\n": "it takes minutes, and would run this test again",
    "gh attestation verify": "it asks GitHub, which knows nothing of a copy",
}


def contribute(root: Path) -> None:
    """Leave main as it is when a correction has come in since the last release, this version."""
    tables = {f"data/{path.name}": path.read_bytes() for path in root.glob("data/*.csv")}
    files = kept(tables | {DESCRIPTOR: (root / DESCRIPTOR).read_bytes()})
    for path, content in files.items():
        (root / "released" / path).write_bytes(content)
    claims = root / f"seeds/{NAME}.toml"
    before = claims.read_text("utf-8")
    after = before.replace("a link to another article", "it only points to another article")
    assert after != before
    claims.write_text(after, "utf-8")
    assert run(root / "scripts/build.py", cwd=root).returncode == 0


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository as a host has it, with the frozen sources and a correction."""
    folder = tmp_path_factory.mktemp("releasing")
    origin = Copy(folder / "origin").root
    contribute(origin)
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "-A")
    git(origin, "commit", "-q", "-m", "A correction")
    git(folder, "clone", "-q", "--bare", str(origin), "remote.git")
    return folder / "remote.git"


@pytest.fixture(scope="module")
def maintainer(remote: Path) -> Folder:
    """A maintainer's clone, in which the whole page was followed; the tests leave it as it is."""
    clone = remote.parent / "khojaly-memorials"
    git(remote.parent, "clone", "-q", str(remote), str(clone))
    for name, value in (("name", "a"), ("email", "a@example.org")):
        git(clone, "config", f"user.{name}", value)
    for kind in ("commit", "tag"):
        git(clone, "config", f"{kind}.gpgsign", "false")
    environment(clone)
    return Folder(clone)


@pytest.fixture(scope="module")
def printed(maintainer: Folder) -> list[str]:
    """What each block of the page printed, in its order; only the first tells of a difference."""
    done: list[str] = []
    for commands, _ in runs(PAGE):
        if TROUBLE not in commands:
            status, output = maintainer.run(without(commands))
            assert status == (0 if done else 1), f"{commands}\n{output}"
            done.append(output)
    return done


def without(commands: str) -> str:
    """A block of commands without what is not run here."""
    for line in NOT_RUN:
        commands = commands.replace(line, "")
    return commands


def output_of(command: str, printed: list[str]) -> str:
    """What the block with a command printed."""
    told = [commands for commands, _ in runs(PAGE) if TROUBLE not in commands]
    (found,) = (out for commands, out in zip(told, printed, strict=True) if command in commands)
    return found


def test_the_page_says_what_is_to_be_released(printed: list[str]) -> None:
    assert f"after {VERSION} comes {NEXT}." in printed[0]
    assert "The package is what the seeds make." in output_of("make current", printed)


def test_the_version_is_tagged_where_it_was_set(remote: Path, printed: list[str]) -> None:
    """Tag and commit are at the remote, with the version, its day and what was built of them."""
    assert printed
    tag = f"refs/tags/v{NEXT}"
    assert said(remote, "cat-file", "-t", tag) == "tag"
    assert said(remote, "rev-parse", f"{tag}^{{commit}}") == said(remote, "rev-parse", "main^")
    assert said(remote, "log", "--format=%s", "-2", "main") == (
        f"Keep version {NEXT} as the last release\nVersion {NEXT}"
    )
    project = said(remote, "show", f"{tag}:pyproject.toml")
    (day,) = re.findall(r'(?m)^released = "(.*?)"', project)
    assert f'\nversion = "{NEXT}"\n' in project
    assert f'"created": "{day}' in said(remote, "show", f"{tag}:{DESCRIPTOR}")
    assert f"\n## {NEXT} ({day})\n" in said(remote, "show", f"{tag}:CHANGELOG.md")
    assert f'"version": "{VERSION}"' in said(remote, "show", f"{tag}:released/{DESCRIPTOR}")


def test_the_workflow_takes_the_tag(maintainer: Folder, printed: list[str]) -> None:
    """Catches a page that leads to a tag, a changelog or pages that the workflow refuses."""
    assert printed
    root = maintainer.root
    said(root, "switch", "-q", "--detach", f"v{NEXT}")
    try:
        status, output = maintainer.run("python scripts/docs.py --check")
        assert status == 0, output
        assert take(RELEASE, "tests", "The tag is on main", root) == (0, "")
        name = "Take the entry of the changelog"
        assert take(RELEASE, "github", name, root, GITHUB_REF_NAME=f"v{NEXT}") == (0, "")
        notes = (root / "notes.md").read_text("utf-8")
    finally:
        (root / "notes.md").unlink(missing_ok=True)
        said(root, "switch", "-q", "main")
    assert "patch" in notes
    assert "\n## " not in notes


def test_the_downloads_are_checked(maintainer: Folder, printed: list[str]) -> None:
    """Every file but the list itself is found to be whole; the page's other checks were silent."""
    files = {path.name for path in (maintainer.root / "dist").iterdir()} - {"SHA256SUMS"}
    checked = output_of("sha256sum", printed)
    assert sorted(checked.splitlines()) == sorted(f"{name}: OK" for name in files)
    assert all(NEXT in name for name in files)
    assert output_of("validate.py dist --rebuild", printed) == "The package is valid.\n"
    rebuilt = snapshot(maintainer.root.parent / "rebuilt")
    assert rebuilt == snapshot(maintainer.root / "dist")


def test_the_release_is_kept(maintainer: Folder, remote: Path, printed: list[str]) -> None:
    """Nothing is left to be committed, and nothing has changed since."""
    assert printed
    assert said(maintainer.root, "status", "--porcelain") == ""
    assert f'"version": "{NEXT}"' in said(remote, "show", f"main:released/{DESCRIPTOR}")
    assert maintainer.run("python scripts/diff.py released .") == (0, "Nothing changed.\n")


def test_a_tag_is_taken_back(maintainer: Folder, remote: Path, printed: list[str]) -> None:
    """As if the workflow had published nothing; main stays."""
    assert printed
    main = said(remote, "rev-parse", "main")
    (commands,) = (commands for commands, _ in runs(PAGE) if TROUBLE in commands)
    try:
        assert maintainer.run(commands)[0] == 0
        assert said(remote, "tag") + said(maintainer.root, "tag") == ""
        assert said(remote, "rev-parse", "main") == main
    finally:
        git(maintainer.root, "tag", "-a", "-m", "again", f"v{NEXT}", "main^")
        git(maintainer.root, "push", "-q", "origin", f"v{NEXT}")

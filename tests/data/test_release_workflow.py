"""What a version tag sets off: nothing is published that was not tested, built twice and compared,
and no job may do more than it has to.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, VERSION
from workflows import CHECK, RELEASE, git, read, steps, take

NEEDS = {
    "tests": [],
    "build": [],
    "compare": ["build"],
    "attest": ["tests", "compare"],
    "pypi": ["attest"],
    "github": ["pypi"],
}
RIGHTS = {
    "tests": {"contents": "read"},
    "build": {"contents": "read"},
    "compare": {},
    "attest": {"id-token": "write", "attestations": "write"},
    "pypi": {"id-token": "write"},
    "github": {"contents": "write"},
}
FETCHING = {"tests", "build", "github"}  # the jobs that need the repository
BUILD = '.venv/bin/python scripts/release.py --out dist --tag "$GITHUB_REF_NAME"'
FILES = {"a.csv": b"a\n1\n", "b.parquet": b"\0\1\2", "c.whl": b"PK"}


@pytest.fixture(scope="module")
def jobs() -> dict[str, dict[str, Any]]:
    """The jobs of the workflow."""
    found: dict[str, dict[str, Any]] = read(RELEASE)["jobs"]
    return found


def using(job: dict[str, Any], action: str) -> list[dict[str, Any]]:
    """What is given to an action, each time that a job uses it."""
    return [
        step.get("with", {})
        for step in job["steps"]
        if step.get("uses", "").startswith(f"{action}@")
    ]


def test_only_a_version_tag_starts_it() -> None:
    """Catches a branch, or a stranger's pull request, that could publish."""
    assert read(RELEASE)["on"] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}


def test_each_job_has_the_rights_that_it_needs(jobs: dict[str, dict[str, Any]]) -> None:
    """And keeps no password: PyPI and the attestation take a token of minutes."""
    assert read(RELEASE)["permissions"] == {}
    assert {name: job.get("permissions", {}) for name, job in jobs.items()} == RIGHTS
    assert "secrets." not in RELEASE.read_text("utf-8")
    assert {name: job.get("environment") for name, job in jobs.items() if "environment" in job} == {
        "pypi": "pypi"
    }


def test_no_step_can_be_made_to_run_something_else(jobs: dict[str, dict[str, Any]]) -> None:
    """No name of a tag is put into a command, no credentials stay, and no cache is believed."""
    for name, job in jobs.items():
        assert [step for step in job["steps"] if "${{" in step.get("run", "")] == []
        fetched = using(job, "actions/checkout")
        assert len(fetched) == (name in FETCHING)
        assert all(one["persist-credentials"] is False for one in fetched)
        assert all("ref" not in one and "repository" not in one for one in fetched)
        assert all("cache" not in one for one in using(job, "actions/setup-python"))


def test_nothing_is_published_that_was_not_tested_and_compared(
    jobs: dict[str, dict[str, Any]],
) -> None:
    """Each job waits for the one before; none goes on where one failed."""
    needs = {name: job.get("needs", []) for name, job in jobs.items()}
    assert {name: [one] if isinstance(one, str) else one for name, one in needs.items()} == NEEDS
    assert all("if" not in job for job in jobs.values())
    assert all("if" not in step for job in jobs.values() for step in job["steps"])
    assert "continue-on-error" not in RELEASE.read_text("utf-8")


def test_a_release_under_way_is_not_broken_off(jobs: dict[str, dict[str, Any]]) -> None:
    concurrency = read(RELEASE)["concurrency"]
    assert concurrency == {"group": "release-${{ github.ref }}", "cancel-in-progress": False}
    assert {name: job["timeout-minutes"] for name, job in jobs.items()} == {
        "tests": 30, "build": 20, "compare": 5, "attest": 5, "pypi": 10, "github": 5,
    }  # fmt: skip


def test_it_is_built_twice_alike(jobs: dict[str, dict[str, Any]]) -> None:
    """By the same commands, on two machines of one image, with the Python of the checks."""
    build = jobs["build"]
    assert build["strategy"] == {"matrix": {"copy": ["first", "second"]}}
    assert [step["run"] for step in build["steps"] if "run" in step] == ["make .venv/set-up", BUILD]
    assert {job["runs-on"] for job in jobs.values()} == {"ubuntu-24.04"}
    pythons = [
        one["python-version"]
        for path in (CHECK, RELEASE)
        for job in read(path)["jobs"].values()
        for one in using(job, "actions/setup-python")
    ]
    assert pythons == ["3.11"] * 4


def test_the_tests_are_those_of_ci() -> None:
    """The workflow has no list of its own of what has to pass."""
    *_, last = steps(RELEASE, "tests")
    assert last["run"] == ".ci/run"


def test_what_is_published_is_what_was_compared(jobs: dict[str, dict[str, Any]]) -> None:
    """Catches a job that takes one build's files past the comparison, or others."""
    given = {name: using(job, "actions/upload-artifact") for name, job in jobs.items()}
    taken = {name: using(job, "actions/download-artifact") for name, job in jobs.items()}
    assert {name: [one["name"] for one in ones] for name, ones in given.items() if ones} == {
        "build": ["${{ matrix.copy }}"],
        "compare": ["release"],
    }
    every = [one for ones in given.values() for one in ones]
    assert [(one["if-no-files-found"], one["overwrite"]) for one in every] == [("error", True)] * 2
    assert given["compare"][0]["path"] == "first"
    assert taken.pop("compare") == [{"name": one, "path": one} for one in ("first", "second")]
    files = {"name": "release", "path": "dist"}
    assert {name: ones for name, ones in taken.items() if ones} == {
        name: [files] for name in ("attest", "pypi", "github")
    }
    *_, comparison, handing_on = steps(RELEASE, "compare")
    assert ("run" in comparison, handing_on.get("with")) == (True, given["compare"][0])
    assert using(jobs["attest"], "actions/attest-build-provenance") == [{"subject-path": "dist/*"}]
    assert using(jobs["pypi"], "pypa/gh-action-pypi-publish") == [{"packages-dir": "packages"}]


def build(folder: Path, files: dict[str, bytes], listed: dict[str, bytes]) -> None:
    """What a build leaves: its files, and SHA256SUMS as of those that are listed."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in listed.items()]
    (folder / "SHA256SUMS").write_text("".join(sums))


def compared(root: Path) -> tuple[int, str]:
    """Take the step that compares the two builds in a folder."""
    return take(RELEASE, "compare", "Both are the same, byte for byte", root)


def test_two_equal_builds_pass(tmp_path: Path) -> None:
    for copy in ("first", "second"):
        build(tmp_path / copy, FILES, FILES)
    assert compared(tmp_path) == (0, "a.csv: OK\nb.parquet: OK\nc.whl: OK\n")


OTHER = FILES | {"b.parquet": b"\0\1\3"}
LESS = {name: content for name, content in FILES.items() if name != "c.whl"}
MORE = FILES | {".d": b"d"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((FILES, FILES), (OTHER, OTHER)),
        ((FILES, FILES), (OTHER, FILES)),
        ((FILES, FILES), (FILES, OTHER)),
        ((FILES, FILES), (LESS, LESS)),
        ((LESS, LESS), (FILES, FILES)),
        ((FILES, FILES), (MORE, FILES)),
        ((OTHER, FILES), (OTHER, FILES)),
        ((MORE, FILES), (MORE, FILES)),
        ((LESS, FILES), (LESS, FILES)),
        (({}, {}), ({}, {})),
    ],
    ids=[
        "one byte",
        "one byte, sums alike",
        "sums",
        "one lacks a file",
        "the other lacks a file",
        "one has a file more",
        "both are not what the sums say",
        "both have a file that the sums lack",
        "both lack a file that the sums have",
        "both are empty",
    ],
)
def test_what_differs_or_is_not_listed_stops_the_release(
    tmp_path: Path, first: tuple[dict[str, bytes], ...], second: tuple[dict[str, bytes], ...]
) -> None:
    """Catches a comparison that looks at less than every byte, or only at one of the two."""
    build(tmp_path / "first", *first)
    build(tmp_path / "second", *second)
    assert compared(tmp_path)[0] != 0


def test_a_build_that_left_nothing_stops_the_release(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    assert compared(tmp_path)[0] != 0


@pytest.mark.parametrize(
    ("tagged", "status"), [("main", 0), ("main~1", 0), ("side", 1)]
)  # fmt: skip
def test_a_tag_beside_main_is_refused(tmp_path: Path, tagged: str, status: int) -> None:
    """Main may have gone on since, but has to have the commit."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    for message in ("one", "two"):
        git(origin, "commit", "-q", "--allow-empty", "-m", message)
    git(origin, "switch", "-q", "-c", "side")
    git(origin, "commit", "-q", "--allow-empty", "-m", "three")
    git(origin, "tag", "-a", "-m", "v1.0.0", "v1.0.0", tagged)
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    git(clone, "checkout", "-q", "v1.0.0")
    said = "::error title=tag-not-on-main::The tag is of a commit that is not on main\n"
    assert take(RELEASE, "tests", "The tag is on main", clone) == (status, said * status)


def noted(root: Path, tag: str) -> tuple[int, str]:
    """Take the step that makes the notes of a release; its exit status, and the notes."""
    name = "Take the entry of the changelog"
    status, _ = take(RELEASE, "github", name, root, GITHUB_REF_NAME=tag)
    return status, (root / "notes.md").read_text("utf-8").strip()


def test_the_notes_are_the_entry_of_the_changelog(tmp_path: Path) -> None:
    """Of this version and no other, and without one there is no release."""
    text = "# Changelog\n\nWords.\n\n## 1.1.10 (2030-01-02)\n\n- Ten.\n\n### Data\n\n- More.\n"
    text += "\n## 1.1.0 (2030-01-01)\n\n- One.\n\n## 1.0.0 (2029-01-01)\n\n## 0.1.0\n\n- First.\n"
    (tmp_path / "CHANGELOG.md").write_text(text, "utf-8")
    assert noted(tmp_path, "v1.1.10") == (0, "- Ten.\n\n### Data\n\n- More.")
    assert noted(tmp_path, "v1.1.0") == (0, "- One.")
    assert noted(tmp_path, "v0.1.0") == (0, "- First.")
    assert noted(tmp_path, "v1.0.0") == (1, "")
    assert noted(tmp_path, "v1.1.1") == (1, "")


def test_this_version_has_an_entry_with_its_day(tmp_path: Path) -> None:
    """Catches a version that could not be released, or of which nobody says in words why it is."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    (tmp_path / "CHANGELOG.md").write_text(text, "utf-8")
    status, notes = noted(tmp_path, f"v{VERSION}")
    assert status == 0
    assert notes.partition("<!-- What changed in the data")[0].strip() != ""
    assert re.search(rf"^## {re.escape(VERSION)} \(\d{{4}}-\d\d-\d\d\)\n", text, re.MULTILINE)


def test_pypi_gets_the_packages_alone(tmp_path: Path) -> None:
    """It refuses whatever else is in the folder."""
    (tmp_path / "dist").mkdir()
    names = {"x-1.0.0-py3-none-any.whl", "x-1.0.0.tar.gz"}
    for name in names | {"x-1.0.0-csv.zip", "x-1.0.0.xlsx", "SHA256SUMS"}:
        (tmp_path / "dist" / name).write_text(name)
    assert take(RELEASE, "pypi", "Pick the packages", tmp_path) == (0, "")
    assert {path.name for path in (tmp_path / "packages").iterdir()} == names


def test_github_gets_every_file(tmp_path: Path) -> None:
    """The release is of the tag that is there; a tag of its own making would be of another commit.

    `gh` is stood in for: nothing leaves this machine.
    """
    (tmp_path / "gh").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "dist").mkdir()
    for name in ("a.zip", "SHA256SUMS"):
        (tmp_path / "dist" / name).write_text(name)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    names = {"GITHUB_REF_NAME": "v1.0.0", "GITHUB_REPOSITORY": "owner/name", "PATH": path}
    status, said = take(RELEASE, "github", "Publish them", tmp_path, **names)
    assert (status, said.split()) == (0, [
        "release", "create", "v1.0.0", "dist/SHA256SUMS", "dist/a.zip", "--repo", "owner/name",
        "--verify-tag", "--title", "v1.0.0", "--notes-file", "notes.md",
    ])  # fmt: skip

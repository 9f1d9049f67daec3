"""The workflows: a stranger's pull request gets no rights and useful answers, and nothing is
published that was not tested, built twice and compared.
"""

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
import workflows
from conftest import NAME, ROOT, SECOND, SOURCES, VERSION, replace_once, run
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pages import Copy
from workflows import (
    CHECK,
    CLAIMS,
    DATA,
    GITHUB,
    RELEASE,
    called,
    environment,
    git,
    read,
    said,
    steps,
)

FORMS = sorted(path for path in GITHUB.glob("ISSUE_TEMPLATE/*.yml") if path.name != "config.yml")
SCHEMAS = {
    **dict.fromkeys((CHECK, CLAIMS, DATA, RELEASE), "github-workflows"),
    GITHUB / "dependabot.yml": "dependabot",
    GITHUB / "ISSUE_TEMPLATE/config.yml": "github-issue-config",
    **dict.fromkeys(FORMS, "github-issue-forms"),
}
# The web pages fill these in; `kind`, `title`, `publisher` and `license` are asked besides.
FILLED_IN = {"table", "record", "field", "value", "quotation", "source", "reason"}
ASKED = FILLED_IN | {"kind", "title", "publisher", "license"}
RIGHTS: dict[str, dict[str, str]] = {
    **{"tests": {"contents": "read"}, "build": {"contents": "read"}, "compare": {}},
    **{"attest": {"id-token": "write", "attestations": "write"}},
    **{"pypi": {"id-token": "write"}, "github": {"contents": "write"}},
}

MAKE, PACK, COMMIT, PUSH = "Make what is generated", "Pack what changed", "Commit it", "Push it"
DATA_JOBS = ("make", "commit")
LINK = 'massacre commemoration"\nreason = "a link to another article"'
NEEDS = {"compare": "build", "attest": ["tests", "compare"], "pypi": "attest", "github": "pypi"}


def test_zizmor_finds_nothing() -> None:
    """Not even what it tells only to auditors."""
    found = called("zizmor", "--offline", "--color", "never", "--persona", "auditor", ".github")
    assert (found.returncode, found.stdout) == (0, "No findings to report. Good job!\n")


@pytest.mark.more
def test_each_file_is_of_its_schema() -> None:
    """A file that is added to .github is checked too."""
    assert {path for path in GITHUB.rglob("*") if path.suffix in (".yml", ".yaml")} == set(SCHEMAS)
    for schema in set(SCHEMAS.values()):
        paths = [path for path in SCHEMAS if SCHEMAS[path] == schema]
        done = called("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("workflow", [CHECK, CLAIMS, DATA, RELEASE], ids=lambda path: path.stem)
def test_no_step_can_be_made_to_run_something_else(workflow: Path) -> None:
    """Actions are pinned; no name of others gets into a command, and no credentials stay."""
    text = workflow.read_text("utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in uses)
    assert "secrets." not in text
    assert "continue-on-error" not in text
    for job in read(workflow)["jobs"].values():
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
                assert not {"ref", "repository"} & step["with"].keys()
    for job in read(workflow)["jobs"].keys() & {"tests"}:  # no list of its own of what must pass
        assert steps(workflow, job)[-1]["run"] == ".ci/run"
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize(
    ("workflow", "starts"),
    [
        (CHECK, {"pull_request": {"paths-ignore": ["seeds/**"]}, "push": {"branches": ["main"]}}),
        (CLAIMS, {"pull_request": {"paths": ["seeds/**"]}}),
    ],
    ids=["check", "claims"],
)
def test_a_stranger_gets_no_rights(workflow: Path, starts: dict[str, Any]) -> None:
    """It starts on nothing else, and may only read."""
    found = read(workflow)
    assert found["on"] == starts
    assert found["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in found["jobs"].values())


def test_who_writes_to_main_runs_nothing_of_others() -> None:
    """Git alone, and actions of GitHub's; one step has the token; no pull request starts it."""
    found = read(DATA)
    assert found["on"] == {"push": {"branches": ["main"]}}
    assert (found["permissions"], found["concurrency"]["cancel-in-progress"]) == ({}, False)
    rights = {name: job["permissions"] for name, job in found["jobs"].items()}
    assert rights == {"make": {"contents": "read"}, "commit": {"contents": "write"}}
    *before, commit, push = steps(DATA, "commit")
    assert [step["uses"].split("@")[0] for step in before] == [
        f"actions/{name}" for name in ("checkout", "download-artifact")
    ]
    lines = (commit["run"] + push["run"]).replace("\\\n", "").splitlines()
    assert {line.split()[0] for line in lines} == {"git", "main=$(git", "test", "echo"}
    every = [step for job in found["jobs"] for step in steps(DATA, job)]
    assert [step["name"] for step in every if "token" in str(step)] == ["Push it"]


def test_only_a_version_tag_publishes_with_the_rights_that_it_needs() -> None:
    """Catches a pull request that could publish, and a job that goes on after a fault."""
    workflow = read(RELEASE)
    jobs = workflow["jobs"]
    assert workflow["on"] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert {name: job.get("permissions", {}) for name, job in jobs.items()} == RIGHTS
    assert {name: job["needs"] for name, job in jobs.items() if "needs" in job} == NEEDS
    assert all("if" not in item for job in jobs.values() for item in (job, *job["steps"]))
    assert jobs["build"]["strategy"] == {"matrix": {"copy": ["first", "second"]}}


def test_what_is_published_is_what_was_compared() -> None:
    """Catches a job that takes one build's files past the comparison, or others."""

    def given(job: str, action: str) -> list[dict[str, Any]]:
        uses = [step for step in steps(RELEASE, job) if action in step.get("uses", "")]
        return [step["with"] for step in uses]

    assert [one["name"] for one in given("build", "upload-artifact")] == ["${{ matrix.copy }}"]
    assert [one["name"] for one in given("compare", "download-artifact")] == ["first", "second"]
    *_, comparison, handing_on = steps(RELEASE, "compare")
    assert "diff" in comparison["run"]
    assert (handing_on["with"]["name"], handing_on["with"]["path"]) == ("release", "first")
    for job in ("attest", "pypi", "github"):
        assert given(job, "download-artifact") == [{"name": "release", "path": "dist"}]


def fields(form: Path) -> dict[str, dict[str, Any]]:
    """Return the fields of an issue form by their ids."""
    return {one["id"]: one for one in read(form)["body"] if one["type"] != "markdown"}


def test_forms_ask_little_under_stable_names() -> None:
    """Links on the web pages fill fields in by their ids; the guide names every form."""
    guide = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    for form in FORMS:
        required = [one for one in fields(form).values() if "validations" in one]
        assert 1 <= len(required) <= len(fields(form)) <= 7
        assert f"*{read(form)['name']}*" in guide
    assert {name for form in FORMS for name in fields(form)} == ASKED


# The steps, taken as the runner does.


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A repository of one commit on main, and a branch for a contribution."""
    root = Copy(tmp_path / "repository").root
    git(root, "init", "-q", "-b", "main")
    (root / ".git/info/exclude").write_text(".venv\n")
    (root / ".venv").symlink_to(sys.prefix)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "main")
    git(root, "switch", "-q", "-c", "theirs")
    return root


def merge(root: Path) -> None:
    """Leave the repository as the runner has it: HEAD is the merge of the contribution."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "theirs")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "theirs")


def judge(root: Path) -> tuple[int, str, str]:
    """Take the step that judges a contribution: exit status, what it prints, and the page."""
    merge(root)
    page = root.parent / "summary.md"
    environment = {"GITHUB_STEP_SUMMARY": str(page)}
    status, printed = workflows.take(CLAIMS, "claims", "The claims hold", root, **environment)
    return status, printed, page.read_text("utf-8")


def add(root: Path) -> None:
    """Add the second source, as a contributor does: its text and its claims alone."""
    for ending in ("txt", "toml"):
        shutil.copy(SOURCES / f"{SECOND}.{ending}", root / "seeds")


def test_an_honest_contribution_is_two_files(branch: Path) -> None:
    """Nothing is built with it, and the page shows each claim with its sentence."""
    add(branch)
    status, printed, page = judge(branch)
    assert (status, printed) == (0, "")
    assert page.startswith("## What would change\n")
    assert "[[2,4 Meter hoch]]" in page


def test_a_wrong_claim_is_told_beside_its_line(branch: Path) -> None:
    """The annotation names the file and line that the contributor changed; rules are told first."""
    add(branch)
    line = replace_once(branch / f"seeds/{SECOND}.toml", '"2,4 Meter', '"2,5 Meter')
    words = branch / "schemas/vocabularies.toml"
    words.write_text(words.read_text("utf-8") + "\n")
    status, printed, page = judge(branch)
    place = f"file=seeds/{SECOND}.toml,line={line},title=quotation-not-found"
    assert status == 1
    assert printed.startswith(f"::error {place}::memorials.the-hague height_m")
    assert page.startswith("## Beyond the claims: look at these first\n\n- M `schemas/vocab")
    assert "quotation-not-found" in page


REFUSING = """
import runpy, sys
class Refuse:
    def find_spec(name, path=None, target=None):
        if name in sys.argv[1].split():
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refuse)
runpy.run_path("scripts/contribute.py")["check"](sys.argv[2:])
"""


def required(names: Iterable[str], extra: str = "") -> set[str]:
    """Return the distributions that some requirements ask for, and what those ask for."""
    needs = [Requirement(name) for name in names]
    needs = [one for one in needs if not one.marker or one.marker.evaluate({"extra": extra})]
    found: set[str] = {canonicalize_name(one.name) for one in needs}
    for one in needs:
        for each in ("", *one.extras):
            found |= required(requires(one.name) or (), each)
    return found


def test_the_claims_are_judged_with_what_is_installed_for_it(branch: Path) -> None:
    """Catches an import for which the job has no wheel: here each other one is refused."""
    names = (ROOT / "requirements-claims.txt").read_text("utf-8").splitlines()[1:]
    ours = {*required(names), "khojaly-memorials"}
    modules = {
        name: set(map(canonicalize_name, of)) for name, of in packages_distributions().items()
    }
    others = [name for name, of in modules.items() if not ours & of]
    assert {"duckdb", "jinja2", "pandas"} <= set(others)
    code = f"{branch}{os.pathsep}{branch}/scripts"
    done = run("-c", REFUSING, " ".join(others), NAME, cwd=branch, PYTHONPATH=code)
    assert done.returncode == 0, done.stderr
    assert "## What would change" in done.stdout


@pytest.fixture
def remote(branch: Path) -> Path:
    """A bare repository as a host has it, and the merged contributions' clone as its neighbour."""
    git(branch, "switch", "-q", "main")
    git(branch.parent, "clone", "-q", "--bare", str(branch), "remote.git")
    git(branch, "remote", "add", "origin", "../remote.git")
    return branch.parent / "remote.git"


def push(root: Path) -> list[Path]:
    """Merge what is there into the remote's main; the checkouts of the two jobs that follow."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "a contribution")
    git(root, "push", "-q", "origin", "main")
    return [fetched(root.parent / f"{job}-{said(root, 'rev-parse', 'HEAD')}") for job in DATA_JOBS]


def fetched(root: Path) -> Path:
    """Fetch the remote's main as a runner does."""
    git(root.parent, "clone", "-q", "--depth=1", f"file://{root.parent}/remote.git", str(root))
    environment(root)
    return root


def taken(root: Path, *names: str) -> str:
    """Take steps of the workflow that commits data; the last line that they print."""
    paths = {"PYTHONPATH": f"{root}/src{os.pathsep}{root}", "GITHUB_OUTPUT": str(root / "made/out")}
    for name in names:
        job = "make" if name in (MAKE, PACK) else "commit"
        status, printed = workflows.take(DATA, job, name, root, **paths)
        assert status == 0, printed
    return printed


@pytest.mark.more
def test_data_of_two_merges_in_flight_are_made_anew(branch: Path, remote: Path) -> None:
    """The first one's push is refused, for main has moved on; nothing but the push moves main."""
    add(branch)
    first = push(branch)
    replace_once(branch / f"seeds/{NAME}.toml", LINK, LINK.replace("a link", "it only points"))
    second = push(branch)
    main = said(remote, "rev-parse", "main")
    for make, commit in (first, second):
        taken(make, MAKE)
        (make / "scripts/more.py").write_text("# what a package left there\n")
        taken(make, PACK)
        assert (make / "made/out").read_text() == "changed=true\n"
        shutil.copytree(make / "made", commit / "made")
        taken(commit, COMMIT)  # whoever is killed until here leaves main as it was
        assert said(remote, "rev-parse", "main") == main
    assert "::notice title=main-moved-on::" in taken(first[1], PUSH)
    assert said(remote, "rev-parse", "main") == main
    away = remote.rename(remote.with_name("away.git"))
    assert workflows.take(DATA, "commit", PUSH, second[1])[0] != 0  # which is no refusal
    away.rename(remote)
    taken(second[1], PUSH)
    assert said(remote, "rev-parse", "main^") == main
    for page in ("data/sources.csv", "NOTICE", "README.md"):
        assert "Gedenkorte" in said(remote, "show", f"main:{page}")
    assert "it only points" in said(remote, "show", "main:data/passages.csv")
    after = fetched(branch.parent / "after")
    taken(after, MAKE, PACK)
    assert [(after / f"made/{name}").exists() for name in ("out", "changes.patch")] == [False, True]
    assert not (after / "scripts/more.py").exists()


FILES = {"a.csv": b"a\n1\n", "b.parquet": b"\0\1\2", "c.whl": b"PK"}
OTHER = FILES | {"b.parquet": b"\0\1\3"}
LESS = {name: content for name, content in FILES.items() if name != "c.whl"}
MORE = FILES | {".d": b"d"}


def build(folder: Path, files: dict[str, bytes], listed: dict[str, bytes]) -> None:
    """Write what a build leaves: its files, and SHA256SUMS as of those that are listed."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in listed.items()]
    (folder / "SHA256SUMS").write_text("".join(sums))


@pytest.mark.parametrize(
    ("first", "second", "passes"),
    [
        ((FILES, FILES), (FILES, FILES), True),
        ((FILES, FILES), (OTHER, OTHER), False),  # one byte
        ((FILES, FILES), (OTHER, FILES), False),  # one byte, sums alike
        ((FILES, FILES), (LESS, LESS), False),
        ((FILES, FILES), (MORE, FILES), False),
        ((OTHER, FILES), (OTHER, FILES), False),  # both are not what the sums say
        ((MORE, FILES), (MORE, FILES), False),  # both have a file that the sums lack
        ((LESS, FILES), (LESS, FILES), False),  # both lack a file that the sums have
        (({}, {}), ({}, {}), False),
    ],
)
def test_what_differs_or_is_not_listed_stops_the_release(
    tmp_path: Path,
    first: tuple[dict[str, bytes], ...],
    second: tuple[dict[str, bytes], ...],
    passes: bool,
) -> None:
    """Catches a comparison that looks at less than every byte, or only at one of the two."""
    build(tmp_path / "first", *first)
    build(tmp_path / "second", *second)
    name = "Both are the same, byte for byte"
    assert (workflows.take(RELEASE, "compare", name, tmp_path)[0] == 0) is passes


@pytest.mark.parametrize(("tagged", "status"), [("main", 0), ("main~1", 0), ("side", 1)])
def test_a_tag_beside_main_is_refused(tmp_path: Path, tagged: str, status: int) -> None:
    """Main may have gone on since, but has to have the commit."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    for message in ("first", "second"):
        git(origin, "commit", "-q", "--allow-empty", "-m", message)
    git(origin, "switch", "-q", "-c", "side")
    git(origin, "commit", "-q", "--allow-empty", "-m", "third")
    git(origin, "tag", "-a", "-m", "v1.0.0", "v1.0.0", tagged)
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    git(clone, "checkout", "-q", "v1.0.0")
    assert workflows.take(RELEASE, "tests", "The tag is on main", clone)[0] == status


def noted(root: Path, tag: str) -> tuple[int, str]:
    """Take the step that makes the notes of a release; its exit status, and the notes."""
    name = "Take the entry of the changelog"
    status, _ = workflows.take(RELEASE, "github", name, root, GITHUB_REF_NAME=tag)
    return status, (root / "notes.md").read_text("utf-8").strip()


def test_the_notes_are_the_entry_of_the_changelog(tmp_path: Path) -> None:
    """Of this version and no other, and without one there is no release."""
    text = "# Changelog\n\nWords.\n\n## 1.1.10 (2030-01-02)\n\n- Ten.\n\n### Data\n\n- More.\n"
    text += "\n## 1.1.0 (2030-01-01)\n\n- One.\n\n## 1.0.0 (2029-01-01)\n\n## 0.1.0\n\n- First.\n"
    (tmp_path / "CHANGELOG.md").write_text(text, "utf-8")
    assert noted(tmp_path, "v1.1.10") == (0, "- Ten.\n\n### Data\n\n- More.")
    assert noted(tmp_path, "v0.1.0") == (0, "- First.")
    assert noted(tmp_path, "v1.0.0") == noted(tmp_path, "v1.1.1") == (1, "")


def test_this_version_has_an_entry_with_its_day(tmp_path: Path) -> None:
    """Catches a version that could not be released, or of which nobody says in words why it is."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    (tmp_path / "CHANGELOG.md").write_text(text, "utf-8")
    status, notes = noted(tmp_path, f"v{VERSION}")
    assert status == 0
    assert notes.partition("<!-- What changed in the data")[0].strip() != ""
    assert re.search(rf"^## {re.escape(VERSION)} \(\d{{4}}-\d\d-\d\d\)\n", text, re.MULTILINE)


def test_pypi_gets_the_packages_alone_and_github_every_file(tmp_path: Path) -> None:
    """PyPI refuses whatever else is there. `gh` is stood in for: nothing leaves this machine.

    The release is of the tag that is there; a tag of its own making would be of another commit.
    """
    (tmp_path / "gh").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "dist").mkdir()
    packages = {"x-1.0.0-py3-none-any.whl", "x-1.0.0.tar.gz"}
    for name in packages | {"x-1.0.0-csv.zip", "SHA256SUMS"}:
        (tmp_path / "dist" / name).write_text(name)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    names = {"GITHUB_REF_NAME": "v1.0.0", "GITHUB_REPOSITORY": "owner/name", "PATH": path}
    status, printed = workflows.take(RELEASE, "github", "Publish them", tmp_path, **names)
    files = [f"dist/{name}" for name in sorted(packages | {"x-1.0.0-csv.zip", "SHA256SUMS"})]
    words = "--repo owner/name --verify-tag --title v1.0.0 --notes-file notes.md"
    assert (status, printed.split()) == (0, ["release", "create", "v1.0.0", *files, *words.split()])
    assert workflows.take(RELEASE, "pypi", "Pick the packages", tmp_path) == (0, "")
    assert {path.name for path in (tmp_path / "packages").iterdir()} == packages

"""The workflows: a stranger's pull request gets no rights and useful answers, and nothing is
published that was not tested, built twice and compared.
"""

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import workflows
from conftest import NAME, ROOT, VERSION, replace_once, run
from pages import Copy
from workflows import CHECK, GITHUB, RELEASE, called, git, read, steps

FORMS = sorted(path for path in GITHUB.glob("ISSUE_TEMPLATE/*.yml") if path.name != "config.yml")
SCHEMAS = {
    CHECK: "github-workflows",
    RELEASE: "github-workflows",
    GITHUB / "dependabot.yml": "dependabot",
    GITHUB / "ISSUE_TEMPLATE/config.yml": "github-issue-config",
    **dict.fromkeys(FORMS, "github-issue-forms"),
}
# The web pages fill these in; `kind`, `title`, `publisher` and `license` are asked besides.
FILLED_IN = {"table", "record", "field", "value", "quotation", "source", "reason"}
ASKED = FILLED_IN | {"kind", "title", "publisher", "license"}
SEEDS, PACKAGE, CHANGES, BEYOND = (
    "The seeds hold, and the data are what they make",
    "The package is valid",
    "What changes",
    "What else changes",
)
RIGHTS: dict[str, dict[str, str]] = {
    **{"tests": {"contents": "read"}, "build": {"contents": "read"}, "compare": {}},
    **{"attest": {"id-token": "write", "attestations": "write"}},
    **{"pypi": {"id-token": "write"}, "github": {"contents": "write"}},
}

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


@pytest.mark.parametrize("workflow", [CHECK, RELEASE], ids=lambda path: path.stem)
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
    assert steps(workflow, "tests")[-1]["run"] == ".ci/run"  # no list of its own of what must pass
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_a_stranger_gets_no_rights() -> None:
    """It starts on nothing else, and may only read."""
    workflow = read(CHECK)
    assert workflow["on"] == {"pull_request": None, "push": {"branches": ["main"]}}
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())


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


def take(root: Path, name: str) -> tuple[int, str, str]:
    """Take a step of the claims' job: exit status, output and summary."""
    summary = root.parent / "summary.md"
    summary.write_text("")
    status, printed = workflows.take(CHECK, "claims", name, root, GITHUB_STEP_SUMMARY=str(summary))
    return status, printed, summary.read_text("utf-8")


def test_a_wrong_claim_is_told_beside_its_line(branch: Path) -> None:
    """The annotation names the file and line that the contributor changed."""
    claims = branch / f"seeds/{NAME}.toml"
    line = replace_once(claims, 'length_m = "8.6-meters-long"', 'length_m = "8.6-metres-long"')
    merge(branch)
    status, printed, _ = take(branch, SEEDS)
    place = f"file=seeds/{NAME}.toml,line={line},title=quotation-not-found"
    assert status == 1
    assert printed.startswith(f"::error {place}::memorials.baku length_m: ")
    assert take(branch, BEYOND) == (0, "", "")  # claims alone are not beyond the claims


@pytest.mark.more
def test_data_that_were_not_built_are_told(branch: Path) -> None:
    replace_once(branch / f"seeds/{NAME}.toml", LINK, LINK.replace("a link", "it only points"))
    merge(branch)
    status, printed, _ = take(branch, SEEDS)
    assert status == 1
    assert re.search(r"^::error file=data/passages\.csv,line=\d+,title=not-built::", printed, re.M)


@pytest.mark.more
def test_a_change_is_told_on_the_page_of_the_run(branch: Path) -> None:
    """A contribution that holds passes, and its summary says what it changes and nothing else."""
    replace_once(branch / f"seeds/{NAME}.toml", LINK, LINK.replace("a link", "it only points"))
    run(branch / "scripts/build.py", cwd=branch)
    merge(branch)
    assert [take(branch, name)[0] for name in (SEEDS, PACKAGE)] == [0, 0]
    status, printed, summary = take(branch, CHANGES)
    assert (status, printed) == (0, "")
    assert summary.startswith("## Version bump: patch\n")
    assert "| `passages` |" in summary
    assert "| `memorials` |" not in summary


def test_a_change_of_the_rules_is_told_too(branch: Path) -> None:
    """Catches a contribution that brings its own rules, last release, or another text of old."""
    words = branch / "schemas/vocabularies.toml"
    words.write_text(words.read_text("utf-8") + "\n")
    (branch / "released/data/kinships.csv").unlink()
    (branch / f"seeds/{NAME}.txt").write_text("= Another =\n", "utf-8")
    (branch / "seeds/`new`.txt").write_text("= New =\n", "utf-8")
    merge(branch)
    status, printed, summary = take(branch, BEYOND)
    assert (status, printed.split("::")[1]) == (0, "warning title=beyond-the-claims")
    assert summary == (
        "\n## Beyond the claims\n\n```text\n"
        "D\treleased/data/kinships.csv\nM\tschemas/vocabularies.toml\n"
        f"M\tseeds/{NAME}.txt\n```\n"
    )


@pytest.mark.more
@pytest.mark.parametrize(
    ("lost", "expected"),
    [("SECURITY.md", (0, "## Nothing changed\n")), ("datapackage.json", (1, ""))],
)
def test_no_change_is_told_and_a_base_that_cannot_be_read_fails(
    branch: Path, lost: str, expected: tuple[int, str]
) -> None:
    """An exit status 2 is not taken for "something changed"."""
    git(branch, "rm", "-q", lost)
    merge(branch)
    status, _, summary = take(branch, CHANGES)
    assert (status, summary) == expected


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

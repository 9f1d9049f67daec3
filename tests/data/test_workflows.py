"""What runs on a stranger's pull request: with no rights, the same as `.ci/run`, and usefully."""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import workflows
from conftest import NAME, ROOT, run
from workflows import CHECK, GITHUB, RELEASE, called, git, read, steps

FORMS = sorted(GITHUB.glob("ISSUE_TEMPLATE/*.yml"))
FORMS = [path for path in FORMS if path.name != "config.yml"]
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


def test_zizmor_finds_nothing() -> None:
    """Not even what it tells only to auditors."""
    said = called("zizmor", "--offline", "--color", "never", "--persona", "auditor", ".github")
    assert (said.returncode, said.stdout) == (0, "No findings to report. Good job!\n"), said.stderr


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_each_file_is_of_its_schema(path: Path) -> None:
    said = called("check-jsonschema", "--builtin-schema", f"vendor.{SCHEMAS[path]}", path)
    assert said.returncode == 0, said.stdout


def test_every_file_has_a_schema() -> None:
    """A file that is added to .github is checked too."""
    there = {path for path in GITHUB.rglob("*") if path.suffix in (".yml", ".yaml")}
    assert there == set(SCHEMAS)


def test_a_stranger_gets_no_rights() -> None:
    """It starts on nothing else, may only read, knows no secret, and keeps no credentials."""
    workflow = read(CHECK)
    assert workflow["on"] == {"pull_request": None, "push": {"branches": ["main"]}}
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in CHECK.read_text("utf-8")
    for name, job in workflow["jobs"].items():
        assert "permissions" not in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), (name, step)
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_actions_are_pinned() -> None:
    """By commit, with the version beside it, everywhere the same."""
    used = [re.findall(r"uses: (.*)", path.read_text("utf-8")) for path in (CHECK, RELEASE)]
    every = {one for uses in used for one in uses}
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in every)
    assert [len(uses) for uses in used] == [4, 14]
    assert sorted(one.partition("@")[0] for one in every) == [
        "actions/attest-build-provenance",
        "actions/checkout",
        "actions/download-artifact",
        "actions/setup-python",
        "actions/upload-artifact",
        "pypa/gh-action-pypi-publish",
    ]


def test_no_run_lasts_or_outlives_its_pull_request() -> None:
    workflow = read(CHECK)
    assert [job["timeout-minutes"] for job in workflow["jobs"].values()] == [20, 20]
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert "github.ref" in workflow["concurrency"]["group"]


def test_the_tests_are_those_of_ci() -> None:
    """The workflow has no list of its own of what has to pass."""
    assert [step["run"] for step in steps(CHECK, "tests") if "run" in step] == [".ci/run"]
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_the_change_is_told_also_where_claims_are_wrong() -> None:
    """But not where the set-up failed; and what is wrong is told once, not by two commands."""
    conditions = {step["name"]: step.get("if") for step in steps(CHECK, "claims")}
    held = "!cancelled() && steps.set-up.outcome == 'success' && github.event_name"
    for step in (CHANGES, BEYOND):
        assert conditions.pop(step) == f"${{{{ {held} == 'pull_request' }}}}"
    assert set(conditions.values()) == {None}
    assert [step["run"] for step in steps(CHECK, "claims") if step.get("id") == "set-up"] == [
        "make .venv/set-up"
    ]


def fields(form: Path) -> dict[str, dict[str, Any]]:
    """The fields of an issue form by their ids."""
    return {one["id"]: one for one in read(form)["body"] if one["type"] != "markdown"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_asks_little_under_stable_names(form: Path) -> None:
    """Links on the web pages fill fields in by their ids."""
    asked = fields(form)
    required = [one for one in asked.values() if one.get("validations", {}).get("required")]
    assert set(asked) <= ASKED
    assert 1 <= len(required) <= 5
    assert len(asked) <= 7


def test_the_forms_are_those_that_the_guide_names() -> None:
    """Every form is told of, every id is used, and only pages that are there are named."""
    guide = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    assert [form.name for form in FORMS if f"*{read(form)['name']}*" not in guide] == []
    assert {name for form in FORMS for name in fields(form)} == ASKED
    text = "".join(form.read_text("utf-8") for form in GITHUB.rglob("ISSUE_TEMPLATE/*"))
    assert "http" not in text
    assert all((ROOT / name).is_file() for name in re.findall(r"`(docs/[^`]+)`", text))
    assert 'under "Living people"' in text
    assert "\n## Living people\n" in (ROOT / "docs/editorial-policy.md").read_text("utf-8")


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A repository of one commit on main, and a branch for a contribution."""
    root = tmp_path / "repository"
    left_out = (".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "dist", "practice")
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*left_out))
    git(root, "init", "-q", "-b", "main")
    (root / ".git/info/exclude").write_text(".venv\n")
    (root / ".venv").symlink_to(sys.prefix)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "main")
    git(root, "switch", "-q", "-c", "theirs")
    return root


def contribute(root: Path, old: str, new: str) -> None:
    """Change the claims."""
    path = root / f"seeds/{NAME}.toml"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def merge(root: Path) -> None:
    """Leave the repository as the runner has it: HEAD is the merge of the contribution."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "theirs")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "theirs")


def take(root: Path, name: str) -> tuple[int, str, str]:
    """Take a step of the claims' job: exit status, output and summary."""
    summary = root.parent / "summary.md"
    summary.write_text("")
    status, said = workflows.take(CHECK, "claims", name, root, GITHUB_STEP_SUMMARY=str(summary))
    return status, said, summary.read_text("utf-8")


def test_a_wrong_claim_is_told_beside_its_line(branch: Path) -> None:
    """The annotation names the file and line that the contributor changed."""
    contribute(branch, "8.6-meters-long", "8.6-metres-long")
    claims = (branch / f"seeds/{NAME}.toml").read_text("utf-8").splitlines()
    line = claims.index('length_m = "8.6-metres-long"') + 1
    merge(branch)
    status, said, _ = take(branch, SEEDS)
    place = f"file=seeds/{NAME}.toml,line={line},title=quotation-not-found"
    assert status == 1
    assert said.startswith(f"::error {place}::memorials.baku length_m: it is not in Azerbaijan")
    assert take(branch, CHANGES)[0] == 0


def test_data_that_were_not_built_are_told(branch: Path) -> None:
    contribute(branch, "a link to another article", "it only points to another article")
    merge(branch)
    status, said, _ = take(branch, SEEDS)
    assert status == 1
    assert re.search(r"^::error file=data/passages\.csv,line=\d+,title=not-built::", said, re.M)


def test_a_change_is_told_on_the_page_of_the_run(branch: Path) -> None:
    """A contribution that holds passes, and its summary says what it changes and nothing else."""
    contribute(branch, "a link to another article", "it only points to another article")
    project = branch / "pyproject.toml"
    project.write_text(re.sub("(?m)^version = .*", 'version = "9.0.0"', project.read_text("utf-8")))
    run(branch / "scripts/build.py", cwd=branch)
    merge(branch)
    assert [take(branch, name)[0] for name in (SEEDS, PACKAGE, CHANGES)] == [0, 0, 0]
    _, said, summary = take(branch, CHANGES)
    assert said == ""
    assert summary.startswith("## Version bump: patch\n")
    assert "| `passages` |" in summary
    assert "| `memorials` |" not in summary


def test_a_change_of_the_rules_is_told_too(branch: Path) -> None:
    """Catches a contribution that brings its own rules, last release, or another text of old."""
    words = branch / "schemas/loaded-words.toml"
    words.write_text(re.sub("(?m)^genocide = .*\n", "", words.read_text("utf-8")), "utf-8")
    (branch / "released/data/kinships.csv").unlink()
    (branch / f"seeds/{NAME}.txt").write_text("= Another =\n", "utf-8")
    (branch / "seeds/`new`.txt").write_text("= New =\n", "utf-8")
    merge(branch)
    status, said, summary = take(branch, BEYOND)
    assert (status, said.split("::")[1]) == (0, "warning title=beyond-the-claims")
    assert summary == (
        "\n## Beyond the claims\n\n```text\n"
        "D\treleased/data/kinships.csv\nM\tschemas/loaded-words.toml\n"
        f"M\tseeds/{NAME}.txt\n```\n"
    )


def test_claims_alone_are_not_beyond_the_claims(branch: Path) -> None:
    """Catches a warning that stands at every contribution, which nobody would read."""
    (branch / "seeds/new.txt").write_text("= New =\n", "utf-8")
    contribute(branch, "a link to another article", "it only points to another article")
    merge(branch)
    assert take(branch, BEYOND) == (0, "", "")


def test_no_change_is_told_too(branch: Path) -> None:
    (branch / "CHANGELOG.md").write_text("nothing of the data\n")
    merge(branch)
    assert take(branch, CHANGES) == (0, "", "## Nothing changed\n")


def test_a_base_that_cannot_be_read_fails(branch: Path) -> None:
    """An exit status 2 is not taken for "something changed"."""
    git(branch, "rm", "-q", "-r", "datapackage.json")
    merge(branch)
    assert take(branch, CHANGES)[0] == 1

"""Every code of a finding can be provoked, by the example that docs/findings.md shows."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import release
from conftest import FROZEN, invoke, run, snapshot
from pipeline.common.findings import RULES
from pipeline.compare.released_package import kept
from pipeline.publish.findings_page import findings_page
from pipeline.write.atomic import write_files

ACTIONS = {"replace", "write", "append", "copy", "delete"}


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The frozen package on the day of its release: built, and kept in `released`."""
    root = tmp_path_factory.mktemp("released") / "package"
    shutil.copytree(FROZEN / "seeds", root / "seeds")
    built = call("build", root)
    assert built.returncode == 0, built.stdout
    write_files(kept(snapshot(root)), root / "released")
    (root / "CHANGELOG.md").write_text("# Changelog\n")
    return root


def call(command: str, root: Path) -> subprocess.CompletedProcess[str]:
    """What a command says of a package, with the words that an example has after its name."""
    name, *words = command.split()
    if name == "build":
        return run("scripts/build.py", "--seeds", root / "seeds", "--out", root, *words)
    if name == "release":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(release, "ROOT", root)
            patch.setattr(release, "SEEDS", root / "seeds")
            return invoke(release.main)
    return run("scripts/validate.py", root.joinpath(*words))


def make(change: dict[str, Any], root: Path) -> None:
    """One edit of a file, as an example has it; what is replaced has to stand there once."""
    path = root / change["file"]
    (action,) = ACTIONS & change.keys()
    if action == "delete":
        path.unlink()
    elif action == "copy":
        shutil.copy(root / change["copy"], path)
    elif action == "write":
        assert not path.exists()
        path.write_bytes(change["write"].encode())
    elif action == "append":
        path.write_bytes(path.read_bytes() + change["append"].encode() * change.get("times", 1))
    else:
        before, old = path.read_bytes(), change["replace"].encode()
        assert before.count(old) == 1
        path.write_bytes(before.replace(old, change["by"].encode()))


@pytest.mark.parametrize("code", RULES)
def test_the_example_provokes_the_finding(code: str, released: Path, tmp_path: Path) -> None:
    """Catches a code that nothing raises, and an example whose words are not those printed."""
    example, root = RULES[code].example, tmp_path / "package"
    shutil.copytree(released, root)
    for change in example["change"]:
        make(change, root)
    result = call(example["command"], root)
    printed = result.stdout.splitlines()
    assert f"{RULES[code].severity} [{code}]" in example["says"]
    pattern = re.escape(example["says"]).replace("…", ".+")  # “…” is anything
    assert [line for line in printed if re.fullmatch(pattern, line)], printed
    assert result.returncode == (1 if RULES[code].severity == "error" else 0)


@pytest.mark.parametrize("command", ["build --check", "validate"])
def test_without_an_edit_nothing_is_found(command: str, released: Path) -> None:
    """Catches a finding that the examples' package has by itself."""
    result = call(command, released)
    assert (result.returncode, "[" in result.stdout) == (0, False), result.stdout


def test_the_page_has_every_code_once() -> None:
    """Catches a code without its own heading, to which the links of other pages lead."""
    page = findings_page()
    assert re.findall(r"^### (.+)$", page, re.MULTILINE) == list(RULES)
    assert re.findall(r"\[([a-z-]+)\]\(#([a-z-]+)\)", page) == [(code, code) for code in RULES]
    groups = ["Files", "Source texts", "Claims", "Tables", "Evidence"]
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == groups
    for code, rule in RULES.items():
        part = page.split(f"\n### {code}\n")[1].split("\n### ")[0]
        assert (
            f"\n- Severity: {rule.severity}\n- Rule: {rule.rule}\n- To mend it: {rule.mend}" in part
        )
        assert f"\n{rule.example['says']}\n```" in part


def test_the_page_shows_what_was_edited() -> None:
    """Catches an edit that is left out, and a character of one that nobody sees."""
    page = findings_page()
    assert (
        '@@ seeds/khojaly-massacre-memorials.toml @@\n- height_m = "about two meters high"\n'
        '+ height_m = "about two metres high"\n'
    ) in page
    assert "\n+ \\ufeff= Khojaly massacre memorials =\n" in page
    assert "\n+ == Israel ==\\x0d\n" in page
    assert not [one for one in page if not one.isprintable() and one != "\n"]

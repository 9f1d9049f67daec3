"""What the README and the docstrings show is what happens."""

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import khojaly_memorials

MODULES = sorted(
    f"khojaly_memorials.{module.name}"
    for module in pkgutil.iter_modules(khojaly_memorials.__path__)
)


def test_the_readme_is_true() -> None:
    """Every Python block runs and prints what stands below it."""
    tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert (tried.failed, tried.attempted) == (0, 9)


@pytest.mark.parametrize("module", ["khojaly_memorials", *MODULES])
def test_examples_of_docstrings_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_every_public_function_has_an_example() -> None:
    """A function that is added without an example is noticed."""
    bare = [
        name
        for name in khojaly_memorials.__all__
        if not name.startswith("_")
        and ">>>" not in (getattr(khojaly_memorials, name).__doc__ or "")
    ]
    assert bare == []


def test_the_readmes_commands_work() -> None:
    """`make data` runs and leaves all as it was; `make test` is a target."""
    commands = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert commands[-1] == "make data\nmake test\n"
    assert ["release.py" in block for block in commands] == [True, False]  # tried with the release
    made = make("data")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "\nnothing changed\n" in made.stdout
    assert "The package is valid.\n" in made.stdout
    assert "-m pytest" in make("-n", "test").stdout


def test_the_readmes_console_is_true() -> None:
    """Each command of the console block prints what stands below it."""
    (console,) = re.findall(
        r"```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    _, *blocks = console.split("$ ")
    for block in blocks:
        command, _, shown = block.partition("\n")
        program, *words = command.split()
        path = Path(sys.executable).with_name(program)
        printed = subprocess.run([path, *words], capture_output=True, text=True, check=True).stdout
        assert printed == shown
    assert len(blocks) == 2


def test_the_readmes_ratios_are_those_that_were_measured() -> None:
    """The block is copied from what the benchmark wrote, and it wrote them all."""
    (shown,) = re.findall(r"```text\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    report = (ROOT / "benchmarks/load.txt").read_text("utf-8").splitlines(keepends=True)
    verdicts = [line for line in report if line.startswith(("met", "MISSED"))]
    assert shown == "".join(verdicts)
    assert len(verdicts) == 6


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make in the repository, as if no make ran the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *words], cwd=ROOT, env=kept, capture_output=True, text=True, check=False
    )

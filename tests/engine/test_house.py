"""How the repository is laid out: who imports whom, and that the engine's tests read no data."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

LINE = ("read", "resolve", "assemble", "check", "write")
BESIDE_THE_LINE = ("contribute", "compare", "revise", "publish")
READERS = {"test_pages.py", "test_pages_tables.py"}
DATA = ("seeds", "data", "released", "datapackage.json")


def find_imports(path: Path) -> Iterator[str]:
    """Return the full names of the modules that a file imports anywhere, relative ones resolved."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def forbidden_imports(path: Path) -> Iterator[str]:
    """Return what a file imports and must not."""
    module = path.relative_to(ROOT).with_suffix("").parts
    for name in find_imports(path):
        parts = name.removeprefix("scripts.").split(".")
        station = parts[1] if parts[0] == "pipeline" and len(parts) > 1 else ""
        if module[0] == "src":
            wrong = parts[0] in ("pipeline", "schemas", "scripts", "tests", "benchmarks")
        elif module[0] == "schemas":
            wrong = parts[0] == "pipeline" or name.startswith(("scripts", "tests"))
        elif module[2] == "common":
            wrong = station in (*LINE, *BESIDE_THE_LINE)
        elif module[2] in LINE:
            wrong = station in (*LINE[LINE.index(module[2]) + 1 :], *BESIDE_THE_LINE)
        else:
            wrong = False
        if wrong:
            yield name


def test_nobody_imports_upwards() -> None:
    """Catches a station that imports a later one, and a package that imports what builds it."""
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "schemas").rglob("*.py"),
        *(ROOT / "scripts/pipeline").glob("*/**/*.py"),
    ]
    found = {
        (path.relative_to(ROOT).as_posix(), ".".join(name.split(".")[:3]))
        for path in files
        for name in forbidden_imports(path)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("where", "words", "found"),
    [
        ("scripts/pipeline/read/x.py", "from pipeline.check.rules import y", True),
        ("scripts/pipeline/check/x.py", "from pipeline.read.text import y", False),
        ("scripts/pipeline/check/x.py", "def f():\n    import pipeline.compare.version", True),
        ("scripts/pipeline/write/x.py", "from pipeline import publish", True),
        ("scripts/pipeline/common/x.py", "from ..read import text", True),
        ("scripts/pipeline/publish/site/x.py", "from pipeline.compare import version", False),
        ("schemas/x.py", "from pipeline.common import paths", True),
        ("src/khojaly_memorials/x.py", "import schemas", True),
        ("src/khojaly_memorials/x.py", "from .names import y\nimport pandas", False),
    ],
)
def test_an_import_upwards_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, words: str, found: bool
) -> None:
    """Catches a test of the house that finds nothing."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / where).parent.mkdir(parents=True)
    (tmp_path / where).write_text(words, "utf-8")
    assert bool(list(forbidden_imports(tmp_path / where))) == found


def named_data(content: str) -> Iterator[str]:
    """Return where a module names the repository's own data: `ROOT / "data"`, `validate(ROOT)`."""
    path = rf"""ROOT / (?:DESCRIPTOR|RELEASED|f?['"](?:{"|".join(map(re.escape, DATA))}))\b"""
    for node in ast.walk(ast.parse(content)):
        words = ast.unparse(node) if isinstance(node, (ast.BinOp, ast.Call)) else ""
        taken = re.match(r"(?:read|compare|validate|check|find)\w*\(ROOT\b(?! /)", words)
        if taken or (isinstance(node, ast.BinOp) and re.match(path, words)):
            yield words


def test_tests_of_the_engine_read_no_data_of_the_repository() -> None:
    """Catches a test that would fail once a source is added to the repository."""
    paths = sorted((ROOT / "tests/engine").rglob("*.py"))
    named = {path.name: set(named_data(path.read_text("utf-8"))) for path in paths}
    assert {name: paths for name, paths in named.items() if paths and name not in READERS} == {}
    assert list(
        named_data("a = ROOT / 'data/people.csv'\nb = ROOT / 'docs'\nc = read_package(ROOT)")
    ) == ["ROOT / 'data/people.csv'", "read_package(ROOT)"]

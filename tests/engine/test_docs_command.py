"""The command `docs.py`: pages that are made of the data, and what examples print."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import FROZEN, invoke, read, set_cell, snapshot
from pipeline.common.paths import DESCRIPTOR
from pipeline.publish.data_dictionary import dictionary

import docs
from schemas import TABLES

DICTIONARY, PAGE = "docs/data-dictionary.md", "docs/how-a-cell-is-proven.md"
FINDINGS, CLAIMS = "docs/findings.md", "schemas/claims.schema.json"


def test_the_dictionary_names_every_table_column_and_term() -> None:
    """Each with its own counts; what would break a table of Markdown is escaped."""
    tables = {table: read(table) for table in TABLES}
    page = dictionary(tables | {"memorials": [{**tables["memorials"][0], "material": "a|b\nc"}]})
    assert "- Rows: 1\n" in page.split("\n## memorials\n")[1]
    assert r"| What it is made of. | cited | `a\|b⏎c` | 1 of 1 |" in page
    assert "| `approved` | Decided on; no source says that it was built. | approv" in page
    for table in TABLES:
        part = page.split(f"\n## {table}\n")[1].split("\n## ")[0]
        names = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        assert names == list(tables[table][0])


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the command reads and writes; one page has examples: those of all take seconds."""
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    for folder in ("data", "seeds"):
        shutil.copytree(FROZEN / folder, tmp_path / folder)
    made = (DESCRIPTOR, "CITATION.cff", ".zenodo.json", "NOTICE", FINDINGS, CLAIMS)
    for name in made:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(FROZEN / name, tmp_path / name)
    (tmp_path / DICTIONARY).write_text(
        dictionary({table: read(table) for table in TABLES}), "utf-8"
    )
    (tmp_path / PAGE).write_text("# A\n\n```python\n>>> 6 * 7\n42\n\n```\n", "utf-8")
    return tmp_path


def test_the_command_writes_and_checks_the_pages_that_are_made(copy: Path) -> None:
    set_cell(copy, "memorials", {"memorial_id": "usak"}, "material", "rose quartz")
    with (copy / FINDINGS).open("a", encoding="utf-8") as page:
        page.write("More.\n")
    before = snapshot(copy)
    checked = invoke(docs.main, "--check")
    assert (checked.returncode, snapshot(copy)) == (1, before)
    both = f"{DICTIONARY}, {FINDINGS}"
    assert checked.stdout == f"{both} would change: run python scripts/docs.py\n"
    assert invoke(docs.main).stdout == f"wrote {both}\n"
    after = snapshot(copy)
    assert [path for path in after if before[path] != after[path]] == [DICTIONARY, FINDINGS]
    assert after[FINDINGS] == (FROZEN / FINDINGS).read_bytes()
    assert b"| cited | `bronze` | 3 of 13 |" in after[DICTIONARY]
    assert invoke(docs.main, "--check").returncode == 0


def test_the_command_writes_what_the_examples_print(copy: Path) -> None:
    """Outputs that are out of date are made anew, in Python and console blocks; prose stays."""
    page = copy / PAGE
    shown = "# A\n\n```python\n>>> 6 * 7\n41\n>>> x = 1\n\n```\n\nIt says 41.\n"
    error = "Traceback (most recent call last):\nIndexError: list index out of range\n"
    shown += f"\n```python\n>>> [][0]\n{error}\n```\n"  # an error that is shown may be raised
    shown += "\n```console\n$ khojaly-memorials tables --help\nx\n```\n"
    page.write_text(shown, "utf-8")
    assert invoke(docs.main).stdout == f"wrote {PAGE}\n"
    made = page.read_text("utf-8")
    assert made.startswith(shown.partition("41")[0] + "42\n>>> x = 1\n\n```\n\nIt says 41.\n")
    assert "$ khojaly-memorials tables --help\nUsage: khojaly-memorials tables" in made
    assert invoke(docs.main, "--check").returncode == 0


BROKEN = {
    "raises": (
        ">>> 1 + 1\n3\n>>> {}['x']\n7\n\n",
        ["6: the example raises KeyError: 'x'"],
    ),
    "raises something else than what is shown": (
        ">>> int('x')\nTraceback (most recent call last):\nValueError: y\n\n",
        ["4: the example shows 'ValueError: y' and gives "
         "\"ValueError: invalid literal for int() with base 10: 'x'\""],
    ),
    "raises nothing, where it is shown": (
        ">>> x = 1\nTraceback (most recent call last):\nValueError: y\n\n",
        ["4: the example shows 'ValueError: y' and gives 'nothing'"],
    ),
    "is no Python": (
        ">>> a b\n\n",
        ["4: the example raises SyntaxError: invalid syntax (<doctest page[0]>, line 1)"],
    ),
    "ends the program": (">>> raise SystemExit(0)\n\n", ["4: the example raises SystemExit: 0"]),
    "is more than one line": (
        ">>> raise OSError('a\\nb')\n\n",
        ["4: the example raises OSError: a⏎b"],
    ),
    "is named once, with what follows from it": (
        ">>> x = {}['x']\n>>> x\n7\n\n",
        ["4: the example raises KeyError: 'x'"],
    ),
    "is no example": (
        ">>>1\n\n",
        ["4: it lacks blank after >>>: '>>>1'"],
    ),
    "is a command": (
        "```\n\n```console\n$ khojaly-memorials tables --help\nx\n"
        "$ khojaly-memorials none\ny\n```\n\n```python\n",
        ["9: the command fails: Error: No such command 'none'."],
    ),
    "is a command after an output that grows": (
        ">>> print('a\\nb')\nx\n\n```\n\n```console\n$ khojaly-memorials show no\n```\n\n"
        "```python\n>>> {}['y']\n\n",
        ["14: the example raises KeyError: 'y'", "10: the command fails: Error: "],
    ),
}  # fmt: skip


def test_what_does_not_run_is_named_and_nothing_is_written(copy: Path) -> None:
    """Catches a page that goes on showing what no longer happens, while the command is content."""
    said = []
    (copy / "docs/examples").mkdir()
    for number, (block, faults) in enumerate(BROKEN.values()):
        page = f"docs/examples/{number:02}.md"
        (copy / page).write_text(f"# A\n\n```python\n{block}```\n", "utf-8")
        said += [f"{page}:{fault}" for fault in faults]
    (copy / DICTIONARY).write_text("old\n", "utf-8")  # it would be written anew
    before = snapshot(copy / "docs")
    done = invoke(docs.main)
    assert (done.returncode, done.stderr) == (1, "")
    *found, last = done.stdout.splitlines()
    assert last == "nothing was written: mend what does not run"
    assert len(found) == len(said)
    for line, fault in zip(found, said, strict=True):
        assert line.startswith(fault)
    assert snapshot(copy / "docs") == before


def test_the_command_says_why_it_cannot_run(copy: Path) -> None:
    (copy / "data/events.csv").write_text("what is this\n", encoding="utf-8")
    spoilt = invoke(docs.main)
    (copy / "data/events.csv").unlink()
    missing = invoke(docs.main, "--check")
    for result in (spoilt, missing):
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr == "could not run: data/ is not whole; run make data\n"


def test_a_page_that_cannot_be_written_is_no_traceback(copy: Path) -> None:
    (copy / DICTIONARY).unlink()
    (copy / DICTIONARY).mkdir()
    result = invoke(docs.main)
    message = "could not run: something else is in the way: docs/data-dictionary.md\n"
    assert (result.returncode, result.stderr) == (2, message)

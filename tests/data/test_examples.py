"""What the pages of docs/ show is what happens, and every number in their prose is true.

A number in prose (digits, or a word from "two" on) has to be printed by a block of its own section,
to be a cell of the tables where it stands in `code`, or to be listed in FACTS with what counts it.
Names that hold a number (CC BY 4.0) are in NAMES. "One" is a pronoun here and is let through.
"""

import doctest
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Row, read, run, set_cell, snapshot
from pipeline.common.paths import DESCRIPTOR
from pipeline.publish.data_dictionary import dictionary

from schemas import PROVENANCE, TABLES

GENERATED = "docs/data-dictionary.md"  # held to the data whole, below
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
MADE = (GENERATED, "docs/findings.md")  # test_findings_page.py holds the second to the rules
PROSE = ["README.md", *(page for page in PAGES if page not in MADE)]
SPELLED = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty"""
WORDS = {word: str(number) for number, word in enumerate(SPELLED.split(), start=2)}
FACTS = {"README.md": {"eleven": len(TABLES) - len(PROVENANCE), "three": len(PROVENANCE)}}
NAMES = re.compile(
    r"CC[ -]BY(-SA)?[ -]4\.0|SHA-256|UTF-8|BCP 47|ISO (3166-1|8601)|WGS 84|RFC \d+|Python \d\.\d+"
    r"|\(version 2\)|[Ee]xit status \d((,|;| or| and)* \d)*"
    r"|(Communications of the ACM|Scientific Data), \d{4}"
)
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,:-]\d+)*|\b(?:" + "|".join(WORDS) + r")\b", re.IGNORECASE)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)  # language, content
EXAMPLES = {
    "approved-not-known-to-be-built",
    "direct-quotations",
    "memorials-by-country-and-year",
    "memorials-on-a-map",
    "who-initiated-them",
}


def sections(page: str) -> Iterator[tuple[str, str]]:
    """Each section's prose, and what its blocks print; a section begins at any heading."""
    page = BLOCK.sub(lambda block: block[0] if block[1] == "python" else "", page)
    for part in re.split(r"^(?=#+ )", page, flags=re.MULTILINE):
        told = [one.want for one in doctest.DocTestParser().get_examples(part)]
        yield BLOCK.sub("", part), "".join(told)


def numbers(text: str) -> set[str]:
    """The numbers of a text, those in words as digits."""
    return {WORDS.get(found.lower(), found) for found in NUMBER.findall(text)}


def unproven(page: str, facts: dict[str, int], cells: set[str]) -> set[str]:
    """The numbers in a page's prose that nothing proves."""
    true = {word for word, count in facts.items() if WORDS[word] == str(count)}
    found: set[str] = set()
    for prose, printed in sections(page):
        said = re.sub(r"\]\([^)]*\)|^ *\d+\. |<!--.*?-->", " ", prose, flags=re.MULTILINE)
        said = NAMES.sub("", re.sub(r"`([^`]*)`", lambda it: _shown(it[1], cells), said))
        for fact in true:
            said = re.sub(rf"\b{fact}\b", "", said, flags=re.IGNORECASE)
        found |= numbers(said) - numbers(printed)
    return found


def _shown(code: str, cells: set[str]) -> str:
    """Code in prose: nothing where it is a cell of the tables, else as it stands."""
    return "" if code in cells else code


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    """The tables as built."""
    return {table: read(table) for table in TABLES}


@pytest.fixture(scope="module")
def cells(tables: dict[str, list[Row]]) -> set[str]:
    """Every value of every table."""
    return {cell for rows in tables.values() for row in rows for cell in row.values()}


def test_every_page_is_found() -> None:
    """A page that is moved away takes its tests along; this one stays."""
    assert {GENERATED, "docs/how-a-cell-is-proven.md"} <= set(PAGES)
    assert {f"docs/examples/{name}.md" for name in EXAMPLES} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_the_blocks_of_a_page_print_what_stands_below_them(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They run in an empty folder, from top to bottom; plots go to files, never to a window."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "MPLBACKEND", "agg")
    before = snapshot(ROOT / "docs")
    tried = doctest.testfile(str(ROOT / page), module_relative=False, encoding="utf-8")
    assert tried.failed == 0
    assert bool(tried.attempted) == (">>>" in (ROOT / page).read_text("utf-8"))
    assert snapshot(ROOT / "docs") == before


@pytest.mark.parametrize("page", PAGES)
def test_every_python_block_is_run(page: str) -> None:
    """Code without >>> would be shown and never tried; examples have some with output."""
    text = (ROOT / page).read_text("utf-8")
    python = [content for language, content in BLOCK.findall(text) if language == "python"]
    assert [content for content in python if not content.startswith(">>> ")] == []
    if "examples/" in page:
        assert any(one.want for one in doctest.DocTestParser().get_examples(text))


@pytest.mark.parametrize("page", PROSE)
def test_every_number_in_prose_is_proven(page: str, cells: set[str]) -> None:
    """On failure: print the number in a block of its section, or add what counts it to FACTS."""
    assert unproven((ROOT / page).read_text("utf-8"), FACTS.get(page, {}), cells) == set()


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("# A\n\nThere are 14 memorials.\n", {"14"}),
        ("# A\n\nThere are Fourteen memorials.\n", {"14"}),
        ("# A\n\nOn 2008-02-27, `2013-02`, 8.7.\n", {"2008-02-27", "2013-02", "8.7"}),
        ("# A\n\nThe 366th, 12% and 1,000\n", {"366", "12", "1,000"}),
        ("# A\n\n```sh\n# 7\n```\n\n13\n", {"13"}),
        ("# A\n\n13\n\n```python\n>>> 13\n13\n\n```\n\nand 13.\n", set()),
        ("# A\n\n```python\n>>> 13\n13\n\n```\n\n## B\n\n13\n", {"13"}),
        ("# A\n\n```python\n>>> 13 + 1\n14\n\n```\n\n13\n", {"13"}),
        ("# 1 A\n\n1. SHA-256, [CC BY 4.0](https://x.org/99)\n2. `2012-02`, one; p0017\n", {"1"}),
        ("# A\n\nEleven, and three\n", {"3"}),
    ],
)  # fmt: skip
def test_numbers_are_found(page: str, found: set[str]) -> None:
    """The test before this one sees what it has to, and lets through what it may."""
    assert unproven(page, {"eleven": 11, "three": 4}, {"2012-02"}) == found


@pytest.mark.parametrize("page", ["README.md", *PAGES])
def test_links_within_the_repository_lead_somewhere(page: str) -> None:
    """To a file that is there, and to a heading that is in it."""
    dead = []
    for target in re.findall(r"\]\(((?!https?://)[^)]+)\)", (ROOT / page).read_text("utf-8")):
        path, _, heading = target.partition("#")
        there = (ROOT / page).parent / path if path else ROOT / page
        if not there.exists() or (heading and heading not in headings(there)):
            dead.append(target)
    assert dead == []


def headings(path: Path) -> set[str]:
    """The anchors that a page's headings get."""
    lines = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


def test_the_dictionary_is_the_one_that_is_made(tables: dict[str, list[Row]]) -> None:
    """Else: python scripts/docs.py."""
    assert (ROOT / GENERATED).read_text("utf-8") == dictionary(tables)


def test_the_dictionary_names_every_table_column_and_term(tables: dict[str, list[Row]]) -> None:
    """Each with its own counts, from rows that are not the real ones too."""
    page = dictionary(tables | {"memorials": [{**tables["memorials"][0], "material": "a|b\nc"}]})
    assert "- Rows: 1\n" in page.split("\n## memorials\n")[1]
    assert r"| What it is made of. | cited | `a\|b⏎c` | 1 of 1 |" in page
    assert "| `planned` | Decided on; no source says that it was built. | approved | 1 |" in page
    for table in TABLES:
        part = page.split(f"\n## {table}\n")[1].split("\n## ")[0]
        names = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        assert names == list(tables[table][0])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the command reads and writes."""
    for folder in ("scripts", "data", "seeds", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pyc*"))
    for name in (DESCRIPTOR, "CITATION.cff", ".zenodo.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_command_writes_the_page_and_checks_it(copy: Path) -> None:
    command, page = copy / "scripts/docs.py", copy / GENERATED
    assert run(command, "--check").returncode == 0
    set_cell(copy, "memorials", {"memorial_id": "usak"}, "material", "rose quartz")
    before = snapshot(copy / "docs")
    checked = run(command, "--check")
    assert (checked.returncode, snapshot(copy / "docs")) == (1, before)
    assert checked.stdout == f"{GENERATED} would change: run python scripts/docs.py\n"
    data = snapshot(copy / "data")
    assert run(command).stdout == f"wrote {GENERATED}\n"
    assert snapshot(copy / "data") == data
    rows = read("memorials", copy)
    made = [row["material"] for row in rows if row["material"]]
    assert f"| cited | `{made[0]}` | {len(made)} of {len(rows)} |" in page.read_text("utf-8")
    assert sorted(snapshot(copy / "docs")) == sorted(before)
    assert run(command, "--check").returncode == 0


ONE = "docs/how-a-cell-is-proven.md"


@pytest.fixture
def one(copy: Path) -> Path:
    """The copy with the examples of one page: those of the others take seconds to run."""
    shutil.rmtree(copy / "docs/examples")
    return copy


def test_the_command_writes_what_the_examples_print(one: Path) -> None:
    """Outputs that are out of date are made anew, in Python and console blocks; prose stays."""
    page = one / ONE
    shown = "# A\n\n```python\n>>> 6 * 7\n41\n>>> x = 1\n\n```\n\nIt says 41.\n"
    shown += "\n```console\n$ khojaly-memorials tables --help\nx\n```\n"
    page.write_text(shown, "utf-8")
    assert run(one / "scripts/docs.py").stdout == f"wrote {ONE}\n"
    made = page.read_text("utf-8")
    assert made.startswith(shown.partition("41")[0] + "42\n>>> x = 1\n\n```\n\nIt says 41.\n")
    assert "$ khojaly-memorials tables --help\nUsage: khojaly-memorials tables" in made
    assert run(one / "scripts/docs.py", "--check").returncode == 0


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


@pytest.mark.parametrize(("block", "said"), BROKEN.values(), ids=[one[:9] for one in BROKEN])
def test_what_does_not_run_is_named_and_nothing_is_written(
    one: Path, block: str, said: list[str]
) -> None:
    """Catches a page that goes on showing what no longer happens, while the command is content."""
    (one / ONE).write_text(f"# A\n\n```python\n{block}```\n", "utf-8")
    (one / GENERATED).write_text("old\n", "utf-8")  # it would be written anew
    before = snapshot(one / "docs")
    for words in ((), ("--check",)):
        done = run(one / "scripts/docs.py", *words)
        assert (done.returncode, done.stderr) == (1, "")
        *found, last = done.stdout.splitlines()
        assert last == "nothing was written: mend what does not run"
        assert len(found) == len(said)
        for line, fault in zip(found, said, strict=True):
            assert line.startswith(f"{ONE}:{fault}")
        assert snapshot(one / "docs") == before


def test_an_error_that_is_shown_may_be_raised(one: Path) -> None:
    """Catches a page on which no error can be shown."""
    (one / ONE).write_text(
        "# A\n\n```python\n>>> [][0]\nTraceback (most recent call last):\n"
        "IndexError: list index out of range\n\n```\n",
        "utf-8",
    )
    assert run(one / "scripts/docs.py", "--check").returncode == 0


def test_what_is_said_to_hold_is_true_on_each_page() -> None:
    """Catches an output that became `False` when the pages were made anew, under prose that
    says that it holds for every row.
    """
    (text,) = [(ROOT / page).read_text("utf-8") for page in PAGES if "how-a-cell" in page]
    examples = doctest.DocTestParser().get_examples(text)
    held = [one.want for one in examples if one.source.startswith(("all(", "hashlib."))]
    assert held == ["True\n", "True\n"]


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_the_command_says_why_it_cannot_run(copy: Path, check: tuple[str, ...]) -> None:
    (copy / "data/events.csv").write_text("what is this\n", encoding="utf-8")
    spoilt = run(copy / "scripts/docs.py", *check)
    (copy / "data/events.csv").unlink()
    missing = run(copy / "scripts/docs.py", *check)
    for result in (spoilt, missing):
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr == "could not run: data/ is not whole; run make data\n"


def test_a_page_that_cannot_be_written_is_no_traceback(one: Path) -> None:
    (one / GENERATED).unlink()
    (one / GENERATED).mkdir()
    result = run(one / "scripts/docs.py")
    assert result.returncode == 2
    assert result.stderr == "could not run: a folder is in the way: docs/data-dictionary.md\n"

"""What the pages for contributors tell them to do works, and what they show is what happens.

Their commands run in a copy of the repository with the frozen sources, of which they tell.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import NAME, ROOT, SOURCES, run
from pages import Copy, blocks, runs
from pipeline.read.claims import CLAIM_KEYS, RECORDS, RELATIONS, SOURCE_KEYS
from pipeline.read.text import read_document
from pipeline.resolve.context import quotation_fault

from schemas import TABLES, column_of

GUIDE, LANGUAGE = ROOT / "CONTRIBUTING.md", ROOT / "docs/writing-claims.md"


def as_shown(shown: str, printed: str) -> str:
    """Return what was printed, with a line `…` where the page leaves lines out."""
    pattern = "".join(
        "(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in shown.splitlines(True)
    )
    return shown if re.fullmatch(pattern, printed) else printed


@pytest.mark.more
def test_every_command_prints_what_is_shown(tmp_path: Path) -> None:
    """A newcomer goes through both pages, one after the other, and sees what they show."""
    newcomer = Copy(tmp_path / "khojaly-memorials")
    statuses = []
    for page in (GUIDE, LANGUAGE):
        for commands, shown in runs(page):
            status, printed = newcomer.run(commands)
            assert as_shown(shown, printed) == shown, commands
            statuses.append(status)
    assert statuses == [0, 0, 0, 1, 0, 0, *(1, 1, 0, 1)]


def test_practice_leaves_the_repository_alone() -> None:
    """git does not offer what was made for practice, and nothing else is written."""
    assert "practice/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    commands = [commands for page in (GUIDE, LANGUAGE) for commands, _ in runs(page)]
    written = re.findall(r"> (\S+)", "".join(commands))
    assert written
    assert all(path.startswith("practice/") for path in written)


def is_part(part: Any, whole: Any) -> bool:
    """Return whether a table is the other, or what is left of it when lines are cut."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and is_part(part[name], whole[name]) for name in part)
    if isinstance(part, list) and isinstance(whole, list) and part and isinstance(part[0], dict):
        return all(any(is_part(item, candidate) for candidate in whole) for item in part)
    return bool(part == whole)


def test_examples_are_real_claims() -> None:
    """Each example of the language is copied from the first source's claims, so it holds."""
    claims = tomllib.loads((SOURCES / f"{NAME}.toml").read_text("utf-8"))
    examples = [tomllib.loads(block) for block in blocks(LANGUAGE, "toml")]
    real = [example for example in examples if not {"retired", "settle"} & example.keys()]
    assert [example for example in real if not is_part(example, claims)] == []
    assert len(real) == len(examples) - 2


def test_a_retired_identifier_is_written_as_shown(tmp_path: Path) -> None:
    """The build misses a record that goes without a word, and takes the example for it."""
    copy = Copy(tmp_path / "copy")
    claims = copy.root / f"seeds/{NAME}.toml"
    without = re.sub(r"(?s)\[events\.berlin-postponement[].].*?\n\n", "", claims.read_text("utf-8"))
    (example,) = [block for block in blocks(LANGUAGE, "toml") if "retired" in block]
    claims.write_text(without, "utf-8")
    check = ("scripts/build.py", "--check", "--seeds", copy.root / "seeds", "--out", copy.root)
    lost = run(*check).stdout
    claims.write_text(f"{without}\n{example}", "utf-8")
    retired = run(*check).stdout
    assert "error [identifier-lost] events.berlin-postponement" in lost
    assert "the build would remove this record" in retired
    assert "identifier-" not in retired


@pytest.mark.parametrize(
    ("field", "before", "quote"),
    [
        ("opened", "February 24, ", "2008"),
        ("height_m", "about ", "two meters"),
        ("status", "not ", "opened"),
    ],
)
def test_a_quotation_that_is_cut_is_an_error(field: str, before: str, quote: str) -> None:
    """The three that the page names."""
    column = column_of(TABLES["memorials"], field)
    assert f"\n{quote} out of {before}{quote}\n" in LANGUAGE.read_text("utf-8")
    assert quotation_fault(column, before, quote, "", "en")
    assert quotation_fault(column, "", before + quote, "", "en") is None


def test_the_form_of_a_text_is_read_as_shown() -> None:
    """The sketch of a text has each kind of passage that the page names."""
    (sketch,) = [block for block in blocks(LANGUAGE, "text") if block.startswith("= Title =")]
    kinds = [passage.kind for passage in read_document(sketch).passages]
    assert set(kinds) == {"title", "infobox", "heading", "sentence", "list_item"}
    assert kinds.count("sentence") == 2


def test_every_key_is_taught() -> None:
    """Catches a key that the claims may have, and that the table of all keys lacks."""
    page = LANGUAGE.read_text("utf-8")
    table = page[page.index("## All keys") :]
    keys = {*SOURCE_KEYS, *CLAIM_KEYS, "extent", "note", "section", "reason", "became", "role"}
    assert {key for key in keys if f"`{key}`" not in table} == set()
    taught = set(re.findall(r"(?m)^\[(\w+)\.[\w-]+\.(\w+)\.", "".join(blocks(LANGUAGE, "toml"))))
    relations = {(table, name) for table, names in RELATIONS.items() for name in names}
    assert taught == relations
    assert {name for name in RECORDS if f"`{name}`" not in page} == set()

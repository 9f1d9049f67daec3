"""What the pages for contributors tell them to do works, and what they show is what happens."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import NAME, ROOT, Row, read
from pages import BLOCK, Copy, blocks, runs
from pipeline.read.claims import CLAIM_KEYS, RECORDS, RELATIONS, SOURCE_KEYS
from pipeline.read.text import read_document
from pipeline.resolve.context import quotation_fault

from schemas import TABLES, column_of

LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
GUIDE, LANGUAGE = ROOT / "CONTRIBUTING.md", ROOT / "docs/writing-claims.md"
PAGES = [
    GUIDE,
    LANGUAGE,
    ROOT / "README.md",
    ROOT / "RELEASING.md",
    ROOT / "SECURITY.md",
    ROOT / "docs/editorial-policy.md",
]


def as_shown(shown: str, printed: str) -> str:
    """What was printed, with a line `…` where the page leaves lines out."""
    pattern = "".join(
        "(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in shown.splitlines(True)
    )
    return shown if re.fullmatch(pattern, printed) else printed


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy that the tests of this module share; they leave it as it was."""
    return Copy(tmp_path_factory.mktemp("newcomer") / "khojaly-memorials")


def test_every_command_prints_what_is_shown(tmp_path: Path) -> None:
    """A newcomer goes through both pages, one after the other, and sees what they show."""
    newcomer = Copy(tmp_path / "khojaly-memorials")
    statuses = []
    for page in (GUIDE, LANGUAGE):
        for commands, shown in runs(page):
            status, printed = newcomer.run(commands)
            assert as_shown(shown, printed) == shown, commands
            statuses.append(status)
    assert statuses == [0, 0, 1, 1, 1, 0, 0, 1, *(1, 1, 0, 1)]


def test_practice_leaves_the_repository_alone() -> None:
    """git does not offer what was made for practice, and nothing else is written."""
    assert "practice/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    written = [path for commands, _ in runs(GUIDE) for path in re.findall(r"> (\S+)", commands)]
    written += [path for commands, _ in runs(LANGUAGE) for path in re.findall(r"> (\S+)", commands)]
    assert all(path.startswith("practice/") for path in written)


def test_other_commands_are_there() -> None:
    """What is shown but not run here: targets of make, scripts with their options, programs."""
    shown = "\n".join(block for page in PAGES for block in blocks(page, "console"))
    shown += "\n".join(re.findall(r"`([^`\n]+)`", GUIDE.read_text("utf-8")))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"make (\w+)", shown):
        assert re.search(rf"(?m)^{target}:", makefile), target
    for script in re.findall(r"scripts/(\w+)\.py", shown):
        assert (ROOT / f"scripts/{script}.py").is_file(), script


def uncredited(notice: str, sources: list[Row]) -> list[str]:
    """For each source that no entry of the notice credits: the entry to add."""
    entries = [" ".join(one.split()) for one in re.split(r"(?m)^(?=- )|\n\n", notice)]
    return [
        f'- "{row["title"]}", {row["publisher"]}, {row["url"]}, licensed under {row["license"]}.'
        for row in sources
        if not any(
            f'"{row["title"]}"' in one
            and re.search(rf"(?<!\S){re.escape(row['url'])}(?![\w/#?&=-])", one)
            and re.search(rf"(?<![\w-]){re.escape(row['license'])}(?![\w-])", one)
            for one in entries
        )
    ]


def test_every_source_is_credited() -> None:
    """Catches a source that is taken in without the credit that its licence asks for."""
    missing = uncredited((ROOT / "NOTICE").read_text("utf-8"), read("sources"))
    assert missing == [], "add to NOTICE, below 'The data are made from:':\n" + "\n".join(missing)


@pytest.mark.parametrize(
    "entry",
    [
        '- "A tale", X, https://x.org/a, licensed under CC-BY-4.0.',
        '- "A\n  tale",\n  https://x.org/a (licensed under\n  CC-BY-4.0)',
    ],
)
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("tale", "song"),
        ("x.org/a", "x.org/ab"),
        ("x.org/a", "x.org/a/b"),
        ("https", "http"),
        ("CC-BY-4.0", "CC-BY-SA-4.0"),
        ("CC-BY-4.0", "CC-BY-4.0-x"),
        ("licensed", "\n- licensed"),
    ],
)
def test_a_credit_that_lacks_something_is_none(entry: str, right: str, wrong: str) -> None:
    """Catches a credit of another page or licence, or one that is spread over two entries."""
    row = {"title": "A tale", "publisher": "X", "url": "https://x.org/a", "license": "CC-BY-4.0"}
    notice = f"Title\n\nThe data are made from:\n\n{entry}\n- another\n"
    assert uncredited(notice, [row]) == []
    told = '- "A tale", X, https://x.org/a, licensed under CC-BY-4.0.'
    assert uncredited(notice.replace(right, wrong), [row]) == [told]


def part_of(part: Any, whole: Any) -> bool:
    """Whether a table is the other, or what is left of it when lines are cut."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and part_of(part[name], whole[name]) for name in part)
    if isinstance(part, list) and isinstance(whole, list) and part and isinstance(part[0], dict):
        return all(any(part_of(one, other) for other in whole) for one in part)
    return bool(part == whole)


def test_examples_are_real_claims() -> None:
    """Each example of the language is copied from the claims, so it holds."""
    claims = tomllib.loads((ROOT / f"seeds/{NAME}.toml").read_text("utf-8"))
    examples = [tomllib.loads(block) for block in blocks(LANGUAGE, "toml")]
    real = [example for example in examples if "retired" not in example]
    assert [example for example in real if not part_of(example, claims)] == []
    assert len(real) == len(examples) - 1 == 14


def test_a_retired_identifier_is_written_as_shown(copy: Copy) -> None:
    """The build misses a record that goes without a word, and takes the example for it."""
    claims = copy.root / f"seeds/{NAME}.toml"
    whole = claims.read_text("utf-8")
    without = re.sub(r"(?s)\[events\.berlin-postponement\].*?\n\n", "", whole)
    (example,) = [block for block in blocks(LANGUAGE, "toml") if "retired" in block]
    build = "python scripts/build.py --check"
    try:
        claims.write_text(without, "utf-8")
        _, lost = copy.run(build)
        claims.write_text(f"{without}\n{example}", "utf-8")
        _, said = copy.run(build)
    finally:
        claims.write_text(whole, "utf-8")
    assert "error [identifier-lost] events.berlin-postponement" in lost
    assert "the build would remove this record" in said
    assert "identifier-" not in said


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


def test_the_form_of_a_text_is_read_as_said() -> None:
    """The sketch of a text has each kind of passage that the page names."""
    (sketch,) = [block for block in blocks(LANGUAGE, "text") if block.startswith("= Title =")]
    kinds = [passage.kind for passage in read_document(sketch).passages]
    assert set(kinds) == {"title", "infobox", "heading", "sentence", "list_item"}
    assert kinds.count("sentence") == 2


def test_every_key_is_taught() -> None:
    """A key that the claims may have, and that the table of all keys lacks."""
    page = LANGUAGE.read_text("utf-8")
    table = page[page.index("## All keys") :]
    keys = {*SOURCE_KEYS, *CLAIM_KEYS, "extent", "note", "section", "reason", "became", "role"}
    assert {key for key in keys if f"`{key}`" not in table} == set()
    relations = {f"{table}.x.{name}.y" for table, names in RELATIONS.items() for name in names}
    examples = {
        f"{table}.x.{name}.y"
        for block in blocks(LANGUAGE, "toml")
        for table, name in re.findall(r"^\[(\w+)\.[\w-]+\.(\w+)\.", block, re.MULTILINE)
    }
    assert examples == relations
    assert {name for name in RECORDS if f"`{name}`" not in page} == set()


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    text = BLOCK.sub("", page.read_text("utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """Files of the repository, and headings in them."""
    links = LINK.findall(BLOCK.sub("", page.read_text("utf-8")))
    lost = []
    for link in links:
        path, _, anchor = link.partition("#")
        there = (page.parent / path) if path else page
        if not link.startswith("https://"):
            found = there.is_file() and (not anchor or anchor in anchors(there))
            lost += [] if found else [link]
    assert lost == []

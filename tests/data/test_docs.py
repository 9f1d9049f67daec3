"""What the pages say is so, whatever is in `data/`: examples, numbers, links and commands.

No number stands in prose (digits, or a word from "two" on): examples print numbers, and `make data`
prints them anew. "One" is a pronoun here and is let through, and so is what stands in `code`.
"""

import doctest
import re
import runpy
from pathlib import Path

import pytest
from conftest import ROOT, run
from pages import BLOCK, blocks

from schemas import PROVENANCE, TABLES, columns_of
from schemas.vocabularies import VOCABULARIES

MADE = ("docs/data-dictionary.md", "docs/findings.md")  # by docs.py, whole
GUIDES = ("CONTRIBUTING.md", "RELEASING.md", "SECURITY.md")
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
PROSE = ["README.md", *(page for page in PAGES if page not in MADE)]
SPELLED = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty"""
COUNTED = {"Thirteen": len(TABLES) - len(PROVENANCE), "three": len(PROVENANCE)}  # in the README
NAMES = re.compile(
    r"CC[ -]BY(-SA)?[ -]4\.0|SHA-256|UTF-8|BCP 47|ISO (3166-1|8601)|WGS 84|RFC \d+|Python \d\.\d+"
    r"|\(version 2\)|[Ee]xit status \d((,|;| or| and)* \d)*"
    r"|(Communications of the ACM|Scientific Data), \d{4}"
)
NO_PROSE = re.compile(r"`[^`]*`|\]\([^)]*\)|^ *\d+\. |<!--.*?-->|^#+ .*$", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,:-]\d+)*|\b(?:" + "|".join(SPELLED.split()) + r")\b", re.I)


def numbers(page: str) -> list[str]:
    """Return the numbers in a page's prose, names that hold one aside."""
    return NUMBER.findall(NAMES.sub("", NO_PROSE.sub(" ", BLOCK.sub("", page))))


TASKS = "docs/examples/ten-tasks.md"


@pytest.mark.parametrize("page", PROSE)
def test_no_number_in_prose_can_grow_old(page: str) -> None:
    """On failure: let an example print it."""
    known = {"README.md": list(COUNTED), TASKS: lines_by_task(ROOT / TASKS)}
    assert numbers((ROOT / page).read_text("utf-8")) == known.get(page, [])
    assert list(COUNTED.values()) == [13, 3]


def lines_by_task(page: Path) -> list[str]:
    """Return how many lines of code each task takes in each package that can do it, row by row."""
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    counts = []
    for row in rows[2:]:
        task = row.split("|")[1].strip()
        for block in blocks(page, "python"):
            _, found, code = block.partition(f">>> # {task}\n")
            lines = code.partition(">>> #")[0].splitlines()
            counts += [str(sum(line.startswith((">>> ", "... ")) for line in lines))] * bool(found)
    return counts


def test_every_example_prints_what_stands_below_it() -> None:
    """In the README and docs/, in Python and console blocks; and pages made whole are so made."""
    checked = run("scripts/docs.py", "--check", PYTHONPATH=str(ROOT / "src"))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_example_is_one_that_is_run() -> None:
    """Catches code without >>>, and a page that docs.py leaves out: shown, and never tried."""
    showing = runpy.run_path(str(ROOT / "scripts/docs.py"), run_name="docs")["EXAMPLES"]
    run_ = {path.relative_to(ROOT).as_posix() for one in showing for path in ROOT.glob(one)}
    for page in ["README.md", *PAGES]:
        python = blocks(ROOT / page, "python")
        assert [block for block in python if not block.startswith(">>> ")] == []
        assert not python or page in run_


def held(page: str) -> dict[str, str]:
    """Return what each example of a page prints."""
    examples = doctest.DocTestParser().get_examples((ROOT / page).read_text("utf-8"))
    return {example.source: example.want for example in examples}


def test_what_prose_says_of_its_examples_is_true() -> None:
    """Catches an output that turned over when it was made anew, below prose that says otherwise."""
    for page in ("docs/how-a-cell-is-proven.md", "docs/datasheet.md"):
        checks = [want for source, want in held(page).items() if source.startswith("all(")]
        assert checks
        assert set(checks) == {"True\n"}
    datasheet = held("docs/datasheet.md")
    assert datasheet['"id" in descriptor\n'] == "False\n"  # "It has no DOI"
    either = '"said_to_have_done" in terms or "said_to_have_suffered" in terms\n'
    assert datasheet[either] == "False\n"  # "no person can have them"


def test_what_the_datasheet_says_is_not_recorded_is_not() -> None:
    """Catches a column that is added while the page goes on saying that there is none."""
    people = [column.name for column in columns_of(TABLES["people"])]
    assert people == ["person_id", "name", "other_names", "named", "description"]
    of_people = [name for name in VOCABULARIES if "person" in name or "membership" in name]
    assert of_people
    assert not any("said_to_have_done" in VOCABULARIES[name] for name in of_people)


def anchors(page: str) -> set[str]:
    """Return the anchors that the headings of a page get."""
    lines = re.findall(r"^#+ (.+)$", BLOCK.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", ["README.md", *GUIDES, *PAGES])
def test_links_within_the_repository_lead_somewhere(page: str) -> None:
    """To a file that is there, and to a heading that is in it."""
    dead = []
    text = BLOCK.sub("", (ROOT / page).read_text("utf-8"))
    for target in re.findall(r"\]\(((?!https?://)[^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        there = (ROOT / page).parent / path if path else ROOT / page
        if not there.exists() or (anchor and anchor not in anchors(there.read_text("utf-8"))):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("page", ["README.md", *GUIDES, *PAGES])
def test_commands_that_are_shown_are_there(page: str) -> None:
    """Targets of make, and scripts with each of their options."""
    text = (ROOT / page).read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^\$? ?make (\w[\w-]*)$|`make (\w[\w-]*)`", text, re.MULTILINE):
        assert re.search(rf"(?m)^{''.join(target)}:", makefile), target
    for script, words in re.findall(r"scripts/(\w+\.py)\b([^`\n|]*)", text):
        source = (ROOT / "scripts" / script).read_text("utf-8")
        source += "--help" + (ROOT / "scripts/pipeline/common/options.py").read_text("utf-8")
        assert [one for one in re.findall(r"--[a-z]+", words) if f'"{one}"' not in source] == []


def test_the_readmes_ratios_are_those_that_were_measured() -> None:
    """The block is copied from what the benchmark wrote, and it wrote them all."""
    (shown,) = blocks(ROOT / "README.md", "text")
    report = (ROOT / "benchmarks/load.txt").read_text("utf-8").splitlines(keepends=True)
    assert shown == "".join(line for line in report if line.startswith(("met", "MISSED")))

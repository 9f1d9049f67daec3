"""`docs/datasheet.md` answers every question of the paper, and says no number in its own words."""

import doctest
import re
import runpy

import pytest
from conftest import ROOT
from test_examples import BLOCK, NAMES, numbers, sections

from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES

PAGE = "docs/datasheet.md"
TEXT = (ROOT / PAGE).read_text("utf-8")

# The questions of Gebru et al., "Datasheets for Datasets", 2021, in short, by section, in order.
QUESTIONS = {
    "Motivation": (
        "For what purpose was it made?",
        "Who made it, and on whose behalf?",
        "Who funded it?",
        "Other comments on the motivation",
    ),
    "Composition": (
        "What do the records stand for?",
        "How many are there?",
        "Is it all there is, or a sample?",
        "What does each record consist of?",
        "Is there a label or target?",
        "Is anything missing from the records?",
        "Are relations between records explicit?",
        "Are there recommended splits?",
        "Errors, noise, redundancies?",
        "Is it self-contained?",
        "Is anything confidential?",
        "Might it offend or cause anxiety?",
        "Does it identify groups of people?",
        "Can individuals be identified?",
        "Is anything sensitive?",
        "Other comments on the composition",
    ),
    "Collection process": (
        "How was the data acquired?",
        "By which mechanisms?",
        "How was the sample chosen?",
        "Who collected it, and how were they paid?",
        "Over what time?",
        "Was there an ethical review?",
        "From the people themselves, or from others?",
        "Were they notified?",
        "Did they consent?",
        "Can consent be revoked?",
        "Was the effect on them analysed?",
        "Other comments on the collection",
    ),
    "Preprocessing, cleaning, labelling": (
        "Was any done?",
        "Is the raw data kept?",
        "Is the software available?",
        "Other comments on the preprocessing",
    ),
    "Uses": (
        "Has it been used?",
        "Is there a list of uses?",
        "What else could it be used for?",
        "Does its making affect future uses?",
        "For what should it not be used?",
        "Other comments on the uses",
    ),
    "Distribution": (
        "Is it given to third parties?",
        "How is it distributed?",
        "Since when?",
        "Under which licence?",
        "Do third parties restrict it?",
        "Export controls or other regulation?",
        "Other comments on the distribution",
    ),
    "Maintenance": (
        "Who maintains it?",
        "How can they be reached?",
        "Is there an erratum?",
        "Will it be updated?",
        "Is there a limit to keeping data on people?",
        "Are older versions kept?",
        "Can others contribute?",
        "Other comments on the maintenance",
    ),
}


def asked(page: str) -> dict[str, tuple[str, ...]]:
    """The questions of a page, by section, in order."""
    parts = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    return {
        part.partition("\n")[0]: tuple(re.findall(r"^### (.+)$", part, re.MULTILINE))
        for part in parts
    }


def unanswered(page: str) -> list[str]:
    """The questions below which there is no prose, whatever the examples print."""
    parts = re.split(r"^##+ ", BLOCK.sub("", page), flags=re.MULTILINE)[1:]
    told = {head: answer.strip() for head, _, answer in (part.partition("\n") for part in parts)}
    return [head for head, answer in told.items() if not answer and head not in asked(page)]


def said_numbers(page: str) -> set[str]:
    """The numbers that stand in the prose, names and targets of links aside."""
    prose = " ".join(part for part, _ in sections(page))
    return numbers(NAMES.sub("", re.sub(r"\]\([^)]*\)", "]", prose)))


def example(source: str) -> str:
    """What the example of this source prints on the page."""
    (one,) = [it for it in doctest.DocTestParser().get_examples(TEXT) if it.source == source]
    return one.want


def answer(question: str) -> str:
    """A question's answer, in one line."""
    return " ".join(TEXT.split(f"\n### {question}\n")[1].split("\n##")[0].split())


def test_the_list_has_every_question_of_the_paper() -> None:
    """Catches a question that is dropped from the page and the list at once."""
    assert [len(questions) for questions in QUESTIONS.values()] == [4, 16, 12, 4, 6, 7, 8]
    assert sum(map(len, QUESTIONS.values())) == 57


def test_every_question_stands_there_in_order() -> None:
    found = asked(TEXT)
    assert found == QUESTIONS
    assert list(found) == list(QUESTIONS)


def test_every_question_is_answered() -> None:
    assert unanswered(TEXT) == []


def test_no_number_stands_in_prose() -> None:
    """Stricter than for other pages: not even a number that an example of the section prints."""
    assert said_numbers(TEXT) == set()


@pytest.mark.parametrize(
    ("page", "empty", "said"),
    [
        ("# A\n\n## B\n\n### C\n\nNone.\n\n### D\n\nYes.\n", [], set()),
        ("# A\n\n## B\n\n### C\n\n### D\n\nYes.\n", ["C"], set()),
        ("# A\n\n## B\n\n### C\n\n```python\n>>> 7\n7\n\n```\n", ["C"], set()),
        ("# A\n\n## B\n\n### C\n\nThe 13, and three.\n\n```python\n>>> 13\n13\n\n```\n", [],
         {"13", "3"}),
        ("# A\n\n## B\n\n### C\n\n[SHA-256](https://x.org/7) under CC BY 4.0\n", [], set()),
    ],
)  # fmt: skip
def test_gaps_and_numbers_are_found(page: str, empty: list[str], said: set[str]) -> None:
    """The tests before this one see what they have to."""
    assert (unanswered(page), said_numbers(page)) == (empty, said)


def test_the_outputs_are_made_anew_with_the_data() -> None:
    """Catches a page that `make data` leaves with old numbers."""
    showing = runpy.run_path(str(ROOT / "scripts/docs.py"), run_name="docs")["SHOWING"]
    assert PAGE in showing


def test_what_the_prose_says_of_its_examples_is_true() -> None:
    """Catches an output that turned over when it was made anew, below prose that says otherwise."""
    assert example('"id" in descriptor\n') == "False\n"
    assert "It has no DOI:" in answer("How is it distributed?")
    assert example('"named_perpetrator" in terms\n') == "False\n"
    assert "no person can have it:" in answer("Is anything sensitive?")
    hashes = "hashlib.sha256(path.read_bytes()).hexdigest() == known"
    assert example(f"all({hashes} for path, known in texts)\n") == "True\n"


def test_what_is_said_not_to_be_recorded_is_not() -> None:
    """Catches a column that is added while the page goes on saying that there is none."""
    columns = {table: [column.name for column in columns_of(TABLES[table])] for table in TABLES}
    assert columns["people"] == ["person_id", "name", "other_names", "named", "description"]
    assert "no column for age, gender" in answer("Does it identify groups of people?")
    kinds = {column.kind for column in columns_of(TABLES["sources"])}
    assert not kinds & {"date", "edtf"}
    assert not [name for name in columns["sources"] if "revision" in name or "retriev" in name]
    assert "Neither the day on which" in answer("Over what time?")
    of_people = [name for name in VOCABULARIES if "person" in name or "membership" in name]
    assert of_people
    assert not any("named_perpetrator" in VOCABULARIES[name] for name in of_people)

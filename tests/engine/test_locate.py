"""The command that helps to quote: places, sections, the nearest text, and TOML that holds."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import NAME, ROOT, read, run
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.read.claim_parser import Reader
from pipeline.read.claims import Claim
from pipeline.read.seeds import Seed, read_seeds
from pipeline.read.text import Document, read_document
from pipeline.resolve.quotations import Span, occurrences
from pipeline.resolve.resolve import locate
from pipeline.revise.locate import find_places, format_places

REAL = next(one for one in read_seeds(ROOT / "seeds")[0] if one.name == NAME)
TEXT = REAL.document.text
# what has a meaning in a claim, in TOML or in a text, and something to quote
MARKS = ["[", "[[", "]", "]]", "'", "'''", '"', '"""', "\\", ".", "-", "#", "="]
LETTERS = ["ab", "a", "Ö", "1", "\u00a0", "\u200d"]
BREAKS = [" ", "  ", ". ", "\t", "\n", "\n\n", "= A =\n", "\n== B ==\n", "\nInfobox\n- K: v\n"]
PIECES = st.sampled_from([*MARKS, *LETTERS, *BREAKS])


def claims_of(document: Document, words: str) -> Iterator[tuple[Span, Span | None]]:
    """Each place that is printed, and where the claim that is printed for it stands when pasted."""
    lines = list(format_places(document, "t.txt", words))
    for number, line in enumerate(lines):
        if line.startswith("t.txt:"):
            begin, end = line.rpartition("characters ")[2].split(" to ")
            after = [one for one in lines[number + 2 : number + 4] if one.startswith("  ")]
            yield Span(int(begin), int(end)), pasted(document, after)


def pasted(document: Document, lines: list[str]) -> Span | None:
    """Where a claim stands that is pasted into a file; None where none is to be pasted."""
    said = [line.strip().replace("FIELD = ", "name = ") for line in lines if " = " in line]
    said = [line for line in said if line.startswith(("section = ", "name = "))]
    if not any(line.startswith("name = ") for line in said):
        return None
    toml = "\n".join(["[people.x]", *said, ""])
    reader = Reader("t", toml, "t.toml")
    (claim,) = (one for one in reader.claims(tomllib.loads(toml)) if isinstance(one, Claim))
    assert not reader.findings
    return locate(replace(REAL, document=document, toml=toml), claim.place, claim.selectors[0])


def quotable(document: Document, span: Span) -> bool:
    """Whether a stretch says something and lies within one passage."""
    return any(letter.isalnum() for letter in document.text[span.start : span.end]) and any(
        one.start <= span.start < span.end <= one.end for one in document.passages
    )


def test_words_that_stand_once() -> None:
    """Place, passage, offsets, section and the claim; exit status 0."""
    said = run("scripts/locate.py", NAME, "8.6-meters-long")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "1 place:",
        f"seeds/{NAME}.txt:16: p0012, characters 568 to 583",
        "  …A [[8.6-meters-long]] Khojaly massacre memorial was erected i…",
        '  section = "Azerbaijan"',
        '  FIELD = "8.6-meters-long"',
    ]


def test_words_that_stand_in_several_places() -> None:
    """Each place with a claim that is unique in its section; exit status 1."""
    said = run("scripts/locate.py", NAME, "Uşak")
    assert said.returncode == 1
    lines = said.stdout.splitlines()
    assert lines[0] == "2 places:"
    assert [line for line in lines if "FIELD" in line] == [
        '  FIELD = "Adana, [[Uşak]]"',
        '  FIELD = "in [[Uşak]]"',
    ]
    assert [line for line in lines if "section" in line] == ['  section = "Turkey"'] * 2


def test_words_that_are_not_there() -> None:
    """The nearest text, the letter in which it differs, and how to quote it; exit status 1."""
    said = run("scripts/locate.py", NAME, "held in Usak")
    assert said.returncode == 1
    lines = said.stdout.splitlines()
    assert lines[0] == (
        "not in the text; nearest is 'held in Uşak': after 'held in U' the claim has 's' (U+0073) "
        "where the text has 'ş' (U+015F)"
    )
    assert lines[-1] == '  FIELD = "held in Uşak"'


def test_words_like_nothing_in_the_text() -> None:
    said = run("scripts/locate.py", NAME, "qqqq zzzz xxxx")
    assert (said.returncode, said.stdout) == (1, "nothing like these words stands in the text\n")


@pytest.mark.parametrize("text", ["", " \n", "a", TEXT])
@pytest.mark.parametrize("words", ["", " ", "\n", "ж"])
def test_next_to_no_words_and_texts(text: str, words: str) -> None:
    """Catches a traceback where there is nothing to look for, or nothing to look in."""
    lines = list(format_places(read_document(text), "t.txt", words))
    assert lines == ["nothing like these words stands in the text"]


@pytest.mark.parametrize("name", ["khojaly", "../seeds/" + NAME])
def test_a_source_that_is_not_there(name: str) -> None:
    said = run("scripts/locate.py", name, "Baku")
    assert (said.returncode, said.stdout) == (2, "")
    there = sorted(row["source_id"] for row in read("sources"))
    assert NAME in there
    assert said.stderr == (
        f"could not run: there is no source {name}; the sources are {', '.join(there)}\n"
    )


def test_words_across_two_sentences() -> None:
    said = run("scripts/locate.py", NAME, "Rustamovs. The opening")
    assert "it does not lie within one sentence or line" in said.stdout
    assert "FIELD" not in said.stdout


def test_words_that_begin_with_a_hyphen() -> None:
    """Catches an infobox line or list item that is taken for an option of the command."""
    said = run("scripts/locate.py", NAME, "- Complete: 2011")
    assert said.returncode == 0
    assert said.stdout.splitlines()[-2:] == [
        '  section = "Infobox"',
        '  FIELD = "Complete: 2011"',
    ]


def test_words_of_the_title_are_in_no_section() -> None:
    """Catches a claim on the title that needs a section which it cannot have."""
    lines = list(format_places(REAL.document, "t.txt", "Khojaly massacre memorial"))
    assert lines[1:4] == [
        "t.txt:1: p0001, characters 2 to 27",
        "  …[[Khojaly massacre memorial]]s…",
        '  FIELD = "= [[Khojaly massacre memorial]]"',
    ]


def test_marks_alone_are_nothing_to_quote() -> None:
    """Catches a claim to paste that the build would refuse."""
    assert (
        list(format_places(REAL.document, "t.txt", "—"))[-1]
        == "  it has no letter or digit: quote words"
    )


def test_places_beyond_count_are_not_all_shown() -> None:
    """Catches a letter that prints thousands of places."""
    lines = list(format_places(REAL.document, "t.txt", "a"))
    assert lines[0] == f"{len(find_places(REAL.document, 'a'))} places; the first 50 are:"
    assert sum(line.startswith("t.txt:") for line in lines) == 50


@pytest.mark.parametrize("size", [1, 39, 40, 41, 79, 80, 500])
def test_long_stretches_that_are_the_same(size: int) -> None:
    """Catches a claim that is not unique, or a whole section, where many words are the same."""
    same = " ".join(f"w{number}" for number in range(size))
    document = read_document(f"= T =\n\nOne {same} end {same} a. Two {same} end {same} b.\n")
    found = list(claims_of(document, "end"))
    assert len(found) == 2
    assert all(place == there for place, there in found)
    fields = [line for line in format_places(document, "t.txt", "end") if "FIELD" in line]
    most = size + 1 if size < 40 else 4 * size
    assert all(len(line.split()) <= 2 + 1 + most for line in fields)


def test_a_section_whose_name_is_not_its_own_is_not_named() -> None:
    """Catches a section to paste that names two."""
    document = read_document("= T =\n\n== A ==\nOne.\n\n== A ==\nTwo.\n")
    lines = list(format_places(document, "t.txt", "Two"))
    assert lines[-1] == '  FIELD = "Two"'
    assert not any("section" in line for line in lines)


def test_every_quotation_that_is_pasted_holds(seed: Seed) -> None:
    """For each quotation of the real claims: what is printed for it finds its place, once."""
    spans = {
        span
        for claim in seed.claims
        for selector in claim.selectors
        for span in occurrences(TEXT, selector, [Span(0, len(TEXT))])
    }
    assert len(spans) > 200
    for words in sorted({TEXT[span.start : span.end] for span in spans}):
        for printed, found in claims_of(seed.document, words):
            assert found == printed, words


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 60))
def test_any_words_of_the_real_text_can_be_pasted(start: int, size: int) -> None:
    """Title, infobox and headings too: the claim printed for a place is found there, and once."""
    for printed, found in claims_of(REAL.document, TEXT[start : start + size]):
        assert found == (printed if quotable(REAL.document, printed) else None)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.lists(PIECES, min_size=1, max_size=40), st.data())
def test_any_words_of_any_text_can_be_pasted(pieces: list[str], data: st.DataObject) -> None:
    """Catches double brackets, quotation marks, backslashes and line breaks that a claim loses."""
    document = read_document("".join(pieces))
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    for printed, found in claims_of(document, document.text[start:end]):
        assert found == (printed if quotable(document, printed) else None)


@pytest.mark.parametrize(
    ("text", "words", "claim"),
    [
        ("= T =\n\nOne cat. Two cats.\n", "One", '"One"'),
        ("= T =\n\nA [[x]] b.\n", "[[x]]", '{ quote = "[[x]]", prefix = "" }'),
        ("= T =\n\nA [[x]] b.\n", "x", '"x"'),
        ("= T =\n\nA [[x]] x.\n", "x", '{ quote = "x", prefix = "[[" }'),
        ("= T =\n\n- ax\n- x\n", "x", '"a[[x]]"'),
        ("= T =\n\nx [[y x z.\n", "x", '{ quote = "x", prefix = "", suffix = " [[y" }'),
        ("= T =\n\nx] y x] z.\n", "x]", '{ quote = "x]", prefix = "", suffix = " y" }'),
        ("= T =\n\nx\nand x\n\n== H ==\ny.", "x", '{ quote = "x", prefix = "", suffix = "\\n" }'),
        ("= T =\n\n- x\n- x y\n", "x", '{ quote = "x", prefix = "", suffix = "\\n" }'),
        ('= T =\n\nHe said "no" twice.\n', 'said "no"', "'said \"no\"'"),
        ('= T =\n\nHe said "no", didn\'t he.\n', '"no", didn\'t', "'''\"no\", didn't'''"),
        ('= T =\n\nHe said "no", did\'\n', '"no", did\'', '"\\"no\\", did\'"'),
        ("= T =\n\nA \\ b.\n", "A \\ b", "'A \\ b'"),
        ("= T =\n\nOne\ntwo.\n", "One\ntwo", '"One\\ntwo"'),
        ("= T =\n\nOne\u00a0two\u200d.\n", "One\u00a0two\u200d", '"One\\u00a0two\\u200d"'),
    ],
)
def test_how_words_are_written_in_toml(text: str, words: str, claim: str) -> None:
    """Marks of the text itself, quotation marks and apostrophes, and what cannot be seen."""
    places = [
        line for line in format_places(read_document(text), "t.txt", words) if "FIELD" in line
    ]
    assert places[0] == f"  FIELD = {claim}"


def test_the_text_is_left_alone() -> None:
    before = (ROOT / f"seeds/{NAME}.txt").read_bytes()
    run("scripts/locate.py", NAME, "Baku")
    assert (ROOT / f"seeds/{NAME}.txt").read_bytes() == before

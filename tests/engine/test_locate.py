"""The command that helps to quote: places, sections, the nearest text, and TOML that holds."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from cases import cases
from conftest import NAME, SOURCES, run, snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.read.claim_parser import Reader
from pipeline.read.claims import Claim
from pipeline.read.text import Document, read_document
from pipeline.resolve.quotations import Span, regions
from pipeline.resolve.resolve import locate
from pipeline.revise.locate import claim_entry, find_section, find_selector, format_places
from pipeline.revise.toml_strings import toml_entry
from revisions import SEED

TEXT = SEED.document.text
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
    return locate(replace(SEED, document=document, toml=toml), claim.place, claim.selectors[0])


def quotable(document: Document, span: Span) -> bool:
    """Whether a stretch says something and lies within one passage."""
    return any(letter.isalnum() for letter in document.text[span.start : span.end]) and any(
        one.start <= span.start < span.end <= one.end for one in document.passages
    )


@pytest.mark.parametrize(
    ("words", "status", "lines"),
    cases(f"""
        [[8.6-meters-long]] → 0 → 1 place:⏎sources/{NAME}.txt:16: p0012, characters 568 to 583⏎\
  …A [[8.6-meters-long]] Khojaly massacre memorial was erected i…⏎\
  section = "Azerbaijan"⏎  FIELD = "8.6-meters-long"
        Uşak → 1 → 2 places:⏎  section = "Turkey"⏎  FIELD = "Adana, [[Uşak]]"⏎\
  section = "Turkey"⏎  FIELD = "in [[Uşak]]"
        held in [[Usak]] → 1 → not in the text; nearest is 'held in Uşak': after 'held in U' the \
claim has 's' (U+0073) where the text has 'ş' (U+015F)⏎  FIELD = "held in Uşak"
        qqqq zzzz xxxx → 1 → nothing like these words stands in the text
        Rustamovs. The opening → 0 → it does not lie within one sentence or line: quote \
each part by itself
        - Complete: 2011 → 0 → section = "Infobox"⏎  FIELD = "Complete: 2011"
        Khojaly massacre memorial → 1 → sources/{NAME}.txt:1: p0001, characters 2 to 27⏎\
  …[[Khojaly massacre memorial]]s…⏎  FIELD = "= [[Khojaly massacre memorial]]"
        — → 1 → it has no letter or digit: quote words
    """),
)
def test_what_is_printed(words: str, status: str, lines: str) -> None:
    """These lines in this order, among others, and the exit status; the text is left alone."""
    before = snapshot(SOURCES)
    result = run("scripts/locate.py", "--seeds", SOURCES, NAME, words)
    assert (str(result.returncode), result.stderr) == (status, "")
    printed = iter(map(str.strip, result.stdout.splitlines()))
    assert all(line.strip() in printed for line in lines.split("\n"))
    assert ("FIELD" in result.stdout) == ("FIELD" in lines)
    assert snapshot(SOURCES) == before


@pytest.mark.parametrize("text", ["", " \n", "a", TEXT])
@pytest.mark.parametrize("words", ["", " ", "\n", "ж"])
def test_next_to_no_words_and_texts(text: str, words: str) -> None:
    """Catches a traceback where there is nothing to look for, or nothing to look in."""
    lines = list(format_places(read_document(text), "t.txt", words))
    assert lines == ["nothing like these words stands in the text"]


@pytest.mark.parametrize("name", ["khojaly", "../sources/" + NAME])
def test_a_source_that_is_not_there(name: str) -> None:
    result = run("scripts/locate.py", "--seeds", SOURCES, name, "Baku")
    names = ", ".join(sorted(path.stem for path in SOURCES.glob("*.txt")))
    message = f"could not run: there is no source {name}; the sources are {names}\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", message)


def test_places_beyond_count_are_not_all_printed() -> None:
    """Catches a letter that prints thousands of places."""
    lines = list(format_places(SEED.document, "t.txt", "a"))
    assert lines[0] == "100 places or more; the first 50 are:"
    assert sum(line.startswith("t.txt:") for line in lines) == 50


@pytest.mark.parametrize(
    ("text", "words", "most"),
    [
        (TEXT, "a", 40),
        (f"= T =\n\n{'word ' * 5000}end.\n", "word", 25_010),
        (f"= T =\n\n{'Word. ' * 2000}\n", "Word", 12_000),
        (
            f"= T =\n\nOne {'w ' * 40}end {'w ' * 40}a. Two {'w ' * 40}end {'w ' * 40}b.\n",
            "end",
            90,
        ),
    ],
    ids=["a letter of the real text", "one word alone", "sentences of one word", "alike"],
)
def test_each_place_of_frequent_words_can_be_pasted(text: str, words: str, most: int) -> None:
    """Catches a claim that stands twice, however often its words do, and more words than needed."""
    document, places = read_document(text), list(re.finditer(words, text))
    for match in places[:: 1 + len(places) // 500]:
        span = Span(*match.span())
        if quotable(document, span):
            names = find_section(document, span)
            selector = find_selector(text, span, regions(document, names)[0])
            lines = [f"section = {toml_entry(name)}" for name in names]
            field = f"FIELD = {toml_entry(claim_entry(selector))}"
            assert pasted(document, [*lines, field]) == span
            assert len(selector.whole) <= most


def test_a_section_whose_name_is_not_its_own_is_not_named() -> None:
    """Catches a section to paste that names two."""
    document = read_document("= T =\n\n== A ==\nOne.\n\n== A ==\nTwo.\n")
    lines = list(format_places(document, "t.txt", "Two"))
    assert lines[-1] == '  FIELD = "Two"'
    assert not any("section" in line for line in lines)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 60))
def test_any_words_of_the_real_text_can_be_pasted(start: int, size: int) -> None:
    """Title, infobox and headings too: the claim printed for a place is found there, and once."""
    for printed, found in claims_of(SEED.document, TEXT[start : start + size]):
        assert found == (printed if quotable(SEED.document, printed) else None)


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
        ('= T =\n\nHe said "no", didn\'t he.\n', '"no", didn\'t', '"\\"no\\", didn\'t"'),
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

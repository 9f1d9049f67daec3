"""The command that helps to quote: places, sections, the nearest text, and TOML that holds."""

import tomllib

import pytest
from conftest import NAME, ROOT, run
from pipeline.claims import Reader
from pipeline.locating import answer
from pipeline.quotations import Span, occurrences, regions
from pipeline.seeds import Seed
from pipeline.text import read_document


def test_words_that_stand_once() -> None:
    """Place, passage, offsets, section and the claim; exit status 0."""
    said = run("scripts/locate.py", NAME, "8.6-meters-long")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
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
        '  FIELD = "Adana, [[Uşak]] and"',
        '  FIELD = "in [[Uşak]]."',
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


def test_a_source_that_is_not_there() -> None:
    said = run("scripts/locate.py", "khojaly", "Baku")
    assert (said.returncode, said.stdout) == (2, "")
    assert f"the sources are {NAME}" in said.stderr


def test_words_across_two_sentences() -> None:
    said = run("scripts/locate.py", NAME, "Rustamovs. The opening")
    assert "it does not lie within one sentence or line" in said.stdout


def test_every_quotation_that_is_pasted_holds(seed: Seed) -> None:
    """For each quotation of the real claims: what is printed for it finds its place, once."""
    spans = {
        span
        for claim in seed.claims
        for selector in claim.selectors
        for span in occurrences(seed.document.text, selector, [Span(0, len(seed.document.text))])
    }
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        words = seed.document.text[span.start : span.end]
        lines = list(answer(seed.document, "t.txt", words))
        ending = f"characters {span.start} to {span.end}"
        place = next(index for index, line in enumerate(lines) if line.endswith(ending))
        field = next(index for index in range(place, len(lines)) if "FIELD = " in lines[index])
        said = tomllib.loads("\n".join(line.strip() for line in lines[place + 2 : field + 1]))
        reader = Reader("t", "", "t.toml")
        selector = reader._selector(said["FIELD"], ())
        region, unknown = regions(seed.document, [said[k] for k in said if k == "section"])
        assert unknown == []
        assert selector is not None
        assert occurrences(seed.document.text, selector, region) == [span], words


@pytest.mark.parametrize(
    ("text", "words", "claim"),
    [
        ("= T =\n\nOne cat. Two cats.\n", "One", '"One"'),
        ("= T =\n\nA [[x]] b.\n", "[[x]]", '{ quote = "[[x]]" }'),
        ('= T =\n\nHe said "no" twice.\n', 'said "no"', "'said \"no\"'"),
        ('= T =\n\nHe said "no", didn\'t he.\n', '"no", didn\'t', '"\\"no\\", didn\'t"'),
    ],
)
def test_how_words_are_written_in_toml(text: str, words: str, claim: str) -> None:
    """Marks of the text itself, quotation marks and apostrophes."""
    assert list(answer(read_document(text), "t.txt", words))[-1] == f"  FIELD = {claim}"


def test_the_text_is_left_alone() -> None:
    before = (ROOT / f"seeds/{NAME}.txt").read_bytes()
    run("scripts/locate.py", NAME, "Baku")
    assert (ROOT / f"seeds/{NAME}.txt").read_bytes() == before

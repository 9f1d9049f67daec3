"""`quotations`: where a quotation stands, exactly, and what is nearest if it does not."""

from pathlib import Path

import pytest
from cases import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.read.claims import Selector
from pipeline.read.text import read_document
from pipeline.resolve.quotations import Span, context, difference, nearest, occurrences, regions

SEED = Path(__file__).parent / "sources/khojaly-massacre-memorials.txt"
TEXT = SEED.read_text(encoding="utf-8")
REAL = read_document(TEXT)
WHOLE = [Span(0, len(TEXT))]


def found(text: str, *words: str) -> list[tuple[int, int]]:
    selector = Selector(*words) if len(words) == 3 else Selector("", words[0], "")
    places = occurrences(text, selector, [Span(0, len(text))])
    return [(one.start, one.end) for one in places]


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("in Baku", ("Baku",), [(3, 7)]),
        ("Baku, Baku", ("Baku",), [(0, 4), (6, 10)]),
        ("Baku, Baku", (", ", "Baku", ""), [(6, 10)]),
        ("Baku, Baku", ("", "Baku", ","), [(0, 4)]),
        ("aaaa", ("aa",), [(0, 2), (1, 3), (2, 4)]),
        ("ababa", ("aba",), [(0, 3), (2, 5)]),
        ("Baku", ("baku",), []),
        ("a  b", ("a b",), []),
        ("Uşak", ("k",), [(3, 4)]),
        ("Baku", ("Baku is",), []),
        ("Baku", ("",), []),
        ("", ("a",), []),
    ],
)
def test_occurrences(text: str, words: tuple[str, ...], places: list[tuple[int, int]]) -> None:
    """Catches a second, overlapping place that is overlooked, or a place that is only similar."""
    assert found(text, *words) == places


def test_occurrences_stay_within_their_regions() -> None:
    """Catches a quotation, or words around it, taken from beyond a region's end."""
    text = "Baku. Baku. Baku."
    within = [Span(0, 5), Span(12, 17)]
    assert occurrences(text, Selector("", "Baku", ""), within) == [Span(0, 4), Span(12, 16)]
    assert occurrences(text, Selector(". ", "Baku", ""), within) == []


@pytest.mark.parametrize(
    ("sections", "spans", "unknown"),
    [
        ([], [(0, 5265)], []),
        (["Infobox"], [(32, 299)], []),
        (["Mexico"], [(2946, 4068)], []),
        (["Controversy"], [(3098, 4068)], []),
        (["Mexico / Controversy"], [(3098, 4068)], []),
        (["Mexico", "Controversy"], [(2946, 4068)], []),
        (["Turkey", "Israel"], [(2523, 2946), (4770, 5198)], []),
        (["Israel", "Mexico"], [(2523, 4068)], []),
        (["Israel", "Israel"], [(2523, 2946)], []),
        (["Israel", "Narnia"], [(2523, 2946)], ["Narnia"]),
        (["israel"], [(0, 5265)], ["israel"]),
    ],
)
def test_regions(sections: list[str], spans: list[tuple[int, int]], unknown: list[str]) -> None:
    """Catches places counted twice in nested sections, and section names that match nothing."""
    within, names = regions(REAL, sections)
    assert ([(one.start, one.end) for one in within], names) == (spans, unknown)


def test_a_section_name_that_is_not_one_section_is_unknown() -> None:
    """Catches a quotation looked for in the first of two subsections of one name."""
    document = read_document("== A ==\n=== X ===\none.\n== B ==\n=== X ===\ntwo.")
    assert regions(document, ["X"])[1] == ["X"]
    assert regions(document, ["B / X"]) == ([Span(31, 45)], [])


@pytest.mark.parametrize(
    ("span", "before", "after"),
    [
        (Span(2, 9), "= ", " massacre memorials =\n\nInfobox\n-"),
        (Span(0, 1), "", " Khojaly massacre memorials =\n\nI"),
        (Span(5264, 5265), "- Khojaly massacre commemoration", ""),
        (Span(5085, 5089), "he Khojaly massacre was held in ", ". On 23 April 2015, another monu"),
    ],
)
def test_context_is_32_characters_or_what_there_is(span: Span, before: str, after: str) -> None:
    """Catches context that is longer, cut, or taken from the end of the text before its start."""
    assert context(TEXT, span) == (before, after)


@pytest.mark.parametrize(
    ("words", "there"),
    cases("""
        Mahmud Rustemovs → Mahmud Rustamovs | The marble–made edifice → The marble-made edifice
        “Shah Ismail Khatai” → "Shah Ismail Khatai" | on February 26,  2008 → on February 26, 2008
        ceremony took place on February 26,  2008 → ceremony took place on February 26, 2008
        a bad way” → a bad way”
    """),
)
def test_nearest(words: str, there: str) -> None:
    """Catches a nearest text that is shifted, so that it begins or ends beside what was meant."""
    at = TEXT.index(there)
    assert nearest(TEXT, words, WHOLE) == Span(at, at + len(there))


def test_nearest_is_looked_for_in_the_regions_alone() -> None:
    """Catches a nearest text from another section, and something where nothing is like it."""
    turkey = regions(REAL, ["Turkey"])[0]
    at = TEXT.index("Uşak and Çanakkale")
    assert nearest(TEXT, "Uşak and Canakkale", turkey) == Span(at, at + 18)
    assert nearest(TEXT, "Uşak and Canakkale", regions(REAL, ["Lead"])[0]) is None
    assert nearest(TEXT, "qqqqqqqqzzzzzz", WHOLE) is None


@pytest.mark.parametrize(
    ("asked", "there", "said"),
    [
        (
            'say "x',
            "say “x",
            "after 'say ' the claim has '\"' (U+0022) where the text has '“' (U+201C)",
        ),
        ("a  b", "a b", "after 'a ' the claim has ' ' (U+0020) where the text has 'b' (U+0062)"),
        ("Usak", "Uşak", "after 'U' the claim has 's' (U+0073) where the text has 'ş' (U+015F)"),
        ("abc", "ab", "after 'ab' the claim has 'c' (U+0063) where the text has nothing more"),
        ("ab", "abc", "after 'ab' the claim has nothing more where the text has 'c' (U+0063)"),
        ("a", "b", "after '' the claim has 'a' (U+0061) where the text has 'b' (U+0062)"),
        (
            "0123456789012345678901x",
            "0123456789012345678901y",
            "after '23456789012345678901' the claim has 'x' (U+0078) "
            "where the text has 'y' (U+0079)",
        ),
        ("same", "same", "they are the same"),
        ("", "", "they are the same"),
    ],
)
def test_difference(asked: str, there: str, said: str) -> None:
    """Catches a difference that cannot be seen (a curly mark, a space) left unexplained."""
    assert difference(asked, there) == said


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text("ab ", max_size=20), st.text("ab ", min_size=1, max_size=3))
def test_occurrences_are_all_there_are(text: str, words: str) -> None:
    """Catches a place missed or invented, in any text."""
    size = len(words)
    places = [(at, at + size) for at in range(len(text)) if text[at : at + size] == words]
    assert found(text, words) == places

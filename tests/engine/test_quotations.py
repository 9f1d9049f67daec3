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


def found(text: str, *words: str) -> list[int]:
    """Where words begin: a quotation alone, or with those before and after it."""
    selector = Selector(*words) if len(words) == 3 else Selector("", words[0], "")
    places = occurrences(text, selector, [Span(0, len(text))])
    assert all(one.end - one.start == len(selector.quote) for one in places)
    return [one.start for one in places]


def test_occurrences_with_the_words_around_them() -> None:
    """Catches a place that is only similar, or whose words around are others or beyond a region."""
    assert found("Baku, Baku", ", ", "Baku", "") == [6]
    assert found("Baku, Baku", "", "Baku", ",") == [0]
    assert found("a  b", "a b") == found("Baku", "baku") == found("Baku", "") == []
    text, within = "Baku. Baku. Baku.", [Span(0, 5), Span(12, 17)]
    assert occurrences(text, Selector("", "Baku", ""), within) == [Span(0, 4), Span(12, 16)]
    assert occurrences(text, Selector(". ", "Baku", ""), within) == []


@pytest.mark.parametrize(
    ("sections", "spans", "unknown"),
    cases("""
        ∅ → 0-5265 → ∅ | Infobox → 32-299 → ∅ | Mexico → 2946-4068 → ∅
        Controversy → 3098-4068 → ∅ | Mexico / Controversy → 3098-4068 → ∅
        Mexico, Controversy → 2946-4068 → ∅ | Turkey, Israel → 2523-2946, 4770-5198 → ∅
        Israel, Mexico → 2523-4068 → ∅ | Israel, Israel → 2523-2946 → ∅
        Israel, Narnia → 2523-2946 → Narnia | israel → 0-5265 → israel
    """),
)
def test_regions(sections: str, spans: str, unknown: str) -> None:
    """Catches places counted twice in nested sections, and section names that match nothing."""
    within, names = regions(REAL, filter(None, sections.split(", ")))
    assert ", ".join(f"{one.start}-{one.end}" for one in within) == spans
    assert ", ".join(names) == unknown


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
    ("asked", "there", "after", "claim", "text"),
    cases("""
        say "x → say “x → say\u0020 → '"' (U+0022) → '“' (U+201C)
        Usak → Uşak → U → 's' (U+0073) → 'ş' (U+015F) | a → b → ∅ → 'a' (U+0061) → 'b' (U+0062)
        a  b → a b → a\u0020 → ' ' (U+0020) → 'b' (U+0062)
        abc → ab → ab → 'c' (U+0063) → nothing more | ab → abc → ab → nothing more → 'c' (U+0063)
        0123456789012345678901x → 0123456789012345678901 → 23456789012345678901 → 'x' (U+0078) → \
nothing more
    """),
)
def test_difference(asked: str, there: str, after: str, claim: str, text: str) -> None:
    """Catches a difference that cannot be seen (a curly mark, a space) left unexplained."""
    said = f"after {after!r} the claim has {claim} where the text has {text}"
    assert difference(asked, there) == said
    assert difference(asked, asked) == "they are the same"


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text("ab ", max_size=20), st.text("ab ", min_size=1, max_size=3))
def test_occurrences_are_all_there_are(text: str, words: str) -> None:
    """Catches a place missed or invented, in any text."""
    assert found(text, words) == [at for at in range(len(text)) if text.startswith(words, at)]

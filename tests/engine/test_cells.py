"""`lexical`: which texts a cell may hold, kind by kind, and the words for what is wrong."""

import pytest
from cases import by_language, cases
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.common.letters import visible
from pipeline.resolve.values import fault_of

from schemas import TABLES, Column, column_of, columns_of

COLUMNS = [(table, column) for table, model in TABLES.items() for column in columns_of(model)]


def fault(table: str, name: str, text: str) -> str | None:
    return fault_of(column_of(TABLES[table], name), text)


@pytest.mark.parametrize(
    ("table", "name", "text"),
    [
        *cases("""
        memorials → memorial_id → steglitz-memorial-2 | memorials → name → “Khojaly” – Xocalı, Уша́к
        memorials → status → built | memorials → country_code → AZ
        memorials → latitude → -19.42847 | memorials → latitude → 90 | memorials → longitude → -180
        memorials → geonames_id → 1 | memorials → opened → 2008-02-26 | memorials → opened → 199X~
        memorials → opened → 2008-02-24/2008-02-26 | memorials → opened_from → 2008-02-29
        memorials → height_m → 0 | memorials → height_m → 8.6 | memorials → height_m → 100
        memorials → dimensions_approximate → true | inscriptions → language → de
        inscriptions → language → az-Latn-AZ | inscriptions → language → es-419
        people → named → false | people → other_names → A; B
        sources → url → https://en.wikipedia.org/wiki/Khojaly | sources → license → CC-BY-SA-4.0
        sources → sha256 → 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        evidence → prefix → one⏎two | evidence → quote → one⏎two | memorials → locality → ∅
    """),
        ("memorials", "name", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("evidence", "quote", "a candle \U0001f56f\ufe0f"),
    ],
)
def test_what_a_cell_may_hold(table: str, name: str, text: str) -> None:
    """Catches a form that is stricter than its kind."""
    assert fault(table, name, text) is None


BLANK = [
    *("\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u2028", "\u2029", "\u034f", "\u17b4"),
    *("\ufe00", "\ufe0e", "\u180b", "\u180f", "\U000e0100", "\U000e01ef"),
]


@pytest.mark.parametrize("letter", BLANK)
@pytest.mark.parametrize(("table", "name"), [("memorials", "name"), ("passages", "text")])
def test_what_shows_as_nothing_is_refused(letter: str, table: str, name: str) -> None:
    """Catches a letter that parts a word, or stands for one, and cannot be seen; it is shown."""
    assert fault(table, name, f"a{letter}b") == hidden(letter)
    assert visible(f"a{letter}b") == (
        f"a\\u{ord(letter):04x}b" if ord(letter) < 0x10000 else f"a\\U{ord(letter):08x}b"
    )


HIDDEN = ("\t", "\n", "\xad", "\u200b", "\u202e", "\ue000", "\ufe0f", "\ufeff")


def hidden(letter: str) -> str:
    return f"it has an invisible character, U+{ord(letter):04X}"


@pytest.mark.parametrize(
    ("said", "table", "name", "text"),
    [
        *by_language("""
            name has no value: memorials → name → ∅
            memorial_id has no value: memorials → memorial_id → ∅
            it is above 90: memorials → latitude → 90.1
            it is below -90: memorials → latitude → -90.1
            it is above 180: memorials → longitude → 180.5
            in its shortest form: memorials → latitude → +1 | memorials → latitude → 1e1
            in its shortest form: memorials → latitude → nan | memorials → height_m → -1
            in its shortest form: memorials → height_m → 8.60 | memorials → height_m → 8.
            in its shortest form: memorials → height_m → 08 | memorials → height_m → .5
            in its shortest form: memorials → height_m → 8,6
            it is below 1: memorials → geonames_id → 0
            it is not a whole number of at most 19 digits: memorials → geonames_id → 1.0
            that the calendar has: memorials → opened → 2008-02-31 | memorials → opened → 2009-02-29
            that the calendar has: memorials → opened → 0000 | memorials → opened → 2010/2008
            that the calendar has: memorials → opened_from → 2008-02-30
            it is not a day, like 2008-02-26: memorials → opened_from → 2008-02
            it is not true or false: memorials → dimensions_approximate → True
        """),
        *((hidden(letter), "memorials", "name", f"a{letter}b") for letter in HIDDEN),
        ("it is not Unicode NFC", "memorials", "name", "e\u0301"),
        ("it has an invisible character, U+000D", "evidence", "prefix", "a\r\nb"),
        ("it is not a term of directness: direct, reported", "statements", "directness", "Direct"),
    ],
)
def test_what_a_cell_may_not_hold(table: str, name: str, text: str, said: str) -> None:
    """Catches a wrong form, bound, day, term or letter that passes."""
    assert said in (fault(table, name, text) or "")


@pytest.mark.parametrize(
    ("table", "name", "text"),
    cases("""
        memorials → memorial_id → Baku | memorials → memorial_id → baku_1
        memorials → memorial_id → -baku | memorials → memorial_id → baku--1
        memorials → memorial_id → uşak | memorials → memorial_id → baku⏎
        events → memorial_id → Baku | memorials → country_code → az | memorials → country_code → AZE
        memorials → opened → 2008-13 | memorials → opened → 26 February 2008
        memorials → opened → 2008/ | memorials → opened → 2008⏎
        inscriptions → language → German | inscriptions → language → de_DE
        sources → url → ftp://example.org | sources → url → https://a b | sources → license → CC BY
        sources → sha256 → ABCDEF | sources → sha256 → 00
    """),
)
def test_what_is_not_of_the_form(table: str, name: str, text: str) -> None:
    """Catches a pattern that is matched in part only, and a message that does not show it."""
    pattern = column_of(TABLES[table], name).pattern
    assert fault(table, name, text) == f"it is not of the form {pattern}"


@pytest.mark.parametrize(
    ("table", "name", "text"),
    cases("""
        memorials → opened → ٢٠٠٨ | memorials → opened → ２００８
        memorials → opened_from → ２００８-02-26 | memorials → height_m → 1٢
        memorials → geonames_id → 1٢ | memorials → latitude → 1.٢5
        memorials → coordinates → 40.4٢, 49.86 | inscriptions → language → es-٤١٩
    """),
)
def test_digits_of_other_scripts_are_refused(table: str, name: str, text: str) -> None:
    r"""Catches `\d`, which takes every script's digits: no other reader of the CSV does."""
    assert fault(table, name, text) is not None


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.sampled_from(COLUMNS),
    st.text(max_size=20)
    | st.from_regex(r"\A\d{4}(-\d\d){0,2}[~?%]?(/\d{4})?\Z")
    | st.from_regex(r"\A-?\d+(\.\d+)?\Z"),
)
def test_any_text_is_judged(where: tuple[str, Column], text: str) -> None:
    """Catches a crash on anything that somebody could write into a cell."""
    said = fault_of(where[1], text)
    assert said is None or (said != "" and "\n" not in said)

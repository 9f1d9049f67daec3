"""`values`: what value quoted words give, and that a machine says None where it cannot."""

import datetime

import pytest
from cases import by_language, cases
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.common.words import is_approximate
from pipeline.resolve.dates import days, edtf_date
from pipeline.resolve.lengths import metres
from pipeline.resolve.values import language_tag, value_of

from schemas import TABLES, Column, column_of

MEMORIALS = TABLES["memorials"]


def column(name: str) -> Column:
    return column_of(MEMORIALS, name)


@pytest.mark.parametrize(
    ("language", "words", "date"),
    by_language("""
        en: February 26, 2008 → 2008-02-26 | 26 February 1992 → 1992-02-26
        en: 30 May 2011 → 2011-05-30 | 26th of February, 2008 → 2008-02-26
        en: February 1st 2008 → 2008-02-01 | Feb. 26, 2008 → 2008-02-26 | Sept. 2011 → 2011-09
        en: FEBRUARY 26, 2008 → 2008-02-26 | February⏎2012 → 2012-02 | February, 2012 → 2012-02
        en: 2011 → 2011 | 2011. → 2011 | 2008-02-26 → 2008-02-26 | 2008-02 → 2008-02
        en: the 1990s → 199X
        tr: 26 Şubat 2008 → 2008-02-26 | Kasım 2012 → 2012-11 | 23 Nisan 2015 → 2015-04-23
        az: 26 fevral 2008 → 2008-02-26 | Sentyabr 2012 → 2012-09
        az: İyun 2012 → 2012-06 | 26 İyul 2008 → 2008-07-26
        de: 26. Februar 2008 → 2008-02-26 | März 2012 → 2012-03
        de-AT: 1. Mai 2011 → 2011-05-01
        fr: 26 février 2008 → 2008-02-26
        xx: 26 February 2008 → 2008-02-26
    """),
)
def test_dates(words: str, language: str, date: str) -> None:
    """Catches a date read wrongly, made more or less precise, and İ that does not fold to i."""
    assert edtf_date(words, language) == date


@pytest.mark.parametrize(
    ("words", "date"),
    cases("""
        about 2012 → 2012~ | around February 2012 → 2012-02~ | ca. 2008 → 2008~
        circa 26 February 2008 → 2008-02-26~ | ~2008 → 2008~ | c. 2008 → 2008~ | 2008 or so → 2008~
        etwa 2008 → 2008~ | yaklaşık 2008 → 2008~ | около 2008 → 2008~ | about the 1990s → 199X~
    """),
)
def test_approximate_dates(words: str, date: str) -> None:
    """Catches an approximation that is dropped on the way."""
    assert edtf_date(words, "en") == date


@pytest.mark.parametrize(
    ("language", "words"),
    by_language("""
        en: ∅ | about | 31 February 2008 | February 29, 2009 | 0 May 2008 | 32 May 2008 | 2008-13
        en: 0000 | by 2008 | early 2012 | In 2011 | summer 2012 | 26 February | 26 Februar 2008
        en: 26/02/2008 | 2011 or 2012
        de: 26 February 2008
    """),
)
def test_words_that_are_no_date(words: str, language: str) -> None:
    """Catches a guess: impossible days, words that bound a date, another language's months."""
    assert edtf_date(words, language) is None


@pytest.mark.parametrize("language", ["nl", "it", "sv"])
def test_months_of_one_language_do_not_leak_into_another(language: str) -> None:
    """Catches a date that is read only because a source in another language was read before."""
    assert edtf_date("26 fevral 2008", "az") == "2008-02-26"
    assert edtf_date("26 fevral 2008", language) is None


@pytest.mark.parametrize(
    ("date", "first", "last"),
    cases("""
        2008 → 2008-01-01 → 2008-12-31 | 2008-02 → 2008-02-01 → 2008-02-29
        2009-02 → 2009-02-01 → 2009-02-28 | 2008-02-26 → 2008-02-26 → 2008-02-26
        2008-02-29 → 2008-02-29 → 2008-02-29 | 199X → 1990-01-01 → 1999-12-31
        19XX → 1900-01-01 → 1999-12-31 | 2008~ → 2008-01-01 → 2008-12-31
        2008-02? → 2008-02-01 → 2008-02-29 | 2008-02-26% → 2008-02-26 → 2008-02-26
        2008/2010 → 2008-01-01 → 2010-12-31 | 2008-02-24/2008-02-26 → 2008-02-24 → 2008-02-26
        199X/2001-05 → 1990-01-01 → 2001-05-31 | 2008~/2009 → 2008-01-01 → 2009-12-31
        0001-01-01 → 0001-01-01 → 0001-01-01 | 9999 → 9999-01-01 → 9999-12-31
    """),
)
def test_days_that_a_date_allows(date: str, first: str, last: str) -> None:
    """Catches bounds that are widened by an approximation or forget a leap year."""
    assert days(date) == (first, last)


@pytest.mark.parametrize(
    "date",
    [
        *("", "x", "/", "~", "2008/", "/2008", "2008/..", "2010/2008", "0000", "2008-00"),
        *("2008-13", "2008-02-30", "2009-02-29", "2008-1", "2008\n", " 2008"),
        *("2008-02-24/2008-02-31", "000X"),
    ],
)
def test_dates_that_are_not_ours(date: str) -> None:
    """Catches an invented bound for an open, impossible or reversed date."""
    assert days(date) is None


@pytest.mark.parametrize("date", ["٢٠٠٨", "２００８", "2008-0२", "٢٠٠X"])
def test_digits_of_other_scripts_are_no_edtf(date: str) -> None:
    r"""Catches `\d`, which takes every script's digits, handing them on to a parser that fails."""
    assert days(date) is None
    assert edtf_date(date, "ar") is None


@pytest.mark.parametrize(
    ("language", "words", "length"),
    by_language("""
        en: 8.6-meters-long → 8.6 | about two meters high → 2 | Two METRES → 2
        en: twenty metres → 20 | one-meter → 1 | 8.60 m → 8.6 | 10.0 m → 10 | 100m → 100
        en: 0.5 m → 0.5 | 1,500 m → 1500 | 1,234.5 m → 1234.5 | 180 cm → 1.8 | 2500 mm → 2.5
        en: 1.2 km → 1200 | 10 feet → 3.048 | ten-foot → 3.048 | 12 inches → 0.3048
        en: 2 m, or 200 cm → 2 | 6 ft 2 in → 1.8796
        de: 8,6 Meter → 8.6 | 1.500 m → 1500
        tr: 1,5 m → 1.5
        az: 1,5 m → 1.5
    """),
)
def test_lengths(words: str, language: str, length: str) -> None:
    """Catches a wrong unit, a decimal comma read as thousands, a number not in shortest form."""
    assert metres(words, language) == length


@pytest.mark.parametrize(
    ("language", "words"),
    by_language("""
        en: ∅ | two | 8.6 | 2 million | 8 m by 3 m | 8,6 m | 8.6.2 m
        en: twenty-five metres | two and a half metres | ½ m | 8 M | 5–8 m | 2 1/2 metres
        de: 8.6 m
    """),
)
def test_words_that_are_no_one_length(words: str, language: str) -> None:
    """Catches a guess: no unit, two lengths, another language's comma, fractions."""
    assert metres(words, language) is None


@pytest.mark.parametrize(
    ("language", "words"),
    by_language("""
        en: 1 000 m | .5 m | -2 m | 8-10 m | 2 to 3 metres | 2 x 3 m | one hundred and two metres
        en: two hundred and five metres
        de-CH: 1'500 m
    """),
)
def test_a_part_of_a_number_is_no_length(words: str, language: str) -> None:
    """Catches the last digits of a number or range taken for the whole: 1 000 m is not 0 m."""
    assert metres(words, language) is None


@pytest.mark.parametrize(
    ("language", "words"),
    by_language("""
        en: at most 8 m | 8 m high at most | 8 m or more | above 8 m | in excess of 8 m
        en: taller than 8 m | not 8 m | no 8 m | may be 8 m | planned to be 8 m | minstens 8 m
        de: mindestens 8 m | bis zu 8 m | nicht 8 m
        fr: au moins 8 m
        tr: en az 8 m | 8 m'den fazla
        az: 8 m deyil
        ru: не менее 8 m
        hy: առնվազն 8 m
        es: más de 8 m
        it: almeno 8 m
        nl: minstens 8 m
    """),
)
def test_a_bound_or_a_denial_is_no_length(words: str, language: str) -> None:
    """Catches 8 out of words that say at least, at most or not, in any language."""
    assert metres(words, language) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    cases("""
        about two meters → yes | some 8 m → yes | Roughly 8 m → yes | approx. 8 m → yes
        almost 8 m → yes | two metres or so → yes | close to two metres → yes | etwa 8 m → yes
        rund um die Uhr, 8 m → ∅ | yaklaşık 8 metre → yes | 8 metre civarında → yes
        təxminən 8 m → yes | около 8 m → yes | около метро, 8 m → ∅ | մոտ 8 m → yes | unos 8 m → yes
        quasi 8 m → yes | ongeveer 8 m → yes | ca. 8 m → yes | ~8 m → yes | 8.6-meters-long → ∅
        an awesome roundabout of 8 m → ∅ | ∅ → ∅
    """),
)
def test_is_approximate(words: str, expected: str) -> None:
    """Catches an approximation overlooked, or found inside another word."""
    assert is_approximate(words) is bool(expected)


@pytest.mark.parametrize(
    ("language", "words", "tag"),
    by_language("""
        en: German → de | german → de | Brazilian Portuguese → pt-BR | Deutsch → ∅
        en: Elvish → ∅ | ∅ → ∅
        de: Deutsch → de
        tr: Türkçe → tr | German → de
        az: azərbaycan → az
    """),
)
def test_language_tag(words: str, language: str, tag: str) -> None:
    """Catches a tag with an underscore, or a name looked up in no or the wrong language."""
    assert language_tag(words, language) == (tag or None)


@pytest.mark.parametrize(
    ("name", "words", "value"),
    cases("""
        status → Unveiled → built | status → summoned → ∅ | opened → February 2012 → 2012-02
        length_m → 8.6-meters-long → 8.6
        country_code → Germany → DE | locality → the Hague → The Hague
        locality → Nowhere-on-Sea → Nowhere-on-Sea | description → February 2012 → February 2012
    """),
)
def test_value_of_each_kind(name: str, words: str, value: str) -> None:
    """Catches a column's kind that is read by another kind's rule."""
    assert value_of(column(name), words, "en") == (value or None)


LANGUAGES = st.sampled_from(["en", "tr", "az", "de", "ar", "xx"])
DATE_LIKE = st.lists(
    st.sampled_from(["31", "Feb", "mart", ".", ",", " ", "2008", "about", "0", "-02", "s", "٢"]),
    max_size=6,
).map("".join)
LENGTH_LIKE = st.lists(
    st.sampled_from(["8", ".", ",", " ", "m", "feet", "two", "-", "½", "٨", "9" * 30]), max_size=6
).map("".join)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=30) | DATE_LIKE, LANGUAGES)
def test_a_date_is_none_or_one_of_ours(words: str, language: str) -> None:
    """Catches a crash on any words, and a date without days."""
    date = edtf_date(words, language)
    assert date is None or days(date) is not None


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=30) | LENGTH_LIKE, LANGUAGES)
def test_a_length_is_none_or_a_number(words: str, language: str) -> None:
    """Catches a crash on any words, and an exponent or a sign in a length."""
    length = metres(words, language)
    assert length is None or (length.replace(".", "", 1).isdecimal() and length.isascii())


EDTF_PART = st.one_of(
    st.dates(min_value=datetime.date(1000, 1, 1)).map(str),
    st.dates(min_value=datetime.date(1000, 1, 1)).map(lambda day: str(day)[:7]),
    st.integers(1000, 9998).map(str),
    st.integers(100, 998).map(lambda decade: f"{decade}X"),
    st.integers(10, 98).map(lambda century: f"{century}XX"),
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(EDTF_PART, st.sampled_from(["", "?", "~", "%"]))
def test_days_are_those_of_the_edtf_library(date: str, qualifier: str) -> None:
    """Catches bounds that differ from those of a parser of the whole standard."""
    parsed = parse_edtf(date + qualifier)
    bounds = tuple(
        datetime.date(*bound[:3]).isoformat()
        for bound in (parsed.lower_strict(), parsed.upper_strict())
    )
    assert days(date + qualifier) == bounds
    assert days(f"{date}{qualifier}/{date}") == bounds

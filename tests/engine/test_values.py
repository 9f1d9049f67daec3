"""`values`: what value quoted words give, and that a machine says None where it cannot."""

import datetime

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.resolve.dates import days, edtf_date
from pipeline.resolve.lengths import metres
from pipeline.resolve.qualifiers import is_approximate
from pipeline.resolve.values import language_tag, value_of

from schemas import TABLES, Column, column_of

MEMORIALS = TABLES["memorials"]


def column(name: str) -> Column:
    return column_of(MEMORIALS, name)


@pytest.mark.parametrize(
    ("words", "language", "date"),
    [
        ("February 26, 2008", "en", "2008-02-26"),
        ("26 February 1992", "en", "1992-02-26"),
        ("30 May 2011", "en", "2011-05-30"),
        ("26th of February, 2008", "en", "2008-02-26"),
        ("February 1st 2008", "en", "2008-02-01"),
        ("Feb. 26, 2008", "en", "2008-02-26"),
        ("Sept. 2011", "en", "2011-09"),
        ("FEBRUARY 26, 2008", "en", "2008-02-26"),
        ("February\n2012", "en", "2012-02"),
        ("February, 2012", "en", "2012-02"),
        ("2011", "en", "2011"),
        ("2011.", "en", "2011"),
        ("2008-02-26", "en", "2008-02-26"),
        ("2008-02", "en", "2008-02"),
        ("the 1990s", "en", "199X"),
        ("26 Şubat 2008", "tr", "2008-02-26"),
        ("Kasım 2012", "tr", "2012-11"),
        ("23 Nisan 2015", "tr", "2015-04-23"),
        ("26 fevral 2008", "az", "2008-02-26"),
        ("Sentyabr 2012", "az", "2012-09"),
        ("26. Februar 2008", "de", "2008-02-26"),
        ("März 2012", "de", "2012-03"),
        ("1. Mai 2011", "de-AT", "2011-05-01"),
        ("26 février 2008", "fr", "2008-02-26"),
        ("26 February 2008", "xx", "2008-02-26"),
    ],
)
def test_dates(words: str, language: str, date: str) -> None:
    """Catches a date read wrongly, or made more or less precise than the words are."""
    assert edtf_date(words, language) == date


@pytest.mark.parametrize(
    ("words", "date"),
    [("İyun 2012", "2012-06"), ("26 İyul 2008", "2008-07-26")],
)
def test_months_that_begin_with_a_dotted_capital(words: str, date: str) -> None:
    """Catches İ that does not fold to i: these months begin a sentence like any other."""
    assert edtf_date(words, "az") == date


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("about 2012", "2012~"),
        ("around February 2012", "2012-02~"),
        ("ca. 2008", "2008~"),
        ("circa 26 February 2008", "2008-02-26~"),
        ("~2008", "2008~"),
        ("c. 2008", "2008~"),
        ("2008 or so", "2008~"),
        ("etwa 2008", "2008~"),
        ("yaklaşık 2008", "2008~"),
        ("около 2008", "2008~"),
        ("about the 1990s", "199X~"),
    ],
)
def test_approximate_dates(words: str, date: str) -> None:
    """Catches an approximation that is dropped on the way."""
    assert edtf_date(words, "en") == date


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", "en"),
        ("about", "en"),
        ("31 February 2008", "en"),
        ("February 29, 2009", "en"),
        ("0 May 2008", "en"),
        ("32 May 2008", "en"),
        ("2008-13", "en"),
        ("0000", "en"),
        ("by 2008", "en"),
        ("early 2012", "en"),
        ("In 2011", "en"),
        ("summer 2012", "en"),
        ("26 February", "en"),
        ("26 Februar 2008", "en"),
        ("26 February 2008", "de"),
        ("26/02/2008", "en"),
        ("2011 or 2012", "en"),
    ],
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
    ("date", "bounds"),
    [
        ("2008", ("2008-01-01", "2008-12-31")),
        ("2008-02", ("2008-02-01", "2008-02-29")),
        ("2009-02", ("2009-02-01", "2009-02-28")),
        ("2008-02-26", ("2008-02-26", "2008-02-26")),
        ("2008-02-29", ("2008-02-29", "2008-02-29")),
        ("199X", ("1990-01-01", "1999-12-31")),
        ("19XX", ("1900-01-01", "1999-12-31")),
        ("2008~", ("2008-01-01", "2008-12-31")),
        ("2008-02?", ("2008-02-01", "2008-02-29")),
        ("2008-02-26%", ("2008-02-26", "2008-02-26")),
        ("2008/2010", ("2008-01-01", "2010-12-31")),
        ("2008-02-24/2008-02-26", ("2008-02-24", "2008-02-26")),
        ("199X/2001-05", ("1990-01-01", "2001-05-31")),
        ("2008~/2009", ("2008-01-01", "2009-12-31")),
        ("0001-01-01", ("0001-01-01", "0001-01-01")),
        ("9999", ("9999-01-01", "9999-12-31")),
    ],
)
def test_days_that_a_date_allows(date: str, bounds: tuple[str, str]) -> None:
    """Catches bounds that are widened by an approximation or forget a leap year."""
    assert days(date) == bounds


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
    ("words", "language", "length"),
    [
        ("8.6-meters-long", "en", "8.6"),
        ("about two meters high", "en", "2"),
        ("Two METRES", "en", "2"),
        ("twenty metres", "en", "20"),
        ("one-meter", "en", "1"),
        ("8.60 m", "en", "8.6"),
        ("10.0 m", "en", "10"),
        ("100m", "en", "100"),
        ("0.5 m", "en", "0.5"),
        ("1,500 m", "en", "1500"),
        ("1,234.5 m", "en", "1234.5"),
        ("8,6 Meter", "de", "8.6"),
        ("1.500 m", "de", "1500"),
        ("1,5 m", "tr", "1.5"),
        ("1,5 m", "az", "1.5"),
        ("180 cm", "en", "1.8"),
        ("2500 mm", "en", "2.5"),
        ("1.2 km", "en", "1200"),
        ("10 feet", "en", "3.048"),
        ("ten-foot", "en", "3.048"),
        ("12 inches", "en", "0.3048"),
        ("2 m, or 200 cm", "en", "2"),
    ],
)
def test_lengths(words: str, language: str, length: str) -> None:
    """Catches a wrong unit, a decimal comma read as thousands, a number not in shortest form."""
    assert metres(words, language) == length


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", "en"),
        ("two", "en"),
        ("8.6", "en"),
        ("2 million", "en"),
        ("8 m by 3 m", "en"),
        ("6 ft 2 in", "en"),
        ("8,6 m", "en"),
        ("8.6 m", "de"),
        ("8.6.2 m", "en"),
        ("twenty-five metres", "en"),
        ("two and a half metres", "en"),
        ("½ m", "en"),
        ("8 M", "en"),
        ("5–8 m", "en"),
        ("2 1/2 metres", "en"),
    ],
)
def test_words_that_are_no_one_length(words: str, language: str) -> None:
    """Catches a guess: no unit, two lengths, another language's comma, fractions."""
    assert metres(words, language) is None


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("1 000 m", "en"),
        ("1'500 m", "de-CH"),
        (".5 m", "en"),
        ("-2 m", "en"),
        ("8-10 m", "en"),
        ("2 to 3 metres", "en"),
        ("2 x 3 m", "en"),
        ("one hundred and two metres", "en"),
        ("two hundred and five metres", "en"),
    ],
)
def test_a_part_of_a_number_is_no_length(words: str, language: str) -> None:
    """Catches the last digits of a number or range taken for the whole: 1 000 m is not 0 m."""
    assert metres(words, language) is None


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("at most 8 m", "en"),
        ("8 m high at most", "en"),
        ("8 m or more", "en"),
        ("above 8 m", "en"),
        ("in excess of 8 m", "en"),
        ("taller than 8 m", "en"),
        ("not 8 m", "en"),
        ("no 8 m", "en"),
        ("may be 8 m", "en"),
        ("planned to be 8 m", "en"),
        ("mindestens 8 m", "de"),
        ("bis zu 8 m", "de"),
        ("nicht 8 m", "de"),
        ("au moins 8 m", "fr"),
        ("en az 8 m", "tr"),
        ("8 m'den fazla", "tr"),
        ("8 m deyil", "az"),
        ("не менее 8 m", "ru"),
        ("առնվազն 8 m", "hy"),
        ("más de 8 m", "es"),
        ("almeno 8 m", "it"),
        ("minstens 8 m", "nl"),
        ("minstens 8 m", "en"),
    ],
)
def test_a_bound_or_a_denial_is_no_length(words: str, language: str) -> None:
    """Catches 8 out of words that say at least, at most or not, in any language."""
    assert metres(words, language) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("about two meters", True),
        ("some 8 m", True),
        ("Roughly 8 m", True),
        ("approx. 8 m", True),
        ("almost 8 m", True),
        ("two metres or so", True),
        ("close to two metres", True),
        ("etwa 8 m", True),
        ("rund um die Uhr, 8 m", False),
        ("yaklaşık 8 metre", True),
        ("8 metre civarında", True),
        ("təxminən 8 m", True),
        ("около 8 m", True),
        ("около метро, 8 m", False),
        ("մոտ 8 m", True),
        ("unos 8 m", True),
        ("quasi 8 m", True),
        ("ongeveer 8 m", True),
        ("ca. 8 m", True),
        ("~8 m", True),
        ("8.6-meters-long", False),
        ("an awesome roundabout of 8 m", False),
        ("", False),
    ],
)
def test_is_approximate(words: str, said: bool) -> None:
    """Catches an approximation overlooked, or found inside another word."""
    assert is_approximate(words) is said


@pytest.mark.parametrize(
    ("words", "language", "tag"),
    [
        ("German", "en", "de"),
        ("german", "en", "de"),
        ("Deutsch", "de", "de"),
        ("Türkçe", "tr", "tr"),
        ("azərbaycan", "az", "az"),
        ("German", "tr", "de"),
        ("Brazilian Portuguese", "en", "pt-BR"),
        ("Deutsch", "en", None),
        ("Elvish", "en", None),
        ("", "en", None),
    ],
)
def test_language_tag(words: str, language: str, tag: str | None) -> None:
    """Catches a tag with an underscore, or a name looked up in no or the wrong language."""
    assert language_tag(words, language) == tag


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("status", "Unveiled", "extant"),
        ("status", "summoned", None),
        ("opened", "February 2012", "2012-02"),
        ("length_m", "8.6-meters-long", "8.6"),
        ("inscription_language", "German", "de"),
        ("country_code", "Germany", "DE"),
        ("locality", "the Hague", "The Hague"),
        ("locality", "Nowhere-on-Sea", "Nowhere-on-Sea"),
        ("description", "February 2012", "February 2012"),
    ],
)
def test_value_of_each_kind(name: str, words: str, value: str | None) -> None:
    """Catches a column's kind that is read by another kind's rule."""
    assert value_of(column(name), words, "en") == value


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

"""Dates: what words say as EDTF, and the days that a date of EDTF allows."""

import calendar
import datetime
import functools
import re
from collections.abc import Iterator

from pipeline.common.words import month_number, pattern
from schemas.columns import PATTERNS

YEAR, DAY = r"(?P<year>[0-9]{4})", r"(?P<day>[0-9]{1,2})"
MONTH = r"(?<![^\W\d_])<MONTH>"  # a name of CLDR, or one of the words' files
# The year with what languages put behind it: 2008-ci il, 2008 года.
YEAR_SAID = rf"{YEAR}(?:-(?:<year_endings>))?(?: (?:<year_words>))?"
FORMS = (
    rf"{DAY}(?:<ordinals>|\.)?(?: (?:<day_of>))? {MONTH}(?:,| (?:<day_of>))? {YEAR_SAID}",
    rf"{MONTH} {DAY}(?:<ordinals>)?,? {YEAR_SAID}",
    rf"{YEAR}(?:-(?:<year_endings>))? (?:<year_words>) {MONTH}"
    rf" (?:{DAY}(?:-?(?:<day_endings>))?|(?:<month_words>))",
    rf"{MONTH}(?:,| (?:<day_of>))? {YEAR_SAID}",
    YEAR_SAID,
    rf"{DAY}(?:\. ?|/)(?P<number>[0-9]{{1,2}})(?:\. ?|/){YEAR_SAID}",
    rf"{YEAR}-(?P<number>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?",
)
DECADE = r"(?:(?:<the>) )?([0-9]{3})0(?:<decade_endings>)"


def edtf_date(words: str, language: str) -> str | None:
    """Return a date in words as EDTF, no more precise than they are: "February 2012" is 2012-02."""
    words = " ".join(words.split())
    plain, approximate = pattern("<APPROXIMATE>", re.IGNORECASE).subn("", words)
    ending = "~" if approximate else ""
    if match := pattern(DECADE).fullmatch(plain.strip(" ,.")):
        return f"{match[1]}X{ending}"
    for form in FORMS:
        if match := pattern(form).fullmatch(plain.strip(" ,.")):
            date = _date(match, language)
            return date and date + ending
    return None


def dates_in(words: str, language: str) -> set[str]:
    """Return every date that stands in words, each form by itself: a day's year is one too."""
    return {date for _, date in find_dates(words, language)}


def longer_date(before: str, quote: str, after: str, language: str) -> bool:
    """Return whether a quotation is only a part of a date that stands there."""
    start, end, own = len(before), len(before) + len(quote), edtf_date(quote, language)
    for match, date in find_dates(before + quote + after, language):
        if match.start() <= start and end <= match.end() and date != own:
            return len(match[0]) > len(quote)
    return False


def find_dates(words: str, language: str) -> Iterator[tuple[re.Match[str], str]]:
    """Give every date that stands in words, as EDTF, and where it does."""
    for form in FORMS:
        for match in pattern(form).finditer(words):
            if date := _date(match, language):
                yield match, date


def _date(match: re.Match[str], language: str) -> str | None:
    parts = match.groupdict()
    month, day = parts.get("number"), parts.get("day")
    if name := parts.get("month"):
        number = month_number(name, language)
        if not number:
            return None
        month = f"{number:02}"
    elif match.re.pattern.startswith(DAY) and language.startswith("en"):
        return None  # 02.03.2014 is a day of February or of March, as writers of English differ
    date = "-".join(part.zfill(2) for part in (parts["year"], month, day) if part)
    return date if days(date) else None


def inside(inner: tuple[str, str], outer: tuple[str, str]) -> bool:
    """Return whether the days of one date all lie among those of another; see `days`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


@functools.lru_cache(maxsize=100_000)
def days(date: str) -> tuple[str, str] | None:
    """Return the first and last day (ISO 8601) that an EDTF date allows; None if it is not ours.

    Ours are days, months, years, decades and centuries of level 1 and closed intervals of them.
    """
    if not re.fullmatch(PATTERNS["edtf"], date):
        return None
    try:
        parts = [_bounds(part.rstrip("?~%")) for part in date.split("/")]
    except ValueError:
        return None  # the calendar has no such day
    first, last = parts[0][0].isoformat(), parts[-1][1].isoformat()
    return (first, last) if first <= last else None


def _bounds(date: str) -> tuple[datetime.date, datetime.date]:
    # The library `edtf` gives the same (a test compares them) but takes 11 ms a date.
    year, month, day = [*date.split("-"), "", ""][:3]
    first = datetime.date(int(year.replace("X", "0")), int(month or 1), int(day or 1))
    last_year, last_month = int(year.replace("X", "9")), int(month or 12)
    last_day = int(day) if day else calendar.monthrange(last_year, last_month)[1]
    return first, datetime.date(last_year, last_month, last_day)

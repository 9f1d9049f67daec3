"""Turn a quotation into the value of a column, by the column's kind, as the CSV writes it.

Every function takes the quoted words and the source's language and gives the value, or None where
a machine cannot tell. They are run again when a package is validated, so a value is never believed.
"""

import calendar
import datetime
import functools
import re
from decimal import Decimal, InvalidOperation

from babel import numbers
from babel.dates import get_month_names

from pipeline.common.serialize import number_text
from pipeline.resolve.gazetteer import cldr_locale, country_code, gazetteer_spelling
from schemas import Column
from schemas.columns import PATTERNS
from schemas.vocabularies import term_for

# Length units in metres. Foot and inch: the international yard and pound agreement of 1959.
METRES = {
    "m": "1",
    "meter": "1",
    "meters": "1",
    "metre": "1",
    "metres": "1",
    "cm": "0.01",
    "centimeter": "0.01",
    "centimeters": "0.01",
    "centimetre": "0.01",
    "centimetres": "0.01",
    "mm": "0.001",
    "km": "1000",
    "foot": "0.3048",
    "feet": "0.3048",
    "ft": "0.3048",
    "inch": "0.0254",
    "inches": "0.0254",
}
UP_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
TENS = "thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {word: number for number, word in enumerate(UP_TO_TWENTY.split())} | {
    word: 10 * number for number, word in enumerate(TENS.split(), start=3)
}
NUMBER = (
    r"(?:[0-9]++(?:[.,][0-9]++)*+"
    rf"|\b(?:{'|'.join([*NUMBER_WORDS, 'hundred', 'thousand', 'half'])})\b)"
)
LENGTH = re.compile(
    rf"(?<![-–−/+.,'’\w])(?P<number>{NUMBER})[\s-]*+(?P<unit>[a-z]++)\b", re.IGNORECASE
)
LONGEST = 2_000  # characters that are read by a machine: a date or a length is said in fewer
MOST_DIGITS = 40  # of a length, points and commas included

# Words that make a number or a date vague or a bound, of nine languages, whatever the source's is.
# English ones count wherever they stand in a quotation; the others only right before a number, as
# many mean something else elsewhere: "около" is about 8 m, and near a station.
FILLER = (
    r"(?:[\s.'’\"“()-]|\b(?:an?|the|years?|(?:end|start|beginning|middle|height|length) of"
    r"|zu|zum|zur|dem|den|der|das|jahre?|ende|anfang|le|la|les|l|el|il|lo|al|het|de[ls]?|du|eind"
    r"|года?|конца|начала)\b)*+"
)
NUMBER_NEXT = rf"(?={FILLER}(?:{NUMBER}|\Z))"
ABOUT = (
    "about|some|roughly|approximately|approx|around|nearly|almost|circa|ca|or so|or thereabouts"
    r"|environ|civarı\w*+"
)
ABOUT_A_NUMBER = (
    "c|close to|estimated|etwa|ungefähr|rund|zirka|fast|beinahe|knapp|gegen|um"  # en, de
    "|presque|près de|vers|yaklaşık|takriben|neredeyse|təxminən|təqribən"  # fr, tr, az
    "|около|примерно|приблизительно|почти|порядка|մոտ|մոտավորապես|շուրջ"  # ru, hy
    "|aproximadamente|alrededor de|cerca de|casi|unos|unas|hacia"  # es
    "|quasi|all['’]incirca|intorno al?|ongeveer|bijna|rond|zo['’]n"  # it, nl
)
LEAST_OR_MOST = (
    r"than|over|at least|up to|under|at (?:the )?most|above|below|beyond|exceed\w*+|in excess of"
    "|(?:maximum|minimum)(?: of)?|short of|as (?:much|high|tall|long) as|and (?:above|over|up)"
    "|or (?:more|less|over|under|higher|taller|longer|shorter)"
)
LEAST_OR_MOST_NUMBER = (
    "mindestens|wenigstens|höchstens|maximal|minimal|über|unter|bis|mehr als|weniger als"
    r"|au moins|au plus|au maximum|plus de|moins de|jusqu['’]\w++"
    "|en az|en fazla|en çok|ən azı|ən azından|ən çoxu?"
    "|до|от|свыше|более|менее|больше|меньше|минимум|максимум|առնվազն|առավելագույնը|ավելի քան"
    "|al menos|por lo menos|como máximo|como mínimo|más de|menos de|hasta"
    "|almeno|al massimo|più di|meno di|oltre|fino al?"
    "|minstens|ten minste|minimaal|hoogstens|maximaal|meer dan|minder dan|tot"
)
AFTER_A_NUMBER = (  # what other languages put behind it: "8 m'den fazla", "2011-ci ildən əvvəl"
    r"\w*+(?<=[dt][aeə]n)\s++(?:daha )?(?:önce|evvel|sonra|beri|itibaren|fazla|az"
    r"|əvvəl|bəri|etibarən|çox|artıq)|kadar|qədər|değin|dək|yakın|yaxın|aşkın|değil|deyil"
    "|առաջ|հետո|ի վեր|սկսած"
    "|(?:oder|ou|o|of|и|или) (?:mehr|weniger|später|plus|moins|más|menos|più|meno|meer|minder"
    "|более|больше|менее|меньше|выше|позже)|au plus|au moins|au maximum"
)
APPROXIMATE = re.compile(
    rf"\b(?:{ABOUT})\b|[~≈±]|\b(?:{ABOUT_A_NUMBER})\b{NUMBER_NEXT}", re.IGNORECASE
)
BOUND = re.compile(
    rf"[<>≤≥]|\b(?:{LEAST_OR_MOST}|{AFTER_A_NUMBER})\b|\b(?:{LEAST_OR_MOST_NUMBER})\b{NUMBER_NEXT}",
    re.IGNORECASE,
)
# Words that deny what follows them, doubt it, or say that it is not done; see `denial`. The month
# of Azerbaijani is may, beside a digit.
DENIED = (
    r"not(?! only)|\w*n['’]t|cannot|never|no(?!\.)|none|nobody|nothing|neither|nor|hardly|scarcely"
    r"|barely|without|false(?:ly)?|untrue|den(?:y|ies|ied|ying)|fail\w*+|refus\w*+|prevent\w*+"
    r"|alleg(?:ed|es|ing|edly|ations?)|report(?:s|ed|edly)|rumou?r\w*+|purported\w*+|suppos\w*+"
    r"|possibly|perhaps|maybe|probably|likely|apparently|presumably|if|unless|whether"
    r"|will|can|might|(?<![0-9] )may(?! [0-9])|would|should|could|shall|must|ought"
    r"|tr(?:y|ies|ied|ying)|attempt\w*+|to (?:be|have|get)"
    r"|nicht|nie|niemals|kein\w*+|pas|jamais|non(?=\s)|не|нет|никогда|niet|nooit|geen"
)
PLANNED = (
    r"plan(?:s|ned|ning)?|propos\w++|intend\w*+|intention|schedul\w++|expect\w*+|demand\w*+"
    r"|request\w*+|recommend\w*+|threat\w*+|call(?:s|ed|ing)? for"
)
TAKEN_BACK, NOT_DONE = (
    re.compile(rf"\b(?:{words})\b") for words in (DENIED, f"{DENIED}|{PLANNED}")
)
NAMES = re.compile(r"\b(?:Will|Can|May|Might)\b")
YEAR, DAY, MONTH = (
    r"(?P<year>[0-9]{4})",
    r"(?P<day>[0-9]{1,2})",
    r"(?<![^\W\d_])(?P<month>[^\W\d_]++)\.?",
)
DATE_FORMS = (  # a month is a name of CLDR; a day may carry an ordinal's letters
    re.compile(rf"{DAY}(?:st|nd|rd|th|\.)?(?: of)? {MONTH},? {YEAR}"),
    re.compile(rf"{MONTH} {DAY}(?:st|nd|rd|th)?,? {YEAR}"),
    re.compile(rf"{MONTH},? {YEAR}"),
    re.compile(YEAR),
    re.compile(rf"{YEAR}-(?P<number>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?"),
)
MECHANICAL = ("vocabulary", "edtf", "metres", "language", "country_code")
DECADE = re.compile(r"(?:the )?([0-9]{3})0s")


def value_of(column: Column, words: str, language: str) -> str | None:
    """The value that quoted words give in a column, or None where a machine cannot tell."""
    if column.kind in MECHANICAL and len(words) > LONGEST:
        return None
    match column.kind:
        case "vocabulary":
            return term_for(column.vocabulary, words)
        case "edtf":
            return edtf_date(words, language)
        case "metres":
            return metres(words, language)
        case "language":
            return language_tag(words, language)
        case "country_code":
            return country_code(words, language)
        case "locality":
            return gazetteer_spelling(words) or words
        case _:
            return words


def edtf_date(words: str, language: str) -> str | None:
    """A date in words as EDTF, no more precise than the words: "February 2012" is 2012-02."""
    words = " ".join(words.split())
    if plain := APPROXIMATE.sub("", words).strip(" ,."):
        approximate = "~" if APPROXIMATE.search(words) else ""
        if match := DECADE.fullmatch(plain):
            return f"{match[1]}X{approximate}"
        for form in DATE_FORMS:
            if match := form.fullmatch(plain):
                date = _date(match.groupdict(), language)
                return date and date + approximate
    return None


def dates_in(words: str, language: str) -> set[str]:
    """Every date that stands in words, each form by itself: the year of a day is one too."""
    found = (match for form in DATE_FORMS for match in form.finditer(words))
    return {date for match in found if (date := _date(match.groupdict(), language))}


def longer_date(before: str, quote: str, after: str, language: str) -> bool:
    """Whether a quotation is only a part of a date that stands there."""
    text, start, end = before + quote + after, len(before), len(before) + len(quote)
    return any(
        _date(match.groupdict(), language)
        for form in DATE_FORMS
        for match in form.finditer(text)
        if match.start() <= start and end <= match.end() and len(match[0]) > end - start
    )


def inside(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether the days of one date all lie among those of another; see `days`."""
    return other[0] <= one[0] and one[1] <= other[1]


def is_month(name: str, language: str) -> bool:
    """Whether a word is a month's name, in English or in the source's language."""
    return any(_folded(name) in _months(tag) for tag in ("en", language))


def _date(parts: dict[str, str | None], language: str) -> str | None:
    year, day = str(parts["year"]), parts.get("day")
    month = parts.get("number") or _months(language).get(_folded(parts.get("month") or ""))
    if parts.get("month") and not month:
        return None
    date = "-".join(part for part in (year, month, day and day.zfill(2)) if part)
    return date if days(date) else None


def _folded(name: str) -> str:
    """A name without regard to capitals, the Turkic dotted İ included."""
    return name.replace("İ", "i").casefold().rstrip(".")


@functools.cache
def _months(language: str) -> dict[str, str]:
    """The months' names of a language (CLDR), full and short, and their two digits.

    Only the forms that stand in a date: asking Babel 2.18 for the stand-alone ones of a language
    changes what it answers for others (its issue 1234).
    """
    names = {
        _folded(name): f"{number:02}"
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, locale=cldr_locale(language)).items()
    }
    return names | ({"sept": "09"} if names.get("september") == "09" else {})  # CLDR has Sep


@functools.lru_cache(maxsize=100_000)
def days(date: str) -> tuple[str, str] | None:
    """The first and the last day that an EDTF date allows, or None if it is not one of ours.

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
    """The first and last day of a day, month, year, decade (199X) or century (19XX).

    The library `edtf` gives the same (a test compares them) but takes 11 ms a date.
    """
    year, month, day = [*date.split("-"), "", ""][:3]
    first = datetime.date(int(year.replace("X", "0")), int(month or 1), int(day or 1))
    last_year, last_month = int(year.replace("X", "9")), int(month or 12)
    last_day = int(day) if day else calendar.monthrange(last_year, last_month)[1]
    return first, datetime.date(last_year, last_month, last_day)


def metres(words: str, language: str) -> str | None:
    """A length in words in metres: "8.6-meters-long" is 8.6, "about two meters high" is 2."""
    lengths = [
        number_text(number * Decimal(METRES[match["unit"].casefold()]))
        for match in LENGTH.finditer(words)
        if is_unit(match["unit"]) and (number := _number(match["number"], language)) is not None
    ]
    if len(set(lengths)) != 1 or len(re.findall(NUMBER, words, re.IGNORECASE)) != len(lengths):
        return None  # with a number that is no length, or two lengths, a machine cannot tell
    return None if BOUND.search(words) or denial(words) else lengths[0]


def denial(words: str, planned: bool = True) -> str | None:
    """The first word that denies what follows, doubts it, or, if asked for, only plans it."""
    small = NAMES.sub(" ", words).lower()  # to ignore capitals takes a pattern thrice as long
    match = (NOT_DONE if planned else TAKEN_BACK).search(small)
    return match and match[0]


def is_unit(word: str) -> bool:
    """Whether a word is a unit of length; a capital M stands for millions."""
    return word != "M" and word.casefold() in METRES


def _number(word: str, language: str) -> Decimal | None:
    if len(word) > MOST_DIGITS:
        return None
    if word[0].isalpha() and word.casefold() not in NUMBER_WORDS:
        return None
    if word.casefold() in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[word.casefold()])
    try:
        return numbers.parse_decimal(word, locale=str(cldr_locale(language)), strict=True)
    except (numbers.NumberFormatError, InvalidOperation):
        return None


def is_approximate(words: str) -> bool:
    """Whether a measure's quotation says about, some, roughly or the like."""
    return bool(APPROXIMATE.search(words))


def language_tag(words: str, language: str) -> str | None:
    """The BCP 47 tag of a language's name, in English or in the source's language."""
    own, english = _language_tags(language), _language_tags("en")
    return own.get(words.casefold()) or english.get(words.casefold())


@functools.cache
def _language_tags(language: str) -> dict[str, str]:
    """The tags of the languages by their names in a language, folded; of two, the first."""
    names = reversed(list(cldr_locale(language).languages.items()))
    return {name.casefold(): str(code).replace("_", "-") for code, name in names}

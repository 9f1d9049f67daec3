"""Points on the earth: what words say as latitude and longitude, and how far two lie apart."""

import functools
import math
import re
from decimal import Decimal

from pipeline.common.serialize import number_text
from pipeline.common.words import expression, words_of

SIDES = {"north": (0, 1), "south": (0, -1), "east": (1, 1), "west": (1, -1)}  # axis, sign
NUMBER = r"[0-9]{1,3}(?:[.,][0-9]{1,9})?"
ANGLE = (
    rf"(?P<degrees>{NUMBER})\s*(?:[°º]\s*)?"
    rf"(?:(?P<minutes>{NUMBER})\s*[′'’]\s*)?(?:(?P<seconds>{NUMBER})\s*(?:[″\"”]|′′|'')\s*)?"
)
DECIMALS = r"\s*(-?[0-9]{1,3}\.[0-9]+)\s*°?"
PLAIN = re.compile(rf"[\s(]*{DECIMALS}[,;/\s]+{DECIMALS}[\s)]*")
PLACES = Decimal("0.00001")  # of a degree: about a metre
PARTS = 60  # minutes of a degree, seconds of a minute
LIMITS = (90, 180)
EARTH_KM = 6371.0088  # mean radius (IUGG)


def coordinates(words: str, language: str) -> str | None:
    """Return a point as `latitude, longitude` in degrees (WGS 84); None where words give no one.

    Degrees, minutes and seconds or decimals, each with a letter of the compass in the source's
    language, or two decimals with a point, latitude first.
    """
    if plain := PLAIN.fullmatch(words):
        return _point([Decimal(plain[1]), Decimal(plain[2])])
    for pattern in _angles(language):
        angles = {}
        for match in pattern.finditer(words):
            axis, sign = _side(match["side"], language)
            if any(_number(match[part]) >= PARTS for part in ("minutes", "seconds")):
                return None
            angles[axis] = sign * _degrees(match)
        if angles.keys() == {0, 1} and not re.search(r"[0-9]", pattern.sub("", words)):
            return _point([angles[0], angles[1]])
    return None


def _degrees(match: re.Match[str]) -> Decimal:
    degrees, minutes, seconds = map(_number, match.group("degrees", "minutes", "seconds"))
    whole = degrees + minutes / PARTS + seconds / PARTS**2
    return whole if not match["minutes"] else whole.quantize(PLACES)


def _number(digits: str | None) -> Decimal:
    return Decimal((digits or "0").replace(",", "."))


def _point(angles: list[Decimal]) -> str | None:
    inside = all(abs(angle) <= limit for angle, limit in zip(angles, LIMITS, strict=True))
    return ", ".join(map(number_text, angles)) if inside else None


@functools.cache
def _angles(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of an angle with its side of the compass behind it, and before it."""
    either = "|".join(expression(word) for words in _compass(language).values() for word in words)
    side = rf"(?<![^\W\d])(?P<side>{either})(?!\w)"
    forms = (rf"{ANGLE}{side}", rf"{side}\.?\s*{ANGLE}")
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


def _compass(language: str) -> dict[str, list[str]]:
    compass: dict[str, list[str]] = words_of(language).get("compass") or words_of("en")["compass"]
    return compass


def _side(letter: str, language: str) -> tuple[int, int]:
    for side, words in _compass(language).items():
        if re.fullmatch("|".join(map(expression, words)), letter, re.IGNORECASE):
            return SIDES[side]
    raise KeyError(letter)


def kilometres(point: str, other: str) -> float:
    """Return the distance of two points, each as `coordinates` gives it, along the earth."""
    (lat, lon), (lat2, lon2) = (
        [math.radians(float(a)) for a in p.split(", ")] for p in (point, other)
    )
    haversine = (
        math.sin((lat2 - lat) / 2) ** 2
        + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(haversine))

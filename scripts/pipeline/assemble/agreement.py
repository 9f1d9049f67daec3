"""Settle a cell of which several claims speak, in one source or in several.

Values are compared as what they mean, not as they are spelled: contract part 3, rule 4.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.common.letters import folded
from pipeline.common.words import entries
from pipeline.read.claims import Plain, Settlement
from pipeline.read.seeds import Seed
from pipeline.resolve.coordinates import kilometres
from pipeline.resolve.dates import days, inside
from pipeline.resolve.gazetteer import country_code, locality, numbers_of
from pipeline.resolve.resolve import ClaimError, Reading
from pipeline.resolve.values import fault_of
from schemas import Column

GENERAL = ("memorial", "monument")  # types that agree with each other and with any special one
VAGUE = "?~%"  # signs of EDTF behind a date: 2012 is more precise than about 2012
SAME_POINT_KM = 0.5  # as far as two positions of one memorial may lie apart


class Wording(NamedTuple):
    """A value as a source has it, and the source's language (BCP 47)."""

    value: str
    language: str


class Surroundings(NamedTuple):
    """What else is known of a memorial: the code of its country, and the names of its districts."""

    country: str = ""
    districts: frozenset[str] = frozenset()


NOWHERE = Surroundings()


def most_precise(
    column: Column, wordings: Sequence[Wording], around: Surroundings = NOWHERE
) -> str | None:
    """Return the first value that agrees with all the others, the most precise of them, if any."""
    for one in wordings:
        if all(agrees(column, one, other, around) for other in wordings):
            return one.value
    return None


def agrees(column: Column, one: Wording, other: Wording, around: Surroundings) -> bool:
    """Return whether a value means what another does, or says it more precisely."""
    if plain_text(one.value) == plain_text(other.value):
        return True
    match column.kind:
        case "edtf":
            inner, outer = days(one.value), days(other.value)
            vague = inner == outer and one.value[-1] in VAGUE and other.value[-1] not in VAGUE
            return bool(inner and outer and inside(inner, outer) and not vague)
        case "metres":
            return Decimal(one.value) == Decimal(other.value)
        case "coordinates":
            return kilometres(one.value, other.value) <= SAME_POINT_KM
        case "locality":
            return _is_same_town(one.value, other.value, around)
    if column.vocabulary == "memorial_type":
        return other.value in GENERAL
    if column.name == "country":
        codes = {country_code(*wording) for wording in (one, other)}
        return len(codes) == 1 and None not in codes
    return False


def standing(
    column: Column, value: str, wordings: Sequence[Wording], around: Surroundings = NOWHERE
) -> tuple[bool, set[str]]:
    """Return whether a cell's value agrees with all that is given, or need not, side by side.

    And where they differ, the values that rank before the others: those that mean the cell's.
    """
    own = next((wording for wording in wordings if wording.value == value), None)
    if own is None:
        return False, set()
    holds = column.side_by_side or all(agrees(column, own, other, around) for other in wordings)
    same = {
        other.value
        for other in wordings
        if agrees(column, own, other, around) and agrees(column, other, own, around)
    }
    return holds, same if any(other.value not in same for other in wordings) else set()


def _is_same_town(one: str, other: str, around: Surroundings) -> bool:
    """Return whether two names are of one town, or the first is of a part of the second."""
    if not around.country:
        return bool(numbers_of(one) & numbers_of(other))
    towns = [locality(name, around.country) for name in (one, other)]
    if towns[0] and towns[1] and towns[0]["geonameid"] == towns[1]["geonameid"]:
        return True
    return plain_text(one) in around.districts


def plain_text(text: str) -> str:
    """Return a text without regard to capitals, accents, articles and white space."""
    words = folded(text).split()
    return " ".join(word for word in words if word not in entries("the"))


def settle_readings(
    column: Column,
    readings: list[Reading],
    seeds: Mapping[str, Seed],
    settlements: Sequence[Settlement] = (),
    around: Surroundings = NOWHERE,
) -> tuple[str, ClaimError | None]:
    """Return the value of a cited cell, and the fault where the claims do not agree on one.

    Args:
        column: of the cell.
        readings: what the claims give, those of the source that was taken in first before others.
        seeds: those of the claims by name, whose words the fault shows.
        settlements: that speak of the cell.
        around: what is known of the memorial.
    """
    values = list(dict.fromkeys(reading.value for reading in readings))
    if column.kind == "names":
        return "; ".join(values), None
    wordings = wordings_of(readings, seeds)
    chosen, weighed, why = _chosen(readings, settlements)
    if len(chosen) == 1:
        value = chosen[0]
        own = next(
            (wording for wording in wordings if wording.value == value), Wording(value, "en")
        )
        left = [
            other.value
            for other in wordings
            if not (column.side_by_side or agrees(column, own, other, around))
            and not _is_weighed(other.value, weighed, why)
        ]
        stale = [value, *weighed] if value not in values else sorted({*weighed} - {*values})
        if stale:
            message = f"no claim gives {stale[0]!r}, which the settlement names"
            return value, ClaimError("claims-disagree", message, "mend [[settle]]", stale[0])
        if not left:
            return value, None
        message = f"{value!r} is preferred, but {left[0]!r} was not weighed"
        fix = f"look at its words, and name {left[0]!r} in the reason, or prefer it"
        return value, ClaimError("claims-disagree", _given(message, readings, seeds), fix, left[0])
    if len(settlements) > 1:
        message = f"two [[settle]] say {' and '.join(map(repr, chosen))}"
        fix = "keep the one that holds"
        return chosen[0], ClaimError("claims-disagree", _given(message, readings, seeds), fix)
    if not chosen:
        agreed = values[0] if column.side_by_side else most_precise(column, wordings, around)
        if agreed is not None:
            return agreed, None
    message = "the claims give different values"
    fix = 'add prefer = "over OTHER VALUE: why" to the claim that holds, or a [[settle]]'
    given = _given(message, readings, seeds)
    return values[0], ClaimError("claims-disagree", given, fix, readings[-1].value)


def wordings_of(readings: Iterable[Reading], seeds: Mapping[str, Seed]) -> list[Wording]:
    """Return the values of readings with the languages of their sources."""
    return [
        Wording(reading.value, seeds[reading.claim.place.seed].language) for reading in readings
    ]


def _chosen(
    readings: Iterable[Reading], settlements: Sequence[Settlement]
) -> tuple[list[str], set[str], str]:
    """Return the values that somebody chose, and what was weighed against them: values, words."""
    if settlements:
        weighed = {value for settlement in settlements for value in settlement.against}
        return list({settlement.value: None for settlement in settlements}), weighed, ""
    preferred = [reading for reading in readings if reading.claim.prefer.strip()]
    why = " ".join(reading.claim.prefer for reading in preferred)
    return list({reading.value: None for reading in preferred}), set(), why


def _is_weighed(value: str, weighed: set[str], why: str) -> bool:
    names = re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", why.casefold())
    return value in weighed or names is not None


def _given(message: str, readings: Iterable[Reading], seeds: Mapping[str, Seed]) -> str:
    """Return a message with each value and the words that give it, side by side."""
    given = "; ".join(f"{reading.value!r} from {_words(reading, seeds)}" for reading in readings)
    return f"{message}: {given}"


def settle_plains(column: Column, plains: list[Plain]) -> tuple[str, ClaimError | None]:
    """Return the value of a cell that is given outright, and the fault where several are given."""
    values = sorted({plain.value for plain in plains})
    if len(values) > 1:
        message = f"the seeds say {', '.join(values)}"
        return values[0], ClaimError("claims-disagree", message, "agree on one", values[-1])
    fault = fault_of(column, values[0]) if values else None
    error = ClaimError("bad-value", fault, column.fix, values[0]) if fault else None
    return values[0] if values else column.default, error


def _words(reading: Reading, seeds: Mapping[str, Seed]) -> str:
    seed = seeds[reading.claim.place.seed]
    quotes = [seed.document.text[span.start : span.end] for span in reading.spans]
    return " + ".join(map(repr, quotes)) + f" ({seed.file}.txt)"

"""Settle a cell of which several claims speak, in one source or in several."""

from collections.abc import Mapping

from pipeline.read.claims import Plain
from pipeline.read.seeds import Seed
from pipeline.resolve.dates import days
from pipeline.resolve.resolve import ClaimError, Reading
from schemas import Column


def settle_readings(
    column: Column, readings: list[Reading], seeds: Mapping[str, Seed]
) -> tuple[str, ClaimError | None]:
    """Return the value of a cited cell, and the fault where the claims do not agree on one.

    It is what they all give, the value that a claim prefers, or the most precise date; names are
    listed all. `seeds` are those of the claims by name, whose words the fault shows.
    """
    values = list(dict.fromkeys(reading.value for reading in readings))
    if column.kind == "names":
        return "; ".join(values), None
    preferred = {reading.value for reading in readings if reading.claim.prefer.strip()}
    if len(values) == 1:
        return values[0], None
    if len(preferred) == 1:
        return preferred.pop(), None
    if column.kind == "edtf" and not preferred and (date := _most_precise(values)):
        return date, None
    given = "; ".join(f"{reading.value!r} from {_words(reading, seeds)}" for reading in readings)
    message = f"the claims give different values: {given}"
    fix = 'add prefer = "why" to the claim that holds'
    return values[0], ClaimError("claims-disagree", message, fix, readings[-1].value)


def settle_plains(column: Column, plains: list[Plain]) -> tuple[str, ClaimError | None]:
    """Return the value of a cell that is given outright, and the fault where several are given."""
    values = sorted({plain.value for plain in plains})
    if len(values) > 1:
        message = f"the seeds say {', '.join(values)}"
        return values[0], ClaimError("claims-disagree", message, "agree on one", values[-1])
    return values[0] if values else column.default, None


def _most_precise(dates: list[str]) -> str | None:
    """Return the date that lies inside all the others and is more precise than each, if one is."""
    known = {date: days(date) or ("", "") for date in dates}
    inmost = max(first for first, _ in known.values()), min(last for _, last in known.values())
    found = [date for date in dates if known[date] == inmost]
    return found[0] if len(found) == 1 else None


def _words(reading: Reading, seeds: Mapping[str, Seed]) -> str:
    seed = seeds[reading.claim.place.seed]
    quotes = [seed.document.text[span.start : span.end] for span in reading.spans]
    return " + ".join(map(repr, quotes)) + f" ({seed.file}.txt)"

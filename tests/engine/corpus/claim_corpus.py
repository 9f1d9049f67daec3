"""All faults of claims, and the pairs of them that one file holds at once."""

import random
from functools import cache

from . import claim_faults, claim_values
from .claim_faults import Slip
from .toml_text import Cut, claims

MAKERS = (
    claim_faults.syntax,
    claim_faults.misspelt_keys,
    claim_faults.identifiers,
    claim_faults.missing,
    claim_faults.disagreements,
    claim_faults.letters,
    claim_values.places,
    claim_values.contradictions,
    claim_values.values,
    claim_values.cuts,
    claim_values.derived_columns,
    claim_values.unused,
    claim_values.unaccounted,
    claim_values.sources,
)
PAIRS = 150


@cache
def slips() -> tuple[Slip, ...]:
    """Every fault of the corpus, always the same ones in the same order."""
    return tuple(slip for maker in MAKERS for slip in maker())


@cache
def kinds() -> dict[str, tuple[Slip, ...]]:
    """The faults by kind."""
    found: dict[str, list[Slip]] = {}
    for slip in slips():
        found.setdefault(slip.kind, []).append(slip)
    return {kind: tuple(places) for kind, places in found.items()}


@cache
def pairs() -> tuple[tuple[Slip, Slip], ...]:
    """Two faults each, of other kinds and records."""
    chance = random.Random("pairs of claims")
    fit = [slip for slip in slips() if not slip.alone]
    found: list[tuple[Slip, Slip]] = []
    while len(found) < PAIRS:
        one, other = chance.sample(fit, 2)
        if one.kind != other.kind and not one.about & other.about:
            found.append((one, other))
    return tuple(found)


def with_slips(*planted: Slip) -> str:
    """The claims with these faults in them."""
    text = claims()
    cuts: list[Cut] = [cut for slip in planted for cut in slip.cuts]
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text

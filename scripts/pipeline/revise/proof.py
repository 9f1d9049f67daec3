"""Prove that rewritten claims say what they said: the same values, from the words meant."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.read.claims import Claim, Unused
from pipeline.read.seeds import Seed
from pipeline.resolve.resolve import ClaimError, locate, readings_of
from pipeline.revise.anchor import Quotation


def faults(
    new: Seed, old: Seed, quotations: list[Quotation]
) -> Iterator[tuple[list[Quotation], ClaimError]]:
    """Quotations that are held to be anchored and do not hold, each with the reason.

    `new` is the source as it would be written, read again; `quotations` are those of `old`.
    """
    theirs: dict[int, list[Quotation]] = defaultdict(list)
    for one in quotations:
        theirs[id(one.owner)].append(one)
    owners: tuple[Claim | Unused, ...] = (*new.claims, *new.unused)
    for owner, was in zip(owners, (*old.claims, *old.unused), strict=True):
        for part, mine in _parts(owner, theirs[id(was)]):
            if fault := _fault(new, part, mine):
                yield mine, fault
                break


def _parts(
    owner: Claim | Unused, mine: list[Quotation]
) -> Iterator[tuple[Claim | Unused, list[Quotation]]]:
    """What has to hold by itself: each quotation that gives the value alone, then all of them."""
    if isinstance(owner, Claim) and owner.mode == "each":
        for selector, one in zip(owner.selectors, mine, strict=True):
            if one.anchored:
                yield owner._replace(selectors=(selector,)), [one]
    if all(one.anchored for one in mine):
        yield owner, mine


def _fault(new: Seed, owner: Claim | Unused, mine: list[Quotation]) -> ClaimError | None:
    try:
        if isinstance(owner, Claim):
            readings = list(readings_of(new, owner))
            found = [(span, reading.value) for reading in readings for span in reading.spans]
        else:
            found = [(locate(new, owner.place, owner.selector), "")]
    except ClaimError as fault:
        return fault
    if found != [(one.there, one.value) for one in mine]:
        return ClaimError("value-contradicted", "it would give another value", "claim it anew")
    return None

"""What the tests of revised texts share: the real text with changes, and what becomes of it."""

import hashlib
from collections import Counter
from pathlib import Path

from conftest import NAME, ROOT
from pipeline.read.claims import Claim, Unused
from pipeline.read.seeds import read_seeds
from pipeline.resolve.resolve import ClaimError, locate
from pipeline.revise.report import report_of
from pipeline.revise.revise import Revision, put_in_place, revision

TEXT = (ROOT / f"seeds/{NAME}.txt").read_text(encoding="utf-8")
TOML = (ROOT / f"seeds/{NAME}.toml").read_text(encoding="utf-8")


def _quotations() -> int:
    """How many quotations the real claims have."""
    (seed,) = (one for one in read_seeds(ROOT / "seeds")[0] if one.name == NAME)
    return sum(len(claim.selectors) for claim in seed.claims) + len(seed.unused)


ALL = _quotations()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def changed(*pairs: tuple[str, str], text: str = TEXT) -> str:
    """A text with some words instead of others, each of which has to stand there once."""
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def signed(toml: str, text: str) -> str:
    """Claims with another text's SHA-256."""
    return toml.replace(sha256(TEXT), sha256(text))


def revise(seeds: Path, text: str) -> Revision:
    """Take in a revised text, as the command does."""
    new = seeds.parent / "new.txt"
    new.write_bytes(text.encode())
    made = revision(seeds, NAME, new)
    put_in_place(seeds, made)
    assert (seeds / f"{NAME}.toml").read_bytes() == made.new.toml.encode()
    return made


def outcomes(made: Revision) -> dict[str, int]:
    return dict(Counter(one.outcome for one in made.quotations))


def told(made: Revision, outcome: str) -> dict[str, str]:
    """The words in the new text of each quotation with an outcome, by its path."""
    text = made.new.document.text
    return {
        ".".join(map(str, one.path)): text[one.there.start : one.there.end] if one.there else ""
        for one in made.quotations
        if one.outcome == outcome
    }


def located(made: Revision) -> dict[str, str]:
    """The words for which each written quotation stands, by its path; "" where it does not hold."""
    found: list[str] = []
    owners: tuple[Claim | Unused, ...] = (*made.new.claims, *made.new.unused)
    for owner in owners:
        selectors = owner.selectors if isinstance(owner, Claim) else (owner.selector,)
        for selector in selectors:
            try:
                span = locate(made.new, owner.place, selector)
                found.append(made.new.document.text[span.start : span.end])
            except ClaimError:
                found.append("")
    paths = (".".join(map(str, one.path)) for one in made.quotations)
    return dict(zip(paths, found, strict=True))


def report(made: Revision) -> list[str]:
    return list(report_of(made))

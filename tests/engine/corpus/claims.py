"""The faults of claims: how they are planted, and which two may stand in one file."""

from collections.abc import Sequence
from pathlib import Path

from conftest import find_faults
from pipeline.common.findings import Finding

from . import claim_faults, claim_meanings, claim_values
from .claim_faults import Slip
from .harness import Corpus
from .model import CLAIMS as FILE
from .model import TEXT, pristine
from .toml_text import claims

MAKERS = (
    *(claim_faults.syntax, claim_faults.misspelt_keys, claim_faults.identifiers),
    *(claim_faults.missing, claim_faults.disagreements, claim_faults.letters),
    *(claim_values.places, claim_values.contradictions, claim_values.values, claim_values.cuts),
    *(claim_values.derived_columns, claim_values.unused, claim_values.unaccounted),
    *(claim_values.sources, claim_meanings.others, claim_meanings.wordings),
    *(claim_meanings.denials, claim_meanings.links),
)

NEAR = 300  # characters: the lines of one claim


def plant(root: Path, faults: Sequence[Slip]) -> tuple[list[Finding], Sequence[str]]:
    """Return what is found in the claims with the faults."""
    toml = claims()
    cuts = [cut for slip in faults for cut in slip.cuts]
    for start, end, words in sorted(cuts, reverse=True):
        toml = toml[:start] + words + toml[end:]
    text = next((slip.text for slip in faults if slip.text is not None), None)
    (root / FILE).write_text(toml, "utf-8")
    (root / TEXT).write_bytes(pristine()[TEXT] if text is None else text.encode())
    return find_faults(root / "seeds"), ()


def are_apart(first: Slip, second: Slip) -> bool:
    """Return whether they are of different kinds, and neither is about what is near the other."""
    alone = first.alone or second.alone or first.kind == second.kind or first.about & second.about
    return not alone and not any(
        start - NEAR < other_end and other - NEAR < end
        for start, end, _ in first.cuts
        for other, other_end, _ in second.cuts
    )


def seeds() -> dict[str, bytes]:
    """Return the text and its claims."""
    return {path: content for path, content in pristine().items() if path.startswith("seeds/")}


CLAIMS = Corpus(MAKERS, plant, are_apart, seeds, together=5, mixed=True)

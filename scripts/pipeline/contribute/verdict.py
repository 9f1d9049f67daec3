"""Whether a contribution holds: everything that is found of it, on lines of its own files."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pipeline.assemble.assembly import Assembly
from pipeline.common.findings import Finding, in_file_order
from pipeline.read.claims import Claim, Place, Plain
from pipeline.read.toml_positions import line_of


def find_faults(
    new: Assembly, base: Assembly, own: Collection[str], others: Collection[str] = ()
) -> list[Finding]:
    """Return what is found of the sources of a contribution, each on a line of one of them.

    Args:
        new: the tables with the contribution.
        base: those without it: what is found of them already is not the contributor's.
        own: the names of its sources.
        others: names of sources of which nothing is asked.
    """
    before = {_words(finding) for finding in base.findings}
    found: list[Finding] = []
    for finding in new.findings:
        if Path(finding.file or "").stem in own:
            found.append(finding)
        elif Path(finding.file or "").stem not in others and _words(finding) not in before:
            found.append(_placed(new, finding, own))
    return in_file_order(found)


def _words(finding: Finding) -> Finding:
    """Return a finding without its line, which others move."""
    return replace(finding, line=None)


def _placed(new: Assembly, finding: Finding, own: Collection[str]) -> Finding:
    """Return a finding about another source at the own claims on the same cell or record."""
    table, _, record = (finding.record or "").partition(".")
    seeds = [seed for name, seed in sorted(new.seeds.items()) if name in own]
    for field in (finding.field, ""):
        for seed in seeds:
            claims: list[Claim | Plain] = [*seed.claims, *seed.plains]
            for claim in claims:
                is_record = claim.table == table and claim.record[0] == record.split("/")[0]
                if is_record and field in (claim.field, ""):
                    return _moved(finding, seed.file, seed.toml, claim.place)
    if not seeds:
        return finding
    return _moved(finding, seeds[0].file, seeds[0].toml, Place(seeds[0].name, ("source",)))


def _moved(finding: Finding, file: str, toml: str, place: Place) -> Finding:
    where = f", at {finding.file}:{finding.line}" if finding.line else ""
    message = f"with this{where}: {finding.message}"
    return replace(finding, file=f"{file}.toml", line=line_of(toml, place.path), message=message)

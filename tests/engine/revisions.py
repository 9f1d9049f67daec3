"""What the tests of revised texts share: the real text with changes, and what becomes of it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

import tomlkit
from conftest import NAME, SOURCES
from pipeline.read.claims import Claim, Unused
from pipeline.read.seeds import read_seeds
from pipeline.read.toml_positions import Path
from pipeline.resolve.resolve import ClaimError, locate
from pipeline.revise.report import format_report
from pipeline.revise.revise import Revision, revise_source, write_revision
from tomlkit.items import String

TEXT = (SOURCES / f"{NAME}.txt").read_text(encoding="utf-8")
TOML = (SOURCES / f"{NAME}.toml").read_text(encoding="utf-8")


SEED = next(seed for seed in read_seeds(SOURCES)[0] if seed.name == NAME)
ALL = sum(len(claim.selectors) for claim in SEED.claims) + len(SEED.unused)  # quotations


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


def revise(seeds: File, text: str) -> Revision:
    """Take in a revised text, as the command does."""
    new = seeds.parent / "new.txt"
    new.write_bytes(text.encode())
    revision = revise_source(seeds, NAME, new)
    write_revision(seeds, revision)
    assert (seeds / f"{NAME}.toml").read_bytes() == revision.new.toml.encode()
    return revision


def outcomes(revision: Revision) -> dict[str, int]:
    return dict(Counter(each.outcome for each in revision.quotations))


def words_of(revision: Revision, outcome: str) -> dict[str, str]:
    """The words in the new text of each quotation with an outcome, by its path."""
    text = revision.new.document.text
    return {
        ".".join(map(str, each.path)): text[each.there.start : each.there.end] if each.there else ""
        for each in revision.quotations
        if each.outcome == outcome
    }


def located(revision: Revision) -> dict[str, str]:
    """The words for which each written quotation stands, by its path; "" where it does not hold."""
    found: list[str] = []
    owners: tuple[Claim | Unused, ...] = (*revision.new.claims, *revision.new.unused)
    for owner in owners:
        selectors = owner.selectors if isinstance(owner, Claim) else (owner.selector,)
        for selector in selectors:
            try:
                span = locate(revision.new, owner.place, selector)
                found.append(revision.new.document.text[span.start : span.end])
            except ClaimError:
                found.append("")
    paths = (".".join(map(str, each.path)) for each in revision.quotations)
    return dict(zip(paths, found, strict=True))


def report(revision: Revision) -> list[str]:
    return list(format_report(revision))


def spellings(toml: str) -> dict[Path, str]:
    """Each string of a TOML file, with its quotation marks and as it is escaped, by its path."""
    return dict(_spellings(tomlkit.parse(toml), ()))


def _spellings(parsed: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(parsed, String):
        yield path, parsed.as_string()
    elif isinstance(parsed, Mapping | list):
        for name, value in parsed.items() if isinstance(parsed, Mapping) else enumerate(parsed):
            yield from _spellings(value, (*path, name))

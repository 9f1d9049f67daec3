"""Read a folder of seeds and find what their claims give, some of them in a second process."""

from functools import partial
from pathlib import Path

from pipeline.beside import Beside
from pipeline.common.findings import Finding
from pipeline.common.progress import progress
from pipeline.read.seeds import Seed, read_seed, same_texts, seed_names
from pipeline.resolve.resolve import Told, told_by

MANY = 8  # seeds from which on it pays to begin a second process and to bring theirs here
SHARE = 0.55  # of the seeds that are read here: what the second process reads it has to send, too

Read = list[tuple[Seed | None, list[Finding], list[Told]]]


def gathered(folder: Path) -> tuple[list[Seed], list[Finding], dict[str, list[Told]]]:
    """All seeds of a folder, findings for those that cannot be read, and what the claims give."""
    names, findings = seed_names(folder)
    here = round(SHARE * len(names)) if len(names) >= MANY else len(names)
    with Beside(partial(_read, folder, names[here:]), needed=bool(names[here:])) as others:
        read = _read(folder, names[:here]) + others.result()
    findings += [one for _, found, _ in read for one in found]
    seeds = [seed for seed, _, _ in read if seed]
    told = {seed.name: given for seed, _, given in read if seed}
    return seeds, [*findings, *same_texts(seeds)], told


def _read(folder: Path, names: list[str]) -> Read:
    read: Read = []
    for name in progress(names, "reading seeds"):
        seed, found = read_seed(folder, name)
        read.append((seed, found, told_by(seed) if seed else []))
    return read

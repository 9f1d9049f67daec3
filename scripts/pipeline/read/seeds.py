"""Read a folder of seeds: each source text with its claims, whole, or findings."""

import hashlib
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from pipeline.common.findings import Finding
from pipeline.common.letters import invisible, letters_of
from pipeline.common.options import progress
from pipeline.common.safe_files import UnreadableError, read_text
from pipeline.read.claim_parser import Reader
from pipeline.read.claims import Claim, Plain, Retired, Settlement, Unused
from pipeline.read.text import Document, read_document
from pipeline.read.toml_positions import too_deep
from schemas.columns import SLUG

MAX_PASSAGES = 50_000
MAX_LINES = 1_000  # with letters that may not be there: more are not told line by line
MAX_IN_HEADINGS = 2**22  # characters of the sections' names, once for each passage
# Characters that are read to find the quotations of a source, so that any run ends in seconds; a
# letter that is compared with one of the text, for what is nearest, counts twice.
MAX_READ = 2_400_000_000

COMPARED = ("infobox", "sentence", "list_item")  # kinds of passages by which texts are told apart
MIN_SHARED = 0.8  # of the passages of the shorter text: then the two are one
MIN_PASSAGES = 3  # lest two short notices with one sentence in common be one
MAX_HOLDERS = 20  # sources that are remembered for one passage


@dataclass
class Seed:
    """A source text and what is claimed of it."""

    name: str
    file: str  # what findings call its files, without their endings: seeds/NAME
    toml: str
    source: dict[str, str]
    document: Document
    claims: tuple[Claim, ...]
    plains: tuple[Plain, ...]
    unused: tuple[Unused, ...]
    settlements: tuple[Settlement, ...] = ()
    retired: tuple[Retired, ...] = ()
    budget: int = field(default=MAX_READ, compare=False, repr=False)  # characters still to read

    @property
    def language(self) -> str:
        """Return the source's language (BCP 47)."""
        return self.source.get("language", "en")


def read_seeds(folder: Path) -> tuple[list[Seed], list[Finding]]:
    """Read all seeds of a folder by name; those that cannot be read give findings instead."""
    names, findings = seed_names(folder)
    seeds: list[Seed] = []
    for name in progress(names, "reading seeds"):
        seed, found = read_seed(folder, name)
        findings += found
        if seed:
            seeds.append(seed)
    return seeds, [*findings, *_check_same_text(seeds)]


def seed_names(folder: Path) -> tuple[list[str], list[Finding]]:
    """Return the names of the seeds of a folder in their order, or why there are none."""
    file = folder.absolute().name
    if folder.is_symlink():
        return [], [Finding("unsafe-path", "it is a link", "put the folder there", file)]
    names = sorted({path.stem for path in folder.iterdir() if path.suffix in (".txt", ".toml")})
    if not names:
        message, fix = "there are no seeds", "add NAME.txt and NAME.toml"
        return [], [Finding("text-without-claims", message, fix, file)]
    return names, []


def read_seed(folder: Path, name: str) -> tuple[Seed | None, list[Finding]]:
    """Read one seed of a folder, or say why it cannot be read."""
    stem = f"{folder.absolute().name}/{name}"
    if not re.fullmatch(SLUG, name):
        message, fix = "its name is not a slug", "rename it: lowercase letters, digits, hyphens"
        return None, [Finding("bad-identifier", message, fix, f"{stem}.txt", value=name)]
    contents: list[str] = []
    findings: list[Finding] = []
    for ending in ("txt", "toml"):
        try:
            contents.append(read_text(folder / f"{name}.{ending}", f"{stem}.{ending}"))
        except UnreadableError as fault:
            finding = fault.finding
            if finding.code == "missing-file":  # of a pair; the rule about pairs says more
                finding = replace(finding, code="text-without-claims")
            findings.append(finding)
    return (None, findings) if findings else parse_seed(name, stem, *contents)


def parse_seed(name: str, stem: str, text: str, toml: str) -> tuple[Seed | None, list[Finding]]:
    """Read a text and its claims; `stem` is what findings call their files, without the endings.

    There is no seed where the claims are no TOML, or the text is not in the form to be quoted.
    """
    raw = _read_toml(f"{stem}.toml", toml)
    if isinstance(raw, Finding):
        return None, [raw]
    reader = Reader(name, toml, f"{stem}.toml")
    source, cells = reader.source(raw), list(reader.claims(raw))
    unused, retired = tuple(reader.unused(raw)), tuple(reader.retired(raw))
    settlements = tuple(reader.settlements(raw))
    if fault := _license_fault(source):
        reader.fault("unknown-license", ("source", "license"), *fault, source["license"])
    visible = _check_lines(f"{stem}.toml", toml.replace("\r\n", "\n"), _visible_fault)
    letters = _check_lines(f"{stem}.txt", text, _letters_fault)
    findings = [*reader.findings, *visible, *letters]
    if letters:
        return None, findings
    findings += _check_unchanged(f"{stem}.txt", text, source)
    document = read_document(text)
    if too_much := _size_fault(document):
        return None, [*findings, Finding(*too_much, f"{stem}.txt")]
    claims = tuple(cell for cell in cells if isinstance(cell, Claim))
    plains = tuple(cell for cell in cells if isinstance(cell, Plain))
    seed = Seed(name, stem, toml, source, document, claims, plains, unused, settlements, retired)
    return seed, findings


def _read_toml(file: str, toml: str) -> dict[str, Any] | Finding:
    if line := too_deep(toml):
        message, fix = "its keys are nested too deep", "write the claims as the contract has them"
        return Finding("toml-syntax", message, fix, file, line)
    try:
        return tomllib.loads(toml)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of 5,000 digits
        place = re.search(r"at line (\d+), column \d+\)$", str(error))
        line = int(place[1]) if place else None
        return Finding("toml-syntax", str(error), "mend the TOML there", file, line)


def _size_fault(document: Document) -> tuple[str, str, str] | None:
    """Return code, message and fix where a text has nothing to quote, or too much of it."""
    if not document.passages:
        fix = "write the text there, or remove the pair"
        return "unreadable-file", "it has no letter or digit", fix
    count, headings = len(document.passages), sum(len(p.section) for p in document.passages)
    if count <= MAX_PASSAGES and headings <= MAX_IN_HEADINGS:
        return None
    message = f"it has {count} passages of at most {MAX_PASSAGES}, or too long headings for them"
    return "too-large", message, "cut it into several sources, or write shorter headings"


def _check_same_text(seeds: Sequence[Seed]) -> Iterator[Finding]:
    """Check that no two sources have the same text: they would corroborate each other.

    Texts that differ are the same all the same where most passages of the shorter one, by their
    letters alone, stand in the other.
    """
    texts: dict[str, Seed] = {}
    holders: dict[str, list[int]] = defaultdict(list)  # of each passage, the first sources with it
    sizes: list[int] = []
    for index, seed in enumerate(seeds):
        kept = (passage for passage in seed.document.passages if passage.kind in COMPARED)
        passages = {letters_of(passage.text) for passage in kept} - {""}
        shared = Counter(chain.from_iterable(holders[passage] for passage in passages))
        sizes.append(len(passages))
        twin = texts.setdefault(seed.document.text.strip(), seed)
        message = f"it is the text of {twin.name}"
        for earlier in sorted(shared) if twin is seed else ():
            least = min(sizes[earlier], len(passages))
            if least >= MIN_PASSAGES and shared[earlier] >= MIN_SHARED * least:
                twin = seeds[earlier]
                message = (
                    f"{twin.name} has {shared[earlier]} of the {least} passages of the shorter"
                )
                break
        if twin is not seed:
            fix = f"put the claims into {twin.file}.toml"
            yield Finding("same-text", message, fix, f"{seed.file}.txt", record=seed.name)
        for passage in passages:
            if len(holders[passage]) < MAX_HOLDERS:
                holders[passage].append(index)


def _license_fault(source: dict[str, str]) -> tuple[str, str] | None:
    """Return what is wrong with a licence: none of SPDX's, or not one to ship a whole text."""
    name = source.get("license", "")
    try:
        right = canonicalize_license_expression(name) if name else ""
    except (InvalidLicenseExpression, MemoryError):  # MemoryError: brackets nested thousands deep
        return "it is no licence of SPDX's", "write its identifier from spdx.org/licenses"
    if right != name:
        return f"SPDX writes it {right}", f'write license = "{right}"'
    if "LicenseRef-" in name and source.get("extent") == "full":
        message = "a text under a licence of its own is not shipped whole"
        return message, 'add extent = "excerpt" and keep only what is quoted'
    return None


def _check_lines(
    file: str, text: str, fault_of: Callable[[str], tuple[str, str, str] | None]
) -> list[Finding]:
    """Check each line of a text that is not right as a whole; the first faults are enough."""
    findings: list[Finding] = []
    for number, line in enumerate(text.split("\n") if fault_of(text) else (), start=1):
        if (fault := fault_of(line)) and len(findings) < MAX_LINES:
            findings.append(Finding(*fault, file, number))
    return findings


def _visible_fault(words: str) -> tuple[str, str, str] | None:
    """Return whether claims, comments included, have something that a reviewer cannot see."""
    letter = invisible(words)
    message = f"the line has U+{ord(letter):04X}, which nobody sees" if letter else ""
    return ("invisible-character", message, "delete it") if letter else None


def _letters_fault(words: str) -> tuple[str, str, str] | None:
    """Return whether the letters of a text are not in the form in which they are quoted."""
    if unicodedata.is_normalized("NFC", words) and "\r" not in words and "\0" not in words:
        return None
    message = "the line is not NFC, or has a carriage return or NUL"
    return "text-not-nfc", message, "normalize the text before it lands, and record its new hash"


def _check_unchanged(file: str, text: str, source: dict[str, str]) -> Iterator[Finding]:
    """Check that a text is the one that was read; what it says is checked nevertheless."""
    actual, recorded = hashlib.sha256(text.encode()).hexdigest(), source.get("sha256")
    if recorded not in (None, actual):
        message = f"the text has SHA-256 {actual}, its claims record another"
        fix = (
            f"restore {file}, or take a revised text in with python scripts/locate.py --revise; "
            f'if the text is new, write sha256 = "{actual}"'
        )
        yield Finding("text-changed", message, fix, file, None, "source", "sha256", recorded)

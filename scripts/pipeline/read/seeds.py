"""Read a folder of seeds: each source text with its claims, whole, or findings."""

import hashlib
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from pipeline.common.escaping import invisible
from pipeline.common.findings import Finding
from pipeline.common.folding import letters_of
from pipeline.common.progress import progress
from pipeline.common.safe_files import UnreadableError, read_text
from pipeline.read.claim_parser import Reader
from pipeline.read.claims import Claim, Plain, Retired, Unused
from pipeline.read.text import Document, read_document
from pipeline.read.toml_positions import line_of, too_deep
from schemas.columns import SLUG

MOST_PASSAGES = 50_000
MOST_LINES = 1_000  # with letters that may not be there: more are not told one by one
MOST_IN_HEADINGS = 2**22  # characters of the sections' names, once for each passage

PASSAGES = ("infobox", "sentence", "list_item")  # kinds by which two texts are told apart
ALIKE = 0.8  # of the passages of the shorter text: then the two are one
FEWEST = 3  # passages, lest two short notices with one sentence in common be one
# Characters that are read to find the quotations of a source, so that any run ends in seconds; a
# letter that is compared with one of the text, for what is nearest, counts twice.
MAX_READ = 2_400_000_000
MOST_HAVING = 20  # sources that are remembered for one passage


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
    retired: tuple[Retired, ...] = ()
    budget: int = field(default=MAX_READ, compare=False, repr=False)  # characters still to read


def read_seeds(folder: Path) -> tuple[list[Seed], list[Finding]]:
    """All seeds of a folder by name; those that cannot be read give findings instead."""
    names, findings = seed_names(folder)
    seeds: list[Seed] = []
    for name in progress(names, "reading seeds"):
        seed, found = read_seed(folder, name)
        findings += found
        if seed:
            seeds.append(seed)
    return seeds, findings + list(same_texts(seeds))


def seed_names(folder: Path) -> tuple[list[str], list[Finding]]:
    """The names of the seeds of a folder in their order, or why there are none."""
    file = folder.absolute().name
    if folder.is_symlink():
        return [], [Finding("unsafe-path", "it is a link", "put the folder there", file)]
    names = sorted({path.stem for path in folder.iterdir() if path.suffix in (".txt", ".toml")})
    if not names:
        message, fix = "there are no seeds", "add NAME.txt and NAME.toml"
        return [], [Finding("text-without-claims", message, fix, file)]
    return names, []


def read_seed(folder: Path, name: str) -> tuple[Seed | None, list[Finding]]:
    """One seed of a folder, or why it cannot be read."""
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
            findings.append(_alone(fault.finding))
    return (None, findings) if findings else parse_seed(name, stem, *contents)


def parse_seed(name: str, stem: str, text: str, toml: str) -> tuple[Seed | None, list[Finding]]:
    """The seed, if its claims are TOML and its text is in the form in which it is quoted."""
    if line := too_deep(toml):
        message, fix = "its keys are nested too deep", "write the claims as the contract has them"
        return None, [Finding("toml-syntax", message, fix, f"{stem}.toml", line)]
    try:
        raw = tomllib.loads(toml)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of 5,000 digits
        return None, [_syntax_fault(f"{stem}.toml", str(error))]
    reader = Reader(name, toml, f"{stem}.toml")
    source, told = reader.source(raw), list(reader.claims(raw))
    unused, retired = tuple(reader.unused(raw)), tuple(reader.retired(raw))
    findings = reader.findings + list(_license_faults(reader, source))
    findings += islice(_invisible_characters(f"{stem}.toml", toml), MOST_LINES)
    if faults := list(islice(_letter_faults(f"{stem}.txt", text), MOST_LINES)):
        return None, findings + faults
    findings += _changed(f"{stem}.txt", text, source)
    document = read_document(text)
    if not document.passages:
        message, fix = "it has no letter or digit", "write the text there, or remove the pair"
        return None, [*findings, Finding("unreadable-file", message, fix, f"{stem}.txt")]
    headings = sum(len(passage.section) for passage in document.passages)
    if headings > MOST_IN_HEADINGS:
        message = "its headings are too long to be repeated for each passage below them"
        crowded = Finding("too-large", message, "write shorter headings", f"{stem}.txt")
        return None, [*findings, crowded]
    if len(document.passages) > MOST_PASSAGES:
        message = f"it has {len(document.passages)} passages, more than {MOST_PASSAGES}"
        crowded = Finding("too-large", message, "cut it into several sources", f"{stem}.txt")
        return None, [*findings, crowded]
    claims = tuple(one for one in told if isinstance(one, Claim))
    plains = tuple(one for one in told if isinstance(one, Plain))
    return Seed(name, stem, toml, source, document, claims, plains, unused, retired), findings


def _alone(finding: Finding) -> Finding:
    """Of a text without claims, or claims without a text, the rule about pairs is said."""
    missing = finding.code == "missing-file"
    return replace(finding, code="text-without-claims") if missing else finding


def same_texts(seeds: Iterable[Seed]) -> Iterator[Finding]:
    """Two sources with the same text would corroborate each other by themselves."""
    first: dict[str, Seed] = {}
    different: list[Seed] = []
    for seed in seeds:
        other = first.setdefault(seed.document.text.strip(), seed)
        if other is not seed:
            yield _same(seed, other, f"it is the text of {other.name}")
        else:
            different.append(seed)
    if len(different) > 1:
        yield from _same_passages(different)


def _same_passages(seeds: Iterable[Seed]) -> Iterator[Finding]:
    """Texts that differ, yet most passages of the shorter one stand in the other, letters alone."""
    having: dict[str, list[int]] = defaultdict(list)  # of each passage, the first sources with it
    before: list[tuple[Seed, int]] = []
    for seed in seeds:
        told = (one.text for one in seed.document.passages if one.kind in PASSAGES)
        passages = set(filter(None, map(letters_of, told)))
        shared = Counter(index for one in passages for index in having[one])
        for index in sorted(shared):
            other, size = before[index]
            least = min(size, len(passages))
            if least >= FEWEST and shared[index] >= ALIKE * least:
                message = f"{other.name} has {shared[index]} of the {least} passages of the shorter"
                yield _same(seed, other, message)
                break
        for one in passages:
            having[one] += [len(before)] * (len(having[one]) < MOST_HAVING)
        before.append((seed, len(passages)))


def _same(seed: Seed, other: Seed, message: str) -> Finding:
    fix = f"put the claims into {other.file}.toml"
    return Finding("same-text", message, fix, f"{seed.file}.txt", record=seed.name)


def _license_faults(reader: Reader, source: dict[str, str]) -> Iterator[Finding]:
    """The licence is one of SPDX's; without an open one, the text is an excerpt."""
    if not (said := source.get("license")):
        return
    try:
        right = canonicalize_license_expression(said)
    except (InvalidLicenseExpression, MemoryError):  # MemoryError: brackets nested thousands deep
        message, fix = "it is no licence of SPDX's", "write its identifier from spdx.org/licenses"
    else:
        if right != said:
            message, fix = f"SPDX writes it {right}", f'write license = "{right}"'
        elif "LicenseRef-" in said and source.get("extent") == "full":
            message = "a text under a licence of its own is not shipped whole"
            fix = 'add extent = "excerpt" and keep only what is quoted'
        else:
            return
    line = line_of(reader.toml, ("source", "license"))
    yield Finding("unknown-license", message, fix, reader.file, line, "source", "license", said)


def _invisible_characters(file: str, toml: str) -> Iterator[Finding]:
    """What a reviewer cannot see may not stand in the claims, comments included."""
    if not invisible(toml.replace("\r\n", "\n")):
        return
    for number, line in enumerate(toml.replace("\r\n", "\n").split("\n"), start=1):
        if letter := invisible(line):
            message = f"the line has U+{ord(letter):04X}, which nobody sees"
            yield Finding("invisible-character", message, "delete it", file, number)


def _syntax_fault(file: str, message: str) -> Finding:
    words = message.rpartition("at line ")[2].partition(",")[0]
    line = int(words) if words.isdigit() else None
    return Finding("toml-syntax", message, "mend the TOML there", file, line)


def _letter_faults(file: str, text: str) -> Iterator[Finding]:
    """Lines whose letters are not in the form in which they are quoted."""
    if unicodedata.is_normalized("NFC", text) and "\r" not in text and "\0" not in text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not unicodedata.is_normalized("NFC", line) or "\r" in line or "\0" in line:
            message = "the line is not NFC, or has a carriage return or NUL"
            fix = "normalize the text before it lands, and record its new hash"
            yield Finding("text-not-nfc", message, fix, file, number)


def _changed(file: str, text: str, source: dict[str, str]) -> Iterator[Finding]:
    """A text that is not the one that was read; what it says is checked nevertheless."""
    actual = hashlib.sha256(text.encode()).hexdigest()
    said = source.get("sha256")
    if said not in (None, actual):
        message = f"the text has SHA-256 {actual}, its claims record another"
        fix = (
            f"restore {file}, or take a revised text in with python scripts/locate.py --revise; "
            f'if the text is new, write sha256 = "{actual}"'
        )
        yield Finding("text-changed", message, fix, file, None, "source", "sha256", said)

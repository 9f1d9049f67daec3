"""Read a folder of seeds: each source text with its claims, whole, or findings."""

import hashlib
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pipeline.claims import Claim, Plain, Reader, Unused
from pipeline.findings import Finding
from pipeline.text import Document, read_document
from schemas.columns import SLUG


@dataclass(frozen=True)
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


def read_seeds(folder: Path) -> tuple[list[Seed], list[Finding]]:
    """All seeds of a folder by name; those that cannot be read give findings instead."""
    names = sorted({path.stem for path in folder.iterdir() if path.suffix in (".txt", ".toml")})
    seeds: list[Seed] = []
    findings: list[Finding] = []
    for name in names:
        seed, found = _read_seed(folder, name)
        findings += found
        if seed:
            seeds.append(seed)
    if not names:
        findings.append(
            Finding(
                "text-without-claims",
                "there are no seeds",
                "add NAME.txt and NAME.toml",
                folder.resolve().name,
            )
        )
    return seeds, findings


def _read_seed(folder: Path, name: str) -> tuple[Seed | None, list[Finding]]:
    file = f"{folder.resolve().name}/{name}"
    contents: dict[str, str] = {}
    findings: list[Finding] = []
    for ending in ("txt", "toml"):
        try:
            contents[ending] = read_text(folder / f"{name}.{ending}", f"{file}.{ending}")
        except UnreadableError as fault:
            findings.append(fault.finding)
    if findings:
        return None, findings
    reader = Reader(name, contents["toml"], f"{file}.toml")
    if not re.fullmatch(SLUG, name):
        message, fix = "its name is not a slug", "rename it: lowercase letters, digits, hyphens"
        return None, [Finding("bad-identifier", message, fix, f"{file}.txt", value=name)]
    try:
        raw = tomllib.loads(contents["toml"])
    except (ValueError, RecursionError) as fault:  # ValueError: also a number of 5,000 digits
        return None, [_syntax_fault(reader.file, str(fault))]
    source = reader.source(raw)
    told = list(reader.claims(raw))
    unused = tuple(reader.unused(raw))
    if faults := _text_faults(f"{file}.txt", contents["txt"], source):
        return None, reader.findings + faults
    seed = Seed(
        name,
        file,
        contents["toml"],
        source,
        read_document(contents["txt"]),
        tuple(one for one in told if isinstance(one, Claim)),
        tuple(one for one in told if isinstance(one, Plain)),
        unused,
    )
    return seed, reader.findings


class UnreadableError(Exception):
    """A file that is not there or is not UTF-8 text."""

    def __init__(self, file: str, message: str, fix: str) -> None:
        """Keep what is wrong as a finding."""
        self.finding = Finding("unreadable-file", message, fix, file)
        super().__init__(message)


def read_text(path: Path, file: str) -> str:
    """A file's text, exactly; raises `UnreadableError` where it is not there or not UTF-8."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise UnreadableError(
            file, "this file is not there", "add it, or remove its pair"
        ) from None
    except OSError as fault:
        raise UnreadableError(file, f"it cannot be read: {fault.strerror}", "mend that") from None
    except UnicodeDecodeError as fault:
        message = f"byte {fault.start} is not UTF-8"
        raise UnreadableError(file, message, "save the file as UTF-8") from None
    if text.startswith("\ufeff"):
        raise UnreadableError(file, "it begins with a byte-order mark", "save it without one")
    return text


def _syntax_fault(file: str, message: str) -> Finding:
    words = message.rpartition("at line ")[2].partition(",")[0]
    line = int(words) if words.isdigit() else None
    return Finding("toml-syntax", message, "mend the TOML there", file, line)


def _text_faults(file: str, text: str, source: dict[str, str]) -> list[Finding]:
    faults: list[Finding] = []
    if text != unicodedata.normalize("NFC", text) or "\r" in text:
        faults.append(
            Finding(
                "text-not-nfc",
                "the text is not NFC with line feeds alone",
                "normalize it before it lands, and record its new hash",
                file,
            )
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        faults.append(Finding("text-not-nfc", "the text has a NUL", "remove it", file, line))
    actual = hashlib.sha256(text.encode()).hexdigest()
    if source.get("sha256") not in (None, actual):
        faults.append(
            Finding(
                "text-changed",
                f"the text has SHA-256 {actual}, its claims record another",
                f"restore {file}",
                file,
                record="source",
                field="sha256",
                value=source["sha256"],
            )
        )
    return faults

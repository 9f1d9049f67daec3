"""What is wrong, where, and what to do: the one form in which every step and command says so."""

import io
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass

CONTROLS = {code: f"\\x{code:02x}" for code in [*range(32), *range(127, 160)]}
ONE_LINE = CONTROLS | {ord("\n"): "⏎", ord("\r"): "⏎"}  # no control reaches a terminal

# Every code that a finding may carry, and the rule behind it.
RULES: dict[str, str] = {
    "unreadable-file": "A file must be there and be UTF-8 text without a byte-order mark.",
    "text-not-nfc": "A source text is Unicode NFC with line feeds as line ends.",
    "text-changed": "A source text is never edited: its SHA-256 is the one that its claims record.",
    "text-without-claims": "Each source text has its claims beside it, and claims their text.",
    "toml-syntax": "Claims are TOML.",
    "unknown-key": "Claims hold only the keys that the contract names.",
    "bad-claim": "A claim is a quotation, a table of the contract's keys, or a list of claims.",
    "bad-identifier": "Identifiers are lowercase ASCII slugs.",
    "missing-field": "A required field has a value.",
    "unknown-section": "A section is a heading of the text, Infobox or Lead.",
    "quotation-not-found": "A quotation is in the text, word for word.",
    "quotation-ambiguous": "A quotation occurs exactly once where it is looked for.",
    "quotation-cut": "A quotation of a measure or date has the words that make it approximate.",
    "value-not-given": "A quotation gives a value of the column's type.",
    "value-contradicted": "A value beside a quotation is the one that the quotation gives.",
    "note-missing": "An interpreted value says why.",
    "claims-disagree": "Claims that disagree on a cell are settled by a reason, not silently.",
    "passage-unaccounted": "Every infobox line, list item and sentence is cited or says why not.",
    "passage-used": "A passage is marked as unused only if nothing is taken from it.",
    "unknown-reference": "A reference names a record that exists.",
    "bad-value": "A cell has the column's type, form, bounds and vocabulary.",
    "duplicate-key": "A key occurs once.",
    "row-order": "Rows are sorted by key, evidence and passages by place.",
    "rows-inconsistent": "Columns and tables agree with one another.",
    "derived-wrong": "A derived value is the one that its rule gives.",
    "evidence-missing": "Every cited cell has evidence that gives its value.",
    "evidence-orphaned": "Every evidence row supports a cell that is there.",
    "evidence-not-in-text": "The text from `start` to `end` is exactly `quote`.",
    "evidence-not-derivable": "Verbatim, joined and normalized values follow from the quotation.",
    "bad-header": "A table has exactly the declared columns, in the declared order.",
    "bad-row": "A row has as many cells as the header.",
    "csv-parquet-differ": "CSV and Parquet hold the same values.",
    "descriptor-invalid": "The descriptor follows the Data Package v2 profile and the schemas.",
    "not-built": "The data are what the seeds make.",
    "wrong-size": "The descriptor's sizes, hashes and row counts are true.",
    "unlisted-file": "The descriptor names every table in data/.",
    "missing-file": "Every file of the descriptor is there.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; None where a place does not apply. `line` is physical, from 1."""

    code: str
    message: str
    fix: str
    file: str | None = None
    line: int | None = None
    record: str | None = None
    field: str | None = None
    value: str | None = None
    severity: str = "error"

    def __post_init__(self) -> None:
        """A code that is not in `RULES` is a mistake of ours."""
        if self.code not in RULES:
            raise KeyError(self.code)


class FaultyError(Exception):
    """The seeds or the package are at fault; `findings` says how."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings of a run, each once and in file order."""
        self.findings = in_file_order(findings)
        super().__init__(f"{len(self.findings)} findings")


def in_file_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by file, line, record and field, each once."""
    return sorted(
        dict.fromkeys(findings),
        key=lambda one: (one.file or "", one.line or 0, one.record or "", one.field or ""),
    )


def as_text(finding: Finding) -> str:
    """One line: place, severity and code, record and field, what is wrong, what to do."""
    place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
    value = None if finding.value is None else _short(finding.value)
    cell = [part for part in (finding.record, finding.field, value) if part]
    head = " ".join([f"{finding.severity} [{finding.code}]", *cell])
    return f"{place or 'package'}: {head}: {finding.message} → {finding.fix}".translate(ONE_LINE)


def as_github(finding: Finding) -> str:
    """One workflow command of GitHub Actions, which shows the finding beside its line."""
    where = {"file": finding.file, "line": finding.line, "title": finding.code}
    place = ",".join(
        f"{name}={_escaped(str(part), ':,')}" for name, part in where.items() if part is not None
    )
    cell = " ".join(part for part in (finding.record, finding.field) if part)
    message = f"{cell + ': ' if cell else ''}{finding.message} → {finding.fix}"
    return f"::{finding.severity} {place}::{_escaped(message)}"


def report(findings: Iterable[Finding], style: str) -> str:
    """All findings as `text`, `github` or `json`."""
    ordered = in_file_order(findings)
    if style == "json":
        valid = not any(one.severity == "error" for one in ordered)
        said = {"valid": valid, "findings": [asdict(one) for one in ordered]}
        return json.dumps(said, ensure_ascii=False, indent=2)
    return "\n".join(map(as_github if style == "github" else as_text, ordered))


def speak_anywhere() -> None:
    """Let a command print any letter to any terminal or pipe: as an escape where it must be."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _short(value: str, longest: int = 80) -> str:
    return repr(value if len(value) <= longest else value[: longest - 1] + "…")


def _escaped(text: str, further: str = "") -> str:
    for letter in "%\r\n" + further:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text

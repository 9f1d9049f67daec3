"""What is wrong, where, and what to do: the one form in which every step and command says so."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.common.letters import visible

MAX_LENGTH = 1_000  # characters of each thing that a finding says
MAX_SHORT = 80  # characters of a value in a line of text
KEYS = ("code", "severity", "file", "line", "record", "field", "value", "message", "fix")  # of JSON
LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class Rule:
    """What a finding's code stands for; `severity` is error or warning.

    `example` is an edit that breaks the rule and what is said of it; `rules.toml` tells its keys.
    """

    rule: str
    mend: str
    example: dict[str, Any]
    severity: str = "error"


_DECLARED = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
RULES = {code: Rule(**rule) for code, rule in _DECLARED.items()}


@dataclass(frozen=True, slots=True)  # there may be a hundred thousand
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

    def __post_init__(self) -> None:
        """Cut what is too long to be read; a code that is not in `RULES` is a mistake of ours."""
        if self.code not in RULES:
            raise KeyError(self.code)
        for name in ("message", "fix", "file", "record", "field", "value"):
            words = getattr(self, name)
            if words is not None and len(words) > MAX_LENGTH:
                object.__setattr__(self, name, words[:MAX_LENGTH] + "…")

    @property
    def severity(self) -> str:
        """Error or warning, as the code's rule says."""
        return RULES[self.code].severity


class FaultyError(Exception):
    """The seeds or the package are at fault; `findings` says how."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings of a run, each once and in file order."""
        self.findings = in_file_order(findings)
        super().__init__(f"{len(self.findings)} findings")


def in_file_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by file, line, record and field, each once."""
    once = dict.fromkeys(findings)
    return sorted(once, key=lambda f: (f.file or "", f.line or 0, f.record or "", f.field or ""))


def as_text(finding: Finding) -> str:
    """Return one line: place, severity and code, record and field, what is wrong, what to do."""
    place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
    value = None if finding.value is None else short(finding.value)
    cell = [part for part in (finding.record, finding.field, value) if part]
    head = " ".join([f"{finding.severity} [{finding.code}]", *cell])
    line = f"{place or 'package'}: {head}: {finding.message} → {finding.fix}"
    return visible(LINE_END.sub("\n", line))  # no control and no hidden letter reaches a terminal


def short(value: str) -> str:
    """Return text in quotation marks, cut where it is long."""
    return repr(value if len(value) <= MAX_SHORT else value[: MAX_SHORT - 1] + "…")


def as_github(finding: Finding) -> str:
    """Return one workflow command of GitHub Actions, which shows the finding beside its line."""
    where = {"file": finding.file, "line": finding.line, "title": finding.code}
    parts = {name: part for name, part in where.items() if part is not None}
    place = ",".join(f"{name}={_escaped(str(part), ':,')}" for name, part in parts.items())
    cell = " ".join(part for part in (finding.record, finding.field) if part)
    message = f"{cell + ': ' if cell else ''}{finding.message} → {finding.fix}"
    return f"::{finding.severity} {place}::{_escaped(message)}"


def _escaped(text: str, further: str = "") -> str:
    """Return text of which every letter can be seen, and none ends a part of a command."""
    text = re.sub(r"[^\r\n]+", lambda line: visible(line[0]), text)
    for letter in "%\r\n" + further:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def report_lines(findings: Iterable[Finding], style: str) -> Iterator[str]:
    """Give the report as `text`, `github` or `json` by lines: there may be a hundred thousand."""
    ordered = in_file_order(findings)
    if style != "json":
        yield from map(as_github if style == "github" else as_text, ordered)
        return
    valid = json.dumps(not any(finding.severity == "error" for finding in ordered))
    yield f'{{"valid": {valid}, "findings": ['
    for index, finding in enumerate(ordered, start=1):
        entry = {key: getattr(finding, key) for key in KEYS} | {"rule": RULES[finding.code].rule}
        yield json.dumps(entry, ensure_ascii=False) + ("," if index < len(ordered) else "")
    yield "]}"

"""Show a difference: in a terminal, as Markdown for a review, or as JSON with all of it."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Prefix

from pipeline.common.letters import EMPTY, code_span, visible
from pipeline.compare.row_changes import PASSAGE
from pipeline.compare.version import Change, Difference

CHANGE = ("table", "record", "field", "aspect", "old", "new", "count", "note")  # as JSON has it
COLUMNS = ("added", "removed", "changed", "moved", "schema")
SIGNS = {"added": "+", "removed": "-"}
JUDGED = ("coded", "interpreted")  # bases on which a value is a person's judgement
PACKAGE = "the package itself"
MAX_LINES = 200  # of a table in Markdown
MAX_BYTES = 800_000  # of all of them; a job's summary has at most 1 MiB
MAX_NAME = 300  # characters that are shown of a name
MAX_SUBJECT = 48  # characters for which room is kept in a column
BEFORE = 20  # characters of two long values that are shown before the first that differs


@dataclass(frozen=True)
class Notation:
    """How names and values are written so that they are only text, and how much is shown."""

    write: Callable[[str], str]
    quote: Callable[[str], str]
    max_value: int
    max_cells: int

    def name(self, text: str) -> str:
        """Return a name as it is shown."""
        return self.write(text if len(text) <= MAX_NAME else text[:MAX_NAME] + "…")

    def value(self, text: str, begin: int = 0) -> str:
        """Return a value as it is shown, from a character on."""
        end = begin + self.max_value
        before, after = "…" if begin else "", "…" if len(text) > end else ""
        return self.quote(before + text[begin:end] + after)

    def values(self, old: str | None, new: str | None) -> str:
        """Return two values, each from shortly before the first that differs if they are long."""
        if old is not None and new is not None:
            is_long = max(len(old), len(new)) > self.max_value
            begin = max(0, Prefix.similarity(old, new) - BEFORE) if is_long else 0
            return f"{self.value(old, begin)} → {self.value(new, begin)}"
        return f"now {self.value(new)}" if new else f"no longer {self.value(old)}" if old else ""


TEXT = Notation(visible, lambda text: f'"{visible(text)}"' if text else EMPTY, 50, 7)
MARKDOWN = Notation(code_span, code_span, 160, 20)


def report(difference: Difference, style: str) -> str:
    """Return the whole difference as `text`, `markdown` or `json`."""
    return {"text": _as_text, "markdown": _as_markdown, "json": _as_json}[style](difference)


def _as_json(difference: Difference) -> str:
    """Return every change in full, in ASCII, so that nothing in it can steer a terminal."""
    changes = []
    for change in difference.changes:
        fields = {name: getattr(change, name) for name in CHANGE}
        about = {"kind": change.kind, "level": change.rule.level}
        changes.append(about | fields | {"why": change.rule.why, "cells": dict(change.cells)})
    whole = {
        "changed": difference.changed,
        "bump": difference.level,
        "from": difference.old_version,
        "to": difference.new_version,
        "suggested": difference.suggested,
        "changes": changes,
    }
    return json.dumps(whole, indent=1)


def _as_text(difference: Difference) -> str:
    """Return counts, then a line a change under its table, then the bump."""
    if not difference.changes:
        return _verdict(difference, TEXT)
    lines = [f"{'':24}{''.join(f'{name:>9}' for name in COLUMNS)}"]
    tables = _by_table(difference)
    for table, _, counts in tables:
        cells = "".join(f"{count or '·':>9}" for count in counts)
        lines.append(f"{TEXT.name(table or PACKAGE):24}{cells}")
    for table, changes, _ in tables:
        parts = [_parts(change, TEXT) for change in changes]
        width = min(max(len(subject) for subject, _ in parts), MAX_SUBJECT)
        lines += ["", TEXT.name(table or PACKAGE)]
        for change, (subject, rest) in zip(changes, parts, strict=True):
            sign = SIGNS.get(change.rule.verb, "~")
            lines.append(f"  {change.rule.level:5} {sign} {subject:{width}}  {rest}".rstrip())
    reasons = [f"{level:5} {count:>6}  {why}" for level, count, why in difference.reasons]
    return "\n".join([*lines, "", *reasons, "", _verdict(difference, TEXT)])


def _as_markdown(difference: Difference) -> str:
    """Return the bump, counts, why, and lists by table, cut where they are long."""
    verdict = _verdict(difference, MARKDOWN)
    if not difference.changes:
        return f"## {verdict.rstrip('.')}"
    heading = [f"## Version bump: {difference.level}", "", verdict, ""]
    return "\n".join(heading + markdown_lines(difference, MAX_LINES))


def markdown_lines(
    difference: Difference, max_lines: int, counted: Collection[str] = ()
) -> list[str]:
    """Return in Markdown why there is a bump, counts, and so many changes of each table.

    Args:
        difference: What changed.
        max_lines: How many changes of a table are listed.
        counted: Tables of which no change is listed.
    """
    lines = [f"- {level}: {why} ({count})" for level, count, why in difference.reasons]
    lines += ["", "| | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    tables, left = _by_table(difference), MAX_BYTES
    for table, _, counts in tables:
        name = code_span(TEXT.name(table), in_table=True) if table else PACKAGE
        lines.append(f"| {name} | {' | '.join(str(count or '') for count in counts)} |")
    for table, changes, _ in tables:
        if table in counted:
            continue
        lines += ["", f"### {MARKDOWN.name(table) if table else PACKAGE.capitalize()}", ""]
        for place, change in enumerate(changes):
            subject, rest = _parts(change, MARKDOWN)
            about = ": ".join(part for part in (subject, rest) if part)
            line = f"- {change.rule.level}, {change.rule.verb}: {about}"
            left -= len(line.encode(errors="replace")) + 1
            if place == max_lines or left < 0:
                lines.append(f"- … and {len(changes) - place} more; `--format json` has all")
                break
            lines.append(line)
    return lines


def _by_table(difference: Difference) -> list[tuple[str | None, list[Change], list[int]]]:
    """Return each table, None for the package itself, its changes, and their numbers by column."""
    tables = []
    for table, group in groupby(difference.changes, key=lambda change: change.table):
        changes, counts = list(group), Counter[str]()
        for change in changes:
            counts[change.rule.verb if change.rule.of_rows else "schema"] += change.count
        tables.append((table, changes, [counts[name] for name in COLUMNS]))
    return tables


def _verdict(difference: Difference, notation: Notation) -> str:
    """Return the bump, the version that it gives, and whether the new package has it."""
    if not difference.changed:
        return "Nothing changed."
    versions = (difference.old_version, difference.suggested, difference.new_version)
    old, suggested, new = (notation.name(version or "none") for version in versions)
    if not difference.changes:
        return f"Nothing changed but the version: {old} → {new}."
    bump = f"The changes call for a {difference.level} version"
    if not difference.suggested:
        return f"{bump}; the old one is {old}, not like 1.2.3."
    low = ", which is too low" if difference.too_low else ""
    return f"{bump}: after {old} comes {suggested}. The new package says {new}{low}."


def _parts(change: Change, notation: Notation) -> tuple[str, str]:
    """Return what a change concerns, and what it did."""
    record = notation.name(change.record or "")
    if change.rule.counted and change.old is None and change.new is None:
        return record, f"{change.count} {change.rule.counted}"
    if change.table == "evidence" and change.cells:
        return _evidence_parts(change, notation)
    note = [notation.value(change.note)] if change.note else []
    if change.cells:
        became = [f"became {notation.name(change.new)}"] if change.new else []
        return record, ": ".join(became + note) or _cells(change, notation)
    names = [name for name in (change.record, change.field, change.aspect) if name is not None]
    subject = change.rule.subject or " ".join(map(notation.name, names))
    if change.field is not None and change.record is None:
        subject = f"field {subject}"
    return subject, notation.values(change.old, change.new) or "".join(note)


def _evidence_parts(change: Change, notation: Notation) -> tuple[str, str]:
    """Return the cell that evidence is on, and its quotation."""
    row = defaultdict(str, change.cells)
    record = f"{row['table_name']}/{row['record_id']}"
    subject = f"{notation.name(record)} {notation.name(row['field'])}"
    rest = quote = notation.value(row["quote"])
    if change.kind == "cell-changed":
        values = notation.values(change.old, change.new)
        return subject, f"{notation.name(change.field or '')} {values}, of {quote}"
    if change.kind == "evidence-replaced" and change.old != row["quote"]:
        rest = notation.values(change.old, row["quote"])
    if row["value"] != row["quote"]:
        rest += f" for {notation.value(row['value'])}"
    rest += f" ({notation.name('/'.join(row[name] for name in PASSAGE))})"
    if row["basis"] in JUDGED:  # the words do not have the value, a person gave it
        rest += f", {row['basis']}"
    return subject, f"{rest}: {notation.value(row['note'])}" if row["note"] else rest


def _cells(change: Change, notation: Notation) -> str:
    """Return the cells of a row that are not its key, the first of many."""
    key = (change.record or "").split("/")
    cells = [(name, value) for name, value in change.cells if value not in key]
    parts = [f"{notation.name(name)} {notation.value(value)}" for name, value in cells]
    more = ["…"] if len(parts) > notation.max_cells else []
    return ", ".join(parts[: notation.max_cells] + more)

"""Show a difference: in a terminal, as Markdown for a review, or as JSON with all of it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile

from pipeline.common.escaping import EMPTY, code_span, visible
from pipeline.compare.difference import Difference
from pipeline.compare.version import LEVELS, Change, numbers

COLUMNS = ("added", "removed", "changed", "moved", "schema")
ROWS = ("record", "identifier", "row", "cell", "evidence", "passages")  # a kind's first word
VERBS = {  # a kind's last word, where it is not that something changed
    "added": "added", "gained": "added", "removed": "removed", "lost": "removed", "moved": "moved",
}  # fmt: skip
SUMMARIES = {  # of what is given as a number of rows of a source
    "passages-added": "passages added",
    "passages-removed": "passages removed",
    "passages-moved": "passages elsewhere in the source",
    "passages-used": "passages used or filed in another way",
    "evidence-moved": "quotations elsewhere in the source, as they were",
}
SUBJECTS = {
    "table-added": "the table",
    "table-removed": "the table",
    "fields-reordered": "order of fields",
}
PASSAGE = ("source_id", "passage_id")
JUDGED = ("coded", "interpreted")  # bases on which a value is a person's judgement
PACKAGE = "the package itself"
MAX_LINES = 200  # of a table in Markdown
MAX_BYTES = 800_000  # of all of them; a job's summary has at most 1 MiB
MAX_NAME = 300  # characters that are shown of a name
MAX_SUBJECT = 48  # characters for which room is kept in a column
BEFORE = 20  # characters of two long values that are shown before the first that differs


@dataclass(frozen=True)
class Notation:
    """How a name and a value are written so that they are only text, and how long a value is."""

    name: Callable[[str], str]
    value: Callable[[str], str]
    max_value: int


def _short(text: str) -> str:
    return text if len(text) <= MAX_NAME else text[:MAX_NAME] + "…"


def _quoted(text: str) -> str:
    return f'"{visible(text)}"' if text else EMPTY


TEXT = Notation(lambda text: visible(_short(text)), _quoted, 50)
MARKDOWN = Notation(lambda text: code_span(_short(text)), code_span, 160)


def report(difference: Difference, style: str) -> str:
    """Return the whole difference as `text`, `markdown` or `json`."""
    return {"text": as_text, "markdown": as_markdown, "json": as_json}[style](difference)


def as_json(difference: Difference) -> str:
    """Return every change in full, in ASCII, so that nothing in it can steer a terminal."""
    names = (
        "kind", "level", "table", "record", "field", "aspect", "old", "new", "count", "note", "why",
    )  # fmt: skip
    changes = []
    for change in difference.changes:
        cells = {"cells": dict(change.cells)}
        changes.append({name: getattr(change, name) for name in names} | cells)
    return json.dumps(
        {
            "changed": difference.changed,
            "bump": difference.level,
            "from": difference.old_version,
            "to": difference.new_version,
            "suggested": _suggested(difference),
            "changes": changes,
        },
        indent=1,
    )


def as_text(difference: Difference) -> str:
    """Return counts, then a line a change under its table, then the bump."""
    if not difference.changes:
        return _nothing(difference, TEXT)
    lines = [f"{'':24}{''.join(f'{name:>9}' for name in COLUMNS)}"]
    for table, counts in _counts(difference).items():
        cells = "".join(f"{counts[name] or '·':>9}" for name in COLUMNS)
        lines.append(f"{TEXT.name(table or PACKAGE):24}{cells}")
    for table, changes in by_table(difference):
        parts = [_parts(change, TEXT) for change in changes]
        width = min(max(len(subject) for _, subject, _ in parts), MAX_SUBJECT)
        lines += ["", TEXT.name(table or PACKAGE)]
        for change, (sign, subject, rest) in zip(changes, parts, strict=True):
            lines.append(f"  {change.level:5} {sign} {subject:{width}}  {rest}".rstrip())
    lines.append("")
    lines += [f"{level:5} {count:>6}  {why}" for level, count, why in reasons(difference)]
    return "\n".join([*lines, "", _verdict(difference, TEXT)])


def as_markdown(difference: Difference) -> str:
    """Return the bump, counts, why, and lists by table, cut where they are long."""
    if not difference.changes:
        return f"## {_nothing(difference, MARKDOWN).rstrip('.')}"
    lines = [f"## Version bump: {difference.level}", "", _verdict(difference, MARKDOWN), ""]
    lines += count_table(difference)
    lines += ["", "| bump | changes | why |", "| --- | ---: | --- |"]
    lines += [f"| {level} | {count} | {why} |" for level, count, why in reasons(difference)]
    left = MAX_BYTES
    for table, changes in by_table(difference):
        lines += ["", f"### {MARKDOWN.name(table) if table else PACKAGE.capitalize()}", ""]
        for place, change in enumerate(changes):
            line = list_item(change)
            left -= len(line.encode(errors="replace")) + 1
            if place == MAX_LINES or left < 0:
                lines += ["", f"… and {len(changes) - place} more; `--format json` has all"]
                break
            lines.append(line)
    return "\n".join(lines)


def count_table(difference: Difference) -> list[str]:
    """Return how much changed in each table, as a table of Markdown."""
    lines = ["| | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    for table, counts in _counts(difference).items():
        name = code_span(_short(table), in_table=True) if table else PACKAGE
        lines.append(f"| {name} | {' | '.join(str(counts[name] or '') for name in COLUMNS)} |")
    return lines


def list_item(change: Change) -> str:
    """Return a change as an item of a list in Markdown."""
    sign, subject, rest = _parts(change, MARKDOWN)
    verb = {"+": "added", "-": "removed", "~": "changed"}[sign]
    return f"- {change.level}, {verb}: " + ": ".join(part for part in (subject, rest) if part)


def by_table(difference: Difference) -> Iterator[tuple[str | None, list[Change]]]:
    """Give the changes of each table; None is the package itself."""
    for table, changes in groupby(difference.changes, key=lambda change: change.table):
        yield table, list(changes)


def reasons(difference: Difference) -> list[tuple[str, int, str]]:
    """Return the rules that apply, the highest bump first, and to how many changes each does."""
    counts: Counter[tuple[str, str]] = Counter()
    for change in difference.changes:
        counts[change.level, change.why] += change.count
    ordered = sorted(counts.items(), key=lambda item: LEVELS.index(item[0][0]))
    return [(level, count, why) for (level, why), count in ordered]


def _counts(difference: Difference) -> dict[str | None, Counter[str]]:
    """Return how many rows, cells and properties changed, by table and column."""
    counts: dict[str | None, Counter[str]] = {}
    for change in difference.changes:
        column = _verb(change) if change.kind.partition("-")[0] in ROWS else "schema"
        counts.setdefault(change.table, Counter())[column] += change.count
    return counts


def _verb(change: Change) -> str:
    return VERBS.get(change.kind.rpartition("-")[2], "changed")


def _suggested(difference: Difference) -> str | None:
    try:
        return difference.suggested(difference.old_version)
    except ValueError:
        return None


def _nothing(difference: Difference, notation: Notation) -> str:
    """Return that nothing changed, or the version alone."""
    if not difference.changed:
        return "Nothing changed."
    versions = _values(difference.old_version, difference.new_version, notation)
    return f"Nothing changed but the version: {versions}."


def _verdict(difference: Difference, notation: Notation) -> str:
    """Return the bump, the version that it gives, and whether the new package has it."""
    old, new = difference.old_version, difference.new_version
    bump = f"The changes call for a {difference.level} version"
    if (suggested := _suggested(difference)) is None:
        return (
            f"{bump}; the old one is {notation.name(old) if old else 'not said'}, not like 1.2.3."
        )
    try:
        low = numbers(new) < numbers(suggested)
    except ValueError:
        low = True
    present = notation.name(new) if new else "no version"
    return (
        f"{bump}: after {notation.name(old)} comes {notation.name(suggested)}. "
        f"The new package says {present}{', which is too low' if low else ''}."
    )


def _parts(change: Change, notation: Notation) -> tuple[str, str, str]:
    """Return a change as a sign, what it concerns, and what it did."""
    sign = {"added": "+", "removed": "-"}.get(_verb(change), "~")
    name = notation.name(change.record or "")
    if change.kind in SUMMARIES and change.old is None and change.new is None:
        return sign, name, f"{change.count} {SUMMARIES[change.kind]}"
    if change.table == "evidence" and change.cells:
        return sign, *_evidence_parts(change, notation)
    if change.cells:
        return sign, name, _retired(change, notation) or _cells(change, notation)
    note = _cut(change.note, notation) if change.note else ""
    return sign, _subject(change, notation), _values(change.old, change.new, notation) or note


def _evidence_parts(change: Change, notation: Notation) -> tuple[str, str]:
    """Return the cell that evidence is on, and its quotation."""
    row = dict(change.cells)
    table, record, field = (row.get(name, "") for name in ("table_name", "record_id", "field"))
    subject = f"{notation.name(f'{table}/{record}')} {notation.name(field)}"
    quote = row.get("quote", "")
    if change.kind == "cell-changed":
        values = _values(change.old, change.new, notation)
        return subject, f"{notation.name(change.field or '')} {values}, of {_cut(quote, notation)}"
    rest = _cut(quote, notation)
    if change.kind == "evidence-replaced" and change.old != quote:
        rest = _values(change.old, quote, notation)
    if (value := row.get("value", "")) != quote:
        rest += f" for {_cut(value, notation)}"
    rest += f" ({notation.name('/'.join(row.get(name, '') for name in PASSAGE))})"
    if (basis := row.get("basis")) in JUDGED:  # the words do not have the value, a person gave it
        rest += f", {notation.name(basis)}"
    if note := row.get("note"):
        rest += f": {_cut(note, notation)}"
    return subject, rest


def _subject(change: Change, notation: Notation) -> str:
    if change.kind in SUBJECTS:
        return SUBJECTS[change.kind]
    parts = ["field"] if change.field is not None and change.record is None else []
    names = (change.record, change.field, change.aspect)
    return " ".join(parts + [notation.name(name) for name in names if name is not None])


def _values(old: str | None, new: str | None, notation: Notation) -> str:
    """Return two values, each from shortly before the first that differs if they are long."""
    if old is None or new is None:
        cut = _cut(new or old or "", notation)
        return f"now {cut}" if new else f"no longer {cut}" if old else ""
    begin = 0
    if max(len(old), len(new)) > notation.max_value:
        same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
        begin = max(0, sum(1 for _ in same) - BEFORE)
    return f"{_cut(old, notation, begin)} → {_cut(new, notation, begin)}"


def _cut(text: str, notation: Notation, begin: int = 0) -> str:
    end = begin + notation.max_value
    before, after = "…" if begin else "", "…" if len(text) > end else ""
    return notation.value(before + text[begin:end] + after)


def _retired(change: Change, notation: Notation) -> str:
    """Return what became of a record that was removed, and why, where the package says so."""
    became = f"became {notation.name(change.new)}" if change.new else ""
    reason = _cut(change.note, notation) if change.note else ""
    return ": ".join(part for part in (became, reason) if part)


def _cells(change: Change, notation: Notation) -> str:
    """Return the cells of a row that are not its key, as many as there is room for."""
    parts: list[str] = []
    room = 2 * notation.max_value
    key = (change.record or "").split("/")
    for name, value in change.cells:
        if value not in key:
            parts.append(f"{notation.name(name)} {_cut(value, notation)}")
            room -= len(name) + min(len(value), notation.max_value)
        if room < 0 and name != change.cells[-1][0]:
            return ", ".join([*parts, "…"])
    return ", ".join(parts)

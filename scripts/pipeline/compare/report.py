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
COLUMN_OF = {  # where a kind is counted; what is not here concerns the schema
    "record-added": "added", "evidence-gained": "added", "passages-added": "added",
    "identifier-removed": "removed", "row-removed": "removed", "evidence-lost": "removed",
    "passages-removed": "removed",
    "cell-changed": "changed", "cell-filled": "changed", "cell-derived": "changed",
    "evidence-replaced": "changed", "passages-changed": "changed", "passages-used": "changed",
    "evidence-moved": "moved", "passages-moved": "moved",
}  # fmt: skip
SIGNS = {"added": "+", "gained": "+", "removed": "-", "lost": "-"}  # by a kind's last word
COUNTED = {  # what is told as a number of rows of a source
    "passages-added": "passages added",
    "passages-removed": "passages removed",
    "passages-changed": "passages with another text",
    "passages-moved": "passages elsewhere in the source",
    "passages-used": "passages used or filed in another way",
    "evidence-moved": "quotations elsewhere in the source, as they were",
}
OWN_SUBJECTS = {
    "table-added": "the table", "table-removed": "the table", "fields-reordered": "order of fields",
}  # fmt: skip
PASSAGE = ("source_id", "passage_id")
JUDGED = ("coded", "interpreted")  # bases on which a value is a person's judgement
PACKAGE = "the package itself"
MOST_LINES = 200  # of a table in Markdown
MOST_BYTES = 800_000  # of all of them; a job's summary has at most 1 MiB
LONGEST_NAME = 300  # characters that are shown of a name
BEFORE = 20  # characters of two long values that are shown before the first that differs


@dataclass(frozen=True)
class Voice:
    """How a name and a value are written so that they are only text, and how long a value is."""

    name: Callable[[str], str]
    value: Callable[[str], str]
    longest: int


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"


TEXT = Voice(
    lambda text: visible(_short(text)), lambda text: f'"{visible(text)}"' if text else EMPTY, 50
)
MARKDOWN = Voice(lambda text: code_span(_short(text)), code_span, 160)


def report(difference: Difference, style: str) -> str:
    """The whole difference as `text`, `markdown` or `json`."""
    return {"text": as_text, "markdown": as_markdown, "json": as_json}[style](difference)


def as_json(difference: Difference) -> str:
    """Every change in full, in ASCII, so that nothing in it can steer a terminal."""
    return json.dumps(
        {
            "changed": difference.changed,
            "bump": difference.level,
            "from": difference.old_version,
            "to": difference.new_version,
            "suggested": _suggested(difference),
            "changes": [_as_dict(one) for one in difference.changes],
        },
        indent=1,
    )


def _as_dict(one: Change) -> dict[str, object]:
    names = (
        "kind", "level", "table", "record", "field", "aspect", "old", "new", "count", "note", "why",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {"cells": dict(one.cells)}


def _suggested(difference: Difference) -> str | None:
    try:
        return difference.suggested(difference.old_version)
    except ValueError:
        return None


def as_text(difference: Difference) -> str:
    """Counts, then a line a change under its table, then the bump."""
    if not difference.changes:
        return _nothing(difference, TEXT)
    lines = [f"{'':24}{''.join(f'{name:>9}' for name in COLUMNS)}"]
    for table, counts in _counts(difference).items():
        cells = "".join(f"{counts[name] or '·':>9}" for name in COLUMNS)
        lines.append(f"{TEXT.name(table or PACKAGE):24}{cells}")
    for table, changes in by_table(difference):
        told = [(one.level, *_spoken(one, TEXT)) for one in changes]
        width = min(max(len(subject) for _, _, subject, _ in told), 48)
        lines += ["", TEXT.name(table or PACKAGE)]
        lines += [
            f"  {level:5} {sign} {subject:{width}}  {rest}".rstrip()
            for level, sign, subject, rest in told
        ]
    lines.append("")
    lines += [f"{level:5} {count:>6}  {why}" for level, count, why in reasons(difference)]
    return "\n".join([*lines, "", _verdict(difference, TEXT)])


def as_markdown(difference: Difference) -> str:
    """The bump, counts, why, and lists by table, cut where they are long."""
    if not difference.changes:
        return f"## {_nothing(difference, MARKDOWN).rstrip('.')}"
    lines = [f"## Version bump: {difference.level}", "", _verdict(difference, MARKDOWN), ""]
    lines += counted(difference)
    lines += ["", "| bump | changes | why |", "| --- | ---: | --- |"]
    lines += [f"| {level} | {count} | {why} |" for level, count, why in reasons(difference)]
    left = MOST_BYTES
    for table, changes in by_table(difference):
        lines += ["", f"### {MARKDOWN.name(table) if table else PACKAGE.capitalize()}", ""]
        for place, change in enumerate(changes):
            line = item(change)
            left -= len(line.encode(errors="replace")) + 1
            if place == MOST_LINES or left < 0:
                more = len(changes) - place
                lines += ["", f"… and {more} more; `--format json` has all"]
                break
            lines.append(line)
    return "\n".join(lines)


def counted(difference: Difference) -> list[str]:
    """How much changed in each table, as a table of Markdown."""
    lines = ["| | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    for table, counts in _counts(difference).items():
        name = code_span(_short(table), in_table=True) if table else PACKAGE
        lines.append(f"| {name} | " + " | ".join(str(counts[one] or "") for one in COLUMNS) + " |")
    return lines


def _nothing(difference: Difference, voice: Voice) -> str:
    """That nothing changed, or the version alone."""
    if not difference.changed:
        return "Nothing changed."
    versions = _values(difference.old_version, difference.new_version, voice)
    return f"Nothing changed but the version: {versions}."


def item(change: Change) -> str:
    """A change as an item of a list in Markdown."""
    sign, subject, rest = _spoken(change, MARKDOWN)
    words = {"+": "added", "-": "removed", "~": "changed"}[sign]
    return f"- {change.level}, {words}: " + ": ".join(part for part in (subject, rest) if part)


def by_table(difference: Difference) -> Iterator[tuple[str | None, list[Change]]]:
    """The changes of each table; None is the package itself."""
    for table, changes in groupby(difference.changes, key=lambda one: one.table):
        yield table, list(changes)


def _counts(difference: Difference) -> dict[str | None, Counter[str]]:
    """How many rows, cells and properties changed, by table and column."""
    counts: dict[str | None, Counter[str]] = {}
    for one in difference.changes:
        column = COLUMN_OF.get(one.kind, "schema")
        counts.setdefault(one.table, Counter())[column] += one.count
    return counts


def reasons(difference: Difference) -> list[tuple[str, int, str]]:
    """The rules that apply, the highest bump first, and how many changes each applies to."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in difference.changes:
        counts[one.level, one.why] += one.count
    ordered = sorted(counts.items(), key=lambda item: LEVELS.index(item[0][0]))
    return [(level, count, why) for (level, why), count in ordered]


def _verdict(difference: Difference, voice: Voice) -> str:
    """The bump, the version that it gives, and whether the new package has it."""
    old, new = difference.old_version, difference.new_version
    called = f"The changes call for a {difference.level} version"
    if (suggested := _suggested(difference)) is None:
        return f"{called}; the old one is {voice.name(old) if old else 'not said'}, not like 1.2.3."
    said = f"{called}: after {voice.name(old)} comes {voice.name(suggested)}."
    try:
        low = numbers(new) < numbers(suggested)
    except ValueError:
        low = True
    there = voice.name(new) if new else "no version"
    return f"{said} The new package says {there}{', which is too low' if low else ''}."


def _spoken(change: Change, voice: Voice) -> tuple[str, str, str]:
    """A change as a sign, what it concerns, and what is to say of it."""
    sign = SIGNS.get(change.kind.rpartition("-")[2], "~")
    name = voice.name(change.record or "")
    if change.kind in COUNTED and change.old is None and change.new is None:
        return sign, name, f"{change.count} {COUNTED[change.kind]}"
    if change.table == "evidence" and change.cells:
        return sign, *_spoken_evidence(change, voice)
    if change.cells:
        return sign, name, _retired(change, voice) or _cells(change, voice)
    told = _values(change.old, change.new, voice) or (change.note and _cut(change.note, voice))
    return sign, _subject(change, voice), told


def _spoken_evidence(change: Change, voice: Voice) -> tuple[str, str]:
    """The cell that evidence is on, and its quotation."""
    row = dict(change.cells)
    table, record, field = (row.get(name, "") for name in ("table_name", "record_id", "field"))
    subject = f"{voice.name(f'{table}/{record}')} {voice.name(field)}"
    quote = row.get("quote", "")
    if change.kind == "cell-changed":
        changed = _values(change.old, change.new, voice)
        return subject, f"{voice.name(change.field or '')} {changed}, of {_cut(quote, voice)}"
    told = _cut(quote, voice)
    if change.kind == "evidence-replaced" and change.old != quote:
        told = _values(change.old, quote, voice)
    if (value := row.get("value", "")) != quote:
        told += f" for {_cut(value, voice)}"
    told += f" ({voice.name('/'.join(row.get(name, '') for name in PASSAGE))})"
    return subject, told + _judged(row, voice)


def _judged(row: dict[str, str], voice: Voice) -> str:
    """On what basis a person gave a value that the words do not have, and the note."""
    basis = row.get("basis", "")
    said = f", {voice.name(basis)}" if basis in JUDGED else ""
    return said + (f": {_cut(note, voice)}" if (note := row.get("note", "")) else "")


def _subject(change: Change, voice: Voice) -> str:
    if change.kind in OWN_SUBJECTS:
        return OWN_SUBJECTS[change.kind]
    parts = ["field"] if change.field is not None and change.record is None else []
    names = (change.record, change.field, change.aspect)
    return " ".join(parts + [voice.name(name) for name in names if name is not None])


def _values(old: str | None, new: str | None, voice: Voice) -> str:
    """Two values, each from shortly before the first character that differs if they are long."""
    if old is None or new is None:
        return f"now {_cut(new, voice)}" if new else f"no longer {_cut(old, voice)}" if old else ""
    begin = 0
    if max(len(old), len(new)) > voice.longest:
        same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
        begin = max(0, sum(1 for _ in same) - BEFORE)
    return f"{_cut(old, voice, begin)} → {_cut(new, voice, begin)}"


def _cut(text: str, voice: Voice, begin: int = 0) -> str:
    end = begin + voice.longest
    before, after = "…" if begin else "", "…" if len(text) > end else ""
    return voice.value(before + text[begin:end] + after)


def _retired(change: Change, voice: Voice) -> str:
    """What became of a record that was removed, and why, where the package says so."""
    became = f"became {voice.name(change.new)}" if change.new else ""
    return ": ".join(part for part in (became, change.note and _cut(change.note, voice)) if part)


def _cells(change: Change, voice: Voice) -> str:
    """A row's cells beside its key, as many as there is room for."""
    told: list[str] = []
    room = 2 * voice.longest
    key = (change.record or "").split("/")
    for name, value in change.cells:
        if value not in key:
            told.append(f"{voice.name(name)} {_cut(value, voice)}")
            room -= len(name) + min(len(value), voice.longest)
        if room < 0 and name != change.cells[-1][0]:
            return ", ".join([*told, "…"])
    return ", ".join(told)

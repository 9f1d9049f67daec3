"""What an identifier stands for, and what a source's text says, stays from release to release.

A person has to look at what is found here: a correction may be right, a swap never is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.assemble.tables import Assembly
from pipeline.common.findings import Finding
from pipeline.common.folding import folded
from pipeline.resolve.resolve import ClaimError, finding_at
from schemas import TABLES, key_of

Row = Mapping[str, str]
Tables = Mapping[str, Iterable[Row]]

TELLING = {  # the columns by which a record is known to be the one that it was
    "memorials": ("locality", "site", "opened"),
    "people": ("name", "other_names"),
    "organizations": ("name", "other_names"),
    "events": ("event_type", "date", "memorial_id"),
    "statements": ("text",),
}


def check_reused(made: Assembly, tables: Tables) -> Iterator[Finding]:
    """Of what told a released record from others something is left; `tables` are the release's."""
    for table, columns in TELLING.items():
        (key,) = key_of(TABLES[table])
        now = {row[key]: row for row in made.tables[table]}
        for was in tables.get(table, ()):
            record = was.get(key, "")
            told = [name for name in columns if was.get(name)]
            if record not in now or not told:
                continue
            if not any(_alike(was[name], now[record][name]) for name in told):
                yield _reused(made, table, record, was, told, now[record])


def _alike(one: str, other: str) -> bool:
    """Whether half of the words of one text are words of the other."""
    words, others = (set(re.findall(r"\w+", folded(text))) for text in (one, other))
    return 2 * len(words & others) >= min(len(words), len(others)) > 0


def _reused(
    made: Assembly, table: str, record: str, was: Row, told: list[str], now: Row
) -> Finding:
    changed = "; ".join(f"{name} was {was[name]!r}, now {now[name]!r}" for name in told)
    message = f"it is not what the last release had under this identifier: {changed}"
    fix = "an identifier stays with its record: give another record one of its own"
    place = made.places[table, (record,)]
    fault = ClaimError("identifier-reused", message, fix, record)
    return finding_at(made.seeds[place.seed], place, fault)


def check_texts(made: Assembly, tables: Tables) -> Iterator[Finding]:
    """A text that was released is still the same, or somebody reads what is new in it."""
    released = {row.get("source_id"): row.get("sha256") for row in tables.get("sources", ())}
    for row in made.tables["sources"]:
        name = row["source_id"]
        if released.get(name, row["sha256"]) == row["sha256"]:
            continue
        were, are = (
            [one["text"] for one in said.get("passages", ()) if one["source_id"] == name]
            for said in (tables, made.tables)
        )
        gone, new = len(set(were) - set(are)), len(set(are) - set(were))
        message = f"it is not the text that was released; passages gone: {gone}, new: {new}"
        fix = "read each passage that python scripts/diff.py released . shows; no text is edited"
        yield Finding("text-revised", message, fix, f"{made.seeds[name].file}.txt", record=name)

"""What changed between two packages, and the version that it calls for.

Rows are matched by their table's key, so the work grows with the rows and not with their square.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.common.progress import progress
from pipeline.compare.described_package import Described, Json, read_described, resources
from pipeline.compare.rows import Row, differing, distinct
from pipeline.compare.schema import package_changes, schema_changes
from pipeline.compare.version import Change, Level, bumped, highest
from pipeline.read.claims import IDENTIFIED

__all__ = ["Change", "Described", "Difference", "compare", "read_described"]

PLACE = ("source_id", "passage_id", "start", "end")
WHERE = ("evidence_id", *PLACE[1:], "prefix", "suffix")  # which says where evidence stands
EVIDENCE_CELL = ("table_name", "record_id", "field")
Pairs = list[tuple[str, Row, Row]]  # a record, as it was and as it is


@dataclass
class Difference:
    """The changes from one package to another, and the versions that the two say they are."""

    changes: list[Change]
    old_version: str = ""
    new_version: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything did, be it the version alone."""
        return bool(self.changes) or self.old_version != self.new_version

    @property
    def level(self) -> Level:
        """The bump that the changes call for together: major, minor, patch or none."""
        return highest(self.changes)

    def suggested(self, version: str) -> str:
        """The version that comes after a version; raises ValueError if that is no `1.2.3`."""
        return bumped(version, self.level)


@dataclass
class _Rows:
    """The rows of a table that differ, by what they are matched."""

    added: list[tuple[str, Row]]
    removed: list[tuple[str, Row]]
    changed: Pairs


def compare(old: Described, new: Described) -> Difference:
    """What changed from the old package to the new one; nothing that is only form."""
    were, are = resources(old.descriptor), resources(new.descriptor)
    retired = {(one["table"], one["id"]): one for one in new.descriptor.get("retired", [])}
    changes: list[Change] = []
    every = [*are, *(name for name in were if name not in are)]
    for table in progress(every, "comparing tables"):
        if table not in were:
            changes.append(Change("table-added", table, new=_size(new.tables[table])))
        elif table not in are:
            changes.append(Change("table-removed", table, old=_size(old.tables[table])))
        else:
            changes += schema_changes(table, were[table], are[table])
            schemas = were[table]["schema"], are[table]["schema"]
            changes += _table_changes(table, old, new, schemas, retired)
    told = {(one.table, one.record) for one in changes if one.kind == "identifier-removed"}
    about = [
        *package_changes(old.descriptor, new.descriptor),
        *_retired_changes(old.descriptor, new.descriptor, told),
    ]
    versions = (one.descriptor.get("version", "") for one in (old, new))
    return Difference(about + changes, *versions)


def _size(rows: Collection[Row]) -> str:
    return f"{len(rows)} rows"


def _retired_changes(
    old: Json, new: Json, told: set[tuple[str | None, str | None]]
) -> Iterator[Change]:
    """What is said of retired identifiers in other words, apart from those that are retired now."""
    were, are = (
        {(one["table"], one["id"]): one for one in package.get("retired", [])}
        for package in (old, new)
    )
    for one in sorted((were.keys() | are.keys()) - told):
        if were.get(one) != are.get(one):
            before, after = (
                _became(entries[one]) if one in entries else None for entries in (were, are)
            )
            yield Change("package-described", None, "/".join(one), None, "retired", before, after)


def _became(entry: Json) -> str:
    became, reason = entry.get("became", ""), entry.get("reason", "")
    return f"became {became}: {reason}" if became else str(reason)


def _table_changes(
    table: str, old: Described, new: Described, schemas: tuple[Json, Json], retired: dict[Any, Json]
) -> Iterator[Change]:
    """What changed in a table's rows, in the fields that both packages have."""
    was, now = old.tables[table], new.tables[table]
    were, are = ([one["name"] for one in schema["fields"]] for schema in schemas)
    common = [name for name in are if name in were]
    if not common:
        return
    key = _matching(old.keys[table], new.keys[table], common)
    rows = _rows(*differing(was, now, key), key)
    if table == "evidence":
        yield from _evidence_changes(rows)
    elif table == "passages":
        yield from _passage_changes(rows, distinct(was, "source_id") & distinct(now, "source_id"))
    else:
        yield from _record_changes(table, rows, retired)
        yield from _cell_changes(table, rows.changed, schemas[1])


def _matching(old: tuple[str, ...], new: tuple[str, ...], common: list[str]) -> tuple[str, ...]:
    """The columns by which rows are matched: a key that both tables have, else all in common."""
    for key in (new, old):
        if key and set(key) <= set(common):
            return key
    return tuple(common)


def _rows(old: list[Row], new: list[Row], key: tuple[str, ...]) -> _Rows:
    was, now = _by_key(old, key), _by_key(new, key)
    rows = _Rows([], [], [])
    for record, row in now.items():
        before = was.get(record)
        if before is None:
            rows.added.append((record, row))
        elif before != row:
            rows.changed.append((record, before, row))
    rows.removed = [(record, row) for record, row in was.items() if record not in now]
    return rows


def _by_key(rows: list[Row], key: tuple[str, ...]) -> dict[str, Row]:
    """Rows by their key as text; further rows with a key are told apart by a number."""
    if len(key) == 1:
        found = {row[key[0]]: row for row in rows}
    else:
        found = {"/".join([row[name] for name in key]): row for row in rows}
    if len(found) == len(rows):
        return found
    seen: Counter[str] = Counter()
    found = {}
    for row in rows:
        record = "/".join([row[name] for name in key])
        seen[record] += 1
        found[record if seen[record] == 1 else f"{record}#{seen[record]}"] = row
    return found


def _filled(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((name, cell) for name, cell in row.items() if cell)


def _record_changes(table: str, rows: _Rows, retired: dict[Any, Json]) -> Iterator[Change]:
    kind = "identifier-removed" if table in IDENTIFIED else "row-removed"
    for record, row in rows.removed:
        became = retired.get((table, record), {})
        new, note = became.get("became"), became.get("reason", "")
        yield Change(kind, table, record, new=new, note=note, cells=_filled(row))
    for record, row in rows.added:
        yield Change("record-added", table, record, cells=_filled(row))


def _cell_changes(table: str, pairs: Pairs, schema: Json) -> Iterator[Change]:
    """The cells that changed; a derived one for itself, or together with what it comes from."""
    derived = {
        one["name"]: one.get("derivedFrom", [])
        for one in schema["fields"]
        if one.get("role") == "derived"
    }
    for record, was, now in pairs:
        changed = {name for name, cell in now.items() if name in was and was[name] != cell}
        for name in (one for one in now if one in changed):
            kind = "cell-changed" if was[name] else "cell-filled"
            if name in derived and changed.isdisjoint(derived[name]):
                kind = "cell-derived"
            yield Change(kind, table, record, name, None, was[name], now[name])


def _evidence_changes(rows: _Rows) -> Iterator[Change]:
    """Evidence gained, lost, replaced on its cell, and moved within its source."""
    replaced, lost = _replaced(rows)
    moved: Counter[str] = Counter()
    for record, row in rows.added:
        if record in replaced and _only_moved(replaced[record], row):
            moved[_source_of(row)] += 1
            continue
        kind = "evidence-replaced" if record in replaced else "evidence-gained"
        old = replaced[record].get("quote", "") if record in replaced else None
        quotes = (old, row.get("quote", ""))
        yield Change(kind, "evidence", record, None, None, *quotes, cells=_filled(row))
    for record, row in lost.items():
        old = row.get("quote", "")
        yield Change("evidence-lost", "evidence", record, old=old, cells=_filled(row))
    for record, was, now in rows.changed:
        changed = {name for name, cell in now.items() if name in was and was[name] != cell}
        moved[now.get("source_id", "")] += not changed.isdisjoint(PLACE)
        for name in (one for one in now if one in changed and one not in PLACE):
            cell = (record, name, None, was[name], now[name])
            yield Change("cell-changed", "evidence", *cell, cells=_filled(now))
    yield from _counted("evidence", "evidence-moved", moved)


def _only_moved(was: Row, now: Row) -> bool:
    """Whether evidence says the same, at another place of its source or among other words."""
    return all(was.get(name) == cell for name, cell in now.items() if name not in WHERE)


def _replaced(rows: _Rows) -> tuple[dict[str, Row], dict[str, Row]]:
    """For each new evidence the lost one on its cell, best of the same words; and what is left."""
    replaced: dict[str, Row] = {}
    lost = dict(rows.removed)
    for names in ((*EVIDENCE_CELL, "quote"), EVIDENCE_CELL):
        waiting: defaultdict[tuple[str, ...], deque[str]] = defaultdict(deque)
        for record, row in lost.items():
            waiting[tuple(row.get(name, "") for name in names)].append(record)
        for record, row in rows.added:
            same = waiting[tuple(row.get(name, "") for name in names)]
            if same and record not in replaced:
                replaced[record] = lost.pop(same.popleft())
    return replaced, lost


def _passage_changes(rows: _Rows, known: set[str]) -> Iterator[Change]:
    """What is new, gone or said in other words in the text of each source, and what moved.

    The same text elsewhere is the same passage. Of a source that was not there before, and of one
    that is gone, the passages are only counted; `known` are the sources that both packages have.
    """
    before: defaultdict[tuple[str, str], deque[Row]] = defaultdict(deque)
    for row in [*(row for _, row in rows.removed), *(row for _, row, _ in rows.changed)]:
        before[_words_of(row)].append(row)
    added: list[Row] = []
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in [*(row for _, row in rows.added), *(row for _, _, row in rows.changed)]:
        source = row.get("source_id", "")
        if not (same := before[_words_of(row)]):
            added.append(row)
            continue
        was = same.popleft()
        counts["passages-moved"][source] += any(was.get(one) != row.get(one) for one in PLACE)
        others = was.keys() & row.keys() - {*PLACE}
        counts["passages-used"][source] += any(was[name] != row[name] for name in others)
    removed = [row for left in before.values() for row in left]
    for kind, some in (("passages-added", added), ("passages-removed", removed)):
        counts[kind].update(_source_of(row) for row in some if _source_of(row) not in known)
    yield from _reworded(
        [row for row in removed if _source_of(row) in known],
        [row for row in added if _source_of(row) in known],
    )
    for kind in ("passages-added", "passages-removed", "passages-moved", "passages-used"):
        yield from _counted("passages", kind, counts[kind])


def _reworded(removed: list[Row], added: list[Row]) -> Iterator[Change]:
    """Passages that are gone and new ones, each with its text; one in the place of another."""
    gone = {"/".join(_identifiers(row)): row for row in removed}
    for row in added:
        record = "/".join(_identifiers(row))
        was = gone.pop(record, None)
        kind = "passages-changed" if was else "passages-added"
        old = was["text"] if was else None
        yield Change(kind, "passages", record, None, None, old, row["text"])
    for record, row in gone.items():
        yield Change("passages-removed", "passages", record, old=row["text"])


def _identifiers(row: Row) -> tuple[str, str]:
    return row.get("source_id", ""), row.get("passage_id", "")


def _source_of(row: Row) -> str:
    return row.get("source_id", "")


def _words_of(row: Row) -> tuple[str, str]:
    return row.get("source_id", ""), row.get("text", "")


def _counted(table: str, kind: str, counts: Counter[str]) -> Iterable[Change]:
    return (Change(kind, table, one, count=many) for one, many in sorted(counts.items()) if many)

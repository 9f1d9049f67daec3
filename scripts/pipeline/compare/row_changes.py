"""What changed in the rows of a table: records and cells, evidence, and passages of the texts."""

import secrets
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

import polars as pl

from pipeline.compare.package_descriptor import Json, as_names
from pipeline.compare.version import Change
from pipeline.read.claims import IDENTIFIED

Row = dict[str, str]
RECORD = "\0record"  # the column with a row's record, under a name that no file has
PLACE = {"source_id", "passage_id", "start", "end"}
CONTEXT = PLACE - {"source_id"} | {"evidence_id", "prefix", "suffix"}  # where evidence stands
EVIDENCE_CELL = ("table_name", "record_id", "field")
PASSAGE = ("source_id", "passage_id")
EVIDENCE = {*EVIDENCE_CELL, "source_id", "quote"}  # columns without which rows are only rows
PASSAGES = {*PASSAGE, "text"}
ORDER = ("removed", "added", "changed", "moved")


def row_changes(
    table: str,
    old: pl.DataFrame,
    new: pl.DataFrame,
    schemas: tuple[Json, Json],
    retired: dict[str, Json],
) -> list[Change]:
    """Return what changed in a table's rows, in the fields that both packages have.

    `schemas` are the two tables', `retired` says by `table/record` what became of it. Changes that
    are the same, as of rows of a source that only moved, are one, with their number.
    """
    common = [name for name in new.columns if name in old.columns]
    if not common or old.equals(new):
        return []
    keys = (as_names(schema.get("primaryKey", [])) for schema in reversed(schemas))
    key = next((key for key in keys if key and set(key) <= set(common)), common)
    rows = differing_rows(with_records(old, key), with_records(new, key))
    if table == "evidence" and set(common) >= EVIDENCE:
        changes = _evidence_changes(*rows)
    elif table == "passages" and set(common) >= PASSAGES:
        changes = _passage_changes(*rows, set(old["source_id"]) & set(new["source_id"]))
    else:
        changes = _record_changes(table, *rows, schemas[1], retired)
    counts = Counter(changes)
    found = [replace(c, count=count) if count > 1 else c for c, count in counts.items()]
    return sorted(found, key=lambda change: ORDER.index(change.rule.verb))


def with_records(frame: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return a table with the record of each row: its key, `a/b`, and of a second `a/b#2`."""
    columns = [frame[name] for name in key]  # by name: pl.col takes some names for patterns
    records = pl.select(text=pl.concat_str(columns, separator="/"))
    if records["text"].n_unique() < len(records):
        number = pl.int_range(1, pl.len() + 1).over("text")
        numbered = pl.format("{}#{}", "text", number)
        records = records.select(text=pl.when(number > 1).then(numbered).otherwise("text"))
    return frame.with_columns(records["text"].alias(RECORD))


def differing_rows(old: pl.DataFrame, new: pl.DataFrame) -> tuple[list[Row], list[Row]]:
    """Return the rows of two tables that not both have: few are left to be looked at closely.

    Rows are the same if their hashes are, which nobody can arrange who does not know the seed.
    """
    common, seed = [name for name in new.columns if name in old.columns], secrets.randbits(64)
    were, are = (frame[common].hash_rows(seed) for frame in (old, new))
    gone, fresh = ~were.is_in(are.implode()), ~are.is_in(were.implode())
    return old.filter(gone).to_dicts(), new.filter(fresh).to_dicts()


def match_rows(old: list[Row], new: list[Row], *keys: Sequence[str]) -> list[tuple[Row, Row]]:
    """Return each new row with the old one in whose place it is, then old ones that have none.

    Rows are matched by their cells in the first key, what is left by those in the next; of several,
    first with first. What has no partner is with an empty row.
    """
    partners: dict[int, Row] = {}  # of each new row
    for key in keys:
        cells = itemgetter(*key)
        waiting: dict[object, deque[Row]] = defaultdict(deque)
        for row in old:
            waiting[cells(row)].append(row)
        for row in new:
            if id(row) not in partners and (rows := waiting[cells(row)]):
                partners[id(row)] = rows.popleft()
        matched = set(map(id, partners.values()))
        old = [row for row in old if id(row) not in matched]
    return [*((partners.get(id(row), {}), row) for row in new), *((row, {}) for row in old)]


def _record_changes(
    table: str, old: list[Row], new: list[Row], schema: Json, retired: dict[str, Json]
) -> Iterator[Change]:
    """Give the records that are new or gone, and the cells that changed.

    A derived cell changed for itself, or with what it comes from.
    """
    fields = {field["name"]: field for field in schema["fields"]}
    for was, now in match_rows(old, new, [RECORD]):
        record, changed = (now or was)[RECORD], _changed(was, now)
        if not was:
            yield Change("record-added", table, record, cells=_filled(now))
        elif not now:
            kind = "identifier-removed" if table in IDENTIFIED else "row-removed"
            entry = retired.get(f"{table}/{record}", {})
            became, reason = entry.get("became"), entry.get("reason", "")
            yield Change(kind, table, record, new=became, note=reason, cells=_filled(was))
        for name in changed:
            kind = "cell-changed" if was[name] else "cell-filled"
            bases = fields[name].get("derivedFrom", [])
            if fields[name].get("role") == "derived" and changed.keys().isdisjoint(bases):
                kind = "cell-derived"
            yield Change(kind, table, record, name, None, *changed[name])


def _evidence_changes(old: list[Row], new: list[Row]) -> Iterator[Change]:
    """Give evidence that is gained, lost, replaced on its cell, or moved within its source.

    New evidence takes the place of lost evidence on its cell, first of that with the same quote.
    """
    for was, now in match_rows(old, new, [RECORD], (*EVIDENCE_CELL, "quote"), EVIDENCE_CELL):
        row, changed = now or was, _changed(was, now)
        place, cells = ("evidence", row[RECORD]), _filled(row)
        is_same = was.get(RECORD) == now.get(RECORD)
        other = [name for name in changed if name not in (PLACE if is_same else CONTEXT)]
        if not (was and now) or (other and not is_same):
            kind = _kind(was, now, "evidence-gained", "evidence-lost", "evidence-replaced")
            quotes = was.get("quote"), now.get("quote")
            yield Change(kind, *place, None, None, *quotes, cells=cells)
            continue
        if len(other) < len(changed):
            yield Change("evidence-moved", "evidence", row["source_id"])
        for name in other:
            yield Change("cell-changed", *place, name, None, *changed[name], cells=cells)


def _passage_changes(old: list[Row], new: list[Row], known: Collection[str]) -> Iterator[Change]:
    """Give what is new, gone or reworded in the text of each source, and what moved.

    The same text elsewhere is the same passage. Of a source that only one package has, passages
    are only counted; `known` are the sources that both have.
    """
    for was, now in match_rows(old, new, (*PASSAGE, "text"), ("source_id", "text"), PASSAGE):
        row, changed = now or was, _changed(was, now).keys()
        texts, source = (was.get("text"), now.get("text")), row["source_id"]
        if texts[0] != texts[1]:
            kind = _kind(was, now, "passages-added", "passages-removed", "passages-changed")
            if source in known:
                record = "/".join(row[name] for name in PASSAGE)
                yield Change(kind, "passages", record, None, None, *texts)
            else:
                yield Change(kind, "passages", source)
            continue
        if changed & PLACE:
            yield Change("passages-moved", "passages", source)
        if changed - PLACE:
            yield Change("passages-used", "passages", source)


def _kind(was: Row, now: Row, added: str, removed: str, changed: str) -> str:
    return (changed if now else removed) if was else added


def _filled(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((name, cell) for name, cell in row.items() if cell and name != RECORD)


def _changed(was: Row, now: Row) -> dict[str, tuple[str, str]]:
    """Return the cells in which two rows differ, of the columns that both have: old and new."""
    common = [name for name in now if name in was and name != RECORD]
    return {name: (was[name], now[name]) for name in common if was[name] != now[name]}

"""What changed in the rows of a table: records and cells, evidence, and passages of the texts."""

import secrets
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

import polars as pl

from pipeline.compare.package_descriptor import Json, as_names
from pipeline.compare.version import Change
from pipeline.read.claims import IDENTIFIED

Row = dict[str, str]
RECORD = "\0record"  # the column with a row's record, under a name that no file has
PLACE = ("source_id", "passage_id", "start", "end")
CONTEXT = ("evidence_id", *PLACE[1:], "prefix", "suffix")  # which tell where evidence stands
EVIDENCE_CELL = ("table_name", "record_id", "field")
PASSAGE = ("source_id", "passage_id")
EVIDENCE = {*EVIDENCE_CELL, "source_id", "quote"}  # columns without which rows are only rows
PASSAGES = {*PASSAGE, "text"}


@dataclass(frozen=True)
class Match:
    """Rows without a partner, in their table's order, and pairs of an old and a new row."""

    removed: list[Row]
    added: list[Row]
    pairs: list[tuple[Row, Row]]

    def partners(self) -> dict[str, Row]:
        """Return the old row of each pair by the new one's record."""
        return {now[RECORD]: was for was, now in self.pairs}


def row_changes(
    table: str,
    old: pl.DataFrame,
    new: pl.DataFrame,
    schemas: tuple[Json, Json],
    retired: dict[str, Json],
) -> Iterator[Change]:
    """Give what changed in a table's rows, in the fields that both packages have.

    `schemas` are the two tables', `retired` says by `table/record` what became of it.
    """
    common = [name for name in new.columns if name in old.columns]
    if not common or old.equals(new):
        return
    key = _matching_key(schemas, common)
    rows = match_rows(*differing_rows(with_records(old, key), with_records(new, key)), [RECORD])
    if table == "evidence" and set(common) >= EVIDENCE:
        yield from _evidence_changes(rows)
    elif table == "passages" and set(common) >= PASSAGES:
        yield from _passage_changes(rows, set(old["source_id"]) & set(new["source_id"]))
    else:
        yield from _record_changes(table, rows, schemas[1], retired)


def _matching_key(schemas: tuple[Json, Json], common: list[str]) -> Sequence[str]:
    """Return the columns that rows are matched by: a key that both tables have, else all."""
    for schema in reversed(schemas):
        key = as_names(schema.get("primaryKey", []))
        if key and set(key) <= set(common):
            return key
    return common


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


def match_rows(old: list[Row], new: list[Row], names: Sequence[str]) -> Match:
    """Return which rows have the same cells in some columns; of several, first with first."""
    cells = itemgetter(*names)
    waiting: dict[object, deque[int]] = defaultdict(deque)
    for index, row in enumerate(old):
        waiting[cells(row)].append(index)
    match = Match([], [], [])
    for row in new:
        if places := waiting[cells(row)]:
            match.pairs.append((old[places.popleft()], row))
        else:
            match.added.append(row)
    match.removed.extend(old[index] for index in sorted(chain.from_iterable(waiting.values())))
    return match


def _record_changes(
    table: str, rows: Match, schema: Json, retired: dict[str, Json]
) -> Iterator[Change]:
    """Give the records that are new or gone, and the cells that changed.

    A derived cell changed for itself, or with what it comes from.
    """
    kind = "identifier-removed" if table in IDENTIFIED else "row-removed"
    for row in rows.removed:
        entry = retired.get(f"{table}/{row[RECORD]}", {})
        became, reason = entry.get("became"), entry.get("reason", "")
        yield Change(kind, table, row[RECORD], new=became, note=reason, cells=_filled(row))
    for row in rows.added:
        yield Change("record-added", table, row[RECORD], cells=_filled(row))
    fields = {field["name"]: field for field in schema["fields"]}
    for was, now in rows.pairs:
        changed = _changed(was, now)
        for name in changed:
            kind = "cell-changed" if was[name] else "cell-filled"
            bases = fields[name].get("derivedFrom", [])
            if fields[name].get("role") == "derived" and not set(bases) & set(changed):
                kind = "cell-derived"
            yield Change(kind, table, now[RECORD], name, None, was[name], now[name])


def _evidence_changes(rows: Match) -> Iterator[Change]:
    """Give evidence that is gained, lost, replaced on its cell, or moved within its source.

    New evidence takes the place of lost evidence on its cell, first of that with the same quote.
    """
    by_quote = match_rows(rows.removed, rows.added, (*EVIDENCE_CELL, "quote"))
    by_cell = match_rows(by_quote.removed, by_quote.added, EVIDENCE_CELL)
    replaced = by_quote.partners() | by_cell.partners()
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows.added:
        was = replaced.get(row[RECORD])
        if was and set(_changed(was, row)) <= set(CONTEXT):
            counts["evidence-moved", row["source_id"]] += 1
            continue
        kind, quote = ("evidence-replaced", was["quote"]) if was else ("evidence-gained", None)
        place = ("evidence", row[RECORD])
        yield Change(kind, *place, old=quote, new=row["quote"], cells=_filled(row))
    for row in by_cell.removed:
        yield Change("evidence-lost", "evidence", row[RECORD], old=row["quote"], cells=_filled(row))
    for was, now in rows.pairs:
        changed = _changed(was, now)
        counts["evidence-moved", now["source_id"]] += not set(changed).isdisjoint(PLACE)
        for name in changed:
            if name not in PLACE:
                cell = ("evidence", now[RECORD], name, None, was[name], now[name])
                yield Change("cell-changed", *cell, cells=_filled(now))
    yield from _counted("evidence", counts)


def _passage_changes(rows: Match, known: Collection[str]) -> Iterator[Change]:
    """Give what is new, gone or reworded in the text of each source, and what moved.

    The same text elsewhere is the same passage. Of a source that only one package has, passages
    are only counted; `known` are the sources that both have.
    """
    old = [*rows.removed, *(was for was, _ in rows.pairs)]
    new = [*rows.added, *(now for _, now in rows.pairs)]
    by_text = match_rows(old, new, ("source_id", "text"))
    counts: Counter[tuple[str, str]] = Counter()
    for was, now in by_text.pairs:
        changed = set(_changed(was, now))
        counts["passages-moved", now["source_id"]] += not changed.isdisjoint(PLACE)
        counts["passages-used", now["source_id"]] += not changed <= set(PLACE)
    removed, added = (
        [row for row in part if row["source_id"] in known]
        for part in (by_text.removed, by_text.added)
    )
    by_place = match_rows(removed, added, PASSAGE)
    replaced = by_place.partners()
    for row in added:
        before = replaced.get(row[RECORD])
        kind, text = ("passages-changed", before["text"]) if before else ("passages-added", None)
        yield Change(kind, "passages", _passage(row), old=text, new=row["text"])
    for row in by_place.removed:
        yield Change("passages-removed", "passages", _passage(row), old=row["text"])
    for kind, part in (("passages-added", by_text.added), ("passages-removed", by_text.removed)):
        counts.update((kind, row["source_id"]) for row in part if row["source_id"] not in known)
    yield from _counted("passages", counts)


def _passage(row: Row) -> str:
    return "/".join(row[name] for name in PASSAGE)


def _filled(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((name, cell) for name, cell in row.items() if cell and name != RECORD)


def _changed(was: Row, now: Row) -> list[str]:
    """Return the columns of both rows in which they differ."""
    common = [name for name in now if name in was and name != RECORD]
    return [name for name in common if was[name] != now[name]]


def _counted(table: str, counts: Counter[tuple[str, str]]) -> Iterator[Change]:
    for (kind, source), count in sorted((+counts).items()):
        yield Change(kind, table, source, count=count)

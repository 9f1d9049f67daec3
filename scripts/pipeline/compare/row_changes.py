"""What changed in the rows of a table: records and cells, evidence, and passages of the texts."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import polars as pl

from pipeline.compare.package_descriptor import Json
from pipeline.compare.row_matching import Match, Row, match_rows, records
from pipeline.compare.version import Change
from pipeline.read.claims import IDENTIFIED

PLACE = ("source_id", "passage_id", "start", "end")
CONTEXT = ("evidence_id", *PLACE[1:], "prefix", "suffix")  # which tell where evidence stands
EVIDENCE_CELL = ("table_name", "record_id", "field")
PASSAGE = ("source_id", "passage_id")
NEEDED = {  # columns without which the rows of a table cannot be told apart
    "evidence": (*EVIDENCE_CELL, "source_id", "quote"),
    "passages": (*PASSAGE, "text"),
}


def record_changes(table: str, rows: Match, retired: dict[Any, Json]) -> Iterator[Change]:
    """Give the records that are new or gone; `retired` says by (table, record) what became."""
    kind = "identifier-removed" if table in IDENTIFIED else "row-removed"
    for record, row in records(rows.removed):
        entry = retired.get((table, record), {})
        became, reason = entry.get("became"), entry.get("reason", "")
        yield Change(kind, table, record, new=became, note=reason, cells=_filled(row))
    for record, row in records(rows.added):
        yield Change("record-added", table, record, cells=_filled(row))


def cell_changes(table: str, rows: Match, schema: Json) -> Iterator[Change]:
    """Give the cells that changed; a derived one for itself, or with what it comes from."""
    derived = {
        field["name"]: field.get("derivedFrom", [])
        for field in schema["fields"]
        if field.get("role") == "derived"
    }
    for record, was, now in rows.pairs():
        changed = _changed(was, now)
        for name in changed:
            kind = "cell-changed" if was[name] else "cell-filled"
            if name in derived and not set(derived[name]) & set(changed):
                kind = "cell-derived"
            yield Change(kind, table, record, name, None, was[name], now[name])


def evidence_changes(rows: Match) -> Iterator[Change]:
    """Give evidence that is gained, lost, replaced on its cell, or moved within its source.

    New evidence takes the place of lost evidence on its cell, first of that with the same quote.
    """
    by_quote = match_rows(rows.removed, rows.added, (*EVIDENCE_CELL, "quote"))
    by_cell = match_rows(by_quote.removed, by_quote.added, EVIDENCE_CELL)
    replaced = _partners(by_quote) | _partners(by_cell)
    moved: Counter[str] = Counter()
    for record, row in records(rows.added):
        was = replaced.get(record)
        if was and all(was.get(name) == row[name] for name in row if name not in CONTEXT):
            moved[row["source_id"]] += 1
            continue
        kind = "evidence-replaced" if was else "evidence-gained"
        quotes = (was["quote"] if was else None, row["quote"])
        yield Change(kind, "evidence", record, None, None, *quotes, cells=_filled(row))
    for record, row in records(by_cell.removed):
        yield Change("evidence-lost", "evidence", record, old=row["quote"], cells=_filled(row))
    for record, was, now in rows.pairs():
        changed = _changed(was, now)
        moved[now["source_id"]] += any(name in PLACE for name in changed)
        for name in changed:
            if name not in PLACE:
                cell = (record, name, None, was[name], now[name])
                yield Change("cell-changed", "evidence", *cell, cells=_filled(now))
    yield from _counted("evidence", "evidence-moved", moved)


def passage_changes(rows: Match, known: set[str]) -> Iterator[Change]:
    """Give what is new, gone or reworded in the text of each source, and what moved.

    The same text elsewhere is the same passage. Of a source that only one package has, passages
    are only counted; `known` are the sources that both have.
    """
    old, new = pl.concat([rows.removed, rows.before]), pl.concat([rows.added, rows.after])
    by_text = match_rows(old, new, ("source_id", "text"))
    moved: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for _, was, now in by_text.pairs():
        changed = _changed(was, now)
        moved[now["source_id"]] += any(name in PLACE for name in changed)
        used[now["source_id"]] += any(name not in PLACE for name in changed)
    is_known = pl.col("source_id").is_in(list(known))
    removed, added = (frame.filter(is_known) for frame in (by_text.removed, by_text.added))
    replaced = _partners(by_place := match_rows(removed, added, PASSAGE))
    for record, row in records(added):
        old_text = replaced[record]["text"] if record in replaced else None
        kind = "passages-changed" if record in replaced else "passages-added"
        yield Change(kind, "passages", _passage(row), old=old_text, new=row["text"])
    for _, row in records(by_place.removed):
        yield Change("passages-removed", "passages", _passage(row), old=row["text"])
    yield from _counted("passages", "passages-added", _of_sources(by_text.added, ~is_known))
    yield from _counted("passages", "passages-removed", _of_sources(by_text.removed, ~is_known))
    yield from _counted("passages", "passages-moved", moved)
    yield from _counted("passages", "passages-used", used)


def _passage(row: Row) -> str:
    return "/".join(row[name] for name in PASSAGE)


def _filled(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((name, cell) for name, cell in row.items() if cell)


def _changed(was: Row, now: Row) -> list[str]:
    """Return the columns of both rows in which they differ."""
    return [name for name in now if name in was and was[name] != now[name]]


def _partners(match: Match) -> dict[str, Row]:
    """Return the old row of each pair by the new one's record."""
    return {record: was for record, was, _ in match.pairs()}


def _of_sources(rows: pl.DataFrame, where: pl.Expr) -> Counter[str]:
    """Return how many rows of each source there are."""
    return Counter(rows.filter(where)["source_id"].to_list())


def _counted(table: str, kind: str, counts: Counter[str]) -> Iterator[Change]:
    for source, count in sorted(counts.items()):
        if count:
            yield Change(kind, table, source, count=count)

"""What changed in the rows of a table: records and cells, evidence, and passages of the texts."""

from collections import Counter
from collections.abc import Iterator

import polars as pl

from pipeline.compare.package_descriptor import Json
from pipeline.compare.row_matching import Match, Row, match_rows, records
from pipeline.compare.version import Change
from pipeline.read.claims import IDENTIFIED

PLACE = ("source_id", "passage_id", "start", "end")
CONTEXT = ("evidence_id", *PLACE[1:], "prefix", "suffix")  # which tell where evidence stands
EVIDENCE_CELL = ("table_name", "record_id", "field")
PASSAGE = ("source_id", "passage_id")
EVIDENCE = {*EVIDENCE_CELL, "source_id", "quote"}  # columns without which rows are only rows
PASSAGES = {*PASSAGE, "text"}


def record_changes(
    table: str, rows: Match, schema: Json, retired: dict[str, Json]
) -> Iterator[Change]:
    """Give the records that are new or gone, and the cells that changed.

    A derived cell changed for itself, or with what it comes from. `retired` says by `table/record`
    what became of it.
    """
    kind = "identifier-removed" if table in IDENTIFIED else "row-removed"
    for record, row in records(rows.removed):
        entry = retired.get(f"{table}/{record}", {})
        became, reason = entry.get("became"), entry.get("reason", "")
        yield Change(kind, table, record, new=became, note=reason, cells=_filled(row))
    for record, row in records(rows.added):
        yield Change("record-added", table, record, cells=_filled(row))
    fields = {field["name"]: field for field in schema["fields"]}
    for record, was, now in rows.pairs():
        changed = _changed(was, now)
        for name in changed:
            kind = "cell-changed" if was[name] else "cell-filled"
            bases = fields[name].get("derivedFrom", [])
            if fields[name].get("role") == "derived" and not set(bases) & set(changed):
                kind = "cell-derived"
            yield Change(kind, table, record, name, None, was[name], now[name])


def evidence_changes(rows: Match) -> Iterator[Change]:
    """Give evidence that is gained, lost, replaced on its cell, or moved within its source.

    New evidence takes the place of lost evidence on its cell, first of that with the same quote.
    """
    by_quote = match_rows(rows.removed, rows.added, (*EVIDENCE_CELL, "quote"))
    by_cell = match_rows(by_quote.removed, by_quote.added, EVIDENCE_CELL)
    replaced = _partners(by_quote) | _partners(by_cell)
    counts: Counter[tuple[str, str]] = Counter()
    for record, row in records(rows.added):
        was = replaced.get(record)
        if was and set(_changed(was, row)) <= set(CONTEXT):
            counts["evidence-moved", row["source_id"]] += 1
            continue
        kind = "evidence-replaced" if was else "evidence-gained"
        quotes = (was["quote"] if was else None, row["quote"])
        yield Change(kind, "evidence", record, None, None, *quotes, cells=_filled(row))
    for record, row in records(by_cell.removed):
        yield Change("evidence-lost", "evidence", record, old=row["quote"], cells=_filled(row))
    for record, was, now in rows.pairs():
        changed = _changed(was, now)
        counts["evidence-moved", now["source_id"]] += not set(changed).isdisjoint(PLACE)
        for name in changed:
            if name not in PLACE:
                cell = (record, name, None, was[name], now[name])
                yield Change("cell-changed", "evidence", *cell, cells=_filled(now))
    yield from _counted("evidence", counts)


def passage_changes(rows: Match, known: set[str]) -> Iterator[Change]:
    """Give what is new, gone or reworded in the text of each source, and what moved.

    The same text elsewhere is the same passage. Of a source that only one package has, passages
    are only counted; `known` are the sources that both have.
    """
    old, new = pl.concat([rows.removed, rows.before]), pl.concat([rows.added, rows.after])
    by_text = match_rows(old, new, ("source_id", "text"))
    counts: Counter[tuple[str, str]] = Counter()
    for _, was, now in by_text.pairs():
        changed = set(_changed(was, now))
        counts["passages-moved", now["source_id"]] += not changed.isdisjoint(PLACE)
        counts["passages-used", now["source_id"]] += not changed <= set(PLACE)
    is_known = pl.col("source_id").is_in(list(known))
    by_place = match_rows(by_text.removed.filter(is_known), by_text.added.filter(is_known), PASSAGE)
    replaced = _partners(by_place)
    for record, row in records(by_text.added.filter(is_known)):
        was_text = replaced[record]["text"] if record in replaced else None
        kind = "passages-changed" if record in replaced else "passages-added"
        yield Change(kind, "passages", _passage(row), old=was_text, new=row["text"])
    for _, row in records(by_place.removed):
        yield Change("passages-removed", "passages", _passage(row), old=row["text"])
    for kind, frame in (("passages-added", by_text.added), ("passages-removed", by_text.removed)):
        counts.update((kind, source) for source in frame.filter(~is_known)["source_id"])
    yield from _counted("passages", counts)


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


def _counted(table: str, counts: Counter[tuple[str, str]]) -> Iterator[Change]:
    for (kind, source), count in sorted((+counts).items()):
        yield Change(kind, table, source, count=count)

"""Prove the evidence: every quotation is re-found in its text and every value worked out again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.assemble.evidence_rows import (
    cited_places,
    has_offsets,
    identifiers,
    is_span,
    must_be_quoted,
    must_be_used,
    passage_rows,
    quoted_spans,
)
from pipeline.common.findings import Finding
from pipeline.common.progress import progress
from pipeline.read.text import read_document
from pipeline.resolve.context import quotation_fault
from pipeline.resolve.dates import days, inside
from pipeline.resolve.quotations import Span, context, selectors
from pipeline.resolve.values import value_of
from schemas import PROVENANCE, TABLES, Column, column_of, columns_of, key_of

Row = dict[str, str]
Tables = dict[str, list[Row]]
Lines = Mapping[str, Sequence[int | None]]
Lined = tuple[Row, int | None]  # a row and its line
Cell = tuple[str, str, str]


def check_evidence(tables: Tables, lines: Lines, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Quotations stand where they are said to, give their values, and every cited cell has some."""
    cells = _cited_cells(tables, lines)
    languages = {row["source_id"]: row["language"] for row in tables["sources"]}
    by_cell: dict[Cell, list[Lined]] = defaultdict(list)
    right = identifiers(tables["evidence"])
    rows = zip(tables["evidence"], right, lines["evidence"], strict=True)
    for row, same, line in progress(rows, "proving evidence", len(tables["evidence"])):
        cell = row["table_name"], row["record_id"], row["field"]
        around = row["prefix"], row["suffix"]
        if row["source_id"] in texts and has_offsets(row):
            text, span = texts[row["source_id"]], Span(int(row["start"]), int(row["end"]))
            yield from _check_place(row, line, text, span)
            if span.start < span.end:
                around = context(text, span)
        if row["evidence_id"] != same:
            yield _at("derived-wrong", row, line, "evidence_id", "it is not made from its row")
        if cell not in cells:
            if row["table_name"] in tables or row["table_name"] not in TABLES:
                yield _at(
                    "evidence-orphaned", row, line, "field", f"no such cell: {'/'.join(cell)}"
                )
            continue
        column = column_of(TABLES[row["table_name"]], row["field"])
        if fault := _basis_fault(row, column, around, languages.get(row["source_id"], "en")):
            yield _at("evidence-not-derivable", row, line, "value", fault)
        by_cell[cell].append((row, line))
    for cell, (value, line) in cells.items():
        yield from _check_cell(cell, value, line, by_cell.get(cell, []))


def _cited_cells(tables: Tables, lines: Lines) -> dict[Cell, tuple[str, int | None]]:
    """The filled cells that rest on evidence, with their value and line."""
    return {
        (table, "/".join(row[name] for name in key_of(TABLES[table])), column.name): (
            row[column.name],
            line,
        )
        for table, rows in tables.items()
        if table not in PROVENANCE
        for row, line in zip(rows, lines[table], strict=True)
        for column in columns_of(TABLES[table])
        if column.role == "cited" and row[column.name]
    }


def _at(code: str, row: Row, line: int | None, field: str, message: str) -> Finding:
    return Finding(
        code,
        message,
        "correct the seeds and rebuild",
        "data/evidence.csv",
        line,
        row["evidence_id"],
        field,
        row[field],
    )


def _check_place(row: Row, line: int | None, text: str, span: Span) -> Iterator[Finding]:
    if text[span.start : span.end] != row["quote"]:
        words = text[span.start : span.end]
        yield _at("evidence-not-in-text", row, line, "quote", f"the text has {words!r} there")
    for name, words in zip(("prefix", "suffix"), selectors(text, span), strict=True):
        if row[name] != words:
            yield _at("evidence-not-in-text", row, line, name, f"the text has {words!r} there")


def _basis_fault(row: Row, column: Column, around: tuple[str, str], language: str) -> str | None:
    """Why a value does not follow from its quotation on its basis; `joined` is checked apart."""
    read_alone = row["basis"] in ("verbatim", "normalized")
    if read_alone and (
        fault := quotation_fault(column, around[0], row["quote"], around[1], language)
    ):
        return fault
    match row["basis"]:
        case "verbatim" if row["value"] != row["quote"]:
            return "a verbatim value is its quotation"
        case "normalized" if value_of(column, row["quote"], language) != row["value"]:
            return f"the quotation gives {value_of(column, row['quote'], language)!r}"
        case "normalized" if row["value"] == row["quote"]:
            return "the value is the quotation: that is verbatim"
        case "coded" if row["value"] not in column.terms:
            return "a coded value is a term of a vocabulary"
        case "interpreted" if not row["note"].strip():
            return "an interpreted value says why in its note"
    return None


def _check_cell(cell: Cell, value: str, line: int | None, told: list[Lined]) -> Iterator[Finding]:
    """A cell's evidence gives its value, or each of its names; what differs has been settled."""
    column = column_of(TABLES[cell[0]], cell[2])
    values = value.split("; ") if column.kind == "names" else [value]
    given = {row["value"] for row, _ in told}
    for lost in (one for one in values if one not in given):
        yield Finding(
            "evidence-missing",
            f"no evidence gives {lost!r}",
            "correct the seeds and rebuild",
            f"data/{cell[0]}.csv",
            line,
            cell[1],
            cell[2],
            value,
        )
    differ = column.kind != "names" and len(given) > 1
    settled = any(row["value"] == value and row["note"] for row, _ in told) or (
        column.kind == "edtf" and _narrows(value, given)
    )
    names = set(values)
    for row, line in told:
        rank = "preferred" if differ and row["value"] == value else "normal"
        if row["rank"] != rank:
            yield _at("evidence-orphaned", row, line, "rank", f"it should be {rank}")
        if row["value"] not in names and column.kind == "names":
            yield _at("evidence-orphaned", row, line, "value", "the cell does not have this name")
        if rank == "preferred" and not settled:
            yield _at("evidence-orphaned", row, line, "note", "nothing says why it is preferred")
    yield from _check_joined(told)


def _narrows(value: str, given: set[str]) -> bool:
    """Whether a date lies inside all the others that are given, and none has the same days."""
    own, others = days(value), [days(other) for other in given if other != value]
    return own is not None and all(one and own != one and inside(own, one) for one in others)


def _check_joined(told: list[Lined]) -> Iterator[Finding]:
    """Joined quotations, in the order of the text and with a space between, are the value."""
    groups: dict[tuple[str, str], list[Lined]] = defaultdict(list)
    for row, line in told:
        if row["basis"] == "joined" and is_span(row):
            groups[row["source_id"], row["value"]].append((row, line))
    for (_, value), group in groups.items():
        words = " ".join(
            row["quote"] for row, _ in sorted(group, key=lambda one: int(one[0]["start"]))
        )
        times = words.count(value) or 1
        if words != " ".join([value] * times):
            row, line = group[0]
            yield _at("evidence-not-derivable", row, line, "value", f"joined, they are {words!r}")


def check_passages(tables: Tables, lines: Lines, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Passages are those of the text, their counts are true, and each is cited or says why not."""
    rows: dict[str, dict[str, Lined]] = defaultdict(dict)
    for row, line in zip(tables["passages"], lines["passages"], strict=True):
        rows[row["source_id"]][row["passage_id"]] = row, line
    spans = quoted_spans(tables["evidence"])
    for source in tables["sources"]:
        name = source["source_id"]
        if name not in texts:
            continue
        cited = cited_places(spans.get(name, ()))
        for right in passage_rows(name, read_document(texts[name]), cited):
            if there := rows[name].pop(right["passage_id"], None):
                yield from _check_passage(*there, right, source["extent"])
            else:
                message = f"the text has a passage more: {right['text'][:80]!r}"
                record = f"{name}/{right['passage_id']}"
                path = "data/passages.csv"
                yield Finding("rows-inconsistent", message, "rebuild", path, record=record)
        for row, line in rows[name].values():
            yield _in_passages("rows-inconsistent", row, line, None, "the text has no such passage")
    yield from _check_starts(tables, lines)


def _in_passages(
    code: str, row: Row, line: int | None, field: str | None, message: str, fix: str = "rebuild"
) -> Finding:
    record = f"{row['source_id']}/{row['passage_id']}"
    value = row[field] if field else None
    return Finding(code, message, fix, "data/passages.csv", line, record, field, value)


def _check_passage(row: Row, line: int | None, right: Row, extent: str) -> Iterator[Finding]:
    for field, value in right.items():
        if row[field] != value and field != "unused_reason":
            message = f"the text gives {value!r}"
            yield _in_passages("rows-inconsistent", row, line, field, message)
    used, reason = right["cited_characters"] != "0", row["unused_reason"]
    if used and reason:
        message, fix = "quotations use it", "remove the reason"
        yield _in_passages("passage-used", row, line, "unused_reason", message, fix)
    if not (used or reason) and must_be_used(right, extent):
        message = "no quotation uses it and nothing says why not"
        fix = "claim what it says, or add [[unused]] with a reason"
        yield _in_passages("passage-unaccounted", row, line, "unused_reason", message, fix)
    if not used and must_be_quoted(right, extent):
        message, fix = "no quotation uses it", "quote it, or cut it"
        yield _in_passages("excerpt-unquoted", row, line, "text", message, fix)


def _check_starts(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """Each quotation begins in the passage that its evidence names."""
    passages = {(row["source_id"], row["passage_id"]): row for row in tables["passages"]}
    for row, line in zip(tables["evidence"], lines["evidence"], strict=True):
        passage = passages.get((row["source_id"], row["passage_id"]))
        if passage is None or not (is_span(row) and is_span(passage)):
            continue  # which has been said of the cells
        if not int(passage["start"]) <= int(row["start"]) < int(passage["end"]):
            message = "it begins in another passage"
            yield _at("evidence-not-in-text", row, line, "passage_id", message)

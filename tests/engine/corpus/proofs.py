"""Faults in the proof: quotations, offsets, what evidence and passages say of themselves."""

import random
from collections.abc import Callable, Iterator

from schemas import TABLES, columns_of

from .cells import untrue
from .harness import Expected, some
from .model import (
    PLACES,
    Cell,
    Fault,
    Records,
    as_csv,
    both,
    cells,
    edited,
    in_cell,
    key,
    lines,
    pristine,
    records,
    set_to,
)

Value = Callable[[Cell, random.Random], str]


def column(table: str, name: str) -> Iterator[Cell]:
    """The cells of one column."""
    return (cell for cell in cells(table) if cell.column.name == name)


def beside(cell: Cell, name: str) -> Cell:
    """Another cell of the same row."""
    index = [one.name for one in columns_of(TABLES[cell.table])].index(name)
    return Cell(cell.table, cell.row, columns_of(TABLES[cell.table])[index], index)


def _each(
    kind: str,
    table: str,
    name: str,
    value: Value,
    said: Callable[[Cell], tuple[Expected, ...]],
    number: int = PLACES,
) -> Iterator[Fault]:
    chance = random.Random(f"{kind} values")
    for cell in some(kind, column(table, name), number):
        yield from in_cell(kind, cell, value(cell, chance), said(cell))


def quotations() -> Iterator[Fault]:
    """Evidence whose words or offsets are not the text's."""
    for name, kind in (
        ("quote", "altered quotation"),
        ("prefix", "altered prefix"),
        ("suffix", "altered suffix"),
    ):
        yield from _each(
            kind, "evidence", name, _one_letter_other,
            lambda cell: (*untrue(cell), beside(cell, "evidence_id").expect("derived-wrong")),
        )  # fmt: skip
    for name in ("start", "end"):
        yield from _each(
            f"shifted {name}",
            "evidence",
            name,
            lambda cell, chance: str(int(cell.text) + chance.choice([1, 2, 10, 5000])),
            lambda cell: (cell.expect("not-built"), cell.expect("evidence-not-in-text", at=())),
        )
    yield from _each(
        "another passage",
        "evidence",
        "passage_id",
        lambda cell, _: f"p{(int(cell.text[1:]) + 3) % 40 + 1:04}",
        lambda cell: (cell.expect("not-built"), cell.expect("evidence-not-in-text")),
    )
    yield from _moved()


def _one_letter_other(cell: Cell, chance: random.Random) -> str:
    # a line feed stays, so that every row stays on its line
    place = chance.choice([i for i, one in enumerate(cell.text) if one != "\n"] or [0])
    other = "q" if cell.text[place : place + 1] != "q" else "z"
    return cell.text[:place] + other + cell.text[place + 1 :]


def _moved() -> Iterator[Fault]:
    """Both offsets by one: the length is right, the words are others."""
    for cell in some("moved span", column("evidence", "start"), PLACES):
        end = beside(cell, "end")
        first, last = (set_to(one, str(int(one.text) + 1)) for one in (cell, end))
        said = (
            cell.expect("not-built"),
            end.expect("not-built"),
            cell.expect("evidence-not-in-text", at=("quote", "start", "end")),
        )
        for signed in (False, True):
            place = f"{cell.file} line {cell.line}: start and end + 1"
            edits = {cell.file: both(first, last)}
            yield Fault("moved span", place, edits, said, cell.touched, signed)


def claims_of_evidence() -> Iterator[Fault]:
    """What evidence says of the cell, its basis and its rank."""
    yield from _each(
        "altered evidence_id", "evidence", "evidence_id",
        lambda cell, _: cell.text[:-1] + ("0" if cell.text[-1] != "0" else "1"),
        lambda cell: (cell.expect("derived-wrong"), cell.expect("not-built", at=())),
    )  # fmt: skip
    yield from _each(
        "altered basis", "evidence", "basis",
        lambda cell, _: "normalized" if cell.text == "verbatim" else "verbatim",
        lambda cell: (cell.expect("not-built"), cell.expect("evidence-not-derivable", at=())),
    )  # fmt: skip
    yield from _each(
        "altered rank", "evidence", "rank",
        lambda cell, _: "normal" if cell.text == "preferred" else "preferred",
        lambda cell: (cell.expect("not-built"), cell.expect("evidence-orphaned")),
    )  # fmt: skip
    yield from _each(
        "altered value", "evidence", "value",
        lambda cell, _: f"{cell.text}x",
        _value_altered,
    )  # fmt: skip
    others = {"table_name": "kinship", "record_id": "nobody", "field": "nothing"}
    for name in others:
        yield from _each(
            "orphan evidence", "evidence", name,
            lambda cell, _: others[cell.column.name],
            lambda cell: (cell.expect("not-built"), cell.expect("evidence-orphaned", at=())),
            PLACES // 2,
        )  # fmt: skip
    yield from _each(
        "altered note", "evidence", "note",
        lambda cell, _: f"{cell.text} Added.".strip(),
        lambda cell: (cell.expect("not-built"),),
    )  # fmt: skip
    yield from _lost_evidence()


def _value_altered(cell: Cell) -> tuple[Expected, ...]:
    """An interpreted value need not follow from its quotation; its identifier tells of it."""
    said = (cell.expect("not-built"), beside(cell, "evidence_id").expect("derived-wrong"))
    if beside(cell, "basis").text == "interpreted":
        return said
    return (*said, cell.expect("evidence-not-derivable"))


def _lost_evidence() -> Iterator[Fault]:
    """A row is gone: where it alone gave the cell's value, the cell has no evidence left.

    A value that another was preferred to is not the cell's.
    """
    rows = records("evidence")
    for index in some("lost evidence", range(len(rows)), PLACES):
        gone = rows[index]
        table, record, name, value = gone[1:5]
        same = [row for row in rows if row[1:4] == gone[1:4]]
        chosen = gone[13] == "preferred" or all(row[13] == "normal" for row in same)
        alone = chosen and sum(row[4] == value for row in same) == 1
        said = [Expected(("not-built",), "data/evidence.csv", record=gone[0])]
        if alone:
            row = [key(table, one) for one in records(table)].index(record)
            said.append(
                Expected(("evidence-missing",), f"data/{table}.csv", (lines(table)[row],), (name,))
            )
        place = f"data/evidence.csv line {lines('evidence')[index]} removed ({value!r})"
        for signed in (False, True):
            edits = {"data/evidence.csv": edited(_without({gone[0]}))}
            touched = frozenset({f"evidence/{gone[0]}", f"{table}/{record}"})
            yield Fault("lost evidence", place, edits, tuple(said), touched, signed)


def _without(lost: set[str]) -> Callable[[Records], None]:
    """The evidence without some of its rows."""

    def drop(rows: Records) -> None:
        rows[:] = [row for row in rows if row[0] not in lost]

    return drop


def passages() -> Iterator[Fault]:
    """Passages that are not the text's, and sentences for which nothing accounts."""
    others: tuple[tuple[str, Value], ...] = (
        ("kind", lambda cell, _: "sentence" if cell.text != "sentence" else "list_item"),
        ("section", lambda cell, _: f"{cell.text} II"),
        ("start", lambda cell, _: str(int(cell.text) + 1)),
        ("end", lambda cell, _: str(int(cell.text) + 1)),
        ("text", _one_letter_other),
    )
    for name, value in others:
        yield from _each("altered passage", "passages", name, value, untrue, PLACES // 2)
    yield from _each(
        "wrong count of what is cited", "passages", "cited_characters",
        lambda cell, _: "0" if cell.text != "0" else "1",
        untrue,
    )  # fmt: skip
    used = [cell for cell in column("passages", "unused_reason") if not cell.text]
    cited = [cell for cell in used if beside(cell, "cited_characters").text != "0"]
    for cell in some("reason for a used passage", cited, PLACES):
        said = (cell.expect("not-built"), cell.expect("passage-used"))
        yield from in_cell("reason for a used passage", cell, "no reason", said)
    for cell in column("passages", "unused_reason"):
        if cell.text:
            said = (cell.expect("not-built"), cell.expect("passage-unaccounted"))
            yield from in_cell("uncovered sentence", cell, "", said)
    yield from _uncovered()


def _uncovered() -> Iterator[Fault]:
    """All evidence that begins in a passage is gone, and its count agrees: nothing accounts."""
    counts = [cell for cell in column("passages", "cited_characters") if cell.text != "0"]
    named = [cell for cell in counts if beside(cell, "kind").text not in ("title", "heading")]
    for cell in some("uncovered sentence", named, PLACES):
        passage = beside(cell, "source_id").text, beside(cell, "passage_id").text
        lost = {row[0] for row in records("evidence") if row[5:7] == passage}
        reason = beside(cell, "unused_reason")
        said = (cell.expect("not-built"), reason.expect("passage-unaccounted"))

        edits = {"data/evidence.csv": edited(_without(lost)), cell.file: set_to(cell, "0")}
        place = f"evidence of passage {passage[1]} removed, its count 0"
        for signed in (False, True):
            yield Fault("uncovered sentence", place, edits, said, cell.touched, signed)


def same_as_written() -> bool:
    """Whether writing the records gives the real bytes: else an edit would do more than it says."""
    return all(
        as_csv([[one.name for one in columns_of(model)], *records(table)])
        == pristine()[f"data/{table}.csv"]
        for table, model in TABLES.items()
    )

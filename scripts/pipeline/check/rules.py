"""Prove the tables: every rule of the contract that can be seen in the package alone.

`check_tables` takes the tables as text, as they stand in the CSV; one bad cell hides no other.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial

from pipeline.assemble.derived_columns import derive
from pipeline.assemble.evidence_rows import row_order
from pipeline.beside import Beside
from pipeline.check.duplicates import loaded_words, possible_duplicates
from pipeline.check.evidence import check_evidence, check_passages
from pipeline.common.findings import Finding
from pipeline.resolve.dates import days, inside
from pipeline.resolve.lexical import fault_of
from schemas import PROVENANCE, TABLES, Column, column_of, columns_of, key_of
from schemas.columns import row_rules_of

Row = dict[str, str]
Tables = dict[str, list[Row]]
Lines = Mapping[str, Sequence[int | None]]
DERIVED = ("memorials", "events", "statements")  # the tables with derived columns


def check_tables(tables: Tables, lines: Lines, texts: Mapping[str, str]) -> list[Finding]:
    """Everything that is wrong with the tables, at the line of the CSV where it stands."""
    return begin_checks(tables, lines, texts)()


def begin_checks(
    tables: Tables, lines: Lines, texts: Mapping[str, str]
) -> Callable[[], list[Finding]]:
    """Begin, in a second process, with what needs no text; called, it does the rest here."""
    others = Beside(partial(_check_contents, tables, lines))
    return partial(_finish_checks, tables, lines, texts, others)


def _finish_checks(
    tables: Tables, lines: Lines, texts: Mapping[str, str], others: Beside[list[Finding]]
) -> list[Finding]:
    findings: list[Finding] = []
    with others:
        if all(table in tables for table in PROVENANCE):
            findings += _check_derived(tables, lines, texts)
            findings += check_evidence(tables, lines, texts)
            findings += check_passages(tables, lines, texts)
        return others.result() + findings


def _check_contents(tables: Tables, lines: Lines) -> list[Finding]:
    """What is wrong with cells, with rows, and with what rows are to one another."""
    return [
        *check_structure(tables, lines),
        *_check_memorials(tables, lines),
        *_check_events(tables, lines),
        *_check_statements(tables, lines),
        *loaded_words(tables, lines),
        *possible_duplicates(tables, lines),
    ]


def check_structure(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """What is wrong with cells, rows, keys and references: all that a program relies on."""
    for table, rows in tables.items():
        faults = cell_faults(table, rows)
        yield from check_cells(table, rows, lines, faults)
        yield from _check_rows(table, rows, lines, faults.keys())
        yield from _check_keys(table, rows, lines)
    yield from _check_references(tables, lines)


def record_id(table: str, row: Row) -> str:
    """A row's key columns, `/` between."""
    return "/".join(row[name] for name in key_of(TABLES[table]))


def _at(
    code: str, table: str, row: Row, line: int | None, field: str | None, message: str, fix: str
) -> Finding:
    value = row.get(field) if field else None
    return Finding(
        code, message, fix, f"data/{table}.csv", line, record_id(table, row), field, value
    )


def cell_faults(table: str, rows: list[Row]) -> dict[tuple[int, str], str]:
    """What is wrong with single cells, by the row's index and the column."""
    faults: dict[tuple[int, str], str] = {}
    for column in columns_of(TABLES[table]):
        name = column.name
        wrong = {text: fault_of(column, text) for text in {row[name] for row in rows}}
        if any(wrong.values()):
            found = ((index, wrong[row[name]]) for index, row in enumerate(rows))
            faults |= {(index, name): fault for index, fault in found if fault}
    return faults


def check_cells(
    table: str, rows: list[Row], lines: Lines, faults: Mapping[tuple[int, str], str]
) -> Iterator[Finding]:
    """What `cell_faults` found in a table, at the lines of its CSV."""
    for (index, name), fault in faults.items():
        code = "bad-value" if rows[index][name] else "missing-field"
        fix = f"give {name} what it takes: {column_of(TABLES[table], name).meaning}"
        yield _at(code, table, rows[index], lines[table][index], name, fault, fix)


def _check_rows(
    table: str, rows: list[Row], lines: Lines, faulty: Set[tuple[int, str]]
) -> Iterator[Finding]:
    """Cells of one row belong together; one of a bad form counts as missing, as in a frame."""
    for rule in row_rules_of(TABLES[table]):
        columns = (column_of(TABLES[table], name) for name in rule.columns)
        cells = zip(*(_typed(column, rows, faulty) for column in columns), strict=True)
        for row, line, some in zip(rows, lines[table], cells, strict=True):
            if not rule.holds(*some):
                message = f"it does not hold that {rule.name}"
                yield _at("rows-inconsistent", table, row, line, None, message, "correct the seeds")


def _typed(column: Column, rows: list[Row], faulty: Set[tuple[int, str]]) -> list[str | int | None]:
    """The cells of a column as the rules of rows take them."""
    cells = [row[column.name] or None for row in rows]
    for index, name in faulty:
        if name == column.name:
            cells[index] = None
    return [cell and int(cell) for cell in cells] if column.stored is int else [*cells]


def _check_keys(table: str, rows: list[Row], lines: Lines) -> Iterator[Finding]:
    keys = [tuple(row[name] for name in key_of(TABLES[table])) for row in rows]
    counts = Counter(keys)
    places = [row_order(table, row) for row in rows]
    for index, (row, line) in enumerate(zip(rows, lines[table], strict=True)):
        if counts[keys[index]] > 1:
            message = f"this key stands {counts[keys[index]]} times"
            yield _at("duplicate-key", table, row, line, None, message, "keep one row a key")
        if index and places[index] < places[index - 1]:
            yield _at("row-order", table, row, line, None, "it stands too late", "sort the rows")


def _check_references(tables: Tables, lines: Lines) -> Iterator[Finding]:
    for table, rows in tables.items():
        for column in columns_of(TABLES[table]):
            if column.references not in tables:
                continue
            there = key_of(TABLES[column.references])
            known = {tuple(row[name] for name in there) for row in tables[column.references]}
            here = (*column.also, column.name)
            for row, line in zip(rows, lines[table], strict=True):
                if row[column.name] and tuple(row[name] for name in here) not in known:
                    message = f"{column.references} has no such row"
                    fix = f"name one of {column.references}"
                    yield _at("unknown-reference", table, row, line, column.name, message, fix)


def _lined(tables: Tables, lines: Lines, table: str) -> Iterator[tuple[Row, int | None]]:
    """The rows of a table with their lines; none of a table that is not there."""
    return zip(tables.get(table, ()), lines.get(table, ()), strict=True)


def _check_memorials(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """No memorial is older than what it commemorates, or opens before the year it is completed in.

    What is planned has done neither.
    """
    first = _first_commemorated(tables)
    for row, line in _lined(tables, lines, "memorials"):
        if row["country"] and not row["country_code"]:
            message = "no code of ISO 3166-1 is known for it, so the memorial has no place on a map"
            fix = 'if it has another name, claim country = { value = "…", quote = "…", note = "…" }'
            yield _at("unknown-country", "memorials", row, line, "country", message, fix)
        opened, completed = days(row["opened"]), days(row["completed"])
        for name, date in (("opened", opened), ("completed", completed)):
            if date and date[1] < first:
                message = f"it is before {first}, which the memorials commemorate"
                yield _at("rows-inconsistent", "memorials", row, line, name, message, "check it")
        if opened and completed and opened[1][:4] < completed[0][:4]:
            message = f"it opens before it is completed ({row['completed']})"
            yield _at("rows-inconsistent", "memorials", row, line, "opened", message, "check both")
        if row["status"] == "planned" and (opened or completed):
            message = "it is planned, yet it was completed or opened"
            yield _at("rows-inconsistent", "memorials", row, line, "status", message, "check both")
    for row, line in _lined(tables, lines, "kinships"):
        if row["person_id"] == row["relative_id"]:
            message = "nobody is a relative of their own"
            yield _at("rows-inconsistent", "kinships", row, line, None, message, "name the other")


def _first_commemorated(tables: Tables) -> str:
    """The first day of what the memorials commemorate; empty where no event says it."""
    dates = (
        days(row["date"])
        for row in tables.get("events", ())
        if row["event_type"] == "commemorated_event"
    )
    return min((date[0] for date in dates if date), default="")


def _check_events(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """An opening's date is its memorial's; what was opened or built is not planned."""
    memorials = {row["memorial_id"]: row for row in tables.get("memorials", ())}
    for row, line in _lined(tables, lines, "events"):
        memorial, kind = memorials.get(row["memorial_id"]), row["event_type"]
        if memorial and kind in ("opening", "construction") and memorial["status"] == "planned":
            message = "its memorial is planned"
            yield _at("rows-inconsistent", "events", row, line, "event_type", message, "check both")
        if memorial and kind == "opening":
            one, other = days(row["date"]), days(memorial["opened"])
            agree = one and other and (inside(one, other) or inside(other, one))
            if one != other and not agree:
                message = f"its memorial has opened = {memorial['opened'] or 'nothing'}"
                yield _at("rows-inconsistent", "events", row, line, "date", message, "check both")


def _check_statements(tables: Tables, lines: Lines) -> Iterator[Finding]:
    """A statement about a memorial and at an event is at an event of that memorial."""
    events = {row["event_id"]: row["memorial_id"] for row in tables.get("events", ())}
    for row, line in _lined(tables, lines, "statements"):
        other = events.get(row["event_id"], "")
        if row["memorial_id"] and other not in ("", row["memorial_id"]):
            message = f"its event {row['event_id']} is of {other}"
            yield _at(
                "rows-inconsistent", "statements", row, line, "memorial_id", message, "check both"
            )


def _check_derived(tables: Tables, lines: Lines, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Every derived cell is what its rule gives, worked out anew."""
    sources = {row["source_id"] for row in tables["sources"]}
    again = {table: tables.get(table, []) for table in TABLES}
    for table in DERIVED:
        again[table] = [dict(row) for row in again[table]]
    derive(again, texts)
    for table in DERIVED:
        rows = tables.get(table, [])
        derived = [column for column in columns_of(TABLES[table]) if column.role == "derived"]
        if table == "statements" and not texts.keys() >= sources:
            continue  # it is worked out from the texts, and that one is missing is said elsewhere
        for row, right, line in zip(rows, again[table], lines.get(table, ()), strict=True):
            for column in derived if row != right else ():
                if row[column.name] != right[column.name]:
                    message = f"its rule ({column.rule}) gives {right[column.name]!r}"
                    yield _at("derived-wrong", table, row, line, column.name, message, "rebuild")

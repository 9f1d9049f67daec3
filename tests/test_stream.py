"""Tables larger than memory: `stream.py` finds in them what `validate.py` does."""

import json
import math
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from altering import together
from conftest import NAME, ROOT, read, run
from pipeline.cells import fault_of
from pipeline.findings import Finding
from pipeline.package import DESCRIPTOR, cell_text
from pipeline.provenance import row_order, sorted_by
from pipeline.streaming import stream
from pipeline.streaming_sql import sound, stored_as, text_of
from pipeline.streaming_structure import CHECKS
from pipeline.streaming_told import EXAMPLES
from pipeline.validation import validate

from schemas import TABLES, Column, columns_of
from schemas.columns import row_rules_of

Row = dict[str, Any]
Alter = Callable[[Path], object]
Place = tuple[str, str, str | None, str | None, str | None]
MEMORY = "200MB"


@pytest.fixture
def parquet(package: Path) -> Path:
    """A package that has its tables as Parquet alone, as a release zip may; a test may spoil it."""
    for path in (*package.glob("data/*.csv"), package / DESCRIPTOR):
        path.unlink()
    return package


def change(table: str, alter: Callable[[list[Row]], object]) -> Alter:
    """Alter the typed rows of a table's Parquet, its schema left as it is."""

    def altered(root: Path) -> None:
        path = root / f"data/{table}.parquet"
        there = pq.ParquetFile(path).read()
        rows = there.to_pylist()
        alter(rows)
        pq.write_table(pa.Table.from_pylist(rows, schema=there.schema), path)

    return altered


def cell(table: str, field: str, value: object, **where: object) -> Alter:
    """Set the first cell of a column whose row has these others."""
    return change(table, lambda rows: first_of(rows, where).update({field: value}))


def first_of(rows: list[Row], where: Row) -> Row:
    return next(row for row in rows if where.items() <= row.items())


def add(table: str, **more: object) -> Alter:
    """Copy the first row with other cells, and put it where it sorts."""

    def alter(rows: list[Row]) -> None:
        rows.append(rows[0] | more)
        rows.sort(key=lambda row: tuple(map(str, row.values())))

    return change(table, alter)


def without(table: str, **where: object) -> Alter:
    """Remove the rows that have these cells."""

    def alter(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if not where.items() <= row.items()]

    return change(table, alter)


def as_text(root: Path) -> None:
    """Write the heights as text."""
    path = root / "data/memorials.parquet"
    there = pq.ParquetFile(path).read()
    at = there.schema.get_field_index("height_m")
    text = there.column(at).cast(pa.string())
    pq.write_table(there.set_column(at, pa.field("height_m", pa.string()), text), path)


def corrupt(root: Path) -> None:
    """Write over the middle of a file, its ends left as they are."""
    path = root / "data/evidence.parquet"
    content = bytearray(path.read_bytes())
    content[200 : len(content) // 2] = b"\x07" * (len(content) // 2 - 200)
    path.write_bytes(content)


def link(root: Path) -> None:
    """Put a link where a table was."""
    path = root / "data/people.parquet"
    path.unlink()
    path.symlink_to(ROOT / "data/people.parquet")


@dataclass(frozen=True)
class Planted:
    """A fault, and every place where it is found: table, code, record, field, value."""

    alter: Alter
    found: list[Place]


def evidence(**where: object) -> Row:
    """The first row of the real evidence that has these cells."""
    return first_of(pq.ParquetFile(ROOT / "data/evidence.parquet").read().to_pylist(), where)


HEIGHT = evidence(table_name="memorials", record_id="the-hague", field="height_m")
HIGH = HEIGHT["evidence_id"]
FINAL = pq.ParquetFile(ROOT / "data/evidence.parquet").read().to_pylist()[-1]
NAMED = evidence(table_name="people", field="name", basis="verbatim")
CODED = evidence(table_name="memorials", field="status", basis="coded")
NOT_NFC = unicodedata.normalize("NFD", "Uşak")
STATEMENT = "the-hague-representative"
FIRST = f"{NAME}/p0001"
KEY = "leyla-aliyeva/ilham-aliyev/child"
LAST = "adalat-valiyev/ministry-of-culture-and-tourism-of-azerbaijan/member"
PLANTED = {
    "keys, references and order": Planted(
        together(
            add("kinships"),
            cell("statements", "memorial_id", "atlantis", statement_id=STATEMENT),
            change("memberships", lambda rows: rows.insert(len(rows), rows.pop(0))),
        ),
        [
            ("kinships", "duplicate-key", KEY, None, None),
            ("statements", "unknown-reference", STATEMENT, "memorial_id", "atlantis"),
            ("memberships", "row-order", LAST, None, None),
        ],
    ),
    "words that are not in the text": Planted(
        together(
            cell("evidence", "quote", "about two metres high", evidence_id=HIGH),
            cell("evidence", "passage_id", "p0001", evidence_id=NAMED["evidence_id"]),
            cell("passages", "text", "Khojaly massacre Memorials", passage_id="p0001"),
        ),
        [
            ("evidence", "evidence-not-in-text", HIGH, "quote", "about two metres high"),
            ("evidence", "evidence-not-in-text", NAMED["evidence_id"], "passage_id", "p0001"),
            ("passages", "rows-inconsistent", FIRST, "text", "Khojaly massacre Memorials"),
        ],
    ),
    "another offset": Planted(
        cell("evidence", "end", HEIGHT["end"] + 1, evidence_id=HIGH),
        [
            ("evidence", "rows-inconsistent", HIGH, None, None),
            ("evidence", "evidence-not-in-text", HIGH, "quote", HEIGHT["quote"]),
            ("evidence", "evidence-not-in-text", HIGH, "suffix", HEIGHT["suffix"]),
        ],
    ),
    "no evidence, and evidence of what is no table": Planted(
        together(
            without("evidence", table_name="memorials", record_id="the-hague", field="height_m"),
            change("evidence", lambda rows: rows[-1].update(table_name="z")),
        ),
        [
            ("memorials", "evidence-missing", "the-hague", "height_m", "2"),
            ("evidence", "evidence-orphaned", FINAL["evidence_id"], "field", FINAL["field"]),
            (
                FINAL["table_name"],
                "evidence-missing",
                FINAL["record_id"],
                FINAL["field"],
                FINAL["value"],
            ),
        ],
    ),
    "no cell, and verbatim, yet another value": Planted(
        together(
            cell("memorials", "height_m", None, memorial_id="the-hague"),
            cell("evidence", "value", "Nobody", evidence_id=NAMED["evidence_id"]),
        ),
        [
            ("evidence", "evidence-orphaned", HIGH, "field", "height_m"),
            ("evidence", "evidence-not-derivable", NAMED["evidence_id"], "value", "Nobody"),
            ("people", "evidence-missing", NAMED["record_id"], "name", NAMED["value"]),
        ],
    ),
    "preferred, coded and interpreted without a reason": Planted(
        together(
            cell("evidence", "rank", "preferred", evidence_id=HIGH),
            cell("evidence", "basis", "coded", evidence_id=HIGH),
            cell("evidence", "basis", "interpreted", evidence_id=NAMED["evidence_id"]),
        ),
        [
            ("evidence", "evidence-orphaned", HIGH, "rank", "preferred"),
            ("evidence", "evidence-not-derivable", HIGH, "value", "2"),
            ("evidence", "evidence-not-derivable", NAMED["evidence_id"], "value", NAMED["value"]),
        ],
    ),
    "cells of a wrong form": Planted(
        together(
            cell("memorials", "coordinate_precision", "roughly", memorial_id="baku"),
            cell("memorials", "latitude", 91.0, memorial_id="baku"),
            cell("memorials", "height_m", -2.0, memorial_id="the-hague"),
            cell("sources", "sha256", "B4AE", source_id=NAME),
            cell("sources", "title", "", source_id=NAME),
            cell("passages", "section", NOT_NFC, passage_id="p0003"),
            cell("people", "description", "a sculptor ", person_id="aslan-rustamov"),
            cell("events", "date_from", None, event_id="berlin-opening"),
        ),
        [
            ("memorials", "bad-value", "baku", "coordinate_precision", "roughly"),
            ("memorials", "bad-value", "baku", "latitude", "91"),
            ("memorials", "bad-value", "the-hague", "height_m", "-2"),
            ("memorials", "evidence-missing", "the-hague", "height_m", "-2"),
            ("sources", "bad-value", NAME, "sha256", "B4AE"),
            ("sources", "missing-field", NAME, "title", ""),
            ("passages", "bad-value", f"{NAME}/p0003", "section", NOT_NFC),
            ("people", "bad-value", "aslan-rustamov", "description", "a sculptor "),
            ("people", "evidence-missing", "aslan-rustamov", "description", "a sculptor "),
            ("events", "rows-inconsistent", "berlin-opening", None, None),
        ],
    ),
    "files that cannot be read": Planted(
        together(as_text, corrupt, link, lambda root: (root / "data/kinships.parquet").unlink()),
        [
            ("memorials", "bad-header", None, None, None),
            ("evidence", "unreadable-file", None, None, None),
            ("people", "unsafe-path", None, None, None),
            ("kinships", "missing-file", None, None, None),
        ],
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_as_validation_finds_it(parquet: Path, name: str) -> None:
    """Nothing else is found, and of the same package validate.py says each of it too."""
    PLANTED[name].alter(parquet)
    found = stream(parquet, MEMORY)
    places = [(f"data/{table}.parquet", *rest) for table, *rest in PLANTED[name].found]
    assert sorted(map(str, map(place, found))) == sorted(map(str, places))
    there = {told(one) for one in validate(parquet)}
    assert [one for one in found if told(one) not in there] == []


def place(finding: Finding) -> tuple[str | None, ...]:
    return finding.file, finding.code, finding.record, finding.field, finding.value


def told(finding: Finding) -> Finding:
    """A finding; of a file that cannot be read each library says in its own words why."""
    its_own = finding.code in ("unreadable-file", "bad-header")
    return replace(finding, message="") if its_own else finding


def test_the_real_tables_are_right(parquet: Path) -> None:
    """Wherever they are: a folder's name is no pattern of files, and no column of a table."""
    assert stream(ROOT, MEMORY) == []
    odd = parquet.rename(parquet.parent / "x=1 'a'; \"ş\"")
    assert stream(odd, MEMORY) == []
    pattern = odd.rename(parquet.parent / "a*")
    with pytest.raises(OSError, match="a path cannot have any of"):
        stream(pattern, MEMORY)


def test_files_of_many_row_groups_are_read_in_order(parquet: Path) -> None:
    """Threads that read ahead would find rows out of order, or miss those that are."""
    path = parquet / "data/evidence.parquet"
    pq.write_table(pq.ParquetFile(path).read(), path, row_group_size=7)
    assert stream(parquet, MEMORY) == []


def test_a_text_that_is_not_there_is_missed(parquet: Path) -> None:
    (parquet / f"seeds/{NAME}.txt").unlink()
    (one,) = stream(parquet, MEMORY)
    assert (one.code, one.file) == ("missing-file", f"seeds/{NAME}.txt")


def test_many_findings_are_counted_and_a_few_shown(parquet: Path) -> None:
    """Else a faulty table of ten million rows would give as many findings."""

    def alter(rows: list[Row]) -> None:
        for row in rows:
            row |= {"rank": "preferred", "suffix": "\x00"}

    change("evidence", alter)(parquet)
    found = stream(parquet, MEMORY)
    rows = pq.ParquetFile(parquet / "data/evidence.parquet").metadata.num_rows
    suffixes = [one for one in found if (one.code, one.field) == ("bad-value", "suffix")]
    assert len(suffixes) == EXAMPLES + 1
    assert suffixes[0].message == f"{rows:,} in all, of which {EXAMPLES} are shown"
    records = [str(one.record) for one in suffixes[1:]]
    assert records == sorted(records)
    assert {(one.code, one.field) for one in found} == {
        ("bad-value", "suffix"),
        ("evidence-orphaned", "rank"),
        ("evidence-not-in-text", "suffix"),
    }


def test_the_command_says_what_is_wrong_and_ends_with_a_status(parquet: Path) -> None:
    done = run("scripts/stream.py", parquet)
    assert (done.returncode, done.stdout) == (0, "Nothing is wrong with the tables.\n")
    corrupt(parquet)
    done = run("scripts/stream.py", parquet, "--format", "json")
    assert done.returncode == 1
    assert [one["code"] for one in json.loads(done.stdout)["findings"]] == ["unreadable-file"]
    done = run("scripts/stream.py", parquet, "--memory", "1KB")
    assert (done.returncode, done.stderr[:30]) == (2, "could not run: Out of Memory E")


def test_each_check_of_a_row_in_the_schemas_is_in_sql() -> None:
    """Who adds one to a model is told to add it here."""
    declared = [rule.name for table in TABLES.values() for rule in row_rules_of(table)]
    assert sorted(CHECKS) == sorted(declared)


def test_rows_are_sorted_by_the_same_columns_as_elsewhere() -> None:
    for table in TABLES:
        rows = read(table)
        random.Random(1).shuffle(rows)
        places = [
            [int(row[name]) if name in ("start", "end") else row[name] for name in sorted_by(table)]
            for row in rows
        ]
        ordered = sorted(range(len(rows)), key=lambda at: row_order(table, rows[at]))
        assert ordered == sorted(range(len(rows)), key=lambda at: places[at])


def in_sql(column: Column, values: list[Any], expression: str) -> list[Any]:
    """What an expression gives for each of these cells of a column."""
    connection = duckdb.connect()
    kind = stored_as(column)
    connection.execute(
        f'CREATE TABLE cells AS SELECT unnest(?::{kind}[]) AS "{column.name}"', [values]
    )
    return [one for (one,) in connection.execute(f"SELECT {expression} FROM cells").fetchall()]


def columns(*kinds: str) -> Iterator[Column]:
    """The first column of each of these kinds and of each role."""
    seen = set()
    for table in TABLES.values():
        for one in columns_of(table):
            if (
                stored_as(one) in kinds
                and (like := (one.kind, one.role, one.vocabulary)) not in seen
            ):
                seen.add(like)
                yield one


def assert_sound(column: Column, values: list[Any]) -> None:
    """No cell that SQL takes for sound has a fault."""
    held = in_sql(column, values, sound(column))
    for value, is_sound in zip(values, held, strict=True):
        assert is_sound is not None
        assert not (is_sound and fault_of(column, cell_text(value))), (column.name, value)


def test_no_letter_passes_in_sql_that_does_not_in_python() -> None:
    """Each letter alone, within a word and at its ends, in what a source says and in what we do."""
    for column in (columns_of(TABLES["people"])[1], columns_of(TABLES["passages"])[3]):
        letters = [chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000]
        assert_sound(
            column, [*letters, *(f"{one}a" for one in letters), *(f"a{one}" for one in letters)]
        )
        (plain,) = in_sql(column, ["Uşak, «Çanakkale» — Ходжалы"], sound(column))
        assert plain


LETTERS = (
    "aAeZ09 -+=@\n\t.:/%~?X\u0301\u0327\u1100\u1161\u11a8\u200d\u200b\u09c7\u09be\xa0é\u212b"
    "\U0001f5ff"
)
FORMS = [
    "2008-13",
    "2008-02-30",
    "2008",
    "https://a\xa0b",
    "a-b",
    "en-GB",
    "en-XX",
    "TR",
    "XX",
    "+x",
]


def test_no_text_passes_in_sql_that_does_not_in_python() -> None:
    """Words of letters that are treated differently, of marks that compose, and near misses."""
    draw = random.Random(1)
    words = ["".join(draw.choices(LETTERS, k=draw.randint(1, 5))) for _ in range(5000)]
    for column in columns("VARCHAR"):
        assert_sound(column, [*words, *FORMS, *column.terms, "a" * 201, ""])


def test_numbers_are_judged_and_written_as_in_python() -> None:
    draw = random.Random(1)
    numbers = [draw.uniform(-1, 1) * 10 ** draw.randint(-30, 30) for _ in range(5000)]
    numbers += [0.0, -0.0, 8.6, 2.0, -90.0, 90.0, 91.0, math.nan, math.inf, -math.inf, 5e-324]
    for column in columns("DOUBLE"):
        assert_sound(column, numbers)
    for column in columns("BIGINT"):
        assert_sound(column, [-(2**63), -1, 0, 1, 2**63 - 1])
    (metres, *_) = (one for one in columns("DOUBLE") if one.kind == "metres")
    measured = [round(draw.uniform(0, 10**digits), 12 - digits) for digits in range(12)] + [0.00012]
    assert in_sql(metres, measured, text_of(metres)) == list(map(cell_text, measured))

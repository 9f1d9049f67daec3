"""Where a value comes from: the quotations on which a cell rests, in their sentences."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from khojaly_memorials import files
from khojaly_memorials.links import link_to, page_text
from khojaly_memorials.names import FrameEngine
from khojaly_memorials.rows import record_id as id_of
from khojaly_memorials.rows import text_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from khojaly_memorials.names import TableName

COLUMNS = (
    *("record_id", "field", "value", "quote", "sentence", "at", "prefix", "suffix", "basis"),
    *("rank", "note", "rule", "source_id", "source_title", "url", "license", "link"),
    *("start", "end"),
)
NUMBERS = ("at", "start", "end")
PROVENANCE = ("sources", "passages", "evidence")  # of which nothing rests on a quotation
Row = dict[str, str]


class Marks(NamedTuple):
    """What stands before and after a quotation in its sentence, and before and after a heading."""

    quote: tuple[str, str]
    heading: tuple[str, str]


PLAIN = Marks(quote=("[[", "]]"), heading=("", ""))
TERMINAL = Marks(quote=("\x1b[1m\x1b[4m", "\x1b[0m"), heading=("\x1b[1m", "\x1b[0m"))


@overload
def evidence(
    table: TableName,
    record_id: str | tuple[str, ...] | None = None,
    field: str | None = None,
    *,
    engine: Literal["pandas"] = "pandas",
) -> pd.DataFrame: ...
@overload
def evidence(
    table: TableName,
    record_id: str | tuple[str, ...] | None = None,
    field: str | None = None,
    *,
    engine: Literal["polars"],
) -> pl.DataFrame: ...
@overload
def evidence(
    table: TableName,
    record_id: str | tuple[str, ...] | None = None,
    field: str | None = None,
    *,
    engine: Literal["pyarrow"],
) -> pa.Table: ...
@overload
def evidence(
    table: TableName,
    record_id: str | tuple[str, ...] | None = None,
    field: str | None = None,
    *,
    engine: FrameEngine,
) -> pd.DataFrame | pl.DataFrame | pa.Table: ...
def evidence(
    table: TableName,
    record_id: str | tuple[str, ...] | None = None,
    field: str | None = None,
    *,
    engine: FrameEngine = "pandas",
) -> Any:
    """Return the quotations on which a table, a record or one of its cells rests: a row each.

    Args:
        table: a table of content.
        record_id: the record's key, as text with `/` between its parts or as a tuple of them;
            None: all records.
        field: a column; None: all. For a derived one the rows are those of the columns from which
            it is derived, and `rule` says how.
        engine: "pandas", "polars" or "pyarrow", whose frame or table it becomes. That of pandas
            shows each quotation marked in its sentence; what is taken from it is a plain frame.

    Columns: `record_id`, `field`, `value` (that the quotation gives), `quote`, `sentence` (in which
    it stands, `at` code points from its beginning), `prefix` and `suffix` (32 characters of
    context), `basis`, `rank`, `note`, `rule`, `source_id`, `source_title`, `url`, `license`, `link`
    (to the words at `url`), `start` and `end` (code points of the source, from 0, end exclusive).

    >>> evidence("people", "mahmud-rustamov", "name").head(1)[["value", "quote"]].values.tolist()
    [['Mahmud Rustamov', 'Mahmud Rustamov']]
    >>> sorted(set(evidence("memorials", "the-hague", "latitude")["field"]))
    ['country', 'locality']
    >>> set(evidence("events", "baku-opening", "memorial_id")["basis"])
    {'linked'}
    >>> len(evidence("statements", engine="polars")) == len(evidence("statements"))
    True

    Raises:
        ValueError: there is no such table, record, field or engine, or the field rests on no
            quotation; the message says what to ask for.
        ImportError: the engine is not installed; the message names what to install.
        DamagedFileError: an installed file is not the one that was released.
    """
    from khojaly_memorials.frames import frame_of

    rows = quotations(table, record_id, field)
    kinds = {name: "integer" if name in NUMBERS else "string" for name in COLUMNS}
    fields = [{"name": name, "type": kind} for name, kind in kinds.items()]
    frame = frame_of(fields, {name: [row[name] for row in rows] for name in COLUMNS}, engine)
    if engine != "pandas":
        return frame
    from khojaly_memorials.evidence_frame import Evidence

    return Evidence(frame)


def quotations(
    table: str, record_id: str | tuple[str, ...] | None = None, field: str | None = None
) -> list[Row]:
    """Return the rows of `evidence` as text, without a DataFrame library.

    Raises:
        ValueError: as `evidence` does.
    """
    content = [name for name in files.tables() if name not in PROVENANCE]
    if table in PROVENANCE:
        raise ValueError(f"{table} rests on no quotation: ask for one of {', '.join(content)}")
    files.check_name("table", table, content)
    record = None if record_id is None else _check_record(table, record_id)
    rows = [row for row in text_rows("evidence") if row["table_name"] == table]
    if record is not None:
        rows = [row for row in rows if row["record_id"] == record]
    rule = ""
    if field is not None:
        rule, wanted = _check_field(table, field, rows)
        rows = [row for row in rows if row["field"] in wanted]
    return _in_sentences(rows, rule)


def _in_sentences(rows: list[Row], rule: str) -> list[Row]:
    """Return rows of the table `evidence` with their sentences, sources and links."""
    passages = text_rows("passages")
    passage_of = {(row["source_id"], row["passage_id"]): row for row in passages}
    source_of = {row["source_id"]: row for row in text_rows("sources")}
    shown = {
        source: page_text(row for row in passages if row["source_id"] == source)
        for source in {row["source_id"] for row in rows}
    }
    found = []
    for row in rows:
        source, start = source_of[row["source_id"]], int(row["start"])
        passage = passage_of[row["source_id"], row["passage_id"]]
        more = {
            "rule": rule,
            "sentence": passage["text"],
            "at": str(start - int(passage["start"])),
            "source_title": source["title"],
            "url": source["url"],
            "license": source["license"],
            "link": link_to(source["url"], shown[row["source_id"]], start, int(row["end"])),
        }
        found.append({name: (row | more)[name] for name in COLUMNS})
    return found


def _check_record(table: str, record_id: str | tuple[str, ...]) -> str:
    """Return the identifier of a record that is there, as `evidence` has it."""
    record = "/".join(map(str, record_id)) if isinstance(record_id, tuple | list) else record_id
    key = "/".join(files.table_schema(table)["primaryKey"])
    what = f"record of {table}" + (f" ({key})" if "/" in key else "")
    files.check_name(what, record, (id_of(table, row) for row in text_rows(table)))
    return record


def _check_field(table: str, field: str, rows: list[Row]) -> tuple[str, list[str]]:
    """Return the rule of a derived field, and the fields on whose quotations a field rests.

    `rows` are those of `evidence` of which it is asked.
    """
    fields = {column["name"]: column for column in files.table_schema(table)["fields"]}
    files.check_name(f"field of {table}", field, fields)
    role = fields[field]["role"]
    if role == "derived":
        return fields[field]["rule"], fields[field]["derivedFrom"]
    if role in ("cited", "reference"):
        return "", [field]
    why = "the curator's own"
    if role == "key":
        several = len(files.table_schema(table)["primaryKey"]) > 1
        why = "a part of the record's key" if several else "the record's identifier"
    cited = [name for name, column in fields.items() if column["role"] == "cited"]
    asked = ", ".join(dict.fromkeys(row["field"] for row in rows)) or ", ".join(cited)
    if len({(row["record_id"], row["field"]) for row in rows}) == 1:
        asked += ", which rests on " + ", ".join(f"“{row['quote']}”" for row in rows)
    raise ValueError(f"{field} is {why} and rests on no quotation: ask for {asked}")


def marks_here() -> Marks:
    """Return the marks for what is printed: those of a terminal, unless NO_COLOR refuses them."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return TERMINAL if terminal and not os.environ.get("NO_COLOR") else PLAIN


def marked(
    row: Mapping[str, Any], before: str, after: str, escape: Callable[[str], str] = str
) -> str:
    """Return the sentence of a row of `evidence`, with marks around the quotation.

    >>> marked({"sentence": "Opened in 2011.", "quote": "2011", "at": "10"}, "[[", "]]")
    'Opened in [[2011]].'
    """
    sentence, quote, at = row["sentence"], row["quote"], int(row["at"])
    rest = sentence[at + len(quote) :]
    return f"{escape(sentence[:at])}{before}{escape(quote)}{after}{escape(rest)}"


def as_text(rows: Sequence[Row], marks: Marks = PLAIN, limit: int | None = None) -> str:
    """Return rows of `evidence` for people: each value, with the quotation in its sentence.

    Of more than `limit` it says how many there are.

    >>> print(as_text(quotations("memorials", "the-hague", "height_m")[:1]).split(", http")[0])
    height_m = 2  (normalized)
      The marble-made edifice is [[about two meters high]].
      Khojaly massacre memorials, 4648–4669
    """
    if not rows:
        return "No quotation: nothing was read from a source for this."
    parts = [f"Derived: {rows[0]['rule']}."] if rows[0]["rule"] else []
    several = len({row["record_id"] for row in rows}) > 1
    for row in rows[:limit]:
        heading = f"{marks.heading[0]}{heading_of(row, several)}{marks.heading[1]}"
        place = f"{row['source_title']}, {row['start']}–{row['end']}, {row['link']}"
        lines = [f"{heading}  ({basis_of(row)})", marked(row, *marks.quote), row["note"], place]
        parts.append("\n  ".join(filter(None, lines)))
    more = rows[limit:] if limit else []
    return "\n\n".join([*parts, f"… and {len(more)} more"] if more else parts)


def heading_of(row: Row, several: bool) -> str:
    """Return which cell a row of `evidence` is of, and what it gives."""
    return f"{row['record_id']}: " * several + f"{row['field']} = {row['value']}"


def basis_of(row: Row) -> str:
    """Return how a value follows from its quotation, and whether it was preferred."""
    return row["basis"] + ", preferred" * (row["rank"] == "preferred")

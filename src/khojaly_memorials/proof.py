"""Where a value comes from: the quotations on which a cell rests, in their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from khojaly_memorials import files
from khojaly_memorials.rows import record_id as id_of
from khojaly_memorials.rows import text_rows

if TYPE_CHECKING:
    import pandas as pd

    from khojaly_memorials.names import TableName

COLUMNS = (
    *("field", "value", "quote", "sentence", "prefix", "suffix", "basis", "rank", "note", "rule"),
    *("source_id", "source_title", "url", "license", "link", "start", "end"),
)
NUMBERS = ("start", "end")
PROVENANCE = ("sources", "passages", "evidence")  # of which nothing rests on a quotation


def evidence(table: TableName, record_id: str, field: str | None = None) -> pd.DataFrame:
    """The quotations on which a record, or one of its cells, rests: a row a quotation.

    `record_id` is the record's key, `/` between its parts. For a derived field the rows are those
    of the fields from which it is derived, and `rule` says how. Columns: `field`, `value` (that the
    quotation gives), `quote`, `sentence` (in which it stands), `prefix` and `suffix` (32
    characters of context), `basis`, `rank`, `note`, `rule`, `source_id`, `source_title`, `url`,
    `license`, `link` (to the words at `url`), `start` and `end` (code points of the source, from
    0, end exclusive).

    >>> told = evidence("people", "leyla-aliyeva", "name").set_index("source_id")
    >>> told.loc["khojaly-massacre-memorials", "basis"].tolist()
    ['verbatim', 'verbatim']
    >>> sorted(set(evidence("memorials", "the-hague", "latitude")["field"]))
    ['country', 'locality']
    >>> set(evidence("events", "baku-opening", "memorial_id")["basis"])
    {'linked'}

    Raises:
        ValueError: there is no such table, record or field, or the field needs no evidence.
        DamagedFileError: an installed file is not the one that was released.
    """
    from khojaly_memorials.frames import frame_of

    told = quotations(table, record_id, field)
    fields = [
        {"name": name, "type": "integer" if name in NUMBERS else "string"} for name in COLUMNS
    ]
    columns = {name: [row[name] for row in told] for name in COLUMNS}
    frame: pd.DataFrame = frame_of(fields, columns, "pandas")
    return frame


def quotations(table: str, record_id: str, field: str | None = None) -> list[dict[str, str]]:
    """The rows of `evidence` as text, without a DataFrame library; `at`: where in `sentence`."""
    rule, wanted = _fields(table, field)
    files.check_name(
        f"record of {table}", record_id, (id_of(table, row) for row in text_rows(table))
    )
    passages = {(row["source_id"], row["passage_id"]): row for row in text_rows("passages")}
    sources = {row["source_id"]: row for row in text_rows("sources")}
    told = []
    for row in text_rows("evidence"):
        if (row["table_name"], row["record_id"]) == (table, record_id) and row["field"] in wanted:
            source = sources[row["source_id"]]
            passage = passages[row["source_id"], row["passage_id"]]
            more = {
                "rule": rule,
                "sentence": passage["text"],
                "at": str(int(row["start"]) - int(passage["start"])),
                "source_title": source["title"],
                "url": source["url"],
                "license": source["license"],
                "link": f"{source['url']}#:~:text={quote(row['quote'], safe='')}",
            }
            told.append({name: (row | more)[name] for name in (*COLUMNS, "at")})
    return told


def _fields(table: str, field: str | None) -> tuple[str, list[str]]:
    """The rule of a derived field, and the names of the fields whose evidence is wanted."""
    fields: dict[str, dict[str, Any]] = {
        one["name"]: one for one in files.table_schema(table)["fields"]
    }
    if field is None:
        return "", list(fields)
    files.check_name(f"field of {table}", field, fields)
    role = fields[field]["role"]
    if role == "derived":
        return fields[field]["rule"], fields[field]["derivedFrom"]
    if role == "cited" or (role == "reference" and table not in PROVENANCE):
        return "", [field]
    what = {"key": "an identifier", "reference": "an identifier", "curated": "the curator's own"}
    raise ValueError(f"{field} is {what.get(role, 'provenance')}: it rests on no quotation")

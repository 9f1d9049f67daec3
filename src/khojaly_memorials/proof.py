"""Where a value comes from: the quotations on which a cell rests, in their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from khojaly_memorials import files
from khojaly_memorials.frames import load

if TYPE_CHECKING:
    import pandas as pd

    from khojaly_memorials.names import TableName

COLUMNS = (
    *("field", "value", "quote", "sentence", "prefix", "suffix", "basis", "rank", "note", "rule"),
    *("source_id", "source_title", "url", "license", "link", "start", "end"),
)


def evidence(table: TableName, record_id: str, field: str | None = None) -> pd.DataFrame:
    """The quotations on which a record, or one of its cells, rests: a row a quotation.

    `record_id` is the record's key, `/` between its parts. For a derived field the rows are those
    of the fields from which it is derived, and `rule` says how. Columns: `field`, `value` (that the
    quotation gives), `quote`, `sentence` (in which it stands), `prefix` and `suffix` (32
    characters of context), `basis`, `rank`, `note`, `rule`, `source_id`, `source_title`, `url`,
    `license`, `link` (to the words at `url`), `start` and `end` (code points of the source, from
    0, end exclusive).

    >>> evidence("people", "leyla-aliyeva", "name")["basis"].tolist()
    ['verbatim', 'verbatim']
    >>> evidence("memorials", "the-hague", "latitude")["field"].tolist()
    ['country', 'locality']

    Raises:
        ValueError: there is no such table, record or field, or the field needs no evidence.
        DamagedFileError: the installed file is not the one that was released.
    """
    rule, wanted = _fields(table, field)
    _check_record(table, record_id)
    rows = load("evidence")
    rows = rows[(rows["table_name"] == table) & (rows["record_id"] == record_id)]
    rows = rows[rows["field"].isin(wanted)]
    passages = load("passages")[["source_id", "passage_id", "text"]]
    about = load("sources")[["source_id", "title", "url", "license"]]
    told = rows.merge(passages, on=["source_id", "passage_id"], how="left")
    told = told.merge(about, on="source_id", how="left")
    told = told.rename(columns={"text": "sentence", "title": "source_title"})
    told["rule"] = rule
    told["link"] = [
        f"{url}#:~:text={quote(words, safe='')}"
        for url, words in zip(told["url"], told["quote"], strict=True)
    ]
    return told[list(COLUMNS)]


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
    if role == "cited":
        return "", [field]
    what = {"key": "an identifier", "reference": "an identifier", "curated": "the curator's own"}
    raise ValueError(f"{field} is {what.get(role, 'provenance')}: it rests on no quotation")


def _check_record(table: TableName, record_id: str) -> None:
    """Raise ValueError, with the nearest one, where a table has no such record."""
    frame = load(table)
    columns = [frame[name] for name in files.table_schema(table)["primaryKey"]]
    records = ["/".join(parts) for parts in zip(*columns, strict=True)]
    files.check_name(f"record of {table}", record_id, records)

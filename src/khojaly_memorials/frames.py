"""The tables as pandas DataFrames. pandas is imported only when one is asked for."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from khojaly_memorials import files

if TYPE_CHECKING:
    import pandas as pd


EVIDENCE_COLUMNS = (
    *("field", "value", "quote", "sentence", "prefix", "suffix", "basis", "rank", "note"),
    *("source_id", "source_title", "url", "license", "link", "start", "end"),
)


def load(table: str) -> pd.DataFrame:
    """A table as a DataFrame with typed columns, a fresh copy each time.

    Text is `string`, dates `datetime64[s]`, whole numbers `Int64`, numbers `float64`, truth values
    `boolean`; empty cells are missing. Shape: a row a record, a column a row of `describe(table)`.

    >>> load("kinships").shape
    (1, 3)

    Raises:
        ValueError: there is no such table.
        DamagedFileError: the installed file is not the one that was released.
    """
    rows = csv.reader(io.StringIO(files.content(table), newline=""))
    names = next(rows)
    columns = dict(zip(names, zip(*rows, strict=True), strict=False))
    return typed(files.schema(table), {name: columns.get(name, ()) for name in names})


def typed(fields: list[dict[str, Any]], columns: dict[str, Any]) -> pd.DataFrame:
    """Columns of text as a frame with the types of Table Schema fields; "" and None are missing.

    Raises:
        ValueError: a cell is not of its column's type.
    """
    import pandas as pd

    return pd.DataFrame(
        {field["name"]: _array(field["type"], columns[field["name"]]) for field in fields}
    )


def _array(kind: str, cells: Any) -> Any:
    import numpy as np
    import pandas as pd

    if kind == "date":
        return np.array([cell or "NaT" for cell in cells], dtype="datetime64[s]")
    if kind == "number":
        return np.array([float(cell) if cell else np.nan for cell in cells], dtype="float64")
    if kind == "integer":
        return pd.array([int(cell) if cell else None for cell in cells], dtype="Int64")
    if kind == "boolean":
        return pd.array([cell == "true" if cell else None for cell in cells], dtype="boolean")
    return pd.array([cell or None for cell in cells], dtype=pd.StringDtype("python"))


def describe(table: str) -> pd.DataFrame:
    """What the columns of a table mean: a row a column.

    Columns: `column`, `type`, `unit`, `meaning`, `vocabulary` (its terms, `; ` between),
    `required`, `derived` (worked out by the build) and `rule` (how).

    >>> describe("memorials").set_index("column").loc["length_m", "unit"]
    'metres'
    """
    import pandas as pd

    said = [
        {
            "column": field["name"],
            "type": field["type"],
            "unit": field.get("unit", ""),
            "meaning": field["description"],
            "vocabulary": "; ".join(field.get("constraints", {}).get("enum", [])),
            "required": field.get("constraints", {}).get("required", False),
            "derived": field["role"] == "derived",
            "rule": field.get("rule", ""),
        }
        for field in files.schema(table)
    ]
    return pd.DataFrame(said)


def sources() -> pd.DataFrame:
    """The source texts, a row each: title, address, publisher, licence, language and file."""
    return load("sources")


def evidence(table: str, record_id: str, field: str | None = None) -> pd.DataFrame:
    """The quotations on which a record, or one of its cells, rests: a row a quotation.

    `record_id` is the record's key, `/` between its parts. Columns: `field`, `value` (which the
    quotation gives), `quote`, `sentence` (in which it begins), `prefix` and `suffix` (32 characters
    of context), `basis`, `rank`, `note`, `source_id`, `source_title`, `url`, `license`, `link` (to
    the words at `url`), `start` and `end` (code points of the source, from 0, end exclusive).

    >>> evidence("people", "leyla-aliyeva", "name")["basis"].tolist()
    ['verbatim', 'verbatim']

    Raises:
        ValueError: there is no such table, record or field, or the field is derived.
    """
    _check_cell(table, record_id, field)
    found = load("evidence")
    found = found[(found["table_name"] == table) & (found["record_id"] == record_id)]
    if field is not None:
        found = found[found["field"] == field]
    passages = load("passages")[["source_id", "passage_id", "text"]]
    named = {"text": "sentence", "title": "source_title"}
    told = found.merge(passages, on=["source_id", "passage_id"], how="left").merge(
        sources()[["source_id", "title", "url", "license"]], on="source_id", how="left"
    )
    told = told.rename(columns=named)
    told["link"] = [
        f"{url}#:~:text={quote(words, safe='')}"
        for url, words in zip(told["url"], told["quote"], strict=True)
    ]
    return told[list(EVIDENCE_COLUMNS)]


def _check_cell(table: str, record_id: str, field: str | None) -> None:
    """Raise ValueError where a table has no such record, or no such field with evidence."""
    fields = {one["name"]: one for one in files.schema(table)}
    records = list(_record_ids(table))
    if record_id not in records:
        raise ValueError(files.unknown(f"record of {table}", record_id, records))
    if field is not None and field not in fields:
        raise ValueError(files.unknown(f"field of {table}", field, list(fields)))
    if field is not None and fields[field]["role"] == "derived":
        raise ValueError(f"{field} is derived, not quoted: {fields[field]['rule']}")


def _record_ids(table: str) -> Any:
    frame = load(table)
    key = files.key(table)
    return frame[key].agg("/".join, axis=1) if len(key) > 1 else frame[key[0]]

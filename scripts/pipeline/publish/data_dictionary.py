"""The data dictionary: what every table, column and term means, as one page of Markdown.

Meanings come from the schemas; examples and counts come from the tables as built.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pipeline.common.words import words_of
from pipeline.publish.templates import rendered
from schemas import TABLES, Column, columns_of, key_of
from schemas.columns import Kind
from schemas.export import STRING, TYPES, table_meaning
from schemas.vocabularies import VOCABULARIES

Tables = Mapping[str, list[dict[str, str]]]
MAX_EXAMPLE = 60  # characters
KIND_NAMES: dict[Kind, str] = {"slug": "identifier", "edtf": "EDTF date"}


def dictionary(tables: Tables, *, generated: bool = True) -> str:
    """Return the page, from the rows of all tables as text.

    It says how it came to be where it is `generated` in the repository.
    """
    references = {}
    for table, model in TABLES.items():
        named = (column.references for column in columns_of(model) if column.references)
        references[table] = list(dict.fromkeys(named))
    return rendered(
        "data_dictionary.md",
        generated=generated,
        max_example=MAX_EXAMPLE,
        references=references,
        tables=[_table(table, tables[table]) for table in TABLES],
        vocabularies=[_vocabulary(vocabulary, tables) for vocabulary in VOCABULARIES],
    )


def column_type(column: Column) -> str:
    """Return what a column's cells are: "number, metres", "identifier", "EDTF date"."""
    kind = KIND_NAMES.get(column.kind) or TYPES.get(column.kind, STRING)[0]
    bounds = f"{column.minimum} to {column.maximum}" if column.maximum is not None else ""
    return ", ".join(filter(None, (kind, column.unit, bounds)))


def _table(table: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "name": table,
        "meaning": table_meaning(TABLES[table]),
        "size": len(rows),
        "key": key_of(TABLES[table]),
        "columns": [_cells(column, rows) for column in columns_of(TABLES[table])],
    }


def _cells(column: Column, rows: list[dict[str, str]]) -> list[str]:
    """Return what the dictionary's line of a column says."""
    filled = [row[column.name] for row in rows if row[column.name]]
    example = filled[0] if filled else ""
    if len(example) > MAX_EXAMPLE:
        example = example[: MAX_EXAMPLE - 1] + "…"
    term = f"term of [{column.vocabulary}](#{column.vocabulary})"
    return [
        f"`{column.name}`",
        term if column.vocabulary else column_type(column),
        column.meaning,
        _basis(column),
        f"`{example}`".replace("\n", "⏎") if filled else "",
        f"{len(filled)} of {len(rows)}",
    ]


def _basis(column: Column) -> str:
    """Return what stands behind the cells of a column, in the words that the page explains."""
    basis: str = "cited, side by side" if column.side_by_side else column.role
    if column.rule:
        names = ", ".join(f"`{name}`" for name in column.derived_from)
        basis = f"derived from {names}: {column.rule}"
    if column.default:
        basis = f"curator (`{column.default}` unless the claim says otherwise)"
    if column.references:
        key = "key " if column.role == "key" else ""
        basis = f"{key}→ [{column.references}](#{column.references})"
    return f"{basis}; required" if column.required else basis


def _vocabulary(vocabulary: str, tables: Tables) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    columns = []
    for table, model in TABLES.items():
        for column in columns_of(model):
            if column.vocabulary == vocabulary:
                columns.append(f"{table}.{column.name}")
                counts.update(row[column.name] for row in tables[table])
    words = words_of("en")["terms"].get(vocabulary, {})
    terms = [
        (f"`{name}`", meaning, ", ".join(words.get(name, ())), counts[name])
        for name, meaning in VOCABULARIES[vocabulary].items()
    ]
    return {"name": vocabulary, "columns": columns, "terms": terms}

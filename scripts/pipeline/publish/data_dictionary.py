"""The data dictionary: what every table, column and term means, as one page of Markdown.

Meanings come from the schemas; examples and counts come from the tables as built.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pipeline.common.words import words_of
from pipeline.publish.templates import rendered
from schemas import TABLES, Column, columns_of
from schemas.vocabularies import VOCABULARIES

Tables = Mapping[str, list[dict[str, str]]]


def dictionary(tables: Tables, *, generated: bool = True) -> str:
    """Return the page, from the rows of all tables as text.

    It says how it came to be where it is `generated` in the repository.
    """
    return rendered(
        "data_dictionary.md",
        generated=generated,
        tables=tables,
        basis=_basis,
        vocabularies=[_vocabulary(vocabulary, tables) for vocabulary in VOCABULARIES],
    )


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

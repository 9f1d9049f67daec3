"""The data dictionary: what every table, column and term means, as one page of Markdown.

Meanings come from the schemas; examples and counts come from the tables as built.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.publish.metadata.common import Tables
from schemas import TABLES, Column, columns_of, key_of
from schemas.columns import Kind
from schemas.export import TYPES
from schemas.vocabularies import VOCABULARIES

MAX_EXAMPLE = 60  # characters of an example
KIND_NAMES: dict[Kind, str] = {"slug": "identifier", "edtf": "EDTF date"}
OPENING = f"""An empty cell means that no source says. *Rests on* tells what stands behind the
cells of a column:

- **cited**: each filled cell has rows in [evidence](#evidence), with the words of the source;
- **derived**: the build works it out from the columns named, by the rule given;
- **curator**: the curator's own word, without a quotation;
- **recorded**: told of a source or a quotation when it was read;
- **key** and **→ table**: identifiers, of the row itself and of rows of another table.

Each row has a value in a *required* column; *filled* counts the cells that have one. The example
is the first of them, cut after {MAX_EXAMPLE} characters, with ⏎ for a line feed.
"""
ORIGIN = """
`python scripts/docs.py` writes this page from `schemas/` and `data/`; it is not edited by hand."""
VOCABULARY = """
## Vocabularies

Where a column is cited, a machine turns the *words* of a source, or the term itself, into the
term; any other quotation is coded by hand."""


def dictionary(tables: Tables, origin: str = ORIGIN) -> str:
    """Return the page, from the rows of all tables as text; `origin` says how it came to be."""
    parts = [f"# Data dictionary\n{origin}", OPENING, _head("table", "rows", "meaning")]
    for table in TABLES:
        parts.append(_line(f"[{table}](#{table})", str(len(tables[table])), _meaning(table)))
    for table in TABLES:
        parts += _table(table, tables[table])
    parts.append(VOCABULARY)
    for vocabulary in VOCABULARIES:
        parts += _vocabulary(vocabulary, tables)
    return "\n".join(parts) + "\n"


def kind_name(column: Column) -> str:
    """Return what a column's cells are called: "integer", "identifier", "EDTF date"."""
    return KIND_NAMES.get(column.kind) or TYPES.get(column.kind, ("string",))[0]


def _table(table: str, rows: list[dict[str, str]]) -> Iterator[str]:
    columns = columns_of(TABLES[table])
    keys = ", ".join(f"`{name}`" for name in key_of(TABLES[table]))
    targets = dict.fromkeys(column.references for column in columns if column.references)
    referring = [
        name
        for name, model in TABLES.items()
        if any(column.references == table for column in columns_of(model))
    ]
    yield f"\n## {table}\n\n{_meaning(table)}\n\n- Key: {keys}\n- Rows: {len(rows)}"
    yield f"- Refers to: {_links(targets)}\n- Referred to by: {_links(referring)}\n"
    yield _head("column", "type", "meaning", "rests on", "example", "filled")
    for column in columns:
        cells = [row[column.name] for row in rows if row[column.name]]
        yield _line(
            f"`{column.name}`",
            _type(column),
            column.meaning,
            _basis(column),
            _example(cells[0]) if cells else "",
            f"{len(cells)} of {len(rows)}",
        )


def _meaning(table: str) -> str:
    return (TABLES[table].__doc__ or "").strip()


def _links(tables: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{name})" for name in tables) or "no table"


def _type(column: Column) -> str:
    if column.vocabulary:
        return f"term of [{column.vocabulary}](#{column.vocabulary})"
    bounds = f"{column.minimum} to {column.maximum}" if column.maximum is not None else ""
    return ", ".join(filter(None, (kind_name(column), column.unit, bounds)))


def _basis(column: Column) -> str:
    """Return what stands behind the cells of a column, as `OPENING` explains it."""
    basis: str = column.role
    if column.rule:
        names = ", ".join(f"`{name}`" for name in column.derived_from)
        basis = f"derived from {names}: {column.rule}"
    if column.default:
        basis = f"curator (`{column.default}` unless the claim says otherwise)"
    if column.references:
        basis = ("key " if column.role == "key" else "") + f"→ {_links([column.references])}"
    return f"{basis}; required" if column.required else basis


def _example(text: str) -> str:
    cut = text if len(text) <= MAX_EXAMPLE else text[: MAX_EXAMPLE - 1] + "…"
    return f"`{cut}`".replace("\n", "⏎")


def _vocabulary(vocabulary: str, tables: Tables) -> Iterator[str]:
    counts: Counter[str] = Counter()
    columns = []
    for table, model in TABLES.items():
        for column in columns_of(model):
            if column.vocabulary == vocabulary:
                columns.append(f"`{table}.{column.name}`")
                counts.update(row[column.name] for row in tables[table])
    yield f"\n### {vocabulary}\n\nOf {', '.join(columns)}.\n"
    yield _head("term", "meaning", "words", "cells")
    for name, term in VOCABULARIES[vocabulary].items():
        yield _line(f"`{name}`", term.meaning, ", ".join(term.words), str(counts[name]))


def _head(*names: str) -> str:
    return f"{_line(*names)}\n|{' --- |' * len(names)}"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"

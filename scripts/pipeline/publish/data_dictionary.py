"""The data dictionary: what every table, column and term means, as one page of Markdown.

Meanings come from the schemas; examples and counts come from the tables as built.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from schemas import TABLES, Column, columns_of, key_of
from schemas.columns import Kind
from schemas.export import TYPES
from schemas.vocabularies import VOCABULARIES

Tables = Mapping[str, list[dict[str, str]]]
LONGEST = 60  # characters of an example
FORMS: dict[Kind, str] = {"slug": "identifier", "edtf": "EDTF date"}
OPENING = f"""An empty cell means that no source says. *Rests on* tells what stands behind the
cells of a column:

- **cited**: each filled cell has rows in [evidence](#evidence), with the words of the source;
- **derived**: the build works it out from the columns named, by the rule given;
- **curator**: the curator's own word, without a quotation;
- **recorded**: told of a source or a quotation when it was read;
- **key** and **→ table**: identifiers, of the row itself and of rows of another table.

Each row has a value in a *required* column; *filled* counts the cells that have one. The example
is the first of them, cut after {LONGEST} characters, with ⏎ for a line feed.
"""
MADE = """
`python scripts/docs.py` writes this page from `schemas/` and `data/`; it is not edited by hand."""
VOCABULARY = """
## Vocabularies

Where a column is cited, a machine turns the *words* of a source, or the term itself, into the
term; any other quotation is coded by hand."""


def dictionary(tables: Tables, made: str = MADE) -> str:
    """The page, from the rows of all tables as text; `made` says how it came to be."""
    parts = [f"# Data dictionary\n{made}", OPENING, _head("table", "rows", "meaning")]
    parts += [_line(f"[{name}](#{name})", str(len(tables[name])), _about(name)) for name in TABLES]
    for table in TABLES:
        parts += _table(table, tables)
    parts.append(VOCABULARY)
    for vocabulary in VOCABULARIES:
        parts += _vocabulary(vocabulary, tables)
    return "\n".join(parts) + "\n"


def _table(table: str, tables: Tables) -> Iterator[str]:
    keys, rows = ", ".join(f"`{name}`" for name in key_of(TABLES[table])), tables[table]
    to = dict.fromkeys(c.references for c in columns_of(TABLES[table]) if c.references)
    by = [one for one in TABLES if any(c.references == table for c in columns_of(TABLES[one]))]
    yield f"\n## {table}\n\n{_about(table)}\n\n- Key: {keys}\n- Rows: {len(rows)}"
    yield f"- Refers to: {_links(to) or 'no table'}\n- Referred to by: {_links(by) or 'no table'}\n"
    yield _head("column", "type", "meaning", "rests on", "example", "filled")
    for column in columns_of(TABLES[table]):
        filled = [row[column.name] for row in rows if row[column.name]]
        about = (f"`{column.name}`", _type(column), column.meaning, _rests_on(column))
        yield _line(*about, *map(_example, filled[:1] or [""]), f"{len(filled)} of {len(rows)}")


def _about(table: str) -> str:
    return (TABLES[table].__doc__ or "").strip()


def _links(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{name})" for name in names)


def _type(column: Column) -> str:
    if column.vocabulary:
        return f"term of [{column.vocabulary}](#{column.vocabulary})"
    kind = FORMS.get(column.kind) or TYPES.get(column.kind, ("string",))[0]
    bounds = f"{column.minimum} to {column.maximum}" if column.maximum is not None else ""
    return ", ".join(filter(None, (kind, column.unit, bounds)))


def _rests_on(column: Column) -> str:
    names = ", ".join(f"`{name}`" for name in column.derived_from)
    said = f"derived from {names}: {column.rule}" if column.rule else column.role
    if column.default:
        said = f"curator (`{column.default}` unless the claim says otherwise)"
    if column.references:
        said = ("key " if column.role == "key" else "") + f"→ {_links([column.references])}"
    return f"{said}; required" if column.required else said


def _example(text: str) -> str:
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return f"`{cut}`".replace("\n", "⏎") if text else ""


def _vocabulary(vocabulary: str, tables: Tables) -> Iterator[str]:
    every = [(table, column) for table, model in TABLES.items() for column in columns_of(model)]
    users = [(table, one.name) for table, one in every if one.vocabulary == vocabulary]
    counts = Counter(row[name] for table, name in users for row in tables[table])
    yield f"\n### {vocabulary}\n\nOf {', '.join(f'`{table}.{name}`' for table, name in users)}.\n"
    yield _head("term", "meaning", "words", "cells")
    for name, term in VOCABULARIES[vocabulary].items():
        yield _line(f"`{name}`", term.meaning, ", ".join(term.words), str(counts[name]))


def _head(*names: str) -> str:
    return f"{_line(*names)}\n|{' --- |' * len(names)}"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"

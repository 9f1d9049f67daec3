"""The page of a record: each value with its quotations, what no source says, what links here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pipeline.publish.addresses import WITH_PAGES, page_of
from pipeline.publish.package_data import PackageData, Row
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of
from schemas.vocabularies import VOCABULARIES

MAX_QUOTED = 60  # characters of a statement or inscription by which it is called
CALLED_BY = {  # the column by which records of a table are called
    "memorials": "label",
    "people": "name",
    "organizations": "name",
    "events": "label",
    "sources": "title",
}
THE_OTHER_WAY = {  # what the other of two events is to the one
    "because of": "reason of",
    "after": "before",
    "part of": "whole of",
}
Place = tuple[str, str]  # a table that has pages, and the identifier of a record
Names = Mapping[Place, str]
Context = dict[str, Any]
Quotes = Mapping[tuple[str, str, str], list[Context]]  # by table, record and column


def read_records(data: PackageData) -> Iterator[Context]:
    """Yield the records of all tables that have pages but sources, as their pages show them.

    They come in the order of their rows. `cells` are those that are filled, `empty` the columns of
    the others, `ties` the records that a record is tied to, by the table that ties them.
    """
    names = _names(data)
    quotes = _quotes(data, names)
    ties = _ties(data, names, quotes)
    for table in (name for name in WITH_PAGES if name != "sources"):
        key, *columns = columns_of(TABLES[table])
        for row in data.tables[table]:
            place = table, row[key.name]
            filled = [column for column in columns if row[column.name]]
            yield {
                "table": table,
                "id": row[key.name],
                "title": names[place],
                "row": row,
                "cells": [_cell(place, column, row, names, quotes) for column in filled],
                "empty": [column for column in columns if not row[column.name]],
                "ties": ties[place],
            }


def _names(data: PackageData) -> dict[Place, str]:
    """Return what records are called: by their labels, or in the words of their sources."""
    names: dict[Place, str] = {}
    for table, name in CALLED_BY.items():
        (key,) = key_of(TABLES[table])
        names |= {(table, row[key]): row[name] for row in data.tables[table]}
    for table in ("statements", "inscriptions"):
        (key,) = key_of(TABLES[table])
        for row in data.tables[table]:
            text = row["text"]
            if len(text) > MAX_QUOTED:
                text = text[:MAX_QUOTED].rsplit(" ", 1)[0] + " …"
            who = row.get("speaker") or table.removesuffix("s")
            names[table, row[key]] = f"{who}: “{text}”"
    return names


def _quotes(data: PackageData, names: Names) -> Quotes:
    """Return the quotations on which each cell rests, within their passages, as in `evidence`."""
    passages = {(row["source_id"], row["passage_id"]): row for row in data.tables["passages"]}
    quotes: dict[tuple[str, str, str], list[Context]] = defaultdict(list)
    for row in data.tables["evidence"]:
        passage = passages[row["source_id"], row["passage_id"]]
        start, text = int(row["start"]) - int(passage["start"]), passage["text"]
        around = {"before": text[:start], "after": text[start + len(row["quote"]) :]}
        quote = row | around | {"source": names["sources", row["source_id"]]}
        quotes[row["table_name"], row["record_id"], row["field"]].append(quote)
    return quotes


def _cell(place: Place, column: Column, row: Row, names: Names, quotes: Quotes) -> Context:
    """Return a cell with the quotations that it rests on; `link` where it names another record."""
    text, target = row[column.name], column.references
    terms = VOCABULARIES.get(column.vocabulary, {})
    meaning = terms.get(text, "")
    proof = [quotes.get((*place, name), []) for name in column.derived_from or (column.name,)]
    return {
        "column": column,
        "text": text,
        "meaning": meaning,
        "link": page_of(target, text) if target else "",
        "label": names.get((target, text), text),
        "quotes": list(chain.from_iterable(proof)),
    }


def _ties(data: PackageData, names: Names, quotes: Quotes) -> Mapping[Place, dict[str, Any]]:
    """Return by record the records it is tied to, under the table that ties them.

    A record that names another is tied to it; a row of a relation ties its two, each with a role.
    """
    ties: dict[Place, dict[str, list[Context]]] = defaultdict(lambda: defaultdict(list))

    def add(table: str, place: Place, role: str, target: Place, proof: list[Context]) -> None:
        tie = {"role": role, "link": page_of(*target), "label": names.get(target, target[1])}
        ties[place][table].append(tie | {"quotes": proof})

    for table in (name for name in TABLES if name not in PROVENANCE):
        columns = columns_of(TABLES[table])
        references = [(column.name, column.references) for column in columns if column.references]
        for row in data.tables[table]:
            record = "/".join(row[name] for name in key_of(TABLES[table]))
            named = [(to, row[name]) for name, to in references if row[name]]
            if table in WITH_PAGES:
                for place in named:
                    add(table, place, "", (table, record), [])
                continue
            first, second = named
            proof, role = quotes.get((table, record, "role"), []), row["role"].replace("_", " ")
            # of who has the role is said of what; of what it is had in, as what
            roles = (f"{role} of", role) if first[0] == "people" else (role, f"as {role}")
            if first[0] == second[0] == "events":
                roles = role, THE_OTHER_WAY[role]
            add(table, first, roles[0], second, proof)
            add(table, second, roles[1], first, proof)
    return ties

"""The page of a record: each value with its quotations, what no source says, what links here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pipeline.publish.addresses import WITH_PAGES, page_of
from pipeline.publish.package_data import PackageData, Row
from schemas import PROVENANCE, TABLES, Column, columns_of, key_of
from schemas.vocabularies import VOCABULARIES

MAX_STATEMENT = 60  # characters of a statement by which it is called
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
    """Return what records are called: in the words of their sources, or plainly what they are."""
    tables = data.tables
    names: dict[Place, str] = {}
    for row in tables["memorials"]:
        words = filter(None, (row["name"], row["locality"] or row["country"]))
        names["memorials", row["memorial_id"]] = ", ".join(words)
    for table, name in (("people", "name"), ("organizations", "name"), ("sources", "title")):
        (key,) = key_of(TABLES[table])
        names |= {(table, row[key]): row[name] for row in tables[table]}
    for row in tables["events"]:
        name = row["name"] or row["event_type"].replace("_", " ")
        if subject := names.get(("memorials", row["memorial_id"]), row["place"]):
            name += f": {subject}"
        names["events", row["event_id"]] = f"{name} ({row['date']})" if row["date"] else name
    for row in tables["statements"]:
        text = row["text"]
        if len(text) > MAX_STATEMENT:
            text = text[:MAX_STATEMENT].rsplit(" ", 1)[0] + " …"
        names["statements", row["statement_id"]] = f"{row['speaker'] or 'statement'}: “{text}”"
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
    meaning = terms[text].meaning if text in terms else ""
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
            add(table, first, roles[0], second, proof)
            add(table, second, roles[1], first, proof)
    return ties

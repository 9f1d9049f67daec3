"""The one declaration of every table and column.

`TABLES` maps a table's name to its declaration, in reading order: content tables first, then
the three tables of provenance. The Table Schema, the Arrow schema, the docs and the claim reader
follow from these models (see `schemas.export` and `schemas.columns`).
"""

from schemas.columns import Column, Table, column_of, columns_of, key_of
from schemas.content import Events, Inscriptions, Memorials, Organizations, People, Statements
from schemas.provenance import Evidence, Passages, Sources
from schemas.relations import (
    EventOrganizations,
    EventPeople,
    EventRelations,
    Kinships,
    Memberships,
    MemorialOrganizations,
    MemorialPeople,
)

TABLES: dict[str, type[Table]] = {
    "memorials": Memorials,
    "inscriptions": Inscriptions,
    "people": People,
    "organizations": Organizations,
    "events": Events,
    "event_relations": EventRelations,
    "memberships": Memberships,
    "kinships": Kinships,
    "memorial_people": MemorialPeople,
    "memorial_organizations": MemorialOrganizations,
    "event_people": EventPeople,
    "event_organizations": EventOrganizations,
    "statements": Statements,
    "sources": Sources,
    "passages": Passages,
    "evidence": Evidence,
}

PROVENANCE = ("sources", "passages", "evidence")

ORDERS = {  # of tables that are not sorted by their key; offsets count as numbers
    "passages": ("source_id", "start", "end"),
    "evidence": ("table_name", "record_id", "field", "source_id", "start", "end", "value"),
}


def order_of(table: str) -> tuple[str, ...]:
    """Return the columns by which the rows of a table are sorted."""
    return ORDERS.get(table) or key_of(TABLES[table])


__all__ = [
    "PROVENANCE",
    "TABLES",
    "Column",
    "Table",
    "column_of",
    "columns_of",
    "key_of",
    "order_of",
]

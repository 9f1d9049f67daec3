"""What a record is called on a page: in the words of its sources, or plainly what it is."""

from collections.abc import Mapping
from functools import cached_property

from pipeline.publish.site.package_data import PackageData

Row = Mapping[str, str]
LONGEST = 60  # characters of a statement by which it is called


class Labels:
    """The names of all records that have pages, by table and identifier."""

    def __init__(self, data: PackageData) -> None:
        """Read them when they are first asked for."""
        self._data = data

    def of(self, table: str, record: str) -> str:
        """A record's name; its identifier where there is no such record."""
        return self._all.get((table, record), record)

    @cached_property
    def _all(self) -> dict[tuple[str, str], str]:
        tables = self._data.tables
        names = {("memorials", row["memorial_id"]): _memorial(row) for row in tables["memorials"]}
        for table, key in (("people", "person_id"), ("organizations", "organization_id")):
            names |= {(table, row[key]): row["name"] for row in tables[table]}
        for row in tables["events"]:
            about = names.get(("memorials", row["memorial_id"]), row["place"])
            names["events", row["event_id"]] = _event(row, about)
        for row in tables["statements"]:
            said = f"{row['speaker'] or 'statement'}: “{_cut(row['text'])}”"
            names["statements", row["statement_id"]] = said
        return names | {("sources", row["source_id"]): row["title"] for row in tables["sources"]}


def _memorial(row: Row) -> str:
    return ", ".join(filter(None, (row["name"], row["locality"] or row["country"])))


def _event(row: Row, about: str) -> str:
    """What the sources call it, or else its type, what it is about, and when."""
    kind = row["name"] or row["event_type"].replace("_", " ")
    said = f"{kind}: {about}" if about else kind
    return f"{said} ({row['date']})" if row["date"] else said


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0] + " …"

"""What a record is called on a page: in the words of its sources, or plainly what it is."""

from pipeline.publish.site.package_data import PackageData, Row

MAX_STATEMENT = 60  # characters of a statement by which it is called
Place = tuple[str, str]  # a table that has pages, and the identifier of a record


def record_names(data: PackageData) -> dict[Place, str]:
    """Return the names of all records that have pages."""
    tables = data.tables
    names = {("memorials", row["memorial_id"]): _memorial(row) for row in tables["memorials"]}
    for table, key in (("people", "person_id"), ("organizations", "organization_id")):
        names |= {(table, row[key]): row["name"] for row in tables[table]}
    for row in tables["events"]:
        subject = names.get(("memorials", row["memorial_id"]), row["place"])
        names["events", row["event_id"]] = _event(row, subject)
    for row in tables["statements"]:
        speaker, words = row["speaker"] or "statement", _shortened(row["text"])
        names["statements", row["statement_id"]] = f"{speaker}: “{words}”"
    for row in tables["sources"]:
        names["sources", row["source_id"]] = row["title"]
    return names


def _memorial(row: Row) -> str:
    return ", ".join(filter(None, (row["name"], row["locality"] or row["country"])))


def _event(row: Row, subject: str) -> str:
    """Return what the sources call it, or else its type; what it is about, and when."""
    name = row["name"] or row["event_type"].replace("_", " ")
    name = f"{name}: {subject}" if subject else name
    return f"{name} ({row['date']})" if row["date"] else name


def _shortened(text: str) -> str:
    if len(text) <= MAX_STATEMENT:
        return text
    return text[:MAX_STATEMENT].rsplit(" ", 1)[0] + " …"

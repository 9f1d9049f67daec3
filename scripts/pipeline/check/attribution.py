"""Whoever a cell speaks of is named where its quotation stands, or in a note (contract 3, rule 8).

*Attributed*: the parties of a role, and whoever made a statement, are named in the sentence.
*Anchored*: the record of a cell is named in the sentence, or around it, and no other instead.
Without this, a true quotation could tie anybody to anything.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.check.directory import (
    NAMING,
    Directory,
    Name,
    Quoted,
    Record,
    Row,
    is_named,
    quotations_of,
)
from pipeline.check.frames import LINE, Tables
from pipeline.check.surroundings import Passage, Surroundings
from pipeline.common.findings import Finding
from pipeline.common.words import pattern
from pipeline.resolve.naming import (
    Words,
    find_name,
    is_generic,
    words_in,
)
from pipeline.resolve.terms import words_of_terms
from schemas import TABLES, columns_of

REFERENCES = {  # the table that a column of another refers to
    (table, column.name): column.references
    for table, model in TABLES.items()
    for column in columns_of(model)
    if column.references
}
# Roles for which a note is not enough: who did it, and to whom.
GRAVE = ("said_to_have_done", "said_to_have_suffered")
NEAR = 3  # levels in which no other may be named instead: a part, its sentence, its paragraph
PARTIES = {  # of a relation's row: columns, and the tables that they refer to
    "memberships": {"person_id": "people", "organization_id": "organizations"},
    "kinships": {"person_id": "people", "relative_id": "people"},
    "memorial_people": {"person_id": "people"},
    "memorial_organizations": {"organization_id": "organizations"},
    "event_people": {"person_id": "people"},
    "event_organizations": {"organization_id": "organizations"},
    "statements": {"person_id": "people", "organization_id": "organizations"},
}
ANCHORS = {  # the column that says of which record the cells of a table's rows are
    "memorials": ("memorials", "memorial_id"),
    "inscriptions": ("memorials", "memorial_id"),
    "memorial_people": ("memorials", "memorial_id"),
    "memorial_organizations": ("memorials", "memorial_id"),
    "events": ("events", "event_id"),
    "event_people": ("events", "event_id"),
    "event_organizations": ("events", "event_id"),
    "people": ("people", "person_id"),
    "organizations": ("organizations", "organization_id"),
}


def check_attribution(tables: Tables, surroundings: Surroundings) -> Iterator[Finding]:
    """Find cells whose sentences name somebody or something else than they are given to.

    Args:
        tables: frames of text, those of provenance among them.
        surroundings: of the quotations in their texts.
    """
    directory = Directory(tables)
    for quoted in quotations_of(tables):
        yield from _check_parties(quoted, directory, surroundings)
        yield from _check_anchor(quoted, directory, surroundings)
        yield from _check_related(quoted, directory, surroundings)
        if quoted.first["basis"] == "linked":
            yield from _check_link(quoted, directory)


def _check_parties(
    quoted: Quoted, directory: Directory, surroundings: Surroundings
) -> Iterator[Finding]:
    """Check that the sentences of a role or a statement name its parties."""
    first = quoted.first
    table, field = first["table_name"], first["field"]
    row = directory.rows.get((table, first["record_id"]))
    if row is None or table not in PARTIES or field not in ("role", "text"):
        return
    grave = first["value"] in GRAVE
    for column, of in PARTIES[table].items():
        party = (of, row[column])
        if not row[column] or not directory.known_as(party, first["source_id"]):
            continue
        texts = [row["quote"] for row in quoted.rows] if grave else []
        if not grave:
            texts = [passage.text for passage in surroundings.passages_of(quoted.rows)]
            texts += [quoted.note]
        if not any(
            _names_party(words_in(text), party, directory, first["source_id"]) for text in texts
        ):
            where = "quotation" if grave else "sentence"
            message = f"its {where} does not name {row[column]}"
            fix = "quote words that name them" + ("" if grave else ", or name them in a note")
            yield evidence_finding("party-not-named", first, message, fix)
            continue
        other = _nearest_role(texts, party, directory, first["source_id"]) if grave else None
        if other not in (None, first["value"]):
            message = f"of the words of such roles, those next to {row[column]} say {other}"
            yield evidence_finding(
                "term-not-said", first, message, "claim that, or quote other words"
            )


def _nearest_role(
    texts: Sequence[str], party: Record, directory: Directory, source: str
) -> str | None:
    """Return which grave role the words nearest to a party's name give, if any do."""
    language, found = directory.languages.get(source, "en"), list[tuple[int, str]]()
    for text in texts:
        agents = pattern(r"\b(?:<agents>)\b", language=language).finditer(text.lower())
        words = [(match.start(), match.end(), GRAVE[0]) for match in agents]
        words += words_of_terms("event_organization_role", text, language)
        named = words_in(text)
        for (name,) in (name for name in directory.known_as(party, source) if len(name) == 1):
            for first, last in find_name(named, name):
                start, end = named[first].start, named[last - 1].end
                found += [
                    (max(start - after, before - end, 0), term)
                    for before, after, term in words
                    if term in GRAVE
                ]
    return min(found)[1] if found else None


def _names_party(words: Words, party: Record, directory: Directory, source: str) -> bool:
    """Return whether words name a party, not only a body that bears a person's name."""
    if party[0] == "people" and directory.rows.get(party, {}).get("named") == "true":
        hidden: set[int] = set()
        for body in directory.in_source[source, "organizations"]:
            for name in directory.known_as(("organizations", body), source):
                for start, end in find_name(words, name[0]) if len(name) == 1 else ():
                    hidden.update(range(start, end) if end - start > 1 else ())
        words = Words(word for index, word in enumerate(words) if index not in hidden)
    return is_named(words, directory.known_as(party, source))


def _check_link(quoted: Quoted, directory: Directory) -> Iterator[Finding]:
    """Check that the words of a reference name the record that it is to, or say what it is."""
    first = quoted.first
    to = REFERENCES.get((first["table_name"], first["field"]))
    if to is None:
        return  # which is told as evidence of no cell
    names = directory.known_as((to, first["value"]), first["source_id"])
    for row in quoted.rows:
        where = (to, first["value"], row["source_id"], row["start"], row["end"])
        is_named_so = is_generic(row["quote"]) or is_named(words_in(row["quote"]), names)
        if not (row["note"].strip() or where in directory.own or is_named_so):
            message = f"the words do not name {first['value']}"
            fix = "quote words that do, or add a note"
            yield evidence_finding("link-unproven", row, message, fix)


def _check_related(
    quoted: Quoted, directory: Directory, surroundings: Surroundings
) -> Iterator[Finding]:
    """Check that the paragraph that ties an event to another speaks of the other, or a note."""
    first = quoted.first
    row = directory.rows.get((first["table_name"], first["record_id"]), {})
    related = row.get("related_event_id", "")
    if not related or related in quoted.note:
        return
    own = first["source_id"]
    starts = {start for source, start in directory.places["events", related] if source == own}
    for evidence in quoted.rows:
        for level in islice(surroundings.levels(evidence), 2, 3):  # the paragraph
            if any(passage.holds(start) for passage in level for start in starts):
                return
    message = f"its paragraph does not speak of {related}"
    fix = "quote words that tie the two, or name it in a note"
    yield evidence_finding("party-not-named", first, message, fix)


def _check_anchor(
    quoted: Quoted, directory: Directory, surroundings: Surroundings
) -> Iterator[Finding]:
    """Check that the record of a cell is named around its quotation, and no other instead."""
    first = quoted.first
    table, row = first["table_name"], directory.rows.get((first["table_name"], first["record_id"]))
    if (
        row is None
        or table not in ANCHORS
        or first["basis"] == "linked"
        or first["field"] in NAMING[:2]
    ):
        return
    of, column = ANCHORS[table]
    own = (of, row[column])
    # a place does not name the record by itself
    itself = {(first["value"],)} if first["field"] in ("district", "site") else set()
    names = tuple(
        name for name in directory.known_as(own, first["source_id"]) if name not in itself
    )
    note = quoted.note
    if not names or (note and is_named(words_in(note), names)) or own[1] in first["note"]:
        return
    kind = (
        ("memorials", directory.rows.get(own, {}).get("memorial_id", "")) if of == "events" else own
    )
    for evidence in quoted.rows:
        if message := _anchor_fault(evidence, names, kind, directory, surroundings):
            message = f"{message} {own[1]}"
            yield evidence_finding(
                "record-not-named",
                evidence,
                message,
                f"quote words about {own[1]}, or name it in a note",
            )
            return


def _anchor_fault(
    evidence: Row,
    names: tuple[Name, ...],
    kind: Record,
    directory: Directory,
    surroundings: Surroundings,
) -> str | None:
    """Return why words are not of a record: they, or their paragraph, name another; or none do."""
    levels = surroundings.levels(evidence)
    for nearness, level in enumerate(levels):
        place = (evidence["source_id"], kind, id(level))  # many rows have a paragraph in common
        if len(level) == 1 or (place, names) not in directory.judged:
            found = _named_in(level, names, kind, directory, evidence["source_id"], nearness)
            directory.judged[place, names] = found
        found = directory.judged[place, names]
        if found is not None:
            return f"its words are about {found}, and do not name" if found else None
    if directory.is_alone(evidence["source_id"], kind):
        return None  # the source speaks of this one alone
    return "neither its sentence nor its section names"


def _named_in(
    level: Sequence[Passage],
    names: tuple[Name, ...],
    kind: Record,
    directory: Directory,
    source: str,
    nearness: int,
) -> str | None:
    """Return "" where words name a record, else another that they name instead, else None."""
    if any(is_named(passage.words, names) for passage in level):
        return ""
    if nearness < NEAR and kind[1]:
        for other in directory.others(source, kind, level):
            if _are_named(level, directory.known_as(other, source, everywhere=False), names):
                return other[1]
    return None


def _are_named(level: Sequence[Passage], known: tuple[Name, ...], names: tuple[Name, ...]) -> bool:
    """Return whether words name another record by a name that is its own."""
    telling = tuple(name for name in known if name not in names)
    return any(is_named(passage.words, telling) for passage in level)


def evidence_finding(code: str, row: Row, message: str, fix: str) -> Finding:
    """Return a finding of a row of evidence, at its note, which may answer it."""
    line = row.get(LINE)
    place = ("data/evidence.csv", line, row["evidence_id"], "note", row["value"])
    return Finding(code, message, fix, *place)  # type: ignore[arg-type]

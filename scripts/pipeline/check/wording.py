"""The words of a quotation say what is claimed, or a note says why (contract 3, rule 8).

*Said*: a word of the term stands in the quotation, and no word of its clause denies, doubts, plans
or merely alleges it. *Counted*: the digits of a date or measure stand there. *Placed*: a town lies
in its country, and a position near its town.
"""

import re
from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.check.attribution import evidence_finding
from pipeline.check.directory import Quoted, quotations_of
from pipeline.check.frames import LINE, Tables
from pipeline.check.surroundings import Passage, Surroundings, offset
from pipeline.common.findings import Finding
from pipeline.common.words import denial, month_number, pattern, words_of
from pipeline.resolve.context import REACH
from pipeline.resolve.coordinates import kilometres
from pipeline.resolve.gazetteer import countries_of, locality
from pipeline.resolve.lengths import units
from pipeline.resolve.naming import WORD
from pipeline.resolve.terms import knows, words_of_terms
from schemas import TABLES, Column, columns_of

Row = Mapping[str, str]
COUNTED = ("edtf", "metres", "coordinates")  # kinds whose digits have to stand in the words
NAMED_ALL_THE_SAME = ("memorial_type", "classification")  # a planned monument is a monument
# Terms that are about what is not done yet, of which words of planning say nothing.
OF_PLANS = (
    *("approved", "approval", "authority", "decision", "permission", "postponement"),
    *("opinion", "adviser", "proposed", "unknown"),
)
DATED = {  # the happenings of which the date of a column may be
    "completed": ("construction", "opening"),
    "opened": ("opening", "construction"),
}
SPOKEN = re.compile('“[^“”]*”|„[^„“]*“|«[^«»]*»|"[^"]*"')
YEAR = re.compile("[0-9]{4}")
NEAR_KM = 50  # as far as a position may lie from the point of its town
COLUMNS: dict[tuple[str, str], Column] = {
    (table, column.name): column
    for table, model in TABLES.items()
    for column in columns_of(model)
    if column.role == "cited"
}


def check_wording(tables: Tables, surroundings: Surroundings) -> Iterator[Finding]:
    """Find values that the words of their quotations do not say, and no note explains.

    Args:
        tables: frames of text, those of provenance among them.
        surroundings: of the quotations in their texts.
    """
    languages = dict(tables["sources"].select("source_id", "language").fill_null("en").iter_rows())
    for quoted in quotations_of(tables):
        column = COLUMNS.get((quoted.first["table_name"], quoted.first["field"]))
        language = languages.get(quoted.first["source_id"], "en")
        if column and column.vocabulary and not quoted.note.strip():
            yield from _check_term(quoted, column, language, surroundings)
        elif column and column.kind in COUNTED and quoted.first["basis"] == "interpreted":
            yield from _check_counted(quoted, column, language)
        if column and column.name in DATED and not quoted.note.strip():
            yield from _check_dated(quoted, column, language, surroundings)
    yield from _check_placed(tables)


def _check_term(
    quoted: Quoted, column: Column, language: str, surroundings: Surroundings
) -> Iterator[Finding]:
    """Check that a quotation has a word of its term, and that nothing takes it back."""
    value = quoted.first["value"]
    found = {
        word.term
        for row in quoted.rows
        for word in words_of_terms(column.vocabulary, row["quote"], language)
    }
    if value not in found and knows(column.vocabulary, value):
        instead = (
            f"they say {' or '.join(sorted(found))}" if found else "no word of it stands there"
        )
        message = f"the words do not say {value}: {instead}"
        yield evidence_finding(
            "term-not-said", quoted.first, message, 'quote words that do, or add note = "why"'
        )
    elif column.vocabulary not in NAMED_ALL_THE_SAME:
        for row in quoted.rows:
            passage = surroundings.passage(row)
            if passage and (word := _denial(row, passage, column, language)):
                message = f"{word!r} may take it back, or say that it is not so yet"
                fix = "quote words that say it outright, or add a note on how the source puts it"
                yield evidence_finding("term-denied", row, message, fix)
                return


def _check_dated(
    quoted: Quoted, column: Column, language: str, surroundings: Surroundings
) -> Iterator[Finding]:
    """Check that the clause of a date does not tell of another happening alone."""
    for row in quoted.rows:
        passage = surroundings.passage(row)
        start = offset(row["start"])
        if passage and start is not None:
            place = start - passage.start
            first, last = _clause(passage.text, place)
            own, clause = DATED[column.name], passage.text[first:last]
            found = {word.term for word in words_of_terms("event_type", clause, language)}
            is_other = found - {"commemorated_event"} and found.isdisjoint(own)
            # of two years in a clause each may be of one happening; the only one of a sentence
            # that tells of the happening is of it
            if not is_other or len(set(YEAR.findall(clause))) > 1:
                continue
            around = passage.text[max(0, place - REACH) : place + REACH]
            whole = {word.term for word in words_of_terms("event_type", around, language)}
            if whole.isdisjoint(own) or len(set(YEAR.findall(around))) > 1:
                message = f"the words say when it came to: {' or '.join(sorted(found))}"
                fix = f'quote the words that say when it was {column.name}, or add note = "why"'
                yield evidence_finding("term-not-said", row, message, fix)
                return


def _clause(text: str, place: int) -> tuple[int, int]:
    """Return where the clause of a sentence in which a place lies begins and ends."""
    first, last = max(0, place - REACH), min(len(text), place + REACH)
    for match in pattern("<CLAUSE>").finditer(text, first, last):
        if match.end() <= place:
            first = match.end()
        elif match.start() > place:
            return first, match.start()
    return first, last


def _denial(row: Row, passage: Passage, column: Column, language: str) -> str | None:
    """Return the word that denies, doubts or plans what a quotation says, in its clause."""
    value, place = row["value"], offset(row["start"])
    if place is None:
        return None  # which is told elsewhere
    start = place - passage.start
    end = start + len(row["quote"])
    if not 0 <= start < end <= len(passage.text):
        return None
    own = [
        word
        for word in words_of_terms(column.vocabulary, row["quote"], language)
        if word.term == value
    ]
    place = start + own[0].start if own else start
    clause, last = _clause(passage.text, place)
    if not words_of(language).get("verb_last"):
        last = min(last, start + own[0].end if own else end)
    text = passage.text
    for match in SPOKEN.finditer(text):  # what somebody says, or is to be read, denies nothing
        if not match.start() <= place < match.end():
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    words = list(text[clause:last])
    for word in own:
        first = start + word.start - clause
        words[max(0, first) : max(0, first + word.end - word.start)] = " " * (word.end - word.start)
    return denial("".join(words), language, planned=value not in OF_PLANS)


def _check_counted(quoted: Quoted, column: Column, language: str) -> Iterator[Finding]:
    """Check that the digits of a value, and a measure's unit, stand in its quotation or note."""
    words = " ".join([*(row["quote"] for row in quoted.rows), quoted.note])
    there = {
        number.lstrip("0").replace(",", ".")
        for number in re.findall(r"[0-9]+(?:[.,][0-9]+)?", words)
    }
    there |= {number.lstrip("0") for number in re.findall(r"[0-9]+", words)}
    for word in WORD.findall(words):
        for tag in (language, "en"):
            if month := month_number(word, tag):
                there.add(str(month))
    digits = r"[0-9]+" if "-" in quoted.first["value"] else r"[0-9]+(?:\.[0-9]+)?"
    for number in re.findall(digits, quoted.first["value"]):
        if number.lstrip("0") not in there:
            message = f"{number} stands neither in the words nor in the note"
            fix = "quote the words that give it, or work it out in a note, with its digits"
            yield evidence_finding("digits-not-quoted", quoted.first, message, fix)
            return
    if column.kind == "metres" and not any(
        word.casefold() in units() for word in WORD.findall(words)
    ):
        message, fix = "no unit of length stands in the words or in the note", "quote it"
        yield evidence_finding("digits-not-quoted", quoted.first, message, fix)


def _check_placed(tables: Tables) -> Iterator[Finding]:
    """Check that memorials' towns lie in their countries, and positions near their towns."""
    if "memorials" not in tables:
        return
    evidence = tables["evidence"].filter(
        pl.col("note").is_not_null() & (pl.col("table_name") == "memorials")
    )
    noted = set(evidence.select("record_id", "field").iter_rows())
    columns = ["memorial_id", "locality", "country", "country_code", "coordinates", LINE]
    for name, town, country, code, point, line in tables["memorials"].select(columns).iter_rows():
        field = message = ""
        near = locality(town, code) if town and code else None
        if town and code and not near and (name, "country") not in noted:
            elsewhere = countries_of(town)
            if elsewhere and code not in elsewhere:
                field, value = "country", country
                message = f"GeoNames has {town} in {', '.join(sorted(elsewhere))}, not in {code}"
        if near and point and (name, "coordinates") not in noted:
            away = kilometres(point, f"{near['latitude']}, {near['longitude']}")
            if away > NEAR_KM:
                field, value = "coordinates", point
                message = f"it is {away:.0f} km from {town}"
        if message:
            fix = f'quote words about this memorial, or add note = "why" to {field}'
            yield Finding(
                "town-elsewhere", message, fix, "data/memorials.csv", line, name, field, value
            )

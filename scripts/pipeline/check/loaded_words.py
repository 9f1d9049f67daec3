"""Find loaded words in our own words: identifiers, names, notes, reasons, values that we gave.

The words are data, in `schemas/loaded-words.toml`. What is quoted from a source is not ours.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple

import polars as pl

from pipeline.check.frames import LINE, Tables
from pipeline.common.findings import Finding
from pipeline.common.loaded import (
    FORMS,
    LETTER,
    LOADED,
    loaded_in,
    looks,
)
from pipeline.read.seeds import Seed
from pipeline.read.toml_positions import line_of
from schemas import TABLES, Column, columns_of, key_of

Row = Mapping[str, str]
Cell = tuple[str, str, str, str]  # table, record, field, value
OURS = {  # the columns of provenance with words of ours; the others have the source's, or numbers
    "sources": ("source_id",),
    "passages": ("unused_reason",),
    "evidence": ("value", "note"),
}
COMMENTS = ("unused_reason", "note")
NAME_COLUMNS = ("name", "other_names")  # what a thing is called: loaded words only in a title

MARKS = {"“": "”", "„": "“", '"': '"', "‘": "’", "«": "»", "`": "`"}
ANY_MARK = re.compile('[“”„‟"‘’‚‛«»‹›`´]')
APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
MAX_COMPARED = 2**26  # characters, to look for marked words: about a second
MIN_COMPARED = 64  # what the shortest words count for

# the longest part of each form that one letter after another makes: without it there is no form
PARTS = [max(re.findall(f"{LETTER}+", looks(form)), key=len) for form in FORMS]
PLAIN_PARTS = sorted({part for part in PARTS if part.isascii()})


def _is_suspect(texts: pl.Expr) -> pl.Expr:
    """Return whether texts may have a loaded word or a mark; ASCII is judged at first sight."""
    is_ascii = texts.str.len_bytes() == texts.str.len_chars()
    has_part = texts.str.contains_any([*PLAIN_PARTS, '"', "`"], ascii_case_insensitive=True)
    return ~is_ascii | has_part


def check_source_notes(seeds: Iterable[Seed]) -> Iterator[Finding]:
    """Check that the note of each source has no loaded word, and give a finding for each.

    Marks do not excuse a word: the note is about the source, not about what is in it.
    """
    for seed in seeds:
        note = seed.source.get("note", "")
        for word, instead in loaded_in(note).items():
            message, fix = f"“{word}” is a loaded word", f"write {instead}"
            line = line_of(seed.toml, ("source", "note"))
            place = (f"{seed.file}.toml", line, "source", "note", note)
            yield Finding("loaded-word", message, fix, *place)


def check_words(tables: Tables) -> Iterator[Finding]:
    """Find loaded words in identifiers, names, notes, reasons, and cells that are no quotations.

    An identifier is looked at where its own row stands, a note in the first row that has it. A cell
    without evidence is another finding.
    """
    sources = Sources(_texts(tables))
    own_words = _OwnWords(_own_cells(tables), cache(lambda text: unquoted(text, sources.have)))
    named: set[tuple[str, ...]] = set()  # a cell and its evidence are one
    for table, frame in tables.items():
        for column in _suspect_columns(table, frame):
            for row in _suspect_rows(table, column, frame):
                text, about = own_words.of(table, column, row)
                for word, instead in loaded_in(text).items():
                    if (*about, word) not in named:
                        named.add((*about, word))
                        yield _loaded(table, row, column.name, word, instead)


def _suspect_columns(table: str, frame: pl.DataFrame) -> list[Column]:
    """Return the columns that may hold our own words and have a suspect text."""
    ours = [
        column
        for column in columns_of(TABLES[table])
        if (
            column.name in OURS[table]
            if table in OURS
            else column.role == "cited" or (column.role == "key" and not column.references)
        )
    ]
    suspect = frame.select(_is_suspect(pl.col(column.name)).any() for column in ours).row(0)
    return [column for column, is_suspect in zip(ours, suspect, strict=True) if is_suspect]


def _suspect_rows(table: str, column: Column, frame: pl.DataFrame) -> Iterable[dict[str, Any]]:
    """Return the rows with a suspect text in a column."""
    if (table, column.name) == ("evidence", "value"):
        frame = frame.filter(pl.col("basis") != "verbatim")
    frame = frame.filter(_is_suspect(pl.col(column.name)))
    loaded = [text for text in frame[column.name].unique() if may_be_loaded(text)]
    return frame.filter(pl.col(column.name).is_in(loaded)).fill_null("").iter_rows(named=True)


def _own_cells(tables: Tables) -> set[Cell]:
    """Return the suspect cells that are no quotation: to join some words is our doing, too."""
    if "evidence" not in tables:
        return set()
    is_ours = (pl.col("basis") != "verbatim") & _is_suspect(pl.col("value"))
    cells = tables["evidence"].filter(is_ours).select("table_name", "record_id", "field", "value")
    return set(cells.fill_null("").iter_rows())


def _texts(tables: Tables) -> list[str]:
    """Return what each source says, passage after passage."""
    if "passages" not in tables:
        return []
    by_source = tables["passages"].group_by("source_id", maintain_order=True)
    return by_source.agg(pl.col("text").str.join(" "))["text"].to_list()


class _OwnWords(NamedTuple):
    """What tells our own words from the sources'."""

    cells: set[Cell]  # whose values are not a quotation
    comment: Callable[[str], str]  # what of a note or a reason is not quoted from a source

    def of(self, table: str, column: Column, row: Row) -> tuple[str, tuple[str, ...]]:
        """Return our own words in a cell, and what they are about: each is named once for it."""
        name, text = column.name, row[column.name]
        record = _record_id(table, row)
        if table == "evidence":
            table, record = row["table_name"], row["record_id"]
            if name == "value":
                is_ours = (table, record, row["field"], text) in self.cells
                return text if is_ours else "", (table, record, row["field"])
        if name in COMMENTS:
            return self.comment(text), (table, record, text)
        if column.role == "key":
            return _own_identifier(table, row, text), (table, record, name)
        values = text.split("; ") if column.kind == "names" else [text]
        own = [self._value(table, row, name, value) for value in values]
        return "; ".join(own), (table, record, name)

    def _value(self, table: str, row: Row, field: str, value: str) -> str:
        """Return what of a value is not to be excused as the source's."""
        if (table, _record_id(table, row), field, value) in self.cells:
            return value
        is_title = value[:1] != value[:1].lower()  # what a body or memorial is called begins so
        return value if field in NAME_COLUMNS and not is_title else ""


def _own_identifier(table: str, row: Row, text: str) -> str:
    """Return an identifier, unless its loaded words are those of a person's name, like Savage."""
    is_person = table == "people" and row["named"] == "true"
    of_name = loaded_in(f"{row['name']} {row['other_names']}") if is_person else {}
    return "" if loaded_in(text).keys() <= of_name.keys() else text


def _loaded(table: str, row: Row, field: str, word: str, instead: str) -> Finding:
    message, fix = f"“{word}” is a loaded word", f"write {instead}"
    if field in COMMENTS:
        fix += ", or put words that stand in a source in quotation marks"
    elif field in NAME_COLUMNS:
        fix += ", or quote the other words of the name"
    elif field not in key_of(TABLES[table]):
        fix += ", or quote whoever says it"
    place = (f"data/{table}.csv", row[LINE] or None, _record_id(table, row), field, row[field])
    return Finding("loaded-word", message, fix, *place)  # type: ignore[arg-type]


def _record_id(table: str, row: Row) -> str:
    return "/".join(row[name] for name in key_of(TABLES[table]))


def may_be_loaded(text: str) -> bool:
    """Return whether a text has a loaded word, or might without what is between its marks."""
    return bool(LOADED.search(looks(text)) or ANY_MARK.search(text))


def unquoted(text: str, stands: Callable[[str], bool]) -> str:
    """Return a text without what is between paired marks and is a quotation, as `stands` says.

    It takes linear time: what is between the marks is asked for once, as a whole.
    """
    text = APOSTROPHE.sub("'", text)
    last = {mark: text.rfind(mark) for mark in MARKS.values()}
    kept, place = [], 0
    for match in re.finditer("|".join(MARKS), text):
        closing = MARKS[match[0]]
        if place <= match.start() < last[closing]:
            end = text.index(closing, match.end())
            marked = text[match.end() : end]
            kept += [text[place : match.start()], "" if stands(marked) else marked]
            place = end + 1
    return " ".join([*kept, text[place:]])


class Sources:
    """The source texts, in which marked words have to stand to count as quoted."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep the texts; they are read only when a loaded word is looked for."""
        self._texts = texts
        self._left = MAX_COMPARED

    def have(self, words: str) -> bool:
        """Return whether words stand in a text, marks and space apart, or are not loaded."""
        words = _unmarked(words).strip(" ,.;")  # of the sentence around the quotation
        if not (loaded := LOADED.search(words)):
            return True
        for place in self._places.get(loaded[0], []):
            self._left -= max(len(words), MIN_COMPARED)
            begin = place - loaded.start()
            if self._left < 0:
                return False
            if begin >= 0 and self._text.startswith(words, begin):
                return True
        return False

    @cached_property
    def _text(self) -> str:
        return "\n".join(map(_unmarked, self._texts))

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """Where each loaded word stands."""
        places: dict[str, list[int]] = defaultdict(list)
        for match in LOADED.finditer(self._text):
            places[match[0]].append(match.start())
        return places


def _unmarked(text: str) -> str:
    """A text as words are looked for in it: marks all alike, and one space for white space."""
    return re.sub(r"\s+", " ", ANY_MARK.sub("'", looks(text)))

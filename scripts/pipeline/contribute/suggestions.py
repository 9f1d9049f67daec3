"""What each passage of a new text may say: records that are known, dates, measures, terms."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from pipeline.check.directory import Directory, Name, Record
from pipeline.common.letters import folded
from pipeline.common.words import denial, month_number, pattern, word_files
from pipeline.read.text import Document, Passage
from pipeline.resolve.dates import find_dates
from pipeline.resolve.gazetteer import country_code, gazetteer_spelling, names_of_town
from pipeline.resolve.lengths import lengths_in, metres
from pipeline.resolve.naming import MIN_STEM, Words, find_name, words_in, words_of_name
from pipeline.resolve.quotations import Span
from pipeline.resolve.terms import Word, words_of_terms

from schemas import TABLES, column_of

MAX_WORDS = 3  # of a country's name
SPOKEN = re.compile('[“„«"]([^“”„«»"\n]{20,})[”“»"]')  # somebody's words, longer than a name
BODIES = {"people": "memorial_people", "organizations": "memorial_organizations"}
HAPPENINGS = ("approval", "opening", "renaming", "protest", "alteration", "relocation", "removal")
NEAR = 25  # characters around a length in which a word says of what it is


class Suggestion(NamedTuple):
    """A claim that a passage may give: the path of a record, a field and, of a quotation, where.

    `value` is a term beside the quotation or, where no words are quoted, a plain value.
    """

    record: tuple[str, ...]
    field: str
    span: Span | None
    value: str = ""


class Known:
    """The memorials, people and bodies that the tables have, by their names in any language."""

    def __init__(self, directory: Directory) -> None:
        """Look up the names, by the first letters of the first word of each."""
        self._towns = {
            record[1]: {
                folded(town) for town in names_of_town(row["locality"], row["country_code"])
            }
            for record, row in directory.rows.items()
            if record[0] == "memorials"
        }
        self._names: dict[str, list[tuple[Record, Name]]] = defaultdict(list)
        for record in directory.rows:
            if record[0] in ("memorials", *BODIES):
                for name in directory.known_as(record):
                    for word in words_of_name(name[0])[:1]:
                        self._names[word[:MIN_STEM]].append((record, name))

    def towns_of(self, memorial: str) -> set[str]:
        """Return the names of a memorial's town in all languages, folded."""
        return self._towns.get(memorial, set())

    def named_in(self, words: Words) -> dict[Record, tuple[int, int]]:
        """Return the records that some words name, and from which word to which (exclusive)."""
        found: dict[Record, tuple[int, int]] = {}
        for stem in words.by_stem:
            for record, name in self._names.get(stem, ()):
                # a given name and a surname stand side by side
                for place in islice(find_name(words, " ".join(name)), 1):
                    found.setdefault(record, place)
        bodies = [place for record, place in found.items() if record[0] == "organizations"]
        return {
            record: (first, last)
            for record, (first, last) in found.items()
            if record[0] != "people" or not any(a <= first and last <= b for a, b in bodies)
        }


def suggest(document: Document, language: str, known: Known) -> list[list[Suggestion]]:
    """Return what each passage of a text may say, in the order of the passages.

    A passage that names no memorial is taken to go on about the one before it in its section.
    """
    found: list[list[Suggestion]] = []
    subject, section = "", ""
    for passage in document.passages:
        if passage.kind in ("title", "heading"):
            found.append([])
            continue
        subject = subject if passage.section == section else ""
        section = passage.section
        reading = _Passage(passage, language, known)
        subject = reading.memorial(subject)
        found.append(list(reading.suggestions(subject)))
    return found


class _Passage:
    """A passage, the words in it, and what they name."""

    def __init__(self, passage: Passage, language: str, known: Known) -> None:
        self.start, self.text, self.language = passage.start, passage.text, language
        self.words = words_in(passage.text)
        self.known, self.named = known, known.named_in(self.words)
        # a name behind a small word: "in Graz", not a surname, and no month
        self.towns = [
            self._span(word.start, word.end)
            for before, word in pairwise(self.words)
            if self.text[before.start].islower() and self.text[word.start].isupper()
            if gazetteer_spelling(self.text[word.start : word.end])
            if not month_number(self.text[word.start : word.end], language)
        ]

    def _span(self, start: int, end: int) -> Span:
        return Span(self.start + start, self.start + end)

    def _words(self, first: int, last: int) -> Span:
        """Return where some words stand, by their indices (the last exclusive)."""
        return self._span(self.words[first].start, self.words[last - 1].end)

    def _quote(self, span: Span) -> str:
        return self.text[span.start - self.start : span.end - self.start]

    def memorial(self, before: str) -> str:
        """Return the identifier of the memorial that the passage is about, as far as it tells."""
        there = {folded(self._quote(town)) for town in self.towns}
        for table, name in self.named:
            if table == "memorials" and (not there or there & self.known.towns_of(name)):
                return name
        if not self._terms("memorial_type"):
            return before
        towns = [re.sub("[^a-z0-9]+", "-", folded(self._quote(town))) for town in self.towns]
        return before if before in towns or not towns else towns[0]

    def _terms(self, vocabulary: str) -> list[Word]:
        return sorted(words_of_terms(vocabulary, self.text, self.language))

    def suggestions(self, memorial: str) -> Iterator[Suggestion]:
        """Give what the passage may say; `memorial` is the one that it is about, or nothing."""
        about = [*self._memorial(memorial), *self._events(memorial)] if memorial else []
        yield from about
        for (table, name), (first, last) in self.named.items():
            if table in BODIES:
                span = self._words(first, last)
                yield Suggestion((table, name), "name", span)
                if memorial:
                    yield from self._role((table, name), span, memorial)
        for number, match in enumerate(SPOKEN.finditer(self.text), start=1):
            record = ("statements", f"{memorial or 'new'}-statement-{number}")
            yield Suggestion(record, "text", self._span(*match.span(1)))
            for (table, name), place in self.named.items():
                if table == "people":
                    yield Suggestion(record, "speaker", self._words(*place))
                    yield Suggestion(record, "person_id", None, name)
                    break
            if memorial:
                yield Suggestion(record, "memorial_id", None, memorial)

    def _memorial(self, memorial: str) -> Iterator[Suggestion]:
        record = ("memorials", memorial)
        is_denied = denial(self.text, self.language)  # or planned: nothing came to be
        for field in ("memorial_type",) if is_denied else ("memorial_type", "status"):
            for word in self._terms(field)[:1]:
                if field == "memorial_type" and not self.known.towns_of(memorial):
                    yield Suggestion(record, "name", self._span(word.start, word.end))
                yield Suggestion(record, field, self._span(word.start, word.end), word.term)
        yield from (Suggestion(record, "locality", span) for span in self._localities(memorial))
        yield from (Suggestion(record, "country", span) for span in self._countries())
        happened = {word.term for word in self._terms("event_type")}
        field = "opened" if "opening" in happened else "completed"
        if happened & {"opening", "construction"} and not is_denied:
            yield from (Suggestion(record, field, span) for span in self._dates())
        for match in lengths_in(self.text):
            if metres(match[0], self.language):
                text, (start, end) = self.text.lower(), match.span()
                before = pattern(r"\b(?:<about>|<about_number>)\s+\Z").search(text[:start])
                after = pattern(r"[\s-]*(?:<length>|<height>)\b").match(text, end)
                whole = self._span((before or match).start(), (after or match).end())
                near = text[max(0, start - NEAR) : end + NEAR]
                is_long = pattern("<LONG>").search(near) and not pattern("<HEIGHT>").search(near)
                yield Suggestion(record, "length_m" if is_long else "height_m", whole)

    def _localities(self, memorial: str) -> Iterator[Span]:
        """Give the first place where the memorial's town is spelled as the gazetteer has it."""
        known = self.known.towns_of(memorial)
        for first, last in ((f, f + n) for f in range(len(self.words)) for n in (3, 2, 1)):
            if last <= len(self.words) and self.text[self.words[first].start].isupper():
                span = self._words(first, last)
                if folded(self._quote(span)) in known:
                    yield span
                    return
        yield from self.towns[:1] if not known else ()

    def _countries(self) -> Iterator[Span]:
        for first in range(len(self.words)):
            for word in self.words[first : first + MAX_WORDS]:
                start = self.words[first].start
                if self.text[start].isupper():
                    name = self.text[start : word.end]
                    if country_code(name, self.language):
                        yield self._span(start, word.end)
                        return

    def _dates(self) -> Iterator[Span]:
        spans = [match.span() for match, _ in find_dates(self.text, self.language)]
        for start, end in sorted(set(spans)):
            if not any((a, b) != (start, end) and a <= start and end <= b for a, b in spans):
                yield self._span(start, end)

    def _events(self, memorial: str) -> Iterator[Suggestion]:
        for word in [] if denial(self.text, self.language) else self._terms("event_type"):
            if word.term in HAPPENINGS:
                record = ("events", f"{memorial}-{word.term}")
                span = self._span(word.start, word.end)
                yield Suggestion(record, "event_type", span, word.term)
                yield from (Suggestion(record, "date", date) for date in self._dates())
                yield Suggestion(record, "memorial_id", None, memorial)
                return

    def _role(self, body: Record, name: Span, memorial: str) -> Iterator[Suggestion]:
        """Give the role of somebody whose name stands in a sentence with a word of a role."""
        vocabulary = column_of(TABLES[BODIES[body[0]]], "role").vocabulary
        for word in self._terms(vocabulary)[:1]:
            span = self._span(word.start, word.end)
            whole = Span(min(span.start, name.start), max(span.end, name.end))
            yield Suggestion(("memorials", memorial, *body), "role", whole, word.term)


def guess_language(text: str) -> str:
    """Return the language (its tag) of which most words of its file stand in a text."""
    there = set(re.findall(r"[^\W\d_]{2,}", text.lower()))
    small = {tag: set(_words_in(entries)) for tag, entries in word_files().items()}
    return max(small, key=lambda tag: len(small[tag] & there))


def _words_in(entries: object) -> Iterator[str]:
    """Give the words of a file of a language, whatever they are for."""
    if isinstance(entries, str):
        yield from re.findall(r"[^\W\d_]{2,}", entries.lower())
    elif isinstance(entries, dict | list):
        for entry in entries.values() if isinstance(entries, dict) else entries:
            yield from _words_in(entry)

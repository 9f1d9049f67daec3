"""What stands around a quotation: its sentence, its paragraph, its section."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pipeline.check.frames import Tables, rows_of
from pipeline.resolve.naming import Words, words_in

Row = Mapping[str, str]
SEPARATOR = " / "  # between the name of a section and that of its subsection
OFFSET = re.compile(r"[0-9]{1,18}")


def offset(text: str) -> int | None:
    """Return a place in a text as a number, unless what is written is none."""
    return int(text) if OFFSET.fullmatch(text) else None


class _Passage(NamedTuple):
    source: str
    name: str
    section: str
    start: int
    text: str


class Passage(_Passage):
    """A sentence, line or heading of a source, and where it begins in the text."""

    @cached_property
    def words(self) -> Words:
        """Return the words of the passage."""
        return words_in(self.text)

    def holds(self, start: str) -> bool:
        """Return whether a place of the text, as evidence has it, lies in the passage."""
        place = offset(start)
        return place is not None and self.start <= place < self.start + len(self.text)


class Surroundings:
    """The passages of the sources, by sentence, paragraph and section."""

    def __init__(self, tables: Tables, texts: Mapping[str, str]) -> None:
        """Cut the passages into paragraphs, which a blank line parts."""
        self._passages: dict[tuple[str, str], Passage] = {}
        self._paragraphs: dict[tuple[str, str], list[Passage]] = {}
        self._sections: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        paragraph: list[Passage] = []
        end, before = 0, ""
        for row in rows_of(tables["passages"]):
            source = row["source_id"]
            start = offset(row["start"])
            if start is None or source not in texts:
                continue
            passage = Passage(source, row["passage_id"], row["section"], start, row["text"])
            if source != before or "\n\n" in texts[source][end : passage.start]:
                paragraph = []
            paragraph.append(passage)
            end, before = passage.start + len(passage.text), source
            self._passages[source, passage.name] = passage
            self._paragraphs[source, passage.name] = paragraph
            section = passage.section  # to which its subsections belong
            self._sections[source, section].append(passage)
            while section := section.rpartition(SEPARATOR)[0]:
                self._sections[source, section].append(passage)

    def passage(self, row: Row) -> Passage | None:
        """Return the passage in which a row of evidence begins, if there is one."""
        return self._passages.get((row["source_id"], row["passage_id"]))

    def passages_of(self, rows: Iterable[Row]) -> list[Passage]:
        """Return the passages in which rows of evidence begin."""
        return [passage for row in rows if (passage := self.passage(row))]

    def levels(self, row: Row) -> Iterator[Sequence[Passage]]:
        """Give what is around a row of evidence, nearest first.

        The part of its sentence between semicolons, the sentence, its paragraph, its section with
        its subsections, and the sections and title above it.
        """
        passage = self.passage(row)
        if passage is None:
            return
        source, name = row["source_id"], row["passage_id"]
        place = max(0, (offset(row["start"]) or 0) - passage.start)
        first = passage.text.rfind(";", 0, place) + 1
        last = passage.text.find(";", place)
        part = passage.text[first : last if last >= 0 else len(passage.text)]
        yield (passage if part == passage.text else passage._replace(text=part),)
        yield (passage,)
        yield self._paragraphs[source, name]
        section = passage.section
        while section:
            yield self._sections[source, section]
            section = section.rpartition(SEPARATOR)[0]
        yield self._sections[source, ""]

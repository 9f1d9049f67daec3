"""What holds of any input: nothing raises, and what is quick gives what is plain but slow.

The plain ways are here as they are read most easily; they would take minutes for hostile input.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path as File
from typing import Any

import pytest
import tomlkit
from conftest import NAME
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pipeline.assemble.derived_columns import CLOSED_BY, CLOSING, between_marks
from pipeline.assemble.evidence_rows import cited_within
from pipeline.common.findings import report_lines
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.read.claim_parser import Reader
from pipeline.read.claims import (
    CLAIM_KEYS,
    RECORDS,
    RELATIONS,
    SOURCE_KEYS,
    Place,
    Selector,
    marked_part,
)
from pipeline.read.seeds import Seed
from pipeline.read.text import read_document, sentences
from pipeline.read.toml_positions import MAX_PARTS, too_deep
from pipeline.resolve.quotations import Span, merge_spans, nearest
from pipeline.resolve.resolve import ClaimError, locate
from validate import validate

from schemas import TABLES, columns_of

WIDE = settings(derandomize=True, deadline=None, max_examples=300)
NARROW = settings(
    WIDE, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def mixed(*pieces: str, most: int = 30) -> st.SearchStrategy[str]:
    """Texts that are made of some pieces."""
    return st.lists(st.sampled_from(pieces), max_size=most).map("".join)


# ---------------------------------------------------------------- source texts

LINES = (
    *("= T =\n", "== A ==\n", "=== B ===\n", "====", "Infobox\n", "- a: b\n"),
    *("* c\n", "\n", "\n\n"),
)
WORDS = (
    *("Mr.", "e.g.", "J.", "a", "B", "1", " ", "  ", "\t"),
    *("\u00a0", ". ", "! ", "?” ", "… ", "“", ")"),
)
ENDING = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s+[\"“‘«(\[]*(\w))")
SHORT = re.compile(r"\b(?:Mr|e\.g|[^\W\d_])\.$")


@WIDE
@given(mixed(*LINES, *WORDS) | st.text())
def test_every_letter_is_in_one_passage(text: str) -> None:
    """Catches a letter that is in no passage or in two, and a passage with other words."""
    document = read_document(text)
    places = [at for one in document.passages for at in range(one.start, one.end)]
    assert places == sorted(set(places))
    assert not any(text[at].isalnum() for at in set(range(len(text))) - set(places))
    for passage in document.passages:
        assert passage.text == text[passage.start : passage.end] == passage.text.strip() != ""
        assert document.passages[document.passage_at(passage.start)] is passage


@WIDE
@given(mixed(*WORDS))
def test_sentences_are_those_of_a_plain_pattern(text: str) -> None:
    """Catches an end that is missed, doubled or put into an abbreviation."""

    def plain() -> Iterator[tuple[int, int]]:
        begin = 0
        for match in ENDING.finditer(text):
            stops = match[1].isupper() or match[1].isdigit()
            if stops and not SHORT.search(text[begin : match.end()]):
                yield begin, match.end()
                begin = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
        if begin < len(text):
            yield begin, len(text)

    assert list(sentences(text)) == list(plain())


@WIDE
@given(mixed(*CLOSED_BY, *CLOSING, "a", " ", "(", "\n\n", most=20), st.data())
def test_quotation_marks_are_paired_as_one_by_one(text: str, data: st.DataObject) -> None:
    """Catches a partner that is another than the last one open, or one of another paragraph."""
    place = data.draw(st.integers(0, len(text)))
    word = f"{text[:place]}x{text[place:]}"
    assert between_marks(word, place, place + 1) == _between(word, place)


def _between(text: str, place: int) -> bool:
    """The rule of `between_marks` for one letter, as it is told there."""
    first = text.rfind("\n\n", 0, place) + 1
    opened: list[tuple[str, int]] = []
    for at in takewhile(
        lambda at: at <= place or text[at : at + 2] != "\n\n", range(first, len(text))
    ):
        mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
        if mark not in [*CLOSED_BY, *CLOSING] or (before.isalnum() and after.isalnum()):
            continue
        opens = (not before or before.isspace() or before in "([—–") and not after.isspace()
        if mark in CLOSED_BY and (opens or mark not in CLOSING):
            opened.append((mark, at))
        elif partners := [one for one in opened if mark in CLOSED_BY[one[0]]]:
            del opened[opened.index(partners[-1]) :]
            if partners[-1][1] < place < at:
                return True
    return False


SPANS = st.tuples(st.integers(0, 30), st.integers(0, 30))


@WIDE
@given(st.lists(SPANS, max_size=8), SPANS)
def test_cited_places_are_those_of_a_set(
    spans: list[tuple[int, int]], part: tuple[int, int]
) -> None:
    """Catches a place that is counted twice where quotations overlap, or lost where they meet."""
    places = {place for start, end in spans for place in range(start, end)}
    cited = merge_spans(spans)
    assert [place for start, end in cited for place in range(start, end)] == sorted(places)
    within = [at for start, end in cited_within(cited, *part) for at in range(start, end)]
    assert within == sorted(places & set(range(*part)))


# ---------------------------------------------------------------- claims

MARK = re.compile(r"^(?P<before>.*?)\[\[(?P<quote>.+?)\]\](?P<after>.*)$", re.DOTALL)


@WIDE
@given(mixed("[", "[[", "]", "]]", "a", "\n", most=12))
def test_the_marked_part_is_that_of_a_plain_pattern(quotation: str) -> None:
    """Catches marks that are read from another place than the first."""
    match = MARK.match(quotation)
    assert marked_part(quotation) == (Selector(*match.groups()) if match else None)


KEYS = [*RECORDS, *SOURCE_KEYS, *CLAIM_KEYS, "source", "unused", "retired", "reason", "role"]
KEYS += [name for tables in RELATIONS.values() for name in tables]
KEYS += [column.name for table in RECORDS for column in columns_of(TABLES[table])]
NAMES = st.sampled_from([*KEYS, "baku", "section", "x y", ""]) | st.text(max_size=5)
VALUES = st.one_of(
    st.sampled_from(["Baku", "in [[Baku]]", "[[a]] [[b]]", "", " ", "2011", "x" * 200]),
    st.text(max_size=9),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)
TREES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@NARROW
@given(raw=st.dictionaries(st.sampled_from(KEYS) | NAMES, TREES, max_size=6))
def test_any_tables_are_read_or_faulted(raw: dict[str, Any]) -> None:
    """Catches a form of claims that raises, or a finding that is on no line of the file."""
    toml = tomlkit.dumps(_spelt(raw))
    read = tomllib.loads(toml)
    reader = Reader("seed", toml, "seeds/seed.toml")
    reader.source(read)
    for found in (reader.claims, reader.unused, reader.retired):
        assert isinstance(list(found(read)), list)
    lines = toml.count("\n") + 1
    assert all(one.line and 1 <= one.line <= lines for one in reader.findings)
    assert len(list(report_lines(reader.findings, "text"))) == len(set(reader.findings))


def _spelt(raw: Any) -> Any:
    """Without what tomlkit does not write as TOML: surrogates and bare carriage returns."""
    if isinstance(raw, dict):
        return {_spelt(name): _spelt(value) for name, value in raw.items()}
    if isinstance(raw, list):
        return [_spelt(one) for one in raw]
    return re.sub(r"[^\x20-\x7eäşİ“”\n]", "?", raw) if isinstance(raw, str) else raw


@NARROW
@given(
    words=mixed("Baku", " ", "Uşak", "the ", "e", "\n", "“", "x", most=8) | st.text(max_size=20),
    around=st.tuples(st.sampled_from(["", "in ", "x"]), st.sampled_from(["", ".", "x"])),
    section=st.sampled_from([(), ("Turkey",), ("Lead", "Mexico"), ("none",), ("",)]),
)
def test_any_quotation_is_located_or_faulted(
    seed: Seed, words: str, around: tuple[str, str], section: tuple[str, ...]
) -> None:
    """Catches words that raise anything but what a claim may raise."""
    selector = Selector(around[0], words, around[1])
    try:
        span = locate(seed, Place(NAME, ("people", "x", "name"), section), selector)
        assert seed.document.text[span.start : span.end] == words
    except ClaimError as fault:
        assert fault.code and fault.message and fault.fix
    near = nearest(seed.document.text, words, [Span(0, len(seed.document.text))])
    assert near is None or 0 <= near.start <= near.end <= len(seed.document.text)


# ---------------------------------------------------------------- TOML


@WIDE
@given(st.text("a.'\"[]{}=#\n \\", max_size=60), st.integers(1, 2 * MAX_PARTS))
def test_keys_that_are_too_deep(before: str, parts: int) -> None:
    """Catches a deep key behind what looks like a string, and a file that is no TOML but raises."""
    assert too_deep(before) in (None, *range(1, before.count("\n") + 2))
    key = ".".join(["a"] * parts)
    for toml in (f"{key} = 1", f"[{key}]", f"x = 1.5\n'y' . {key} = 1", f"z = '{key}' # {key}"):
        depth = toml.count(".") if toml[0] != "z" else 0
        deep = tomllib.loads(toml) and max(parts + (toml[0] == "x"), 1) > MAX_PARTS
        assert (too_deep(toml) is not None) == (deep and depth > 0)


# ---------------------------------------------------------------- packages

FILES = [DESCRIPTOR, *(f"seeds/{NAME}.{ending}" for ending in ("txt", "toml"))]
FILES += [f"data/{name}.{form}" for name in ("evidence", "memorials") for form in FORMS]


@pytest.mark.parametrize("file", FILES)
@settings(NARROW, max_examples=4)
@given(data=st.data())
def test_any_bytes_in_a_file_of_a_package(
    first: File, package: File, file: str, data: st.DataObject
) -> None:
    """Catches bytes that raise, whether alone or in the middle of what was there."""
    whole = (first / file).read_bytes()
    odd = data.draw(st.binary(max_size=40) | st.text(max_size=20).map(lambda one: one.encode()))
    place = data.draw(st.integers(0, len(whole)))
    changed = data.draw(st.sampled_from([odd, whole[:place] + odd + whole[place:], whole[:place]]))
    (package / file).write_bytes(changed)
    findings = validate(package)  # a descriptor may have other white space or another title
    assert bool(findings) == (changed != whole) or (file == DESCRIPTOR and not findings)

"""Faults in claims: where quotations are looked for, and values that their words do not give."""

import hashlib
import random
import re
from collections.abc import Iterable, Iterator

from schemas import TABLES, columns_of

from .claim_faults import PLACES, REFERENCES, Slip, column, free_text, of_record, of_words, slip
from .harness import Expected, some
from .model import CLAIMS, TEXT, pristine, records
from .toml_text import (
    Cut,
    Statement,
    String,
    alone,
    claims,
    headers,
    line_at,
    quotations,
    statements,
    string,
)

MECHANICAL = ("vocabulary", "edtf", "metres", "country_code", "language")


def text() -> str:
    """The source text."""
    return pristine()[TEXT].decode()


def places() -> Iterator[Slip]:
    """Quotations that stand in several places, in none that is named, or in no such section."""
    for quoted in some("ambiguous", alone(), PLACES):
        said = quoted.expect("quotation-ambiguous")
        yield slip("ambiguous quotation", quoted, [quoted.becomes("e")], said)
    sections = [one for one in statements() if one.name == "section" and one.path[0] != "unused"]
    for section in some("wrong section", sections, PLACES):
        lost = [one.expect("quotation-not-found") for one in _within(section)]
        yield slip("wrong section", section, [section.becomes('"See also"')], *lost)
    for section in some("unknown section", sections, PLACES):
        said = section.expect("unknown-section")
        yield slip("unknown section", section, [section.becomes('"Nowhere"')], said)
    for section in sections:
        twice = [one for one in _within(section) if text().count(one.whole) > 1]
        if twice:
            told = [one.expect("quotation-ambiguous") for one in twice]
            yield slip("section removed", section, [section.removed], *told)


def _within(section: Statement) -> list[String]:
    """The quotations that are looked for in a record's section, those of its relations too."""
    return [one for one in quotations() if one.statement.path[:2] == section.path[:2]]


def contradictions() -> Iterator[Slip]:
    """A value beside a quotation that a machine turns into another."""
    others = {"edtf": "1999-12-31", "metres": "77", "country_code": "FR"}
    for one in some("contradicted", _machine(), 2 * PLACES):
        kind = column(one.statement).kind
        value = others.get(kind) or next(
            term for term in column(one.statement).terms if term != given(one.statement)
        )
        claim = f'{{ value = "{value}", quote = {claims()[one.start : one.end]} }}'
        said = one.expect("value-contradicted")
        yield slip("value contradicted", one, [one.statement.becomes(claim)], said)
    verbatim = [one for one in alone() if column(one.statement).verbatim]
    for one in some("verbatim contradicted", verbatim, PLACES):
        claim = f'{{ value = "other words", quote = {claims()[one.start : one.end]} }}'
        said = one.expect("value-contradicted")
        yield slip(
            "value in place of the source's words", one, [one.statement.becomes(claim)], said
        )


def given(statement: Statement) -> str:
    """The value that the real tables have in a record's cell."""
    path = statement.path
    names = [one.name for one in columns_of(TABLES[path[0]])]
    row = next(row for row in records(path[0]) if row[0] == path[1])
    return row[names.index(statement.name)]


def _machine() -> list[String]:
    return [one for one in alone() if column(one.statement).kind in MECHANICAL]


def values() -> Iterator[Slip]:
    """Values of a wrong type, that the calendar or the vocabulary has not, or that are empty."""
    chance = random.Random("values")
    for one in some("wrong type", [one for one in statements() if one.is_claim], PLACES):
        other = chance.choice(["17", "true", "2008-02-26", "1.5", "{}", "[]"])
        yield slip("claim of a wrong type", one, [one.becomes(other)], one.expect("bad-claim"))
    plain = [one for one in statements() if one.name in (*REFERENCES, "section", "note", "named")]
    for one in some("list in place of a string", plain, PLACES):
        said = one.expect("bad-claim")
        yield slip("list in place of a string", one, [one.becomes("[1]")], said)
    inner = [one for one in _strings("value", "note", "prefer") if one.statement.is_claim]
    for part in some("list inside a claim", inner, PLACES):
        cut = (part.start, part.end, "[1]")
        yield slip("list in place of a string", part, [cut], part.expect("bad-claim"))
    empty = [*inner, *quotations()]
    empty += [one.strings[0] for one in statements() if one.name in REFERENCES]
    for part in some("empty string", empty, 2 * PLACES):
        yield slip("empty string", part, [part.becomes("")], part.expect("bad-claim"))
    coded = [one for one in _strings("value") if column(one.statement).terms]
    for part in some("unknown term", coded, 2 * PLACES):
        said = part.expect("bad-value")
        yield slip("unknown term", part, [part.becomes("nonsense")], said)
    for one in [one for one in statements() if one.name == "named"]:
        yield slip("no boolean", one, [one.becomes('"maybe"')], one.expect("bad-value"))
    yield from _dates(chance)


def _strings(*keys: str) -> list[String]:
    """The strings of the claims that stand under one of the keys."""
    return [part for one in statements() for part in one.strings if part.key in keys]


def _dates(chance: random.Random) -> Iterator[Slip]:
    """Dates that are none, beside or in words that name no date."""
    dated = [one for one in alone() if column(one.statement).kind == "edtf"]
    for date in dated:
        others = [one for one in alone() if one.statement.path == date.statement.path]
        words = next(one for one in others if column(one.statement).kind != "edtf")
        quote = claims()[words.start : words.end]
        day = chance.choice(["2011-02-31", "2012-13", "2012-04-31", "2009-02-29"])
        claim = f'{{ value = "{day}", quote = {quote}, note = "n" }}'
        said = date.expect("bad-value")
        yield slip("31 February", date, [date.statement.becomes(claim)], said)
        said = date.expect("value-not-given")
        yield slip("no value in the words", date, [date.statement.becomes(quote)], said)


def cuts() -> Iterator[Slip]:
    """Quotations that leave out what belongs to the value, or join what does not."""
    for one in some("cut date", [t for t in _machine() if _marks_fit(t)], 2 * PLACES):
        said = one.expect("quotation-cut")
        yield slip("quotation cut", one, [one.becomes(_cut(one))], said)
    for one in some("reversed join", of_words(3), PLACES):
        words = one.words.split(" ")
        first, last = " ".join(words[:-1]), words[-1]
        claim = f"{{ join = [{string(f'{first} [[{last}]]')}, {string(f'[[{first}]] {last}')}] }}"
        said = one.expect("bad-claim")
        yield slip("join out of order", one, [one.statement.becomes(claim)], said)
    for one in some("join of one", free_text(), PLACES):
        claim = f"{{ join = [{claims()[one.start : one.end]}] }}"
        said = one.expect("bad-claim")
        yield slip("join of one", one, [one.statement.becomes(claim)], said)
    for one in some("together of one", free_text(), PLACES):
        quote = claims()[one.start : one.end]
        claim = f'{{ together = [{quote}], value = "x", note = "n" }}'
        said = one.expect("bad-claim")
        yield slip("together of one", one, [one.statement.becomes(claim)], said)
    for one in some("two ways", free_text(), PLACES):
        quote = claims()[one.start : one.end]
        claim = f"{{ quote = {quote}, quotes = [{quote}] }}"
        said = one.expect("bad-claim")
        yield slip("two ways to quote", one, [one.statement.becomes(claim)], said)


def _marks_fit(one: String) -> bool:
    marked = one.words.partition("[[")[2].partition("]]")[0] or one.words
    kind = column(one.statement).kind
    return kind != "edtf" or " " in marked


def _cut(one: String) -> str:
    """The same words, with the mark around a part of a word or of a date."""
    before, _, rest = one.words.rpartition("[[")
    inner, _, after = rest.partition("]]")
    if column(one.statement).kind == "edtf":
        first, _, last = inner.rpartition(" ")
        return f"{before}{first} [[{last}]]{after}"
    return f"{before}{inner[:2]}[[{inner[2:]}]]{after}"


def derived_columns() -> Iterator[Slip]:
    """Columns that the build works out, claimed all the same."""
    names = {
        "memorials": ("latitude", "country_code", "opened_from", "geonames_id"),
        "events": ("date_from", "date_to"),
        "statements": ("directness",),
    }
    fit = [one for one in headers() if of_record(one) and one.path[0] in names]
    for header in some("derived column", fit, 2 * PLACES):
        name = random.Random(header.record).choice(names[header.path[0]])
        line = line_at(header.blank)
        said = Expected(("unknown-key",), CLAIMS, (line,), (name,), header.record)
        yield slip("derived column", header, [header.more(f'{name} = "x"')], said)


def unused() -> Iterator[Slip]:
    """Passages that are called unused and are not, or for which nothing accounts."""
    last = headers()[-1]
    line = line_at(last.blank) + 1
    for row in some("unused for a used passage", records("passages"), 2 * PLACES):
        if row[2] not in ("title", "heading") and not row[8]:
            entry = f'\n[[unused]]\nquote = {string(row[6])}\nreason = "none"\n'
            said = Expected(("passage-used",), CLAIMS, (line,), (), "unused.2")
            yield Slip("unused for a used passage", row[1], (last.more(entry),), (said,))
            entry = f"\n[[unused]]\nquote = {string(row[6])}\n"
            said = Expected(("missing-field",), CLAIMS, (line,), ("reason", None), "unused.2")
            yield Slip("unused without a reason", row[1], (last.more(entry),), (said,))
    for header in headers()[-2:]:
        reason = header.said("reason")
        assert reason
        said = header.expect("missing-field", fields=("reason", None))
        yield slip("unused without a reason", header, [reason.removed], said)


LAST = (  # what alone accounts for a passage: the tables or statements, and how the passage begins
    (("unused.0",), "- Khojaly massacre\n"),
    (("unused.1",), "- Khojaly massacre commemoration"),
    (("memorials.berlin completed",), "- Complete: 2011"),
    (("memorials.the-hague material", "memorials.the-hague height_m"), "The marble-made edifice"),
    (("memorials.ankara", "events.ankara-construction"), "Another memorial was built"),
    (("memorials.izmit", "events.izmit-opening"), "On 23 April 2015, another"),
    (("memorials.denizli", "events.denizli-construction"), "In 2016, Khojaly memorial"),
    (
        ("events.berlin-postponement", "events.berlin-protest", "organizations.armenian-diaspora"),
        "The opening of the memorial was postponed",
    ),
)


def unaccounted() -> Iterator[Slip]:
    """Sentences for which no claim accounts, at their line of the text."""
    for gone, begins in LAST:
        if _accounts_alone(gone, begins):
            cut = [_nothing(one.start, one.blank) for one in headers() if _is_of(one.record, gone)]
            cut += [one.removed for one in statements() if f"{one.record} {one.name}" in gone]
            said = Expected(("passage-unaccounted",), TEXT, (line_in_text(begins),))
            yield Slip("claim removed", ", ".join(gone), tuple(cut), (said,), alone=True)
    ends = [match.end() for match in re.finditer(r"(?<=[.”\"])$", text(), re.MULTILINE)]
    for end in some("new sentence", ends, 2 * PLACES):
        said = Expected(("passage-unaccounted",), TEXT, (text().count("\n", 0, end) + 1,))
        yield with_text("new sentence", f"{text()[:end]} Nobody knows why.{text()[end:]}", said)
    items = [match.end() for match in re.finditer(r"^- .*$", text(), re.MULTILINE)]
    for end in items:
        said = Expected(("passage-unaccounted",), TEXT, (text().count("\n", 0, end) + 2,))
        yield with_text("new item", f"{text()[:end]}\n- Nobody: knows{text()[end:]}", said)


def _accounts_alone(gone: Iterable[str], begins: str) -> bool:
    """Whether no other claim quotes words that stand in the passage."""
    words = begins.strip().removeprefix("- ")
    passage = next(row[6] for row in records("passages") if row[6].startswith(words))
    others = (one for one in quotations() if one.whole in passage)
    return all(
        _is_of(one.statement.record, gone) or f"{one.statement.record} {one.statement.name}" in gone
        for one in others
    )


def _is_of(record: str, named: Iterable[str]) -> bool:
    return any(f"{record}.".startswith(f"{name}.") for name in named)


def _nothing(start: int, end: int) -> Cut:
    """As many empty lines."""
    return start, end, "\n" * claims().count("\n", start, end)


def line_in_text(words: str) -> int:
    """The physical line of the source text on which words begin for the last time."""
    return text().count("\n", 0, text().rindex(words)) + 1


def with_text(kind: str, to: str, said: Expected, *cuts: Cut) -> Slip:
    """Another text, whose hash its claims record, and what else they say."""
    digest = headers()[0].said("sha256")
    assert digest
    cut = digest.strings[0].becomes(hashlib.sha256(to.encode()).hexdigest())
    place = f"{TEXT} line {said.lines[0]}"
    return Slip(kind, place, (cut, *cuts), (said,), alone=True, text=to)


def sources() -> Iterator[Slip]:
    """What a source says of itself."""
    said = {one.name: one for one in headers()[0].statements}
    for name, code, others in (
        ("license", "unknown-license", ("CC BY-SA", "CC-BY-SA-9.9", "MIT-0-BY", "cc-by", "any")),
        ("url", "bad-value", ("example.org", "ftp://x", "https://a b", "https://")),
        ("language", "bad-value", ("English", "EN", "qq", "en_GB")),
    ):
        one = said[name]
        expected = Expected((code,), CLAIMS, (one.line,), (name,))
        kind = "unknown licence" if name == "license" else "malformed source"
        for value in others:
            yield slip(kind, one, [one.becomes(f'"{value}"')], expected)
    digest = said["sha256"].strings[0]
    expected = Expected(("text-changed",), TEXT, (), ("sha256",), "source")
    for at in range(0, 64, 4):
        other = "0" if digest.words[at] != "0" else "1"
        cut = digest.becomes(digest.words[:at] + other + digest.words[at + 1 :])
        yield slip("altered hash", digest, [cut], expected, alone=True)

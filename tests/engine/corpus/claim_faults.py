"""Faults in claims: the form of the file, its keys, and what its quotations do not bear out."""

import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from schemas import TABLES, Column, column_of

from .harness import Expected, some
from .model import CLAIMS, records
from .toml_text import (
    RECORDS,
    Cut,
    Header,
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

PLACES = 12
REFERENCES = ("memorial_id", "person_id", "organization_id", "event_id")
TABLE_OF = {
    ("memorials", "people"): "memorial_people",
    ("memorials", "organizations"): "memorial_organizations",
    ("events", "people"): "event_people",
    ("events", "organizations"): "event_organizations",
    ("events", "event_relations"): "event_relations",
    ("people", "memberships"): "memberships",
    ("people", "kinships"): "kinships",
}


@dataclass(frozen=True)
class Slip:
    """A fault in the claims: what is cut and put in, and what has to be said of it.

    `text` is another source text, if it has to be another. `alone`: no other fault has to be seen
    beside it, or it beside another: the file is no TOML, the text is not the one that was read, or
    a passage is unaccounted for, which a claim that does not hold may mend. `named` is the record
    that has another name with it.
    """

    kind: str
    place: str
    cuts: tuple[Cut, ...]
    expected: tuple[Expected, ...]
    alone: bool = False
    text: str | None = None
    named: str = ""

    @property
    def name(self) -> str:
        """Kind and place, from which a person can plant it by hand."""
        shown = "; ".join(f"{claims()[a:b]!r} → {new!r}" for a, b, new in self.cuts)
        return f"{self.kind}, {self.place}: {shown}"

    @property
    def about(self) -> frozenset[str]:
        """The records whose claims it changes."""
        return frozenset([self.named, *(one.record or "" for one in self.expected)]) - {""}


def slip(
    kind: str,
    at: Header | Statement | String,
    cuts: Iterable[Cut],
    *said: Expected,
    alone: bool = False,
) -> Slip:
    """A fault at a place that its line names."""
    return Slip(kind, f"line {at.line}", tuple(cuts), said, alone)


def column(statement: Statement) -> Column:
    """The column that a statement claims."""
    path = statement.path
    table = TABLE_OF[path[0], path[2]] if len(path) == 4 else path[0]
    return column_of(TABLES[table], statement.name)


def of_record(header: Header) -> bool:
    """Whether a table is a record's own: memorials.baku."""
    return header.path[0] in RECORDS and len(header.path) == 2


def of_relation(header: Header) -> bool:
    """Whether a table is a relation's: memorials.baku.people.aslan-rustamov."""
    return len(header.path) == 4


def syntax() -> Iterator[Slip]:
    """What is no TOML: nothing can be read, so the line is all that helps."""
    simple = [one for one in statements() if "\n" not in one.value and "'''" not in one.value]
    said = ("toml-syntax",)

    def at(line: int) -> Expected:
        return Expected(said, CLAIMS, (line,))

    for one in some("lost closing mark", [one for one in simple if one.value[-1] == '"'], PLACES):
        yield slip("TOML syntax", one, [(one.end - 1, one.end, "")], at(one.line), alone=True)
    for one in some("lost equals sign", simple, PLACES):
        cut = (one.value_start - 2, one.value_start, "")
        yield slip("TOML syntax", one, [cut], at(one.line), alone=True)
    for header in some("lost bracket", headers(), PLACES):
        yield slip(
            "TOML syntax", header, [(header.end - 1, header.end, "")], at(header.line), alone=True
        )
    for header in some("key twice", [one for one in headers() if one.statements], PLACES):
        first = header.statements[0]
        if "\n" not in first.value:
            copy = f"{first.name} = {first.value}"
            line = line_at(header.blank)
            yield slip("key twice", first, [header.more(copy)], at(line), alone=True)
    last = headers()[-1]
    for header in some("table twice", filter(of_record, headers()), PLACES):
        copy = f"\n{claims()[header.start : header.end]}\n"
        line = line_at(last.blank) + 1
        yield slip("table twice", header, [last.more(copy)], at(line), alone=True)


def misspelt_keys() -> Iterator[Slip]:
    """A letter too few, at every level of the file."""
    for header in some("unknown table", headers()[1:], PLACES):
        cut = (header.start, header.end, claims()[header.start : header.end].replace(".", "s.", 1))
        if "." in header.record and header.path[0] != "unused":
            said = header.expect("unknown-key", record=f"{header.path[0]}s")
            # who is meant elsewhere may be in what is not read, so that is not judged
            yield slip("unknown table", header, [cut], said, alone=True)
    keyed = [one for one in statements() if one.path[0] in (*RECORDS, "source", "unused")]
    for one in some("unknown key", keyed, 2 * PLACES):
        other = f"{one.name[:-1]}{one.name[-1] * 2}"
        said = Expected(("unknown-key",), CLAIMS, (one.line,), (other,), one.record)
        yield slip("unknown key", one, [one.renamed(other)], said)
    inner = [
        text for one in statements() for text in one.strings
        if text.key in ("value", "note", "prefer", "quote") and one.value[0] in "{["
        and f"{text.key} = " == claims()[text.start - len(text.key) - 3 : text.start]
    ]  # fmt: skip
    for text in some("unknown key of a claim", inner, PLACES):
        at = text.start - len(text.key) - 3
        cut = (at, at + len(text.key), f"{text.key}s" if text.key != "quote" else "qoute")
        yield slip("unknown key of a claim", text, [cut], text.expect("unknown-key"))


def identifiers() -> Iterator[Slip]:
    """Identifiers that are no slugs, that nobody claims, and names that take a side."""
    chance = random.Random("identifiers")
    for header in some("bad identifier", filter(of_record, headers()), PLACES):
        other = chance.choice([header.path[1].title().replace("-", "_"), f"{header.path[1]}-", "_"])
        cut = header.becomes(header.path[0], other)
        said = header.expect("bad-identifier", record=f"{header.path[0]}.{other}")
        yield slip(
            "bad identifier", header, [cut], said, alone=True
        )  # it renames what others claim
    relations = list(filter(of_relation, headers()))
    for header in some("relation to nobody", relations, PLACES):
        path = (*header.path[:3], "nobody-such")
        said = header.expect("unknown-reference", record=".".join(path))
        yield slip("relation to nobody", header, [header.becomes(*path)], said)
    for header in some("relation without a role", relations, PLACES):
        role = header.said("role")
        assert role
        said = header.expect("missing-field", fields=("role", None))
        yield slip("relation without a role", header, [role.removed], said)
    named = [one for one in statements() if one.name in REFERENCES]
    for one in some("reference to nobody", named, PLACES):
        said = one.expect("unknown-reference")
        yield slip("reference to nobody", one, [one.becomes('"nobody-such"')], said)
    for header in some("loaded word", filter(of_record, headers()), PLACES):
        word = chance.choice(["genocide", "thugs", "whitewash", "massacre-genocide"])
        was, other = header.path[1], f"{header.path[1]}-{word}"
        said = header.expect("loaded-word", record=f"{header.path[0]}.{other}")
        planted = slip("loaded word", header, _named_anew(was, other), said)
        yield replace(planted, named=header.record)


def _named_anew(was: str, other: str) -> list[Cut]:
    """The identifier is another one wherever it stands: in headers and references."""
    found = re.finditer(rf'(?<=[."]){re.escape(was)}(?=[].]|"$|",)', claims(), re.MULTILINE)
    return [(match.start(), match.end(), other) for match in found]


def missing() -> Iterator[Slip]:
    """What has to be there and is not: fields, notes, reasons, a text's hash."""
    own = [one for one in headers() if of_record(one)]
    for header in some("missing field", own, PLACES):
        needed = next(one for one in map(header.said, ("name", "event_type", "text")) if one)
        if header.path[0] == "events":
            needed = header.said("event_type") or needed
        said = header.expect("missing-field", fields=(needed.name, None))
        yield slip("missing field", header, [needed.removed], said)
    source = headers()[0]
    for one in source.statements:
        said = source.expect("missing-field", fields=(one.name,))
        kind = "text's hash missing" if one.name == "sha256" else "missing field of the source"
        yield slip(kind, one, [one.removed], said)
        yield slip(kind, one, [one.becomes('""')], one.expect("missing-field"))
    interpreted = {
        (row[1], row[2].rpartition("/")[0] if row[3] == "role" else row[2], row[3])
        for row in records("evidence")
        if row[12] == "interpreted"
    }
    for one in filter(lambda one: one.is_claim, statements()):
        path = one.path
        table = TABLE_OF[path[0], path[2]] if len(path) == 4 else path[0]
        record = f"{path[1]}/{path[3]}" if len(path) == 4 else path[1]
        note = next((text for text in one.strings if text.key == "note"), None)
        if (table, record, one.name) in interpreted and note:
            cut = (claims().rindex(",", 0, note.start), note.end, "")
            yield slip("missing note", one, [cut], one.expect("note-missing"))
    for text in some("value without a note", free_text(), PLACES):
        value = f'{{ value = "another name", quote = {claims()[text.start : text.end]} }}'
        said = text.expect("note-missing")
        yield slip("missing note", text, [text.statement.becomes(value)], said)


def free_text() -> list[String]:
    """Plain claims of columns in which a value other than the quotation may be interpreted."""
    return [
        text for text in alone()
        if column(text.statement).kind == "text" and not column(text.statement).verbatim
    ]  # fmt: skip


def disagreements() -> Iterator[Slip]:
    """Claims on one cell that give different values, with nothing to say which holds."""
    for one in statements():
        prefer = [text for text in one.strings if text.key == "prefer"]
        if prefer:
            cuts = [(claims().rindex(",", 0, text.start), text.end, "") for text in prefer]
            yield slip("missing prefer", one, cuts, one.expect("claims-disagree"))
        for text in prefer:
            cut = text.becomes("the other words are less exact")
            yield slip("prefer that weighs nothing", text, [cut], text.expect("claims-disagree"))
    settled = [text for text in of_words() if not column(text.statement).side_by_side]
    for text in some("two values", settled, PLACES):
        first, _, last = text.words.rpartition(" ")
        both = f"[{string(text.words)}, {string(f'{first} [[{last}]]')}]"
        said = text.expect("claims-disagree")
        yield slip("two values", text, [text.statement.becomes(both)], said)


def of_words(least: int = 2) -> list[String]:
    """Plain claims of text, of so many words or more and without marks."""
    return [
        text for text in alone()
        if column(text.statement).kind == "text" and "[[" not in text.words
        and len(text.words.split()) >= least and text.words[-1].isalnum()
    ]  # fmt: skip


def letters() -> Iterator[Slip]:
    """Quotations that are nearly the text's."""
    chance = random.Random("letters")
    found = ("quotation-not-found",)
    for kind, change, wanted in (
        ("one letter other", _other_letter, str.isalpha),
        ("double space", lambda words, at: words[:at] + " " + words[at:], str.isspace),
        ("no-break space", lambda words, at: words[:at] + "\u00a0" + words[at + 1 :], str.isspace),
        ("curly quote", lambda words, at: words[:at] + "’" + words[at + 1 :], "'\"".__contains__),
        ("zero-width space", lambda words, at: words[:at] + "\u200b" + words[at:], str.isalpha),
        ("soft hyphen", lambda words, at: words[:at] + "\u00ad" + words[at:], str.isalpha),
        ("capital", lambda words, at: words[:at] + words[at].swapcase() + words[at + 1 :],
         str.isalpha),
        ("look-alike", lambda words, at: words[:at] + "а" + words[at + 1 :], "a".__contains__),
        ("not NFC", lambda words, at: words[:at] + unicodedata.normalize("NFD", words[at])
         + words[at + 1 :], lambda letter: unicodedata.decomposition(letter)[:1] in "0"
         and unicodedata.decomposition(letter) != ""),
    ):  # fmt: skip
        fit = [text for text in quotations() if any(map(wanted, text.words))]
        for text in some(kind, fit, PLACES):
            at = chance.choice([i for i, one in enumerate(text.words) if wanted(one)])
            cut = text.becomes(change(text.words, at))
            yield slip(f"quotation with {kind}", text, [cut], text.expect(*found))
    for text in some("hidden letter", quotations(), PLACES):
        at = chance.randrange(1, len(text.words))
        letter = chance.choice("\u202e\u2066\u2060\ufeff")
        cut = text.becomes(text.words[:at] + letter + text.words[at:])
        said = Expected(("invisible-character",), CLAIMS, (text.line,))
        yield slip("hidden letter in a quotation", text, [cut], said)
    notes = [
        t for one in statements() for t in one.strings if t.key in ("note", "reason", "prefer")
    ]
    for text in some("hidden letter in a note", notes, PLACES):
        letter = chance.choice("\u200b\u200e\u202e\u2066\u2060\u00ad")
        cut = text.becomes(text.words[:5] + letter + text.words[5:])
        lines = tuple(range(text.statement.line, text.line + 1))
        said = Expected(("invisible-character",), CLAIMS, lines)
        yield slip("hidden letter in a note", text, [cut], said)


def _other_letter(words: str, at: int) -> str:
    return words[:at] + ("q" if words[at] != "q" else "z") + words[at + 1 :]

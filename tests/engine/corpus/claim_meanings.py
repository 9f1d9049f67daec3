"""Faults in claims whose quotations stand in the text, and do not mean what is claimed."""

import re
from collections.abc import Iterator

from .claim_faults import Slip, column, of_record, of_relation, slip
from .claim_values import text, with_text
from .harness import Expected
from .model import CLAIMS
from .toml_text import Header, String, alone, claims, headers, statements

# Whoever stands in no sentence of the others' sections, and what is no role of those that are taken
NEITHER = "guillermo-osorno", "aslan-rustamov"
OTHER_ROLE = {  # of people
    "sculptor": "funder", "designer": "owner", "attendee": "speaker", "protester": "adviser",
    "founder": "representative", "child": "spouse",
}  # fmt: skip
ELSEWHERE = {  # memorials, and words of their sections that name another country
    "berlin": ("[[Azerbaijan]]'s Ministry",),
    "mexico-city": ("image of [[Azerbaijan]] in Mexico", "removal of [[Azerbaijan]]'s former"),
    "the-hague": ("support from [[Azerbaijan]]'s State", "representative of [[Azerbaijan]]'s"),
}
DENIALS = ("not", "never", "allegedly", "reportedly", "to be")


def named(path: str, field: str) -> String:
    """The quotation that alone gives a cell."""
    return next(
        one for one in alone() if (one.statement.record, one.statement.name) == (path, field)
    )


def others() -> Iterator[Slip]:
    """Words about another, who is of the same section and the same kind."""
    pairs = [
        ("people.parviz-shahbazov", "people.norbert-kopp", "description"),
        ("people.parviz-shahbazov", "people.adalat-valiyev", "description"),
        ("memorials.usak", "memorials.izmit", "opened"),
    ]
    for first, second, field in pairs:
        for one, other in ((first, second), (second, first)):
            mine, theirs = named(one, field), named(other, field)
            cut = (mine.start, mine.end, claims()[theirs.start : theirs.end])
            yield slip("words about another", mine, [cut], mine.expect("record-not-named"))
    for header in filter(of_relation, headers()):
        other = NEITHER[header.path[1].startswith("mexico")]
        if header.path[2] == "people" and header.path[1] != "baku":
            path = (*header.path[:3], other)
            cut = header.becomes(*path)
            yield slip("relation to another", header, [cut], role_of(header, other))


def role_of(header: Header, other: str) -> Expected:
    """The finding at the role that is given to another."""
    role = header.said("role")
    assert role
    lines = tuple(range(role.line, header.blank))
    return Expected(("party-not-named",), CLAIMS, lines, ("role",))


def wordings() -> Iterator[Slip]:
    """Terms that the words do not say, digits that they do not give, and towns elsewhere."""
    for one in statements():
        terms = [part for part in one.strings if part.key == "value" and one.is_claim]
        roles = OTHER_ROLE if one.path[2:3] != ("organizations",) else {"protester": "adviser"}
        if len(terms) == 1 and terms[0].words in roles and "note" not in one.value:
            cut = terms[0].becomes(roles[terms[0].words])
            said = Expected(("term-not-said",), CLAIMS, (one.line,), ("role",))
            yield slip("term that is not said", terms[0], [cut], said)
    dated = [one for one in alone() if column(one.statement).kind == "edtf"]
    for date in dated:
        own = [one for one in alone() if one.statement.path == date.statement.path]
        words = next((one for one in own if not re.search("[0-9]", one.words)), None)
        if words:
            quote = claims()[words.start : words.end]
            claim = f'{{ value = "2013-05", quote = {quote}, note = "It is well known." }}'
            said = date.expect("digits-not-quoted")
            yield slip("digits that are not quoted", date, [date.statement.becomes(claim)], said)
    for name, quotes in ELSEWHERE.items():
        header = next(one for one in headers() if one.path == ("memorials", name))
        country = header.said("country")
        assert country
        for quote in quotes:
            cut = country.becomes(f'"{quote}"')
            yield slip("town elsewhere", country, [cut], country.expect("town-elsewhere"))


def denials() -> Iterator[Slip]:
    """The text says that it was not so, or that somebody says so; the claim quotes it."""
    status = next(one for one in statements() if one.record + one.name == "memorials.bakustatus")
    for denial in DENIALS:
        words = f"was {denial} erected"
        claim = status.becomes(f'{{ value = "built", quote = "{words}" }}')
        to = text().replace("was erected", words)
        yield with_text("denied", to, status.expect("term-denied"), claim)


def links() -> Iterator[Slip]:
    """Events and statements that are given to a memorial of another section."""
    for header in filter(of_record, headers()):
        said, section = header.said("memorial_id"), header.said("section")
        if said and section and said.value[0] == '"' and "Turkey" not in section.value:
            for other in ("denizli", "sarajevo"):
                if said.value != f'"{other}"':
                    cut = said.becomes(f'"{other}"')
                    yield slip("link to another", said, [cut], said.expect("link-unproven"))

"""`pipeline.read.claims`: every form of a claim, and every fault with its code, line and fix."""

import tomllib
from decimal import Decimal

import pytest
from pipeline.common.findings import Finding
from pipeline.common.serialize import number_text
from pipeline.read.claim_parser import Reader
from pipeline.read.claims import RELATIONS, Claim, Mode, Place, Plain, Selector, Unused

BAKU = "[memorials.baku]\n"


def read(toml: str) -> tuple[list[Claim | Plain], list[Finding]]:
    """What a file claims, without the rows for the records themselves, and what is wrong."""
    reader = Reader("seed", toml, "seeds/seed.toml")
    claimed = [one for one in reader.claims(tomllib.loads(toml)) if one.field]
    return claimed, reader.findings


def read_claim(said: str, field: str = "name") -> Claim:
    claimed, findings = read(f"{BAKU}{field} = {said}")
    assert findings == []
    (claim,) = claimed
    assert isinstance(claim, Claim)
    return claim


def read_finding(toml: str) -> tuple[str, int | None, str | None, str | None, str | None]:
    _, findings = read(toml)
    (finding,) = findings
    assert (finding.file, finding.severity) == ("seeds/seed.toml", "error")
    return finding.code, finding.line, finding.record, finding.field, finding.fix


def selectors(*quotes: str) -> tuple[Selector, ...]:
    return tuple(Selector("", quote, "") for quote in quotes)


@pytest.mark.parametrize(
    ("said", "selector"),
    [
        ('"Baku"', Selector("", "Baku", "")),
        ('"held in [[Uşak]]"', Selector("held in ", "Uşak", "")),
        ('"== [[Azerbaijan]] =="', Selector("== ", "Azerbaijan", " ==")),
        ('"""[[a\nb]] c"""', Selector("", "a\nb", " c")),
        ('"[[a"', Selector("", "[[a", "")),
        ('{ quote = "in [[Baku]]" }', Selector("in ", "Baku", "")),
        ('{ quote = "b", prefix = "a\\n" }', Selector("a\n", "b", "")),
        ('{ quote = "b", suffix = " c" }', Selector("", "b", " c")),
        ('{ quote = "[[b]]", prefix = "" }', Selector("", "[[b]]", "")),
        ('{ quote = "b", prefix = "[[", suffix = "]]" }', Selector("[[", "b", "]]")),
    ],
)
def test_a_quotation(said: str, selector: Selector) -> None:
    """Catches marks left in, or double brackets of the text itself taken for marks."""
    claim = read_claim(said)
    assert (claim.selectors, claim.mode, claim.value) == ((selector,), "each", None)
    assert selector.whole == selector.before + selector.quote + selector.after


@pytest.mark.parametrize(
    ("said", "mode", "quotes", "value"),
    [
        ('{ quotes = ["a", "b"] }', "each", ("a", "b"), None),
        ('{ join = ["Aslan", "Rustamov"] }', "join", ("Aslan", "Rustamov"), None),
        ('{ together = ["a", "b"], value = "c" }', "together", ("a", "b"), "c"),
        ('{ quotes = [{ quote = "a" }], value = "c" }', "each", ("a",), "c"),
    ],
)
def test_several_quotations(said: str, mode: Mode, quotes: tuple[str, ...], value: str) -> None:
    """Catches quotations that lose their order or are held together in another way."""
    claim = read_claim(said)
    assert (claim.mode, claim.selectors, claim.value) == (mode, selectors(*quotes), value)


def test_quotations_in_a_list_have_marks_and_context_of_their_own() -> None:
    """Catches a list in which only plain strings are understood."""
    claim = read_claim('{ quotes = ["x [[a]]", { quote = "b", prefix = "y ", suffix = " z" }] }')
    assert claim.selectors == (Selector("x ", "a", ""), Selector("y ", "b", " z"))


VALUES = {'"bronze"': "bronze", "2.50": "2.5", "2.0": "2", "100": "100", "true": "true"}
VALUES |= {"2008-02-26": "2008-02-26", "false": "false"}


@pytest.mark.parametrize("said", VALUES)
def test_a_value_beside_a_quotation(said: str) -> None:
    """Catches a TOML number, day or truth that is not written as the CSV writes it."""
    assert read_claim(f'{{ value = {said}, quote = "a" }}').value == VALUES[said]


def test_a_list_of_claims_on_one_cell() -> None:
    """Catches claims of which only one is kept, or a note or reason that is lost."""
    claimed, findings = read(
        BAKU + 'opened = ["2011", { quote = "2012", note = "n", prefer = "why" }]'
    )
    place = Place("seed", ("memorials", "baku", "opened"))
    first = Claim(place, "memorials", ("baku",), "opened", "each", selectors("2011"))
    assert findings == []
    assert claimed == [first, first._replace(selectors=selectors("2012"), note="n", prefer="why")]


def test_a_records_note_and_sections_are_those_of_its_claims() -> None:
    """Catches a cell that looks in the whole text, or whose own note is overwritten."""
    toml = 'section = ["A", "B"]\nnote = "all"\nname = "a"\nsite = { quote = "b", note = "own" }'
    claimed, _ = read(BAKU + toml)
    assert [(one.field, one.note) for one in claimed if isinstance(one, Claim)] == [
        ("name", "all"),
        ("site", "own"),
    ]
    assert {one.place.sections for one in claimed} == {("A", "B")}


@pytest.mark.parametrize(
    ("owner", "name", "table"),
    [(owner, name, table) for owner, names in RELATIONS.items() for name, table in names.items()],
)
def test_relations(owner: str, name: str, table: str) -> None:
    """Catches a relation in the wrong table, or one that does not look where its record does."""
    toml = f'[{owner}.a]\nsection = "S"\n[{owner}.a.{name}.b]\nrole = "x"\nnote = "n"'
    claimed, findings = read(toml)
    place = Place("seed", (owner, "a", name, "b", "role"), ("S",))
    assert findings == []
    assert claimed == [Claim(place, table, ("a", "b"), "role", "each", selectors("x"), note="n")]


def test_a_list_of_roles_is_several_relations() -> None:
    """Catches roles that are taken for disagreeing claims or lose one another."""
    roles = '[{ value = "founder", quote = "a" }, { value = "leader", quote = "b", note = "m" }]'
    claimed, _ = read(f'[people.a.memberships.b]\nrole = {roles}\nnote = "n"')
    claims = [one for one in claimed if isinstance(one, Claim)]
    assert [(one.value, one.note) for one in claims] == [("founder", "n"), ("leader", "m")]


@pytest.mark.parametrize(
    ("toml", "field", "value"),
    [
        ('[events.e]\nmemorial_id = "baku"', "memorial_id", "baku"),
        ('[statements.e]\nperson_id = "who"', "person_id", "who"),
        ("[people.e]\nnamed = false", "named", "false"),
        ("[people.e]\nnamed = true", "named", "true"),
    ],
)
def test_references_and_curated_columns_are_plain(toml: str, field: str, value: str) -> None:
    """Catches an identifier or a curator's word that is looked for in the text."""
    (plain,), findings = read(toml)
    assert isinstance(plain, Plain)
    assert (findings, plain.record, plain.field, plain.value) == ([], ("e",), field, value)


def test_a_record_without_cells_is_a_record() -> None:
    """Catches an empty table that vanishes instead of lacking a name."""
    reader = Reader("seed", BAKU, "seeds/seed.toml")
    place = Place("seed", ("memorials", "baku"))
    claimed = list(reader.claims(tomllib.loads(BAKU)))
    assert claimed == [Plain(place, "memorials", ("baku",), "", "")]


KEY_IN_CLAIM = f"{BAKU}name = {{ quote = 'a', valu = 'b' }}"
KEY_IN_QUOTATION = f"{BAKU}name = {{ quotes = [{{ quote = 'a', prefx = 'b' }}] }}"
KEY_IN_RELATION = "[memorials.a.people.b]\nrole = 'x'\nsection = 'S'"


@pytest.mark.parametrize(
    ("toml", "line", "record", "field", "fix"),
    [
        ("\n[memorial.a]", 2, "memorial", None, "did you mean `memorials`?"),
        (f"{BAKU}nam = 'a'", 2, "memorials.baku", "nam", "did you mean `name`?"),
        (f"{BAKU}latitude = 1", 2, "memorials.baku", "latitude", "remove the line"),
        (KEY_IN_CLAIM, 2, "memorials.baku", "name", "did you mean `value`?"),
        (KEY_IN_QUOTATION, 2, "memorials.baku", "name", "did you mean `prefix`?"),
        (KEY_IN_RELATION, 3, "memorials.a.people.b", "section", "use one of role, note"),
    ],
)
def test_unknown_keys(toml: str, line: int, record: str, field: str | None, fix: str) -> None:
    """Catches a misspelt key that is passed over, or a suggestion that does not help."""
    assert read_finding(toml) == ("unknown-key", line, record, field, fix)


NO_CLAIM = 'write "words of the source" or { value = "…", quote = "…" }'
BAD_CLAIMS = {  # what is to be done about some
    NO_CLAIM: ["1", "[true]", "[]"],
    "keep one of them": ["{}", "{ quote = 'a', quotes = ['b'] }", "{ value = 'a' }"],
    "write […]": ["{ quotes = 'a' }", "{ join = [] }"],
    'add value = "…"': [
        "{ together = ['a', 'b'] }",
        "{ quote = 'a', value = '' }",
        "{ quote = 'a', value = [1] }",
    ],
    "quote the source's words": [
        *("''", "'[[ ]]'", "'[[a]] and [[b]]'", "{ quote = 1 }", "{ quotes = ['a', 2] }"),
        "{ quote = 'a', prefix = 1 }",
    ],
    "remove prefix": ["{ quotes = ['a'], prefix = 'b' }"],
    "remove value": ["{ join = ['a', 'b'], value = 'a b' }"],
}


@pytest.mark.parametrize("fix", BAD_CLAIMS)
def test_bad_claims(fix: str) -> None:
    """Catches a claim of no form of the contract that is accepted, or crashes."""
    cell = ("bad-claim", 3, "memorials.baku", "name", fix)
    found = [read_finding(f"{BAKU}\nname = {said}") for said in BAD_CLAIMS[fix]]
    assert found == [cell] * len(found)


@pytest.mark.parametrize("word", ["note", "prefer"])
@pytest.mark.parametrize("said", ["false", "1", "[]"])
def test_a_reason_is_words(word: str, said: str) -> None:
    """Catches `prefer = false`, which would be the reason "False" and settle a disagreement."""
    found = read_finding(f"{BAKU}name = {{ quote = 'a', {word} = {said} }}")
    assert found[:4] == ("bad-claim", 2, "memorials.baku", "name")


@pytest.mark.parametrize(
    ("toml", "code", "line", "record", "field"),
    [
        ("memorials = 1", "bad-claim", 1, "memorials", None),
        ("[memorials]\nbaku = 1", "bad-claim", 2, "memorials.baku", None),
        (f"{BAKU}people = 1", "bad-claim", 2, "memorials.baku", "people"),
        (f"{BAKU}people.x = 1", "bad-claim", 2, "memorials.baku.people.x", None),
        (f"{BAKU}section = 1", "bad-claim", 2, "memorials.baku", "section"),
        ("[events.e]\nmemorial_id = { quote = 'a' }", "bad-claim", 2, "events.e", "memorial_id"),
        ("[people.e]\nnamed = ['a']", "bad-claim", 2, "people.e", "named"),
        ("[people.Baku_1]", "bad-identifier", 1, "people.Baku_1", None),
        ("[people.'a b']", "bad-identifier", 1, "people.a b", None),
        ("[people.a-]", "bad-identifier", 1, "people.a-", None),
        ("[people.a.kinships.'É']\nrole = 'x'", "bad-identifier", 1, "people.a.kinships.É", None),
        ("[people.a]\n[people.a.kinships.b]", "missing-field", 2, "people.a.kinships.b", None),
    ],
)
def test_faults_of_tables(toml: str, code: str, line: int, record: str, field: str | None) -> None:
    """Catches a table that is none, an identifier that is no slug, a relation without a role."""
    assert read_finding(toml)[:4] == (code, line, record, field)


SOURCE = """[source]
title = "T"
url = "https://example.org"
publisher = "P"
license = "CC0-1.0"
language = "en"
sha256 = "00"
added = "2026-11-22"
"""


def source(toml: str) -> tuple[dict[str, str], list[tuple[str, int | None, str]]]:
    reader = Reader("seed", toml, "seeds/seed.toml")
    said = reader.source(tomllib.loads(toml))
    return said, [(one.code, one.line, one.fix) for one in reader.findings]


def test_a_source_is_whole_unless_it_says_otherwise() -> None:
    """Catches an excerpt that is held to account for the whole text, or the other way round."""
    raw: dict[str, str] = tomllib.loads(SOURCE)["source"]
    assert source(SOURCE) == ({**raw, "extent": "full"}, [])
    excerpt = source(SOURCE + 'extent = "excerpt"')
    assert excerpt == ({**raw, "extent": "excerpt"}, [])


@pytest.mark.parametrize(
    ("toml", "found"),
    [
        ("", ("missing-field", 1, "add [source]")),
        ("source = 1", ("missing-field", 1, "add [source]")),
        (SOURCE.replace('"P"', '""'), ("missing-field", 4, 'add publisher = "…"')),
        (SOURCE.replace('"P"', "1"), ("missing-field", 4, 'add publisher = "…"')),
        (
            SOURCE.replace('url = "https://example.org"\n', ""),
            ("missing-field", 1, 'add url = "…"'),
        ),
        (SOURCE + "licence = ''", ("unknown-key", 9, "did you mean `license`?")),
    ],
)
def test_faults_of_the_source(toml: str, found: tuple[str, int, str]) -> None:
    """Catches a source that does not say what it is."""
    assert source(toml)[1] == [found]


def unused(toml: str) -> tuple[list[Unused], list[tuple[str, int | None, str | None, str]]]:
    reader = Reader("seed", toml, "seeds/seed.toml")
    claimed = list(reader.unused(tomllib.loads(toml)))
    return claimed, [(one.code, one.line, one.field, one.fix) for one in reader.findings]


def test_unused_passages() -> None:
    """Catches a second entry that is lost or has the first one's place."""
    entry = '[[unused]]\nquote = "a [[b]]"\nreason = "r"\nsection = "S"\n'
    selector = Selector("a ", "b", "")
    assert unused(entry * 2) == (
        [Unused(Place("seed", ("unused", index), ("S",)), selector, "r") for index in (0, 1)],
        [],
    )


@pytest.mark.parametrize(
    ("toml", "found"),
    [
        ("unused = 1", ("bad-claim", 1, None, "write [[unused]]")),
        ("[unused]\nquote = 'a'", ("bad-claim", 1, None, "write [[unused]]")),
        ("\n[[unused]]\nquote = 'a'", ("missing-field", 2, None, 'add reason = "…"')),
        ("[[unused]]\nquote = 'a'\nreason = ' '", ("missing-field", 1, None, 'add reason = "…"')),
        ("[[unused]]\nreason = 'r'", ("bad-claim", 1, None, "quote the source's words")),
        (
            "[[unused]]\nquote = 'a'\nreason = 'r'\nreasn = 'b'",
            ("unknown-key", 4, "reasn", "did you mean `reason`?"),
        ),
    ],
)
def test_faults_of_unused(toml: str, found: tuple[str, int, str | None, str]) -> None:
    """Catches a passage that is left out without a reason."""
    assert unused(toml)[1] == [found]


NUMBERS = {"8.60": "8.6", "2.0": "2", "100": "100", "1E+2": "100", "1E-7": "0.0000001", "0.00": "0"}


@pytest.mark.parametrize("number", NUMBERS)
def test_number_text(number: str) -> None:
    """Catches an exponent, or a whole number that loses its zeros."""
    assert number_text(Decimal(number)) == NUMBERS[number]

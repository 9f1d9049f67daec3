"""Whoever a role or a statement is given to is named in its words, or a note says who is meant."""

from pathlib import Path

import pytest
from conftest import NAME, codes, find_faults, replace_once
from pipeline.common.findings import Finding

ATTENDED = "was attended by Mayor of Steglitz-Zehlendorf Norbert Kopp"
PERPETRATOR = "events.khojaly-1992-02-26.organizations"
CLAIM = '[{path}]\nrole = {{ value = "{role}", quote = "{quote}"{more} }}\n'


def found(seeds: Path, *added: str, **replaced: str) -> list[Finding]:
    """What the build says of the first source's claims with some of them altered."""
    path = seeds / f"{NAME}.toml"
    if replaced:
        replace_once(path, **replaced)
    path.write_text("\n".join([path.read_text("utf-8"), *added]), "utf-8")
    return find_faults(seeds)


def block_of(seeds: Path, head: str) -> str:
    """Return the lines of a record in the claims, from its header on."""
    claims = (seeds / f"{NAME}.toml").read_text("utf-8")
    start = claims.index(head)
    return claims[start : claims.index("\n\n", start)]


@pytest.mark.parametrize(
    ("path", "role", "quote"),
    [
        ("people.norbert-kopp.kinships.ilham-aliyev", "child", ATTENDED),
        ("people.norbert-kopp.memberships.heydar-aliyev-foundation", "leader", ATTENDED),
        ("memorials.baku.people.leyla-aliyeva", "initiator", "by Aslan, Teymur and Mahmud"),
        ("events.baku-opening.organizations.armenian-diaspora", "protester", "took place on"),
    ],
)
def test_a_role_for_somebody_whom_the_words_do_not_name(
    seeds: Path, path: str, role: str, quote: str
) -> None:
    """Catches a true quotation that ties anybody to anything; a note says who is meant."""
    claim = CLAIM.format(path=path, role=role, quote=quote, more="")
    (wrong,) = (finding for finding in found(seeds, claim) if finding.code == "party-not-named")
    assert (wrong.record, wrong.field, wrong.value) == (path, "role", role)
    noted = claim.replace(" }", ', note = "The sentence before names them." }')
    assert "party-not-named" not in codes(found(seeds, old=claim, new=noted))


@pytest.mark.parametrize(
    ("organization", "quote", "more"),
    [
        (
            "heydar-aliyev-foundation",
            "There are memorials around the globe dedicated to",
            ', note = "It is well known."',
        ),
        ("armenian-diaspora", "by local irregular Armenian forces", ""),
    ],
)
def test_a_perpetrator_is_named_whole_whatever_a_note_says(
    seeds: Path, organization: str, quote: str, more: str
) -> None:
    """Catches the gravest role given by words about somebody else, who may share a word."""
    path = f"{PERPETRATOR}.{organization}"
    claim = CLAIM.format(path=path, role="named_perpetrator", quote=quote, more=more)
    (wrong,) = found(seeds, claim)
    assert (wrong.code, wrong.fix) == ("party-not-named", "quote words that name them")


@pytest.mark.parametrize(
    ("column", "other"), [("person_id", "norbert-kopp"), ("organization_id", "armenian-diaspora")]
)
def test_a_statement_given_to_somebody_else(seeds: Path, column: str, other: str) -> None:
    """Catches somebody's words under another's name; a note says who is meant."""
    head = "[statements.berlin-ambassador-for-peace]\n"
    block = block_of(seeds, head)
    kept = "\n".join(line for line in block.split("\n") if not line.startswith("person_id"))
    altered = f'{kept}\n{column} = "{other}"'
    wrong = found(seeds, old=block, new=altered)
    assert [(one.code, one.field, one.value) for one in wrong] == [
        ("party-not-named", column, other)
    ]
    noted = altered.replace(head, f'{head}note = "Another source says who it was."\n')
    assert found(seeds, old=altered, new=noted) == []


def test_a_statement_at_an_event_of_another_memorial(seeds: Path) -> None:
    """Catches words about one memorial that are moved to another."""
    old = 'memorial_id = "mexico-city"\nevent_id = "mexico-city-finding"'
    block = block_of(seeds, "[statements.mexico-city-plaque]")
    assert old in block
    new = block.replace(old, old.replace("mexico-city", "baku", 1))
    (wrong,) = found(seeds, old=block, new=new)
    assert (wrong.code, wrong.field, wrong.value) == ("rows-inconsistent", "memorial_id", "baku")
    assert wrong.message == "its event mexico-city-finding is of mexico-city"


def test_a_memorial_older_than_what_it_commemorates(seeds: Path) -> None:
    """Catches a date of the commemorated event that is taken for the opening's."""
    new = 'completed = { value = "1991", quote = "Khojaly memorial was built in", note = "n" }'
    (wrong,) = found(seeds, old='completed = "In [[2016]]"', new=new)
    place = (wrong.code, wrong.record, wrong.field)
    assert place == ("rows-inconsistent", "memorials.denizli", "completed")
    assert wrong.message == "it is before 1992-02-26, which the memorials commemorate"


def test_a_country_that_is_another_than_the_quoted_one(seeds: Path) -> None:
    """Catches a memorial moved to another country, point on the map included, by a note."""
    old = 'country = "== [[Mexico]] =="'
    new = 'country = { value = "Armenia", quote = "== [[Mexico]] ==", note = "n" }'
    (wrong,) = found(seeds, old=old, new=new)
    assert (wrong.code, wrong.field, wrong.value) == ("value-contradicted", "country", "Armenia")
    same = 'country = { value = "Mexican States", quote = "== [[Mexico]] ==", note = "n" }'
    assert [one.code for one in found(seeds, old=new, new=same)] == ["unknown-country"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('text = "is not directed against a particular country"',
         'text = "not [[directed against a particular country]]"',
         "the words before it take it back"),
        ('name = "Norbert Kopp"', 'name = "orbert Kopp"', "it cuts a word, "
         "a number, a measure, a date or a span"),
    ],
)  # fmt: skip
def test_words_that_are_cut_out_of_others_need_a_note(
    seeds: Path, old: str, new: str, says: str
) -> None:
    """Catches a statement turned into its opposite, and a name without its first letter."""
    (wrong,) = [one for one in found(seeds, old=old, new=new) if one.code == "quotation-cut"]
    assert wrong.message == says
    name, words = new.split(" = ", 1)
    noted = f'{name} = {{ quote = {words}, note = "for a test" }}'
    assert "quotation-cut" not in codes(found(seeds, old=new, new=noted))

"""Claims that other claims, or the words around their quotations, contradict."""

from pathlib import Path

import pytest
from conftest import NAME, codes, find_faults, replace_once
from pipeline.common.findings import Finding


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


def test_a_statement_at_an_event_of_another_memorial(seeds: Path) -> None:
    """Catches words about one memorial that are moved to another."""
    old = 'memorial_id = "mexico-city"\nevent_id = "mexico-city-finding"'
    block = block_of(seeds, "[statements.mexico-city-commission-on-plaque]")
    assert old in block
    moved = old.replace('"mexico-city"', '{ value = "baku", note = "n" }', 1)
    new = block.replace(old, moved)
    (wrong,) = found(seeds, old=block, new=new)
    assert (wrong.code, wrong.field, wrong.value) == ("rows-inconsistent", "memorial_id", "baku")
    assert wrong.message == "its event mexico-city-finding is of mexico-city"


def test_a_memorial_older_than_what_it_commemorates(seeds: Path) -> None:
    """Catches a date of the commemorated event that is taken for the opening's."""
    new = 'completed = { value = "1991", quote = "Khojaly memorial was built in", note = "1991" }'
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

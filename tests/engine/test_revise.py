"""A revised text: which claims are anchored again, which are changed, lost; no other byte."""

from pathlib import Path

import pytest
from conftest import NAME
from pipeline.read.text import read_document
from pipeline.resolve.quotations import Span
from pipeline.revise.align import align
from pipeline.revise.revise import Revision
from revisions import ALL, TEXT, TOML, changed, located, outcomes, report, revise, signed, words_of


def test_blank_lines_move_the_claims_and_nothing_else(seeds: Path) -> None:
    """Catches a quotation that is rewritten where it holds, and a place that is not told."""
    text = changed(("==Azerbaijan==", "\n\n==Azerbaijan=="))
    revision = revise(seeds, text)
    assert outcomes(revision) == {"kept": ALL}
    assert revision.new.toml == signed(TOML, text)
    assert (seeds / f"{NAME}.txt").read_bytes() == text.encode()
    assert revision.is_clean
    moved = sum(each.span.start >= TEXT.index("==Azerbaijan==") for each in revision.quotations)
    lines = report(revision)
    assert lines[:3] == [
        f"quotations: {ALL} kept, 0 re-anchored, 0 reworded, 0 changed, 0 lost "
        f"(of all, {moved} moved); new passages: 0",
        "moved, and how many quotations:",
        f"  seeds/{NAME}.txt: line 14 (p0011) → line 16 (p0011): 1",
    ]
    assert len(lines) == 2 + 38  # all passages from there on, but for two headings


Edits = tuple[tuple[str, str], ...]  # words, each of which stands once, and others for them
BAKU = "memorials.baku"
SITE = "near the {} metro station"
MARBLE = "The marble-made edifice is about two meters high."


@pytest.mark.parametrize(
    ("edits", "words", "claims", "line"),
    [
        pytest.param(
            (("A 8.6-meters-long", "This is new. A 8.6-meters-long"),),
            {},
            (),
            f"  seeds/{NAME}.txt:16: 'This is new.'",
            id="a new sentence is named",
        ),
        pytest.param(
            (("was erected in Baku", "was at last erected near Baku"),),
            {
                "re-anchored": {
                    "memorials.baku.status": "erected",
                    "memorials.baku.locality": "Baku",
                }
            },
            (('"was [[erected]] in Baku"', '"erected"'), ('"erected in [[Baku]]"', '"Baku"')),
            "locality: 'erected in [[Baku]]' at line 16 → 'Baku' at line 16",
            id="the words around a quotation are as few as can be",
        ),
        pytest.param(
            (("Shah Ismail Khatai", "Shah Ismayil Khatai"),),
            {"changed": {f"{BAKU}.site": SITE.format('"Shah Ismayil Khatai"')}},
            (),
            "Isma' the claim has 'i' (U+0069) where the text has 'y' (U+0079)",
            id="a value that would be another is left to a person",
        ),
        pytest.param(
            (('"Shah Ismail Khatai"', "“Shah Ismail Khatai”"),),
            {"changed": {f"{BAKU}.site": SITE.format("“Shah Ismail Khatai”")}},
            (),
            "has '\"' (U+0022) where the text has '“' (U+201C)",
            id="a difference of one mark is no difference of words",
        ),
        pytest.param(
            (("8.6-meters-long", "some 8.6 metres long"),),
            {"changed": {"memorials.baku.length_m": "some 8.6 metres long"}},
            (),
            "has '8' (U+0038) where the text has 's' (U+0073)",
            id="a measure that becomes approximate is not reworded",
        ),
        pytest.param(
            ((f"{MARBLE} ", ""),),
            {"lost": {"memorials.the-hague.material": "", "memorials.the-hague.height_m": ""}},
            (),
            "at line 44: nothing like it stands there",
            id="a sentence is deleted",
        ),
        pytest.param(
            (
                ("- Khojaly massacre\n", "* Khojaly massacre\n"),
                ("- Khojaly massacre commemoration", "* Khojaly massacre"),
            ),
            {
                "changed": {"unused.1.quote": "Khojaly massacre"},
                "re-anchored": {"unused.0.quote": "Khojaly massacre"},
            },
            (('prefix = "- "\nsuffix = "\\n"', 'prefix = ""\nsuffix = "\\n*"'),),
            "the claim has ' ' (U+0020) where the text has nothing more",
            id="prefix and suffix are kept as the form",
        ),
    ],
)
def test_what_becomes_of_the_claims(
    seeds: Path, edits: Edits, words: dict[str, dict[str, str]], claims: Edits, line: str
) -> None:
    """Catches a claim that is rewritten for nothing, or left where it does not hold."""
    text = changed(*edits)
    revision = revise(seeds, text)
    listed = {outcome: words_of(revision, outcome) for outcome in outcomes(revision)}
    listed.pop("kept")
    assert listed == words
    assert revision.new.toml == changed(*claims, text=signed(TOML, text))
    assert revision.is_clean == (not revision.unclaimed and not {"changed", "lost"} & {*words})
    assert report(revision)[-1].endswith(line)


def test_a_heading_with_another_name(seeds: Path) -> None:
    """Catches claims that look in a section that is no longer there, or anew where none had to."""
    text = changed(("==Germany ==", "== Germany and Berlin =="))
    revision = revise(seeds, text)
    assert outcomes(revision) == {"kept": ALL - 1, "re-anchored": 1}
    toml = changed(('"==[[Germany]] =="', '"== [[Germany]]"'), text=signed(TOML, text))
    toml = toml.replace('section = "Germany"', 'section = "Germany and Berlin"')
    toml = toml.replace('["Infobox", "Germany"]', '["Infobox", "Germany and Berlin"]')
    assert revision.new.toml == toml


def test_a_heading_with_another_word(seeds: Path) -> None:
    """Catches a heading that is quoted and changed, taken for one that is gone."""
    text = changed(("==Turkey==", "== Türkiye =="))
    revision = revise(seeds, text)
    countries = {path for path in located(revision) if path.startswith("memorials.")}
    countries = {path for path in countries if path.endswith((".country", ".country.quotes.0"))}
    here = {path for path, words in located(revision).items() if not words}
    assert here == set(words_of(revision, "changed")) <= countries
    assert set(words_of(revision, "changed").values()) == {"Türkiye"}
    assert outcomes(revision) == {"kept": ALL - 7, "changed": 7}
    assert revision.new.toml == signed(TOML, text).replace(
        'section = "Turkey"', 'section = "Türkiye"'
    )


def test_a_section_that_is_named_by_its_path_or_shares_its_name(seeds: Path) -> None:
    """Catches a new name that is that of two sections, and a path that is shortened."""
    toml = TOML.replace('section = "Mexico"', 'section = "Mexico / Controversy"')
    toml = toml.replace('section = "Turkey"', 'section = ["Turkey", "Controversy"]')
    used = "".join(toml.partition("[organizations.mexican-advisory-commission]")[1:])
    used = used.partition("\n\n")[0]
    ankara = "".join(toml.partition("[memorials.ankara]")[1:]).partition("\n\n")[0]
    head = TOML[: TOML.index("# ------")]
    claims = f"{head}{used}\n\n{ankara}\n"
    once = changed(("===Controversy===", "===Debate==="))
    twice = changed(("== See also ==", "===Debate===\n\n"), text=once)
    for text in (once, twice):
        (seeds / f"{NAME}.txt").write_text(TEXT, encoding="utf-8")
        (seeds / f"{NAME}.toml").write_text(claims, encoding="utf-8")
        revision = revise(seeds, text)
        assert (outcomes(revision), len(revision.quotations)) == ({"kept": 9}, 9)
        assert 'section = "Mexico / Debate"' in revision.new.toml
        assert 'section = ["Turkey"]' in revision.new.toml


def test_an_edited_copy_is_aligned_by_its_words() -> None:
    """Catches one of two same passages that is lost as soon as a word is added to it."""
    copies = "= T =\n\n== A ==\n\n- Status: erected\n\n== B ==\n\n- Status: erected"
    old, new = read_document(copies), read_document(f"{copies} by the town at the gate of the park")
    for place in (copies.index("erected"), copies.rindex("erected")):
        assert align(old, new).find_same(Span(place, place + 7)) == (place, place + 7)


def test_other_words_for_the_same_value(seeds: Path) -> None:
    """Catches a date in another form that is left to a person, and another date that is not."""
    text = changed(
        ("- Open: 30 May 2011", "- Open: May 30, 2011"),
        ("was erected in", "was at last built in"),
        ("8.6-meters-long", "8.6 metre long"),
        ("In 2016, Khojaly", "In June 2016, Khojaly"),
        ("Park of the Hague", "Park of The Hague"),
        ("three abstract bronze", "three abstract steel"),
    )
    described = text[
        text.index("Khojaly massacre memorial in Kamp") : text.index(". The Azerbaijani")
    ]
    symbols = text[text.index("three abstract steel") : text.index(". On the pedestal")]
    revision = revise(seeds, text)
    assert words_of(revision, "reworded") == {
        "memorials.berlin.opened.quotes.0": "May 30, 2011",
        "events.berlin-opening.date.quotes.0": "May 30, 2011",
        "memorials.baku.status": "built",
        "memorials.baku.length_m": "8.6 metre",
        "memorials.the-hague.locality": "The Hague",
    }
    assert words_of(revision, "changed") == {
        "memorials.denizli.completed": "2016",
        "events.denizli-construction.date": "2016",
        "events.denizli-construction.description": "In June 2016, Khojaly memorial was built in "
        "Denizli",
        "events.the-hague-opening.place": "Kamperfoeliestraat Park of The Hague",
        "events.the-hague-opening.description": described,
        "memorials.berlin.material": "steel",
        "memorials.berlin.description": symbols,
    }
    assert revision.new.toml == changed(
        ('"was [[erected]] in Baku"', '"built"'),
        ('"erected in [[Baku]]"', '"Baku"'),
        ('"8.6-meters-long"', '"8.6 metre"'),
        ('"Park of [[the Hague]]"', '"The Hague"'),
        text=signed(TOML, text).replace('"Open: [[30 May 2011]]"', '"May 30, 2011"'),
    )


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("was unveiled in Mexico", "was not unveiled in Mexico", "memorials.mexico-city.status"),
        ("on February 24, 2008 at", "before February 24, 2008 at", "memorials.the-hague.opened"),
        ("A 8.6-meters-long", "Some 8.6-meters-long", "memorials.baku.length_m"),
    ],
)
def test_words_before_a_quotation_take_it_back(seeds: Path, old: str, new: str, path: str) -> None:
    """Catches a quotation that stands there letter for letter and no longer says the same."""
    revision = revise(seeds, changed((old, new)))
    assert path in words_of(revision, "changed")
    (message,) = {q.message for q in revision.quotations if ".".join(map(str, q.path)) == path}
    assert message.startswith(("the words before it", "the words around it"))


def test_the_same_words_elsewhere_are_not_the_same(seeds: Path) -> None:
    """Catches claims on a deleted sentence that are anchored in another that has its words."""
    text = changed(
        ("On 23 April 2015, another monument was unveiled in İzmit. ", ""),
        (
            "The idea of the monument",
            "In İzmit on 23 April 2015 nothing happened. The idea of the monument",
        ),
    )
    revision = revise(seeds, text)
    izmit = {path for path in located(revision) if "izmit" in path} - {"memorials.izmit.country"}
    assert set(words_of(revision, "lost")) == izmit
    (locality,) = (each for each in revision.quotations if each.path[1:] == ("izmit", "locality"))
    assert locality.message == "nothing like it stands there; the same words stand in line 25"


def test_a_sentence_that_moved_is_not_the_one_that_took_its_place(seeds: Path) -> None:
    """Catches claims that stay where their sentence stood, on one that is like it."""
    denizli = "In 2016, Khojaly memorial was built in Denizli."
    text = changed(
        (denizli, denizli.replace("Denizli", "Kars")), ("==Turkey==\n", f"==Turkey==\n{denizli} ")
    )
    revision = revise(seeds, text)
    assert outcomes(revision) == {"kept": ALL - 6, "re-anchored": 6}
    assert located(revision) == located(Revision(revision.old, revision.old, revision.quotations))
    assert [each.text for each in revision.unclaimed] == [denizli.replace("Denizli", "Kars")]


def test_another_sentence_in_its_place_is_not_the_same(seeds: Path) -> None:
    """Catches claims on one memorial that end on another, of which the same is said."""
    text = changed(
        (
            "In 2016, Khojaly memorial was built in Denizli.",
            "In 2018, a memorial park was built in Kars.",
        )
    )
    revision = revise(seeds, text)
    denizli = {path for path in located(revision) if "denizli" in path} - {
        "memorials.denizli.country"
    }
    assert set(words_of(revision, "lost")) | set(words_of(revision, "changed")) == denizli
    assert outcomes(revision)["kept"] == ALL - len(denizli)
    assert revision.new.toml == signed(TOML, text)


def test_a_sentence_is_doubled(seeds: Path) -> None:
    """Catches quotations that stand in two places now."""
    sentence = "On 23 April 2015, another monument was unveiled in İzmit. "
    revision = revise(seeds, changed((sentence, sentence * 2)))
    assert outcomes(revision) == {"kept": ALL - 9, "re-anchored": 9}
    assert located(revision) == located(Revision(revision.old, revision.old, revision.quotations))
    assert 'opened = "Uşak. On [[23 April 2015]]"' in revision.new.toml
    assert [each.text for each in revision.unclaimed] == [sentence.strip()]


def test_sentences_are_joined_parted_and_moved(seeds: Path) -> None:
    """Catches words that are lost as another mark ends their sentence, or it went elsewhere."""
    start = TEXT.index(" A large flower garden")
    planned = TEXT[start : TEXT.index("\n", start)]
    text = changed(
        ("Rustamovs. The opening ceremony took", "Rustamovs; and the opening ceremony took"),
        ("Tlaxcoaque square, changing", "Tlaxcoaque square. It meant changing"),
        (planned, ""),
        ("== Israel ==\n", f"== Israel ==\n{planned[1:].replace('large', 'big')} "),
    )
    revision = revise(seeds, text)
    assert set(words_of(revision, "changed")) == {
        "memorials.the-hague.setting",
        "events.baku-opening.description",
    }
    assert "lost" not in outcomes(revision)
    assert 'section = ["Netherlands", "Israel"]\nname = "Khojaly massacre' in revision.new.toml
    held = located(revision)
    assert held["events.mexico-city-renaming.description"].startswith("changing the name")
    assert held["memorials.the-hague.memorial_type.quotes.2"] == "monument"


def test_a_word_of_a_sentence_that_went_elsewhere(seeds: Path) -> None:
    """Catches a changed word of a moved sentence, found in the sentence that took its place."""
    text = changed(
        (MARBLE, "Its marble shines."),
        ("== Israel ==\n", f"== Israel ==\n{MARBLE.replace('marble', 'granite')} "),
    )
    revision = revise(seeds, text)
    assert words_of(revision, "changed") == {"memorials.the-hague.material": "granite"}
    assert located(revision)["memorials.the-hague.height_m"] == "about two meters high"
    assert [each.text for each in revision.unclaimed] == ["Its marble shines."]


def test_most_of_a_section_becomes_another(seeds: Path) -> None:
    """Catches a section that is given up though it still stands, as most of it went elsewhere."""
    text = changed(("Turkey. In 2011,", "Turkey.\n\n== Approved in 2011 ==\nIn 2011,"))
    revision = revise(seeds, text)
    assert outcomes(revision) == {"kept": ALL}
    assert '[memorials.ankara]\nsection = "Turkey"\n' in revision.new.toml
    assert '[memorials.adana]\nsection = ["Turkey", "Approved in 2011"]\n' in revision.new.toml
    assert '[events.usak-opening]\nsection = ["Turkey", "Approved in 2011"]\n' in revision.new.toml


def test_two_sections_change_places(seeds: Path) -> None:
    """Catches a section that is taken for another because of where it stands."""
    start, middle, end = (TEXT.index(head) for head in ("== Israel", "== Mexico", "==Netherlands"))
    text = TEXT[:start] + TEXT[middle:end] + TEXT[start:middle] + TEXT[end:]
    revision = revise(seeds, text)
    assert outcomes(revision) == {"kept": ALL}
    assert revision.new.toml == signed(TOML, text)


def test_a_section_that_is_gone_goes(seeds: Path) -> None:
    """Catches a record whose other claims cannot be found, as one of its sections is gone."""
    start, end = TEXT.index("== Israel"), TEXT.index("== Mexico")
    revision = revise(seeds, TEXT[:start] + TEXT[end:])
    assert 'section = ["Bosnia and Herzegovina", "Israel"]' not in revision.new.toml
    assert revision.new.toml.count('section = ["Bosnia and Herzegovina"]') == 3
    held = located(revision)
    assert held["people.leyla-aliyeva.name.quotes.0"] == "Leyla Aliyeva"
    assert {path for path, words in held.items() if not words} == set(words_of(revision, "lost"))


def test_text_with_marks_of_its_own(seeds: Path) -> None:
    """Catches a quotation that is cut at double brackets, and one across a line break."""
    doubled = "- Khojaly massacre\n- [[Khojaly massacre]]\n"
    text = changed(
        ("- Khojaly massacre\n", doubled), ("in Baku, near", "in [[Baku]] near [[Baku]], near")
    )
    revision = revise(seeds, text)
    assert set(outcomes(revision)) == {"kept", "re-anchored"}
    assert 'locality = { quote = "Baku", prefix = "in [[" }' in revision.new.toml
    assert '\nquote = "Khojaly massacre"\nprefix = "- "\nsuffix = "\\n"\n' in revision.new.toml
    assert located(revision)["unused.0.quote"] == "Khojaly massacre"

"""`pipeline.check.loaded_words`: loaded words are found, quotations are told from our own words."""

import re
from collections.abc import Iterator

import pytest
from cases import cases
from conftest import ROOT
from pipeline.check.loaded_words import Sources, unquoted
from pipeline.common.findings import RULES
from pipeline.common.letters import folded
from pipeline.common.loaded import FORMS, LIST, loaded_in

from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES


@pytest.mark.parametrize(
    ("text", "words"),
    cases("""
        The genocide of 1992 → genocide | khojaly-genocide-memorial → genocide
        GENOCIDES and Genocidal acts, genocide → genocides; genocidal; genocide
        named_aggressor → aggressor | genocide1992 → genocide
        the genocide’s victims; “thugs” → genocide; thugs
        war crime, war  crimes, war-crime-museum, war_crimes → war crime; war crimes
        the so-called monument, so_called, so‑called → so-called
        SOYKIRIM, soykırımı, Soyqırımı → soykırım; soyqırım | ŞƏHİD and şehit → şəhid; şehit
        geno\u00adcide → genocide | thu\u200bg and geno\u2060cidal → thug; genocidal
        ge\u0301nocide → genocide | ｇｅｎｏｃｉｄｅ → genocide | GENOCİDE → genocide
        𝐆enocide and ge\u20ddnocide → genocide | ge\u3164nocide → genocide
        gеnocide → genocide | genօcide → genocide | ɡenοcide, GEΝOCIDE → genocide
        genøcide, łiar, ᴛhug, թhug → genocide; liar; thug
        ТЕРРОРИСТ и террористы → террор | Вандалы, вандализм → вандал
        Xocalı soyqırımının, Hocalı soykırımının → soyqırım; soykırım
        геноцида азербайджанцев → геноцид | ցեղասպանության մասին → ցեղասպան
        des Völkermordes; le génocide; il genocidio → Völkermord; genocide; genocid
        şəhidlərin, şehitlerin → şəhidlər; şehitler
        terörist, terrorista, террористка → terörist; terroris; террор
        оккупанты, işğalçılar, агрессоры → оккупант; işğalçı; агрессор
        фашисты, faşistlər, ֆաշիստներ → фашист; faşist; ֆաշիստ
        самопровозглашённая; так называемая → самопровозглашенн; так называем
        un crime contre l’humanité → crime contre l'humanité
        crimes against humanity → crimes against humanity
        allegedly whitewashed → allegedly; whitewashed
    """),
)
def test_loaded_words_are_found(text: str, words: str) -> None:
    """Catches a word that escapes by its capitals, letters, form or what stands beside it."""
    assert list(loaded_in(text)) == words.split("; ")


@pytest.mark.parametrize(
    "text",
    [
        "It lies in the park; they believe that it lay there, and nobody lied.",
        "Khojaly massacre memorial to the victims, killed in the war",
        "The square is so called because of the monument.",
        "The site is now occupied by a hotel; his occupation was teacher.",
        "a war, crime and the like; crimes",
        "permission was denied; the statue was fabricated by collaborators",
        "a terrace, heron, heroin, Marty, Thugga, savagnin, terroir, bandita, cruelest",
        "named_perpetrator, commemorated_event, protester, claims-disagree",
        "an annexe, cover up the plaque, the covered upper part, self explanatory",
        "historic events; historical land; the region, under the occupation of others",
        "памятник жертвам резни; Hocalı katliamı, Xocalı qətliamı, կոտորած, Massaker, matanza",
        "it was held in Kahramanmaraş and Şehitkamil; Gedenkhain; the Turkish katılım; terrorless",
        "режим работы; Barbara and Варвара; a marionette, in extremis, facial",
        "",
    ],
)
def test_ordinary_words_are_not(text: str) -> None:
    """Catches a hit inside another word, or in everyday prose."""
    assert loaded_in(text) == {}


def test_the_list_is_in_order() -> None:
    """Catches a form that stands twice, cannot be found, or says nothing to write instead."""
    assert len({folded(form) for form in FORMS}) == len(LIST) == len(FORMS) > 700
    for form, instead in FORMS.items():
        assert list(loaded_in(f"a {form.replace('*', 'x')}.")) == [form.removesuffix("*")]
        assert instead.strip() == instead != ""
        assert loaded_in(instead) == {}
    assert "massacre" not in LIST


def test_each_side_and_language_is_on_the_list() -> None:
    """Catches a list that hears what is said in one of the languages alone."""
    least = {"[а-я]": 90, "[ա-ֆ]": 50, "ə": 25, "ı": 25, "ö|ü|ß": 20, "é|à|ó|ñ": 30}
    found = {letters: sum(bool(re.search(letters, form)) for form in FORMS) for letters in least}
    assert {letters: found[letters] >= count for letters, count in least.items()} == dict.fromkeys(
        least, True
    )


@pytest.mark.parametrize("word", ["genocide", "thug", "regime"])
def test_no_letter_that_looks_the_same_hides_a_word(word: str) -> None:
    """Catches a look-alike in the table that is paired with another letter."""
    alike = dict(zip("abcdefghijklmnopqrstuvwxyz", "аbсԁеfɡһіјkӏmոοрqгѕτυvԝхуz", strict=True))
    for at, letter in enumerate(word):
        if alike[letter] not in (letter, "г"):
            assert list(loaded_in(word[:at] + alike[letter] + word[at + 1 :])) == [word]


@pytest.mark.parametrize(
    ("text", "kept"),
    cases("""
        it says “thugs” here → it says here | "a" and "b → and "b | «a» „b“ `c` d → d
        ‘the memorial’s thugs’ stay → stay | the memorial’s → the memorial's | a ” b “ c → a ” b “ c
        “a ‘b” c’ → c’ | “ → “ | ∅ → ∅
    """),
)
def test_quotations_are_taken_out(text: str, kept: str) -> None:
    """Catches a quotation that is taken for our own word, and a mark without a partner."""
    assert unquoted(text, lambda _: True).split() == kept.split()


@pytest.mark.parametrize(
    ("text", "kept"),
    cases("""
        it says “thugs” here → it says here | "my thugs" and "Armenian thugs" → my thugs and
        “our own words” are no matter → are no matter | “Armenian  ‘thugs’,” they say → they say
        ‘ARMENIAN THUGS’ → ∅ | “an Armenian thug” → an Armenian thug
        “Armenian thugs who” → Armenian thugs who
    """),
)
def test_only_what_a_source_says_is_taken_out(text: str, kept: str) -> None:
    """Catches words of ours that marks alone make somebody's."""
    sources = Sources(["Nothing.", "Armenian\nthugs, Armenian “thugs”. A word"])
    assert unquoted(text, sources.have).split() == kept.split()


def test_without_sources_nothing_is_quoted() -> None:
    """Catches an excuse that nobody can check."""
    assert unquoted("the “thugs”", Sources([]).have).split() == ["the", "thugs"]


def test_what_is_too_much_to_look_for_is_not_quoted() -> None:
    """Catches a note of many words between marks that takes hours; the last is not excused."""
    sources = Sources(["thug " * 100_000 + "thug of ours"])
    assert sources.have("thug of ours")
    assert not any(sources.have(f"thug {number}") for number in range(20_000))
    assert not sources.have("thug of ours")


# Our own pages and names.


def own_prose() -> Iterator[tuple[str, str]]:
    """What the schemas, the findings and the pages say in our own words, and where."""
    for table, model in TABLES.items():
        yield table, f"{table} {model.__doc__}"
        for column in columns_of(model):
            about = (column.name, column.meaning, column.rule, column.unit, column.vocabulary)
            yield f"{table}.{column.name}", " ".join(about)
    for vocabulary, terms in VOCABULARIES.items():
        for name, meaning in terms.items():
            yield f"{vocabulary}.{name}", f"{vocabulary} {name} {meaning}"
    for code, rule in RULES.items():
        yield code, f"{code} {rule.rule} {rule.mend}"
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        for paragraph in text.split("\n\n"):
            yield page.name, unquoted(paragraph, lambda _: True)


def test_our_own_words_are_neutral() -> None:
    """Catches a name, a meaning, a rule or a page of ours that takes a side."""
    told = list(own_prose())
    assert {"memorials.opened", "status.built", "loaded-word", "README.md"} <= {
        place for place, _ in told
    }
    assert [(place, list(loaded_in(text))) for place, text in told if loaded_in(text)] == []

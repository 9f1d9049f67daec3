"""`pipeline.wording`: loaded words are found, quotations are told from our own words."""

import re
from collections.abc import Iterator

import pytest
from conftest import ROOT
from pipeline.findings import RULES
from pipeline.wording import LIST, folded, loaded_in, unquoted

from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The genocide of 1992", ["genocide"]),
        ("GENOCIDES and Genocidal acts, genocide", ["genocides", "genocidal", "genocide"]),
        ("khojaly-genocide-memorial", ["genocide"]),
        ("named_aggressor", ["aggressor"]),
        ("genocide1992", ["genocide"]),
        ("the genocide’s victims; “thugs”", ["genocide", "thugs"]),
        ("war crime, war  crimes, war-crime-museum, war_crimes", ["war crime", "war crimes"]),
        ("the so-called monument, so_called, so‑called", ["so-called"]),
        ("SOYKIRIM, soykırımı, Soyqırımı", ["soykırım", "soykırımı", "soyqırımı"]),
        ("ŞƏHİD and şehit", ["şəhid", "şehit"]),
        ("geno\u00adcide", ["genocide"]),
        ("thu\u200bg and geno\u2060cidal", ["thug", "genocidal"]),
        ("ge\u0301nocide", ["genocide"]),
        ("ｇｅｎｏｃｉｄｅ", ["genocide"]),
        ("GENOCİDE", ["genocide"]),
        ("crimes against humanity", ["crimes against humanity"]),
        ("allegedly whitewashed", ["allegedly", "whitewashed"]),
    ],
)
def test_loaded_words_are_found(text: str, words: list[str]) -> None:
    """Catches a word that escapes by its capitals, accents, form or what stands beside it."""
    assert list(loaded_in(text)) == words


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
        "",
    ],
)
def test_ordinary_words_are_not(text: str) -> None:
    """Catches a hit inside another word, or in everyday prose."""
    assert loaded_in(text) == {}


def test_the_list_is_in_order() -> None:
    """Catches a form that stands twice, cannot be found, or says nothing to write instead."""
    assert len({folded(form) for form, _ in LIST.values()}) == len(LIST) > 150
    for form, instead in LIST.values():
        assert list(loaded_in(f"a {form}.")) == [form]
        assert instead.strip() == instead != ""
        assert loaded_in(instead) == {}
    assert "massacre" not in LIST


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("it says “thugs” here", "it says   here"),
        ('"a" and "b', '  and "b'),
        ("‘the memorial’s thugs’ stay", "  stay"),
        ("«a» „b“ `c` d", "        d"),
        ("the memorial’s", "the memorial's"),
        ("a ” b “ c", "a ” b “ c"),
        ("“a ‘b” c’", "  c’"),
        ("“", "“"),
        ("", ""),
    ],
)
def test_quotations_are_taken_out(text: str, kept: str) -> None:
    """Catches a quotation that is taken for our own word, and a mark without a partner."""
    assert unquoted(text).split() == kept.split()


# Our own pages and names.


def own_prose() -> Iterator[tuple[str, str]]:
    """What the schemas, the findings and the pages say in our own words, and where."""
    for table, model in TABLES.items():
        yield table, f"{table} {model.__doc__}"
        for column in columns_of(model):
            about = (column.name, column.meaning, column.rule, column.unit, column.vocabulary)
            yield f"{table}.{column.name}", " ".join(about)
    for vocabulary, terms in VOCABULARIES.items():
        for name, term in terms.items():  # a term's `words` are the sources'
            yield f"{vocabulary}.{name}", f"{vocabulary} {name} {term.meaning}"
    for code, rule in RULES.items():
        yield code, f"{code} {rule.rule} {rule.mend}"
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        for paragraph in text.split("\n\n"):
            yield page.name, unquoted(paragraph)


def test_our_own_words_are_neutral() -> None:
    """Catches a name, a meaning, a rule or a page of ours that takes a side."""
    told = list(own_prose())
    assert {"memorials.opened", "status.extant", "loaded-word", "README.md"} <= {
        place for place, _ in told
    }
    assert [(place, list(loaded_in(text))) for place, text in told if loaded_in(text)] == []

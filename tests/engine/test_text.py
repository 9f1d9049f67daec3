"""`pipeline.read.text`: where passages and sections stand, in the real text and in made-up ones."""

from collections import defaultdict
from pathlib import Path

import pytest
from cases import cases
from pipeline.read.text import Section, read_document, sentences

SEED = Path(__file__).parent / "sources/khojaly-massacre-memorials.txt"
TEXT = SEED.read_text(encoding="utf-8")
REAL = read_document(TEXT)


def passages(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.section, one.text) for one in read_document(text).passages]


def test_real_kinds_by_section() -> None:
    """Catches passages lost, merged, taken for another kind or counted to another section."""
    kinds: dict[str, str] = defaultdict(str)  # their first letters
    for one in REAL.passages:
        kinds[one.section] += one.kind[0]
    assert kinds == {
        **{"": "t", "Infobox": "hiiiiiii", "Lead": "s", "Azerbaijan": "hss"},
        **{"Bosnia and Herzegovina": "hs", "Germany": "hssssssssss", "Israel": "hs"},
        **{"Mexico": "hs", "Mexico / Controversy": "hssss", "Netherlands": "hsssss"},
        **{"Turkey": "hsssss", "See also": "hll"},
    }


def test_real_offsets_are_code_points_and_lines_physical() -> None:
    """Catches offsets in bytes (İ and ş take two) and lines counted from 0."""
    at = TEXT.index("İzmit")
    assert (at, REAL.line_of(0), REAL.line_of(at)) == (5142, 1, 47)
    assert REAL.passages[REAL.passage_at(at)].text == (
        "On 23 April 2015, another monument was unveiled in İzmit."
    )


@pytest.mark.parametrize(
    ("marked",),
    cases("""
        He came. ‖ She left. | Who? ‖ Me! ‖ Yes… ‖ No. | It ended. ‖ 2008 began. | He came. he left.
        Mr. Smith met Dr. Jones. ‖ He left. | J. R. Smith came. ‖ He left. | U.S. Army. ‖ Yes.
        It is e.g. Baku. ‖ Then | About approx. 5 manats. ‖ Yes.
        St. Petersburg has No. 5 there. ‖ So. | Built in 5.5 m. ‖ Next | On Feb. 26, 2008. ‖ Yes.
        In Aug. 2012 and Sept. 2011. ‖ Yes. | It was in Dec. ‖ The stone | The sun. ‖ 26 came.
        Am 26. Februar 2008. ‖ Ja. | Am 3. Okt. 2008. ‖ Ja. | Vom 24. bis 26. Mai 2008. ‖ Ja.
        Le 26 févr. 2008. ‖ Oui. | It has 26. ‖ Maiden voyage. | Since 1926. ‖ March came.
        It is 8.26. ‖ March came. | Pres. Aliyev at pl. Defilad. ‖ So. | Стоит на ул. Ленина. ‖ Да.
        He said “Yes.” ‖ “No,” she said. | «Да». ‖ Он ушёл. ‖ (Нет.) ‖ Да. | No end
        It was made by İ. Əliyev alone. | By Ç. Aitmatov alone. | By Ş. Axundov alone. | ∅
        Auf aserb. Xocalı, türk. Hocalı, armen. Chodschalu. ‖ Ja. | Kunst usw. ‖ Da war da Kopp.
        Orte, z. B. Bonn, z.B. Ulm, d. h. Berlin, d.h. Jena, u. a. Dr. Kopp, St. Gallen. ‖ Ja.
        На азерб. Xocalı, арм. Xocalı, т. е. Памятник, т. к. Город в пос. Ходжалы им. Низами. ‖ Да.
        На ул. Победы в г. Баку после победы. ‖ Да. | В 2008 г. Баку, 26 мая 1992 г. Ходжалы. ‖ Да.
        Он стоит там с 2008 г. ‖ Автор жив. | В 2008 г. ‖ Он стоит, он цел. | А. и др. Гости.
        Near 5th St. N.W. Smith met the Azerb. Embassy. ‖ At 5 N.W. ‖ The park. | Lee Jr. Lee left.
        Anıt vb. Türk eserleri, Dr. Aliyev, Nizami Cad. Uşak. ‖ Evet. | Anıt vb. ‖ O zaman o geldi.
        Heykəl və s. Bakıda, Nizami küç. Bakı, Prof. Əliyev. ‖ Bəli. | 2012 թ. Բացվեց։ ‖ Այո։ ‖ Ոչ։
        Il a env. Dix ans, M. A., Mme. B, St. Denis, p. ex. Lyon, p.ex. Nice. ‖ Oui. | L'art. ‖ Oui.
        El Sr. Aliyev, Av. Reforma, p. ej. Lima, p.ej. Quito. ‖ Sí. | Il Sig. A, ad es. Roma. ‖ Sì.
        Dhr. Jansen, bijv. Den Haag, o.a. Delft, d.w.z. Holland. ‖ Ja. | Dit enz. ‖ De man, de zee.
        It is at 47° 35′ 09″ N, 1° 20′ 06″ E. ‖ Yes. | At 47° N, 1° 20'W. ‖ Yes. | By E. Smith.
    """),
)
def test_sentences(marked: str) -> None:
    """Catches sentences cut at abbreviations, initials and dates, or not cut (‖) where they end."""
    text = marked.replace(" ‖ ", " ")
    assert " ‖ ".join(text[start:end] for start, end in sentences(text)) == marked


def lead(*sentences: str) -> list[tuple[str, str, str]]:
    return [("sentence", "Lead", words) for words in sentences]


ITEMS = [("list_item", "A", "one"), ("list_item", "A", "two")]
INFOBOX = [("heading", "Infobox", "Infobox"), ("infobox", "Infobox", "Open: 2011")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n\t\n", []),
        ("= T =", [("title", "", "T")]),
        ("two\nlines. And\none.\n\nThird", lead("two\nlines.", "And\none.", "Third")),
        ("== A ==\n- one\n* two\ntext", [("heading", "A", "A"), *ITEMS, ("sentence", "A", "text")]),
        ("Infobox\n- Open: 2011\n\n- not of it", [*INFOBOX, ("list_item", "Lead", "not of it")]),
        ("  indented \n", lead("indented")),
        ("a = b", lead("a = b")),
        ("====", []),
        ("== A = ==", [("heading", "A =", "A =")]),
        ("== =A(1) ==", [("heading", "A(1)", "A(1)")]),
        ("== - ==", []),
        ("It is. -5 or @ so. =1", lead("It is. -5 or @ so. =1")),
        ("- =A(1) + @b", [("list_item", "Lead", "A(1) + @b")]),
        ("＝Ａ", lead("Ａ")),
        ("-no item", lead("no item")),
    ],
)
def test_passages(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Catches lines that are taken for another kind of passage than they are."""
    assert passages(text) == expected


def test_subsections_of_one_name_are_told_apart_by_their_path() -> None:
    """Catches a subsection found under the wrong section, or an ambiguous name taken as one."""
    text = "== A ==\n=== X ===\none.\n== B ==\n=== X ===\ntwo.\n== X ==\nthree."
    document = read_document(text)
    found = {one.name: text[one.start : one.end] for one in document.sections}
    assert found == {
        "A": "== A ==\n=== X ===\none.\n",
        "A / X": "=== X ===\none.\n",
        "B": "== B ==\n=== X ===\ntwo.\n",
        "B / X": "=== X ===\ntwo.\n",
        "X": "== X ==\nthree.",
    }
    assert document.sections_named("B / X") == [Section("B / X", 31, 46)]
    assert document.sections_named("X") == [Section("X", 46, 60)]
    assert document.sections_named("Y") == []
    twice = read_document(text[:46])
    assert [one.name for one in twice.sections_named("X")] == ["A / X", "B / X"]


@pytest.mark.parametrize(
    ("text", "names"),
    cases("""
        = T =⏎== A ==⏎text. → A | = T =⏎lead.⏎== A ==⏎text. → Lead; A | = T = → ∅
        Infobox⏎- a: b⏎== A == → Infobox; A | === X ===⏎a.⏎=== Y ===⏎b. → X; Y
        == A ==⏎==== D ====⏎==== E ====⏎x. → A; A / D; A / E
    """),
)
def test_names_of_sections(text: str, names: str) -> None:
    """Catches sections where the text has none, and a path of headings of the same level."""
    assert "; ".join(one.name for one in read_document(text).sections) == names


@pytest.mark.parametrize(("place", "index"), [(0, 0), (6, 0), (7, 0), (8, 1), (99, 1)])
def test_a_place_between_passages_belongs_to_the_one_before(place: int, index: int) -> None:
    """Catches an index that is one off, or below 0."""
    assert read_document("First.\n\nSecond.").passage_at(place) == index

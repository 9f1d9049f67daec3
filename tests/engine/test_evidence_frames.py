"""What `evidence` gives and shows: quotations marked in their sentences, which are a frame too."""

import pickle
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import FROZEN, NAME, in_terminal, read
from pandas.testing import assert_frame_equal

import khojaly_memorials as km
from khojaly_memorials.evidence_frame import MAX_SHOWN, Evidence
from khojaly_memorials.links import link_to, page_text
from khojaly_memorials.names import TableName
from khojaly_memorials.proof import COLUMNS
from schemas import PROVENANCE

PAGE = "https://en.wikipedia.org/wiki/Khojaly_massacre_memorials"
HEIGHT = f"""\
height_m = 2  (normalized)
  The marble-made edifice is [[about two meters high]].
  Khojaly massacre memorials, 4648–4669, {PAGE}#:~:text=about%20two%20meters%20high"""
ATTENDEE = ("berlin-opening", "norbert-kopp", "attendee")


def first(*cell: str) -> str:
    """Return what is shown of the first quotation of a cell of a memorial."""
    return repr(km.evidence("memorials", *cell)).split("\n\n")[0]


def test_in_a_pipe_the_quotation_stands_in_brackets() -> None:
    assert first("the-hague", "height_m") == HEIGHT


def test_a_note_and_what_is_preferred_are_shown() -> None:
    shown = repr(km.evidence("memorials", "usak", "status"))
    heading, sentence, note, _ = shown[shown.index("status = built") :].split("\n")[:4]
    assert heading == "status = built  (coded, preferred)"
    assert sentence.startswith("  In February 2014, [[the opening ceremony ")
    assert note.startswith("  Preferred: over approved: ")


def test_a_derived_cell_is_shown_with_its_rule() -> None:
    rule = km.evidence("memorials", "the-hague", "dimensions_approximate")["rule"].iloc[0]
    assert first("the-hague", "dimensions_approximate") == f"Derived: {rule}."
    assert rule.startswith("true where ")


def test_a_cell_without_quotation_says_so() -> None:
    nothing = "No quotation: nothing was read from a source for this."
    found = km.evidence("memorials", "adana", "height_m")
    assert (repr(found), found._repr_html_()) == (nothing, f"<p>{nothing}</p>")  # type: ignore[operator]
    assert tuple(found.columns) == COLUMNS


def test_in_a_terminal_the_quotation_is_underlined() -> None:
    code = (
        "import khojaly_memorials as km; print(km.evidence('memorials', 'the-hague', 'height_m'))"
    )
    words = (sys.executable, "-c", code)
    plain = {"PYTHONPATH": str(FROZEN / "src"), "TERM": "xterm"}
    assert "is \x1b[1m\x1b[4mabout two meters high\x1b[0m." in in_terminal(*words, **plain)[1]
    shown = in_terminal(*words, NO_COLOR="1", **plain)[1]
    assert shown.replace("\r", "").startswith(HEIGHT)


def test_a_notebook_marks_the_quotation() -> None:
    """Whatever words there are, they are words and no HTML."""
    found = km.evidence("memorials", "the-hague", "height_m").head(1)
    found["sentence"], found["quote"], found["at"] = "<b> is about & two.", "about &", 7
    found["note"] = "<i>"
    assert Evidence(found)._repr_html_() == (
        "<p><b>height_m = 2</b> (normalized)<br>"
        '<q dir="auto">&lt;b&gt; is <mark>about &amp;</mark> two.</q><br><i>&lt;i&gt;</i><br>'
        f'<a href="{PAGE}#:~:text=about%20two%20meters%20high">Khojaly massacre memorials</a>, '
        "4648–4669</p>"
    )


@pytest.mark.parametrize("table", [table for table in km.tables() if table not in PROVENANCE])
def test_a_whole_table_has_all_its_quotations(table: TableName) -> None:
    """Each stands in its sentence where `at` says, and is shown as long as there are not many."""
    found = km.evidence(table)
    rows = [row for row in read("evidence") if row["table_name"] == table]
    for name in ("record_id", "field", "value", "quote", "basis"):
        assert found[name].tolist() == [row[name] for row in rows]
    for sentence, at, quote in found[["sentence", "at", "quote"]].values.tolist():
        assert sentence[at : at + len(quote)] == quote
    shown, more = repr(found), max(0, len(rows) - MAX_SHOWN)
    assert shown.count("[[") == len(rows) - more
    assert shown.endswith(f"\n\n… and {more} more") == bool(more)
    heading = f"{rows[0]['field']} = {rows[0]['value']}"
    several = found["record_id"].nunique() > 1
    assert shown.startswith(f"{rows[0]['record_id']}: " * several + heading)
    assert found._repr_html_().count("<mark>") == len(rows) - more  # type: ignore[operator]


def test_a_field_of_all_records() -> None:
    found = km.evidence("memorials", field="opened")
    assert set(found["field"]) == {"opened"}
    assert found["record_id"].nunique() > 5


def test_a_record_is_named_by_text_or_by_parts() -> None:
    found = km.evidence("event_people", ATTENDEE)
    assert_frame_equal(found, km.evidence("event_people", "/".join(ATTENDEE)))
    assert_frame_equal(km.evidence("memorials", ("baku",)), km.evidence("memorials", "baku"))
    assert set(found["record_id"]) == {"/".join(ATTENDEE)}


def test_other_engines_have_the_same_columns_and_values() -> None:
    frame = km.evidence("memorials", "baku")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    polars = km.evidence("memorials", "baku", engine="polars")
    arrow = km.evidence("memorials", "baku", engine="pyarrow")
    assert polars.to_dicts() == arrow.to_pylist() == rows
    assert [str(polars.schema[name]) for name in ("at", "start", "quote")] == [
        "Int64", "Int64", "String",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="did you mean 'polars'"):
        km.evidence("memorials", "baku", engine="polar")  # type: ignore[call-overload]


def test_what_is_taken_from_it_is_a_plain_frame(tmp_path: Path) -> None:
    found = km.evidence("memorials", "usak")
    plain = pd.DataFrame(found)
    found.to_parquet(tmp_path / "usak.parquet")
    copies = [
        *(found.copy(), found.query("rank != ''"), found[found["start"] > 0], found.iloc[:]),
        *(found[[*COLUMNS]], pd.concat([found]), found.reset_index(drop=True)),
        pd.read_parquet(tmp_path / "usak.parquet"),
    ]
    for copy in [*copies, plain]:
        assert type(copy) is pd.DataFrame
        assert_frame_equal(copy, found)
        assert_frame_equal(found, copy)
    again = pickle.loads(pickle.dumps(found))
    assert_frame_equal(again, found)
    assert repr(again) == repr(found) != repr(plain)


def test_a_frame_from_which_columns_were_taken_is_shown_as_one() -> None:
    found = km.evidence("memorials", "usak")
    del found["at"]
    assert repr(found) == repr(pd.DataFrame(found))
    assert found._repr_html_() == pd.DataFrame(found)._repr_html_()  # type: ignore[operator]


NO_PART = "unknown record of event_people (event_id/person_id/role) "


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (
            ("event_people", ATTENDEE, "person_id"),
            "person_id is a part of the record's key and rests on no quotation: ask for role, which"
            " rests on “was attended by Mayor of Steglitz-Zehlendorf Norbert Kopp”",
        ),
        (
            ("event_people", None, "event_id"),
            "event_id is a part of the record's key and rests on no quotation: ask for role",
        ),
        (
            ("memorials", "sarajevo", "memorial_id"),
            "memorial_id is the record's identifier and rests on no quotation: ask for country,"
            " dedicated_to, locality, memorial_type, name, opened, status",
        ),
        (
            ("people", "norbert-kopp", "named"),
            "named is the curator's own and rests on no quotation: ask for description, name",
        ),
        (
            ("passages",),
            "passages rests on no quotation: ask for one of memorials, inscriptions, people, ",
        ),
        (("memorial",), "unknown table 'memorial': did you mean 'memorials'?"),
        (("memorials", "bakku"), "unknown record of memorials 'bakku': did you mean 'baku'?"),
        (("memorials", 7), "unknown record of memorials 7: there are adana, ankara, "),
        (
            ("event_people", ATTENDEE[:2]),
            f"{NO_PART}'berlin-opening/norbert-kopp': did you mean {'/'.join(ATTENDEE)!r}?",
        ),
        (
            ("event_people", ("berlin-opening", "norbert-kop", "attendee")),
            f"{NO_PART}'berlin-opening/norbert-kop/attendee': did you mean {'/'.join(ATTENDEE)!r}?",
        ),
    ],
)
def test_what_cannot_be_asked_says_what_can(cell: tuple[TableName, str], says: str) -> None:
    with pytest.raises(ValueError) as caught:
        km.evidence(*cell)
    assert str(caught.value).startswith(says)


SENTENCES = (
    "It stands.\rIt stands in Oslo. It stands.\rIt fell in Oslo.\n\nIn Oslo it stands, fellow."
)


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        ("stands in Oslo", "stands%20in%20Oslo"),
        ("Oslo.\n", "fell%20in-,Oslo."),
        ("fell", "fell"),
        ("It stands.", "It%20stands."),
        ("Oslo it", "Oslo%20it"),
        ("It stands.\rIt stands in", "It%20stands.,It%20stands%20in"),
        ("fell in Oslo.\n\nIn", "fell%20in%20Oslo.,In"),
        ("ell", "f-,ell"),
    ],
)
def test_a_link_has_the_least_context_and_none_of_other_sentences(
    words: str, directive: str
) -> None:
    start = SENTENCES.index(words)
    link = link_to("https://example.org/a", SENTENCES, start, start + len(words))
    assert link == f"https://example.org/a#:~:text={directive}"


def test_a_link_keeps_the_place_that_an_address_names() -> None:
    assert (
        link_to("https://example.org/#top", "Oslo", 0, 4) == "https://example.org/#top:~:text=Oslo"
    )


def test_the_text_of_a_page_has_each_character_at_its_place() -> None:
    """Signs of the plain form are left out, and sentences of a paragraph are a line."""
    passages, text = read("passages"), km.text(NAME)
    shown = page_text(passages)
    for row in passages:
        start, end = int(row["start"]), int(row["end"])
        assert text[start:end] == row["text"]
        if row["section"] != "Infobox":
            assert shown[start:end] == row["text"]
    assert "=" not in shown
    assert "\n\nLocation\n\nZehlendorf, Berlin, Germany\n" in shown
    assert "Mahmud Rustamovs.\rThe opening ceremony" in shown

"""How a difference is shown: where it is cut, and that values of strangers stay only text."""

import json

import pytest
from markdown_it import MarkdownIt
from pipeline.common.letters import code_span, visible
from pipeline.compare.report import MAX_BYTES, MAX_LINES, report
from pipeline.compare.version import Change, Difference

MARKDOWN = MarkdownIt("commonmark").enable("table")
HOSTILE = [
    "`", "``", "a`b``c", "`x`", " `", "` ", " ", "  a  ", "\n# heading", "a\n\n- item", "a|b",
    "\\|", "\\`", "<script>alert(1)</script>", "<!-- ", "&lt;", "@everyone", "#1", "**bold**",
    "[x](https://example.org)", "![x](y)", "https://example.org", "$a$", ":tada:", "]]>", "---",
    "\x1b[31mred", "\x9b31m", "\u202egnp.exe", "\u2066x\u2069", "\u200b", "\ufeff", "\u00a0", "\r",
    "\u2028", "\ud800", "\U000e0041", "", "```\n@team\n```",
]  # fmt: skip


def test_a_version_that_is_high_enough() -> None:
    """Nothing is held against a version that is the one called for, or above it."""
    changes = [Change("cell-filled", "memorials", "baku", "material", None, "", "bronze")]
    for new in ("1.1.0", "2.0.0"):
        verdict = report(Difference(changes, "1.0.0", new), "text").splitlines()[-1]
        called = "The changes call for a minor version: after 1.0.0 comes 1.1.0."
        assert verdict == f"{called} The new package says {new}."
    for low in ("1.0.1", "next"):
        assert "too low" in report(Difference(changes, "1.0.0", low), "text")


def test_an_old_version_that_is_none() -> None:
    """No number is suggested, the bump is."""
    changes = [Change("table-added", "memorials", new="1 rows")]
    found = Difference(changes, "first", "1.0.0")
    assert json.loads(report(found, "json"))["suggested"] is None
    verdict = "The changes call for a minor version; the old one is first, not like 1.2.3."
    assert report(found, "text").splitlines()[-1] == verdict


def test_long_values_show_where_they_differ() -> None:
    """Two long values that begin alike are shown from shortly before what differs."""
    same = "the same words " * 20
    change = Change("cell-changed", "events", "x", "text", None, f"{same}old", f"{same}new")
    line = report(Difference([change], "1.0.0", "1.0.0"), "text").splitlines()[4]
    assert line == '  patch ~ x text  "…ords the same words old" → "…ords the same words new"'


def test_a_row_shows_what_its_key_does_not() -> None:
    """The cells that are the key are not said again, and long rows are cut."""
    cells = (("person_id", "a"), ("relative_id", "b"), ("role", "child"), ("note", "x" * 99))
    first = Change("row-removed", "kinships", "a/b/child", cells=(*cells, ("more", "y" * 99)))
    more = tuple((f"x{number}", "z") for number in range(9))
    last = Change("row-removed", "kinships", "c/d", cells=(*first.cells, *more))
    lines = report(Difference([first, last], "1.0.0", "1.0.0"), "text").splitlines()
    assert lines[4] == f'  patch - a/b/child  note "{"x" * 50}…", more "{"y" * 50}…"'
    assert lines[5].endswith('x1 "z", …')
    assert lines[5].startswith('  patch - c/d        person_id "a", relative_id "b", role "child"')


def test_a_new_field_says_its_type() -> None:
    """A field that is added or removed is shown with its type."""
    added = Change("field-added", "people", field="born", note="date")
    text = report(Difference([added], "1.0.0", "1.0.0"), "text").splitlines()
    assert text[4] == '  major + field born  "date"'


def test_names_without_an_end_are_cut() -> None:
    """A name of a million letters does not fill the screen."""
    change = Change("cell-changed", "t" * 10**6, "r" * 10**6, "f", None, "a", "b")
    found = Difference([change], "1" * 10**6, "1.0.0")
    for style in ("text", "markdown"):
        assert len(report(found, style)) < 3000


def test_long_lists_are_cut_in_markdown_alone() -> None:
    """200 lines a table, then how many more there are; JSON has all."""
    some = [Change("record-added", "people", f"p-{number}") for number in range(MAX_LINES + 50)]
    found = Difference([*some, Change("record-added", "events", "e")], "1.0.0", "1.0.0")
    lines = report(found, "markdown").splitlines()
    assert sum(line.startswith("- minor, added: `p-") for line in lines) == MAX_LINES
    assert "- … and 50 more; `--format json` has all" in lines
    assert lines[-1] == "- minor, added: `e`"
    assert len(json.loads(report(found, "json"))["changes"]) == MAX_LINES + 51
    assert len([line for line in report(found, "text").splitlines() if " + p-" in line]) == 250


def test_markdown_fits_into_a_summary() -> None:
    """However long the values are, all is within the 1 MiB that a job's summary may have."""
    values = ("f", None, "←" * 999, "→" * 999)
    rows = range(40 * MAX_LINES)
    long = [Change("cell-changed", f"t{row // MAX_LINES}", f"r{row}", *values) for row in rows]
    text = report(Difference(long, "1.0.0", "1.0.0"), "markdown")
    assert MAX_BYTES < len(text.encode()) < 2**20
    assert f"… and {MAX_LINES} more; `--format json` has all" in text


def tokens(markdown: str) -> list[tuple[str, str]]:
    """The kinds and contents of all that Markdown shows inline, in order."""
    return [
        (child.type, child.content)
        for token in MARKDOWN.parse(markdown)
        for child in token.children or []
    ]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_code_span_holds_its_value(value: str) -> None:
    """In a list, a heading and a table: one code span with just the value, words around it kept."""
    expected = ("code_inline", visible(value))
    for line in (f"- before: {code_span(value)} after", f"### before: {code_span(value)} after"):
        if value:
            assert tokens(line) == [("text", "before: "), expected, ("text", " after")]
    table = f"| a | b |\n| --- | --- |\n| {code_span(value, in_table=True)} | after |"
    if value:
        in_cell = ("code_inline", visible(value).replace("|", "\\x7c"))
        assert tokens(table)[2:] == [in_cell, ("text", "after")]
    assert code_span("") == "_(empty)_"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Uşak, “x” — 漢字", "Uşak, “x” — 漢字"),
        ("a\nb\r", "a⏎b\\x0d"),
        ("\x1b[31m\x9b", "\\x1b[31m\\x9b"),
        ("\u202ex\u2066\u200b\ufeff", "\\u202ex\\u2066\\u200b\\ufeff"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("a\u00a0b", "a\\xa0b"),
        ("\ud800\U000e0041", "\\ud800\\U000e0041"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    """Letters of any script stay; what hides, reorders or steers is an escape."""
    assert visible(text) == shown


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_everywhere(value: str) -> None:
    """A value in every place of every kind of change is only text: no HTML, link, mention, line."""
    cells = tuple((name, value) for name in ("table_name", "record_id", "field", "quote", "value"))
    changes = [
        Change("cell-changed", value, value, value, value, value, value * 2),
        Change("field-described", value, None, value, value, value, None),
        Change("identifier-removed", value, value, new=value, note=value),
        Change("identifier-removed", value, value, new=value, note=value, cells=cells),
        Change("record-added", value, value, cells=(("x", value + "x"), *cells)),
        Change("passages-added", value, value, count=2),
        Change("evidence-gained", "evidence", value, new=value, cells=cells),
        Change("evidence-replaced", "evidence", value, old="x", new=value, cells=cells),
        Change("cell-changed", "evidence", value, value, None, "x", value, cells=cells),
    ]
    found = Difference(changes, value, value)
    said = report(found, "markdown")
    parsed = MARKDOWN.parse(said)
    assert {kind for kind, _ in tokens(said)} <= {"text", "code_inline", "em_open", "em_close"}
    assert {token.type for token in parsed} <= {
        f"{block}_{end}"
        for block in ("heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody")
        for end in ("open", "close")
    } | {"tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "inline"}
    rules = {change.rule.why for change in changes}
    items = sum(token.type == "list_item_open" for token in parsed)
    assert items == len(rules) + len(changes)
    if value:  # in the counts, where a pipe would end the cell
        assert ("code_inline", visible(value).replace("|", "\\x7c")) in tokens(said)
    assert not any("@" in text for kind, text in tokens(said) if kind == "text")
    for style in ("text", "markdown", "json"):
        assert all(visible(line) == line for line in report(found, style).split("\n"))
    assert report(found, "json").isascii()

"""`pipeline.revise.toml_strings`: a changed string, and every other byte of the file as it was."""

import tomllib
from typing import Any

import pytest
from conftest import NAME, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.read.toml_positions import Path
from pipeline.revise.toml_strings import Entry, strings_of, toml_entry, toml_string, with_entries

REAL = (ROOT / f"seeds/{NAME}.toml").read_text(encoding="utf-8")
NASTY = st.text(
    st.one_of(st.sampled_from("'\"\\\n\r\t[]#={} a"), st.characters(exclude_categories=["Cs"]))
)
FILE = """# a = "in a comment"
[source]
sha256 = "old"  # kept

[a."b.c"]
section = "S"
one = '''two
lines, "quoted" '''
two = \"\"\"\\"\"\" # no comment\"\"\"
three = [ "x", { quote = 'q', prefix = "" }, # one
  "y" ]
four.quote = "z" # no ''' here
five = \"\"\"say "yes\"\"\"\"
six = '''it's 'so''''

[[unused]]
  quote = "u" # a reason
[[unused]]
quote = "v"
"""


def leaves(parsed: Any, path: Path = ()) -> dict[Path, str]:
    """Every string of a parsed file, by its path."""
    if isinstance(parsed, str):
        return {path: parsed}
    if not isinstance(parsed, dict | list):
        return {}
    inner = parsed.items() if isinstance(parsed, dict) else enumerate(parsed)
    return {at: said for name, one in inner for at, said in leaves(one, (*path, name)).items()}


@pytest.mark.parametrize("toml", [REAL, FILE], ids=["real", "made"])
def test_where_each_string_stands(toml: str) -> None:
    """Catches strings in comments, in keys and within strings, and those of several lines."""
    found = {
        path: tomllib.loads(f"s = {toml[start:end]}")["s"]
        for path, (start, end) in strings_of(toml).items()
    }
    assert found == leaves(tomllib.loads(toml))


@pytest.mark.parametrize(
    ("path", "entry", "old", "new"),
    [
        (("source", "sha256"), "new", '"old"', '"new"'),
        (("a", "b.c", "one"), "1", "'''two\nlines, \"quoted\" '''", '"1"'),
        (("a", "b.c", "two"), "2", '"""\\""" # no comment"""', '"2"'),
        (
            ("a", "b.c", "three", 2),
            {"quote": "y", "prefix": "["},
            '"y"',
            '{ quote = "y", prefix = "[" }',
        ),
        (("a", "b.c", "three", 1, "suffix"), "s", "'q'", "'q', suffix = \"s\""),
        (("a", "b.c", "four", "prefix"), "p", "four.", 'four.prefix = "p"\nfour.'),
        (("unused", 0, "prefix"), "p", '  quote = "u"', '  prefix = "p"\n  quote = "u"'),
        (("unused", 1, "quote"), 'w"', '"v"', "'w\"'"),
        (("a", "b.c", "section"), ["S", "T"], '"S"', '["S", "T"]'),
    ],
)
def test_one_string_changes(path: Path, entry: Entry, old: str, new: str) -> None:
    """Catches a comment, a space or another string that is changed too."""
    assert FILE.count(old) == 1
    assert with_entries(FILE, {path: entry}) == FILE.replace(old, new)


def test_lists_of_strings() -> None:
    """Catches items that are lost, and a comment that a longer list would swallow."""
    toml = 's = [ "a",\n  "b" ]\n'
    assert with_entries(toml, {("s",): ["c", "d"]}) == 's = [ "c",\n  "d" ]\n'
    assert with_entries(toml, {("s",): ["c", "b", "d"]}) == 's = [ "c", "b", "d" ]\n'
    assert with_entries(toml, {("s",): ["c"]}) == 's = [ "c" ]\n'
    noted = 's = ["a", # why\n  "b"]\n'
    assert with_entries(noted, {("s",): ["c", "d"]}) == 's = ["c", # why\n  "d"]\n'
    with pytest.raises(ValueError, match="a comment"):
        with_entries(noted, {("s",): ["c"]})


@pytest.mark.parametrize(
    "toml", ['"{".quote = "c"\n', '"{" = { quote = "c", "suffi\\u0078" = 1 }\n']
)
def test_what_cannot_be_changed_is_refused(toml: str) -> None:
    """Catches a file that is spoiled where its layout is a strange one."""
    with pytest.raises(ValueError, match="line 1"):
        with_entries(toml, {("{", "suffix"): "z"})


@settings(derandomize=True, deadline=None, max_examples=300)
@given(NASTY)
def test_any_words_can_be_written(words: str) -> None:
    """Catches a string that TOML does not read, or reads as another, or that hides a letter."""
    written = toml_string(words)
    assert tomllib.loads(f"s = {written}")["s"] == words
    assert "\n" not in written
    assert written.isprintable()
    assert tomllib.loads(f"s = {toml_entry({'quote': words})}")["s"] == {"quote": words}


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.dictionaries(st.sampled_from(sorted(strings_of(REAL))), NASTY, min_size=1, max_size=5))
def test_any_strings_of_the_real_claims_can_be_changed(entries: dict[Path, str]) -> None:
    """Catches an edit that touches what lies between the strings."""
    spans = strings_of(REAL)
    changed = with_entries(REAL, entries)
    again = strings_of(changed)
    assert leaves(tomllib.loads(changed)) == leaves(tomllib.loads(REAL)) | entries
    assert _between(changed, again) == _between(REAL, spans)
    kept = set(spans) - set(entries)
    assert all(REAL[slice(*spans[one])] == changed[slice(*again[one])] for one in kept)


def _between(toml: str, spans: dict[Path, tuple[int, int]]) -> list[str]:
    """What stands between the strings."""
    edges = [0, *(edge for span in spans.values() for edge in span), len(toml)]
    edges.sort()
    return [toml[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]

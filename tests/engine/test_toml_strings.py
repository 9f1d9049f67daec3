"""`pipeline.revise.toml_strings`: a changed string, and every other byte of the file as it was."""

import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.read.toml_positions import Path
from pipeline.revise.toml_strings import Entry, rewrite_toml, toml_entry
from revisions import TOML, spellings

NASTY = st.text(
    st.one_of(st.sampled_from("'\"\\\n\r\t[]#={} a"), st.characters(exclude_categories=["Cs"]))
)
STRING = re.compile(r"(#[^\n]*)|'''.*?'''|\"(?:[^\"\\]|\\.)*\"|'[^']*'")  # or a comment
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
seven = [ "m",
  "n" ] # all

[[unused]]
  quote = "u" # a reason
# the next
[[unused]]
quote = "v"
"""


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
        (("a", "b.c", "three", 1, "suffix"), "s", 'prefix = "" }', 'prefix = "", suffix = "s"}'),
        (("a", "b.c", "four", "prefix"), "p", "five", 'four.prefix = "p"\nfive'),
        (("unused", 0, "prefix"), "p", "# a reason\n", '# a reason\nprefix = "p"\n'),
        (("unused", 1, "quote"), 'w"', '"v"', "'w\"'"),
        (("a", "b.c", "section"), ["S", "T"], '"S"', '["S", "T"]'),
        (("a", "b.c", "seven"), ["o"], '[ "m",\n  "n" ]', '["o"]'),
    ],
)
def test_one_string_changes(path: Path, entry: Entry, old: str, new: str) -> None:
    """Catches a comment, a space or another string that is changed too."""
    assert FILE.count(old) == 1
    assert rewrite_toml(FILE, {path: entry}) == FILE.replace(old, new)


@pytest.mark.parametrize(
    ("toml", "path", "entry"),
    [
        ('s = ["a", # why\n  "b"]\n', ("s",), ["c"]),
        ('[unused]\nreason = "r"\n', ("unused", "prefix"), "p"),
        ('[a]\nquote = "q"\n', ("b", "quote"), "p"),
    ],
)
def test_what_cannot_be_changed_is_refused(toml: str, path: Path, entry: Entry) -> None:
    """Catches a comment that is swallowed, and a file that is spoiled."""
    with pytest.raises(ValueError, match=r"a comment|its layout"):
        rewrite_toml(toml, {path: entry})


@settings(derandomize=True, deadline=None, max_examples=300)
@given(NASTY)
def test_any_words_can_be_written(words: str) -> None:
    """Catches a string that TOML does not read, or reads as another, or that hides a letter."""
    written = toml_entry(words)
    assert tomllib.loads(f"s = {written}")["s"] == words
    assert "\n" not in written
    assert written.isprintable()
    assert tomllib.loads(f"s = {toml_entry({'quote': words})}")["s"] == {"quote": words}


@settings(derandomize=True, deadline=None, max_examples=8)
@given(st.dictionaries(st.sampled_from(sorted(spellings(TOML))), NASTY, min_size=1, max_size=5))
def test_any_strings_of_the_real_claims_can_be_changed(entries: dict[Path, str]) -> None:
    """Catches an edit that touches what lies between the strings."""
    changed = rewrite_toml(TOML, entries)
    written = {path: toml_entry(words) for path, words in entries.items()}
    assert spellings(changed) == spellings(TOML) | written
    assert STRING.sub(r"\1", changed) == STRING.sub(r"\1", TOML)

"""The words of languages: they are data that a speaker can fill in, and stand nowhere in code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from conftest import ROOT
from pipeline.common.words import (
    FOLDER,
    PATTERNS,
    entries,
    expression,
    month_names,
    pattern,
    short_months,
    word_files,
)

PIPELINE = ROOT / "scripts/pipeline"
STATIONS = [path for name in ("read", "resolve") for path in (PIPELINE / name).glob("*.py")]
FILES = sorted(FOLDER.glob("*.toml"))
NO_WORDS = re.compile(r"\(\?P<\w+>|<[A-Za-z_]+>|\\u[0-9a-f]{4}|\\[A-Za-z]")  # keys, groups, escapes
TECHNICAL = {"name", "true", "false"} | {"at", "line", "column"}  # of JSON, of `tomllib`


def words_in_patterns(source: str) -> Iterator[str]:
    """Two letters or more in a raw string, or in what a function of `re` is given first."""
    tree, lines = ast.parse(source), source.splitlines()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    given = {id(call.args[0]) for call in calls if "re" in ast.unparse(call.func).split(".")}
    inner = {id(part) for node in ast.walk(tree) for part in getattr(node, "values", ())}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant | ast.JoinedStr) or id(node) in inner:
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [part.value for part in parts if isinstance(part, ast.Constant)]
        raw = re.match(r"""rf?["']""", lines[node.lineno - 1][node.col_offset :])
        if raw or id(node) in given:
            text = NO_WORDS.sub(" ", " ".join(str(text) for text in texts))
            words = filter(str.isalpha, re.findall(r"[^\W\d_]{2,}", text))
            yield from set(words) - TECHNICAL


@pytest.mark.parametrize("path", STATIONS, ids=lambda path: path.name)
def test_no_pattern_has_a_word_of_a_language(path: Path) -> None:
    """Catches a word that only a reader of the code can find, and only a programmer can add."""
    assert list(words_in_patterns(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "line", ['X = r"\\b(?:about)\\b"', 'X = rf"{Y}(?: of)?"', 're.search("before", x)']
)
def test_a_word_in_a_pattern_is_found(line: str) -> None:
    """The test above can fail."""
    assert list(words_in_patterns(line)) in (["about"], ["of"], ["before"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_tells_what_to_fill_in(path: Path) -> None:
    """Catches a key that no comment explains or no rule reads, and comments that drift apart."""
    head, _, _ = path.read_text("utf-8").partition("\n\n")
    first, _, rest = head.partition("\n")
    model = FILES[0].read_text("utf-8").partition("\n\n")[0].partition("\n")[2]
    assert first.startswith(f"# {Locale.parse('en').languages[path.stem]}: ")
    assert rest == model
    explained = re.findall(r"[a-z_]+", " ".join(re.findall(r"^#   (\S.*?)  ", head, re.M)))
    code = "".join(one.read_text("utf-8") for one in PIPELINE.glob("*/*.py"))
    code += "".join(PATTERNS.values())
    for key in word_files()[path.stem]:
        assert key in explained
        assert f"<{key}>" in code or f'"{key}"' in code


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_entry_is_one_that_a_pattern_can_use(path: Path) -> None:
    """Catches an entry that matches nothing, as it is not in small letters or not trimmed."""
    in_capitals = {"names", "era", "abbreviations", "last_abbreviations"}
    for key, words in word_files()[path.stem].items():
        for word in words if isinstance(words, list) else ():
            assert word == word.strip() != ""
            assert key in in_capitals or word == word.lower()
            assert re.compile(expression(word))


@pytest.mark.parametrize(
    ("entry", "words", "others"),
    [
        ("at (the )most", "at most|at the most|at\nthe most", "at them most|atmost"),
        ("fail*", "fail|failure", "fai|a fail"),
        ("*n't", "isn't|don’t|n't", "isn|n't it"),
        ("e.g", "e.g", "egg"),
    ],
)
def test_the_signs_of_an_entry(entry: str, words: str, others: str) -> None:
    """Catches a sign that stands for more or less than the comment says."""
    for text, match in [(words, True), (others, False)]:
        found = [bool(re.fullmatch(expression(entry), word)) for word in text.split("|")]
        assert set(found) == {match}


def test_a_digit_is_looked_at_and_not_taken() -> None:
    """Catches a second month beside the same digit that is taken for a word."""
    denied_not = pattern("<denied_not>")
    assert denied_not.sub("", "may 26 may") == " 26 "
    assert denied_not.sub("", "may be") == "may be"


def test_a_key_of_no_language_is_an_error() -> None:
    """Catches a pattern with a misspelled key, which would match nothing."""
    with pytest.raises(KeyError):
        entries("abuot")


def test_months_beside_those_of_cldr() -> None:
    """Catches short names in use that CLDR does not have, in a language or another one's."""
    assert month_names("en")["sept"] == 9
    assert month_names("de-AT")["mär"] == 3
    assert {"sept", "mär"} & (short_months("en") | short_months("de")) == {"sept", "mär"}
    assert "mär" not in short_months("en")
    assert "may" not in short_months("en")

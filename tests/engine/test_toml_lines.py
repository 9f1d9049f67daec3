"""`pipeline.read.toml_positions`: the line of every table and key of a file of claims."""

import tomllib
from pathlib import Path as File

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline.read.toml_positions import Path, line_of, lines_of

SEED = File(__file__).parent / "sources/khojaly-massacre-memorials.toml"


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("", {}),
        ("a = 1\n\n# c\n[b] # d\n\tc = 1\n", {("a",): 1, ("b",): 4, ("b", "c"): 5}),
        ("[a.b]\nc.d = 1", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 2, ("a", "b", "c", "d"): 2}),
        ("'x.y' = 1\n[\"a b\".'c']\n", {("x.y",): 1, ("a b",): 2, ("a b", "c"): 2}),
        (
            "[[u]]\nq = 1\n[[u]]\nq = 2\n",
            {("u",): 1, ("u", 0): 1, ("u", 0, "q"): 2, ("u", 1): 3, ("u", 1, "q"): 4},
        ),
        ("s = '#'\nt = '''\n[x]\n\n# y\n'''\nu = 1", {("s",): 1, ("t",): 2, ("u",): 7}),
        ("z = [\n  1, # one\n\n  2,\n]\nw = 3", {("z",): 1, ("w",): 6}),
        ("[a]\nr = { value = 'x', quote = 'y' }\n[b]", {("a",): 1, ("a", "r"): 2, ("b",): 3}),
        ("a = {}\nb = []\n", {("a",): 1, ("b",): 2}),
    ],
)
def test_lines(toml: str, expected: dict[Path, int]) -> None:
    """Catches keys on the wrong line after comments, multi-line values and arrays of tables."""
    assert lines_of(toml) == expected


def test_lines_of_a_file_with_carriage_returns() -> None:
    """Catches a file saved on Windows, which TOML allows: every finding would name line 1."""
    toml = "[a]\r\nb = 1\r\nc = '''\r\nx'''\r\nd = 2\r\n"
    assert tomllib.loads(toml) == {"a": {"b": 1, "c": "x", "d": 2}}
    assert [line_of(toml, ("a", name)) for name in "bcd"] == [2, 3, 5]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("memorials", "baku", "name"), 3),
        (("memorials", "baku", "name", "quote", "none"), 3),
        (("memorials", "baku", "missing"), 2),
        (("memorials", "other"), 2),
        (("people",), 1),
        ((), 1),
    ],
)
def test_a_path_that_is_not_there_has_the_line_of_what_is_above(path: Path, line: int) -> None:
    """Catches a finding without a place, or at the wrong table, for what a file lacks."""
    assert line_of("# claims\n[memorials.baku]\nname = { value = 'a', quote = 'b' }", path) == line


def test_real_claims() -> None:
    """Catches lines that drift over a long file of people's own making."""
    toml = SEED.read_text(encoding="utf-8")
    lines = toml.split("\n")
    for path, line in (
        (("source", "sha256"), lines.index(next(x for x in lines if x.startswith("sha256"))) + 1),
        (("memorials", "baku"), lines.index("[memorials.baku]") + 1),
        (("memorials", "baku", "length_m"), lines.index('length_m = "8.6-meters-long"') + 1),
    ):
        assert line_of(toml, path) == line


NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=6)
VALUES = st.sampled_from(
    ["1", "'# [x]'", '"a\\"b"', "{ a = 1, b = 2 }", "[\n1,\n\n2]", "'''\n[t]\nk = 1\n'''", "1.5"]
)
TABLES = st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=4), max_size=5)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(TABLES, st.sampled_from(["", "# comment", "\n", "  \n# [no.table]"]))
def test_every_key_of_a_generated_file_is_found(
    tables: dict[str, dict[str, str]], between: str
) -> None:
    """Catches any layout in which a key is missed or found on another line."""
    written: list[str] = []
    expected: dict[Path, int] = {}

    def write(words: str) -> int:
        line = sum(one.count("\n") + 1 for one in written) + 1
        written.append(words)
        return line

    for name, keys in tables.items():
        write(between)
        expected[name,] = write(f"[{name}]")
        for key, value in keys.items():
            expected[name, key] = write(f"{key} = {value}")
            write(between)
    assert lines_of("\n".join(written)) == expected

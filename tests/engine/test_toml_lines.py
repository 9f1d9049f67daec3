"""`pipeline.read.toml_positions`: the line of every table and key of a file of claims."""

import tomllib

import pytest
from pipeline.read.toml_positions import Path, line_of, lines_of


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

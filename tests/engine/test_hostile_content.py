"""Content that is meant to hang, flood or mislead: it is answered within 10 s and 500 MB.

Most of it once took minutes, gigabytes or a traceback; the rest is the like of what did.
"""

from pathlib import Path
from typing import Any

import pytest
from conftest import read, rewrite
from hostile import TEXT, add_seed, build, cases, validate

MAX_BYTES = 2 << 20  # bytes of a text
HALF = 1 << 19  # characters: half of what claims may have
ACCENTS = "a" + "\u0301" * 300_000 + "\u0327" * 300_000  # to put these in order takes an hour


def numbered(form: str, count: int) -> str:
    """A form many times, each with a number of its own."""
    return "".join(form.format(number) for number in range(100_000, 100_000 + count))


def listed(items: str) -> str:
    """A list of TOML."""
    return f"[{items}]"


def refused(tmp_path: Path, code: str, text: str, claims: str, **source: str) -> None:
    """Check that the build of a text and its claims finds what the code says."""
    add_seed(tmp_path / "seeds", "x", text, claims, **source)
    answer = build(tmp_path / "seeds")
    assert (answer.status, code in answer.codes()) == (1, True), answer.findings[:3]
    assert not answer.hides()


# ---------------------------------------------------------------- source texts

LONG_HEADINGS = "".join(f"{'=' * level} {'é' * 190} {'=' * level}\n" for level in range(2, 7))
SIGNS = {
    "equals signs": "=" * (MAX_BYTES - 99),
    "formulas in headings": "== a ==\n=== =A(1) ===\n" * 20_000,
}
TEXTS: dict[str, dict[str, Any]] = {  # by the code of what is found in them
    "passage-unaccounted": {
        "an open heading": "= a" + " " * (MAX_BYTES - 99) + "x",
        "points": "b" + "." * (MAX_BYTES - 99),
        "a point and spaces": "A." + " " * (MAX_BYTES - 99) + "b",
        "opening brackets": "a. " + "(" * (MAX_BYTES - 99) + "!",
        "titles": "Mr. A " * (MAX_BYTES // 6 - 99),
        "letters": "a" * (MAX_BYTES - 99),
        "line feeds": "\n" * (MAX_BYTES - 99) + "a",
        "white lines": " \n" * (MAX_BYTES // 2 - 99) + "a",
        "quotation marks": "“a " * (MAX_BYTES // 5 - 99),
        "dates": "1 May, " * (MAX_BYTES // 7 - 99),
        "list items": "- a\n" * 49_990,
        "headings": "== a ==\n" * 49_990 + "A.",
        "formulas in lines": "- =HYPERLINK(A1)\n" * 40_000,
        "controls": "a\x1b[2Jb\x07",
    },
    "too-large": {
        "sentences": "A be. " * (MAX_BYTES // 6 - 99),
        "long headings": LONG_HEADINGS + "- a\n" * 49_000,
        "more than is read": "a" * (MAX_BYTES + 1),
    },
    "bad-value": {
        "headings that hide": "== \ue000 ==\n" * 40_000,
        "another direction": "== a\u202eb ==",
    },
    "text-not-nfc": {
        "accents": ACCENTS,
        "decomposed lines": "e\u0301\n" * (MAX_BYTES // 4 - 99),
        "carriage returns": "a\r\n" * (MAX_BYTES // 3 - 99),
        "NULs": "\0\n" * (MAX_BYTES // 2 - 99),
    },
}


ANN = '[people.ann]\nname = "Ann Bee"\n'


@pytest.mark.parametrize(("code", "text"), cases(TEXTS))
def test_texts(tmp_path: Path, code: str, text: str) -> None:
    """Each is read in one pass, whatever it has again and again."""
    refused(tmp_path, code, f"{text}\n\nAnn Bee\n", ANN)


@pytest.mark.more
@pytest.mark.parametrize("name", SIGNS)
def test_signs_alone_say_nothing(tmp_path: Path, name: str) -> None:
    """Catches signs for which the claims would have to account."""
    add_seed(tmp_path / "seeds", "x", f"{SIGNS[name]}\n\nAnn Bee\n", ANN)
    assert build(tmp_path / "seeds").status == 0


# ---------------------------------------------------------------- claims

CLAIM = "[people.x]\nname = "
HEIGHT = "[memorials.x]\nheight_m = { value = "
CLAIMS: dict[str, dict[str, Any]] = {  # claims of `TEXT`, by the code of what is found in them
    "toml-syntax": {
        "lists in lists": "a = " + "[" * 10_000 + "]" * 10_000,
        "tables in tables": "a = " + "{b = " * 10_000 + "1" + "}" * 10_000,
        "a dotted key": "a." * 500_000 + "a = 1",
        "a quoted dotted key": "'a' . " * 100_000 + "a = 1",
        "a dotted header": "[" + "a." * 10_000 + "a]",
        "keys below one": "[" + "a." * 999 + "a]\n" + numbered("k{} = 1\n", 60_000),
        "digits": CLAIM + "1" * 10**6,
        "an open text": CLAIM + '"""' + '"" ' * 300_000,
        "carriage returns": "\r" * 900_000,
        "a control": CLAIM + "'a\x1bb'",
        "a NUL": CLAIM + "'a\0b'",
    },
    "unknown-key": {
        "keys as deep as they may be": "".join(
            "a." * 30 + f"b{number} = 1\n" for number in range(12_000)
        ),
        "unknown keys": CLAIM + '"Baku"\n' + numbered("nam{} = 1\n", 60_000),
        "a long key": f'"{"m" * HALF}" = 1',
    },
    "bad-claim": {
        "tables": "[[people]]\n" * 80_000,
        "unused tables": "[[unused]]\n" * 90_000,
        "hexadecimal digits": CLAIM + "0x" + "f" * 900_000,
        "hexadecimal value": f"{CLAIM}{{ quote = 'Baku', value = 0x{'f' * 5_000} }}",
        "brackets in lines": CLAIM + listed("\n" + "[],\n" * 200_000),
        "sections": f"{CLAIM}'Baku'\nsection = " + listed("'a'," * 200_000),
    },
    "bad-identifier": {
        "identifiers": numbered("[people.X{}]\n", 50_000),
        "a long identifier": f"[people.{'a' * HALF}]\n" + numbered("k{} = 1\n", 30_000),
        "a long relation": f"{CLAIM}'Baku'\n[people.x.memberships.{'a' * HALF}]\nrole = 'Baku'",
    },
    "bad-value": {
        "digits as a text": HEIGHT + f"'{'1' * 10**6}', quote = 'Baku' }}",
        "infinity": HEIGHT + "inf, quote = 'Baku' }",
        "another direction, escaped": CLAIM + r'{ quote = "Baku", value = "\u202ex", note = "n" }',
        "a formula": CLAIM + "{ quote = 'Baku', value = '=HYPERLINK(A1)', note = 'n' }",
        "a sum": CLAIM + "{ quote = 'Baku', value = '+1+1', note = 'n' }",
        "a function": CLAIM + "{ quote = 'Baku', value = '@SUM(1)', note = 'n' }",
        "a shell": CLAIM + """{ quote = "Baku", value = "-2+3+cmd|' /C calc'!A0", note = "n" }""",
    },
    "quotation-not-found": {
        "opening marks": f"{CLAIM}'{'[[' * 400_000}'",
        "closing marks": f"{CLAIM}'a[[{']' * 900_000}'",
        "brackets in a text": CLAIM + "'''\n" + "x]\n" * 200_000 + "'''",
        "what is not there": CLAIM + listed(numbered("'nothing {} like it',", 30_000)),
        "no width": CLAIM + "'Ba\u200bku'",
    },
    "passage-unaccounted": {"a comment": "#" + "]" * 900_000},
    "unknown-section": {
        "a long section": CLAIM + listed("'b'," * 20_000) + f"\nsection = '{'a' * 900_000}'"
    },
    "too-large": {
        "a note for many": CLAIM + listed("'Baku'," * 40_000) + f"\nnote = '{'a' * HALF}'",
        "a value of many": f"{CLAIM}{{ join = {listed('`Baku`,' * 60_000)} }}".replace("`", "'"),
        "what is everywhere": CLAIM + listed("'a'," * 200_000),
    },
    "unknown-reference": {"references": numbered("[events.e{}]\nmemorial_id = 'z'\n", 20_000)},
    "identifier-retired": {
        "retired identifiers": "[retired.people]\n"
        + numbered("a{} = {{ became = 'b', reason = 'x' }}\n", 18_000)
    },
    "invisible-character": {
        "invisible lines": "# \u202e\n" * 150_000,
        "another direction": CLAIM + "'\u202eukaB'",
    },
}


@pytest.mark.parametrize(("code", "claims"), cases(CLAIMS))
def test_claims(tmp_path: Path, code: str, claims: str) -> None:
    """Each is read in one pass, and what is said again and again is not multiplied."""
    refused(tmp_path, code, TEXT, claims)


@pytest.mark.more
@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({"license": "MIT OR (MIT AND " * 3_000 + "MIT" + ")" * 3_000}, "unknown-license"),
        ({"language": "a" * HALF}, "bad-value"),
        ({"language": "../../etc/passwd"}, "bad-value"),
        ({"url": "http://" + "a" * HALF + " "}, "bad-value"),
        ({"title": "=HYPERLINK(A1)"}, "bad-value"),
        ({"sha256": "0" * HALF}, "text-changed"),
        ({"extent": "x" * HALF}, "bad-value"),
    ],
)
def test_sources(tmp_path: Path, source: dict[str, str], code: str) -> None:
    """What is said of a source is a cell too, and its licence is read by a library."""
    claims = CLAIM + "'Baku'\n[[unused]]\nquote = 'It was opened on 3 May 1999.'\nreason = 'a test'"
    refused(tmp_path, code, TEXT, claims, **source)


HEAVY: dict[str, dict[str, Any]] = {  # a text and quotations, by a code
    "quotation-ambiguous": {
        "one letter": ("e " * (MAX_BYTES // 2 - 99), listed("'e'," * 19_000)),
        "a long word": ("a" * (MAX_BYTES - 99), f"'{'a' * 900_000}'"),
    },
    "quotation-not-found": {
        "almost a long word": ("a" * (MAX_BYTES - 99), f"'b{'a' * 900_000}'"),
        "almost, thousands of times": (
            ("b" + "a" * 50) * (MAX_BYTES // 51 - 9),
            listed(numbered("'b" + "a" * 30 + "b{}',", 15_000)),
        ),
        "near, thousands of times": (
            numbered("word{} is here, ", MAX_BYTES // 20),
            listed(numbered("'word{} iz here',", 19_000)),
        ),
    },
    "too-large": {
        "many places, thousands of times": (
            ("b" + "a" * 50) * (MAX_BYTES // 51 - 9),
            listed(("'b" + "a" * 40 + "b',") * 15_000),
        )
    },
    "loaded-word": {
        "marked words, thousands of times": (
            "Word. And " + "thug " * (MAX_BYTES // 5 - 99),
            "{ quote = 'Word', note = '"
            + numbered("“thug thug {}”", 20_000)
            + "' }\n[[unused]]\nquote = 'And'\nreason = 'a test'",
        ),
        "marks that open": (
            "Word. And “thug",
            "{ quote = 'Word', note = '"
            + "“" * 200_000
            + "thug”"
            + "«‘“thug”»" * 9_000
            + "' }\n[[unused]]\nquote = 'And'\nreason = 'a test'",
        ),
    },
    "claims-disagree": {
        "values that differ": (
            numbered("W{}x ", 20_000),
            "'W0x'\n[memorials.m]\nname = 'W1x'\nmaterial = " + listed(numbered("'W{}x',", 19_000)),
        )
    },
}


@pytest.mark.more
@pytest.mark.parametrize(("code", "content"), cases(HEAVY))
def test_many_quotations_of_a_long_text(
    tmp_path: Path, code: str, content: tuple[str, str]
) -> None:
    """Thousands of quotations are looked for in two megabytes, or it is said that they are not."""
    refused(tmp_path, code, content[0], CLAIM + content[1])


@pytest.mark.more
def test_sections_that_are_many(tmp_path: Path) -> None:
    """Ten thousand records name a section of forty thousand."""
    text = numbered("== s{} ==\n", 40_000) + "Ann Bee\n"
    claims = numbered("[people.p{0}]\nsection = 's{0}'\nname = 'Ann'\n", 10_000)
    claims += numbered("[people.q{0}]\nsection = 't{0}'\nname = 'Ann'\n", 5_000)
    add_seed(tmp_path / "seeds", "x", text, claims)
    answer = build(tmp_path / "seeds")
    assert (answer.status, len(answer.findings)) == (1, 15_000)
    assert answer.codes() == {"quotation-not-found", "unknown-section"}


@pytest.mark.more
@pytest.mark.parametrize(
    ("text", "claims", "rows"),
    [
        (numbered("W{}x. ", 15_000), numbered("[people.p{0}]\nname = 'W{0}x'\n", 15_000), 15_000),
        (
            "“" + numbered("a“ W{}x ", 10_000) + "”",
            numbered("[statements.s{0}]\ntext = 'W{0}x'\n", 10_000),
            10_000,
        ),
        (
            "Z 2012. " + numbered("in W{}x 2011. ", 11_000),
            "[memorials.m]\nname = 'Z'\n"
            "opened = [{ quote = 'Z [[2012]]', prefer = 'over 2011: a test' },"
            + numbered("'W{}x [[2011]]',", 11_000)
            + "]\n",
            11_002,
        ),
        (
            numbered("W{}x. ", 15_000),
            "[people.p]\nname = 'W100000x'\nother_names = [" + numbered("'W{}x',", 15_000) + "]\n",
            15_001,
        ),
        (
            "Ann.\n" + numbered("- a{}x\n", 14_000),
            "[people.p]\nname = 'Ann'\n"
            + numbered("[[unused]]\nquote = 'a{}x'\nreason = 'a test'\n", 14_000),
            1,
        ),
    ],
)
def test_what_is_large_and_right_is_built(
    tmp_path: Path, text: str, claims: str, rows: int
) -> None:
    """People, statements between open marks, dates, names and idle passages by the ten thousand."""
    add_seed(tmp_path / "seeds", "x", text, claims)
    answer = build(tmp_path / "seeds")
    errors = [one for one in answer.findings if one["severity"] == "error"]
    assert (answer.status, errors[:3]) == (0, [])
    assert len(read("evidence", tmp_path / "out")) == rows
    assert validate(tmp_path / "out").status == 0


# ---------------------------------------------------------------- cells of a package

CELLS = {  # values of a column of memorials, each in a row of its own
    "name": ["=HYPERLINK(A1)", "+1+1", "@SUM(1)"],
    "site": ["-2+3+cmd|' /C calc'!A0", "a\0b"],
    "setting": ["a\x1b[2Jb", "a\u202eb", "a\u200bb", ACCENTS],
    "length_m": ["1" * 10**6, "1.1" * 10**6, "nan"],
    "geonames_id": ["1" * 10**6, "٣"],
    "opened": ["2" * 10**6, "a" * 10**6 + " 2011"],
    "memorial_id": ["a-" * 10**6, "../x"],
    "status": ["x" * 10**6],
}


@pytest.mark.parametrize("column", CELLS)
def test_cells(package: Path, column: str) -> None:
    """Formulas, letters that hide and traps for patterns."""
    codes = found_in_cells(package, "memorials", column, CELLS[column])
    assert codes.count("bad-value") >= len(CELLS[column])


def found_in_cells(package: Path, table: str, column: str, values: list[str]) -> list[str]:
    """Put values into the first rows of a column; the codes of what is found in it."""

    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        for row, value in zip(rows, values, strict=False):
            row[column] = value
        return rows

    rewrite(package, table, change)
    answer = validate(package)
    assert (answer.status, answer.hides()) == (1, False)
    return [
        one["code"]
        for one in answer.findings
        if (one["file"], one["field"]) == (f"data/{table}.csv", column)
    ]


@pytest.mark.more
def test_a_name_with_a_million_spaces(package: Path) -> None:
    """Catches a pattern that tries each of them again and again."""
    name = "a" + " " * 10**6 + "b"
    assert "evidence-missing" in found_in_cells(package, "memorials", "name", [name])


@pytest.mark.more
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("start", "9" * 10**6), ("start", "-1"), ("end", "999999999999"), ("end", "٣")),
        *(("quote", "a" * 5_000_000), ("prefix", "not" + " " * 5_000_000), ("start", "1e5")),
    ],
)
def test_evidence(package: Path, field: str, value: str) -> None:
    """Offsets of any length, and words around a quotation that are traps for patterns."""
    found_in_cells(package, "evidence", field, [value])

"""Content that is meant to hang, flood or mislead: it is answered within 10 s and 500 MB.

Most of it once took minutes, gigabytes or a traceback; the rest is the like of what did.
"""

from pathlib import Path

import pytest
from conftest import read, rewrite
from hostile import TEXT, add_seed, build, cases, validate

MOST = 2 << 20  # bytes of a text
HALF = 1 << 19  # characters: half of what claims may have
ACCENTS = "a" + "\u0301" * 300_000 + "\u0327" * 300_000  # to put these in order takes an hour


def numbered(form: str, count: int) -> str:
    """A form many times, each with a number of its own."""
    return "".join(form.format(number) for number in range(100_000, 100_000 + count))


def listed(items: str) -> str:
    """A list of TOML."""
    return f"[{items}]"


# ---------------------------------------------------------------- source texts

LONG_HEADINGS = "".join(f"{'=' * level} {'é' * 190} {'=' * level}\n" for level in range(2, 7))
TEXTS: dict[str, tuple[str, str]] = {  # a text, and the code of what is found in it
    "an open heading": ("= a" + " " * (MOST - 99) + "x", "passage-unaccounted"),
    "equals signs": ("=" * (MOST - 99), ""),
    "points": ("b" + "." * (MOST - 99), "passage-unaccounted"),
    "a point and spaces": ("A." + " " * (MOST - 99) + "b", "passage-unaccounted"),
    "opening brackets": ("a. " + "(" * (MOST - 99) + "!", "passage-unaccounted"),
    "titles": ("Mr. A " * (MOST // 6 - 99), "passage-unaccounted"),
    "letters": ("a" * (MOST - 99), "passage-unaccounted"),
    "line feeds": ("\n" * (MOST - 99) + "a", "passage-unaccounted"),
    "white lines": (" \n" * (MOST // 2 - 99) + "a", "passage-unaccounted"),
    "quotation marks": ("“a " * (MOST // 5 - 99), "passage-unaccounted"),
    "dates": ("1 May, " * (MOST // 7 - 99), "passage-unaccounted"),
    "list items": ("- a\n" * 49_990, "passage-unaccounted"),
    "sentences": ("A b. " * (MOST // 5 - 99), "too-large"),
    "headings": ("== a ==\n" * 49_990 + "A.", "passage-unaccounted"),
    "headings that hide": ("== \ue000 ==\n" * 40_000, "bad-value"),
    "formulas in headings": ("== a ==\n=== =A(1) ===\n" * 20_000, ""),
    "formulas in lines": ("- =HYPERLINK(A1)\n" * 40_000, "passage-unaccounted"),
    "long headings": (LONG_HEADINGS + "- a\n" * 49_000, "too-large"),
    "controls": ("a\x1b[2Jb\x07", "passage-unaccounted"),
    "another direction": ("== a\u202eb ==", "bad-value"),
    "accents": (ACCENTS, "text-not-nfc"),
    "decomposed lines": ("e\u0301\n" * (MOST // 4 - 99), "text-not-nfc"),
    "carriage returns": ("a\r\n" * (MOST // 3 - 99), "text-not-nfc"),
    "NULs": ("\0\n" * (MOST // 2 - 99), "text-not-nfc"),
    "more than is read": ("a" * (MOST + 1), "too-large"),
}


@pytest.mark.parametrize("name", cases(TEXTS))
def test_texts(tmp_path: Path, name: str) -> None:
    """Each is read in one pass, whatever it has again and again; signs alone say nothing."""
    text, code = TEXTS[name]
    claims = '[people.ann]\nname = "Ann Bee"\n'
    add_seed(tmp_path / "seeds", "x", f"{text}\n\nAnn Bee\n", claims)
    answer = build(tmp_path / "seeds")
    expected = (1, True) if code else (0, False)
    assert (answer.status, code in answer.codes()) == expected, answer.findings[:3]
    assert not answer.hides()


# ---------------------------------------------------------------- claims

CLAIM = "[people.x]\nname = "
CLAIMS: dict[str, tuple[str, str]] = {  # claims of `TEXT`, and the code of what is found in them
    "lists in lists": ("a = " + "[" * 10_000 + "]" * 10_000, "toml-syntax"),
    "tables in tables": ("a = " + "{b = " * 10_000 + "1" + "}" * 10_000, "toml-syntax"),
    "a dotted key": ("a." * 500_000 + "a = 1", "toml-syntax"),
    "a quoted dotted key": ("'a' . " * 100_000 + "a = 1", "toml-syntax"),
    "a dotted header": ("[" + "a." * 10_000 + "a]", "toml-syntax"),
    "keys below one": ("[" + "a." * 999 + "a]\n" + numbered("k{} = 1\n", 60_000), "toml-syntax"),
    "keys as deep as they may be": (
        "".join("a." * 30 + f"b{number} = 1\n" for number in range(12_000)),
        "unknown-key",
    ),
    "tables": ("[[people]]\n" * 80_000, "bad-claim"),
    "unused tables": ("[[unused]]\n" * 90_000, "bad-claim"),
    "unknown keys": (CLAIM + '"Baku"\n' + numbered("nam{} = 1\n", 60_000), "unknown-key"),
    "identifiers": (numbered("[people.X{}]\n", 50_000), "bad-identifier"),
    "a long key": (f'"{"m" * HALF}" = 1', "unknown-key"),
    "a long identifier": (
        f"[people.{'a' * HALF}]\n" + numbered("k{} = 1\n", 30_000),
        "bad-identifier",
    ),
    "a long relation": (
        f"{CLAIM}'Baku'\n[people.x.memberships.{'a' * HALF}]\nrole = 'Baku'",
        "bad-identifier",
    ),
    "hexadecimal digits": (CLAIM + "0x" + "f" * 900_000, "bad-claim"),
    "hexadecimal digits as a value": (
        f"{CLAIM}{{ quote = 'Baku', value = 0x{'f' * 5_000} }}",
        "bad-claim",
    ),
    "digits": (CLAIM + "1" * 10**6, "toml-syntax"),
    "digits as a text": (
        f"[memorials.x]\nheight_m = {{ value = '{'1' * 10**6}', quote = 'Baku' }}",
        "bad-value",
    ),
    "infinity": ("[memorials.x]\nheight_m = { value = inf, quote = 'Baku' }", "bad-value"),
    "opening marks": (f"{CLAIM}'{'[[' * 400_000}'", "quotation-not-found"),
    "closing marks": (f"{CLAIM}'a[[{']' * 900_000}'", "quotation-not-found"),
    "brackets in a text": (CLAIM + "'''\n" + "x]\n" * 200_000 + "'''", "quotation-not-found"),
    "brackets in lines": (CLAIM + listed("\n" + "[],\n" * 200_000), "bad-claim"),
    "a comment": ("#" + "]" * 900_000, "passage-unaccounted"),
    "an open text": (CLAIM + '"""' + '"" ' * 300_000, "toml-syntax"),
    "carriage returns": ("\r" * 900_000, "toml-syntax"),
    "sections": (f"{CLAIM}'Baku'\nsection = " + listed("'a'," * 200_000), "bad-claim"),
    "a long section": (
        CLAIM + listed("'b'," * 20_000) + f"\nsection = '{'a' * 900_000}'",
        "unknown-section",
    ),
    "a note for many": (
        CLAIM + listed("'Baku'," * 40_000) + f"\nnote = '{'a' * HALF}'",
        "too-large",
    ),
    "a value of many": (
        f"{CLAIM}{{ join = {listed('`Baku`,' * 60_000)} }}".replace("`", "'"),
        "too-large",
    ),
    "what is not there": (
        CLAIM + listed(numbered("'nothing {} like it',", 30_000)),
        "quotation-not-found",
    ),
    "what is everywhere": (CLAIM + listed("'a'," * 200_000), "too-large"),
    "references": (numbered("[events.e{}]\nmemorial_id = 'z'\n", 20_000), "unknown-reference"),
    "retired identifiers": (
        "[retired.people]\n" + numbered("a{} = {{ became = 'b', reason = 'x' }}\n", 18_000),
        "identifier-retired",
    ),
    "invisible lines": ("# \u202e\n" * 150_000, "invisible-character"),
    "a control": (CLAIM + "'a\x1bb'", "toml-syntax"),
    "a NUL": (CLAIM + "'a\0b'", "toml-syntax"),
    "another direction": (CLAIM + "'\u202eukaB'", "invisible-character"),
    "no width": (CLAIM + "'Ba\u200bku'", "quotation-not-found"),
    "another direction, escaped": (
        CLAIM + r'{ quote = "Baku", value = "\u202ex", note = "n" }',
        "bad-value",
    ),
    "a formula": (CLAIM + "{ quote = 'Baku', value = '=HYPERLINK(A1)', note = 'n' }", "bad-value"),
    "a sum": (CLAIM + "{ quote = 'Baku', value = '+1+1', note = 'n' }", "bad-value"),
    "a function": (CLAIM + "{ quote = 'Baku', value = '@SUM(1)', note = 'n' }", "bad-value"),
    "a shell": (
        CLAIM + """{ quote = "Baku", value = "-2+3+cmd|' /C calc'!A0", note = "n" }""",
        "bad-value",
    ),
}


@pytest.mark.parametrize("name", cases(CLAIMS))
def test_claims(tmp_path: Path, name: str) -> None:
    """Each is read in one pass, and what is said again and again is not multiplied."""
    claims, code = CLAIMS[name]
    add_seed(tmp_path / "seeds", "x", TEXT, claims)
    answer = build(tmp_path / "seeds")
    assert (answer.status, code in answer.codes()) == (1, True), answer.findings[:3]
    assert not answer.hides()


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
    add_seed(tmp_path / "seeds", "x", TEXT, claims, **source)
    answer = build(tmp_path / "seeds")
    assert (answer.status, code in answer.codes()) == (1, True), answer.findings[:3]


HEAVY: dict[str, tuple[str, str, str]] = {  # a text, its claims, and a code
    "one letter": ("e " * (MOST // 2 - 99), listed("'e'," * 19_000), "quotation-ambiguous"),
    "a long word": ("a" * (MOST - 99), f"'{'a' * 900_000}'", "quotation-ambiguous"),
    "almost a long word": ("a" * (MOST - 99), f"'b{'a' * 900_000}'", "quotation-not-found"),
    "almost, thousands of times": (
        ("b" + "a" * 50) * (MOST // 51 - 9),
        listed(numbered("'b" + "a" * 30 + "b{}',", 15_000)),
        "quotation-not-found",
    ),
    "many places, thousands of times": (
        ("b" + "a" * 50) * (MOST // 51 - 9),
        listed(("'b" + "a" * 40 + "b',") * 15_000),
        "too-large",
    ),
    "near, thousands of times": (
        numbered("word{} is here, ", MOST // 20),
        listed(numbered("'word{} iz here',", 19_000)),
        "quotation-not-found",
    ),
    "marked words, thousands of times": (
        "Word. And " + "thug " * (MOST // 5 - 99),
        "{ quote = 'Word', note = '"
        + numbered("“thug thug {}”", 20_000)
        + "' }\n[[unused]]\nquote = 'And'\nreason = 'a test'",
        "loaded-word",
    ),
    "marks that open": (
        "Word. And “thug",
        "{ quote = 'Word', note = '"
        + "“" * 200_000
        + "thug”"
        + "«‘“thug”»" * 9_000
        + "' }\n[[unused]]\nquote = 'And'\nreason = 'a test'",
        "loaded-word",
    ),
    "values that differ": (
        numbered("W{}x ", 20_000),
        listed(numbered("'W{}x',", 19_000)),
        "claims-disagree",
    ),
}


@pytest.mark.more
@pytest.mark.parametrize("name", HEAVY)
def test_many_quotations_of_a_long_text(tmp_path: Path, name: str) -> None:
    """Thousands of quotations are looked for in two megabytes, or it is said that they are not."""
    text, quotations, code = HEAVY[name]
    add_seed(tmp_path / "seeds", "x", text, CLAIM + quotations)
    answer = build(tmp_path / "seeds")
    assert (answer.status, code in answer.codes()) == (1, True), answer.findings[:3]


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
            "[memorials.m]\nname = 'Z'\nopened = [{ quote = 'Z [[2012]]', prefer = 'a test' },"
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

CELLS: dict[str, list[tuple[str, str]]] = {  # a column of memorials: values, and a code for each
    "name": [
        *(("=HYPERLINK(A1)", "bad-value"), ("+1+1", "bad-value"), ("@SUM(1)", "bad-value")),
        ("a" + " " * 10**6 + "b", "evidence-missing"),
    ],
    "site": [("-2+3+cmd|' /C calc'!A0", "bad-value"), ("a\0b", "bad-value")],
    "setting": [
        *(("a\x1b[2Jb", "bad-value"), ("a\u202eb", "bad-value"), ("a\u200bb", "bad-value")),
        (ACCENTS, "bad-value"),
    ],
    "length_m": [("1" * 10**6, "bad-value"), ("1.1" * 10**6, "bad-value"), ("nan", "bad-value")],
    "geonames_id": [("1" * 10**6, "bad-value"), ("٣", "bad-value")],
    "opened": [("2" * 10**6, "bad-value"), ("a" * 10**6 + " 2011", "bad-value")],
    "memorial_id": [("a-" * 10**6, "bad-value"), ("../x", "bad-value")],
    "status": [("x" * 10**6, "bad-value")],
}


@pytest.mark.parametrize("column", cases(CELLS))
def test_cells(package: Path, column: str) -> None:
    """Formulas, letters that hide and traps for patterns, each in a row of its own."""
    said = CELLS[column]

    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        for row, (value, _) in zip(rows, said, strict=False):
            row[column] = value
        return rows

    rewrite(package, "memorials", change)
    answer = validate(package)
    found = [one["code"] for one in answer.findings if one["field"] == column]
    for code in {code for _, code in said}:
        assert found.count(code) >= sum(code == one for _, one in said), found
    assert not answer.hides()


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

    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[0][field] = value
        return rows

    rewrite(package, "evidence", change)
    answer = validate(package)
    assert (answer.status, bool(answer.codes("data/evidence.csv"))) == (1, True)

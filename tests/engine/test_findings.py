"""`pipeline.common.findings`: what is wrong, as text, JSON and GitHub annotations."""

import json

import pytest
from pipeline.common.findings import (
    RULES,
    FaultyError,
    Finding,
    as_github,
    as_text,
    in_file_order,
    report_lines,
)

PLACE = ("data/memorials.csv", 7, "baku", "opened", "2008-13")
WRONG = Finding("bad-value", "it is not a date", "correct it", *PLACE)
BARE = Finding("missing-file", "it is not there", "add it")


def report(findings: list[Finding], style: str) -> str:
    """All lines of a report."""
    return "\n".join(report_lines(findings, style))


def test_text() -> None:
    """Catches a place, cell or value that a reader of the terminal does not see."""
    assert as_text(WRONG) == (
        "data/memorials.csv:7: error [bad-value] baku opened '2008-13': "
        "it is not a date → correct it"
    )
    other = Finding("possible-duplicate", "m", "f", "data/people.csv", record="r")
    assert as_text(other) == "data/people.csv: warning [possible-duplicate] r: m → f"


@pytest.mark.parametrize("style", ["text", "github"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_finding_is_one_line(style: str, end: str) -> None:
    """Catches a finding whose words break it into lines: each line would be read as another."""
    broken = Finding("bad-claim", f"a{end}b", f"c{end}d", "f", 1, "r", "x", f"e{end}f")
    assert len(report([broken], style).splitlines()) == 1


def test_without_a_cell_there_is_no_gap() -> None:
    """Catches `[code] : message`, with nothing between, and an empty run that says something."""
    assert as_text(BARE) == "package: error [missing-file]: it is not there → add it"
    assert as_github(BARE) == "::error title=missing-file::it is not there → add it"
    assert (report([], "text"), report([], "github")) == ("", "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("", "''"), ("x" * 80, repr("x" * 80)), ("x" * 81, repr("x" * 79 + "…")), ("a\nb", "'a\\nb'")],
)
def test_a_value_is_shown_short(value: str, shown: str) -> None:
    """Catches a whole paragraph in a line, and an empty value that looks like none."""
    finding = Finding("bad-value", "m", "f", "p", 1, "r", "x", value)
    assert as_text(finding) == f"p:1: error [bad-value] r x {shown}: m → f"


def test_github() -> None:
    """Catches words that end a property or the command early, or forge another command."""
    assert as_github(WRONG) == (
        "::error file=data/memorials.csv,line=7,title=bad-value::"
        "baku opened: it is not a date → correct it"
    )
    finding = Finding("bad-claim", "50%: a,b\r\n::error::x", "f", "a,b:c%\n.csv", 3, "r", "x")
    assert as_github(finding) == (
        "::error file=a%2Cb%3Ac%25%0A.csv,line=3,title=bad-claim::"
        "r x: 50%25: a,b%0D%0A::error::x → f"
    )


def test_json() -> None:
    """Catches a key that is missing, renamed, or not null where it does not apply."""
    names = ["code", "severity", "file", "line", "record", "field", "value"]
    names += ["message", "fix", "rule"]
    rule = "A cell has the column's type, form, bounds and vocabulary."
    wrong = ["bad-value", "error", "data/memorials.csv", 7, "baku", "opened", "2008-13"]
    wrong += ["it is not a date", "correct it", rule]
    bare = ["missing-file", "error", *[None] * 5]
    bare += ["it is not there", "add it", "Every file of the descriptor is there."]
    found = json.loads(report([WRONG, BARE], "json"))
    assert [list(finding.items()) for finding in found["findings"]] == [
        list(zip(names, cells, strict=True)) for cells in (bare, wrong)
    ]


def test_json_keeps_letters() -> None:
    """Catches `\\u015f` where people are to read Uşak."""
    printed = report([Finding("bad-value", "Uşak", "“x”\n", value="İ")], "json")
    assert '"message": "Uşak"' in printed
    assert json.loads(printed)["findings"][0]["fix"] == "“x”\n"


@pytest.mark.parametrize(
    ("codes", "valid"),
    [("", True), ("possible-duplicate", True), ("possible-duplicate bad-row", False)],
)
def test_only_errors_make_it_invalid(codes: str, valid: bool) -> None:
    """Catches a warning that fails a build, or an error that does not."""
    found = [Finding(code, "m", "f") for code in codes.split()]
    printed = json.loads(report(found, "json"))
    assert (printed["valid"], len(printed["findings"])) == (valid, len(found))


def test_findings_are_in_the_order_of_the_files() -> None:
    """Catches lines sorted as words (10 before 9), and one finding told twice."""
    places = [("b", 1, "r"), ("a", 10, "r"), ("a", 9, "s"), ("a", 9, "r"), ("a", None, "r")]
    found = [Finding("bad-row", "m", "f", file, line, record) for file, line, record in places]
    assert in_file_order([*found, *found]) == [found[4], found[3], found[2], found[1], found[0]]


def test_a_code_without_a_rule_is_refused() -> None:
    """Catches a code made up in passing, which no page explains."""
    with pytest.raises(KeyError, match="made-up"):
        Finding("made-up", "m", "f")
    said = [words for one in RULES.values() for words in (one.rule, one.mend)]
    assert all(words.endswith(".") and words[0].isupper() for words in said)


def test_an_error_carries_every_finding() -> None:
    """Catches findings that are used up before the command can print them."""
    error = FaultyError(one for one in (WRONG, BARE))
    assert (error.findings, str(error)) == ([BARE, WRONG], "2 findings")

"""A claim cannot get a value past the build that its quotation does not carry.

Each case is a way that was tried: the smallest text and claim for it, and the code of the finding.
"""

import hashlib
import json
from pathlib import Path

import pytest
from cases import by_language
from conftest import codes, find_faults, read, rewrite, set_cell, sign
from pipeline.building import build_tables
from pipeline.common.findings import Finding
from validate import validate

from schemas import TABLES, key_of

SOURCE = """[source]
title = "T"
url = "https://example.org/t"
publisher = "P"
added = 2026-11-22
license = "CC0-1.0"
language = "en"
sha256 = "{}"
"""


def found(tmp_path: Path, text: str, claims: str) -> list[Finding]:
    """What the build finds in one text with its claims."""
    seeds = tmp_path / "seeds"
    seeds.mkdir(exist_ok=True)
    text = f"= T =\n\n{text}\n"
    (seeds / "t.txt").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (seeds / "t.toml").write_text(SOURCE.format(digest) + claims, "utf-8")
    return find_faults(seeds)


SENTENCE = "The statue was built here on 26 February 2008, is 8.6-meters-long and not removed."


@pytest.mark.parametrize(
    ("code", "cell"),
    by_language("""
        quotation-cut: length_m = "8.[[6-meters-long]]" | completed = "2[[6 February 2008]]"
        quotation-cut: completed = "26 [[February 2008]]" | completed = "26 February [[2008]]"
        quotation-cut: status = "re[[moved]]" | status = "not [[removed]]"
        quotation-cut: height_m = "8.6-meters-long"
        term-not-said: status = { value = "destroyed", quote = "was built here" }
        note-missing: material = { value = "m", quote = "statue" }
        value-contradicted: status = { value = "approved", quote = "built" }
        value-contradicted: completed = { value = 2015, quote = "on 26 February 2008", note = "n" }
        value-contradicted: length_m = { value = 9, quote = "8.6-meters-long", note = "n" }
        value-contradicted: description = { value = "a fine work", quote = "statue", note = "n" }
        value-contradicted: site = { value = "there", together = ["statue", "here"], note = "n" }
        value-contradicted: status = { value = "destroyed", together = ["built", "statue"] }
    value-contradicted: completed = {value=2015, together=["26 February 2008", "here"], note="n"}
    value-contradicted: completed = {value=2015, together=["on 26 February 2008", "here"], note="n"}
        unknown-key: country_code = "x"
        bad-claim: status = { value = "destroyed", together = ["built"] }
        bad-claim: status = { value = "built", together = ["built", "built"] }
        bad-claim: status = { value = "built", quotes = ["built", "built"] }
        bad-claim: length_m = { join = ["8.6", "meters"] } | completed = { join = ["2008"] }
        bad-claim: material = { join = ["statue"] } | material = { join = ["here", "statue"] }
        bad-claim: material = { join = ["The statue", "statue was"] }
        bad-claim: material = { value = "m", quote = "statue", note = " " }
        bad-claim: material = [{ quote = "statue", prefer = " " }, "here"] | note = " "
        bad-claim: note = ["a"] | material = { quote = ".", prefix = "removed" }
        bad-claim: status = { value = "unknown", quote = "T =\\n\\nThe statue", note = "n" }
        bad-value: material = "[[ here]] on"
        bad-value: length_m = { value = "1.12345678901234567", quote = "statue", note = "n" }
        bad-value: completed = { value = "1999-02-30", quote = "here", note = "n" }
        ∅: length_m = { value = 1.12345678901234567, quote = "here", note = "1.1234567890123457 m" }
        claims-disagree: material = ["statue", "here"]
    """),
)
def test_a_value_that_the_words_do_not_carry(tmp_path: Path, cell: str, code: str) -> None:
    claims = f'[memorials.m]\nname = "statue"\n{cell}\n'
    findings = found(tmp_path, SENTENCE, claims)
    assert codes(findings) == ({code} - {"∅"})
    assert all(one.file == "seeds/t.toml" and (one.line or 0) >= 8 for one in findings)


@pytest.mark.parametrize(
    ("claims", "code", "file"),
    [
        ('[statements.s]\ntext = { join = ["The", "here"] }\n', "bad-claim", "t.toml"),
        ('[memorials.m]\nname = "statue"\n[inscriptions.i]\nmemorial_id = "m"\n'
         'text = { join = ["The", "here"] }\n', "bad-claim", "t.toml"),
        ('[memorials.m]\nname = "statue"\n[inscriptions.i]\nmemorial_id = "m"\ntext = "here"\n'
         'language = { value = "qq", quote = "The", note = "n" }\n', "bad-value", "t.toml"),
        ('[people.p]\nname = "statue"\n[people.p.kinships.p]\n'
         'role = { value = "child", quote = "statue",'
         ' note = "n" }\n', "rows-inconsistent", "t.toml"),
        ('[people.p]\nname = "statue"\n'
         'other_names = { value = "a; b", quote = "here", note = "n" }\n', "bad-value", "t.toml"),
        ('[organizations.o]\nname = "statue"\n'
         'country_code = { value = "ZZ", quote = "here", note = "n" }\n', "bad-value", "t.toml"),
        ('[memorials.m]\nname = "statue"\nsection = "Nowhere"\nmaterial = "here"\n',
         "unknown-section", "t.toml"),
        ('[memorials.m]\nname = "statue"\n[[unused]]\nquote = "here"\nreason = "r"\n',
         "passage-used", "t.toml"),
        ('[[unused]]\nquote = "here"\nreason = "r"\n[[unused]]\nquote = "The"\nreason = "s"\n',
         "bad-claim", "t.toml"),
        ('[[unused]]\nquote = "here"\nreason = "r"\n[[unused]]\nquote = "= T ="\nreason = "s"\n',
         "bad-claim", "t.toml"),
        ("", "passage-unaccounted", "t.txt"),
    ],
)  # fmt: skip
def test_a_record_that_does_not_hold(tmp_path: Path, claims: str, code: str, file: str) -> None:
    """One finding of the right code, once, in the right file, though many cells share the fault."""
    (finding,) = found(tmp_path, SENTENCE, claims)
    assert (finding.code, finding.file) == (code, f"seeds/{file}")


def test_dates_that_differ_are_not_settled_by_their_order(tmp_path: Path) -> None:
    """Catches "about" a year that holds beside the year itself, which is more precise."""
    text = "It was a statue. Opened about 2012. Opened in 2012."
    for order in ('["about 2012", "in [[2012]]"]', '["in [[2012]]", "about 2012"]'):
        claims = f'[memorials.m]\nname = "statue"\nopened = {order}\n'
        assert codes(found(tmp_path, text, claims)) == set()
        (row,) = build_tables(tmp_path / "seeds").tables["memorials"]
        assert row["opened"] == "2012"


EDITS = [
    ("memorials", "baku", "status", "destroyed"),
    ("events", "baku-opening", "memorial_id", "berlin"),
    ("people", "norbert-kopp", "named", "false"),
    ("sources", "khojaly-massacre-memorials", "license", "CC0-1.0"),
    ("sources", "khojaly-massacre-memorials", "url", "https://example.org/"),
]


@pytest.mark.parametrize(("table", "key", "field", "value"), EDITS)
def test_a_package_that_was_edited_and_signed_again(
    package: Path, table: str, key: str, field: str, value: str
) -> None:
    """The claims in the package do not give the edited cell, whatever its evidence says."""
    set_cell(package, table, {key_of(TABLES[table])[0]: key}, field, value)

    def agree(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        cell = {"table_name": table, "record_id": key, "field": field}
        change = {"value": value, "basis": "interpreted", "note": "n"}
        return [row | change if cell.items() <= row.items() else row for row in rows]

    rewrite(package, "evidence", agree)
    sign(package)
    places = [
        (one.code, one.file, one.record, one.field) for one in validate(package, rebuild=True)
    ]
    assert ("not-built", f"data/{table}.csv", key, field) in places


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"dialect": {"delimiter": ";"}}, "descriptor-invalid"),
        ({"encoding": "utf-16"}, "descriptor-invalid"),
        ({"description": "another"}, "descriptor-invalid"),
        ({"path": ["data/people.csv"]}, "descriptor-invalid"),
        ({"path": "https://example.org/x.csv"}, "unsafe-path"),
    ],
)
def test_a_descriptor_that_says_otherwise(
    package: Path, change: dict[str, object], code: str
) -> None:
    """Nothing that a reader goes by may differ from what the build says."""
    path = package / "datapackage.json"
    said = json.loads(path.read_text("utf-8"))
    resource = next(one for one in said["resources"] if one["name"] == "people")
    resource.update(change)
    path.write_text(json.dumps(said), "utf-8")
    assert code in codes(validate(package))


@pytest.mark.parametrize("field", ["quote", "start", "basis"])
def test_each_row_of_evidence_may_lack_a_cell(package: Path, field: str) -> None:
    """Catches words around a quotation that are looked at beside one that is not there."""
    rewrite(package, "evidence", lambda rows: [row | {field: ""} for row in rows])
    found = [one for one in validate(package) if (one.code, one.field) == ("missing-field", field)]
    assert [one.record for one in found] == [row["evidence_id"] for row in read("evidence")]


def test_numbers_beyond_64_bits_are_findings(package: Path) -> None:
    set_cell(package, "memorials", {"memorial_id": "baku"}, "geonames_id", "9" * 30)
    set_cell(package, "passages", {"passage_id": "p0001"}, "end", "9" * 19)
    found = {(one.file, one.field) for one in validate(package) if one.code == "bad-value"}
    assert found == {("data/memorials.csv", "geonames_id"), ("data/passages.csv", "end")}

"""The seven rules that always hold; `corpus` plants each breach of one, and here is the rest."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from cases import cases
from conftest import NAME, codes, replace_once, run, set_cell, sign
from pipeline.assemble.assembly import Assembly, in_seeds
from pipeline.assemble.tables import assemble
from pipeline.check.evidence import check_evidence
from pipeline.check.frames import frame_of
from pipeline.check.passages import check_passages
from pipeline.common.paths import DESCRIPTOR
from pipeline.read.seeds import Seed
from pipeline.resolve.resolve import resolve_claim
from validate import validate

Row = dict[str, str]
CELL = ("table_name", "record_id", "field")


def frames_of(assembly: Assembly, evidence: list[Row] | None = None) -> dict[str, pl.DataFrame]:
    """The tables that were built as they are checked, with other rows of evidence if given."""
    rows = assembly.tables | ({} if evidence is None else {"evidence": evidence})
    return {table: frame_of(table, rows[table]) for table in rows}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("quote", lambda quote: quote[:-1]),
        ("quote", lambda quote: quote + "x"),
        ("quote", lambda quote: quote[:-1] + chr(ord(quote[-1]) + 1)),
        ("start", lambda start: str(int(start) + 1)),
        ("end", lambda end: str(int(end) + 1)),
    ],
)
def test_one_character_or_offset_of_any_quotation_is_missed(
    made: Assembly, seed: Seed, field: str, change: Callable[[str], str]
) -> None:
    """Each of the quotations loses, gains or changes one character, or is shifted by one."""
    rows = [row | {field: change(row[field])} for row in made.tables["evidence"]]
    found = check_evidence(frames_of(made, rows), {seed.name: seed.document.text})
    lines = {finding.line for finding in found if finding.code == "evidence-not-in-text"}
    assert lines == set(range(2, len(rows) + 2))


def test_each_dropped_evidence_row_is_found(made: Assembly, seed: Seed) -> None:
    """Each cell that loses all its rows is found, and so is one that loses a row that joins it."""
    texts = {seed.name: seed.document.text}
    found = check_evidence(frames_of(made, []), texts)
    missing = [(finding.file, finding.record, finding.field) for finding in found]
    cells = {tuple(row[name] for name in CELL) for row in made.tables["evidence"]}
    assert set(missing) == {(f"data/{table}.csv", *cell) for table, *cell in cells}
    first = [row["basis"] for row in made.tables["evidence"]].index("joined")
    rows = [row for index, row in enumerate(made.tables["evidence"]) if index != first]
    assert codes(list(check_evidence(frames_of(made, rows), texts))) == {"evidence-not-derivable"}


def test_no_claim_is_idle(made: Assembly, seed: Seed) -> None:
    """Each quotation of each claim of the seed is a row of evidence; so leaving one out shows."""
    rows = {(row["table_name"], row["field"], row["start"]) for row in made.tables["evidence"]}
    for claim in seed.claims:
        readings = list(resolve_claim(seed, claim))
        assert readings, claim
        for reading in readings:
            assert {(claim.table, claim.field, str(s.start)) for s in reading.spans} <= rows, claim
    assert len(seed.claims) == 341


def test_a_dropped_claim_is_found_by_build_check(package: Path) -> None:
    """Catches tables that are kept although they no longer are what the seeds make."""
    claim = 'material = "[[marble]]-made edifice"\n'
    replace_once(package / f"seeds/{NAME}.toml", claim, "")
    result = run("scripts/build.py", "--check", "--seeds", package / "seeds", "--out", package)
    assert result.returncode == 1
    assert "data/memorials.csv:13: error [not-built] the-hague material 'marble': " in result.stdout


def test_an_unclaimed_sentence_stops_the_build(seed: Seed) -> None:
    """Without any claim on a sentence the build names its line in the text."""
    passage = next(one for one in seed.document.passages if one.text.startswith("Azerbaijan's M"))
    kept = [one for one in seed.claims if "ministry-of-culture" not in str(one.record)]
    assembly = assemble([replace(seed, claims=tuple(kept), plains=())])
    found = check_passages(frames_of(assembly), {seed.name: seed.document.text})
    missed = [in_seeds(assembly, one) for one in found if one.code == "passage-unaccounted"]
    assert [(one.file, one.line, one.value) for one in missed] == [
        (f"seeds/{NAME}.txt", 25, passage.text)
    ]


def test_a_conflict_without_a_reason_stops_the_build(seeds: Path) -> None:
    """All quotations are shown side by side, at the line of the claims."""
    path = seeds / f"{NAME}.toml"
    claims = path.read_text(encoding="utf-8")
    claims = re.sub(r', prefer = "over Steglitz-Zehlendorf: [^"]*"', "", claims)
    path.write_text(claims, "utf-8")
    line = 1 + claims[: claims.index("district = [")].count("\n")
    result = run("scripts/build.py", "--check", "--seeds", seeds)
    assert result.returncode == 1
    assert result.stdout.startswith(f"seeds/{NAME}.toml:{line}: error [claims-disagree]")
    assert "'Steglitz-Zehlendorf' from 'Steglitz-Zehlendorf'" in result.stdout
    assert "'Zehlendorf' from 'Zehlendorf'" in result.stdout


def test_a_preference_that_lost_its_reason_is_found(package: Path) -> None:
    """The built package too has to say why one of two values was preferred."""
    where = {"record_id": "berlin", "field": "district", "rank": "preferred"}
    set_cell(package, "evidence", where, "note", "")
    sign(package)
    assert codes(validate(package)) == {"evidence-orphaned"}


def test_one_bad_cell_hides_no_other(package: Path) -> None:
    """Three faults in one column and one in another table are all found in one run."""
    set_cell(package, "memorials", {"memorial_id": "baku"}, "length_m", "long")
    set_cell(package, "memorials", {"memorial_id": "berlin"}, "length_m", "-3")
    set_cell(package, "memorials", {"memorial_id": "izmit"}, "length_m", "1e3")
    set_cell(package, "people", {"person_id": "norbert-kopp"}, "name", "")
    kinds = ("bad-value", "missing-field")
    found = [(one.record, one.field, one.value) for one in validate(package) if one.code in kinds]
    wrong = "baku → length_m → long | berlin → length_m → -3 | izmit → length_m → 1e3"
    assert found == cases(f"{wrong} | norbert-kopp → name → ∅")


def test_validate_speaks_plainly_and_never_with_a_traceback(package: Path) -> None:
    """Text, JSON and annotations, exit status 1; an empty folder is invalid too, not a crash."""
    set_cell(package, "memorials", {"memorial_id": "baku"}, "opened", "2008-13")
    text = run("scripts/validate.py", package)
    assert text.returncode == 1
    assert "data/memorials.csv:4: error [bad-value] baku opened '2008-13'" in text.stdout
    said = json.loads(run("scripts/validate.py", package, "--format", "json").stdout)
    assert said["valid"] is False
    first = next(one for one in said["findings"] if one["code"] == "bad-value")
    assert set(first) == {
        "code", "severity", "file", "line", "record", "field", "value", "message", "fix",
        "rule",
    }  # fmt: skip
    annotated = run("scripts/validate.py", package, "--format", "github").stdout
    assert "::error file=data/memorials.csv,line=4,title=bad-value::baku opened" in annotated
    shutil.rmtree(package / "data")
    (package / DESCRIPTOR).write_text("{", "utf-8")
    empty = run("scripts/validate.py", package)
    assert (empty.returncode, empty.stderr) == (1, "")
    assert "error [descriptor-invalid]" in empty.stdout
    assert run("scripts/validate.py", package / "nowhere").returncode == 2

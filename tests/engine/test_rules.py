"""The seven rules that always hold: the real package keeps them, and each breach is found."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from conftest import NAME, ROOT, codes, read, rewrite, run, set_cell, sign
from pipeline.assemble.origins import in_seeds
from pipeline.assemble.tables import Assembly, assemble
from pipeline.check.evidence import check_evidence
from pipeline.check.frames import frame_of
from pipeline.check.passages import check_passages
from pipeline.check.rules import check_tables
from pipeline.common.paths import DESCRIPTOR
from pipeline.read.seeds import Seed
from pipeline.resolve.resolve import resolve_claims
from validate import validate

from schemas import PROVENANCE, TABLES, columns_of, key_of

Row = dict[str, str]
CELL = ("table_name", "record_id", "field")


def test_the_real_package_is_valid() -> None:
    assert validate(ROOT) == []


def frames_of(assembly: Assembly, evidence: list[Row] | None = None) -> dict[str, pl.DataFrame]:
    """The tables that were built as they are checked, with other rows of evidence if given."""
    rows = assembly.tables | ({} if evidence is None else {"evidence": evidence})
    return {table: frame_of(table, rows[table]) for table in rows}


# Rule 1: the source text from `start` to `end` is exactly `quote`.


def test_every_quotation_stands_where_it_is_said_to(first: Path) -> None:
    text = (ROOT / f"seeds/{NAME}.txt").read_text(encoding="utf-8")
    for row in read("evidence", first):
        start, end = int(row["start"]), int(row["end"])
        assert text[start:end] == row["quote"]
        before, after = text[max(0, start - 32) : start], text[end : end + 32]
        assert row["prefix"] == before.lstrip("=+-@")
        assert row["suffix"] == ("" if after[:1] in ("=", "+", "-", "@") else after)


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


def test_a_changed_source_text_is_found(package: Path) -> None:
    """One letter of the text differs from the one that was read."""
    path = package / f"seeds/{NAME}.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("two meters", "ten meters"), "utf-8")
    sign(package)
    assert {"rows-inconsistent", "evidence-not-in-text"} <= codes(validate(package))
    assert "text-changed" in codes(validate(package, rebuild=True))


# Rule 2: every cell that must have evidence has it, and evidence is re-derived, not believed.


def test_every_cited_cell_has_evidence_that_gives_its_value(first: Path) -> None:
    given = {
        (row["table_name"], row["record_id"], row["field"], row["value"])
        for row in read("evidence", first)
    }
    cells = 0
    for table, model in TABLES.items():
        for row in read(table, first) if table not in PROVENANCE else []:
            record = "/".join(row[name] for name in key_of(model))
            for column in columns_of(model):
                if column.role == "cited" and row[column.name]:
                    cells += 1
                    assert (table, record, column.name, row[column.name]) in given
    assert cells == 323


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


def test_a_dropped_row_that_only_corroborates_shows_in_the_counts(package: Path) -> None:
    """Where two quotations give a value, losing one leaves its passage's count wrong."""
    lost = [row for row in read("evidence", package) if row["quote"] == "Zehlendorf"]
    assert len(lost) == 1
    rewrite(package, "evidence", lambda rows: [row for row in rows if row != lost[0]])
    sign(package)
    assert codes(validate(package)) == {"rows-inconsistent", "evidence-orphaned"}
    assert "not-built" in codes(validate(package, rebuild=True))


@pytest.mark.parametrize(
    ("table", "key", "field", "value", "code"),
    [
        ("memorials", "baku", "length_m", "8.7", "evidence-missing"),
        ("memorials", "baku", "name", "Khojaly memorial", "evidence-missing"),
        ("memorials", "baku", "opened", "2008-02-25", "evidence-missing"),
        ("memorials", "baku", "opened", "2008-02", "evidence-missing"),
        ("memorials", "baku", "latitude", "40.37768", "derived-wrong"),
        ("memorials", "baku", "country_code", "AM", "derived-wrong"),
        ("memorials", "the-hague", "dimensions_approximate", "false", "derived-wrong"),
        ("memorials", "baku", "material", "bronze", "evidence-missing"),
        ("events", "baku-opening", "date_to", "2008-02-27", "derived-wrong"),
        ("statements", "the-hague-representative", "directness", "reported", "derived-wrong"),
    ],
)  # fmt: skip
def test_one_altered_value_is_found(
    package: Path, table: str, key: str, field: str, value: str, code: str
) -> None:
    """The finding names the file, line, record, field and value."""
    set_cell(package, table, {key_of(TABLES[table])[0]: key}, field, value)
    sign(package)
    found = [one for one in validate(package) if one.code == code]
    assert (found[0].file, found[0].record, found[0].field) == (f"data/{table}.csv", key, field)


@pytest.mark.parametrize(
    ("where", "field", "value"),
    [
        ({"field": "length_m", "record_id": "baku"}, "value", "9"),
        ({"field": "opened", "record_id": "sarajevo"}, "basis", "verbatim"),
        ({"field": "name", "record_id": "baku"}, "basis", "normalized"),
        ({"field": "inscription_language", "record_id": "berlin"}, "note", ""),
        ({"field": "status", "record_id": "berlin"}, "value", "destroyed"),
    ],
)
def test_evidence_is_not_believed(
    package: Path, where: dict[str, str], field: str, value: str
) -> None:
    """A value, basis or note that its quotation does not bear out."""
    set_cell(package, "evidence", {"table_name": "memorials", **where}, field, value)
    sign(package)
    found = codes(validate(package))
    assert found & {"evidence-not-derivable", "evidence-missing"}


# Rule 3: every infobox line, list item and sentence of a full source is cited or says why not.


def test_every_passage_is_accounted_for(first: Path) -> None:
    passages = [row for row in read("passages", first) if row["kind"] not in ("title", "heading")]
    assert len(passages) == 39
    unused = {
        row["text"]: row["unused_reason"] for row in passages if row["cited_characters"] == "0"
    }
    assert unused == {
        "Khojaly massacre": "a link to another article",
        "Khojaly massacre commemoration": "a link to another article",
    }


def test_an_unaccounted_passage_is_found(package: Path) -> None:
    """A passage that is not cited loses its reason."""
    set_cell(package, "passages", {"text": "Khojaly massacre"}, "unused_reason", "")
    sign(package)
    (finding,) = validate(package)
    assert (finding.code, finding.file, finding.line) == (
        "passage-unaccounted", "data/passages.csv", 50,
    )  # fmt: skip


def test_no_claim_is_idle(made: Assembly, seed: Seed) -> None:
    """Each quotation of each claim of the seed is a row of evidence; so leaving one out shows."""
    rows = {(row["table_name"], row["field"], row["start"]) for row in made.tables["evidence"]}
    for resolved in resolve_claims(seed):
        assert resolved.readings, resolved.claim
        for reading in resolved.readings:
            places = {
                (resolved.claim.table, resolved.claim.field, str(s.start)) for s in reading.spans
            }
            assert places <= rows, resolved.claim
    assert len(resolve_claims(seed)) == len(seed.claims) == 333


def test_a_dropped_claim_is_found_by_build_check(package: Path) -> None:
    """Catches tables that are kept although they no longer are what the seeds make."""
    path = package / f"seeds/{NAME}.toml"
    claims = path.read_text(encoding="utf-8")
    assert claims.count('material = "[[marble]]-made edifice"\n') == 1
    path.write_text(claims.replace('material = "[[marble]]-made edifice"\n', ""), "utf-8")
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


# Rule 4: claims that disagree are never settled silently.


def test_disagreeing_claims_stay_side_by_side(first: Path) -> None:
    rows = [
        (row["quote"], row["rank"], bool(row["note"]))
        for row in read("evidence", first)
        if (row["record_id"], row["field"]) == ("berlin", "district")
    ]
    assert rows == [("Zehlendorf", "normal", False), ("Steglitz-Zehlendorf", "preferred", True)]


def test_a_conflict_without_a_reason_stops_the_build(seeds: Path) -> None:
    """All quotations are shown side by side, at the line of the claims."""
    path = seeds / f"{NAME}.toml"
    claims = path.read_text(encoding="utf-8")
    claims = re.sub(
        r', prefer = "the running text, which uses this name throughout[^"]*"', "", claims
    )
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


# Rule 5: keys, references, vocabularies, types and bounds hold, and tables agree with one another.


@pytest.mark.parametrize(
    ("table", "key", "field", "value", "code"),
    [
        ("memorials", "baku", "status", "standing", "bad-value"),
        ("memorials", "baku", "opened", "2008-02-31", "bad-value"),
        ("memorials", "baku", "length_m", "-1", "bad-value"),
        ("memorials", "baku", "length_m", "8.60", "bad-value"),
        ("memorials", "baku", "latitude", "91", "bad-value"),
        ("memorials", "baku", "geonames_id", "1.5", "bad-value"),
        ("memorials", "baku", "dimensions_approximate", "yes", "bad-value"),
        ("memorials", "baku", "name", "", "missing-field"),
        ("memorials", "baku", "name", "Us\u0327ak", "bad-value"),
        ("memorials", "baku", "name", "a\u202eb", "bad-value"),
        ("memorials", "baku", "memorial_id", "Baku", "bad-value"),
        ("memorials", "baku", "memorial_id", "berlin", "duplicate-key"),
        ("memorials", "usak", "memorial_id", "aaa", "row-order"),
        ("events", "baku-opening", "memorial_id", "ganja", "unknown-reference"),
        ("events", "baku-opening", "date_from", "2009-01-01", "rows-inconsistent"),
        ("events", "baku-opening", "date", "2009", "rows-inconsistent"),
        ("events", "baku-opening", "date", "", "rows-inconsistent"),
        ("events", "adana-approval", "event_type", "construction", "rows-inconsistent"),
        ("memorials", "berlin", "completed", "2012", "rows-inconsistent"),
        ("memorials", "berlin", "status", "planned", "rows-inconsistent"),
        ("people", "norbert-kopp", "named", "", "missing-field"),
    ],
)  # fmt: skip
def test_a_broken_rule_of_the_tables_is_found(
    package: Path, table: str, key: str, field: str, value: str, code: str
) -> None:
    """One bad cell, found with its code in its file and line."""
    line = next(
        index
        for index, row in enumerate(read(table, package), start=2)
        if key in list(row.values())[:1]
    )
    set_cell(package, table, {key_of(TABLES[table])[0]: key}, field, value)
    found = [one for one in validate(package) if one.code == code]
    assert (f"data/{table}.csv", line) in [(one.file, one.line) for one in found]


def test_one_bad_cell_hides_no_other(package: Path) -> None:
    """Three faults in one column and one in another table are all found in one run."""
    set_cell(package, "memorials", {"memorial_id": "baku"}, "length_m", "long")
    set_cell(package, "memorials", {"memorial_id": "berlin"}, "length_m", "-3")
    set_cell(package, "memorials", {"memorial_id": "izmit"}, "length_m", "1e3")
    set_cell(package, "people", {"person_id": "norbert-kopp"}, "name", "")
    found = [
        (one.record, one.field, one.value)
        for one in validate(package)
        if one.code in ("bad-value", "missing-field")
    ]
    assert found == [
        ("baku", "length_m", "long"),
        ("berlin", "length_m", "-3"),
        ("izmit", "length_m", "1e3"),
        ("norbert-kopp", "name", ""),
    ]


# Rule 6 stands in test_build.py. Rule 7: CSV and Parquet agree; sizes, hashes and counts are true.


@pytest.mark.parametrize("name", ["bytes", "hash", "rows"])
def test_each_wrong_number_of_the_descriptor_is_found(package: Path, name: str) -> None:
    """Each resource has a wrong size, hash or count."""
    descriptor = json.loads((package / DESCRIPTOR).read_text(encoding="utf-8"))
    resources = [resource for resource in descriptor["resources"] if name in resource]
    for resource in resources:
        resource[name] = "sha256:" + "0" * 64 if name == "hash" else resource[name] + 1
    (package / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    found = [(finding.code, finding.file, finding.field) for finding in validate(package)]
    assert found == sorted(("wrong-size", resource["path"], name) for resource in resources)


def test_each_changed_byte_of_a_file_is_found(package: Path) -> None:
    """The byte in the middle of each file is another."""
    paths = sorted(path.relative_to(package).as_posix() for path in (package / "data").iterdir())
    assert len(paths) == 2 * len(TABLES)
    for path in paths:
        content = bytearray((package / path).read_bytes())
        content[len(content) // 2] ^= 1
        (package / path).write_bytes(content)
    found = validate(package)
    wrong = {one.file for one in found if (one.code, one.field) == ("wrong-size", "hash")}
    assert wrong == set(paths)


def test_parquet_that_differs_from_csv_is_found(package: Path) -> None:
    """Each table's Parquet holds what the CSV held before its last row went."""
    stale = {path: path.read_bytes() for path in (package / "data").glob("*.parquet")}
    for table in TABLES:
        rewrite(package, table, lambda rows: rows[:-1] if len(rows) > 1 else rows[:0])
    sign(package)
    for path, content in stale.items():
        path.write_bytes(content)
    found = {one.file for one in validate(package) if one.code == "csv-parquet-differ"}
    assert found == {f"data/{path.name}" for path in stale}


def test_a_missing_file_is_found(package: Path) -> None:
    (package / "data/people.parquet").unlink()
    (package / "data/kinships.csv").unlink()
    found = {(one.code, one.file) for one in validate(package)}
    assert {
        ("missing-file", "data/people.parquet"),
        ("missing-file", "data/kinships.csv"),
    } <= found


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


def test_check_tables_accepts_what_the_build_makes(made: Assembly, seed: Seed) -> None:
    assert check_tables(frames_of(made), {seed.name: seed.document.text}) == []

"""The claims' JSON Schema: it lets pass what the build takes, and a slip is named at its line."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import SOURCES, replace_once
from jsonschema import Draft7Validator
from pipeline.contribute.claims_schema import claims_schema

SCHEMA = claims_schema()
EXAMPLE = """\
#:schema ../schemas/claims.schema.json
[source]
title = "T"
url = "https://example.org/t"
publisher = "P"
added = 2026-11-30
license = "CC0-1.0"
language = "az-Latn"
sha256 = "b4ae34b5228892b3d78b2213b17c8b567b5366766a70f2aaa61c698526de11fe"
published = "2011-05"
extent = "excerpt"

[memorials.baku]
section = ["Lead", "Mexico / Controversy"]
status = [{ value = "built", quote = "q", prefix = "", prefer = "over 2016: w" }, "erected"]
height_m = { value = 8.6, quote = "about 8 m", suffix = "s", note = "n" }
country = { quotes = ["==[[Turkey]]==", { quote = "Ankara", prefix = "p" }] }

[memorials.baku.people.somebody]
role = [{ value = "sculptor", quote = "q" }, "made by"]
note = "n"

[people.somebody]
name = { join = ["A", "B"] }
named = false
description = { value = "v", together = ["A", "B"], note = "n" }

[statements.s]
memorial_id = { value = "baku", note = "n" }
person_id = "somebody"

[[settle]]
cell = "memorials.baku.opened"
value = "2014-02"
against = ["2016"]
why = "w"

[[unused]]
section = "Lead"
quote = "q"
reason = "r"

[retired.events]
gone = { became = "", reason = "r" }
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A file of claims beside a schema, as in the repository."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/claims.schema.json").write_bytes(SCHEMA)
    path = tmp_path / "seeds/x.toml"
    path.parent.mkdir()
    path.write_text(EXAMPLE, "utf-8")
    return path


def faulty_lines(path: Path) -> set[int]:
    """Return the lines that taplo complains of; jsonschema has to find a fault where it does."""
    command = [f"{sys.prefix}/bin/taplo", "check", "--no-auto-config", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = {int(line) for line in re.findall(r"\.toml:(\d+):", done.stderr)}
    claims = json.loads(json.dumps(tomllib.loads(path.read_text("utf-8")), default=str))
    assert bool(lines) == bool(done.returncode)
    assert Draft7Validator(json.loads(SCHEMA)).is_valid(claims) == (not lines)
    return lines


def test_claims_that_the_build_takes_pass(example: Path) -> None:
    assert len(SCHEMA) < 80_000
    assert faulty_lines(example) == set()
    for path in SOURCES.glob("*.toml"):
        first = EXAMPLE.partition("\n")[0]
        example.write_text(f"{first}\n{path.read_text('utf-8')}", "utf-8")
        assert faulty_lines(example) == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("published = ", "publishd = "),
        ("added = 2026-11-30\n", ""),
        ('"excerpt"', '"some"'),
        ("[memorials.baku]", "[memorial.baku]"),
        ("section = [", "sections = ["),
        ("country =", "label ="),
        ('value = "built"', 'value = "standing"'),
        ('"q", prefix', '"q", prefixx'),
        ('{ value = 8.6, quote = "about 8 m", suffix', "{ value = 8.6, suffix"),
        ('"sculptor"', '"stonecutter"'),
        ('role = [{ value = "sculptor", quote = "q" }, "made by"]\n', ""),
        ("named = false", 'named = "no"'),
        ('{ value = "baku", note = "n" }', '{ value = "baku" }'),
        ('{ value = "baku", note', '{ quote = "q", note'),
        ('person_id = "somebody"', 'person_id = "Some Body"'),
        ('section = "Lead"\n', 'sektion = "Lead"\n'),
        ("memorials.baku.opened", "baku.opened"),
        ('reason = "r"\n', 'reason = ""\n'),
        ('became = "", reason', "became = 1, reason"),
    ],
)
def test_a_slip_is_named_at_its_line(example: Path, old: str, new: str) -> None:
    """Or at those of its table too, where a key is missing from it or it has a wrong name."""
    line = replace_once(example, old, new)
    lines = faulty_lines(example)
    assert line in lines
    assert lines == {line} or not new or new.startswith("[")

"""The claims' JSON Schema: it lets pass what the build takes, and a slip is named at its line."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cases import cases
from conftest import NAME, SECOND, SOURCES
from jsonschema import Draft7Validator
from pipeline.contribute.claims_schema import claims_schema

SCHEMA = claims_schema()
MORE = """
[[settle]]
cell = "memorials.baku.opened"
value = 2014
against = ["2016"]
why = "w"

[retired.events]
gone = { became = "", reason = "r" }
"""


def faulty_lines(path: Path, claims: str) -> set[int]:
    """Return the lines of a file that taplo complains of; jsonschema has to find a fault too."""
    path.write_text(claims, "utf-8")
    command = [f"{sys.prefix}/bin/taplo", "check", "--no-auto-config", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = {int(line) for line in re.findall(r"\.toml:(\d+):", done.stderr)}
    plain = json.loads(json.dumps(tomllib.loads(claims), default=str))
    assert bool(lines) == bool(done.returncode)
    assert Draft7Validator(json.loads(SCHEMA)).is_valid(plain) == (not lines)
    return lines


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        *((name, "# ", "# ") for name in (NAME, SECOND)),
        *cases(
            """
            added = 2026-11-22⏎ → ∅ | license = → licence = | "en" → "English"
            [memorials.baku] → [memorial.baku] | [[settle]] → [[settled]]
            length_m = → lenght_m = | site = 'near → label = 'near
            "community", quote = "Azer → "comunity", quote = "Azer | "protester" → "protestor"
            { value = "supporter", together → { value = "funders", together
            { quote = "Location → { quot = "Location | { quote = "Location → { value = "Location
            role = { value = "protester" → note = { value = "protester"
            { value = "berlin", quote → { quote | whole = false → whole = "no" | "- " → 2
            "memorials.baku.opened" → "baku.opened" | ["2016"] → "2016" | "r" → ""
            """,
            NAME,
        ),
    ],
)
def test_a_slip_is_named_at_its_line(tmp_path: Path, name: str, old: str, new: str) -> None:
    """Or at those of its whole table too, where a key or table is missing or has a wrong name."""
    (tmp_path / "claims.schema.json").write_bytes(SCHEMA)
    claims = "#:schema claims.schema.json\n" + (SOURCES / f"{name}.toml").read_text("utf-8") + MORE
    before, slipped = claims.partition(old)[0], claims.replace(old, new, 1)
    lines, line = faulty_lines(tmp_path / "x.toml", slipped), before.count("\n") + 1
    wide = not new or new.startswith(("[", "lic", "note"))
    assert lines == ({line} if old != new else set()) or (wide and line in lines)
    assert len(SCHEMA) < 80_000

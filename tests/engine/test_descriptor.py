"""The descriptor: valid by the v2 profile and by frictionless, and true to pyproject and files."""

import hashlib
import json
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import frictionless
import pytest
from conftest import FROZEN, NAME, ROOT, codes, read, run
from jsonschema import Draft7Validator
from pipeline.check.descriptor import profile
from validate import validate

from schemas import PROVENANCE, TABLES

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_it_follows_the_v2_profile(described: dict[str, Any]) -> None:
    assert list(Draft7Validator(profile()).iter_errors(described)) == []
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


def test_the_profile_is_one_that_can_say_no(described: dict[str, Any]) -> None:
    """A resource without a name, an impossible version of a path and a wrong type are errors."""
    for spoiled in ({"name": 3}, {"path": "../x"}, {"type": "file"}):
        resources = [described["resources"][0] | spoiled]
        assert list(Draft7Validator(profile()).iter_errors(described | {"resources": resources}))


def test_what_it_says_of_the_package_comes_from_pyproject(described: dict[str, Any]) -> None:
    for name in ("name", "version", "description", "keywords"):
        assert described[name] == PROJECT[name]
    whole = {row["license"] for row in read("sources") if row["extent"] == "full"}
    assert [one["name"] for one in described["licenses"]] == sorted(whole | {"CC-BY-SA-4.0"})
    urls = [row["url"] for row in read("sources")]
    assert "https://en.wikipedia.org/wiki/Khojaly_massacre_memorials" in urls
    assert [one["path"] for one in described["sources"]] == [*urls, "https://www.geonames.org/"]
    assert described["contributors"][0]["title"] == "khojaly-memorials contributors"


def test_every_file_is_a_resource_with_true_size_and_hash(described: dict[str, Any]) -> None:
    tables = [f"data/{table}.{ending}" for table in TABLES for ending in ("csv", "parquet")]
    names = [row["source_id"] for row in read("sources")]
    assert NAME in names
    seeds = [f"seeds/{name}.{ending}" for name in names for ending in ("txt", "toml")]
    assert sorted(one["path"] for one in described["resources"]) == sorted(tables + seeds)
    for resource in described["resources"]:
        content = (FROZEN / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["path"].endswith(".csv"):
            assert resource["rows"] == len(read(resource["name"]))
            assert resource["encoding"] == "utf-8"


def test_every_column_is_described(described: dict[str, Any]) -> None:
    """Each field says its meaning and on what its cells rest; derived ones name their rule."""
    fields = [
        (resource["name"], field)
        for resource in described["resources"]
        for field in resource.get("schema", {}).get("fields", [])
    ]
    assert len(fields) == 107
    for table, field in fields:
        assert field["description"].endswith("."), (table, field["name"])
        assert (field["role"] == "derived") == ("rule" in field)
        assert (field["role"] == "recorded") <= (table in PROVENANCE)
    derived = [field["name"] for _, field in fields if field["role"] == "derived"]
    assert derived == [
        "date_from", "date_to", "country_code", "latitude", "longitude", "coordinate_precision",
        "geonames_id", "opened_from", "opened_to", "dimensions_approximate", "directness",
    ]  # fmt: skip


def test_frictionless_calls_the_package_valid() -> None:
    result = run("-m", "frictionless", "validate", "datapackage.json", "--json", cwd=FROZEN)
    said = json.loads(result.stdout)
    assert said["valid"] is True
    assert said["stats"]["tasks"] == 2 * len(TABLES) + 2 * len(read("sources"))
    assert said["stats"]["errors"] == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_reads_what_is_written() -> None:
    """Every row of every table, with types, by a reader that is not ours."""
    package: Any = frictionless.Package(str(FROZEN / "datapackage.json"))
    for table in TABLES:
        rows = package.get_resource(table).read_rows()
        assert [tuple(row) for row in rows] == [tuple(row) for row in read(table)]
        assert all(row.valid for row in rows)
    memorials = {row["memorial_id"]: row for row in package.get_resource("memorials").read_rows()}
    cells = {row["memorial_id"]: row for row in read("memorials")}
    approximate = cells["the-hague"]["dimensions_approximate"] == "true"
    assert memorials["the-hague"]["dimensions_approximate"] is approximate
    last = memorials["sarajevo"]["opened_to"]
    assert (type(last), str(last)) == (date, cells["sarajevo"]["opened_to"])
    length = memorials["baku"]["length_m"]
    assert (type(length), float(length)) == (Decimal, float(cells["baku"]["length_m"]))


def test_frictionless_sees_a_changed_file(package: Any) -> None:
    """The second opinion can say no: a changed CSV and a changed Parquet are both invalid."""
    for path in ("data/people.csv", "data/people.parquet"):
        content = (package / path).read_bytes()
        (package / path).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        result = run("-m", "frictionless", "validate", "datapackage.json", "--json", cwd=package)
        failed = [task["place"] for task in json.loads(result.stdout)["tasks"] if not task["valid"]]
        assert failed == [path]
        (package / path).write_bytes(content)
        assert codes(validate(package)) == set()

"""The descriptor: valid by the v2 profile and by frictionless, and true to pyproject and files."""

import tomllib
from typing import Any

from conftest import ROOT, read
from jsonschema import Draft7Validator
from pipeline.check.descriptor import profile

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_it_follows_the_v2_profile(described: dict[str, Any]) -> None:
    assert list(Draft7Validator(profile()).iter_errors(described)) == []
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


def test_what_it_says_of_the_package_comes_from_pyproject(described: dict[str, Any]) -> None:
    for name in ("name", "version", "description", "keywords"):
        assert described[name] == PROJECT[name]
    whole = {row["license"] for row in read("sources") if row["extent"] == "full"}
    assert [one["name"] for one in described["licenses"]] == sorted(whole | {"CC-BY-SA-4.0"})
    urls = [row["url"] for row in read("sources")]
    assert "https://en.wikipedia.org/wiki/Khojaly_massacre_memorials" in urls
    assert [one["path"] for one in described["sources"]] == [*urls, "https://www.geonames.org/"]
    assert described["contributors"][0]["title"] == "khojaly-memorials contributors"


def test_readers_of_version_1_know_tables_by_their_profile(described: dict[str, Any]) -> None:
    """The package `frictionless` of R reads no resource that does not say it, nor other types."""
    tables = [one for one in described["resources"] if one["format"] == "csv"]
    assert [one["name"] for one in tables] == sorted(described["tables"])
    assert {one["profile"] for one in tables} == {"tabular-data-resource"}
    kinds = {field["type"] for one in tables for field in one["schema"]["fields"]}
    assert kinds <= {"string", "number", "integer", "boolean", "date"}
    others = [one for one in described["resources"] if one["format"] != "csv"]
    assert [one["name"] for one in others if "profile" in one or "type" in one] == []

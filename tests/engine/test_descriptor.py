"""The descriptor: valid by the v2 profile and by frictionless, and true to pyproject and files."""

import hashlib
import tomllib
from typing import Any

from conftest import FROZEN, NAME, ROOT, read
from jsonschema import Draft7Validator
from pipeline.check.descriptor import profile

from schemas import TABLES

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

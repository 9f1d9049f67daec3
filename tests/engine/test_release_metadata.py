"""What a release says of itself to archives and readers, checked by programs that are not ours."""

import hashlib
import json
import logging
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mlcroissant
import pandas as pd
import pyarrow as pa
import pytest
import yaml
from comparing import Cells, names, plain, typed, values
from conftest import FROZEN, VERSION, read
from csvw import CSVW
from pipeline.publish.metadata import form, in_package
from pipeline.write.package_files import package_files
from rocrate.rocrate import ROCrate

from schemas import TABLES

OF_HUB: dict[str, pa.DataType] = {  # types as the library `datasets` calls them
    "string": pa.string(), "float64": pa.float64(), "int64": pa.int64(), "bool": pa.bool_(),
    "date32": pa.date32(),
}  # fmt: skip
PROGRAMS = Path(sys.executable).parent
FORMS = ("csv", "parquet")
# Zenodo's documentation of its REST API, "Deposit metadata"
REQUIRED = {
    *("upload_type", "publication_date", "title", "creators", "description", "access_right"),
    "license",  # as access is open
}
KNOWN = REQUIRED | {
    *("publication_type", "image_type", "embargo_date", "access_conditions", "doi"),
    *("prereserve_doi", "keywords", "notes", "related_identifiers", "contributors", "references"),
    *("communities", "grants", "subjects", "version", "language", "locations", "dates", "method"),
}


def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((FROZEN / "pyproject.toml").read_text("utf-8"))


def day() -> str:
    """The day of the version."""
    return str(project()["tool"]["khojaly-memorials"]["released"])


def descriptor() -> dict[str, Any]:
    """The descriptor."""
    found: dict[str, Any] = json.loads((FROZEN / "datapackage.json").read_text("utf-8"))
    return found


def called(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Call a program of the virtual environment."""
    program, *rest = words
    return subprocess.run([PROGRAMS / program, *rest], capture_output=True, text=True, check=False)


# croissant.json


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its own, and those of rdflib
@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
@pytest.mark.parametrize("form", FORMS)
def test_mlcroissant_finds_nothing_and_loads_every_value(
    release: Path, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(str(release / form / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings, caplog.messages) == (set(), set(), [])
    assert [one.uuid for one in dataset.metadata.record_sets] == list(TABLES)
    for table in TABLES:
        rows = list(dataset.records(table))
        assert {tuple(row) for row in rows} == {tuple(f"{table}/{one}" for one in names(table))}
        found = typed([tuple(map(loaded, row.values())) for row in rows])
        assert found == (values(table) if form == "parquet" else guessed(table))


def guessed(table: str) -> Cells:
    """A table's values as mlcroissant 1.1.1 reads them from CSV.

    It has pandas guess the types: a column of text that has nothing but numbers and gaps, such as
    years, comes as text of numbers, 2011.0. Nothing that the metadata can say prevents it.
    """
    columns = list(zip(*values(table), strict=True))
    for place, column in enumerate(columns):
        texts = [cell for kind, cell in column if kind == "str"]
        numbers = texts and all(re.fullmatch(r"\d+", one) for one in texts)
        if numbers and len(texts) < len(column):
            columns[place] = tuple(
                (kind, str(float(cell))) if cell else (kind, cell) for kind, cell in column
            )
    return list(zip(*columns, strict=True))


def loaded(cell: Any) -> Any:
    """A value of mlcroissant: text comes as bytes, a day as a moment of pandas."""
    if isinstance(cell, bytes):
        return cell.decode("utf-8")
    return plain(cell.to_pydatetime()) if isinstance(cell, pd.Timestamp) else cell


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
@pytest.mark.parametrize("form", FORMS)
def test_words_for_nothing_are_read_as_the_manifest_tells(tmp_path: Path, form: str) -> None:
    """An identifier `nan` or `null`, or Namibia's code NA, is lost where mlcroissant reads CSV.

    Nothing in the metadata can prevent it: they say so. A version that reads them fails here.
    """
    tables = {table: read(table) for table in TABLES}
    words = ("NA", "null", "nan")
    for row, word in zip(tables["people"], words, strict=False):
        row["person_id"] = row["name"] = word
    files = package_files(tables, FROZEN / "seeds", forms=[form])
    files |= in_package(json.loads(files["datapackage.json"]), tables)
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    dataset = mlcroissant.Dataset(str(tmp_path / "croissant.json"))
    rows = [list(map(loaded, row.values())) for row in dataset.records("people")]
    lost = [None] * len(words)
    assert [row[0] for row in rows[: len(words)]] == (lost if form == "csv" else list(words))
    told = json.loads(files["croissant.json"]).get("rai:dataCollectionMissingData", "")
    assert ("NA, null and nan are text like any other" in told) is (form == "csv")
    assert dataset.metadata.data_collection_missing_data == (told or None)


# README.md, as the card of a hub of datasets


@pytest.mark.parametrize("form", FORMS)
def test_the_card_tells_a_hub_what_is_there(release: Path, form: str) -> None:
    """Hugging Face's documentation, "Dataset Cards" and "Manual Configuration"."""
    page = (release / form / "README.md").read_text("utf-8")
    _, front, rest = page.split("---\n", 2)
    card = yaml.safe_load(front)
    assert rest.lstrip().startswith("# ")
    assert card["pretty_name"] == project()["tool"]["khojaly-memorials"]["title"]
    assert card["license"] == ["cc-by-sa-4.0"]
    assert card["language"] == sorted({row["language"] for row in read("sources")}) == ["en"]
    assert (card["size_categories"], card["tags"]) == ("n<1K", descriptor()["keywords"])
    assert {one["config_name"]: one["data_files"] for one in card["configs"]} == {
        table: f"data/{table}.{form}" for table in TABLES
    }
    assert [one["config_name"] for one in card["configs"] if one.get("default")] == ["memorials"]


def test_the_hub_reads_every_value_of_csv(release: Path) -> None:
    """It has pandas read with the options of the card, and casts to the types of the card."""
    card = yaml.safe_load((release / "csv/README.md").read_text("utf-8").split("---\n")[1])
    features = {one["config_name"]: one["features"] for one in card["dataset_info"]}
    for config in card["configs"]:
        table, path = config.pop("config_name"), release / "csv" / config.pop("data_files")
        config.pop("default", None)
        types = {one["name"]: one["dtype"] for one in features[table]}
        frame = pd.read_csv(path, dtype=str, **config)
        assert list(types) == list(frame)
        schema = pa.schema([(name, OF_HUB[kind]) for name, kind in types.items()])
        texts = pa.Table.from_pandas(frame, preserve_index=False)
        found = texts.cast(schema).to_pydict()
        assert typed(list(zip(*found.values(), strict=True))) == values(table)


# csv-metadata.json


@pytest.mark.more
def test_the_command_of_csvw_finds_the_tables_valid(release: Path) -> None:
    done = called("csvwvalidate", "--verbose", release / "csv/csv-metadata.json")
    assert (done.returncode, re.sub(r"\x1b\[\d+m", "", done.stdout).strip()) == (0, "OK")


def test_csvw_reads_every_value(release: Path) -> None:
    group = CSVW(str(release / "csv/csv-metadata.json"), validate=True)
    assert group.is_valid
    read_ = {table.local_name: list(table.iterdicts()) for table in group.tables}
    assert list(read_) == [f"data/{table}.csv" for table in TABLES]
    for table in TABLES:
        rows = read_[f"data/{table}.csv"]
        assert {tuple(row) for row in rows} == {tuple(names(table))}
        assert typed([tuple(map(of_csvw, row.values())) for row in rows]) == values(table)


def of_csvw(cell: Any) -> Any:
    """A value of csvw: an address comes as one, not as text."""
    return cell.unsplit() if hasattr(cell, "unsplit") else plain(cell)


# CITATION.cff and .zenodo.json


def test_the_citation_is_of_its_schema(release: Path) -> None:
    """The same in the repository and in both zips."""
    path = FROZEN / "CITATION.cff"
    schema = ("--builtin-schema", "vendor.citation-file-format")
    done = called("check-jsonschema", *schema, path)
    assert done.returncode == 0, done.stdout
    assert {(release / form / path.name).read_bytes() for form in FORMS} == {path.read_bytes()}


def test_the_citation_says_what_the_project_says() -> None:
    said, about = yaml.safe_load((FROZEN / "CITATION.cff").read_text("utf-8")), project()["project"]
    assert (said["type"], said["version"], said["date-released"]) == ("dataset", VERSION, day())
    assert said["title"] == project()["tool"]["khojaly-memorials"]["title"]
    assert [one["name"] for one in said["authors"]] == [one["name"] for one in about["authors"]]
    assert said["keywords"] == about["keywords"]
    assert said["license"] == [one["name"] for one in descriptor()["licenses"]]
    urls = [one["url"] for one in said["references"]]
    assert {row["url"] for row in read("sources")} < set(urls)


@pytest.fixture
def zenodo() -> dict[str, Any]:
    """What Zenodo is told."""
    found: dict[str, Any] = json.loads((FROZEN / ".zenodo.json").read_text("utf-8"))
    return found


def test_zenodo_knows_every_key(zenodo: dict[str, Any]) -> None:
    """And misses none; the values are of its vocabularies."""
    assert set(zenodo) >= REQUIRED
    assert set(zenodo) <= KNOWN
    assert (zenodo["upload_type"], zenodo["access_right"]) == ("dataset", "open")
    keys = {key for one in zenodo["related_identifiers"] for key in one}
    assert keys <= {"identifier", "relation", "resource_type"}
    assert {key for one in zenodo["creators"] for key in one} <= {
        *("name", "affiliation", "orcid", "gnd")
    }


def test_zenodo_is_told_what_the_project_says(zenodo: dict[str, Any]) -> None:
    about, told = project()["project"], project()["tool"]["khojaly-memorials"]
    assert (zenodo["version"], zenodo["publication_date"]) == (VERSION, day())
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day())
    assert (zenodo["title"], zenodo["keywords"]) == (told["title"], about["keywords"])
    assert zenodo["creators"] == about["authors"]
    licenses = [one["name"].lower() for one in descriptor()["licenses"]]
    assert [zenodo["license"]] == licenses == ["cc-by-sa-4.0"]
    assert re.fullmatch("[a-z]{3}", zenodo["language"])  # ISO 639-3
    related = {one["identifier"]: one["relation"] for one in zenodo["related_identifiers"]}
    assert related == {one["path"]: "isDerivedFrom" for one in descriptor()["sources"]}


@pytest.mark.parametrize("title", ["", 'Graves & <i>gravestones</i>, "A" \'s'])
def test_the_description_for_zenodo_is_html(zenodo: dict[str, Any], title: str) -> None:
    """Each element is closed, and what a source is called is text, whatever letters are in it."""
    about = descriptor()
    if title:
        about["sources"][0]["title"] = about["description"] = title
        zenodo = form("zenodo", about)
    page = ElementTree.fromstring(f"<div>{zenodo['description']}</div>")
    paragraphs, items = (["".join(one.itertext()) for one in page.iter(tag)] for tag in ("p", "li"))
    assert paragraphs == [about["description"], "Made from:"]
    assert items == [f"{one['title']}: {one['path']}" for one in about["sources"]]


# ro-crate-metadata.json


@pytest.mark.parametrize("form", FORMS)
def test_the_crate_has_every_file_as_it_is(release: Path, form: str) -> None:
    """By the reader of RO-Crate: each file of the zip but its own, with its size and hash.

    The two texts that are copied are named alone.
    """
    folder = release / form
    crate = ROCrate(str(folder))
    inside = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "ro-crate-metadata.json"
    }
    listed = {one.id: (one.get("contentSize"), one.get("sha256")) for one in crate.data_entities}
    assert listed == {
        name: (str(len(content)), hashlib.sha256(content).hexdigest())
        for name, content in inside.items()
    } | dict.fromkeys(("LICENSE-DATA", "NOTICE"), (None, None))
    assert {"LICENSE-DATA", "NOTICE"} <= set(inside)
    assert {one.type for one in crate.data_entities} == {"File"}


@pytest.mark.parametrize("form", FORMS)
def test_the_crate_says_version_licence_and_makers(release: Path, form: str) -> None:
    crate = ROCrate(str(release / form))
    root, told = crate.root_dataset, project()["tool"]["khojaly-memorials"]
    assert (root["version"], root["name"]) == (VERSION, told["title"])
    assert root["datePublished"] == day()
    assert crate.license.id == descriptor()["licenses"][0]["path"]
    assert crate.creator["name"] == project()["project"]["authors"][0]["name"]
    based_on = [one.id for one in root["isBasedOn"]]
    assert based_on == [one["path"] for one in descriptor()["sources"]]
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.3"

"""`docs/fair.md`: the forms that it names are made, and what it calls missing is so."""

import json
import re
from typing import Any

import pytest
from conftest import ROOT
from pipeline.building import build_tables
from pipeline.publish.downloads import whole_package

from schemas import TABLES, columns_of

PAGE = (ROOT / "docs/fair.md").read_text("utf-8")


@pytest.fixture(scope="module")
def forms() -> dict[str, str]:
    """Return the text of each form of metadata that a release of this repository would offer."""
    files = whole_package(build_tables(ROOT / "seeds"), ROOT / "seeds", "csv")
    found = {
        name: content.decode()
        for name, content in files.items()
        if name.endswith((".json", ".jsonld", ".cff"))
    }
    return found | {".zenodo.json": (ROOT / ".zenodo.json").read_text("utf-8")}


def test_every_form_that_the_page_names_is_there(forms: dict[str, str]) -> None:
    """Catches a form that is added to a release and not to the page, or is called otherwise."""
    named = set(re.findall(r"`([\w.-]+\.(?:json|jsonld|cff))`", PAGE))
    assert named == set(forms)


def test_what_is_missing_is_not_there(forms: dict[str, str]) -> None:
    """Catches a page that goes on calling missing what has come: a DOI, an address, a mapping."""
    about: dict[str, Any] = json.loads(forms["datapackage.json"])
    assert not {"id", "homepage"} & about.keys()
    assert "retired" in about
    described = "".join(text for name, text in forms.items() if name != "annotations.jsonld")
    for word in ('"doi"', '"sameAs"', "\ndoi:", "\nurl:", "\nrepository", "cidoc-crm"):
        assert word not in described, word
    columns = [column.name for model in TABLES.values() for column in columns_of(model)]
    assert not [name for name in columns if re.search("wikidata|viaf|isni|same_as", name)]

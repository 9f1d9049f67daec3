"""`docs/fair.md`: a verdict follows from what is missing, and what the page calls missing is so.

What carries a verdict is tested where it is made: forms of metadata with a release, and tables and
evidence in `test_tables.py`.
"""

import json
import re
from typing import Any

import pytest
from conftest import ROOT
from pipeline.building import build_tables
from pipeline.publish.downloads import whole_package

from schemas import TABLES, columns_of

PAGE = (ROOT / "docs/fair.md").read_text("utf-8")
PRINCIPLES = [
    *("F1", "F2", "F3", "F4", "A1", "A1.1", "A1.2", "A2"),
    *("I1", "I2", "I3", "R1", "R1.1", "R1.2", "R1.3"),
]
PART = re.compile(
    r"^### (?P<name>\S+): .+\n\n\*\*Verdict: (?P<verdict>met|partly|not yet)\*\*\n\n"
    r"What carries it: (?P<carries>[^#]+?)\n\nWhat is missing: (?P<missing>[^#]+?)\n(?:\n##|\Z)",
    re.MULTILINE,
)


def parts(page: str) -> list[dict[str, str]]:
    """Return what a page says of each principle, in order."""
    heads = re.split(r"^(?=### )", page, flags=re.MULTILINE)[1:]
    found = [PART.match(head.partition("\n## ")[0].rstrip() + "\n") for head in heads]
    return [part.groupdict() for part in found if part]


def is_sound(page: str) -> bool:
    """Return whether each principle stands there once, with the verdict that its reasons give."""
    found = parts(page)
    return [part["name"] for part in found] == PRINCIPLES and all(
        (part["missing"] == "nothing.") == (part["verdict"] == "met")
        and part["carries"].startswith("nothing yet.") == (part["verdict"] == "not yet")
        for part in found
    )


def test_each_verdict_follows_from_its_reasons() -> None:
    assert is_sound(PAGE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("### F4: ", "### F5: "),
        ("**Verdict: met**", "**Verdict: nearly**"),
        ("**Verdict: met**", "**Verdict: partly**"),
        ("What is missing: nothing.", "What is missing: much."),
        ("What is missing: nothing.\n", ""),
    ],
)
def test_a_page_that_says_otherwise_is_seen(old: str, new: str) -> None:
    assert old in PAGE
    assert not is_sound(PAGE.replace(old, new, 1))


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

"""`docs/fair.md`: each verdict is the one that the data and the metadata of a release bear out.

For each principle there is a check (`fair_found`, `fair_used`). It looks at the real things and
says what the verdict rests on: what has to be so, and what must not be so yet. The verdict follows:
*met* where nothing is missing, *not yet* where nothing is there, else *partly*.
"""

import copy
import re
from collections.abc import Callable
from typing import Any

import fair_found as found
import fair_used as used
import pytest
from conftest import ROOT
from fair_offered import DESCRIBING, Offered, Support, offered

from schemas.vocabularies import VOCABULARIES, Term

PAGE = (ROOT / "docs/fair.md").read_text("utf-8")
PART = re.compile(
    r"^### (?P<name>\S+): .+\n\n\*\*Verdict: (?P<verdict>met|partly|not yet)\*\*\n\n"
    r"What carries it: (?P<carries>[^#]+?)\n\nWhat is missing: (?P<missing>[^#]+?)\n(?:\n##|\Z)",
    re.MULTILINE,
)
CHECKS: dict[str, Callable[[Offered], Support]] = {
    "F1": found.f1, "F2": found.f2, "F3": found.f3, "F4": found.f4,
    "A1": found.a1, "A1.1": found.a1_1, "A1.2": found.a1_2, "A2": found.a2,
    "I1": used.i1, "I2": used.i2, "I3": used.i3,
    "R1": used.r1, "R1.1": used.r1_1, "R1.2": used.r1_2, "R1.3": used.r1_3,
}  # fmt: skip


def parts(page: str) -> list[dict[str, str]]:
    """What a page says of each principle, in order."""
    heads = re.split(r"^(?=### )", page, flags=re.MULTILINE)[1:]
    told = [PART.match(head.partition("\n## ")[0].rstrip() + "\n") for head in heads]
    return [one.groupdict() for one in told if one]


@pytest.fixture(scope="module")
def release() -> Offered:
    return offered()


def test_the_page_has_each_principle_once_in_order() -> None:
    """Catches one that is left out, stands twice, or lacks its verdict or its reasons."""
    assert [one["name"] for one in parts(PAGE)] == list(CHECKS)
    assert re.findall(r"^### (\S+):", PAGE, re.MULTILINE) == list(CHECKS)
    assert PAGE.count("**Verdict: ") == len(CHECKS) == 15


def test_what_is_missing_goes_with_the_verdict() -> None:
    """Catches a principle that is called met and has something missing, or the other way round."""
    for one in parts(PAGE):
        assert (one["missing"] == "nothing.") == (one["verdict"] == "met"), one["name"]
        assert one["carries"].startswith("nothing yet.") == (one["verdict"] == "not yet")


@pytest.mark.parametrize("name", CHECKS)
def test_the_verdict_is_the_one_that_the_release_bears_out(name: str, release: Offered) -> None:
    """On failure: what the page says of this principle has to be written anew, or mended."""
    support = CHECKS[name](release)
    assert support.wrong() == []
    assert {one["name"]: one["verdict"] for one in parts(PAGE)}[name] == support.verdict()


def test_every_form_that_the_page_names_is_there(release: Offered) -> None:
    """Catches a form that is added to a release and not to the page, or is called otherwise."""
    assert set(release.forms) == {*DESCRIBING, "annotations.jsonld"}
    assert all(f"`{name}`" in PAGE for name in release.forms)


# Each check is broken, more than once where it rests on several things.


def drop(form: str, key: str) -> Callable[[Offered], object]:
    return lambda it: it.forms[form].pop(key)


def put(form: str, **said: Any) -> Callable[[Offered], object]:
    return lambda it: it.forms[form].update(said)


def put_crate(**said: Any) -> Callable[[Offered], object]:
    return lambda it: it.crate.update(said)


def cell(table: str, name: str, value: str) -> Callable[[Offered], object]:
    return lambda it: it.tables[table][0].update({name: value})


def column(table: str, name: str, /, **said: Any) -> Callable[[Offered], object]:
    def change(it: Offered) -> None:
        (meant,) = [one for of, one in it.columns() if (of, one["name"]) == (table, name)]
        meant.update(said)

    return change


def file(name: str, old: str, new: str) -> Callable[[Offered], object]:
    def change(it: Offered) -> None:
        assert old in it.files[name]
        it.files[name] = it.files[name].replace(old, new)

    return change


def resource(**said: Any) -> Callable[[Offered], object]:
    return lambda it: it.about["resources"][0].update(said)


def resources(it: Offered) -> dict[str, Any]:
    return {one["name"]: one for one in it.about["resources"]}


TABLE, CFF, ZENODO = "datapackage.json", "CITATION.cff", ".zenodo.json"
CROISSANT, WEB, CSVW, NOTES = (
    "croissant.json",
    "dataset.jsonld",
    "csv-metadata.json",
    "annotations.jsonld",
)
DOI = "https://doi.org/10.5281/zenodo.1"
SPOILT: list[tuple[str, Callable[[Offered], object]]] = [
    ("F1", put(TABLE, id=DOI)),
    ("F1", put(CFF, doi="10.5281/zenodo.1")),
    ("F1", put(ZENODO, doi="10.5281/zenodo.1")),
    ("F1", put(TABLE, version="")),
    ("F1", lambda it: it.tables["people"].pop()),
    ("F1", lambda it: it.tables["people"].append(it.tables["people"][0])),
    ("F2", drop(CFF, "abstract")),
    ("F2", drop(WEB, "keywords")),
    ("F2", put_crate(creator=[])),
    ("F2", column("people", "named", description="")),
    ("F2", resource(description="")),
    ("F3", put_crate(identifier=DOI)),
    ("F3", put(CROISSANT, identifier=DOI)),
    ("F3", put(CSVW, **{"schema:version": "0.9.0"})),
    ("F3", put(NOTES, label="annotations")),
    ("F3", lambda it: it.forms[WEB]["distribution"].pop()),
    ("F3", lambda it: it.forms[CROISSANT]["distribution"][0].update(sha256="0")),
    ("F3", lambda it: it.files.pop("data/events.csv")),
    ("F4", put(WEB, includedInDataCatalog="https://example.org")),
    ("F4", put(TABLE, id=DOI)),
    ("A1", put(TABLE, homepage="https://example.org")),
    ("A1", put(CFF, url="https://example.org")),
    ("A1.1", put(WEB, creator="ftp://example.org")),
    ("A1.1", resource(path="data/none.csv")),
    ("A1.1", put(CFF, **{"repository-code": "https://example.org"})),
    ("A1.1", put(CROISSANT, url="https://example.org")),
    ("A1.2", put(ZENODO, access_right="restricted")),
    ("A1.2", drop(WEB, "isAccessibleForFree")),
    ("A1.2", put(WEB, conditionsOfAccess="on request")),
    ("A2", drop(TABLE, "retired")),
    ("A2", put(TABLE, id=DOI)),
    ("A2", file(WEB, "Khojaly memorials", "Adana")),
    ("I1", put(TABLE, resources=[])),
    ("I1", put(CROISSANT, **{"@context": {}})),
    ("I1", put(NOTES, **{"@context": "https://example.org"})),
    ("I1", lambda it: it.files.update({WEB: "{}"})),
    ("I1", resource(format="xlsx")),
    ("I1", resource(encoding="latin-1")),
    ("I2", file("README.md", VOCABULARIES["status"]["extant"].meaning, "")),
    ("I2", column("memorials", "status", constraints={"enum": ["nice"]})),
    ("I2", cell("memorials", "country_code", "XX")),
    ("I2", cell("sources", "language", "english")),
    ("I2", cell("memorials", "opened", "spring 2008")),
    ("I2", cell("sources", "license", "CC BY-SA")),
    ("I2", cell("memorials", "latitude", "181")),
    ("I2", column("memorials", "latitude", unit="degrees")),
    ("I2", column("organizations", "country_code", description="Code of its country.")),
    ("I2", lambda it: it.about["resources"].remove(resources(it)["sources"])),
    ("I2", column("memorials", "longitude", rdfType="https://example.org")),
    ("I3", lambda it: [one.pop("foreignKeys", 0) for one in it.schemas().values()]),
    ("I3", column("kinships", "role", name="what")),
    ("I3", lambda it: [one.update(geonames_id="") for one in it.tables["memorials"]]),
    ("I3", put(CSVW, **{"dc:source": []})),
    ("I3", put_crate(isBasedOn=[])),
    ("I3", column("people", "description", name="wikidata_id")),
    ("R1", column("memorials", "height_m", unit="")),
    ("R1", column("memorials", "opened_from", rule="")),
    ("R1", lambda it: it.forms[CROISSANT]["recordSet"].pop()),
    ("R1", lambda it: it.forms[WEB]["variableMeasured"].pop()),
    ("R1", lambda it: it.forms[CSVW]["tables"].pop()),
    ("R1", file("README.md", "\n| `material` |", "\n| `stuff` |")),
    ("R1.1", put(CROISSANT, license=[])),
    ("R1.1", put(WEB, license=[])),
    ("R1.1", put_crate(license={"@id": "https://example.org"})),
    ("R1.1", put(CSVW, **{"dc:license": []})),
    ("R1.1", put(CFF, license=["CC0-1.0"])),
    ("R1.1", put(ZENODO, license="cc0-1.0")),
    ("R1.1", file("LICENSE-DATA", "ShareAlike", "")),
    ("R1.1", file("LICENSE-DATA", "Section 3 – ", "")),
    ("R1.1", lambda it: it.about["sources"][0].pop("license")),
    ("R1.2", lambda it: it.tables["evidence"].pop()),
    ("R1.2", cell("memorials", "material", "gold")),
    ("R1.2", cell("evidence", "quote", "other words")),
    ("R1.2", cell("sources", "sha256", "0")),
    ("R1.2", column("memorials", "latitude", rule="")),
    ("R1.2", lambda it: it.about["sources"][0].pop("publisher")),
    ("R1.2", put(TABLE, version="99.0.0")),
    ("R1.3", lambda it: it.forms[NOTES]["first"]["items"].pop()),
    ("R1.3", lambda it: it.forms[NOTES]["first"]["items"][0]["target"]["selector"].pop()),
    ("R1.3", put(TABLE, **{"$schema": "https://example.org"})),
    ("R1.3", put(WEB, about="CIDOC CRM")),
]


@pytest.mark.parametrize(("name", "spoil"), SPOILT)
def test_a_check_sees_what_changed(
    name: str, spoil: Callable[[Offered], object], release: Offered
) -> None:
    """Catches a check that passes whatever is there."""
    other = copy.deepcopy(release)
    spoil(other)
    assert CHECKS[name](other).wrong() != []


def test_each_check_is_broken_once() -> None:
    assert {name for name, _ in SPOILT} == set(CHECKS)


def test_a_term_without_a_meaning_is_seen(
    release: Offered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VOCABULARIES["status"], "extant", Term(" "))
    assert used.i2(release).wrong() == ["no longer so: each term's meaning is in the README"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("### F4: ", "### F5: "),
        ("**Verdict: met**", "**Verdict: nearly**"),
        ("**Verdict: met**", "**Verdict: partly**"),
        ("What is missing: nothing.", "What is missing: much."),
        ("What is missing: nothing.\n", ""),
        ("### A1.2: ", "### A1.1: "),
    ],
)
def test_a_page_that_says_otherwise_is_seen(old: str, new: str) -> None:
    """The first tests of this module see what they have to."""
    assert old in PAGE
    altered = parts(PAGE.replace(old, new, 1))
    fits = [(one["missing"] == "nothing.") == (one["verdict"] == "met") for one in altered]
    assert [one["name"] for one in altered] != list(CHECKS) or not all(fits)


def test_a_verdict_follows_from_what_it_rests_on() -> None:
    assert Support({"a": True}).verdict() == "met"
    assert Support({"a": True}, {"b": False}).verdict() == "partly"
    assert Support({}, {"b": False}).verdict() == "not yet"
    wrong = Support({"a": False, "b": True}, {"c": True, "d": False}).wrong()
    assert wrong == ["no longer so: a", "now there: c"]

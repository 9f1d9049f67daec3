"""FAIR, the first half: what makes each verdict on F and A in `docs/fair.md`."""

import json
import re

from conftest import ROOT, read
from fair_offered import CRATE, DESCRIBING, WEB, Offered, Support
from pipeline.check.identifiers import identifiers
from pipeline.common.paths import DESCRIPTOR
from pipeline.publish.metadata.forms import in_package
from pipeline.read.claims import IDENTIFIED
from pipeline.write.package_files import package_files

from schemas import TABLES

SAID = ("title", "description", "keywords", "contributors", "version", "created", "licenses")
CITED = ("title", "abstract", "keywords", "authors", "version", "date-released", "license")
LINKED = ("name", "description", "keywords", "creator", "version", "datePublished", "license")


def registered(it: Offered) -> dict[str, bool]:
    """Whether anything names an identifier that is registered outside of the dataset."""
    own = f"{it.about['name']} {it.about['version']}"
    told = {name: {"identifier", "sameAs"} & it.forms[name].keys() for name in WEB}
    return {
        "an id in the descriptor": "id" in it.about,
        "a DOI in CITATION.cff": bool({"doi", "identifiers"} & it.forms["CITATION.cff"].keys()),
        "a DOI in .zenodo.json": "doi" in it.forms[".zenodo.json"],
        "another identifier in the RO-Crate": it.crate["identifier"] != own,
        **{f"an identifier in {name}": bool(keys) for name, keys in told.items()},
    }


def addressed(it: Offered) -> dict[str, bool]:
    """Whether the metadata say where on the web the dataset is."""
    web, cff = it.forms["dataset.jsonld"], it.forms["CITATION.cff"]
    places = {"url", "repository", "repository-code", "repository-artifact"}
    listed = {"url", "sameAs", "includedInDataCatalog"}
    return {
        "a homepage in the descriptor": "homepage" in it.about,
        "an address of a file": any("://" in one["path"] for one in it.about["resources"]),
        "an address in CITATION.cff": bool(places & cff.keys()),
        "an address in croissant.json": "url" in it.forms["croissant.json"],
        "an address in dataset.jsonld": bool(listed & web.keys()) or "://" in web["@id"],
    }


def f1(it: Offered) -> Support:
    keys = {table: it.schemas()[table]["primaryKey"][0] for table in IDENTIFIED}
    rows = [(table, row[key]) for table, key in keys.items() for row in it.tables[table]]
    released = identifiers({table: read(table, ROOT / "released") for table in IDENTIFIED})
    retired = {(one["table"], one["id"]) for one in it.about["retired"]}
    holds = {
        "a name and a version": bool(it.about["name"] and it.about["version"]),
        "an identifier for each record": len(set(rows)) == len(rows) > 0,
        "released identifiers stay": released <= set(rows) | retired,
    }
    return Support(holds, registered(it))


def f2(it: Offered) -> Support:
    cff, linked = it.forms["CITATION.cff"], {name: it.forms[name] for name in WEB}
    tables = [one for one in it.about["resources"] if "schema" in one]
    holds = {
        "what the descriptor says": all(it.about.get(one) for one in SAID),
        "what CITATION.cff says": all(cff.get(one) for one in CITED),
        "what each table is": all(one.get("description") for one in tables),
        "what each column means": all(one.get("description") for _, one in it.columns()),
    }
    for name, form in (linked | {CRATE: it.crate}).items():
        holds[f"what {name} says"] = all(form.get(one) for one in LINKED)
    return Support(holds)


def f3(it: Offered) -> Support:
    files = {(one["path"], one["hash"].partition(":")[2]) for one in it.about["resources"]}
    croissant, web = (it.forms[name]["distribution"] for name in WEB)
    graph = it.forms[CRATE]["@graph"]
    told = {
        "croissant.json": {(one["contentUrl"], one["sha256"]) for one in croissant},
        "dataset.jsonld": {(one["contentUrl"]["@id"], one["sha256"]) for one in web},
        CRATE: {(one["@id"], one["sha256"]) for one in graph if "sha256" in one},
    }
    holds = {f"{name} names dataset and version": names_it(it, name) for name in it.forms}
    holds |= {f"{name} names each file": listed >= files for name, listed in told.items()}
    holds["those files are there"] = {path for path, _ in files} <= it.files.keys()
    return Support(holds, registered(it))


def names_it(it: Offered, name: str) -> bool:
    """Whether a form names the dataset and its version where a reader looks for them."""
    about, form = it.about, it.forms[name]
    if name == "annotations.jsonld":
        return bool(form["label"].startswith(f"{about['title']} {about['version']}: "))
    said = it.crate if name == CRATE else form
    names = {said.get("name"), said.get("title"), said.get("dc:title")}
    versions = {said.get("version"), said.get("schema:version")}
    return bool({about["name"], about["title"]} & names) and about["version"] in versions


def f4(it: Offered) -> Support:
    return Support({}, registered(it) | addressed(it))


def a1(it: Offered) -> Support:
    return Support({}, registered(it) | addressed(it))


def a1_1(it: Offered) -> Support:
    schemes = set(re.findall(r"\b([a-z][a-z0-9+.-]*)://", it.said()))
    paths = {one["path"] for one in it.about["resources"]}
    holds = {
        "no addresses but of HTTP and HTTPS": schemes <= {"http", "https"} and bool(schemes),
        "each file by its path": bool(paths) and paths <= it.files.keys(),
    }
    return Support(holds, addressed(it))


def a1_2(it: Offered) -> Support:
    free = it.forms["dataset.jsonld"].get("isAccessibleForFree")
    holds = {
        "open, as .zenodo.json says": it.forms[".zenodo.json"]["access_right"] == "open",
        "free, as dataset.jsonld says": free is True,
        "no conditions of access": "conditionsofaccess" not in it.said(),
    }
    return Support(holds)


def a2(it: Offered) -> Support:
    gone = [{"table": "memorials", "id": "none", "reason": "a test"}]
    built = json.loads(package_files(it.tables, ROOT / "seeds", gone)[DESCRIPTOR])
    alone = in_package(it.about, {table: [] for table in TABLES})
    kept = [name for name in DESCRIBING if name in alone and name != CRATE]  # it hashes all files
    holds = {
        "a list of retired records": "retired" in it.about,
        "the build fills it": built["retired"] == gone,
        "metadata that need no data": bool(kept)
        and all(alone[name].decode() == it.files[name] for name in kept),
    }
    return Support(holds, registered(it))

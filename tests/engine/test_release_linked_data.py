"""Every JSON-LD file of a release, read by rdflib as linked data: what it says, and nothing lost.

Contexts that a file names by address are read from disk: two of the W3C's, reduced to our terms, in
`contexts/`, and the one of RO-Crate from the package of its reader. No other address is opened.
"""

import functools
import io
import json
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.response import addinfourl

import pytest
import rocrate
from comparing import names
from conftest import FROZEN, VERSION, Row, address, read
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SDO
from rdflib.term import Node

from schemas import TABLES

CONTEXTS = Path(__file__).parent / "contexts"
BUNDLED = {
    "http://www.w3.org/ns/anno.jsonld": CONTEXTS / "anno.jsonld",
    "http://www.w3.org/ns/csvw": CONTEXTS / "csvw.jsonld",
    "https://w3id.org/ro/crate/1.3/context": Path(rocrate.__file__).parent / "data/ro-crate.jsonld",
}
# of rdflib's own, in each reading of JSON-LD
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
BASE = "https://example.org/package/"
AS = Namespace("http://www.w3.org/ns/activitystreams#")
OA = Namespace("http://www.w3.org/ns/oa#")
TYPED = ("type", "motivation", "purpose", "datatype")  # keys whose values are terms as well
NAMED = {"annotations.jsonld": "anno.jsonld", "csv-metadata.json": "csvw.jsonld"}


class OnlyBundled(urllib.request.BaseHandler):
    """Opens the addresses of the contexts from disk, and no other."""

    def default_open(self, request: urllib.request.Request) -> addinfourl:
        if request.full_url not in BUNDLED:
            raise URLError(f"no test may open {request.full_url}")
        headers = Message()
        headers["Content-Type"] = "application/ld+json"
        content = BUNDLED[request.full_url].read_bytes()
        return addinfourl(io.BytesIO(content), headers, request.full_url, 200)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched."""
    opener = urllib.request.OpenerDirector()
    opener.add_handler(OnlyBundled())
    monkeypatch.setattr("urllib.request._opener", opener)


@functools.cache
def graph(path: Path) -> Graph:
    """The triples of a file."""
    return Graph().parse(data=path.read_text("utf-8"), format="json-ld", publicID=BASE)


def only(found: Iterator[Node]) -> Any:
    """The one node that there is."""
    (one,) = found
    return one


def said(found: Graph, subject: Node, predicate: URIRef) -> Any:
    """What is said once of a subject, as Python has it."""
    return only(found.objects(subject, predicate)).toPython()


def of_type(found: Graph, kind: URIRef) -> list[Node]:
    """The nodes of a type."""
    return list(found.subjects(RDF.type, kind))


def iri(path: str) -> URIRef:
    """What a path in the package is, seen from the base that the tests give."""
    return URIRef(BASE + path)


def about() -> dict[str, Any]:
    """The descriptor."""
    read_: dict[str, Any] = json.loads((FROZEN / "datapackage.json").read_text("utf-8"))
    return read_


def words(value: Any) -> Iterator[str]:
    """The terms of a file: its keys, and the values that are terms as well."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield name
        yield from [inner] if name in TYPED and isinstance(inner, str) else ()
    for inner in value.values() if isinstance(value, dict) else value:
        yield from words(inner) if isinstance(inner, dict | list) else ()


def undefined(path: Path, context: Path) -> set[str]:
    """The terms of a file that its context does not define: rdflib would drop them silently."""
    found = json.loads(path.read_text("utf-8"))
    defined = json.loads(context.read_text("utf-8"))["@context"]
    return {
        word
        for word in words(found)
        if not word.startswith("@") and word.partition(":")[0] not in defined
    }


@pytest.mark.parametrize("name", NAMED)
def test_no_term_is_missing_in_a_reduced_context(release: Path, name: str) -> None:
    """And the context has none but those, its prefixes and types besides."""
    path, context = release / "csv" / name, CONTEXTS / NAMED[name]
    assert undefined(path, context) == set()
    defined = json.loads(context.read_text("utf-8"))["@context"]
    used = set(words(json.loads(path.read_text("utf-8"))))
    unused = {word for word, meaning in defined.items() if isinstance(meaning, dict)} - used
    assert unused == set()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_no_term_is_missing_in_the_context_of_the_crate(release: Path, form: str) -> None:
    crate = release / form / "ro-crate-metadata.json"
    assert json.loads(crate.read_text("utf-8"))["@context"] in BUNDLED
    context = BUNDLED["https://w3id.org/ro/crate/1.3/context"]
    assert undefined(crate, context) == set()


def files(form: str) -> list[str]:
    """The JSON-LD files of a zip."""
    common = ["annotations.jsonld", "croissant.json", "dataset.jsonld", "ro-crate-metadata.json"]
    return [*common, "csv-metadata.json"] if form == "csv" else common


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_file_of_json_ld_is_read_here(release: Path, form: str) -> None:
    """A file that is added is tested too."""
    with_context = {
        path.name
        for path in (release / form).iterdir()
        if path.is_file() and '"@context"' in path.read_text("utf-8")
    }
    assert with_context == set(files(form))
    assert all(len(graph(release / form / name)) > 100 for name in files(form))


# annotations.jsonld


@pytest.fixture(scope="module")
def evidence() -> dict[URIRef, Row]:
    """The rows of evidence by what their annotation is."""
    return {
        iri(f"sources/{row['source_id']}.html#{row['evidence_id']}"): row
        for row in read("evidence")
    }


@pytest.fixture
def annotations(release: Path) -> Graph:
    """The annotations of the Parquet zip; those of the other are the same bytes."""
    path = release / "parquet/annotations.jsonld"
    assert path.read_bytes() == (release / "csv/annotations.jsonld").read_bytes()
    return graph(path)


def test_there_is_an_annotation_for_each_row_of_evidence(
    annotations: Graph, evidence: dict[URIRef, Row]
) -> None:
    """In its order, on one page of a collection that counts them."""
    assert set(of_type(annotations, OA.Annotation)) == set(evidence)
    collection = only(annotations.subjects(RDF.type, AS.OrderedCollection))
    page = only(annotations.objects(collection, AS.first))
    assert list(annotations.objects(page, AS.partOf)) == [collection]
    assert said(annotations, collection, AS.totalItems) == len(evidence)
    items = Collection(annotations, only(annotations.objects(page, AS["items"])))
    assert list(items) == list(evidence)


def test_a_target_is_the_exact_words_where_they_stand(
    annotations: Graph, evidence: dict[URIRef, Row]
) -> None:
    """By the quotation and what is around it, and by the position in the text."""
    sources = {row["source_id"]: row for row in read("sources")}
    for annotation, row in evidence.items():
        target = only(annotations.objects(annotation, OA.hasTarget))
        source = sources[row["source_id"]]
        assert list(annotations.objects(target, OA.hasSource)) == [iri(source["path"])]
        selectors = {
            only(annotations.objects(one, RDF.type)): one
            for one in annotations.objects(target, OA.hasSelector)
        }
        quoted, placed = selectors[OA.TextQuoteSelector], selectors[OA.TextPositionSelector]
        text = (FROZEN / source["path"]).read_text("utf-8")
        start, end = said(annotations, placed, OA.start), said(annotations, placed, OA.end)
        assert said(annotations, quoted, OA.exact) == row["quote"] == text[start:end]
        around = [optional(annotations, quoted, one) for one in (OA.prefix, OA.suffix)]
        assert around == [row["prefix"], row["suffix"]]
        assert around[0] + row["quote"] + around[1] in text


def optional(found: Graph, subject: Node, predicate: URIRef) -> str:
    """What is said of a subject once or not at all."""
    (one,) = list(found.objects(subject, predicate)) or [Literal("")]
    return str(one)


def test_bodies_name_record_column_and_value(
    annotations: Graph, evidence: dict[URIRef, Row]
) -> None:
    for annotation, row in evidence.items():
        assert list(annotations.objects(annotation, OA.motivatedBy)) == [OA.describing]
        found = {}
        for body in annotations.objects(annotation, OA.hasBody):
            value = OA.hasSource if (body, OA.hasSource, None) in annotations else RDF.value
            purpose = only(annotations.objects(body, OA.hasPurpose))
            found[purpose] = only(annotations.objects(body, value))
        assert found == {
            OA.identifying: iri(address(row["table_name"], row["record_id"])),
            OA.tagging: Literal(row["field"]),
            OA.describing: Literal(row["value"]),
            **({OA.commenting: Literal(row["note"])} if row["note"] else {}),
        }


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_dataset_says_version_licence_and_files(release: Path, form: str) -> None:
    found = graph(release / form / "dataset.jsonld")
    dataset = only(found.subjects(RDF.type, SDO.Dataset))
    assert said(found, dataset, SDO.version) == VERSION
    assert said(found, dataset, SDO.datePublished) == about()["created"][:10]
    licenses = {URIRef(one["path"]) for one in about()["licenses"]}
    assert set(found.objects(dataset, SDO.license)) == licenses
    described = json.loads((release / form / "datapackage.json").read_text("utf-8"))
    hashes = {
        only(found.objects(one, SDO.contentUrl)): str(only(found.objects(one, SDO.sha256)))
        for one in found.objects(dataset, SDO.distribution)
    }
    assert hashes == {
        iri(one["path"]): one["hash"].removeprefix("sha256:") for one in described["resources"]
    }
    measured = {said(found, one, SDO.name) for one in of_type(found, SDO.PropertyValue)}
    assert measured == {f"{table}.{name}" for table in TABLES for name in names(table)}


# csv-metadata.json


# dataset.jsonld

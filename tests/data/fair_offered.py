"""What a release offers, and what a verdict of `docs/fair.md` rests on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from conftest import ROOT, Row
from pipeline.building import build_tables
from pipeline.common.paths import DESCRIPTOR
from pipeline.publish.downloads import whole_package
from pipeline.publish.metadata.forms import in_repository

CRATE = "ro-crate-metadata.json"
WEB = ("croissant.json", "dataset.jsonld")
DESCRIBING = (DESCRIPTOR, *WEB, CRATE, "csv-metadata.json", "CITATION.cff", ".zenodo.json")
Json = dict[str, Any]


@dataclass
class Support:
    """What a verdict rests on: what has to be so, and what must not be so yet."""

    holds: dict[str, bool] = field(default_factory=dict)
    lacks: dict[str, bool] = field(default_factory=dict)

    def verdict(self) -> str:
        """The verdict that follows if all of it is as it says."""
        return "met" if not self.lacks else "partly" if self.holds else "not yet"

    def wrong(self) -> list[str]:
        """What is not as it says."""
        gone = [f"no longer so: {what}" for what, so in self.holds.items() if not so]
        return gone + [f"now there: {what}" for what, there in self.lacks.items() if there]


@dataclass
class Offered:
    """A download of tables: forms of metadata by file, other texts by file, and the tables."""

    forms: dict[str, Json]
    files: dict[str, str]
    tables: dict[str, list[Row]]

    @property
    def about(self) -> Json:
        """The descriptor."""
        return self.forms[DESCRIPTOR]

    @property
    def crate(self) -> Json:
        """The root of the RO-Crate."""
        return next(one for one in self.forms[CRATE]["@graph"] if one["@id"] == "./")

    def said(self) -> str:
        """All that describes the dataset, as one text of JSON in small letters."""
        return json.dumps([self.forms[name] for name in DESCRIBING], ensure_ascii=False).lower()

    def schemas(self) -> dict[str, Json]:
        """The Table Schema of each table."""
        return {one["name"]: one["schema"] for one in self.about["resources"] if "schema" in one}

    def columns(self) -> Iterator[tuple[str, Json]]:
        """Each column of each table, as the descriptor has it."""
        for table, schema in self.schemas().items():
            for column in schema["fields"]:
                yield table, column


def offered() -> Offered:
    """What a release of this repository would offer, in its download of CSV files."""
    made = build_tables(ROOT / "seeds")
    files = {
        name: told.decode() for name, told in whole_package(made, ROOT / "seeds", "csv").items()
    }
    files["CHANGELOG.md"] = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for name in in_repository(json.loads(files[DESCRIPTOR])):
        files[name] = (ROOT / name).read_text("utf-8")
    forms = {name: _read(name, text) for name, text in files.items() if _is_form(name)}
    return Offered(forms, files, made.tables)


def _is_form(name: str) -> bool:
    return name.endswith((".json", ".jsonld", ".cff"))


def _read(name: str, text: str) -> Json:
    said: Json = yaml.safe_load(text) if name.endswith(".cff") else json.loads(text)
    return said

"""What the pages are made from: a built package, read whole."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.check.rules import check_structure
from pipeline.compare.described_package import read_descriptor, resources
from pipeline.common.safe_files import UnreadableError
from pipeline.common.findings import FaultyError, Finding
from pipeline.check.package_reader import read_package
from schemas import TABLES

Row = dict[str, str]
Json = dict[str, Any]


@dataclass(frozen=True)
class PackageData:
    """A package's descriptor, the rows of its tables as text, and its source texts."""

    about: Json
    tables: dict[str, list[Row]]
    texts: dict[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, list[Json]]:
        """The Table Schema fields of each table, in order."""
        described = resources(self.about)
        return {table: described[table]["schema"]["fields"] for table in self.tables}

    def foreign_keys(self, table: str) -> list[tuple[str, str]]:
        """The columns of a table that alone refer to another, each with that one's name."""
        keys = resources(self.about)[table]["schema"].get("foreignKeys", [])
        return [
            (one["fields"][0], one["reference"]["resource"])
            for one in keys
            if len(one["fields"]) == 1
        ]

    def keyed(self, table: str) -> dict[str, Row]:
        """The rows of a table that has one key column, by it."""
        key = self.fields[table][0]["name"]
        return {row[key]: row for row in self.tables[table]}


def read_data(root: Path) -> PackageData:
    """The package in a folder.

    Raises:
        FaultyError: it is not whole, or a cell, key or reference does not hold; the findings say
            what is wrong.
    """
    package = read_package(root)
    try:
        about = read_descriptor(root)
    except UnreadableError as fault:
        raise FaultyError([fault.finding, *package.findings]) from None
    missing = [name for name in TABLES if name not in package.tables]
    if package.findings or missing:
        fix, files = "build the package", [f"data/{name}.csv" for name in missing]
        said = [Finding("missing-file", "this file is not there", fix, file) for file in files]
        raise FaultyError([*package.findings, *said])
    # identifiers become paths, and references and addresses links
    if faults := list(check_structure(package.tables, package.lines)):
        raise FaultyError(faults)
    return PackageData(about, package.tables, package.texts)

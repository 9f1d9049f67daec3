"""What the pages are made from: a built package, read whole."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.check.package_reader import read_package
from pipeline.check.rules import check_structure
from pipeline.common.findings import FaultyError, Finding
from pipeline.common.safe_files import UnreadableError
from pipeline.compare.package_descriptor import Json, read_descriptor
from schemas import TABLES

Row = dict[str, str]


@dataclass(frozen=True)
class PackageData:
    """A package's descriptor, the rows of its tables as text, and its source texts."""

    about: Json
    tables: dict[str, list[Row]]
    texts: dict[str, str]


def read_data(root: Path) -> PackageData:
    """Return the package in a folder.

    Raises:
        FaultyError: it is not whole, or a cell, key or reference does not hold; the findings say
            what is wrong.
    """
    package = read_package(root)
    findings = package.findings
    try:
        descriptor = read_descriptor(root)
    except UnreadableError as fault:
        raise FaultyError([fault.finding, *findings]) from None
    for table in TABLES:
        if table not in package.tables:
            message, fix = "this file is not there", "build the package"
            findings.append(Finding("missing-file", message, fix, f"data/{table}.csv"))
    # identifiers become paths, and references and addresses links
    if findings := findings or list(check_structure(package.tables)):
        raise FaultyError(findings)
    return PackageData(descriptor, package.rows(), package.texts)

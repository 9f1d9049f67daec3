"""Check a package, folder or zip: descriptor, files, both forms of a table, all that they hold."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.archives import opened
from pipeline.assembly import Assembly
from pipeline.beside import Beside
from pipeline.building import assembled
from pipeline.changes import changed_records
from pipeline.checks import begin_checks, record_id
from pipeline.descriptors import (
    check_descriptor,
    check_profile,
    check_retired,
    listed_paths,
    read_files,
)
from pipeline.files import UnreadableError, read_bytes, read_text
from pipeline.findings import FaultyError, Finding, in_file_order
from pipeline.package import DESCRIPTOR, FORMS
from pipeline.progress import progress
from pipeline.retiring import retired_of
from pipeline.stored import Package, read_package, read_parquet
from pipeline.sums import SUMS, check_sum, check_sums
from schemas import TABLES

FOLDERS = ("data", "seeds")
BESIDE_ALWAYS = "ro-crate-metadata.json"  # by which a downloaded package is known


def validate(package: Path) -> list[Finding]:
    """Everything that is wrong with a package, or with a folder of downloads, in file order."""
    if (package / SUMS).is_file() and not (package / DESCRIPTOR).exists():
        return in_file_order(_check_downloads(package))
    findings = list(check_sum(package)) if package.is_file() else []
    return findings or _validate(package)


def _check_downloads(folder: Path) -> Iterator[Finding]:
    """Each download is the one that `SHA256SUMS` lists, and each zip is a whole package."""
    yield from check_sums(folder)
    for path in sorted(folder.glob("*.zip")):
        for one in _validate(path):
            inside = one.file != path.name
            yield replace(one, file=f"{path.name}/{one.file}") if inside else one


def _validate(package: Path) -> list[Finding]:
    try:
        with opened(package) as root:
            return in_file_order(_findings(root))
    except FaultyError as faulty:
        return faulty.findings


def _findings(root: Path) -> Iterator[Finding]:
    if links := [folder for folder in FOLDERS if (root / folder).is_symlink()]:
        for folder in links:
            yield Finding("unsafe-path", "it is a link", "put the folder there", folder)
        return
    said, faults = _read_descriptor(root)
    yield from faults
    package = read_package(root, _forms(root, said))
    yield from package.findings
    finish_checks = begin_checks(package.tables, package.lines, package.texts)
    built = Beside(partial(_check_built, root, package))
    if said:
        yield from check_descriptor(package, said)
    else:
        yield from read_files(package)[1]
    found = finish_checks()
    if "csv" not in package.forms:
        found = [_of_parquet(one) for one in found]
    yield from found
    if package.forms == FORMS:
        for table in progress(package.tables, "comparing CSV and Parquet"):
            yield from _check_parquet(package, table)
    retired, faults = built.result()
    yield from faults
    if said and retired is not None:
        yield from check_retired(said, retired)
    if said and (root / BESIDE_ALWAYS).exists():
        yield from _check_beside(package, said)


def _read_descriptor(root: Path) -> tuple[dict[str, Any], list[Finding]]:
    """The descriptor, or nothing and why."""
    try:
        said = json.loads(read_text(root / DESCRIPTOR, DESCRIPTOR), object_pairs_hook=_once)
    except UnreadableError as fault:
        return {}, [fault.finding]
    except (ValueError, RecursionError) as fault:
        message, line = f"it is not JSON: {fault}", getattr(fault, "lineno", None)
        return {}, [Finding("descriptor-invalid", message, "rebuild", DESCRIPTOR, line)]
    return (said, []) if isinstance(said, dict) else ({}, list(check_profile(said)))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, unless it says a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)


def _forms(root: Path, said: dict[str, Any]) -> tuple[str, ...]:
    """In which forms the package has its tables: a release zip may have one of the two."""
    paths = listed_paths(said)
    there = [
        form
        for form in FORMS
        if any(f"data/{table}.{form}" in paths for table in TABLES)
        or any((root / f"data/{table}.{form}").is_file() for table in TABLES)
    ]
    return tuple(there) or FORMS


def _check_built(root: Path, package: Package) -> tuple[list[dict[str, str]] | None, list[Finding]]:
    """What the claims say of retired identifiers, None where they cannot be read, and findings.

    The tables are just those that the claims of the package give.
    """
    try:
        made = assembled(root / "seeds")
    except FaultyError as faulty:
        return None, faulty.findings
    except OSError as fault:
        message = f"there are no seeds: {fault.strerror}"
        return None, [Finding("missing-file", message, "add them", "seeds")]
    return retired_of(made.seeds.values()), list(_changed(package, made))


def _changed(package: Package, made: Assembly) -> Iterator[Finding]:
    ending = package.forms[0]
    for table, rows in package.tables.items():
        if rows == made.tables[table]:
            continue
        placed = zip(rows, package.lines[table], strict=True)
        yield from changed_records(f"data/{table}.{ending}", placed, made.tables[table])


def _check_beside(package: Package, said: dict[str, Any]) -> Iterator[Finding]:
    """What tells of a downloaded package is what its descriptor and its tables make."""
    from pipeline.metadata.forms import in_package

    try:
        right = in_package(said, package.tables)
    except (LookupError, TypeError, ValueError, AttributeError):
        return  # the descriptor or a table is not whole, which has been said
    for name, content in right.items():
        try:
            if read_bytes(package.root / name, name) != content:
                message = "it is not what the descriptor and the tables make"
                yield Finding("not-built", message, "make the release anew", name)
        except UnreadableError as fault:
            yield fault.finding


def _of_parquet(finding: Finding) -> Finding:
    """A finding about a table that is there as Parquet alone."""
    return replace(finding, file=(finding.file or "").replace(".csv", ".parquet"))


def _check_parquet(package: Package, table: str) -> Iterator[Finding]:
    """The Parquet of a table holds the rows of its CSV."""
    path, there = f"data/{table}.parquet", package.tables[table]
    try:
        # the Parquet comes first, so that its rows are counted even where the CSV has none
        for other, one in zip(
            read_parquet(package.root / path, table, len(there)), there, strict=False
        ):
            for field, value in one.items() if one != other else ():
                if other[field] != value:
                    yield Finding(
                        "csv-parquet-differ",
                        f"the CSV has {value!r}",
                        "rebuild",
                        path,
                        record=record_id(table, one),
                        field=field,
                        value=other[field],
                    )
    except UnreadableError as fault:
        if fault.finding.code != "missing-file":  # which the descriptor's check says
            yield fault.finding

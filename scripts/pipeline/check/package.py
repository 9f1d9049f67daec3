"""Check a package, folder or zip: descriptor, files, both forms of a table, all that they hold."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.beside import Beside
from pipeline.check.descriptor import (
    check_descriptor,
    check_profile,
    check_retired,
    listed_paths,
    measure_files,
)
from pipeline.check.package_reader import Package, read_package, read_parquet
from pipeline.check.rebuild import changed, lines_if_written, rebuilt
from pipeline.check.rules import begin_checks, check_tables, record_id
from pipeline.common.archives import opened
from pipeline.common.findings import FaultyError, Finding, in_file_order
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.common.progress import progress
from pipeline.common.safe_files import UnreadableError, read_bytes, read_text
from pipeline.publish.check_downloads import SUMS, check_checksum, check_checksums, check_metadata
from pipeline.write.csv_parquet import parquet_bytes
from schemas import TABLES

FOLDERS = ("data", "seeds")


def validate(package: Path) -> list[Finding]:
    """Everything that is wrong with a package, or with a folder of downloads, in file order."""
    if (package / SUMS).is_file() and not (package / DESCRIPTOR).exists():
        return in_file_order(_check_downloads(package))
    findings = list(check_checksum(package)) if package.is_file() else []
    return findings or _validate(package)


def _check_downloads(folder: Path) -> Iterator[Finding]:
    """Each download is the one that `SHA256SUMS` lists, and each zip is a whole package."""
    yield from check_checksums(folder)
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
    made, faults = rebuilt(root)
    yield from faults
    forms = _forms(root, said)
    package = Package(root, forms, made.tables, texts=made.texts) if made else None
    found = _if_written(package, said) if package else None
    if package is None or found is None:
        package = read_package(root, forms)
        found = _as_read(package, said)
        yield from changed(package, made) if made else ()
    yield from found
    if made and said:
        yield from check_retired(said, made.retired)
    if said:
        yield from check_metadata(root, said, package.tables)


def _if_written(package: Package, said: dict[str, Any]) -> list[Finding] | None:
    """What is wrong with a package whose tables were made from its claims, and not read.

    Nothing is said where its files are not as the build writes them.
    """
    places = {table: range(len(rows)) for table, rows in package.tables.items()}
    with Beside(partial(_check_written, package)) as written:
        found = check_tables(package.tables, places, package.texts)
        lines, others = written.result()
    if lines is None:
        return None
    others += _check_files(package, said)
    placed = (
        one if one.line is None else replace(one, line=lines[Path(one.file or "").stem][one.line])
        for one in found
    )
    return others + _in_files(package, placed)


def _check_written(package: Package) -> tuple[dict[str, list[int | None]] | None, list[Finding]]:
    """The lines of rows in files that are as the build writes them, and what is wrong in others."""
    lines = lines_if_written(package)
    return lines, [] if lines is None else _check_forms(package, ours=True)


def _as_read(package: Package, said: dict[str, Any]) -> list[Finding]:
    """What is wrong with a package that was read."""
    with Beside(partial(_check_forms, package, ours=False)) as forms:
        finish_checks = begin_checks(package.tables, package.lines, package.texts)
        files = list(_check_files(package, said))
        found = _in_files(package, finish_checks())
        return [*package.findings, *files, *found, *forms.result()]


def _check_files(package: Package, said: dict[str, Any]) -> Iterable[Finding]:
    """The files are there, and the descriptor, if there is one, says of them what is so."""
    return check_descriptor(package, said) if said else measure_files(package)[1]


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


def _in_files(package: Package, found: Iterable[Finding]) -> list[Finding]:
    """Findings about tables, in the files that are there: CSV, or Parquet alone."""
    if "csv" in package.forms:
        return list(found)
    return [replace(one, file=(one.file or "").replace(".csv", ".parquet")) for one in found]


def _check_forms(package: Package, *, ours: bool) -> list[Finding]:
    """What is wrong with the Parquet of a package that has CSV too, which may be as we write it."""
    tables = progress(package.tables, "comparing CSV and Parquet") if package.forms == FORMS else ()
    return [
        one
        for table in tables
        if not (ours and _is_made_of_csv(package.root, table))
        for one in _check_parquet(package, table)
    ]


def _is_made_of_csv(root: Path, table: str) -> bool:
    """Whether the Parquet of a table has the bytes that the build makes of its CSV."""
    csv, parquet = (f"data/{table}.{form}" for form in FORMS)
    try:
        made = parquet_bytes(table, read_bytes(root / csv, csv))
        return made == read_bytes(root / parquet, parquet)
    except (UnreadableError, pa.ArrowException):
        return False


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

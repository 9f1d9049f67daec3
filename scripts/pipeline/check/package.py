"""Check a package by itself: its descriptor, its files, and all that its tables hold."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.check.descriptor import check_descriptor, check_profile, listed_paths, measure_files
from pipeline.check.frames import record_of, without_empty
from pipeline.check.package_reader import Package, read_package, read_parquet
from pipeline.check.rules import check_tables
from pipeline.common.findings import Finding
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.common.safe_files import UnreadableError, read_text
from schemas import TABLES, columns_of

FOLDERS = ("data", "seeds")
Further = Callable[[Package, dict[str, Any] | None], Iterable[Finding]]


def check_package(root: Path, *further: Further) -> Iterator[Finding]:
    """Find everything that is wrong with the package in a folder.

    Args:
        root: the folder; no link in it is followed.
        further: what else is asked of the package as read and its descriptor, if there is one.
    """
    links = [folder for folder in FOLDERS if (root / folder).is_symlink()]
    for folder in links:
        yield Finding("unsafe-path", "it is a link", "put the folder there", folder)
    if links:
        return
    descriptor, findings = _read_descriptor(root)
    package = read_package(root, _forms(root, descriptor or {}))
    yield from [*findings, *package.findings]
    # without a descriptor it is still looked whether the files are there
    if descriptor is None:
        yield from measure_files(package)[1]
    else:
        yield from check_descriptor(package, descriptor)
    if package.forms == FORMS:
        for table in package.tables:
            yield from _check_parquet(package, table)
    findings = check_tables(package.tables, package.texts)
    if "csv" not in package.forms:
        files = [(found.file or "").replace(".csv", ".parquet") for found in findings]
        findings = [replace(found, file=file) for found, file in zip(findings, files, strict=True)]
    yield from findings
    for check in further:
        yield from check(package, descriptor)


def _read_descriptor(root: Path) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Return the descriptor, or None and why."""
    try:
        read = json.loads(read_text(root / DESCRIPTOR, DESCRIPTOR), object_pairs_hook=_once)
        json.dumps(read, ensure_ascii=False).encode()  # half a letter, escaped, is no text
    except UnreadableError as fault:
        return None, [fault.finding]
    except (ValueError, RecursionError) as fault:
        message, line = f"it is not JSON: {fault}", getattr(fault, "lineno", None)
        return None, [Finding("descriptor-invalid", message, "rebuild", DESCRIPTOR, line)]
    return (read, []) if isinstance(read, dict) else (None, list(check_profile(read)))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object, unless it says a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)


def _forms(root: Path, descriptor: dict[str, Any]) -> tuple[str, ...]:
    """Return in which forms a package has its tables: a release zip may have one of the two."""
    listed, found = set(listed_paths(descriptor)), []
    for form in FORMS:
        paths = [f"data/{table}.{form}" for table in TABLES]
        if not listed.isdisjoint(paths) or any((root / path).is_file() for path in paths):
            found.append(form)
    return tuple(found) or FORMS


def _check_parquet(package: Package, table: str) -> Iterator[Finding]:
    """Check that the Parquet of a table holds the rows of its CSV."""
    path, rows = f"data/{table}.parquet", package.tables[table]
    try:
        parquet = read_parquet(package.root / path, table, rows.height)
    except UnreadableError as fault:
        if fault.finding.code != "missing-file":  # which the descriptor's check says
            yield fault.finding
        return
    names = [column.name for column in columns_of(TABLES[table])]
    cells = without_empty(rows.select(names))
    records = rows.select(record_of(table)).to_series()
    for name in names if not cells.equals(parquet.select(names)) else ():
        for index in cells[name].ne_missing(parquet[name]).arg_true():
            message = f"the CSV has {cells[name][index] or ''!r}"
            place = (path, None, records[index], name, parquet[name][index] or "")
            yield Finding("csv-parquet-differ", message, "rebuild", *place)

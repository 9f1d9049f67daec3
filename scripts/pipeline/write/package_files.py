"""Every file of a package by its path: tables in their forms, seeds, and the descriptor."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.assemble.descriptor import describe_package
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.common.serialize import file_measures, json_bytes
from pipeline.write.csv_parquet import csv_bytes, parquet_bytes

Row = dict[str, str]


def package_files(
    tables: dict[str, list[Row]],
    seeds: Path,
    retired: Iterable[Row] = (),
    forms: Iterable[str] = FORMS,
) -> dict[str, bytes]:
    """Return the bytes of every file that the build makes, by its path in the package.

    Args:
        tables: rows of every table, by its name.
        seeds: the folder from which texts and claims of the sources are taken.
        retired: what became of identifiers of earlier releases.
        forms: `csv`, `parquet` or both: how tables are written.

    Raises:
        OSError: a seed cannot be read.
    """
    files: dict[str, bytes] = {}
    for table, rows in tables.items():
        content = csv_bytes(table, rows)
        written = {"csv": content, "parquet": parquet_bytes(table, content)}
        files |= {f"data/{table}.{form}": written[form] for form in forms}
    sources: dict[str, bytes] = {}
    for row in tables["sources"]:
        for name in (f"{row['source_id']}.txt", f"{row['source_id']}.toml"):
            sources[f"seeds/{name}"] = (seeds / name).read_bytes()
    measures = {path: file_measures(content) for path, content in (files | sources).items()}
    sizes = {table: len(rows) for table, rows in tables.items()}
    descriptor = describe_package(sizes, tables["sources"], measures, retired)
    return files | {DESCRIPTOR: json_bytes(descriptor)} | sources

"""Every file of a package by its path: tables in their forms, seeds, and the descriptor.

CSV is UTF-8 without a byte-order mark, line feeds, a comma, quotes only where they are needed.
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.assemble.descriptor import describe_package
from pipeline.check.frames import LINE, frame_of, typed
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.common.serialize import file_measures, json_bytes
from schemas import TABLES
from schemas.export import arrow_schema

Row = dict[str, str]
ROW_GROUP = 122_880  # rows of Parquet: readers with several threads give a group to each


def package_files(
    tables: dict[str, list[Row]],
    seeds: Path,
    retired: Iterable[Row] = (),
    forms: Iterable[str] = FORMS,
) -> dict[str, bytes]:
    """Return the bytes of every file that the build makes, by its path in the package.

    Texts and claims of the sources are taken from the folder `seeds`; `retired` is what became of
    identifiers of earlier releases.

    Raises:
        OSError: a seed cannot be read.
    """
    files: dict[str, bytes] = {}
    writers = {"csv": csv_bytes, "parquet": parquet_bytes}
    for table, rows in tables.items():
        files |= {f"data/{table}.{form}": writers[form](table, rows) for form in forms}
    sources: dict[str, bytes] = {}
    for row in tables["sources"]:
        for name in (f"{row['source_id']}.txt", f"{row['source_id']}.toml"):
            sources[f"seeds/{name}"] = (seeds / name).read_bytes()
    measures = {path: file_measures(content) for path, content in (files | sources).items()}
    sizes = {table: len(rows) for table, rows in tables.items()}
    descriptor = describe_package(sizes, tables["sources"], measures, retired)
    return files | {DESCRIPTOR: json_bytes(descriptor)} | sources


def csv_bytes(table: str, rows: list[Row]) -> bytes:
    """Return a table as CSV: a header, and a line for each row, which may hold further columns."""
    return frame_of(table, rows).drop(LINE).write_csv().encode()


def parquet_bytes(table: str, rows: list[Row]) -> bytes:
    """Return a table as Parquet; types and meanings of its columns included.

    Raises:
        ValueError: a cell is not of its column's type.
    """
    texts = frame_of(table, rows).drop(LINE)
    cells = typed(table, texts)
    if not cells.null_count().equals(texts.null_count()):
        raise ValueError(f"a cell of {table} is not of its column's type")
    columns = cells.to_arrow().cast(arrow_schema(TABLES[table])).combine_chunks()
    out = pa.BufferOutputStream()
    # Snappy is what every reader knows, those of browsers too; zstd makes files smaller by a tenth
    pq.write_table(columns, out, compression="snappy", row_group_size=ROW_GROUP)
    return bytes(out.getvalue())

"""Every file of a package by its path: tables in their forms, seeds, and the descriptor.

CSV is UTF-8 without a byte-order mark, line feeds, a comma, quotes only where they are needed.
"""

import csv
import io
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from pipeline.assemble.descriptor import describe_package
from pipeline.common.paths import DESCRIPTOR, FORMS
from pipeline.common.serialize import file_measures, json_bytes
from schemas import TABLES, columns_of
from schemas.export import arrow_schema

Row = dict[str, str]
ROW_GROUP = 122_880  # rows of Parquet: readers with several threads give a group to each
MAX_BLOCK = 2**31 - 1  # bytes that Arrow reads at a time


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


def csv_bytes(table: str, rows: list[Row]) -> bytes:
    """Return a table as CSV: a header, and a line for each row, which may hold further columns."""
    names = [column.name for column in columns_of(TABLES[table])]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(map(itemgetter(*names), rows))
    return text.getvalue().encode()


def parquet_bytes(table: str, content: bytes) -> bytes:
    """Return a table as Parquet, from its CSV; types and meanings of its columns included.

    Raises:
        pyarrow.ArrowInvalid: a cell is not of its column's type.
    """
    schema = arrow_schema(TABLES[table])
    cells = pa_csv.read_csv(
        io.BytesIO(content),
        # all at once, as no row may be longer than what is read
        pa_csv.ReadOptions(block_size=min(len(content) + 1, MAX_BLOCK)),
        pa_csv.ParseOptions(newlines_in_values=True),
        pa_csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    columns = [cells.column(name).combine_chunks() for name in schema.names]
    out = pa.BufferOutputStream()
    typed = pa.Table.from_arrays(columns, schema=schema)
    pq.write_table(typed, out, compression="zstd", row_group_size=ROW_GROUP)
    return bytes(out.getvalue())

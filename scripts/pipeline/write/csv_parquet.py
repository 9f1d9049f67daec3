"""A table's rows as the bytes of its CSV, and these as the bytes of its Parquet.

CSV is UTF-8 without a byte-order mark, line feeds, a comma, quotes only where they are needed.
"""

import csv
import io
from operator import itemgetter

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from schemas import TABLES, columns_of
from schemas.export import arrow_schema

Row = dict[str, str]
ROW_GROUP = 122_880  # rows of Parquet: readers with several threads give a group to each
MAX_BLOCK = 2**31 - 1  # bytes that Arrow reads at a time


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

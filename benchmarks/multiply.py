"""Tables of any number of rows: copies of a package's, under identifiers of their own.

    .venv/bin/python benchmarks/multiply.py PACKAGE FOLDER --copies 10

It writes Parquet and the texts, no CSV, claims or descriptor. Copy 3 of `baku` is `baku-x3`, in
keys, references and evidence alike; rows are sorted as ever, and evidence is named by what it says.
DuckDB does it, a stretch of rows at a time.
"""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import click
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pipeline.assemble.evidence_rows import NAMED_BY

from schemas import PROVENANCE, TABLES, Column, column_of, columns_of, key_of, order_of
from schemas.export import arrow_schema

GROUP = 1_048_576  # rows of a row group, as pyarrow makes them where nothing is said
COPY = "'-x' || copy.k"


def name(text: str) -> str:
    """An identifier of SQL."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def multiply(package: Path, folder: Path, copies: int) -> Path:
    """Write so many copies of a package's tables and texts to a new folder; gives the folder."""
    (folder / "data").mkdir(parents=True)
    (folder / "seeds").mkdir()
    for table in TABLES:
        path = f"data/{table}.parquet"
        multiply_table(table, package / path, folder / path, copies)
    for text in (package / "seeds").glob("*.txt"):
        for copy in range(copies):
            copyfile(text, folder / f"seeds/{text.stem}-x{copy}.txt")
    return folder


def multiply_table(table: str, old: Path, new: Path, copies: int) -> None:
    """Write so many copies of the rows of a table's Parquet to another file."""
    connection = duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(new.parent)})
    rows = connection.sql(_query(table, old, copies))
    schema = arrow_schema(TABLES[table])
    with pq.ParquetWriter(new, schema, compression="zstd") as writer:
        for group in _groups(rows.to_arrow_reader(GROUP)):
            writer.write_table(group.cast(schema), row_group_size=GROUP)


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches, put together until they are as long as a row group."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) >= GROUP:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _query(table: str, path: Path, copies: int) -> str:
    """The rows of all copies of a table, in order."""
    cells = ", ".join(_copied(table, one) for one in columns_of(TABLES[table]))
    rows = f"read_parquet({literal(str(path))}, file_row_number = true)"
    if table == "evidence":
        again = f"row_number() OVER (PARTITION BY {_said()} ORDER BY file_row_number)"
        rows = f"(SELECT *, {again} AS times FROM {rows})"
        copied = f"(SELECT {cells}, times FROM {rows}, range({copies}) AS copy(k))"
        digest = f"'e-' || left(sha256({_said()} || chr(31) || times), 16)"
        made = f"SELECT * EXCLUDE (times) REPLACE ({digest} AS evidence_id) FROM {copied}"
    else:
        made = f"SELECT {cells} FROM {rows}, range({copies}) AS copy(k)"
    return f"{made} ORDER BY {', '.join(map(name, order_of(table)))}"


def _said() -> str:
    """What a row of evidence is named by (`pipeline.assemble.evidence_rows.identifiers`)."""
    return " || chr(31) || ".join(f"coalesce({name(one)}, '')" for one in NAMED_BY)


def _copied(table: str, column: Column) -> str:
    """A cell of a copy. A passage is still named by its place in its source."""
    cell = name(column.name)
    if table == "sources" and column.name == "path":
        return f"replace({cell}, source_id, source_id || {COPY}) AS {cell}"
    if table == "evidence" and column.name == "record_id":
        return f"CASE table_name {' '.join(_records())} END AS {cell}"
    if column.kind == "slug" and column.name not in ("passage_id", "evidence_id"):
        return f"{cell} || {COPY} AS {cell}"
    return cell


def _records() -> Iterator[str]:
    """What a copy's record is called, by its table: its identifiers change, its role does not."""
    for table in TABLES:
        if table not in PROVENANCE:
            parts = (
                f"split_part(record_id, '/', {place})"
                + (f" || {COPY}" if column_of(TABLES[table], key).kind == "slug" else "")
                for place, key in enumerate(key_of(TABLES[table]), start=1)
            )
            joined = " || '/' || ".join(parts)
            yield f"WHEN {literal(table)} THEN {joined}"


@click.command()
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--copies", type=click.IntRange(1), required=True)
def main(package: Path, folder: Path, copies: int) -> None:
    """Write so many copies of PACKAGE's tables and texts to FOLDER."""
    multiply(package, folder, copies)


if __name__ == "__main__":
    main()

"""A built package as bytes: its tables in both forms, and the descriptor.

CSV is UTF-8 without a byte-order mark, line feeds, a comma, quotes only where they are needed.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from pipeline.common.paths import DESCRIPTOR as DESCRIPTOR
from pipeline.common.paths import FORMS as FORMS
from pipeline.common.paths import ROOT as ROOT
from pipeline.common.paths import cell_text as cell_text
from pipeline.common.paths import dumped as dumped
from pipeline.common.paths import measured as measured
from schemas import TABLES, columns_of
from schemas.export import arrow_schema, table_schema

DATA_LICENSE = "CC-BY-SA-4.0"  # of what the build makes; a source's text comes under its own
Row = dict[str, str]
Measures = Mapping[str, Any]  # a file's size and hash
CHUNK = 8_192  # rows of CSV that are made at a time
ROW_GROUP = 122_880  # rows of Parquet: readers with several threads give a group to each
MOST_AT_ONCE = 2**31 - 1  # bytes that Arrow reads at a time


def csv_bytes(table: str, rows: list[Row]) -> bytes:
    """A table as CSV."""
    return b"".join(csv_chunks(table, rows))


def csv_chunks(table: str, rows: list[Row]) -> Iterator[bytes]:
    """A table as CSV, some thousand rows at a time; the header comes with the first."""
    names = [column.name for column in columns_of(TABLES[table])]
    for first in range(0, max(len(rows), 1), CHUNK):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        if not first:
            writer.writerow(names)
        writer.writerows(map(itemgetter(*names), rows[first : first + CHUNK]))
        yield out.getvalue().encode()


def parquet_bytes(table: str, content: bytes) -> bytes:
    """A table as Parquet, from its CSV; types and meanings of its columns included.

    Raises:
        pyarrow.ArrowInvalid: a cell is not of its column's type.
    """
    schema = arrow_schema(TABLES[table])
    read = pa_csv.read_csv(
        io.BytesIO(content),
        # all at once, as no row may be longer than what is read
        pa_csv.ReadOptions(block_size=min(len(content) + 1, MOST_AT_ONCE)),
        pa_csv.ParseOptions(newlines_in_values=True),
        pa_csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    columns = [read.column(name).combine_chunks() for name in schema.names]
    cells = pa.Table.from_arrays(columns, schema=schema)
    out = pa.BufferOutputStream()
    pq.write_table(cells, out, compression="zstd", row_group_size=ROW_GROUP)
    return bytes(out.getvalue())


def package_files(
    tables: dict[str, list[Row]],
    seeds: Path,
    retired: Iterable[Row] = (),
    forms: Iterable[str] = FORMS,
) -> dict[str, bytes]:
    """Every file that the build makes, by its path in the package; `forms` are those of tables."""
    files: dict[str, bytes] = {}
    for table, rows in tables.items():
        content = csv_bytes(table, rows)
        made = {"csv": content, "parquet": parquet_bytes(table, content)}
        files |= {f"data/{table}.{form}": made[form] for form in forms}
    sources = {
        f"seeds/{row['source_id']}.{ending}": (seeds / f"{row['source_id']}.{ending}").read_bytes()
        for row in tables["sources"]
        for ending in ("txt", "toml")
    }
    measures = {path: measured(content) for path, content in (files | sources).items()}
    described = descriptor(tables, measures, retired)
    return files | {DESCRIPTOR: dumped(described)} | sources


def descriptor(
    tables: dict[str, list[Row]], files: Mapping[str, Measures], retired: Iterable[Row] = ()
) -> dict[str, Any]:
    """The Data Package descriptor (version 2 of the specification) of files, `measured`, by path.

    Its own keys: `tables` in reading order, and `retired`, what became of identifiers of earlier
    releases.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    about = project["project"]
    whole = {row["license"] for row in tables["sources"] if row["extent"] == "full"}
    licenses = sorted(whole | {DATA_LICENSE})
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about["name"],
        "title": project["tool"][about["name"]]["title"],
        "created": f"{project['tool'][about['name']]['released']}T00:00:00Z",
        "description": about["description"],
        "version": about["version"],
        "keywords": about["keywords"],
        "contributors": [
            {"title": author["name"], "roles": ["creator", "maintainer"]}
            for author in about["authors"]
        ],
        "licenses": [_license(name) for name in licenses],
        "sources": [
            *(
                {
                    "title": f"{row['publisher']}, {row['title']}",
                    "path": row["url"],
                    "publisher": row["publisher"],
                    "license": row["license"],
                }
                for row in tables["sources"]
            ),
            {
                "title": "GeoNames (CC BY 4.0): localities' coordinates and countries' codes",
                "path": "https://www.geonames.org/",
                "publisher": "GeoNames",
                "license": "CC-BY-4.0",
            },
        ],
        "tables": list(tables),
        "retired": list(retired),
        "resources": [_resource(path, files, tables) for path in sorted(files)],
    }


def _license(name: str) -> dict[str, str]:
    return {"name": name, "path": f"https://spdx.org/licenses/{name}.html"}


def _resource(
    path: str, files: Mapping[str, Measures], tables: dict[str, list[Row]]
) -> dict[str, Any]:
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    common = {"path": path, **files[path]}
    if ending not in ("csv", "parquet"):
        kind, media = {"txt": ("text", "text/plain"), "toml": ("claims", "application/toml")}[
            ending
        ]
        return {
            "name": f"{stem}-{kind}",
            **common,
            "format": ending,
            "mediatype": media,
            "encoding": "utf-8",
        }
    about = {"description": (TABLES[stem].__doc__ or "").strip()}
    if ending == "parquet":
        # "Parquet" with a capital: frictionless then checks size and hash as of any file, while
        # for "parquet" it counts no bytes and calls a right size wrong. It counts no rows either.
        media = "application/vnd.apache.parquet"
        said = {"name": f"{stem}-parquet", **common, **about, "format": "Parquet"}
        alone = f"data/{stem}.csv" not in files  # else the CSV has the schema
        schema = {"schema": table_schema(TABLES[stem])} if alone else {}
        return said | {"mediatype": media} | schema
    return {
        "name": stem,
        **common,
        "rows": len(tables[stem]),
        **about,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "skipInitialSpace": False},  # else some readers guess
        "schema": table_schema(TABLES[stem]),
    }

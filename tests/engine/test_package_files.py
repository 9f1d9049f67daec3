"""Tables as the bytes of CSV and Parquet."""

import io

import pyarrow.parquet as pq
from conftest import read
from pipeline.write.package_files import csv_bytes, parquet_bytes


def test_rows_may_be_of_any_length() -> None:
    """Catches a row that is longer than what is read at a time: a person may have many names."""
    rows = read("people")
    rows[3]["other_names"] = "; ".join(["Əliyev, called “he”"] * 2_000_000)
    content = parquet_bytes("people", rows)
    columns = pq.read_table(io.BytesIO(content)).to_pydict()
    assert columns["other_names"] == [row["other_names"] or None for row in rows]
    assert columns["person_id"] == [row["person_id"] for row in rows]


def test_cells_are_quoted_only_where_they_have_to_be() -> None:
    """Catches another line ending, a byte-order mark, and a table that is lost without rows."""
    row = {"person_id": "x", "relative_id": "y, z", "role": 'a "b"\nc'}
    header = b"person_id,relative_id,role\n"
    assert csv_bytes("kinships", [row]) == header + b'x,"y, z","a ""b""\nc"\n'
    assert csv_bytes("kinships", []) == header

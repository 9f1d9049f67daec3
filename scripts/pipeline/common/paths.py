"""Where a package's files are: what every station knows, and what needs no schemas."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]  # of the repository
DESCRIPTOR = "datapackage.json"
FORMS = ("csv", "parquet")

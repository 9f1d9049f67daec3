"""Where a package's files are: what every station knows, and what needs no schemas."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]  # of the repository
DESCRIPTOR = "datapackage.json"
FORMS = ("csv", "parquet")
METADATA_FILES = {  # beside a package's tables and seeds: what each is, and its media type
    "datapackage.json": ("the Data Package descriptor", "application/json"),
    "README.md": ("what is here, and what each column means", "text/markdown"),
    "LICENSE-DATA": ("the licence of the data", "text/plain"),
    "NOTICE": ("credits of the sources", "text/plain"),
    "CITATION.cff": ("how to cite, in the Citation File Format", "application/yaml"),
    "annotations.jsonld": ("each quotation as a W3C Web Annotation", "application/ld+json"),
    "croissant.json": ("the dataset in Croissant", "application/ld+json"),
    "csv-metadata.json": ("the tables in CSV on the Web", "application/csvm+json"),
    "dataset.jsonld": ("the dataset in schema.org", "application/ld+json"),
    "ro-crate-metadata.json": ("the folder as an RO-Crate", "application/ld+json"),
}

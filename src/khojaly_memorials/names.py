"""The names that a call may give, as types: an editor completes them, mypy checks them.

The descriptor is their home; a test holds the two together.
"""

from typing import Literal

TableName = Literal[
    "memorials",
    "inscriptions",
    "people",
    "organizations",
    "events",
    "event_relations",
    "memberships",
    "kinships",
    "memorial_people",
    "memorial_organizations",
    "event_people",
    "event_organizations",
    "statements",
    "sources",
    "passages",
    "evidence",
]
EngineName = Literal["pandas", "polars", "pyarrow"]
FileFormat = Literal["csv", "parquet"]
CitationStyle = Literal["apa", "bibtex", "csl-json"]

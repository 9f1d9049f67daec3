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
ViewName = Literal[
    "memorials_wide",
    "memorials_by_country",
    "openings_in_order",
    "contributors",
    "event_participants",
    "events_in_order",
    "statements_and_speakers",
    "values_and_quotations",
    "disagreements",
    "passages_not_used",
]
FrameEngine = Literal["pandas", "polars", "pyarrow"]
EngineName = Literal[FrameEngine, "geopandas"]
FileFormat = Literal["csv", "parquet"]
CitationStyle = Literal["apa", "bibtex", "csl-json"]

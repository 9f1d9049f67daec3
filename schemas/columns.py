"""How a column is declared: one line in a model, with what else the project needs to know of it.

A model's field is made by one of the six functions below, after what its cells rest on: `key` and
`reference` (identifiers), `cited` (evidence), `derived` (a named rule), `curated` (the curator's
own word), `recorded` (provenance). Python types say how a cell is stored, `Kind` how it is read.
"""

import functools
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pandas as pd
import pandera.pandas as pa
from pandera.engines import pandas_engine

from schemas.vocabularies import VOCABULARIES


class _Text(pandas_engine.STRING):
    """Text as pandas stores it, judged as a whole.

    Judged cell by cell, pandera gathers the cells of another type even where there are none, which
    takes a quarter of the time of a validation.
    """

    def check(self, pandera_dtype: Any, data_container: Any = None) -> bool:
        """Whether all cells of a column are text."""
        found = super().check(pandera_dtype, data_container)
        return found if isinstance(found, bool) else all(found)


# How the values of a column are stored in a pandas frame (times have a resolution of one second).
Text = Annotated[_Text, "python"]
Integer = pd.Int64Dtype
Number = float
Boolean = pd.BooleanDtype
Date = Annotated[pandas_engine.DateTime, {}, "s", None, False, {}]

Role = Literal["key", "reference", "cited", "derived", "curated", "recorded"]
Kind = Literal[
    "text",
    "names",
    "slug",
    "vocabulary",
    "edtf",
    "date",
    "metres",
    "number",
    "integer",
    "boolean",
    "language",
    "country_code",
    "locality",
    "sha256",
    "license",
    "url",
]

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_DAY = r"([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?|[0-9]{3}X|[0-9]{2}XX)"
PATTERNS: dict[str, str] = {
    "slug": SLUG,
    "edtf": rf"^{_DAY}[?~%]?(/{_DAY}[?~%]?)?$",
    "language": r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
    "country_code": r"^[A-Z]{2}$",
    "sha256": r"^[0-9a-f]{64}$",
    "license": r"^[A-Za-z0-9.+-]+$",
    "url": r"^https?://[^\s]+$",
}
BASE_KINDS: dict[str, Kind] = {
    "string[python]": "text",
    "Int64": "integer",
    "float64": "number",
    "boolean": "boolean",
    "datetime64[ns]": "date",
}


class Table(pa.DataFrameModel):
    """What all tables have in common: exactly the declared columns, in the declared order."""

    class Config:
        """pandera's settings for every table."""

        strict = True
        ordered = True


@dataclass(frozen=True)
class Column:
    """One column of a table, as everything outside pandera sees it."""

    name: str
    kind: Kind
    role: Role
    meaning: str
    required: bool
    unit: str = ""
    vocabulary: str = ""
    references: str = ""
    also: tuple[str, ...] = ()  # further columns of a composite reference
    rule: str = ""
    derived_from: tuple[str, ...] = ()
    default: str = ""
    verbatim: bool = False  # the source's words alone, never another value
    whole: bool = False  # of one quotation, not joined from several
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""

    @functools.cached_property
    def terms(self) -> tuple[str, ...]:
        """The vocabulary's terms, in its own order; empty for a column without one."""
        return tuple(VOCABULARIES[self.vocabulary]) if self.vocabulary else ()


def _field(role: Role, meaning: str, required: bool, kind: Kind | None = None, **more: Any) -> Any:
    bounds = {"ge": more.pop("minimum", None), "le": more.pop("maximum", None)}
    checks: dict[str, Any] = {name: bound for name, bound in bounds.items() if bound is not None}
    if vocabulary := more.get("vocabulary"):
        kind, checks["isin"] = "vocabulary", list(VOCABULARIES[vocabulary])
    if kind in PATTERNS:
        checks["str_matches"] = PATTERNS[kind]
    return pa.Field(
        nullable=not required,
        description=meaning,
        metadata={"role": role, "kind": kind, **more},
        **checks,
    )


def key(meaning: str, **more: Any) -> Any:
    """An identifier of the table's own rows, alone or as a part of a composite key."""
    return _field("key", meaning, True, more.pop("kind", "slug"), **more)


def reference(table: str, meaning: str, *, part_of_key: bool = False, **more: Any) -> Any:
    """An identifier of a row of another table."""
    required = more.pop("required", part_of_key)
    role: Role = "key" if part_of_key else "reference"
    return _field(role, meaning, required, "slug", references=table, **more)


def cited(meaning: str, *, required: bool = False, **more: Any) -> Any:
    """A value that rests on quotations: each non-empty cell has rows in `evidence`."""
    part_of_key = more.pop("part_of_key", False)
    return _field("cited", meaning, required or part_of_key, key=part_of_key, **more)


def derived(meaning: str, rule: str, derived_from: tuple[str, ...], **more: Any) -> Any:
    """A value that the build works out from other columns, `derived_from`, by a rule in words."""
    required = more.pop("required", False)
    return _field("derived", meaning, required, rule=rule, derived_from=derived_from, **more)


def curated(meaning: str, **more: Any) -> Any:
    """A value that the curator gives, without a quotation; `default` where no claim does."""
    return _field("curated", meaning, True, **more)


def recorded(meaning: str, *, required: bool = True, **more: Any) -> Any:
    """A value of a provenance table."""
    return _field("recorded", meaning, required, **more)


@functools.cache
def columns_of(model: type[Table]) -> tuple[Column, ...]:
    """The columns of a table in the order of its files."""
    return tuple(
        _column(str(name), declared) for name, declared in model.to_schema().columns.items()
    )


def _column(name: str, declared: Any) -> Column:
    known: dict[str, Any] = {
        word: tuple(found) if word == "also" else found
        for word, found in (declared.metadata or {}).items()
        if word not in ("kind", "key") and found
    }
    for check in declared.checks:
        if check.name == "greater_than_or_equal_to":
            known["minimum"] = check.statistics["min_value"]
        elif check.name == "less_than_or_equal_to":
            known["maximum"] = check.statistics["max_value"]
    kind = declared.metadata["kind"] or BASE_KINDS[str(declared.dtype)]
    return Column(
        name=name,
        kind=kind,
        meaning=declared.description,
        required=not declared.nullable,
        pattern=PATTERNS.get(kind, ""),
        **known,
    )


@functools.cache
def key_of(model: type[Table]) -> tuple[str, ...]:
    """The names of a table's key columns."""
    declared = model.to_schema().columns
    return tuple(
        str(name)
        for name, column in declared.items()
        if column.metadata["role"] == "key" or column.metadata.get("key")
    )


def column_of(model: type[Table], name: str) -> Column:
    """A table's column by its name; raises KeyError where there is none."""
    return _by_name(model)[name]


@functools.cache
def _by_name(model: type[Table]) -> dict[str, Column]:
    return {column.name: column for column in columns_of(model)}

"""How a table is declared: a pandera model, one line a column, with all that the project needs.

A line is made by one of six functions, after what its cells rest on: `key` and `reference`
(identifiers), `cited` (evidence), `derived` (a named rule), `curated` (the curator's own word),
`recorded` (provenance). The Python type says how a cell is stored, `Kind` how it is read.
"""

import datetime
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, get_type_hints

import pandera.polars as pa
import polars as pl

from schemas.vocabularies import VOCABULARIES

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
    "coordinates",
    "sha256",
    "license",
    "url",
]

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_SLUG = 200  # characters: it becomes the name of a file, and of a page
_DAY = r"([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?|[0-9]{3}X|[0-9]{2}XX)"
PATTERNS: dict[str, str] = {
    "slug": SLUG,
    "edtf": rf"^{_DAY}[?~%]?(/{_DAY}[?~%]?)?$",
    "language": r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
    "country_code": r"^[A-Z]{2}$",
    "coordinates": r"^-?[0-9]{1,2}(\.[0-9]+)?, -?[0-9]{1,3}(\.[0-9]+)?$",
    "sha256": r"^[0-9a-f]{64}$",
    "license": r"^[A-Za-z0-9.+-]+$",
    "url": r"^https?://[^\s]+$",
}
BASE_KINDS: dict[type, Kind] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime.date: "date",
}


@dataclass(frozen=True)
class Column:
    """One column of a table, as the rest of the project sees it."""

    name: str
    kind: Kind
    role: Role
    meaning: str
    required: bool
    stored: type = str
    unit: str = ""
    vocabulary: str = ""
    references: str = ""
    also: tuple[str, ...] = ()  # further columns of a composite reference
    rule: str = ""
    derived_from: tuple[str, ...] = ()
    default: str = ""
    verbatim: bool = False  # the source's words alone, never another value
    whole: bool = False  # of one quotation, not joined from several
    side_by_side: bool = False  # several sources may word it each in its own way
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    part_of_key: bool = False

    @functools.cached_property
    def terms(self) -> tuple[str, ...]:
        """The vocabulary's terms, in its own order; empty for a column without one."""
        return tuple(VOCABULARIES[self.vocabulary]) if self.vocabulary else ()

    @property
    def fix(self) -> str:
        """What to do about a cell that does not hold what the column takes."""
        return f"give {self.name} what it takes: {self.meaning}"


def _field(role: Role, meaning: str, required: bool, kind: Kind | None = None, **about: Any) -> Any:
    about.setdefault("part_of_key", role == "key")
    kind = "vocabulary" if about.get("vocabulary") else kind
    metadata = {"role": role, "kind": kind, **about}
    return pa.Field(nullable=not required, description=meaning, metadata=metadata)


def key(meaning: str, **about: Any) -> Any:
    """Declare an identifier of the table's own rows, alone or as a part of a composite key."""
    return _field("key", meaning, True, about.pop("kind", "slug"), **about)


def reference(table: str, meaning: str, *, part_of_key: bool = False, **about: Any) -> Any:
    """Declare an identifier of a row of another table."""
    required = about.pop("required", part_of_key)
    role: Role = "key" if part_of_key else "reference"
    return _field(role, meaning, required, "slug", references=table, **about)


def cited(meaning: str, *, required: bool = False, part_of_key: bool = False, **about: Any) -> Any:
    """Declare a value that rests on quotations: each filled cell has rows in `evidence`."""
    required = required or part_of_key
    return _field("cited", meaning, required, part_of_key=part_of_key, **about)


def derived(meaning: str, rule: str, derived_from: tuple[str, ...], **about: Any) -> Any:
    """Declare a value worked out from other columns, `derived_from`, by a rule in words."""
    required = about.pop("required", False)
    return _field("derived", meaning, required, rule=rule, derived_from=derived_from, **about)


def curated(meaning: str, **about: Any) -> Any:
    """Declare a value that the curator gives, without a quotation; `default` where none does."""
    return _field("curated", meaning, True, **about)


def recorded(meaning: str, *, required: bool = True, **about: Any) -> Any:
    """Declare a value of a provenance table."""
    return _field("recorded", meaning, required, **about)


def rule(holds: pl.Expr, code: str, message: str, fix: str, field: str | None = None) -> pa.Check:
    """Return the check that an expression is true, or null, in each row.

    Args:
        holds: what is true of a right row.
        code: of the finding.
        message: what is wrong; `{column}` stands for a cell of the row.
        fix: what to do.
        field: the column of which the finding speaks; None for the row.
    """

    def check(data: Any) -> pl.LazyFrame | bool:
        outcome: pl.Series = data.lazyframe.select(holds).collect().to_series()
        return outcome.all() or outcome.to_frame().lazy()  # to tell no more is faster

    return pa.Check(
        check,
        name=code,
        error=message,
        description=fix,
        title=field,
        n_failure_cases=1,
        statistics={"holds": holds},  # what has to be true everywhere, for `failures` to ask
    )


def row_rule(
    holds: pl.Expr, message: str, fix: str = "correct the seeds", field: str | None = None
) -> pa.Check:
    """Return the check that the cells of a row fit together; for the arguments, see `rule`."""
    return rule(holds, "rows-inconsistent", message, fix, field)


class Table(pa.DataFrameModel):
    """What all tables have in common: exactly the declared columns, in the declared order."""

    class Config:
        """pandera's settings."""

        strict = True
        ordered = True

    _rules = tuple[pa.Check, ...]()  # of its rows; a name without `_` would be a column

    @classmethod
    @functools.cache
    def to_schema(cls) -> pa.DataFrameSchema:
        """Return the table's pandera schema: its rules, and a check for each constraint."""
        schema = super().to_schema()
        schema.checks = [*cls._rules, *chain.from_iterable(map(checks_of, columns_of(cls)))]
        return schema


def constraints(column: Column) -> Iterator[tuple[str, Any, str]]:
    """Give each constraint of a column: pandera's name of it, its argument, what breaks it."""
    if column.terms:
        terms = ", ".join(column.terms)
        yield "isin", list(column.terms), f"it is not a term of {column.vocabulary}: {terms}"
    if column.pattern:
        yield "str_matches", column.pattern, f"it is not of the form {column.pattern}"
    if column.kind == "slug":
        yield "str_length", (None, MAX_SLUG), f"it has more than {MAX_SLUG} letters"
    if column.minimum is not None:
        yield "ge", column.minimum, f"it is below {column.minimum:g}"
    if column.maximum is not None:
        yield "le", column.maximum, f"it is above {column.maximum:g}"


CONSTRAINTS: dict[str, Callable[[pl.Expr, Any], pl.Expr]] = {  # as expressions of a column
    "isin": lambda cell, terms: cell.is_in(terms),
    "str_matches": lambda cell, pattern: cell.str.contains(pattern),
    "str_length": lambda cell, bounds: cell.str.len_chars() <= bounds[1],
    "ge": lambda cell, minimum: cell >= minimum,
    "le": lambda cell, maximum: cell <= maximum,
}


def checks_of(column: Column) -> list[pa.Check]:
    """Return the checks of a column's cells, one a constraint."""
    checks: list[pa.Check] = []
    for name, argument, message in constraints(column):
        holds = CONSTRAINTS[name](pl.col(column.name), argument)
        message = message.replace("{", "{{").replace("}", "}}")
        checks.append(rule(holds, "bad-value", message, column.fix, column.name))
    return checks


@functools.cache
def columns_of(model: type[Table]) -> tuple[Column, ...]:
    """Return the columns of a table in the order of its files."""
    stored, columns = get_type_hints(model), []
    for name, declared in super(Table, model).to_schema().columns.items():
        about: dict[str, Any] = dict(declared.metadata)
        kind = about.pop("kind") or BASE_KINDS[stored[name]]
        about |= {
            "name": name,
            "kind": kind,
            "meaning": declared.description,
            "required": not declared.nullable,
            "stored": stored[name],
            "also": tuple(about.get("also", ())),
            "pattern": PATTERNS.get(kind, ""),
        }
        columns.append(Column(**about))
    return tuple(columns)


@functools.cache
def key_of(model: type[Table]) -> tuple[str, ...]:
    """Return the names of a table's key columns."""
    return tuple(column.name for column in columns_of(model) if column.part_of_key)


@functools.cache
def _by_name(model: type[Table]) -> dict[str, Column]:
    return {column.name: column for column in columns_of(model)}


def column_of(model: type[Table], name: str) -> Column:
    """Return a table's column by its name; raises KeyError where there is none."""
    return _by_name(model)[name]

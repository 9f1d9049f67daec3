"""How a column is declared: one line in a model, with what else the project needs to know of it.

A model's field is made by one of the six functions below, after what its cells rest on: `key` and
`reference` (identifiers), `cited` (evidence), `derived` (a named rule), `curated` (the curator's
own word), `recorded` (provenance). Python types say how a cell is stored, `Kind` how it is read.
"""

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_type_hints

from schemas.vocabularies import VOCABULARIES

if TYPE_CHECKING:
    import pandas as pd

# How the values of a column are stored; for a frame, see `schemas.models`.
Text = str
Integer = int
Number = float
Boolean = bool
Date = datetime.date

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
BASE_KINDS: dict[type, Kind] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime.date: "date",
}


@dataclass(frozen=True)
class RowRule:
    """A rule of a table that looks at several cells of a row.

    `holds` takes the cells of `columns`: None where one is missing, a whole number as an int, text
    as it is, and days as anything that has their order.
    """

    name: str
    description: str
    columns: tuple[str, ...]
    holds: Callable[..., bool]


def row_rule(description: str, *columns: str) -> Callable[[Callable[..., bool]], Any]:
    """Make what tells whether the cells of these columns belong together a rule of its table."""
    return lambda holds: RowRule(holds.__name__, description, columns, holds)


@dataclass(frozen=True)
class Declared:
    """What a line of a model says of a column, beside its name and type."""

    role: Role
    meaning: str
    required: bool
    kind: Kind | None = None
    key: bool = False
    more: tuple[tuple[str, Any], ...] = ()


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
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""

    @functools.cached_property
    def terms(self) -> tuple[str, ...]:
        """The vocabulary's terms, in its own order; empty for a column without one."""
        return tuple(VOCABULARIES[self.vocabulary]) if self.vocabulary else ()


def _field(role: Role, meaning: str, required: bool, kind: Kind | None = None, **more: Any) -> Any:
    part_of_key = more.pop("key", role == "key")
    if more.get("vocabulary"):
        kind = "vocabulary"
    return Declared(role, meaning, required, kind, part_of_key, tuple(more.items()))


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


def _column(name: str, stored: type, declared: Declared) -> Column:
    more: dict[str, Any] = dict(declared.more)
    if "also" in more:
        more["also"] = tuple(more["also"])
    kind = declared.kind or BASE_KINDS[stored]
    return Column(
        name=name,
        kind=kind,
        role=declared.role,
        meaning=declared.meaning,
        required=declared.required,
        stored=stored,
        pattern=PATTERNS.get(kind, ""),
        **more,
    )


class Table:
    """What all tables have in common: exactly the declared columns, in the declared order."""

    _columns: ClassVar[tuple[Column, ...]] = ()
    _by_name: ClassVar[dict[str, Column]] = {}
    _key: ClassVar[tuple[str, ...]] = ()
    _row_rules: ClassVar[tuple[RowRule, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Gather what the lines of the class declare."""
        stored, lines = get_type_hints(cls), vars(cls)
        cls._columns = tuple(_column(one, stored[one], lines[one]) for one in cls.__annotations__)
        cls._by_name = {column.name: column for column in cls._columns}
        cls._key = tuple(one for one in cls.__annotations__ if lines[one].key)
        cls._row_rules = tuple(one for one in lines.values() if isinstance(one, RowRule))

    @classmethod
    def validate(cls, frame: "pd.DataFrame", *, lazy: bool = False) -> "pd.DataFrame":
        """The frame, as the table's pandera model finds it right.

        Raises:
            pandera.errors.SchemaErrors: it is not; with `lazy` all that is wrong.
        """
        from schemas.models import model_of  # pandera takes half a second to import

        return model_of(cls).validate(frame, lazy=lazy)


def columns_of(model: type[Table]) -> tuple[Column, ...]:
    """The columns of a table in the order of its files."""
    return model._columns


def key_of(model: type[Table]) -> tuple[str, ...]:
    """The names of a table's key columns."""
    return model._key


def column_of(model: type[Table], name: str) -> Column:
    """A table's column by its name; raises KeyError where there is none."""
    return model._by_name[name]


def row_rules_of(model: type[Table]) -> tuple[RowRule, ...]:
    """The rules of a table that look at several cells of a row."""
    return model._row_rules

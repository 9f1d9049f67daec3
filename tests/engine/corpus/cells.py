"""Faults in a single cell: its form first, then values that are well formed and untrue."""

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from schemas import TABLES, columns_of

from .harness import Expected
from .model import PLACES, Cell, Fault, cells, in_cell, records, spread

TYPED = ("metres", "number", "integer", "boolean", "date")
WRONG_TYPE = {
    "metres": ("tall", "8,6", "1e1", "NaN", "8.6 m"),
    "number": ("north", "40,4", "4e1", "inf", "40.4°"),
    "integer": ("many", "1.5", "1,000", "0x10", "٣"),
    "boolean": ("yes", "no", "t", "maybe", "truefalse"),
    "date": ("26.02.2008", "2008/02/26", "2008", "yesterday", "20080226"),
}
NO_DAY = ("2011-02-31", "2012-02-30", "2011-04-31", "2009-02-29")
MALFORMED = {
    "slug": ("Baku_1", "baku--1", "bakü", "-baku"),
    "language": ("English", "EN", "e", "en_GB"),
    "country_code": ("az", "AZE", "XX", "A1"),
    "sha256": ("00", "B4" * 32, "g" * 64),
    "license": ("CC BY SA", "CC-BY-SA-4.0!", "©"),
    "url": ("example.org", "ftp://example.org", "https://a b"),
    "edtf": ("February 2012", "2012-2", "2013-13-01", "2012-02-26T00:00"),
}
LONG_NUMBERS = {
    "metres": ("8.60", "08.6", "8.", ".5", "+8.6", "2.0"),
    "number": ("40.370", "040.4", "40.", "+40.4", "-0.50"),
    "integer": ("007", "+7", "7 ", "7.0", "00"),
}
FORMULAS = ("=1+1", "+1+1", "@SUM(A1:A9)", '=HYPERLINK("https://example.org","x")', "-2+3")
LOOK_ALIKE = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")  # Latin to Cyrillic
HIDDEN = ("\u202e", "\u2066", "\ufeff", "\u2060", "\x1b", "\x85")


def free(cell: Cell) -> bool:
    """Whether a column takes any words: no pattern, no vocabulary, no type."""
    column = cell.column
    return not (column.pattern or column.terms or column.kind in TYPED)


def untrue(cell: Cell) -> tuple[Expected, ...]:
    """What has to be said of a cell whose form is right and whose value is not the real one."""
    if cell.is_key:
        return (cell.expect("not-built", at=()),)
    known = cell.expect("not-built")
    if cell.column.role == "cited":
        return (known, cell.expect("evidence-missing"))
    if cell.column.role == "derived":
        return (known, cell.expect("derived-wrong"))
    if cell.table == "passages" and cell.column.name != "unused_reason":
        return (known, cell.expect("rows-inconsistent"))
    if cell.table == "evidence" and cell.column.name in ("quote", "prefix", "suffix"):
        return (known, cell.expect("evidence-not-in-text"))
    return (known,)


def _each(
    kind: str,
    meant: Callable[[Cell], bool],
    values: Callable[[Cell, random.Random], str],
    said: Callable[[Cell], tuple[Expected, ...]] = lambda cell: (cell.expect("bad-value"),),
    number: int = PLACES,
) -> Iterator[Fault]:
    """One fault of a kind at some of the cells that are meant, in both flavours."""
    chance = random.Random(f"{kind} values")
    for cell in spread(kind, filter(meant, cells()), number):
        yield from in_cell(kind, cell, values(cell, chance), said(cell))


def _inserted(letters: str) -> Callable[[Cell, random.Random], str]:
    def value(cell: Cell, chance: random.Random) -> str:
        place = chance.randrange(1, max(2, len(cell.text)))
        return cell.text[:place] + chance.choice(letters) + cell.text[place:]

    return value


def malformed() -> Iterator[Fault]:
    """Cells whose form the column does not take: each is a `bad-value`, whatever else it is."""
    yield from _in_form("wrong type", WRONG_TYPE)
    yield from _in_form("malformed", MALFORMED)
    yield from _in_form("number not in shortest form", LONG_NUMBERS)
    yield from _each(
        "31 February",
        lambda cell: cell.column.kind in ("edtf", "date"),
        lambda _, chance: chance.choice(NO_DAY),
    )
    yield from _each("out of bounds", _bounded, _beyond)
    yield from _each(
        "unknown term",
        lambda cell: bool(cell.column.terms),
        lambda cell, chance: chance.choice(["nonsense", cell.text.upper() or "NONE", "memorials"]),
        number=2 * PLACES,
    )
    yield from _each(
        "boolean in capitals",
        lambda cell: cell.column.kind == "boolean",
        lambda _, chance: chance.choice(["TRUE", "FALSE", "True", "False", "1", "0"]),
    )


def _in_form(kind: str, forms: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Values of a wrong form, by the kind of the column."""
    yield from _each(
        kind,
        lambda cell: cell.column.kind in forms,
        lambda cell, chance: chance.choice(forms[cell.column.kind]),
        number=2 * PLACES,
    )


def _bounded(cell: Cell) -> bool:
    return cell.column.minimum is not None or cell.column.maximum is not None


def _beyond(cell: Cell, chance: random.Random) -> str:
    column = cell.column
    far = [] if column.minimum is None else [f"{column.minimum - 1:g}"]
    return chance.choice(far + ([] if column.maximum is None else [f"{column.maximum + 1:g}"]))


def misspelled() -> Iterator[Fault]:
    """Letters that are not seen, or not seen to be others."""
    yield from _each(
        "not NFC",
        lambda cell: cell.column.kind not in TYPED,
        lambda cell, _: (
            unicodedata.normalize("NFD", cell.text)
            if cell.text != unicodedata.normalize("NFD", cell.text)
            else f"{cell.text}e\u0301"
        ),
        number=2 * PLACES,
    )
    yield from _each(
        "white space at an end",
        lambda cell: bool(cell.text) and cell.column.role != "recorded",
        lambda cell, chance: chance.choice([" {}", "{} ", "{}\t", "\u00a0{}"]).format(cell.text),
        number=2 * PLACES,
    )
    yield from _each(
        "hidden letter", lambda cell: free(cell) and bool(cell.text), _inserted("".join(HIDDEN))
    )
    yield from _each(
        "look-alike letter",
        lambda cell: free(cell) and cell.text != cell.text.translate(LOOK_ALIKE),
        _look_alike,
        untrue,
        2 * PLACES,
    )
    yield from _each(
        "look-alike letter in an identifier",
        lambda cell: (
            cell.text != cell.text.translate(LOOK_ALIKE)
            and bool(cell.column.pattern or cell.column.terms)
            and cell.column.kind != "url"
        ),
        _look_alike,
    )
    yield from _each("formula", free, lambda _, chance: chance.choice(FORMULAS), untrue)
    yield from _each(
        "formula where none is free",
        lambda cell: not free(cell),
        lambda _, chance: chance.choice(FORMULAS),
    )


def _look_alike(cell: Cell, chance: random.Random) -> str:
    places = [i for i, one in enumerate(cell.text) if one != one.translate(LOOK_ALIKE)]
    place = chance.choice(places)
    return cell.text[:place] + cell.text[place].translate(LOOK_ALIKE) + cell.text[place + 1 :]


def untrue_values() -> Iterator[Fault]:
    """Cells that hold what they might, and not what they have to."""
    yield from _each(
        "empty required cell",
        lambda cell: cell.column.required,
        lambda *_: "",
        lambda cell: (cell.expect("missing-field"),),
        2 * PLACES,
    )
    for role in ("cited", "derived", "reference", "curated"):
        yield from _untrue(role)
    yield from _each(
        "cited cell emptied",
        lambda cell: cell.column.role == "cited" and bool(cell.text) and not cell.column.required,
        lambda *_: "",
        lambda cell: (cell.expect("not-built"), *_orphans(cell)),
    )
    yield from _each(
        "dangling reference",
        lambda cell: bool(cell.column.references),
        lambda cell, _: "p9999" if cell.column.name == "passage_id" else "nobody-such",
        lambda cell: (cell.expect("unknown-reference"),),
        2 * PLACES,
    )
    yield from _each(
        "altered source",
        lambda cell: cell.table == "sources" and not cell.is_key,
        lambda cell, _: {"license": "MIT", "language": "de", "extent": "excerpt",
                         "characters": "5266", "sha256": "0" * 64, "retrieved": "2026-01-31"}.get(
            cell.column.name, cell.text + "x"),
        untrue,
    )  # fmt: skip


def disagreements() -> Iterator[Fault]:
    """Cells that are well formed and speak against another row or column."""
    both = ("completed", "opened")
    yield from _each(
        "approved and opened",
        lambda cell: cell.table == "memorials" and cell.column.name == "status" and _dated(cell),
        lambda *_: "approved",
        lambda cell: (
            cell.expect("rows-inconsistent"),
            cell.expect("not-built"),
            *([] if _is_claimed(cell, "approved") else [cell.expect("evidence-missing")]),
        ),
    )
    yield from _each(
        "opened before completed",
        lambda cell: cell.table == "memorials" and cell.column.name == "completed" and _dated(cell),
        lambda _, chance: chance.choice(["2050", "2044-02", "203X", "2033-01-01"]),
        lambda cell: (cell.expect("rows-inconsistent", at=both), cell.expect("not-built")),
    )
    yield from _each(
        "opening on another day",
        lambda cell: (
            cell.column.name == "date"
            and records("events")[cell.row][1] == "opening"
            and records("events")[cell.row][6] != ""
        ),
        lambda _, chance: chance.choice(["1999-12-31", "1998", "2029-05", ""]),
        lambda cell: (cell.expect("rows-inconsistent"), cell.expect("not-built")),
    )
    yield from _each(
        "own relative",
        lambda cell: cell.table == "kinships" and cell.column.name != "role",
        lambda cell, _: next(one for one in records("kinships")[cell.row][:2] if one != cell.text),
        lambda cell: (cell.expect("rows-inconsistent", at=()), cell.expect("not-built", at=())),
    )


def _dated(cell: Cell) -> bool:
    """Whether a memorial has been opened."""
    names = [column.name for column in columns_of(TABLES["memorials"])]
    return bool(records("memorials")[cell.row][names.index("opened")])


def _untrue(role: str) -> Iterator[Fault]:
    """Another value that stands in the column, or might."""
    yield from _each(
        f"untrue {role} value",
        lambda cell: cell.column.role == role and not cell.is_key and bool(_others(cell)),
        lambda cell, chance: chance.choice(_others(cell)),
        untrue,
        2 * PLACES,
    )


def _others(cell: Cell) -> list[str]:
    """Values of the same column in other rows, and of the vocabulary, that are not this one's."""
    there = {row[cell.index] for row in records(cell.table)} | set(cell.column.terms)
    return sorted(there - {cell.text, ""})


def _is_claimed(cell: Cell, value: str) -> bool:
    """Whether somebody claims a value of a cell; the cell's own may be preferred to it."""
    claim = (cell.table, cell.record, cell.column.name, value)
    return any(row[1:5] == claim for row in records("evidence"))


def _orphans(cell: Cell) -> Iterator[Expected]:
    """Each evidence row of a cell that is emptied."""
    mine = (cell.table, cell.record, cell.column.name)
    for other in cells("evidence"):
        if other.index == 0 and records("evidence")[other.row][1:4] == mine:
            yield other.expect("evidence-orphaned", at=())

"""Match the rows of two tables: which are new, which are gone, and which are not as they were."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

Row = dict[str, str]
RECORD = "\0record"  # the column with a row's record, under a name that no file has


@dataclass(frozen=True)
class Match:
    """The rows that differ, each in its table's order; `before` and `after` are pairs."""

    removed: pl.DataFrame
    added: pl.DataFrame
    before: pl.DataFrame
    after: pl.DataFrame

    def pairs(self) -> Iterator[tuple[str, Row, Row]]:
        """Give the record of each pair as it is in the new table, and its two rows."""
        for (_, was), (record, now) in zip(records(self.before), records(self.after), strict=True):
            yield record, was, now


def with_records(frame: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return a table with the record of each row: its key, `a/b`, and of a second `a/b#2`."""
    return frame.with_columns(_numbered(frame, key).alias(RECORD))


def without_common(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return two tables without the rows that both have: few are left to be looked at closely.

    Rows are the same if their hashes are, which nobody can arrange who does not know the seed.
    """
    common, seed = [name for name in new.columns if name in old.columns], secrets.randbits(64)
    were, are = (frame.select(common).hash_rows(seed) for frame in (old, new))
    return old.filter(~were.is_in(are.implode())), new.filter(~are.is_in(were.implode()))


def records(frame: pl.DataFrame) -> Iterator[tuple[str, Row]]:
    """Give the record of each row, and the row without it."""
    for row in frame.iter_rows(named=True):
        yield row.pop(RECORD), row


def match_rows(old: pl.DataFrame, new: pl.DataFrame, names: Sequence[str]) -> Match:
    """Return what differs where rows are matched that have the same cells in some columns.

    Of rows that have the same cells there the first is matched with the first, and so on. Pairs
    that are the same in all columns of both tables are left out.
    """
    were, are = (
        pl.DataFrame({"text": _numbered(frame, names)}).with_row_index("place")
        for frame in (old, new)
    )
    places = are.join(were, on="text", how="full", suffix="_before")
    removed = places.filter(pl.col("place").is_null())["place_before"].sort()
    added = places.filter(pl.col("place_before").is_null())["place"].sort()
    pairs = places.drop_nulls(["place", "place_before"]).sort("place")
    before, after = pairs["place_before"], pairs["place"]
    differs = pl.repeat(False, len(pairs), eager=True)
    for name in set(old.columns) & set(new.columns) - set(names):
        differs |= old[name][before] != new[name][after]
    return Match(old[removed], new[added], old[before.filter(differs)], new[after.filter(differs)])


def _numbered(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Return some cells of each row as one text, with a number from the second of a text on."""
    columns = [frame[name] for name in names]  # by name: pl.col takes some names for patterns
    text = pl.select(text=pl.concat_str(columns, separator="/"))
    if text["text"].n_unique() == len(text):
        return text["text"]
    number = pl.int_range(1, pl.len() + 1).over("text")
    numbered = pl.format("{}#{}", "text", number)
    return text.select(text=pl.when(number > 1).then(numbered).otherwise("text"))["text"]

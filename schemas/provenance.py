"""The tables of provenance: sources, the passages they are cut into, and the evidence."""

import datetime

import pandera.polars as pa
import polars as pl

from schemas.columns import Table, key, recorded, reference, row_rule


def spans(words: str) -> pa.Check:
    """Return the check that `end` - `start` is the length of a column's words, in code points."""
    holds = pl.col("end") - pl.col("start") == pl.col(words).str.len_chars()
    return row_rule(holds, f"its {words} has not as many letters as `start` to `end`")


class Sources(Table):
    """The source texts, one a row."""

    source_id: str = key("Identifier of the source: the name of its files in seeds/.")
    title: str = recorded("The source's title.")
    url: str = recorded("Where it was published.", kind="url")
    publisher: str = recorded("Who published it.")
    published: str = recorded("When it was published (EDTF).", required=False, kind="edtf")
    retrieved: str = recorded("When it was read (EDTF).", required=False, kind="edtf")
    revision: str = recorded("The address or number of the version that was read.", required=False)
    added: datetime.date = recorded("The day on which it was taken in.")
    license: str = recorded("Its licence (SPDX).", kind="license")
    language: str = recorded("Its language (BCP 47).", kind="language")
    extent: str = recorded("How much of it is in seeds/.", vocabulary="extent")
    path: str = recorded("The text's file in this package.")
    sha256: str = recorded("SHA-256 of that file.", kind="sha256")
    characters: int = recorded("Its length.", unit="Unicode code points", minimum=1)


class Passages(Table):
    """A source cut into title, infobox lines, headings, sentences and list items, in order."""

    source_id: str = reference("sources", "The source.", part_of_key=True)
    passage_id: str = key("Identifier of the passage within its source.")
    kind: str = recorded("What the passage is.", vocabulary="passage_kind")
    section: str = recorded(
        "The section it stands in; a subsection's name comes after its section's and ` / `.",
        required=False,
    )
    start: int = recorded("Where it begins.", unit="Unicode code points from 0", minimum=0)
    end: int = recorded("Where it ends, exclusive.", unit="Unicode code points from 0", minimum=1)
    text: str = recorded("Its words, without the signs that mark a heading or an item of a list.")
    cited_characters: int = recorded(
        "How many of its characters lie in at least one quotation.",
        unit="Unicode code points",
        minimum=0,
    )
    unused_reason: str = recorded("Why nothing was taken from it.", required=False)

    _is_within = pl.col("cited_characters") <= pl.col("text").str.len_chars()
    _rules = (spans("text"), row_rule(_is_within, "more letters are cited than its text has"))


class Evidence(Table):
    """The quotations on which the cells rest, one a row (W3C Web Annotation selectors)."""

    evidence_id: str = key("Identifier of the evidence, made from what it says.")
    table_name: str = recorded("The table of the cell.")
    record_id: str = recorded("The cell's row: its key columns, `/` between.")
    field: str = recorded("The cell's column.")
    value: str = recorded(
        "The value that the quotation gives, as in the CSV; in a column of names, one of them."
    )
    source_id: str = reference("sources", "The source.", required=True)
    passage_id: str = reference(
        "passages", "The passage in which the quotation begins.", required=True, also=["source_id"]
    )
    start: int = recorded(
        "Where the quotation begins.", unit="Unicode code points from 0", minimum=0
    )
    end: int = recorded(
        "Where the quotation ends, exclusive.", unit="Unicode code points from 0", minimum=1
    )
    quote: str = recorded("The quotation.")
    prefix: str = recorded(
        "Up to 32 characters before it, without signs at their head that a spreadsheet would take "
        "for a formula.",
        required=False,
    )
    suffix: str = recorded(
        "Up to 32 characters after it; none where a spreadsheet would take them for a formula.",
        required=False,
    )
    basis: str = recorded("How the value follows from the quotation.", vocabulary="basis")
    rank: str = recorded("Whether it was preferred where claims differ.", vocabulary="rank")
    note: str = recorded("Why the quotation gives the value.", required=False)

    _rules = (spans("quote"),)

"""The tables of provenance: sources, the passages they are cut into, and the evidence."""

from __future__ import annotations

from schemas.columns import Integer, Table, Text, key, recorded, reference, row_rule


def span_holds(start: int | None, end: int | None, words: str | None) -> bool:
    """Whether `end` minus `start` is the length of the words in code points; or one is missing."""
    return start is None or end is None or words is None or end - start == len(words)


class Sources(Table):
    """The source texts, one a row."""

    source_id: Text = key("Identifier of the source: the name of its files in seeds/.")
    title: Text = recorded("The source's title.")
    url: Text = recorded("Where it was published.", kind="url")
    publisher: Text = recorded("Who published it.")
    license: Text = recorded("Its licence (SPDX).", kind="license")
    language: Text = recorded("Its language (BCP 47).", kind="language")
    extent: Text = recorded("How much of it is in seeds/.", vocabulary="extent")
    path: Text = recorded("The text's file in this package.")
    sha256: Text = recorded("SHA-256 of that file.", kind="sha256")
    characters: Integer = recorded("Its length.", unit="Unicode code points", minimum=1)


class Passages(Table):
    """A source cut into title, infobox lines, headings, sentences and list items, in order."""

    source_id: Text = reference("sources", "The source.", part_of_key=True)
    passage_id: Text = key("Identifier of the passage within its source.")
    kind: Text = recorded("What the passage is.", vocabulary="passage_kind")
    section: Text = recorded(
        "The section it stands in; a subsection's name comes after its section's and ` / `.",
        required=False,
    )
    start: Integer = recorded("Where it begins.", unit="Unicode code points from 0", minimum=0)
    end: Integer = recorded(
        "Where it ends, exclusive.", unit="Unicode code points from 0", minimum=1
    )
    text: Text = recorded("Its words, without the signs that mark a heading or an item of a list.")
    cited_characters: Integer = recorded(
        "How many of its characters lie in at least one quotation.",
        unit="Unicode code points",
        minimum=0,
    )
    unused_reason: Text = recorded("Why nothing was taken from it.", required=False)

    @row_rule("`end` - `start` is the length of `text`", "start", "end", "text")
    def span_is_text(start: int | None, end: int | None, text: str | None) -> bool:  # noqa: N805
        """The span has the length of the words."""
        return span_holds(start, end, text)

    @row_rule("`cited_characters` is at most the length of `text`", "cited_characters", "text")
    def cited_within(cited: int | None, text: str | None) -> bool:  # noqa: N805
        """No more characters are cited than there are."""
        return cited is None or text is None or cited <= len(text)


class Evidence(Table):
    """The quotations on which the cells rest, one a row (W3C Web Annotation selectors)."""

    evidence_id: Text = key("Identifier of the evidence, made from what it says.")
    table_name: Text = recorded("The table of the cell.")
    record_id: Text = recorded("The cell's row: its key columns, `/` between.")
    field: Text = recorded("The cell's column.")
    value: Text = recorded(
        "The value that the quotation gives, as in the CSV; in a column of names, one of them."
    )
    source_id: Text = reference("sources", "The source.", required=True)
    passage_id: Text = reference(
        "passages", "The passage in which the quotation begins.", required=True, also=["source_id"]
    )
    start: Integer = recorded(
        "Where the quotation begins.", unit="Unicode code points from 0", minimum=0
    )
    end: Integer = recorded(
        "Where the quotation ends, exclusive.", unit="Unicode code points from 0", minimum=1
    )
    quote: Text = recorded("The quotation.")
    prefix: Text = recorded(
        "Up to 32 characters before it, without signs at their head that a spreadsheet would take "
        "for a formula.",
        required=False,
    )
    suffix: Text = recorded(
        "Up to 32 characters after it; none where a spreadsheet would take them for a formula.",
        required=False,
    )
    basis: Text = recorded("How the value follows from the quotation.", vocabulary="basis")
    rank: Text = recorded("Whether it was preferred where claims differ.", vocabulary="rank")
    note: Text = recorded("Why the quotation gives the value.", required=False)

    @row_rule("`end` - `start` is the length of `quote`", "start", "end", "quote")
    def span_is_quote(start: int | None, end: int | None, quote: str | None) -> bool:  # noqa: N805
        """The span has the length of the words."""
        return span_holds(start, end, quote)

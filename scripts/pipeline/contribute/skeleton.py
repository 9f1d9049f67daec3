"""Write the claims of a new source as far as a machine can: lines to uncomment, mend or delete."""

import datetime
import hashlib
from collections.abc import Iterator, Sequence

from pipeline.assemble.evidence_rows import must_be_used, passage_id
from pipeline.common.letters import visible
from pipeline.contribute.suggestions import Suggestion
from pipeline.read.text import Document
from pipeline.resolve.quotations import Span
from pipeline.revise.locate import claim_entry, find_selector
from pipeline.revise.toml_strings import Entry, toml_entry

MAX_SHOWN = 300  # characters of a passage in a comment
HEAD = """#:schema ../schemas/claims.schema.json
## Take away the "# " before what the words say, mend what they say otherwise, delete the rest.
## A plain string quotes the text; [[...]] marks the part that counts. Then run:
##     python scripts/contribute.py check {name}
"""


def skeleton(
    name: str,
    source: dict[str, str | datetime.date],
    document: Document,
    suggestions: Sequence[Sequence[Suggestion]],
) -> str:
    """Return the claims file of a source: `[source]`, and for each passage what it may say.

    A record has one block, where it is named first; what other passages say of it stands there too.

    Args:
        name: of the source.
        source: what its `[source]` says, but for the hash.
        document: its text.
        suggestions: for each of its passages.
    """
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    lines = [HEAD.format(name=name), "[source]"]
    for key, value in {**source, "sha256": digest}.items():
        is_day = isinstance(value, datetime.date)
        lines.append(f"{key} = {value if is_day else toml_entry(str(value))}")
    blocks: dict[tuple[str, ...], list[str]] = {}
    given: set[tuple[str, ...]] = set()
    unused: list[str] = []  # at the end, as tomlkit keeps them together
    for index, passage in enumerate(document.passages):
        shown = passage.text if len(passage.text) <= MAX_SHOWN else passage.text[:MAX_SHOWN] + "…"
        heading = f"## {passage_id(index)}: {visible(shown)}"
        if suggestions[index]:
            claimed = _by_record(document.text, suggestions[index], given)
            for record, claims in claimed.items():
                block = blocks.setdefault(record, ["", f"# [{'.'.join(record)}]"])
                block += [heading, *_claim_lines(document, claims, block)]
        elif must_be_used({"kind": passage.kind}, str(source.get("extent", "full"))):
            quote = quotation_lines(document, Span(passage.start, passage.end))
            stub = ["[[unused]]", *quote, 'reason = ""']
            unused += ["", heading, *(f"# {line}" for line in stub)]
    for block in blocks.values():
        lines += block
    return "\n".join([*lines, *unused]) + "\n"


def _by_record(
    text: str, suggestions: Sequence[Suggestion], given: set[tuple[str, ...]]
) -> dict[tuple[str, ...], list[Suggestion]]:
    """Return suggestions by their records, but for those that give what another gave."""
    found: dict[tuple[str, ...], list[Suggestion]] = {}
    for suggestion in suggestions:
        value = suggestion.value or text[slice(*(suggestion.span or ()))]
        cell = (*suggestion.record, suggestion.field, value)
        if cell not in given:
            given.add(cell)
            found.setdefault(suggestion.record, []).append(suggestion)
    return found


def _claim_lines(
    document: Document, claims: Sequence[Suggestion], block: Sequence[str]
) -> Iterator[str]:
    """Give a line a claim; of a field that the block has already, one that is commented twice."""
    fields = {line.partition(" = ")[0].removeprefix("# ") for line in block}
    for claim in claims:
        sign = "# # " if claim.field in fields else "# "
        fields.add(claim.field)
        entry: Entry = claim.value
        if claim.span:
            entry = _entry(document, claim.span)
            if claim.value:
                quotation = {"quote": entry} if isinstance(entry, str) else entry
                entry = {"value": claim.value, **quotation}
        yield f"{sign}{claim.field} = {toml_entry(entry)}"


def quotation_lines(document: Document, span: Span) -> list[str]:
    """Return the lines of a table that quote a stretch of a text, as it stands there once."""
    entry = _entry(document, span)
    parts = {"quote": entry} if isinstance(entry, str) else entry
    return [f"{key} = {toml_entry(words)}" for key, words in parts.items()]


def _entry(document: Document, span: Span) -> str | dict[str, str]:
    """Return how a quotation is written so that it stands once in the whole text."""
    whole = [Span(0, len(document.text))]
    return claim_entry(find_selector(document.text, span, whole))

"""What `scripts/locate.py --revise` prints: what became of each quotation, for a person to read."""

from collections import Counter
from collections.abc import Iterator

from pipeline.assemble.evidence_rows import passage_id
from pipeline.common.findings import short
from pipeline.read.claims import Selector, split_path
from pipeline.read.text import Document
from pipeline.read.toml_positions import line_of
from pipeline.resolve.quotations import Span
from pipeline.revise.anchor import Quotation
from pipeline.revise.revise import Revision

TITLES = {  # of what is listed, by its outcome
    "re-anchored": "re-anchored, with the words around it that settle its place:",
    "reworded": "reworded: a machine reads the same value from the new words:",
    "changed": "changed: look at these:",
    "lost": "lost: claim something else, or remove them:",
}


def format_report(revision: Revision) -> Iterator[str]:
    """Return the lines of the report: the counts, then an item a line, what needs a person last."""
    if revision.is_idle:
        yield "the claims are of this text already: scripts/build.py says whether they hold"
        return
    new, moves = revision.new, _moves(revision)
    quotations = sorted(revision.quotations, key=lambda each: line_of(new.toml, each.path))
    lists = {"moved, and how many quotations:": [f"{move}: {moves[move]}" for move in moves]}
    for outcome, title in TITLES.items():
        lists[title] = [_line(revision, each) for each in quotations if each.outcome == outcome]
    lists["new: passages to claim or to mark unused:"] = [
        f"{new.file}.txt:{new.document.line_of(each.start)}: {short(each.text)}"
        for each in revision.unclaimed
    ]
    yield _counts(revision, moves.total())
    for title, lines in lists.items():
        if lines:
            yield title
        for line in lines:
            yield f"  {line}"


def _counts(revision: Revision, moved: int) -> str:
    outcomes = Counter(quotation.outcome for quotation in revision.quotations)
    counts = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in ("kept", *TITLES))
    passages = f"new passages: {len(revision.unclaimed)}"
    if revision.old.source["extent"] == "excerpt":
        passages = f"passages left out, as no claim quotes them: {revision.left_out}"
    return f"quotations: {counts} (of all, {moved} moved); {passages}"


def _moves(revision: Revision) -> Counter[str]:
    """Return how many quotations went from where to where, in the order of the old text."""
    moves: Counter[str] = Counter()
    for quotation in sorted(revision.quotations, key=lambda quotation: quotation.span.start):
        if quotation.anchored and quotation.there:
            old = _place(revision.old.document, quotation.span)
            new = _place(revision.new.document, quotation.there)
            moves[f"{revision.old.file}.txt: {old} → {new}"] += old != new
    return +moves


def _place(document: Document, span: Span) -> str:
    name = passage_id(document.passage_at(span.start))
    return f"line {document.line_of(span.start)} ({name})"


def _line(revision: Revision, quotation: Quotation) -> str:
    """Return the line of a quotation: what it was, what stands there now, and why."""
    old, new, there = revision.old.document, revision.new, quotation.there
    table, record, field = split_path(quotation.path)
    name = "[[unused]]" if table == "unused" else f"{table}.{record}.{field}"
    words = f"{_marked(quotation.selector)} at line {old.line_of(quotation.span.start)}"
    if there:
        written = quotation.written or Selector("", new.document.text[slice(*there)], "")
        words += f" → {_marked(written)} at line {new.document.line_of(there.start)}"
    reason = f": {quotation.message}" if quotation.message else ""
    return f"{new.file}.toml:{line_of(new.toml, quotation.path)}: {name}: {words}{reason}"


def _marked(selector: Selector) -> str:
    before, quote, after = selector
    return short(f"{before}[[{quote}]]{after}" if before or after else quote)

"""What `scripts/locate.py --revise` prints: what became of each quotation, for a person to read."""

from collections import Counter
from collections.abc import Iterator

from pipeline.read.claims import Selector, split_path
from pipeline.read.text import Document
from pipeline.read.toml_positions import Path
from pipeline.resolve.quotations import Span
from pipeline.revise.anchor import Quotation
from pipeline.revise.revise import Revision
from pipeline.revise.toml_strings import find_lines

MAX_LETTERS = 80  # of what is quoted
TITLES = {  # of what is listed, by its outcome
    "re-anchored": "re-anchored, with the words around it that settle its place:",
    "reworded": "reworded: a machine reads the same value from the new words:",
    "changed": "changed: look at these:",
    "lost": "lost: claim something else, or remove them:",
}


def format_report(revision: Revision) -> Iterator[str]:
    """Return the lines of the report: the counts, then an item a line, what needs a person last."""
    if revision.is_resumed:
        yield "the claims were of this text already; it was put in place: run scripts/build.py"
        return
    if revision.is_idle:
        yield "nothing to do: the claims are of this text"
        return
    renamed = _renamed_sections(revision)
    listed = [each.path for each in revision.quotations if each.outcome in TITLES]
    lines = find_lines(revision.new.toml, [*renamed, *listed])
    moves = _moves(revision)
    yield _counts(revision, sum(moves.values()))
    if moves:
        yield "moved, and how many quotations:"
    for move, count in moves.items():
        yield f"  {revision.old.file}.txt: {move}: {count}"
    if renamed:
        yield "sections:"
    for path in sorted(renamed, key=lambda path: lines[path]):
        record = ".".join(map(str, path[:2]))
        yield f"  {revision.new.file}.toml:{lines[path]}: {record}: {renamed[path]}"
    yield from _quotation_lines(revision, lines)
    if revision.unclaimed:
        yield "new: passages to claim or to mark unused:"
    for passage in revision.unclaimed:
        line = revision.new.document.line_of(passage.start)
        yield f"  {revision.new.file}.txt:{line}: {_short(passage.text)}"


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
            if old != new:
                moves[f"{old} → {new}"] += 1
    return moves


def _place(document: Document, span: Span) -> str:
    number = document.passage_at(span.start) + 1
    return f"line {document.line_of(span.start)} (p{number:04})"


def _renamed_sections(revision: Revision) -> dict[Path, str]:
    """Return the sections of each record that has others now, before and after, by their path."""
    renamed: dict[Path, str] = {}
    for quotation in revision.quotations:
        old, path = quotation.owner.place.sections, quotation.section_path
        new = revision.sections.get(path, old)
        if new != old:
            renamed[path] = f"{', '.join(old)} → {', '.join(new)}"
    return renamed


def _quotation_lines(revision: Revision, lines: dict[Path, int]) -> Iterator[str]:
    """Return a line for each quotation that is not kept as it was, by outcome and place."""
    for outcome, title in TITLES.items():
        listed = [each for each in revision.quotations if each.outcome == outcome]
        if listed:
            yield title
        for quotation in sorted(listed, key=lambda quotation: lines[quotation.path]):
            table, record, field = split_path(quotation.path)
            name = "[[unused]]" if table == "unused" else f"{table}.{record}.{field}"
            place = f"{revision.new.file}.toml:{lines[quotation.path]}"
            yield f"  {place}: {name}: {_outcome(revision, quotation)}"


def _outcome(revision: Revision, quotation: Quotation) -> str:
    document, there = revision.new.document, quotation.there
    old = _short(quotation.selector.quote)
    new = _short(document.text[there.start : there.end] if there else "")
    match quotation.outcome:
        case "re-anchored":
            written = quotation.written or quotation.selector
            return f"{_short(_marked(quotation.selector))} → {_short(_marked(written))}"
        case "reworded":
            return f"{old} → {new}, still {quotation.value}"
        case "changed":
            place = f" at line {document.line_of(there.start)}" if there else ""
            return f"{old} → {new}{place}: {quotation.message}"
    line = revision.old.document.line_of(quotation.span.start)
    return f"{old}, at line {line} before: {quotation.message}"


def _marked(selector: Selector) -> str:
    around = selector.before or selector.after
    return f"{selector.before}[[{selector.quote}]]{selector.after}" if around else selector.quote


def _short(words: str) -> str:
    return repr(words if len(words) <= MAX_LETTERS else words[: MAX_LETTERS - 1] + "…")

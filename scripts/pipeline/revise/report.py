"""What `scripts/locate.py --revise` prints: what became of each quotation, for a person to read."""

from collections import Counter
from collections.abc import Iterator

from pipeline.read.claims import Selector, split_path
from pipeline.read.text import Document
from pipeline.read.toml_positions import Path, line_of
from pipeline.resolve.quotations import Span
from pipeline.revise.anchor import Quotation
from pipeline.revise.revise import Revision

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
    moves, document = _moves(revision), revision.new.document
    lists = {"moved, and how many quotations:": [f"{move}: {moves[move]}" for move in moves]}
    lists["sections:"] = _section_lines(revision)
    for outcome, title in TITLES.items():
        lists[title] = _quotation_lines(revision, outcome)
    lists["new: passages to claim or to mark unused:"] = [
        f"{revision.new.file}.txt:{document.line_of(each.start)}: {_short(each.text)}"
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
    number = document.passage_at(span.start) + 1
    return f"line {document.line_of(span.start)} (p{number:04})"


def _section_lines(revision: Revision) -> list[str]:
    """Return a line for each record whose sections have other names now."""
    renamed: dict[Path, str] = {}
    for quotation in revision.quotations:
        old, path = quotation.owner.place.sections, quotation.section_path
        new = revision.sections.get(path, old)
        if new != old:
            record = ".".join(map(str, path[:2]))
            renamed[path] = f"{record}: {', '.join(old)} → {', '.join(new)}"
    return _in_file_order(revision, renamed)


def _quotation_lines(revision: Revision, outcome: str) -> list[str]:
    """Return a line for each quotation with an outcome, in the order of the claims' file."""
    lines: dict[Path, str] = {}
    for quotation in revision.quotations:
        if quotation.outcome == outcome:
            table, record, field = split_path(quotation.path)
            name = "[[unused]]" if table == "unused" else f"{table}.{record}.{field}"
            lines[quotation.path] = f"{name}: {_outcome(revision, quotation)}"
    return _in_file_order(revision, lines)


def _in_file_order(revision: Revision, lines: dict[Path, str]) -> list[str]:
    """Return lines about paths of the claims, each with its place before it."""
    toml, file = revision.new.toml, f"{revision.new.file}.toml"
    paths = sorted(lines, key=lambda path: line_of(toml, path))
    return [f"{file}:{line_of(toml, path)}: {lines[path]}" for path in paths]


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

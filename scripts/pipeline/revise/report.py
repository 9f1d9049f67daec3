"""What `scripts/locate.py --revise` prints: what became of each quotation, for a person to read."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from pipeline.common.escaping import visible
from pipeline.read.claims import Place, Selector, Unused, described
from pipeline.read.seeds import Seed
from pipeline.read.text import Document
from pipeline.read.toml_positions import Path
from pipeline.resolve.quotations import Span
from pipeline.revise.anchor import Quotation
from pipeline.revise.revise import Revision
from pipeline.revise.toml_strings import strings_of

LONGEST = 80


def report_of(made: Revision) -> Iterator[str]:
    """The lines of the report: the counts, then an item a line, what needs a person last."""
    return map(visible, _report(made))


def _report(made: Revision) -> Iterator[str]:
    if made.is_resumed:
        yield "the claims were of this text already; it was put in place: run scripts/build.py"
    elif made.is_idle:
        yield "nothing to do: the claims are of this text"
    else:
        yield _counts(made)
        yield from chain(_moved(made), _sections(made), _items(made), _fresh(made))


def _counts(made: Revision) -> str:
    outcomes = Counter(one.outcome for one in made.quotations)
    names = ("kept", "re-anchored", "reworded", "changed", "lost")
    said = ", ".join(f"{outcomes[name]} {name}" for name in names)
    moved = sum(_places(made).values())
    passages = f"new passages: {len(made.fresh)}"
    if made.old.source["extent"] == "excerpt":
        passages = f"passages left out, as no claim quotes them: {made.left_out}"
    return f"quotations: {said} (of all, {moved} moved); {passages}"


def _places(made: Revision) -> Counter[str]:
    """How many quotations went from where to where, in the order of the old text."""
    old, new = made.old.document, made.new.document
    places: Counter[str] = Counter()
    for one in sorted(made.quotations, key=lambda one: one.span.start):
        if one.anchored and one.there:
            was, now = _place(old, one.span), _place(new, one.there)
            if was != now:
                places[f"line {was[0]} (p{was[1]:04}) → line {now[0]} (p{now[1]:04})"] += 1
    return places


def _place(document: Document, span: Span) -> tuple[int, int]:
    """The line and the number of the passage."""
    return document.line_of(span.start), document.passage_at(span.start) + 1


def _moved(made: Revision) -> Iterator[str]:
    places = _places(made)
    if places:
        yield "moved, and how many quotations:"
    for place, count in places.items():
        yield f"  {made.old.file}.txt: {place}: {count}"


def _sections(made: Revision) -> Iterator[str]:
    lines = _Lines(made)
    told: dict[Path, str] = {}
    for was, now in zip(_places_in(made.old), _places_in(made.new), strict=True):
        if was.sections != now.sections:
            said = f"{', '.join(was.sections)} → {', '.join(now.sections)}"
            told[*now.path[:2], "section"] = said
    if told:
        yield "sections:"
    for path in sorted(told, key=lines.line_of):
        yield f"  {lines.place_of(path)}: {'.'.join(map(str, path[:2]))}: {told[path]}"


def _places_in(seed: Seed) -> list[Place]:
    return [*(one.place for one in seed.claims), *(one.place for one in seed.unused)]


def _items(made: Revision) -> Iterator[str]:
    lines = _Lines(made)
    titles = {
        "re-anchored": "re-anchored, with the words around it that settle its place:",
        "reworded": "reworded: a machine reads the same value from the new words:",
        "changed": "changed: look at these:",
        "lost": "lost: claim something else, or remove them:",
    }
    for outcome, title in titles.items():
        told = [one for one in made.quotations if one.outcome == outcome]
        if told:
            yield title
        for one in sorted(told, key=lambda one: lines.line_of(one.path)):
            yield f"  {lines.place_of(one.path)}: {_name(one)}: {_said(made, one)}"


def _said(made: Revision, one: Quotation) -> str:
    document = made.new.document
    quote = _short(one.selector.quote)
    there = document.text[one.there.start : one.there.end] if one.there else ""
    match one.outcome:
        case "re-anchored":
            return f"{_short(_marked(one.selector))} → {_short(_marked(_selector(made, one)))}"
        case "reworded":
            return f"{quote} → {_short(there)}, still {one.value}"
        case "changed":
            place = f" at line {document.line_of(one.there.start)}" if one.there else ""
            return f"{quote} → {_short(there)}{place}: {one.message}"
    return f"{quote}, at line {made.old.document.line_of(one.span.start)} before: {one.message}"


def _selector(made: Revision, one: Quotation) -> Selector:
    """The quotation as it is written now."""
    if isinstance(one.owner, Unused):
        return made.new.unused[made.old.unused.index(one.owner)].selector
    mine = [other for other in made.quotations if other.owner is one.owner]
    return made.new.claims[made.old.claims.index(one.owner)].selectors[mine.index(one)]


def _fresh(made: Revision) -> Iterator[str]:
    if made.fresh:
        yield "new: passages to claim or to mark unused:"
    for passage in made.fresh:
        line = made.new.document.line_of(passage.start)
        yield f"  {made.new.file}.txt:{line}: {_short(passage.text)}"


class _Lines:
    """On which line of the new claims a string stands."""

    def __init__(self, made: Revision) -> None:
        self.seed = made.new
        self.spans = strings_of(made.new.toml)

    def line_of(self, path: Path) -> int:
        """The line of a path, or of the first string below it."""
        starts = (span[0] for one, span in self.spans.items() if one[: len(path)] == path)
        return self.seed.toml.count("\n", 0, next(starts)) + 1

    def place_of(self, path: Path) -> str:
        """The file and that line."""
        return f"{self.seed.file}.toml:{self.line_of(path)}"


def _name(one: Quotation) -> str:
    table, record, field = described(one.path)
    return "[[unused]]" if table == "unused" else f"{table}.{record}.{field}"


def _marked(selector: Selector) -> str:
    around = selector.before or selector.after
    return f"{selector.before}[[{selector.quote}]]{selector.after}" if around else selector.quote


def _short(words: str) -> str:
    return repr(words if len(words) <= LONGEST else words[: LONGEST - 1] + "…")

"""References proven: words of a record's own sentence or section that name what it refers to."""

from collections.abc import Iterator

from pipeline.assemble.assembly import Assembly
from pipeline.read.claims import Claim, Key, Plain
from pipeline.read.seeds import Seed
from pipeline.resolve.naming import find_name, is_generic, words_in
from pipeline.resolve.quotations import Span
from pipeline.resolve.resolve import ClaimError, Reading
from schemas import TABLES, columns_of

# The cells by whose words a record is known, the most telling first.
NAMING = ("name", "other_names", "locality", "district", "site")
# The cells whose words say what it is: "the monument". A name may be such a noun and no more.
MEANING = ("name", "memorial_type", "event_type", "description")


def link_references(assembly: Assembly) -> None:
    """Give each reference that has no quotation of its own one that names the record it is to."""
    for table, key in list(assembly.cells):
        for column in columns_of(TABLES[table]):
            plains = assembly.plains.get((table, key, column.name), [])
            cells = assembly.cells[table, key]
            if column.role == "reference" and plains and column.name not in cells:
                reading = _link(assembly, table, key, column.references, plains[0])
                if reading:
                    cells[column.name] = [reading]


def _link(assembly: Assembly, table: str, key: Key, to: str, plain: Plain) -> Reading | None:
    """Return the reading of a reference, or note that nothing in its surroundings proves it."""
    seed = assembly.seeds[plain.place.seed]
    own = _places(assembly, (table, key), seed)
    there = (to, (plain.value,))
    if there not in assembly.cells:
        return None  # which is told as a reference to nothing
    span = next(_candidates(assembly, seed, own, there), None)
    if span is None and plain.note.strip() and own:
        span = own[0]
    if span is None:
        message = f"no words of its sentence or section name {plain.value}"
        fix = 'write { value = "…", quote = "…" } with words that do, or add a note'
        fault = ClaimError("link-unproven", message, fix, plain.value)
        assembly.add_fault(plain.place, fault)
        return None
    claim = Claim(plain.place, table, key, plain.field, "each", (), plain.value, plain.note)
    return Reading(claim, plain.value, "linked", (span,))


def _places(
    assembly: Assembly, record: tuple[str, Key], seed: Seed, fields: tuple[str, ...] = ()
) -> list[Span]:
    """Return where the quotations of a record, or of some of its cells, stand in a source."""
    spans: list[Span] = []
    for name, readings in assembly.cells[record].items():
        for reading in readings if not fields or name in fields else ():
            if reading.claim.place.seed == seed.name:
                spans += reading.spans
    return spans


def _candidates(
    assembly: Assembly, seed: Seed, own: list[Span], there: tuple[str, Key]
) -> Iterator[Span]:
    """Give the words that name a record: in the sentences of some places, then around them."""
    document, names = seed.document, _names(assembly, there)
    passages = list(dict.fromkeys(document.passage_at(span.start) for span in own))
    sections = {document.passages[index].section for index in passages}
    alone = {c.record[0] for c in seed.claims if c.table == there[0]} == {there[1][0]}
    near = [i for i, p in enumerate(document.passages) if alone or p.section in sections]
    quoted = sorted(_places(assembly, there, seed, MEANING), key=lambda span: span.end - span.start)
    for group in (passages, near):
        for name in names:
            for index in group:
                passage = document.passages[index]
                words = words_in(passage.text)
                for first, last in find_name(words, name):
                    start, end = words[first].start, words[last - 1].end
                    yield Span(passage.start + start, passage.start + end)
        yield from (span for span in quoted if document.passage_at(span.start) in group)


def _names(assembly: Assembly, there: tuple[str, Key]) -> list[str]:
    """Return the names by which a record is known, without nouns that any other may bear."""
    names: list[str] = []
    for field in NAMING:
        values = {reading.value for reading in assembly.cells[there].get(field, [])}
        names += sorted(values, key=len, reverse=True)
    return [name for name in dict.fromkeys(names) if not is_generic(name)]

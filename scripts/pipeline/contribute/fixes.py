"""Make the edits of a claims file that findings spell out."""

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator

from pipeline.assemble.evidence_rows import cited_within, must_be_used
from pipeline.common.letters import letters_of
from pipeline.contribute.skeleton import quotation_lines
from pipeline.read.claims import Claim, Selector, read_selector
from pipeline.read.seeds import Seed, parse_seed
from pipeline.read.toml_positions import Path, statements
from pipeline.resolve.quotations import Span, merge_spans, nearest, occurrences, regions
from pipeline.resolve.resolve import ClaimError, locate
from pipeline.revise.anchor import find_claims, find_strings
from pipeline.revise.locate import claim_entry, find_selector
from pipeline.revise.toml_strings import Entry, rewrite_toml, value_at
from rapidfuzz.distance import OSA

SHA256: Path = ("source", "sha256")
LETTERS_PER_SLIP = 8  # of a quotation: so many may have one letter that the text has otherwise


def fix_claims(name: str, file: str, text: str, toml: str, *, is_new: bool) -> str:
    """Return a claims file with the edits that findings spell out, as far as a machine can.

    Tables that stand twice are put together; a quotation gets the words around it that settle its
    place, or those of the text where its own differ in spelling; joined ones their order; passages
    that nothing quotes get `[[unused]]` with a reason to be written; a new text gets its hash.

    Args:
        name: of the source.
        file: what findings call its files, without their endings.
        text: of the source.
        toml: its claims.
        is_new: whether the text may have another hash than the claims record.
    """
    toml = join_tables(toml)
    seed, _ = parse_seed(name, file, text, toml)
    if seed is None:
        return toml
    entries = dict(_find_edits(seed))
    digest = hashlib.sha256(text.encode()).hexdigest()
    if is_new and seed.source.get("sha256", digest) != digest:
        entries[SHA256] = digest
    if entries:
        toml = rewrite_toml(toml, entries)
        seed, _ = parse_seed(name, file, text, toml)
    return toml + "".join(_stubs(seed)) if seed else toml


def join_tables(toml: str) -> str:
    """Return a file in which each table stands once: a later one's claims go to the first.

    It stays as it is where that would not be TOML: both have the same key, say.
    """
    lines, kept = toml.split("\n"), dict[str, int]()  # the line behind the last claim of a table
    moved: dict[int, list[str]] = defaultdict(list)  # by the line behind which they go
    gone: set[int] = set()
    place, table = 0, ""
    for number, statement in statements(toml):
        end = number + statement.count("\n")
        if statement.lstrip()[:1] == "[":
            table = statement.partition("#")[0].strip()
            place = 0 if table.startswith("[[") else kept.get(table, 0)
        if place:
            rows = range(number - 1, end)
            moved[place] += [] if statement.lstrip()[:1] == "[" else [lines[row] for row in rows]
            gone.update(rows)
        else:
            kept[table] = end
    joined: list[str] = []
    for row, line in enumerate(lines):
        joined += [] if row in gone else [line]
        joined += moved.get(row + 1, [])
    text = "\n".join(joined)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return toml
    return text


def _find_edits(seed: Seed) -> Iterator[tuple[Path, Entry]]:
    """Give what to write, by its path, for quotations that do not stand once as written."""
    parsed, paths = tomllib.loads(seed.toml), dict[Path, Iterator[Path]]()
    for claim in find_claims(seed):
        at = claim.place.path
        strings = paths.setdefault(at, find_strings(value_at(parsed, at), at))
        places = [next(strings) for _ in claim.selectors]
        spans = [_locate(seed, claim, selector) for selector in claim.selectors]
        for path, selector, span in zip(places, claim.selectors, spans, strict=True):
            if span is None and (edit := _edited(seed, claim, selector)):
                yield path, edit
        pieces = value_at(parsed, (*at, "join")) if claim.table and claim.mode == "join" else []
        if all(spans) and all(isinstance(piece, str) for piece in pieces):
            order = sorted(range(len(pieces)), key=lambda place: spans[place] or Span(0, 0))
            if order != list(range(len(pieces))):
                yield (*at, "join"), [pieces[place] for place in order]


def _locate(seed: Seed, claim: Claim, selector: Selector) -> Span | None:
    try:
        return locate(seed, claim.place, selector)
    except ClaimError:
        return None


def _edited(seed: Seed, claim: Claim, selector: Selector) -> str | dict[str, str] | None:
    """Return how to write a quotation so that it stands once, or None where a person has to say."""
    text, (within, unknown) = seed.document.text, regions(seed.document, claim.place.sections)
    places = occurrences(text, selector, within)
    if unknown:
        return None
    if places:
        own = _own_passages(seed, claim)
        places = [span for span in places if seed.document.passage_at(span.start) in own]
    elif around := nearest(text, selector.whole, within):
        span = nearest(text, selector.quote, [around])
        places = [span] if span and _is_slip(selector.quote, text[span.start : span.end]) else []
    if len(places) != 1:
        return None
    entry = claim_entry(find_selector(text, places[0], within))
    return entry if isinstance(entry, str) else None


def _own_passages(seed: Seed, claim: Claim) -> set[int]:
    """Return the passages in which the other quotations of a claim's record stand."""
    spans = [
        _locate(seed, other, selector)
        for other in seed.claims
        if (other.table, other.record[:1]) == (claim.table, claim.record[:1])
        for selector in other.selectors
    ]
    return {seed.document.passage_at(span.start) for span in spans if span}


def _is_slip(quote: str, there: str) -> bool:
    """Return whether words differ from a text's in signs, capitals and accents, or by a slip.

    A digit is none: another one is another value.
    """
    if letters_of(quote) == letters_of(there):
        return True
    same_digits = re.findall(r"\d", quote) == re.findall(r"\d", there)
    return same_digits and OSA.distance(quote, there) <= len(quote) // LETTERS_PER_SLIP


def _stubs(seed: Seed) -> Iterator[str]:
    """Give an entry `[[unused]]` for each passage that no quotation touches."""
    document, whole = seed.document, [Span(0, len(seed.document.text))]
    spans = [_locate(seed, c, selector) for c in find_claims(seed) for selector in c.selectors]
    for entry in tomllib.loads(seed.toml).get("unused", []):
        if selector := read_selector(entry):  # also where its reason is still to be written
            spans += occurrences(document.text, selector, whole)
    if None in spans:
        return  # a quotation that is still to be mended may be of any passage
    cited = merge_spans(span for span in spans if span)
    for passage in document.passages:
        is_cited = any(cited_within(cited, passage.start, passage.end))
        if must_be_used(vars(passage), seed.source["extent"]) and not is_cited:
            quote = quotation_lines(document, Span(passage.start, passage.end))
            yield "\n".join(["", "[[unused]]", *quote, 'reason = ""', ""])

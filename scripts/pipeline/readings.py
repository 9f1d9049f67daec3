"""From a claim to its readings: where a quotation stands, what value it gives, on what basis."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.cells import fault_of
from pipeline.claims import Claim, Place, Selector, described
from pipeline.findings import Finding
from pipeline.quotations import CONTEXT, Span, difference, nearest, occurrences, regions
from pipeline.seeds import Seed
from pipeline.toml_lines import line_of
from pipeline.values import cut_short, value_of
from schemas import TABLES, Column, column_of

MECHANICAL = ("vocabulary", "edtf", "metres", "language", "country_code")


@dataclass(frozen=True)
class Reading:
    """A value and the spans of the quotations that give it, one alone or several together."""

    claim: Claim
    value: str
    basis: str
    spans: tuple[Span, ...]


class ClaimError(Exception):
    """A claim that gives no reading."""

    def __init__(self, code: str, message: str, fix: str, value: str | None = None) -> None:
        """Keep what the finding will say."""
        super().__init__(message)
        self.code, self.message, self.fix, self.value = code, message, fix, value


def finding_at(seed: Seed, place: Place, fault: ClaimError) -> Finding:
    """The finding for a fault at a place of a seed's claims."""
    table, record, field = described(place.path)
    return Finding(
        fault.code,
        fault.message,
        fault.fix,
        f"{seed.file}.toml",
        line_of(seed.toml, place.path),
        f"{table}.{record}" if record else table,
        field,
        fault.value,
    )


def readings_of(seed: Seed, claim: Claim) -> Iterator[Reading]:
    """The readings of a claim; raises `ClaimError` where a quotation or its value does not hold."""
    column = column_of(TABLES[claim.table], claim.field)
    spans = tuple(locate(seed, claim.place, selector) for selector in claim.selectors)
    words = [seed.document.text[span.start : span.end] for span in spans]
    language = seed.source.get("language", "en")
    if claim.mode == "join":
        if list(spans) != sorted(spans, key=lambda span: span.start):
            raise ClaimError(
                "bad-claim",
                "joined quotations are not in the order of the text",
                "write them in that order",
                " ".join(words),
            )
        yield _reading(column, claim, " ".join(words), "joined", spans)
    elif claim.mode == "together":
        basis = "coded" if column.kind == "vocabulary" else "interpreted"
        yield _reading(column, claim, claim.value or "", basis, spans)
    else:
        for span, quote in zip(spans, words, strict=True):
            if cut_short(column, seed.document.text[: span.start][-CONTEXT:]):
                message = "the words before it make it approximate"
                raise ClaimError("quotation-cut", message, "quote them too", quote)
            value, basis = _value(column, claim, quote, language)
            yield _reading(column, claim, value, basis, (span,))


def _reading(
    column: Column, claim: Claim, value: str, basis: str, spans: tuple[Span, ...]
) -> Reading:
    if fault := fault_of(column, value):
        raise ClaimError("bad-value", fault, "claim a value that the column takes", value)
    if basis == "interpreted" and not claim.note.strip():
        raise ClaimError(
            "note-missing",
            "the quotation does not say this value in so many words",
            'add note = "why it means this"',
            value,
        )
    return Reading(claim, value, basis, spans)


def _value(column: Column, claim: Claim, quote: str, language: str) -> tuple[str, str]:
    """The value that one quotation gives, and on what basis."""
    machine = value_of(column, quote, language)
    if claim.value is None and machine is None:
        raise ClaimError(
            "value-not-given",
            f"no {column.kind} value can be read from these words",
            'quote the words that give it, or add value = "…" and a note',
            quote,
        )
    value = claim.value if claim.value is not None else machine or ""
    if machine == value:
        return value, "verbatim" if value == quote else "normalized"
    if column.kind in MECHANICAL and machine is not None:
        raise ClaimError(
            "value-contradicted",
            f"the quotation {quote!r} gives {machine!r}",
            "remove the value, or quote other words",
            value,
        )
    return value, "coded" if column.kind == "vocabulary" else "interpreted"


def locate(seed: Seed, place: Place, selector: Selector) -> Span:
    """Where a quotation stands; raises `ClaimError` unless that is exactly one place."""
    within, unknown = regions(seed.document, place.sections)
    if unknown:
        known = dict.fromkeys(" / ".join(section.path) for section in seed.document.sections)
        raise ClaimError(
            "unknown-section",
            f"{unknown[0]!r} is not the name of exactly one section",
            f"use one of {', '.join(known)}",
            unknown[0],
        )
    found = occurrences(seed.document.text, selector, within)
    if len(found) == 1:
        return found[0]
    if found:
        places = "; ".join(_place_of(seed, span) for span in found)
        raise ClaimError(
            "quotation-ambiguous",
            f"it stands in {len(found)} places: {places}",
            "quote more words around it and mark the part that counts with [[…]]",
            selector.whole,
        )
    raise ClaimError(
        "quotation-not-found", *_nearest(seed, place, selector, within), selector.whole
    )


def _nearest(seed: Seed, place: Place, selector: Selector, within: list[Span]) -> tuple[str, str]:
    """What is nearest to a quotation that is not there: the message and what to do."""
    where = f" in {', '.join(place.sections)}" if place.sections else ""
    elsewhere = occurrences(seed.document.text, selector, [Span(0, len(seed.document.text))])
    if elsewhere:
        places = "; ".join(_place_of(seed, span) for span in elsewhere)
        return f"it is not{where}, but: {places}", "name that section, or quote other words"
    near = nearest(seed.document.text, selector.whole, within)
    if not near:
        return f"nothing like it stands{where}", "copy the words from the text"
    words = seed.document.text[near.start : near.end]
    message = f"it is not{where}; nearest is {words!r}: {difference(selector.whole, words)}"
    return message, "copy the words from the text"


def _place_of(seed: Seed, span: Span) -> str:
    passage = seed.document.passages[seed.document.passage_at(span.start)]
    around = seed.document.text[max(0, span.start - 20) : span.end + 20].replace("\n", " ")
    line = seed.document.line_of(span.start)
    return f"line {line} ({passage.section or 'title'}) …{around}…"

"""The derived columns: each a function of other cells, run by the build and again by validation.

A column's rule stands in words in `schemas`; here it is carried out.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipeline.assemble.evidence_rows import cited_within, span_of
from pipeline.assemble.labels import event_label, label_memorials
from pipeline.common.serialize import cell_text
from pipeline.common.words import is_approximate
from pipeline.resolve.dates import days
from pipeline.resolve.gazetteer import country_code, locality, look_up
from pipeline.resolve.quotations import Span, merge_spans

Row = dict[str, str]
CLOSED_BY = {'"': '"', "“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "'": "'"}
CLOSING = "".join(CLOSED_BY.values())
MARK = re.compile(f"[{CLOSING}{''.join(CLOSED_BY)}]|\n(?=\n)")
PLACE = ("latitude", "longitude", "coordinate_precision", "geonames_id")
MEASURES = ("height_m", "length_m")


def derive(tables: dict[str, list[Row]], texts: Mapping[str, str]) -> None:
    """Fill every derived column of the tables in place; `texts` are the sources' by identifier."""
    evidence: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables["evidence"]:
        evidence[row["table_name"], row["record_id"]].append(row)
    languages = {row["source_id"]: row["language"] for row in tables["sources"]}
    look_up(memorial["locality"] for memorial in tables["memorials"] if memorial["locality"])
    for memorial in tables["memorials"]:
        rows = evidence["memorials", memorial["memorial_id"]]
        memorial |= _where(memorial, rows, languages)
        for name in ("completed", "opened"):
            memorial[f"{name}_from"], memorial[f"{name}_to"] = days(memorial[name]) or ("", "")
        memorial["dimensions_approximate"] = _approximate(memorial, rows)
    label_memorials(tables["memorials"])
    labels = {memorial["memorial_id"]: memorial["label"] for memorial in tables["memorials"]}
    for event in tables["events"]:
        event["date_from"], event["date_to"] = days(event["date"]) or ("", "")
        event["label"] = event_label(event, labels.get(event["memorial_id"], ""))
    for statement in tables["statements"]:
        rows = evidence["statements", statement["statement_id"]]
        statement["directness"] = _directness(rows, texts)


def _where(memorial: Row, evidence: list[Row], languages: Mapping[str, str]) -> Row:
    """Country code, and the point that a source gives or else GeoNames' for the locality."""
    code = ""
    for row in evidence:
        if row["field"] == "country" and row["source_id"] in languages:
            code = code or country_code(memorial["country"], languages[row["source_id"]]) or ""
    place = dict.fromkeys(PLACE, "") | {"country_code": code}
    if code and memorial["locality"] and (found := locality(memorial["locality"], code)):
        point = (cell_text(found["latitude"]), cell_text(found["longitude"]))
        place |= zip(PLACE, (*point, "locality", str(found["geonameid"])), strict=True)
    if memorial["coordinates"]:
        place["latitude"], place["longitude"] = memorial["coordinates"].split(", ")
        place["coordinate_precision"] = "exact"
    return place


def _approximate(memorial: Row, evidence: list[Row]) -> str:
    """Return whether a quotation that gives one of the measures says that it is approximate."""
    given = {(name, memorial[name]) for name in MEASURES if memorial[name]}
    quotes = [row["quote"] for row in evidence if (row["field"], row["value"]) in given]
    return str(any(map(is_approximate, quotes))).lower() if given else ""


def _directness(evidence: list[Row], texts: Mapping[str, str]) -> str:
    """Return whether each quotation of the words stands between quotation marks."""
    marked = []
    for row in evidence:
        span = span_of(row["start"], row["end"])
        if row["field"] == "text" and row["source_id"] in texts and span:
            marked.append(between_marks(texts[row["source_id"]], *span))
    return "direct" if marked and all(marked) else "reported"


def between_marks(text: str, start: int, end: int) -> bool:
    """Return whether a stretch lies between two quotation marks of its paragraph, open and closed.

    A mark between letters is an apostrophe. A straight mark opens where a space or bracket is
    before it and none after it; else it closes. Marks without a partner are passed over.
    """
    return list(cited_within(_quoted(text), start, end)) == [(start, end)]


@functools.lru_cache(maxsize=2**14)  # statements come by their names, not by their sources
def _quoted(text: str) -> list[Span]:
    return merge_spans((opening + 1, closing) for opening, closing in _pairs(text))


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Give the opening and closing marks of each quotation, in one pass over the text."""
    opening: list[tuple[str, int]] = []
    depths: dict[str, list[int]] = {mark: [] for mark in CLOSED_BY}  # in `opening`, of each mark
    for match in MARK.finditer(text):
        mark, place = match[0], match.start()
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if mark == "\n":  # the paragraph ends
            opening.clear()
            depths = {mark: [] for mark in CLOSED_BY}
            continue
        if before.isalnum() and after.isalnum():
            continue
        opens = (not before or before.isspace() or before in "([—–") and not after.isspace()
        if mark in CLOSED_BY and (opens or mark not in CLOSING):
            depths[mark].append(len(opening))
            opening.append((mark, place))
            continue
        fitting = [depths[start] for start, ends in CLOSED_BY.items() if mark in ends]
        partner = max((places[-1] for places in fitting if places), default=len(opening))
        if partner < len(opening):
            yield opening[partner][1], place
        while len(opening) > partner:
            depths[opening.pop()[0]].pop()

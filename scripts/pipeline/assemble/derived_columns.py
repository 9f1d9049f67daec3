"""The derived columns: each a function of other cells, run by the build and again by validation.

A column's rule stands in words in `schemas`; here it is carried out.
"""

import bisect
import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import accumulate

from pipeline.assemble.evidence_rows import span_of
from pipeline.common.serialize import number_text
from pipeline.resolve.dates import days
from pipeline.resolve.gazetteer import country_code, locality
from pipeline.resolve.qualifiers import is_approximate

Row = dict[str, str]
CLOSED_BY = {'"': '"', "“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "'": "'"}
CLOSING = "".join(CLOSED_BY.values())
MARK = re.compile(f"[{CLOSING}{''.join(CLOSED_BY)}]|\n(?=\n)")
MEASURES = ("height_m", "length_m")


def derive(tables: dict[str, list[Row]], texts: Mapping[str, str]) -> None:
    """Fill every derived column of the tables in place; `texts` are the sources' by identifier."""
    evidence: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables["evidence"]:
        evidence[row["table_name"], row["record_id"]].append(row)
    languages = {row["source_id"]: row["language"] for row in tables["sources"]}
    for memorial in tables["memorials"]:
        told = evidence["memorials", memorial["memorial_id"]]
        memorial |= _where(memorial, told, languages)
        memorial["opened_from"], memorial["opened_to"] = days(memorial["opened"]) or ("", "")
        memorial["dimensions_approximate"] = _approximate(memorial, told)
    for event in tables["events"]:
        event["date_from"], event["date_to"] = days(event["date"]) or ("", "")
    for statement in tables["statements"]:
        told = evidence["statements", statement["statement_id"]]
        statement["directness"] = _directness(told, texts)


def _where(memorial: Row, evidence: list[Row], languages: Mapping[str, str]) -> Row:
    """Country code and GeoNames' point for the locality."""
    told = (row["source_id"] for row in evidence if row["field"] == "country")
    said = [languages[source] for source in told if source in languages]
    code = next(filter(None, (country_code(memorial["country"], tag) for tag in said)), None) or ""
    found = locality(memorial["locality"], code) if memorial["locality"] and code else None
    return {
        "country_code": code,
        "latitude": _degrees(found.latitude) if found else "",
        "longitude": _degrees(found.longitude) if found else "",
        "coordinate_precision": "locality" if found else "",
        "geonames_id": str(found.geonames_id) if found else "",
    }


def _degrees(angle: float) -> str:
    return number_text(Decimal(repr(angle)))


def _approximate(memorial: Row, evidence: list[Row]) -> str:
    """Whether a quotation that gives one of the measures says that it is approximate."""
    if not any(memorial[name] for name in MEASURES):
        return ""
    giving = (row for row in evidence if row["value"] == memorial.get(row["field"], ""))
    quotes = (row["quote"] for row in giving if row["field"] in MEASURES)
    return "true" if any(map(is_approximate, quotes)) else "false"


def _directness(evidence: list[Row], texts: Mapping[str, str]) -> str:
    """Direct where each quotation of the words stands between quotation marks."""
    marked = []
    for row in evidence:
        span = span_of(row["start"], row["end"])
        if row["field"] == "text" and row["source_id"] in texts and span:
            marked.append(between_marks(texts[row["source_id"]], *span))
    return "direct" if marked and all(marked) else "reported"


def between_marks(text: str, start: int, end: int) -> bool:
    """Whether a stretch lies between an opening and a closing quotation mark of its paragraph.

    A mark between letters is an apostrophe. A straight mark opens where a space or bracket is
    before it and none after it; else it closes. Marks without a partner are passed over.
    """
    opening, furthest = _quoted(text)
    before = bisect.bisect_left(opening, start)
    return before > 0 and end <= furthest[before - 1]


@functools.lru_cache(maxsize=2**14)  # statements come by their names, not by their sources
def _quoted(text: str) -> tuple[list[int], list[int]]:
    """Where each opening mark with a partner stands, and the last closing mark of those till it."""
    pairs = sorted(_pairs(text))
    return [pair[0] for pair in pairs], list(accumulate((pair[1] for pair in pairs), max))


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """The opening and closing marks of each quotation, in one pass over the text."""
    opened: list[tuple[str, int]] = []
    depths: dict[str, list[int]] = {mark: [] for mark in CLOSED_BY}  # in `opened`, of each mark
    for match in MARK.finditer(text):
        mark, place = match[0], match.start()
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if mark == "\n":  # the paragraph ends
            opened.clear()
            depths = {mark: [] for mark in CLOSED_BY}
            continue
        if before.isalnum() and after.isalnum():
            continue
        opens = (not before or before.isspace() or before in "([—–") and not after.isspace()
        if mark in CLOSED_BY and (opens or mark not in CLOSING):
            depths[mark].append(len(opened))
            opened.append((mark, place))
            continue
        partners = (depths[one][-1] for one in CLOSED_BY if mark in CLOSED_BY[one] and depths[one])
        partner = max(partners, default=len(opened))
        if partner < len(opened):
            yield opened[partner][1], place
        while len(opened) > partner:
            depths[opened.pop()[0]].pop()

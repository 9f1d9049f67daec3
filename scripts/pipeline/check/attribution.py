"""Whoever a role or a statement is given to is named in the words that give it, or in a note.

Without this, a true quotation could tie anybody to anything.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from pipeline.assemble.tables import Assembly
from pipeline.common.findings import Finding
from pipeline.common.letters import folded
from pipeline.read.claims import Place
from pipeline.resolve.resolve import ClaimError, Reading, finding_at
from schemas import TABLES, column_of, key_of

MIN_LETTERS = 4  # letters of a word by which somebody is known, if their name has such a word
STEM = 5  # letters at which a word is the same in another case or number
GRAVE = ("named_perpetrator",)  # roles for which a note is not enough
SPEAKERS = ("person_id", "organization_id")


def check_parties(assembly: Assembly) -> Iterator[Finding]:
    """Find relations and statements whose words do not name who is meant, and no note says."""
    for (table, key), cells in assembly.cells.items():
        if table == "statements":
            yield from _check_speaker(assembly, key[0], cells)
        elif "role" in cells:
            yield from _check_role(assembly, table, key, cells["role"])


def _check_role(
    assembly: Assembly, table: str, key: tuple[str, ...], readings: list[Reading]
) -> Iterator[Finding]:
    """Check that a relation's quotations, all of them together, name the other party."""
    party = column_of(TABLES[table], key_of(TABLES[table])[1]).references
    grave = key[-1] in GRAVE
    is_noted = any(reading.claim.note.strip() for reading in readings) and not grave
    if not (is_noted or _names(assembly, party, key[1], readings, whole=grave)):
        message = f"the quotation does not name {key[1]}"
        fix = "quote words that name them" + ("" if grave else ', or add note = "who is meant"')
        yield _finding(assembly, readings[0].claim.place, message, fix, key[-1])


def _check_speaker(
    assembly: Assembly, statement: str, cells: Mapping[str, list[Reading]]
) -> Iterator[Finding]:
    """Check that the words for a statement's speaker name the record that it is given to."""
    readings = chain.from_iterable(cells.values())
    if any(reading.claim.note.strip() for reading in readings):
        return
    for column in SPEAKERS:
        party = column_of(TABLES["statements"], column).references
        for plain in assembly.plains.get(("statements", (statement,), column), []):
            if not _names(assembly, party, plain.value, cells.get("speaker", [])):
                message = f"the statement's speaker does not name {plain.value}"
                fix = 'quote who speaks in speaker = "…", or add note = "who is meant"'
                yield _finding(assembly, plain.place, message, fix, plain.value)


def _names(
    assembly: Assembly, table: str, record: str, readings: list[Reading], *, whole: bool = False
) -> bool:
    """Return whether quotations name a record: by a word of its names, or by a `whole` name."""
    quoted: list[str] = []
    for reading in readings:
        text = assembly.seeds[reading.claim.place.seed].document.text
        quoted += [text[span.start : span.end] for span in reading.spans]
    cells = assembly.cells.get((table, (record,)), {})
    names = [_stems(name.value) for name in (*cells.get("name", []), *cells.get("other_names", []))]
    words = _stems(" ".join(quoted), 1)
    return not names or any(name <= words if whole else name & words for name in names)


def _stems(text: str, shortest: int = MIN_LETTERS) -> set[str]:
    words = re.findall(r"[^\W_]+", folded(text))
    return {word[:STEM] for word in words if len(word) >= shortest} or {
        word[:STEM] for word in words
    }


def _finding(assembly: Assembly, place: Place, message: str, fix: str, value: str) -> Finding:
    seed = assembly.seeds[place.seed]
    return finding_at(seed, place, ClaimError("party-not-named", message, fix, value))

"""Whoever a role or a statement is given to is named in the words that give it, or in a note.

Without this, a true quotation could tie anybody to anything.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.assemble.tables import Assembly
from pipeline.common.findings import Finding
from pipeline.common.folding import folded
from pipeline.read.claims import Place
from pipeline.resolve.resolve import ClaimError, Reading, finding_at
from schemas import TABLES, column_of, key_of

SHORTEST = 4  # letters of a word by which somebody is known, if their name has such a word
STEM = 5  # letters at which a word is the same in another case or number
GRAVE = ("named_perpetrator",)  # roles for which a note is not enough
SPEAKERS = ("person_id", "organization_id")


def check_parties(made: Assembly) -> Iterator[Finding]:
    """Relations and statements whose words do not name who is meant, and no note says."""
    for (table, key), cells in made.cells.items():
        if table == "statements":
            yield from _check_speaker(made, key[0], cells.get("speaker", []))
        elif "role" in cells:
            yield from _check_role(made, table, key, cells["role"])


def _check_role(
    made: Assembly, table: str, key: tuple[str, ...], readings: list[Reading]
) -> Iterator[Finding]:
    """A relation's quotations, all of them together, name the other party."""
    column = key_of(TABLES[table])[1]
    other = column_of(TABLES[table], column).references
    grave = key[-1] in GRAVE
    noted = any(reading.claim.note.strip() for reading in readings) and not grave
    if noted or _names(made, other, key[1], _quoted(made, readings), whole=grave):
        return
    message = f"the quotation does not name {key[1]}"
    fix = "quote words that name them" + ("" if grave else ', or add note = "who is meant"')
    place = readings[0].claim.place
    yield _finding(made, place, message, fix, key[-1])


def _check_speaker(made: Assembly, statement: str, readings: list[Reading]) -> Iterator[Finding]:
    """The words that name a statement's speaker name the record that it is given to."""
    for column in SPEAKERS:
        for plain in made.plains.get(("statements", (statement,), column), []):
            other = column_of(TABLES["statements"], column).references
            if _noted(made, statement) or _names(made, other, plain.value, _quoted(made, readings)):
                continue
            message = f"the statement's speaker does not name {plain.value}"
            fix = 'quote who speaks in speaker = "…", or add note = "who is meant"'
            yield _finding(made, plain.place, message, fix, plain.value)


def _noted(made: Assembly, statement: str) -> bool:
    cells = made.cells["statements", (statement,)].values()
    return any(reading.claim.note.strip() for readings in cells for reading in readings)


def _quoted(made: Assembly, readings: Iterable[Reading]) -> str:
    texts = {reading.claim.place.seed for reading in readings}
    documents = {name: made.seeds[name].document.text for name in texts}
    return " ".join(
        documents[reading.claim.place.seed][span.start : span.end]
        for reading in readings
        for span in reading.spans
    )


def _names(made: Assembly, table: str, record: str, words: str, *, whole: bool = False) -> bool:
    """Whether words name a record: a word of its names stands among them, or a `whole` name."""
    cells = made.cells.get((table, (record,)), {})
    named = [one for name in ("name", "other_names") for one in cells.get(name, [])]
    known, said = [_stems(one.value) for one in named], _stems(words, 1)
    return not known or any(one <= said if whole else one & said for one in known)


def _stems(text: str, shortest: int = SHORTEST) -> set[str]:
    words = re.findall(r"[^\W_]+", folded(text))
    return {word[:STEM] for word in words if len(word) >= shortest} or {
        word[:STEM] for word in words
    }


def _finding(made: Assembly, place: Place, message: str, fix: str, value: str) -> Finding:
    seed = made.seeds[place.seed]
    return finding_at(seed, place, ClaimError("party-not-named", message, fix, value))

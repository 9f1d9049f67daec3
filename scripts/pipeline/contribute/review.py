"""The page that a reviewer reads of a contribution: each claim with its whole sentence."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.assemble.assembly import Assembly, Row
from pipeline.common.findings import Finding, as_text
from pipeline.common.letters import code_span, visible

from schemas import PROVENANCE, TABLES, columns_of, key_of

BASES = {
    "verbatim": "the words themselves",
    "joined": "several quotations, joined",
    "normalized": "read by a machine",
    "coded": "a term that a person chose",
    "linked": "the words name what is referred to",
    "interpreted": "a person's judgement",
}
SAME = ("table_name", "record_id", "field", "value", "source_id", "start", "end", "note")
MAX_FILES = 30  # that are listed
MAX_CLAIMS = 1_000  # that are shown; a page of GitHub's has at most 1 MiB
Cells = Mapping[tuple[str, str, str], str]


def review_page(
    new: Assembly, base: Assembly, beyond: Mapping[str, str], findings: Sequence[Finding]
) -> str:
    """Return the page in Markdown, in which everything that a stranger wrote is only text.

    Args:
        new: the tables with the contribution.
        base: those without it.
        beyond: the other files that it changes, and how (A, M, D).
        findings: what is found of it.
    """
    lines = _beyond(beyond)
    if findings:
        lines += ["## What is found", "", *(f"- {code_span(as_text(f))}" for f in findings), ""]
    if new.is_faulty:
        left = "no error is left" if findings else "other sources have no errors"
        lines += [f"What would change is shown once {left}.", ""]
        return "\n".join(lines)
    before, after = _cells(base), _cells(new)
    added = _added(new, base)
    lines += ["## What would change", "", _counts(before, after, added)]
    lines += _claims(new, before, after, added)
    lines += _listed("No longer there", _gone(before, after))
    lines += _listed(
        "Cells on which sources differ now", _disagreements(new) - _disagreements(base)
    )
    lines += _listed(
        "People who are new: may one be alive? See docs/editorial-policy.md",
        {row["name"] for row in _new_rows(new, base, "people")},
    )
    return "\n".join(lines)


def _beyond(files: Mapping[str, str]) -> list[str]:
    if not files:
        return []
    listed = [f"- {how} {code_span(path)}" for path, how in sorted(files.items())]
    more = [f"- … and {len(listed) - MAX_FILES} more"] if len(listed) > MAX_FILES else []
    return ["## Beyond the claims: look at these first", "", *listed[:MAX_FILES], *more, ""]


def _cells(assembly: Assembly) -> Cells:
    """Return the filled cells of the content tables that are not derived, by their places."""
    found: dict[tuple[str, str, str], str] = {}
    for table, rows in assembly.tables.items():
        if table in PROVENANCE:
            continue
        key = key_of(TABLES[table])
        names = [column.name for column in columns_of(TABLES[table]) if column.role != "derived"]
        for row in rows:
            record = "/".join(row[name] for name in key)
            found |= {(table, record, name): row[name] for name in names if row[name]}
    return found


def _added(new: Assembly, base: Assembly) -> list[Row]:
    """Return the evidence that was not there, in the order of the sources' texts."""
    known = {tuple(row[name] for name in SAME) for row in base.tables.get("evidence", ())}
    rows = [row for row in new.tables["evidence"] if tuple(row[name] for name in SAME) not in known]
    return sorted(rows, key=lambda row: (row["source_id"], int(row["start"]), int(row["end"])))


def _counts(before: Cells, after: Cells, added: Sequence[Row]) -> str:
    changed = sum(before[cell] != after[cell] for cell in before.keys() & after.keys())
    filled, emptied = len(after.keys() - before.keys()), len(before.keys() - after.keys())
    cells = f"of the cells, {filled} are filled, {changed} changed, {emptied} emptied"
    return f"New quotations: {len(added)}; {cells}."


def _claims(new: Assembly, before: Cells, after: Cells, added: Sequence[Row]) -> Iterator[str]:
    """Give each new quotation: its cell, what it does there, and its whole sentence."""
    sentences = {(row["source_id"], row["passage_id"]): row for row in new.tables["passages"]}
    source = ""
    for row in added[:MAX_CLAIMS]:
        if row["source_id"] != source:
            source = row["source_id"]
            about = new.seeds[source].source
            title, url = code_span(about["title"]), code_span(about["url"])
            yield from ("", f"### {visible(source)}: {title}, {url}", "")
        cell = row["table_name"], row["record_id"], row["field"]
        effect = _effect(row["value"], before.get(cell), after.get(cell))
        claim = f"{code_span(' '.join(cell))} = {code_span(row['value'])}"
        yield f"- {claim}: {BASES[row['basis']]}; {effect}"
        yield f"  - {_marked(row, sentences[source, row['passage_id']])}"
        if row["note"]:
            yield f"  - note: {code_span(row['note'])}"
    if len(added) > MAX_CLAIMS:
        yield f"- … and {len(added) - MAX_CLAIMS} more"
    yield ""


def _effect(value: str, before: str | None, after: str | None) -> str:
    """Return what a quotation does to its cell."""
    if before is None:
        return "new" if after == value else f"the cell has {code_span(after or '')}"
    if before == after:
        return "as before" if value == before else f"beside {code_span(before)}, which stays"
    return f"it was {code_span(before)}" if value == after else f"now {code_span(after or '')}"


def _marked(row: Row, passage: Row) -> str:
    """Return a whole sentence with its quotation between double brackets."""
    start, end = (int(row[name]) - int(passage["start"]) for name in ("start", "end"))
    text = passage["text"]
    return code_span(f"{text[:start]}[[{text[start:end]}]]{text[end:]}")


def _gone(before: Cells, after: Cells) -> set[str]:
    return {f"{' '.join(cell)}: {before[cell]}" for cell in before.keys() - after.keys()}


def _disagreements(assembly: Assembly) -> set[str]:
    """Return the cells on which claims differ, with every value that is given."""
    given: dict[tuple[str, ...], set[str]] = defaultdict(set)
    differ: set[tuple[str, ...]] = set()
    for row in assembly.tables.get("evidence", ()):
        cell = row["table_name"], row["record_id"], row["field"]
        given[cell].add(row["value"])
        differ |= {cell} if row["rank"] == "preferred" else set()
    return {f"{' '.join(cell)}: {' | '.join(sorted(given[cell]))}" for cell in differ}


def _new_rows(new: Assembly, base: Assembly, table: str) -> list[Row]:
    key = key_of(TABLES[table])[0]
    known = {row[key] for row in base.tables.get(table, ())}
    return [row for row in new.tables[table] if row[key] not in known]


def _listed(heading: str, entries: Collection[str]) -> list[str]:
    """Return a section that lists some words, or nothing where there are none."""
    if not entries:
        return []
    return [f"## {heading}", "", *(f"- {code_span(words)}" for words in sorted(entries)), ""]

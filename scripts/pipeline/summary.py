"""What a build made, in a screenful: rows and cells, evidence, and what of the sources is used."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from pipeline.provenance import cited_places, cited_within, must_be_used
from schemas import TABLES

Row = dict[str, str]


def summary(files: dict[str, bytes], changed: list[str]) -> str:
    """The summary of a package's files, and which of them changed."""
    tables = {name: _rows(files[f"data/{name}.csv"]) for name in TABLES}
    return "\n".join(
        [
            *_sizes(tables),
            "",
            *_evidence(tables),
            "",
            *_coverage(tables, files),
            "",
            _changes(changed),
        ]
    )


def _rows(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _sizes(tables: dict[str, list[Row]]) -> Iterator[str]:
    yield f"{'table':<22}{'rows':>6}{'cells filled':>14}"
    for name, rows in tables.items():
        cells = sum(1 for row in rows for cell in row.values() if cell)
        yield f"{name:<22}{len(rows):>6}{cells:>14}"


def _evidence(tables: dict[str, list[Row]]) -> Iterator[str]:
    counts = Counter(row["basis"] for row in tables["evidence"])
    said = ", ".join(f"{count} {basis}" for basis, count in counts.most_common())
    yield f"evidence: {said}"


def _coverage(tables: dict[str, list[Row]], files: dict[str, bytes]) -> Iterator[str]:
    for source in tables["sources"]:
        name = source["source_id"]
        passages = [row for row in tables["passages"] if row["source_id"] == name]
        to_account = [row for row in passages if must_be_used(row, "full")]
        used = [row for row in to_account if row["cited_characters"] != "0"]
        unused = [row for row in to_account if row["unused_reason"]]
        within, letters = sentence_letters(tables, files[source["path"]].decode(), name)
        yield (
            f"{name}: {len(used) + len(unused)} of {len(to_account)} passages accounted for "
            f"({len(used)} cited, {len(unused)} unused); "
            f"{within / max(letters, 1):.1%} of the sentences' letters and digits are quoted"
        )
        yield from (f"  unused: {row['text']!r}: {row['unused_reason']}" for row in unused)


def sentence_letters(tables: dict[str, list[Row]], text: str, source: str) -> tuple[int, int]:
    """How many letters and digits of a source's sentences lie in a quotation, and of how many."""
    cited = cited_places(
        (int(row["start"]), int(row["end"]))
        for row in tables["evidence"]
        if row["source_id"] == source
    )
    within = letters = 0
    for row in tables["passages"]:
        if row["source_id"] == source and row["kind"] == "sentence":
            start, end = int(row["start"]), int(row["end"])
            letters += sum(map(str.isalnum, text[start:end]))
            parts = cited_within(cited, start, end)
            within += sum(sum(map(str.isalnum, text[one:other])) for one, other in parts)
    return within, letters


def _changes(changed: list[str]) -> str:
    tables = [path for path in changed if path.endswith((".csv", ".parquet", ".json"))]
    return f"written: {', '.join(tables)}" if tables else "nothing changed"

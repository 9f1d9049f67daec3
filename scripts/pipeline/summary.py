"""What a build made, in a screenful: rows and cells, evidence, and what of the sources is used."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.assemble.evidence_rows import cited_places, cited_within, must_be_used, quoted_spans

Row = dict[str, str]
MOST_SOURCES = 20  # that have a line each


def summary(tables: dict[str, list[Row]], files: dict[str, bytes], changed: list[str]) -> str:
    """The summary of a package's tables and files, and which of these changed."""
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
    """A line for each source, or one for all where they are many."""
    spans = quoted_spans(tables["evidence"])
    passages: dict[str, list[Row]] = defaultdict(list)
    for row in tables["passages"]:
        passages[row["source_id"]].append(row)
    accounts = [
        _Account(name, passages[name], sentence_letters(passages[name], spans[name], text))
        for name, text in _texts(tables, files)
    ]
    if len(accounts) > MOST_SOURCES:
        rows = [row for one in accounts for row in one.passages]
        letters = [sum(counts) for counts in zip(*(one.letters for one in accounts), strict=True)]
        yield _accounted(_Account(f"{len(accounts)} sources", rows, (letters[0], letters[1])))
        return
    for one in accounts:
        yield _accounted(one)
        for row in one.passages:
            if must_be_used(row, "full") and row["unused_reason"]:
                yield f"  unused: {row['text']!r}: {row['unused_reason']}"


def _texts(tables: dict[str, list[Row]], files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    for source in tables["sources"]:
        yield source["source_id"], files[source["path"]].decode()


class _Account(NamedTuple):
    """The passages of a source, and of its sentences the letters that are quoted and all."""

    name: str
    passages: list[Row]
    letters: tuple[int, int]


def _accounted(account: _Account) -> str:
    to_account = [row for row in account.passages if must_be_used(row, "full")]
    used = sum(row["cited_characters"] != "0" for row in to_account)
    unused = sum(bool(row["unused_reason"]) for row in to_account)
    within, letters = account.letters
    return (
        f"{account.name}: {used + unused} of {len(to_account)} passages accounted for "
        f"({used} cited, {unused} unused); "
        f"{within / max(letters, 1):.1%} of the sentences' letters and digits are quoted"
    )


def sentence_letters(
    passages: Iterable[Row], spans: Iterable[tuple[int, int]], text: str
) -> tuple[int, int]:
    """How many letters and digits of a source's sentences lie in a quotation, and of how many.

    `passages` are the rows of the source, `spans` the places of its quotations.
    """
    cited = cited_places(spans)
    within = letters = 0
    for row in passages:
        if row["kind"] == "sentence":
            start, end = int(row["start"]), int(row["end"])
            letters += sum(map(str.isalnum, text[start:end]))
            parts = cited_within(cited, start, end)
            within += sum(sum(map(str.isalnum, text[one:other])) for one, other in parts)
    return within, letters


def _changes(changed: list[str]) -> str:
    tables = [path for path in changed if path.endswith((".csv", ".parquet", ".json"))]
    return f"written: {', '.join(tables)}" if tables else "nothing changed"

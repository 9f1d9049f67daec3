"""What a build made, in a screenful: rows and cells, evidence, and what of the sources is used."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from pipeline.assemble.evidence_rows import must_be_used, quoted_spans, sentence_letters

Row = dict[str, str]
MAX_SOURCES = 20  # that have a line each


def summary(tables: dict[str, list[Row]], files: dict[str, bytes], changed: list[str]) -> str:
    """Return the summary of a package's tables and files, and which of these changed."""
    lines = [f"{'table':<22}{'rows':>6}{'cells filled':>14}"]
    for name, rows in tables.items():
        filled = sum(bool(cell) for row in rows for cell in row.values())
        lines.append(f"{name:<22}{len(rows):>6}{filled:>14}")
    counts = Counter(row["basis"] for row in tables["evidence"])
    bases = ", ".join(f"{count} {basis}" for basis, count in counts.most_common())
    lines += ["", f"evidence: {bases}", "", *_coverage(tables, files), ""]
    written = [path for path in changed if path.endswith((".csv", ".parquet", ".json"))]
    lines.append(f"written: {', '.join(written)}" if written else "nothing changed")
    return "\n".join(lines)


def _coverage(tables: dict[str, list[Row]], files: dict[str, bytes]) -> Iterator[str]:
    """Give a line for each source, or one for all where they are many."""
    spans = quoted_spans(tables["evidence"])
    passages: dict[str, list[Row]] = defaultdict(list)
    for row in tables["passages"]:
        passages[row["source_id"]].append(row)
    letters: dict[str, tuple[int, int]] = {}
    for source in tables["sources"]:
        name, text = source["source_id"], files[source["path"]].decode()
        letters[name] = sentence_letters(passages[name], spans[name], text)
    if len(letters) > MAX_SOURCES:
        totals = [sum(counts) for counts in zip(*letters.values(), strict=True)]
        yield from _lines(f"{len(letters)} sources", tables["passages"], *totals)[:1]
    else:
        for name, counts in letters.items():
            yield from _lines(name, passages[name], *counts)


def _lines(name: str, passages: list[Row], quoted: int, letters: int) -> list[str]:
    """Return how much of some passages is used, then a line for each that is not."""
    to_account = [row for row in passages if must_be_used(row, "full")]
    used = sum(row["cited_characters"] != "0" for row in to_account)
    unused = [row for row in to_account if row["unused_reason"]]
    share = quoted / max(letters, 1)
    return [
        f"{name}: {used + len(unused)} of {len(to_account)} passages accounted for "
        f"({used} cited, {len(unused)} unused); "
        f"{share:.1%} of the sentences' letters and digits are quoted",
        *(f"  unused: {row['text']!r}: {row['unused_reason']}" for row in unused),
    ]

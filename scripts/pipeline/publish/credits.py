"""The credits of sources in NOTICE: entries that people wrote, and below them those of others."""

import re
from collections.abc import Iterable, Mapping

HEADING = "And from what came in since, each as the claims on it tell:"  # the rest is generated


def with_credits(notice: str, sources: Iterable[Mapping[str, str]]) -> str:
    """Return the notice with an entry for each source, in the order in which they are given."""
    by_hand = notice.partition(f"\n{HEADING}")[0]
    entries = uncredited(by_hand, sources)
    return "\n".join([f"{by_hand}\n{HEADING}\n", *entries, ""]) if entries else by_hand


def uncredited(notice: str, sources: Iterable[Mapping[str, str]]) -> list[str]:
    """Return, for each source that no entry of the notice credits, the entry that it lacks."""
    entries = [" ".join(entry.split()) for entry in re.split(r"(?m)^(?=- )|\n\n", notice)]
    return [
        f'- "{row["title"]}", {row["publisher"]}, {row["url"]}, licensed under {row["license"]}.'
        for row in sources
        if not any(
            f'"{row["title"]}"' in entry
            and re.search(rf"(?<!\S){re.escape(row['url'])}(?![\w/#?&=-])", entry)
            and re.search(rf"(?<![\w-]){re.escape(row['license'])}(?![\w-])", entry)
            for entry in entries
        )
    ]

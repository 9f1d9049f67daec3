"""Cut a text down to the passages that are quoted, where its licence lets us ship no more."""

from collections.abc import Collection

from pipeline.read.text import LEVELS, Document

LEFT_OUT = "[…]"


def find_kept(document: Document, quoted: Collection[int]) -> set[int]:
    """Return the indices of the passages that stay: those quoted, and what says where they stand.

    That is the title, the `Infobox` line, and each heading above a passage that stays.
    """
    kept = set(quoted)
    level = 0  # below which headings stay: they are above what was kept last
    for index, passage in reversed(list(enumerate(document.passages))):
        if passage.kind == "title" or (passage.kind == "heading" and not passage.level):
            kept.add(index)
        elif passage.kind != "heading":
            level = LEVELS + 1 if index in quoted else level
        elif index in quoted or passage.level < level:
            kept.add(index)
            level = passage.level
    return kept


def cut_text(document: Document, kept: Collection[int]) -> tuple[str, dict[int, int]]:
    """Return the text of the kept passages alone, and where each begins in it, by its index.

    A paragraph `[…]` stands for each run of passages left out, a line `- […]` inside the infobox.
    """
    text, starts = "", {}
    last = -1  # the passage before, of those that stay
    for index in sorted(kept):
        text += _between(document, last, index)
        passage = document.passages[index]
        starts[index] = len(text) + passage.start - passage.first
        text += document.text[passage.first : passage.last]
        last = index
    return text + _between(document, last, len(document.passages)), starts


def _between(document: Document, last: int, following: int) -> str:
    """Return what stands between two passages that stay, or before the first, after the last."""
    passages = document.passages
    if last + 1 == following:
        begin = passages[last].last if last >= 0 else 0
        end = passages[following].first if following < len(passages) else len(document.text)
        return document.text[begin:end]
    in_box = all(passage.kind == "infobox" for passage in passages[last + 1 : following])
    left_out = f"\n- {LEFT_OUT}" if in_box else f"\n\n{LEFT_OUT}"
    ends = following == len(passages) or (in_box and passages[following].kind == "infobox")
    return (left_out if last >= 0 else LEFT_OUT) + ("\n" if ends else "\n\n")

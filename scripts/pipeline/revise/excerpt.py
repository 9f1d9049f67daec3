"""Cut a text down to the passages that are quoted, where its licence lets us ship no more."""

from collections.abc import Collection, Iterable, Mapping

from pipeline.read.text import Document, Passage

LEFT_OUT = "[…]"


def find_kept(document: Document, quoted: Iterable[int], sections: Iterable[str]) -> set[int]:
    """Return the indices of the passages that stay: those quoted, and what says where they stand.

    That is the title, the `Infobox` line, each heading above a passage that stays, and each that
    `sections` names.
    """
    kept = set(quoted)
    wanted = {document.passages[index].first for index in kept}
    for name in sections:
        wanted.update(section.start for section in document.sections_named(name))
    headings = {
        section.start
        for section in document.sections
        if any(section.start <= start < section.end for start in wanted)
    }
    for index, passage in enumerate(document.passages):
        heads = passage.first in headings or passage.section == "Infobox"
        if passage.kind == "title" or (passage.kind == "heading" and heads):
            kept.add(index)
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
    kinds = {passage.kind for passage in passages[last + 1 : following]}
    in_box, elsewhere = "infobox" in kinds, bool(kinds - {"infobox"})
    box_goes_on = following < len(passages) and passages[following].kind == "infobox"
    words = f"\n- {LEFT_OUT}" if in_box else ""
    if elsewhere:
        words += f"\n\n{LEFT_OUT}" if last >= 0 else LEFT_OUT
    if following == len(passages) or (in_box and box_goes_on and not elsewhere):
        return f"{words}\n"
    return f"{words}\n\n"


def find_misread(
    document: Document, shorter: Document, starts: Mapping[int, int]
) -> Passage | None:
    """Return the first passage that stays and is another passage, or elsewhere, once cut."""
    cut = {each.start: (each.kind, each.text, each.section) for each in shorter.passages}
    for index, start in starts.items():
        passage = document.passages[index]
        if cut.get(start) != (passage.kind, passage.text, passage.section):
            return passage
    return None

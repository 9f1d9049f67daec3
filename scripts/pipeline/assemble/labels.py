"""Labels: what we call a memorial or an event ourselves, in neutral words."""

from collections import Counter
from collections.abc import Callable

from pipeline.common.loaded import loaded_in

Row = dict[str, str]


def label_memorials(memorials: list[Row]) -> None:
    """Fill the labels: kind and place, and as much more as tells a memorial from all others."""
    labels = [_kind_and_place(memorial) for memorial in memorials]
    for detail in DETAILS:
        times = Counter(labels)
        for index, memorial in enumerate(memorials):
            words = detail(memorial)
            if times[labels[index]] > 1 and words:
                labels[index] += f" ({words})"
    for memorial, label in zip(memorials, labels, strict=True):
        memorial["label"] = label


def _kind_and_place(memorial: Row) -> str:
    kind, site = _words(memorial["memorial_type"] or "memorial"), _site(memorial)
    if memorial["locality"]:
        return f"{kind} in {memorial['locality']}"
    if site:
        # a site may begin with its preposition: "near the station"
        before = " in " if site[0].isupper() else ", "
        return f"{kind}{before}" + ", ".join(filter(None, (site, memorial["country"])))
    return f"{kind} in {memorial['country']}" if memorial["country"] else kind


def _site(memorial: Row) -> str:
    """Return a memorial's site, unless its words are loaded: a label is ours."""
    return "" if loaded_in(memorial["site"]) else memorial["site"]


def _year(memorial: Row) -> str:
    return (memorial["opened"] or memorial["completed"])[:4]


def _identifier(memorial: Row) -> str:
    return memorial["memorial_id"]


DETAILS: tuple[Callable[[Row], str], ...] = (_year, _site, _identifier)


def event_label(event: Row, memorial: str) -> str:
    """Return what we call an event: its kind, the label of its memorial, its date."""
    kind = _words("event" if event["event_type"] == "other" else event["event_type"])
    return ", ".join(filter(None, (f"{kind}: {memorial}" if memorial else kind, event["date"])))


def _words(term: str) -> str:
    return term.replace("_", " ").capitalize()

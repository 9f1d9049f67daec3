"""Tell somebody at a terminal how far a piece of work of more than a second has come."""

import sys
from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")
DELAY = 1.0  # seconds before anything is shown


def progress(items: Iterable[Item], what: str, total: int | None = None) -> Iterable[Item]:
    """Return items, with a bar on the standard error where that is a terminal; it leaves no trace.

    `total` is how many they are, where they have no length.
    """
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm  # which nobody waits for who sees no bar

    tqdm.monitor_interval = 0  # no thread: processes are forked meanwhile
    counted: Iterable[Item] = tqdm(
        items, what, total, leave=False, file=sys.stderr, delay=DELAY, dynamic_ncols=True
    )
    return counted

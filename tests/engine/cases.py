"""Many small cases of a test, written as a table: several to a line, `|` between them."""

Cases = list[tuple[str, ...]]


def cases(table: str, *first: str) -> Cases:
    """The cases of a table, each after `first`; their parts have `→` between.

    ⏎ stands for a line feed, and ∅ for nothing.
    """
    written = [case for line in table.strip().split("\n") for case in line.split(" | ")]
    plain = [case.replace("⏎", "\n").replace("∅", "") for case in map(str.strip, written)]
    return [(*first, *case.split(" → ")) for case in plain]


def by_language(table: str) -> Cases:
    """The cases of a table each of whose lines begins with a language, which comes first."""
    lines = [line.strip().partition(": ") for line in table.strip().split("\n")]
    return [case for language, _, rest in lines for case in cases(rest, language)]

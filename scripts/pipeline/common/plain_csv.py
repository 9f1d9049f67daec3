"""Read CSV at once, as text, where nothing can be missed; what is odd is for a stricter reader."""

import io

import polars as pl

SLICE = 5_000  # rows that are written at a time


def read_plain_csv(content: bytes, names: list[str]) -> pl.DataFrame | None:
    """Return the rows of a CSV file with these columns; None where it needs a stricter reader.

    Polars lets much pass, so a file is plain where polars, asked to write what it has read, gives
    the same bytes: then it has missed nothing. It keeps carriage returns that end lines elsewhere.
    """
    if b"\r" in content:
        return None
    try:
        frame = pl.read_csv(content, infer_schema=False)  # "" is null, and "" in quotes is ""
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        return None  # what is wrong with it is for the strict reader to say
    plain = frame.columns == names and _is_written_so(frame, content)
    return frame.fill_null("") if plain else None


def _is_written_so(frame: pl.DataFrame, content: bytes) -> bool:
    """Tell whether a table as CSV is just these bytes; a part at a time, to keep memory small."""
    end = 0
    for rows in frame.iter_slices(SLICE):
        written = io.BytesIO()
        rows.write_csv(written, include_header=end == 0)
        if not content.startswith(written.getvalue(), end):
            return False
        end += written.tell()
    return end == len(content)

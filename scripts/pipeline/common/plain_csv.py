"""Read CSV at once, as text, where nothing can be missed; what is odd is for a stricter reader."""

import io

import polars as pl


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
    written = io.BytesIO()
    frame.write_csv(written)
    is_plain = frame.columns == names and written.getvalue() == content
    return frame.fill_null("") if is_plain else None

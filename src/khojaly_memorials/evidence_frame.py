"""The frame of pandas in which `evidence` shows quotations marked in their sentences."""

from __future__ import annotations

from html import escape

import pandas as pd

from khojaly_memorials import proof

MAX_SHOWN = 20  # quotations


class _AnyFrame(type):
    """The class of a frame that is a plain one in all but how it is shown."""

    def __instancecheck__(cls, instance: object) -> bool:
        """Return whether it is a frame: `assert_frame_equal` asks it of the one it compares."""
        return isinstance(instance, pd.DataFrame)


class Evidence(pd.DataFrame, metaclass=_AnyFrame):
    """A frame that shows each row as a quotation; what is taken from it is a plain frame."""

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _rows(self) -> list[proof.Row] | None:
        """Return the rows as text; None where columns were taken away."""
        if not set(proof.COLUMNS) <= set(self.columns):
            return None
        columns = self[list(proof.COLUMNS)].astype(object)
        cells = columns.where(columns.notna(), "").astype(str)
        return [dict(zip(proof.COLUMNS, row, strict=True)) for row in cells.itertuples(index=False)]

    def __repr__(self) -> str:
        """Return the quotations in their sentences: underlined in a terminal, else in `[[…]]`."""
        rows = self._rows()
        if rows is None:
            return super().__repr__()
        return proof.as_text(rows, proof.marks_here(), MAX_SHOWN)

    def _repr_html_(self) -> str | None:
        """Return the same for a notebook."""
        rows = self._rows()
        if rows is None:
            return super()._repr_html_()  # type: ignore[misc,no-any-return]
        return _as_html(rows)


def _as_html(rows: list[proof.Row]) -> str:
    if not rows:
        return f"<p>{escape(proof.as_text(rows))}</p>"
    several = len({row["record_id"] for row in rows}) > 1
    parts = [f"<p>Derived: {escape(rows[0]['rule'])}.</p>"] if rows[0]["rule"] else []
    for row in rows[:MAX_SHOWN]:
        lines = [
            f"<b>{escape(proof.heading_of(row, several))}</b> ({escape(proof.basis_of(row))})",
            f'<q dir="auto">{proof.marked(row, "<mark>", "</mark>", escape)}</q>',
            f"<i>{escape(row['note'])}</i>" if row["note"] else "",
            f'<a href="{escape(row["link"])}">{escape(row["source_title"])}</a>, '
            f"{row['start']}–{row['end']}",
        ]
        parts.append(f"<p>{'<br>'.join(filter(None, lines))}</p>")
    if len(rows) > MAX_SHOWN:
        parts.append(f"<p>… and {len(rows) - MAX_SHOWN} more</p>")
    return "\n".join(parts)

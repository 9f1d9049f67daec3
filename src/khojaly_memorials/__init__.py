"""Memorials to the victims of the Khojaly massacre, every value tied to the words of a source.

>>> import khojaly_memorials as km
>>> memorials = km.load("memorials")
>>> memorials.loc[memorials["memorial_id"] == "baku", "length_m"].item()
8.6
>>> km.evidence("memorials", "baku", "length_m")["quote"].item()
'8.6-meters-long'

Everything works offline. Importing this loads no DataFrame library.
"""

from khojaly_memorials.citing import cite
from khojaly_memorials.files import path, tables, version
from khojaly_memorials.frames import describe, evidence, load, sources

__all__ = ["__version__", "cite", "describe", "evidence", "load", "path", "sources", "tables"]


def __getattr__(name: str) -> str:
    """`__version__`, read from the descriptor when it is asked for."""
    if name == "__version__":
        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Memorials to the victims of the Khojaly massacre, every value tied to the words of a source.

>>> import khojaly_memorials as km
>>> memorials = km.load("memorials")
>>> memorials.loc[memorials["memorial_id"] == "baku", "locality"].item()
'Baku'
>>> told = km.evidence("memorials", "baku", "length_m").set_index("source_id")
>>> told.loc[["khojaly-massacre-memorials"], ["value", "quote"]].values.tolist()
[['8.6', '8.6-meters-long']]

Everything works offline. Importing this loads no DataFrame library, and of its own modules only
those that are asked for.
"""

from importlib import import_module

TYPE_CHECKING = False  # typing itself would be most of the import's time
if TYPE_CHECKING:
    from khojaly_memorials.citing import cite as cite
    from khojaly_memorials.files import path as path
    from khojaly_memorials.files import tables as tables
    from khojaly_memorials.frames import describe as describe
    from khojaly_memorials.frames import load as load
    from khojaly_memorials.frames import sources as sources
    from khojaly_memorials.proof import evidence as evidence

    __version__: str

__all__ = ["__version__", "cite", "describe", "evidence", "load", "path", "sources", "tables"]

_HOMES = {
    "cite": "citing",
    "describe": "frames",
    "evidence": "proof",
    "load": "frames",
    "path": "files",
    "sources": "frames",
    "tables": "files",
}


def __getattr__(name: str) -> object:
    """A public function from its module, when it is first asked for; `__version__` likewise."""
    if name == "__version__":
        found: object = import_module("khojaly_memorials.files").version()
    elif name in _HOMES:
        found = getattr(import_module(f"khojaly_memorials.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, for completion."""
    return list(__all__)

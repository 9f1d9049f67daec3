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
    from khojaly_memorials.exporting import export as export
    from khojaly_memorials.files import DamagedFileError as DamagedFileError
    from khojaly_memorials.files import path as path
    from khojaly_memorials.files import tables as tables
    from khojaly_memorials.files import text as text
    from khojaly_memorials.frames import describe as describe
    from khojaly_memorials.frames import load as load
    from khojaly_memorials.frames import sources as sources
    from khojaly_memorials.frames import view as view
    from khojaly_memorials.proof import evidence as evidence

    __version__: str

_HOMES = {
    "DamagedFileError": "files",
    "cite": "citing",
    "describe": "frames",
    "evidence": "proof",
    "export": "exporting",
    "load": "frames",
    "path": "files",
    "sources": "frames",
    "tables": "files",
    "text": "files",
    "view": "frames",
}

__all__ = [
    "DamagedFileError",
    "__version__",
    "cite",
    "describe",
    "evidence",
    "export",
    "load",
    "path",
    "sources",
    "tables",
    "text",
    "view",
]


def __getattr__(name: str) -> object:
    """Return a public name from its module, when it is first asked for; `__version__` likewise."""
    if name == "__version__":
        found: object = import_module("khojaly_memorials.files").version()
    elif name in _HOMES:
        found = getattr(import_module(f"khojaly_memorials.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return list(__all__)

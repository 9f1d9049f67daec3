"""Put a site in place: each file whole, and the files of an earlier one away."""

from collections.abc import Iterable
from pathlib import Path

from khojaly_memorials.exporting import replaced

LIST = ".pages"  # the files that were put there, a line each


def put_in_place(files: Iterable[tuple[str, bytes]], out: Path) -> int:
    """Write files below a folder, each in one step; gives how many.

    Those that an earlier call wrote and this one does not are removed; files of others stay.

    Raises:
        OSError: a file cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    there = (out / LIST).read_text(encoding="utf-8") if (out / LIST).exists() else ""
    earlier = {path for path in there.split("\n") if path and _is_below(path)}
    paths = []
    for path, content in files:
        place = out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_file() or place.read_bytes() != content:
            replaced(place, content)
        paths.append(path)
    replaced(out / LIST, "".join(f"{path}\n" for path in sorted(paths)).encode())
    for path in earlier.difference(paths):
        (out / path).unlink(missing_ok=True)
    return len(paths)


def _is_below(path: str) -> bool:
    return ".." not in path and not path.startswith("/")

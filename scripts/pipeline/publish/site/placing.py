"""Put a site in place: each file whole, and the files of an earlier one away."""

from collections.abc import Iterable
from pathlib import Path

from khojaly_memorials.exporting import replaced

LIST = ".pages"  # the files that were put there, a line each


def put_in_place(files: Iterable[tuple[str, bytes]], out: Path) -> int:
    """Write files below a folder, and remove those that an earlier call wrote; gives how many.

    Each file is replaced in one step; files of others stay. Raises OSError.
    """
    out.mkdir(parents=True, exist_ok=True)
    before = _listed(out)
    done = []
    for path, content in files:
        place = out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_file() or place.read_bytes() != content:
            replaced(place, content)
        done.append(path)
    replaced(out / LIST, "".join(f"{path}\n" for path in sorted(done)).encode())
    for path in before - set(done):
        (out / path).unlink(missing_ok=True)
    return len(done)


def _listed(out: Path) -> set[str]:
    try:
        listed = (out / LIST).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return set()
    return {path for path in listed if path and ".." not in path and not path.startswith("/")}

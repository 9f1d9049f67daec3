"""Put a built package in place: each file atomically, nothing that a person wrote overwritten."""

import errno
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pipeline.package import DESCRIPTOR, measured


def write_files(files: dict[str, bytes], out: Path) -> list[str]:
    """Put the files in place, each atomically and the descriptor last; gives those that changed.

    All are first written in full beside their places, so a full disk leaves everything as it was.
    """
    changed = [path for path, content in sorted(files.items()) if _differs(out / path, content)]
    changed.sort(key=lambda path: path == DESCRIPTOR)
    if blocked := [path for path in changed if (out / path).is_dir()]:
        raise IsADirectoryError(errno.EISDIR, "a folder is in the way", blocked[0])
    if edited := hand_written(files, out):
        raise FileExistsError(errno.EEXIST, "it was written by hand; build elsewhere", edited[0])
    stale = stale_files(files, out)
    out.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".build-", dir=out))
    try:
        for path in changed:
            _write_whole(staging / path, files[path])
        for path in changed:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(out / path)
        for path in stale:
            (out / path).unlink()
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return changed


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def described(out: Path) -> dict[str, dict[str, Any]]:
    """The resources of the descriptor that is in a folder, by path; none where there is none."""
    try:
        said = json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))
        return {str(one["path"]): one for one in said["resources"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def stale_files(files: dict[str, bytes], out: Path) -> list[str]:
    """Tables that an earlier build made, as the descriptor there says, and this one does not."""
    made = [path for path in described(out) if re.fullmatch(r"data/[a-z_]+\.(csv|parquet)", path)]
    return sorted(path for path in made if path not in files and (out / path).is_file())


def hand_written(files: dict[str, bytes], out: Path) -> list[str]:
    """Seeds in the folder that would be overwritten and that no build put there as they are."""
    known = described(out)
    return [
        path
        for path in files
        if path.startswith("seeds/")
        and _differs(out / path, files[path])
        and (out / path).exists()
        and measured((out / path).read_bytes())["hash"] != known.get(path, {}).get("hash")
    ]

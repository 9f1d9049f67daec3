"""The repository with frozen sources in place of its own, built: tests of the engine read it.

Whoever starts the tests makes it, in a folder of its own; workers of pytest-xdist find it there.
The installed package is imported from it, so that it finds the frozen tables beside its code.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from pipeline.building import build_package
from pipeline.common.paths import DESCRIPTOR
from pipeline.common.serialize import json_bytes
from pipeline.compare.changelog import CHANGELOG, with_entry
from pipeline.compare.released_package import kept
from pipeline.compare.version import Difference
from pipeline.publish.credits import with_credits

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "tests/engine/sources"
FIRST = "khojaly-massacre-memorials"
LEFT_OUT = (
    *(".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "dist", "site", "practice"),
    *("tests", "seeds", "data", "released"),
)
PLACE = "FROZEN_REPOSITORY"  # the variable of the environment that names it


def frozen_repository() -> Path:
    """Return the folder of the copy, which is made where none is there yet."""
    if PLACE not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="frozen-"))
        _fill(folder / "repository")
        os.environ[PLACE] = str(folder / "repository")
    root = Path(os.environ[PLACE])
    if str(root / "src") not in sys.path:
        sys.path.insert(0, str(root / "src"))
    return root


def remove_frozen_repository() -> None:
    """Remove the copy; for whoever made it, once all tests have run."""
    shutil.rmtree(Path(os.environ.pop(PLACE)).parent)


def frozen_package(*names: str) -> dict[str, bytes]:
    """Return every file of the package that some of the frozen sources make, by path."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        _copy_sources(seeds, *names)
        return build_package(seeds)[1]


def _copy_sources(seeds: Path, *names: str) -> None:
    seeds.mkdir()
    for name in names:
        for ending in ("txt", "toml"):
            shutil.copy(SOURCES / f"{name}.{ending}", seeds)


def _fill(root: Path) -> None:
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    _copy_sources(root / "seeds", FIRST)
    sys.path.insert(0, str(root / "src"))
    # only now: it imports the installed package
    from pipeline.publish.metadata import in_repository

    assembly, files = build_package(root / "seeds")
    about = json.loads(files[DESCRIPTOR])
    last = kept(files | {DESCRIPTOR: json_bytes(about | {"version": "0.1.0"})})
    files |= in_repository(about) | {f"released/{path}": last[path] for path in last}
    page, notice = ((ROOT / name).read_text("utf-8") for name in (CHANGELOG, "NOTICE"))
    changed = Difference([], "0.1.0", about["version"])
    files["NOTICE"] = with_credits(notice, assembly.tables["sources"]).encode()
    files[CHANGELOG] = with_entry(page, changed, about["created"][:10]).encode()
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

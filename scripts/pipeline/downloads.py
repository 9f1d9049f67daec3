"""Everything that a release offers for download, as bytes by the name of the file."""

import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from khojaly_memorials.exporting import ExportFormat, exported
from pipeline.assembly import Assembly
from pipeline.dictionary import dictionary
from pipeline.metadata import in_package
from pipeline.package import DESCRIPTOR, FORMS, ROOT, package_files
from pipeline.package_readme import readme
from pipeline.retiring import retired_of
from pipeline.zips import zip_bytes

SUMS = "SHA256SUMS"
COPIED = ("LICENSE-DATA", "NOTICE")
ONE_FILE: tuple[ExportFormat, ...] = ("xlsx", "sqlite", "geojson")


class NotBuiltError(Exception):
    """The wheel and the sdist could not be built; the message is what the builder said."""


def downloads(made: Assembly, seeds: Path) -> dict[str, bytes]:
    """All downloads of this repository's version, `SHA256SUMS` among them.

    The tables in `data/` have to be those that the claims give: workbook, database, GeoJSON, wheel
    and sdist are made from them.

    Raises:
        NotBuiltError: the wheel or the sdist could not be built.
    """
    packages = {form: whole_package(made, seeds, form) for form in FORMS}
    about = json.loads(packages["csv"][DESCRIPTOR])
    stem = f"{about['name']}-{about['version']}"
    files = {f"{stem}-{form}.zip": zip_bytes(packages[form]) for form in FORMS}
    for form in ONE_FILE:
        (content,) = exported(form).values()
        files[f"{stem}.{form}"] = content
    files |= _distributions(datetime.datetime.fromisoformat(about["created"]))
    return files | {SUMS: sums(files)}


def whole_package(made: Assembly, seeds: Path, form: str) -> dict[str, bytes]:
    """A package with its tables in one form, and what tells of it, by path."""
    retired = retired_of(made.seeds.values())
    files = package_files(made.tables, seeds, retired, [form])
    return files | beside(files, made.tables) | {n: (ROOT / n).read_bytes() for n in COPIED}


def beside(files: Mapping[str, bytes], tables: dict[str, list[dict[str, str]]]) -> dict[str, bytes]:
    """What is made from the descriptor and the tables, to stand beside them."""
    about = json.loads(files[DESCRIPTOR])
    page = readme(about) + "\n" + dictionary(tables)
    return in_package(about, tables) | {"README.md": page.encode()}


def _distributions(moment: datetime.datetime) -> dict[str, bytes]:
    """The sdist, and the wheel that is built from it.

    Raises:
        NotBuiltError: one could not be built.
    """
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(int(moment.timestamp()))}
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*build, folder, ROOT], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode:
            raise NotBuiltError(done.stdout + done.stderr)
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def sums(files: Mapping[str, bytes]) -> bytes:
    """`SHA256SUMS` of files, as `sha256sum` writes and checks it."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()

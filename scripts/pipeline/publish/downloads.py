"""Everything that a release offers for download, as bytes by the name of the file."""

import datetime
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from khojaly_memorials.exporting import ONE_FILE, exported
from khojaly_memorials.workbook import CellError
from pipeline.assemble.assembly import Assembly
from pipeline.check.identifiers import retired_of
from pipeline.common.options import CannotRunError
from pipeline.common.paths import DESCRIPTOR, FORMS, ROOT
from pipeline.publish.check_downloads import SUMS
from pipeline.publish.metadata import in_package
from pipeline.write.package_files import package_files

COPIED = ("LICENSE-DATA", "NOTICE")
PLAIN_FILE, UNIX = 0o100644 << 16, 3


def downloads(assembly: Assembly, seeds: Path) -> dict[str, bytes]:
    """Return all downloads of this repository's version, `SHA256SUMS` among them.

    The tables in `data/` have to be those that the claims give: workbook, database, GeoJSON, wheel
    and sdist are made from them.

    Raises:
        CannotRunError: a workbook cannot hold a cell, or wheel or sdist could not be built.
    """
    packages = {form: whole_package(assembly, seeds, form) for form in FORMS}
    descriptor = json.loads(packages["csv"][DESCRIPTOR])
    stem = f"{descriptor['name']}-{descriptor['version']}"
    files = {f"{stem}-{form}.zip": zip_bytes(packages[form]) for form in FORMS}
    try:
        for form in ONE_FILE:
            (files[f"{stem}.{form}"],) = exported(form).values()
    except CellError as fault:
        raise CannotRunError(str(fault)) from None
    files |= _distributions(datetime.datetime.fromisoformat(descriptor["created"]))
    return files | {SUMS: checksums(files)}


def whole_package(assembly: Assembly, seeds: Path, form: str) -> dict[str, bytes]:
    """Return a package with its tables in one form, and what tells of it, by path."""
    retired = retired_of(assembly.seeds.values())
    files = package_files(assembly.tables, seeds, retired, [form])
    copies = {name: (ROOT / name).read_bytes() for name in COPIED}
    return files | in_package(json.loads(files[DESCRIPTOR]), assembly.tables) | copies


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files by their paths, sorted, with one date and one mode for all.

    How they are compressed is up to the zlib of the running Python: another build of it may give
    other bytes for the same contents.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # of 1980-01-01
            entry.external_attr, entry.create_system = PLAIN_FILE, UNIX
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()


def checksums(files: Mapping[str, bytes]) -> bytes:
    """Return the list of files with their SHA-256, sorted, as `sha256sum` writes and checks it."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def _distributions(moment: datetime.datetime) -> dict[str, bytes]:
    """Return the sdist, and the wheel that is built from it, of a moment.

    Raises:
        CannotRunError: one could not be built; the message has what the builder said.
    """
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(int(moment.timestamp()))}
    environment.pop("PYTHONPATH", None)  # in which another `build` may be, as in scripts/
    build = (sys.executable, "-P", "-m", "build", "--no-isolation", "--outdir")
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [*build, folder, ROOT], capture_output=True, text=True, check=False, env=environment
        )
        if run.returncode:
            raise CannotRunError(f"the wheel is not built: {run.stdout + run.stderr}")
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}

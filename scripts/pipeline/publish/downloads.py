"""Everything that a release offers for download, as bytes by the name of the file."""

import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from khojaly_memorials.exporting import ExportFormat, exported
from pipeline.assemble.tables import Assembly
from pipeline.check.identifiers import retired_of
from pipeline.common.options import CannotRunError
from pipeline.common.paths import DESCRIPTOR, FORMS, ROOT
from pipeline.publish.metadata.forms import in_package
from pipeline.publish.sums import SUMS, sums
from pipeline.publish.zips import zip_bytes
from pipeline.write.package_files import package_files

COPIED = ("LICENSE-DATA", "NOTICE")
ONE_FILE: tuple[ExportFormat, ...] = ("xlsx", "sqlite", "geojson")


def downloads(made: Assembly, seeds: Path) -> dict[str, bytes]:
    """All downloads of this repository's version, `SHA256SUMS` among them.

    The tables in `data/` have to be those that the claims give: workbook, database, GeoJSON, wheel
    and sdist are made from them.

    Raises:
        CannotRunError: the wheel or the sdist could not be built.
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
    about = json.loads(files[DESCRIPTOR])
    copies = {name: (ROOT / name).read_bytes() for name in COPIED}
    return files | in_package(about, made.tables) | copies


def _distributions(moment: datetime.datetime) -> dict[str, bytes]:
    """The sdist, and the wheel that is built from it.

    Raises:
        CannotRunError: one could not be built.
    """
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(int(moment.timestamp()))}
    environment.pop("PYTHONPATH", None)  # in which another `build` may be, as in scripts/
    build = (sys.executable, "-P", "-m", "build", "--no-isolation", "--outdir")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*build, folder, ROOT], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode:
            raise CannotRunError(f"the wheel is not built: {done.stdout + done.stderr}")
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}

"""Write a zip whose bytes depend on what is in it and on nothing else."""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can say
PLAIN_FILE = 0o100644 << 16
UNIX = 3


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files by their paths, sorted, with one date and one mode for all.

    How they are compressed is up to the zlib of the running Python: another build of it may give
    other bytes for the same contents.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.external_attr, entry.create_system = PLAIN_FILE, UNIX
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()

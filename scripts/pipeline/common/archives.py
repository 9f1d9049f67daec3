"""A package may be a folder or a release zip, which is unpacked once it is found safe."""

import errno
import re
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.common.findings import FaultyError, Finding
from pipeline.common.paths import METADATA_FILES
from pipeline.common.safe_files import MIB, largest_of

MAX_ENTRIES = 10_000
MAX_DIRECTORY = 4 * MIB  # of the list of entries, which is read before anything else
MAX_UNPACKED = 512 * MIB
MAX_RATIO = 200  # times that an entry over 1 MiB may be larger than its compressed form
READ = re.compile(
    rf"{'|'.join(map(re.escape, METADATA_FILES))}|data/[^/]+\.(csv|parquet)|seeds/[^/]+\.(txt|toml)"
)
END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
END_LENGTH = 22
BROKEN = (  # what zipfile raises for a zip that is none
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    NotImplementedError,
    struct.error,
)


@contextmanager
def opened(package: Path) -> Iterator[Path]:
    """Yield the folder of a package: itself, or one that has what is in a zip.

    Raises:
        FaultyError: the zip is broken, or is not safe to unpack.
    """
    if package.is_dir():
        yield package
        return
    with tempfile.TemporaryDirectory(prefix="khojaly-memorials-") as folder:
        _unpack(package, Path(folder))
        yield Path(folder)


def _unpack(package: Path, folder: Path) -> None:
    file = package.name
    _check_directory(package, file)
    try:
        with zipfile.ZipFile(package) as archive:
            entries = archive.infolist()
            if faults := list(_faults(entries, file)):
                raise FaultyError(faults)
            top = _top(entries)
            for entry in entries:
                path = entry.filename.removeprefix(top)
                if READ.fullmatch(path):
                    _write(archive, entry, folder / path)
    except BROKEN as fault:
        raise FaultyError([_finding(f"it is no zip that can be read: {fault}", file)]) from None
    except OSError as fault:
        if fault.errno != errno.EINVAL:  # which is a place before the file's beginning
            raise
        raise FaultyError([_finding("its beginning is cut off", file)]) from None
    except RuntimeError as fault:  # zipfile's word for a password
        raise FaultyError([_finding(str(fault), file)]) from None


def _finding(
    message: str, file: str, code: str = "bad-archive", entry: str | None = None
) -> Finding:
    return Finding(code, message, "zip the folder anew", file, record=entry)


def _check_directory(package: Path, file: str) -> None:
    """Refuse a list of entries so long that reading it would be the attack."""
    with package.open("rb") as archive:
        size = archive.seek(0, 2)
        archive.seek(max(0, size - 0xFFFF - END_LENGTH))
        tail = archive.read()
    begin = len(tail) - END_LENGTH
    if not (tail[begin:].startswith(END) and tail.endswith(b"\0\0")):
        begin = tail.rfind(END)
    if begin < 0 or len(tail) - begin < END_LENGTH:
        raise FaultyError([_finding("it is no zip", file)])
    _, _, _, _, entries, length, _, _ = struct.unpack("<4s4H2LH", tail[begin : begin + END_LENGTH])
    if tail[:begin][-20:].startswith(END_64) or entries > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise FaultyError([_finding(f"it has more than {MAX_ENTRIES} entries", file, "too-large")])


def _top(entries: list[zipfile.ZipInfo]) -> str:
    """Return the one folder around everything, as in a zip of a repository; else nothing."""
    names = [entry.filename for entry in entries]
    around = {name.partition("/")[0] + "/" for name in names}
    within = len(around) == 1 and "datapackage.json" not in names
    return around.pop() if within else ""


def _faults(entries: list[zipfile.ZipInfo], file: str) -> Iterator[Finding]:
    """Yield why entries are not safe to unpack."""
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        folded = unicodedata.normalize("NFC", name).casefold()
        if not _is_plain(name) or entry.orig_filename != name:
            yield _finding("its name leads out of the package", file, "unsafe-path", name)
        elif stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            yield _finding("it is a link or no plain file", file, "unsafe-path", name)
        elif folded in seen:
            yield _finding("two entries have this name", file, entry=name)
        elif entry.flag_bits & 0x1:
            yield _finding("it is encrypted", file, entry=name)
        elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield _finding(
                "it is compressed in another way than stored or deflated", file, entry=name
            )
        elif entry.file_size > max(MIB, MAX_RATIO * entry.compress_size):
            message = f"it unpacks to more than {MAX_RATIO} times its size"
            yield _finding(message, file, "too-large", name)
        elif READ.search(name) and entry.file_size > largest_of(name):
            message = f"it has more than {largest_of(name) / MIB:g} MiB"
            yield _finding(message, file, "too-large", name)
        seen.add(folded)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        yield _finding(f"it unpacks to more than {MAX_UNPACKED // MIB} MiB", file, "too-large")


def _is_plain(name: str) -> bool:
    """Return whether a name is a path inside the package, in any system's way of writing it."""
    parts = name.removesuffix("/").split("/")
    plain = not any(part in ("", ".", "..") for part in parts)
    return plain and not re.search(r"[\\:\x00-\x1f\x7f]", name)


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    """Unpack one entry, and no more bytes than it says."""
    path.parent.mkdir(exist_ok=True)
    with archive.open(entry) as packed, path.open("wb") as out:
        left = entry.file_size + 1
        while left and (piece := packed.read(min(left, MIB))):
            out.write(piece)
            left -= len(piece)
    if left != 1:
        raise zipfile.BadZipFile(f"{entry.filename!r} has another size than it says")

"""Read what strangers send: plain files of a bearable size, and zips that are safe to unpack."""

import errno
import os
import re
import shutil
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
from pipeline.common.paths import DESCRIPTOR, METADATA_FILES

MIB = 2**20
LARGEST = {  # bytes, by a file's ending: what can be read within seconds and some hundred MB
    ".txt": 2 * MIB,
    ".toml": MIB,
    ".json": 4 * MIB,
    ".jsonld": 256 * MIB,
    ".csv": 256 * MIB,
    ".parquet": 256 * MIB,
}
# absent where the system does not know them: no link is followed, no pipe waited for
FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"))
MAX_ENTRIES = 10_000
MAX_DIRECTORY = 4 * MIB  # of the list of entries, which is read before anything else
MAX_UNPACKED = 512 * MIB
MAX_RATIO = 200  # times that an entry over 1 MiB may be larger than its compressed form
READ = re.compile(
    rf"{'|'.join(map(re.escape, METADATA_FILES))}|data/[^/]+\.(csv|parquet)|seeds/[^/]+\.(txt|toml)"
)
LEADS_OUT = re.compile(r"(^|/)\.{0,2}(/|$)|[\\:\x00-\x1f\x7f]")  # of an entry, on any system
END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
END_LENGTH, END_64_LENGTH, MAX_COMMENT = 22, 20, 0xFFFF
ZIP_ANEW = "zip the folder anew"
PLAIN_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# what zipfile raises for a zip that is none: an OSError for a place before the file's beginning
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError)


class UnreadableError(FaultyError):
    """A file that is not there, is no plain file, is too large, or is not what it should be."""

    def __init__(
        self, code: str, file: str, message: str, fix: str, line: int | None = None
    ) -> None:
        """Keep what is wrong as a finding."""
        super().__init__([Finding(code, message, fix, file, line)])
        self.finding, self.args = self.findings[0], (message,)


def largest_of(name: str) -> int:
    """Return how many bytes a file of a name may have."""
    return LARGEST.get(Path(name).suffix, MIB)


def read_bytes(path: Path, file: str) -> bytes:
    """Return a file's bytes; `file` is what findings call it.

    Raises:
        UnreadableError: it is not there, is a link, a pipe or a device, is too large, or cannot be
            read.
    """
    largest = largest_of(path.name)
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | FLAGS), "rb") as content:
            if not stat.S_ISREG(os.fstat(content.fileno()).st_mode):
                fix = "put a file there, or remove it"
                raise UnreadableError("unsafe-path", file, "it is no plain file", fix)
            found = content.read(largest + 1)
    except FileNotFoundError:
        message, fix = "this file is not there", "add it, or remove its pair"
        raise UnreadableError("missing-file", file, message, fix) from None
    except OSError as fault:
        code, message, fix = "unreadable-file", f"it cannot be read: {fault.strerror}", "mend that"
        if os.path.islink(path):  # noqa: PTH114 (a name too long is no error to it)
            code, message, fix = "unsafe-path", "it is a link", "put the file there"
        raise UnreadableError(code, file, message, fix) from None
    if len(found) > largest:
        message, fix = f"it has more than {largest / MIB:g} MiB", "cut it into several sources"
        raise UnreadableError("too-large", file, message, fix)
    return found


def read_text(path: Path, file: str) -> str:
    """Return a file's text, exactly.

    Raises:
        UnreadableError: as for `read_bytes`, and where it is not UTF-8 or has a byte-order mark.
    """
    content = read_bytes(path, file)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        message, fix = f"byte {fault.start} is not UTF-8", "save the file as UTF-8"
        raise UnreadableError("unreadable-file", file, message, fix, line) from None
    if text.startswith("\ufeff"):
        message = "it begins with a byte-order mark"
        raise UnreadableError("unreadable-file", file, message, "save it without one", 1)
    return text


@contextmanager
def unpacked(package: Path) -> Iterator[Path]:
    """Yield the folder of a package: itself, or one that has what is in a zip.

    Raises:
        FaultyError: the zip is broken, or is not safe to unpack.
    """
    if package.is_dir():
        yield package
        return
    with tempfile.TemporaryDirectory(prefix="khojaly-memorials-") as folder:
        _check_directory(package)
        try:
            _unpack(package, Path(folder))
        except BROKEN as fault:
            if isinstance(fault, OSError) and fault.errno != errno.EINVAL:
                raise
            message = f"it is no zip that can be read: {fault}"
            raise UnreadableError("bad-archive", package.name, message, ZIP_ANEW) from None
        yield Path(folder)


def _unpack(package: Path, folder: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        entries = archive.infolist()
        if faults := list(_faults(package.name, entries)):
            raise FaultyError(faults)
        around = {entry.filename.partition("/")[0] for entry in entries}
        # one folder is around everything in a zip of a repository
        top = f"{around.pop()}/" if len(around) == 1 and around != {DESCRIPTOR} else ""
        for entry in entries:
            path = entry.filename.removeprefix(top)
            if READ.fullmatch(path):
                (folder / path).parent.mkdir(exist_ok=True)
                with archive.open(entry) as packed, (folder / path).open("wb") as out:
                    shutil.copyfileobj(packed, out)  # no more bytes than the entry says


def _check_directory(package: Path) -> None:
    """Refuse a list of entries so long that reading it would be the attack."""
    with package.open("rb") as archive:
        archive.seek(max(0, archive.seek(0, 2) - MAX_COMMENT - END_LENGTH))
        before, found, end = archive.read().rpartition(END)
    if not found or len(end) < END_LENGTH - len(END):
        raise UnreadableError("bad-archive", package.name, "it is no zip", ZIP_ANEW)
    entries, length = struct.unpack_from("<HL", end, 6)
    is_64 = before[-END_64_LENGTH:].startswith(END_64)
    if is_64 or entries > MAX_ENTRIES or length > MAX_DIRECTORY:
        message = f"it has more than {MAX_ENTRIES} entries"
        raise UnreadableError("too-large", package.name, message, ZIP_ANEW)


def _faults(file: str, entries: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    """Give why entries are not safe to unpack."""
    seen: set[str] = set()
    for entry in entries:
        folded = unicodedata.normalize("NFC", entry.filename).casefold()
        code, message = _fault(entry, is_twice=folded in seen)
        if message:
            yield Finding(code, message, ZIP_ANEW, file, record=entry.filename)
        seen.add(folded)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        message = f"it unpacks to more than {MAX_UNPACKED // MIB} MiB"
        yield Finding("too-large", message, ZIP_ANEW, file)


def _fault(entry: zipfile.ZipInfo, *, is_twice: bool) -> tuple[str, str]:
    """Return the code of what is wrong with an entry, and what it is, "" if nothing."""
    name, size, largest = entry.filename, entry.file_size, largest_of(entry.filename)
    if LEADS_OUT.search(name.removesuffix("/")) or entry.orig_filename != name:
        return "unsafe-path", "its name leads out of the package"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "unsafe-path", "it is a link or no plain file"
    if is_twice:
        return "bad-archive", "two entries have this name"
    if entry.flag_bits & 0x1 or entry.compress_type not in PLAIN_WAYS:
        return "bad-archive", "it is encrypted, or neither stored nor deflated"
    if size > max(MIB, MAX_RATIO * entry.compress_size):
        return "too-large", f"it unpacks to more than {MAX_RATIO} times its size"
    if READ.search(name) and size > largest:
        return "too-large", f"it has more than {largest / MIB:g} MiB"
    return "", ""

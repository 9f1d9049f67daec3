"""Read one file, and only a plain one of a bearable size: what strangers send comes this way."""

import os
import stat
from pathlib import Path

from pipeline.common.findings import FaultyError, Finding

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


class UnreadableError(FaultyError):
    """A file that is not there, is no plain file, is too large, or is not UTF-8 text."""

    def __init__(
        self, code: str, file: str, message: str, fix: str, line: int | None = None
    ) -> None:
        """Keep what is wrong as a finding."""
        self.finding = Finding(code, message, fix, file, line)
        super().__init__([self.finding])
        self.args = (message,)


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

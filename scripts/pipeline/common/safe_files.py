"""Read one file, and only a plain one of a bearable size: what strangers send comes this way."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.common.findings import Finding

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


class UnreadableError(Exception):
    """A file that is not there, is no plain file, is too large, or is not UTF-8 text."""

    def __init__(
        self, code: str, file: str, message: str, fix: str, line: int | None = None
    ) -> None:
        """Keep what is wrong as a finding."""
        self.finding = Finding(code, message, fix, file, line)
        super().__init__(message)


def read_bytes(path: Path, file: str) -> bytes:
    """A file's bytes; `file` is what findings call it.

    Raises:
        UnreadableError: it is not there, is a link, a pipe or a device, or is too large.
    """
    largest = largest_of(path.name)
    with plain_file(path, file) as opened:
        if os.fstat(opened.fileno()).st_size > largest:
            raise too_large(file, largest)
        content = opened.read(largest + 1)
    if len(content) > largest:
        raise too_large(file, largest)
    return content


@contextmanager
def plain_file(path: Path, file: str) -> Iterator[BinaryIO]:
    """A file of any size, opened to be read; `file` is what findings call it.

    Raises:
        UnreadableError: it is not there, is a link, a pipe or a device, or cannot be read.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | FLAGS), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                message = "it is no plain file"
                raise UnreadableError(
                    "unsafe-path", file, message, "put a file there, or remove it"
                )
            yield opened
    except FileNotFoundError:
        message = "this file is not there"
        raise UnreadableError("missing-file", file, message, "add it, or remove its pair") from None
    except OSError as fault:
        if os.path.islink(path):  # noqa: PTH114 (a name too long is no error to it)
            raise UnreadableError(
                "unsafe-path", file, "it is a link", "put the file there"
            ) from None
        message = f"it cannot be read: {fault.strerror}"
        raise UnreadableError("unreadable-file", file, message, "mend that") from None


def largest_of(name: str) -> int:
    """How many bytes a file of a name may have."""
    return LARGEST.get(Path(name).suffix, MIB)


def too_large(file: str, largest: int) -> UnreadableError:
    """The error for a file of more bytes than are read."""
    message = f"it has more than {largest / MIB:g} MiB"
    return UnreadableError("too-large", file, message, "cut it into several sources")


def read_text(path: Path, file: str) -> str:
    """A file's text, exactly.

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

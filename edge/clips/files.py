"""Files of which all that was written is there after a power cut."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


class Draft:
    """A file that is being written, for its owner alone. Raises OSError.

    What was appended is on the disk when `append` returns; of what it could not take, nothing is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = 0
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

    def append(self, raw: bytes) -> None:
        left = memoryview(raw)
        try:
            while left:
                left = left[os.write(self._file, left) :]
            os.fdatasync(self._file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self.bytes)
            raise
        self.bytes += len(raw)

    def close(self) -> None:
        os.close(self._file)


def rename_durably(path: Path, target: Path, *, as_of_s: int) -> None:
    """Give a file its name, and that time in place of when it was written. Raises OSError."""
    os.utime(path, (as_of_s, as_of_s))
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def size_bytes(path: Path) -> int:
    """0 where another process has just deleted it."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free

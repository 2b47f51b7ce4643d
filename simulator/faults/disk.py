"""A camera's disk that is full, and one that takes no more writing."""

import errno
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from resource import RLIMIT_FSIZE, prlimit
from typing import Final

from simulator.faults.namespace import Namespace

# Room for the door with its reserve, and its log.
SIZE_BYTES: Final = 24 * 2**20
_BLOCK: Final = bytes(65_536)


class SmallDisk:
    """A file system in memory at a folder, for those inside a namespace."""

    def __init__(self, namespace: Namespace, folder: Path, *, size_bytes: int = SIZE_BYTES) -> None:
        self.folder = folder
        options = f"size={size_bytes},mode=0700"
        namespace.run("mount", "-t", "tmpfs", "-o", options, "passerby", str(folder))
        self._ballast = namespace.seen(folder) / "ballast"

    def fill(self) -> None:
        """Leave not a byte."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(_BLOCK)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """Give back what fill() took."""
        self._ballast.unlink(missing_ok=True)


def forbid_writing(pids: Iterable[int]) -> None:
    """Let no write of these processes reach a file, nor of those they start.

    So a card behaves that turns read-only under them, but for the error: EFBIG, not EROFS. To
    remount is no way, the kernel refuses while files are open for writing.
    """
    for pid in pids:
        _limit(pid, writing=False)


def allow_writing(pids: Iterable[int]) -> None:
    """Undo forbid_writing."""
    for pid in pids:
        _limit(pid, writing=True)


def _limit(pid: int, *, writing: bool) -> None:
    with suppress(ProcessLookupError):
        _, hard = prlimit(pid, RLIMIT_FSIZE)
        prlimit(pid, RLIMIT_FSIZE, (hard if writing else 0, hard))

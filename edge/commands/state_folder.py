"""The folder in which one camera keeps what outlives a restart."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.errors import NO_ROOM, BadInputError, NotNowError

log = logging.getLogger(__name__)


@contextmanager
def held(folder: Path, *, by: str) -> Iterator[None]:
    """Make the folder where it is missing, and hold it against a second process of that kind.

    A disk that takes nothing now is no reason not to look: without a lock we go on unheld. Raises
    BadInputError when something else is in its place, NotNowError when it is in use or not ours.
    The kernel lets go of it when the process ends, however it ends.
    """
    lock = _opened(folder, f"{by}.lock")
    try:
        if lock is not None:
            _take(lock, folder)
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _opened(folder: Path, name: str) -> int | None:
    """Open the lock without writing to it, for a disk that is read-only; None if there is none."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / name, os.O_RDONLY | os.O_CREAT, 0o600)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise BadInputError(f"{folder}: not a folder that a camera can use") from error
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise NotNowError(f"{folder}: {error.strerror}") from error
        log.error("%s: %s: not held against a second camera", folder, error.strerror)
        return None


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise NotNowError(f"{folder}: in use by another camera") from error

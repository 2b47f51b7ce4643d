"""The folder in which one camera keeps what outlives a restart."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.errors import BadInputError, NotNowError


@contextmanager
def held(folder: Path, *, by: str) -> Iterator[None]:
    """Make the folder where it is missing, and hold it against a second process of that kind.

    Raises BadInputError when something else is in its place, NotNowError when it is in use or
    cannot be made now. The kernel lets go of it when the process ends, however it ends.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / f"{by}.lock").open("w")
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise BadInputError(f"{folder}: not a folder that a camera can use") from error
    except OSError as error:
        raise NotNowError(f"{folder}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotNowError(f"{folder}: in use by another camera") from error
        yield

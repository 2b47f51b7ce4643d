"""What the uplink has fetched, into vision's own folder, and proved on the way.

Whoever has taken over the uplink can change its files at any time: what is used later is the copy
that was hashed here, never the file that was handed over.
"""

import hashlib
import os
import stat
from pathlib import Path
from typing import IO, Final

from edge.errors import refuse
from edge.update.document import Bundle

_PIECE_BYTES: Final = 2**20


def fetched_bytes(part: Path) -> int:
    """How much of it lies there."""
    try:
        found = part.lstat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def take(part: Path, into: Path, bundle: Bundle) -> None:
    """Copy it, flushed to the disk, once it is known to be what was signed.

    Raises DocumentError naming size_bytes or sha256, OSError for a disk that does not take it.
    """
    # No link to one of our own files, and no pipe that nobody ever writes to.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with os.fdopen(os.open(part, flags), "rb") as source, into.open("wb") as sink:
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise refuse("size_bytes", "what was fetched is no file")
        _copy(source, sink, bundle)
        sink.flush()
        os.fsync(sink.fileno())


def _copy(source: IO[bytes], sink: IO[bytes], bundle: Bundle) -> None:
    digest, taken = hashlib.sha256(), 0
    while piece := source.read(_PIECE_BYTES):
        taken += len(piece)
        if taken > bundle.size_bytes:
            raise refuse("size_bytes", "it is larger than what was signed")
        digest.update(piece)
        sink.write(piece)
    if taken < bundle.size_bytes:
        raise refuse("size_bytes", "it is cut off")
    if digest.hexdigest() != bundle.sha256:
        raise refuse("sha256", "not what was signed")

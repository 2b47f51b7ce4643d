"""Opening sealed originals: two holders, and an entry in their log before the first picture."""

import hashlib
import os
from collections.abc import Sequence
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from edge.oversight.log.entry import CaseNumber, Opened, minute_of
from edge.oversight.log.log import Log
from edge.oversight.sealed.file import Plain, key_of, pieces, read_header
from edge.oversight.sealed.keys import HolderKey


def open_sealed(
    sealed: BufferedReader,
    out: BinaryIO,
    *,
    keys: Sequence[HolderKey],
    log: Log,
    case: CaseNumber,
    utc_s: float | None,
) -> bool:
    """Write what two holders can open, once their log says so. Returns whether it is whole.

    case: the number under which somebody ordered it. Raises OpeningError for any other keys and
    for what is not what was written; OSError where the log takes no entry: then nothing is opened.
    """
    digest = hashlib.file_digest(sealed, "sha256").hexdigest()
    sealed.seek(0)
    header, raw_header = read_header(sealed)
    key = key_of(header, keys)
    first, second = sorted(one.holder.key_id for one in keys)
    entry = Opened(digest=digest, holders=(first, second), case=case, t=minute_of(utc_s))
    log.append([entry])
    found = Plain()
    for piece in pieces(sealed, raw_header, key, found):
        out.write(piece)
    return found.is_whole


def destroy(path: Path) -> None:
    """Overwrite a key and remove it. Raises OSError.

    Flash memory may keep old blocks for a while: a key that matters lies on a medium that is
    destroyed itself, or under a passphrase that is forgotten.
    """
    with path.open("r+b", buffering=0) as file:
        file.write(bytes(path.stat().st_size))
        os.fsync(file.fileno())
    path.unlink()

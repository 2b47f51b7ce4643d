"""A zip of ours: names that stay inside a folder, sizes that stay inside a limit."""

import os
import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Final

from edge.errors import refuse

# A folder of models is some ten files, a wheel of this package some hundreds.
MAX_FILES: Final = 4_096
# What a good zip grows by at most: text by ten, models by two.
MAX_UNPACKED_BYTES: Final = 2**30
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*(/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*\Z")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError)


def unpack(file: Path, into: Path) -> None:
    """Write all of it below a folder that is not there yet, flushed to the disk.

    Raises DocumentError for what is no such zip, OSError for a disk that does not take it.
    """
    into.mkdir(mode=0o700)
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in _checked(archive):
                _extract(archive, entry, into / entry.filename)
    except (*_BROKEN, UnicodeError) as error:
        raise refuse("archive", f"no zip that can be read: {error}") from error
    for folder in (into, *(path for path in into.rglob("*") if path.is_dir())):
        flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """Make the names in it survive a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checked(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = [entry.filename for entry in entries]
    if not entries or len(entries) > MAX_FILES:
        raise refuse("archive", f"expected 1 to {MAX_FILES} files")
    if len({name.lower() for name in names}) < len(names):
        raise refuse("archive", "one name stands twice")
    for entry in entries:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not _NAME.match(entry.filename) or kind not in (0, stat.S_IFREG):
            raise refuse("archive", f"{entry.filename!r} is no plain file of the folder")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise refuse("archive", f"larger than {MAX_UNPACKED_BYTES} bytes when it is unpacked")
    return entries


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # zipfile reads no more of an entry than its header says, and checks its CRC at the end.
    with archive.open(entry) as source, target.open("xb") as sink:
        shutil.copyfileobj(source, sink)
        sink.flush()
        os.fsync(sink.fileno())

"""Who pushed what, when and to whom: one line each, and each line seals the one before it."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from edge.contract import Envelope, KeyId
from edge.errors import BadInputError

_NOTHING_BEFORE: Final = "0" * 64


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """t: UTC second. topic: of each camera, such as config/desired. by: ids of its signers' keys.

    body_sha256: of the document; before_sha256: of the line before, so that none can be left out
    or changed without all that follow.
    """

    t: int
    topic: str
    version: int | None
    by: tuple[KeyId, ...]
    body_sha256: str
    cameras: tuple[str, ...]
    before_sha256: str = _NOTHING_BEFORE


def entry(
    envelope: Envelope, *, topic: str, version: int | None, cameras: Iterable[str], utc_s: float
) -> Entry:
    """What one push is."""
    return Entry(
        t=int(utc_s),
        topic=topic,
        version=version,
        by=tuple(signature.key for signature in envelope.signatures),
        body_sha256=hashlib.sha256(envelope.body.encode()).hexdigest(),
        cameras=tuple(sorted(cameras)),
    )


def append(path: Path, new: Entry) -> None:
    """Add a line, on the disk before anything is sent. Raises BadInputError, OSError."""
    last = _NOTHING_BEFORE
    if path.exists():
        for line, _ in _read(path):
            last = _digest(line)
    sealed = msgspec.structs.replace(new, before_sha256=last)
    with path.open("ab") as file:
        file.write(msgspec.json.encode(sealed) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> tuple[Entry, ...]:
    """All entries. Raises BadInputError naming the line that is not as it was written."""
    return tuple(found for _, found in _read(path))


def _read(path: Path) -> Iterator[tuple[bytes, Entry]]:
    before = _NOTHING_BEFORE
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        try:
            found = msgspec.json.decode(line, type=Entry)
        except msgspec.DecodeError as error:
            raise BadInputError(f"{path}: line {number}: {error}") from error
        if found.before_sha256 != before:
            raise BadInputError(f"{path}: line {number}: the line before it is not the one it had")
        before = _digest(line)
        yield line, found


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()

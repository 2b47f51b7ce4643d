"""One document that survives restarts and power cuts, and says when it was damaged."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from edge.errors import DocumentError, refuse
from edge.whole_file import keep_whole

T = TypeVar("T")
Write = Callable[[Path, bytes], None]


class _File(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """sha256: of the document's bytes as they stand there."""

    schema: Literal[2] = 2
    sha256: str
    document: msgspec.Raw


class Kept(Generic[T]):
    """One file, replaced as a whole: a power cut leaves the old one or the new one.

    type_: a msgspec struct. write: raises OSError where it cannot.
    """

    def __init__(self, path: Path, type_: type[T], *, write: Write = keep_whole) -> None:
        self._path = path
        self._type = type_
        self._write = write

    def load(self) -> T | None:
        """Return what was kept, None for nothing. Raises DocumentError for what is damaged."""
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise refuse(str(self._path), error.strerror or "cannot be read") from error
        try:
            return msgspec.json.decode(_document(raw), type=self._type)
        except (msgspec.DecodeError, DocumentError, UnicodeError, RecursionError) as error:
            raise refuse(str(self._path), f"damaged: {error}") from error

    def keep(self, document: T) -> None:
        """Make it survive a power cut from here on. Raises OSError."""
        raw = msgspec.json.encode(document)
        file = _File(sha256=_sha256(raw), document=msgspec.Raw(raw))
        self._write(self._path, msgspec.json.encode(file))

    def set_aside(self) -> None:
        """Move the file out of the way, for whoever looks into it later. Raises OSError."""
        self._path.replace(self._path.with_suffix(".damaged"))


def _document(raw: bytes) -> bytes:
    """Migrate: the first schema was the bare document, without a checksum."""
    if not raw.startswith(b'{"schema":'):
        return raw
    file = msgspec.json.decode(raw, type=_File)
    document = bytes(file.document)
    if _sha256(document) != file.sha256:
        raise refuse("sha256", "not what was written")
    return document


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()

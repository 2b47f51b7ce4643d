"""Sealed originals: encrypted as they are written, for two of three holders together.

    header, one line of JSON: for each pair of holders both halves of the file's key
    chunks: their length in 4 bytes, then AES-256-GCM of so much of a film
    the last chunk is empty and says so; without it the file was cut off

A pair's halves are random but for that their XOR is the key: one alone says nothing of it, and
each is sealed (HPKE, X-Wing) for one holder. Pairs need no arithmetic that could be wrong, where
shares of polynomials do; for three holders they are six halves of 1.6 kB. The key never repeats,
so a chunk's number is its nonce. Whoever wrote a file cannot read it: the key was in memory alone.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, BinaryIO, Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Meta, Struct

from edge.contract import KeyId
from edge.errors import refuse
from edge.oversight.log.entry import Release
from edge.oversight.sealed.keys import Holder, HolderKey, OpeningError
from edge.privacy.event import EventId

HOLDERS: Final = 3
KEY_BYTES: Final = 32
# A run of pictures of 2 s at the encoder's ceiling is half a megabyte.
MAX_CHUNK_BYTES: Final = 16_000_000
MAX_HEADER_BYTES: Final = 32_768
_LENGTH: Final = struct.Struct(">I")
_NONCE: Final = struct.Struct(">IQ")
_MORE: Final = b"\0"
_LAST: Final = b"\1"
Half = Annotated[bytes, Meta(max_length=2_048)]


class Pair(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Both halves of the key, each sealed for one holder. first, second: places in the header."""

    first: Annotated[int, Meta(ge=0, lt=HOLDERS)]
    second: Annotated[int, Meta(ge=0, lt=HOLDERS)]
    halves: tuple[Half, Half]


class Header(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """id: of the event that opened the film. epoch: of the holders' keys."""

    v: Literal[1] = 1
    id: EventId
    epoch: Release
    holders: tuple[KeyId, KeyId, KeyId]
    pairs: tuple[Pair, Pair, Pair]


class Sealer:
    """One file's key, for as long as it is being written. random_bytes: of the system."""

    def __init__(
        self,
        id_: EventId,
        *,
        epoch: Release,
        holders: Sequence[Holder],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        key = random_bytes(KEY_BYTES)
        ids = tuple(holder.key_id for holder in holders)
        pairs = []
        for first, second in combinations(range(HOLDERS), 2):
            half = random_bytes(KEY_BYTES)
            infos = [_info(id_, epoch, (ids[first], ids[second]), ids[n]) for n in (first, second)]
            sealed = (
                holders[first].seal(half, info=infos[0]),
                holders[second].seal(_xor(key, half), info=infos[1]),
            )
            pairs.append(Pair(first=first, second=second, halves=sealed))
        header = Header(id=id_, epoch=epoch, holders=ids, pairs=tuple(pairs))  # type: ignore[arg-type]
        self.header = msgspec.json.encode(header) + b"\n"
        self._context = hashlib.sha256(self.header).digest()
        self._cipher = AESGCM(key)
        self._number = 0

    def chunk(self, plain: bytes) -> bytes:
        """The next piece, as it may be written."""
        return self._sealed(plain, _MORE)

    def end(self) -> bytes:
        """What says that nothing is missing."""
        return self._sealed(b"", _LAST)

    def _sealed(self, plain: bytes, kind: bytes) -> bytes:
        nonce = _NONCE.pack(0, self._number)
        self._number += 1
        raw = self._cipher.encrypt(nonce, plain, self._context + kind)
        return _LENGTH.pack(len(raw)) + raw


def read_header(file: BinaryIO) -> tuple[Header, bytes]:
    """Return the header and its bytes. Raises DocumentError."""
    raw = file.readline(MAX_HEADER_BYTES)
    try:
        header = msgspec.json.decode(raw, type=Header)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise refuse("sealed", f"no header: {error}") from error
    return header, raw


def key_of(header: Header, keys: Sequence[HolderKey]) -> bytes:
    """The file's key, of two of its holders. Raises OpeningError for any other keys."""
    ids = [key.holder.key_id for key in keys]
    for pair in header.pairs:
        names = header.holders[pair.first], header.holders[pair.second]
        if sorted(ids) == sorted(names):
            by_id = dict(zip(ids, keys, strict=True))
            halves = [
                by_id[name].unseal(half, info=_info(header.id, header.epoch, names, name))
                for name, half in zip(names, pair.halves, strict=True)
            ]
            return _xor(*halves)
    raise OpeningError(f"it takes two of {', '.join(header.holders)}")


@dataclass(slots=True)
class Plain:
    """What was opened. is_whole: False once it is known that the end is missing."""

    is_whole: bool = False


def pieces(file: BinaryIO, raw_header: bytes, key: bytes, found: Plain) -> Iterator[bytes]:
    """What was sealed, piece by piece, each proven before it is returned.

    found: is told whether the end came. Raises OpeningError for what is not what was written.
    """
    cipher, context = AESGCM(key), hashlib.sha256(raw_header).digest()
    number = 0
    while (raw := next_chunk(file)) is not None:
        nonce = _NONCE.pack(0, number)
        try:
            yield cipher.decrypt(nonce, raw, context + _MORE)
        except InvalidTag as error:
            found.is_whole = _is_last(cipher, nonce, raw, context)
            if not found.is_whole:
                raise OpeningError(f"piece {number} is not what was written") from error
            return
        number += 1


def next_chunk(file: BinaryIO) -> bytes | None:
    """None at the end, and where the rest was cut off."""
    head = file.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    raw = file.read(length) if length <= MAX_CHUNK_BYTES else b""
    return raw if len(raw) == length else None


def _is_last(cipher: AESGCM, nonce: bytes, raw: bytes, context: bytes) -> bool:
    try:
        return cipher.decrypt(nonce, raw, context + _LAST) == b""
    except InvalidTag:
        return False


def _info(id_: str, epoch: str, pair: tuple[str, str], holder: str) -> bytes:
    return "\n".join(("passerby/v1/sealed", id_, epoch, *pair, holder)).encode()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))

"""Signed notes (c2sp.org/signed-note): a few lines of text, and below them who signs them."""

import base64
import hashlib
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from edge.errors import refuse

# A checkpoint with sixteen cosignatures has two kilobytes.
MAX_NOTE_BYTES: Final = 16_384
# Signature types of the registry in c2sp.org/signed-note.
ED25519: Final = 1
COSIGNATURE: Final = 4
_MARK: Final = "\N{EM DASH} "
_ID_BYTES: Final = 4
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One signature line. key_id: four bytes that tell keys apart, and prove nothing."""

    name: str
    key_id: bytes
    sig: bytes

    def __str__(self) -> str:
        return f"{_MARK}{self.name} {base64.b64encode(self.key_id + self.sig).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """text: as it is signed, with its last newline."""

    text: str
    marks: tuple[Mark, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.marks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A public key under a name. kind: ED25519 or COSIGNATURE."""

    name: str
    kind: int
    key: Ed25519PublicKey

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.kind, self.key)

    def __str__(self) -> str:
        material = bytes([self.kind]) + self.key.public_bytes_raw()
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(material).decode()}"

    def of(self, note: Note) -> Mark | None:
        """Its signature line, unverified, or None."""
        found = (m for m in note.marks if (m.name, m.key_id) == (self.name, self.key_id))
        return next(found, None)


def key_id(name: str, kind: int, key: Ed25519PublicKey) -> bytes:
    material = name.encode() + b"\n" + bytes([kind]) + key.public_bytes_raw()
    return hashlib.sha256(material).digest()[:_ID_BYTES]


def signed_note(text: str, *, name: str, key: Ed25519PrivateKey) -> Note:
    """A note with one signature. text: ends with a newline."""
    public = key.public_key()
    mark = Mark(name=name, key_id=key_id(name, ED25519, public), sig=key.sign(text.encode()))
    return Note(text=text, marks=(mark,))


def is_signed(note: Note, verifier: Verifier) -> bool:
    """Whether a key signed the very text of a note."""
    mark = verifier.of(note)
    return mark is not None and verifies(verifier.key, mark.sig, note.text.encode())


def verifies(key: Ed25519PublicKey, sig: bytes, message: bytes) -> bool:
    try:
        key.verify(sig, message)
    except InvalidSignature:
        return False
    return True


def parse_note(raw: bytes) -> Note:
    """Read a note, its signatures unverified. Raises DocumentError."""
    if len(raw) > MAX_NOTE_BYTES:
        raise refuse("note", f"larger than {MAX_NOTE_BYTES} bytes")
    try:
        whole = raw.decode()
    except UnicodeError as error:
        raise refuse("note", "not UTF-8") from error
    if any(c < " " and c != "\n" for c in whole) or not whole.endswith("\n"):
        raise refuse("note", "control characters, or no last newline")
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not below:
        raise refuse("note", "no signatures below an empty line")
    return Note(text=text + "\n", marks=tuple(_mark(line) for line in below.split("\n")[:-1]))


def parse_verifier(text: str) -> Verifier:
    """Read <name>+<id>+<base64 of type and key>. Raises DocumentError."""
    name, _, rest = text.strip().partition("+")
    _, _, encoded = rest.partition("+")
    material = _unbase64(encoded)
    if len(material) != 1 + _KEY_BYTES or material[0] not in (ED25519, COSIGNATURE):
        raise refuse("key", "not <name>+<id>+<base64> of an Ed25519 key")
    key = Ed25519PublicKey.from_public_bytes(material[1:])
    verifier = Verifier(name=name, kind=material[0], key=key)
    if str(verifier) != text.strip():
        raise refuse("key", "its id is not that of its name and key")
    return verifier


def _mark(line: str) -> Mark:
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    raw = _unbase64(encoded)
    if not line.startswith(_MARK) or not name or "+" in name or len(raw) <= _ID_BYTES:
        raise refuse("note", "a line below the empty one is no signature")
    return Mark(name=name, key_id=raw[:_ID_BYTES], sig=raw[_ID_BYTES:])


def _unbase64(text: str) -> bytes:
    """Nothing where it is not the one way to write something in base64."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""

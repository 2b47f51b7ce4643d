"""The head of a log, signed (c2sp.org/tlog-checkpoint): its name, its size and its root."""

import base64
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from edge.errors import refuse
from edge.governance.signing import key_id
from edge.oversight.log.note import ED25519, Note, Verifier, is_signed, parse_note, signed_note
from edge.oversight.log.tree import HASH_BYTES

_ORIGIN: Final = "passerby/log"
# 2**63: more than any log has.
_MAX_DIGITS: Final = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What one key has signed to be all that there is. root: of the tree of size entries."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: Ed25519PrivateKey) -> Note:
        return signed_note(self.text, name=self.origin, key=key)


def origin_of(key: Ed25519PublicKey, generation: int) -> str:
    """How a log is called: by the key that signs it.

    generation: counts the logs that this key has begun; above 1 one was lost or damaged.
    """
    return f"{_ORIGIN}/{key_id(key)}/{generation}"


def verifier_of(checkpoint: Checkpoint, key: Ed25519PublicKey) -> Verifier:
    return Verifier(name=checkpoint.origin, kind=ED25519, key=key)


def read_checkpoint(note: Note) -> Checkpoint:
    """Read a note's text, whoever signed it. Raises DocumentError."""
    lines = note.text.split("\n")
    if len(lines) != 4 or not lines[0]:
        raise refuse("checkpoint", "not the three lines origin, size and root")
    origin, size, root = lines[:3]
    digits = size.isascii() and size.isdecimal() and len(size) <= _MAX_DIGITS
    if not digits or str(int(size)) != size:
        raise refuse("checkpoint", "its size is no number")
    checkpoint = Checkpoint(origin=origin, size=int(size), root=_hash(root))
    if checkpoint.text != note.text:
        raise refuse("checkpoint", "not written as it has to be")
    return checkpoint


def open_checkpoint(raw: bytes, key: Ed25519PublicKey) -> Checkpoint:
    """Read a checkpoint that the key signed, of a log of that key. Raises DocumentError."""
    note = parse_note(raw)
    checkpoint = read_checkpoint(note)
    if not checkpoint.origin.startswith(f"{_ORIGIN}/{key_id(key)}/"):
        raise refuse("checkpoint", f"of another log: {checkpoint.origin}")
    if not is_signed(note, verifier_of(checkpoint, key)):
        raise refuse("checkpoint", "not signed by the key of this log")
    return checkpoint


def _hash(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise refuse("checkpoint", "its root is not base64") from error
    if len(raw) != HASH_BYTES:
        raise refuse("checkpoint", "its root is no SHA-256")
    return raw

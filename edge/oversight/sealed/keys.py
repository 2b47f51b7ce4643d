"""Keys of those who may together open sealed originals: X-Wing, one key an epoch.

X-Wing (HPKE KEM 0x647A) holds for as long as either ML-KEM-768 or X25519 does: what is recorded
today shall not be opened by whoever has a quantum computer tomorrow.
"""

import base64
import hashlib
import os
from binascii import Error as Base64Error
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from edge.contract import KeyId
from edge.errors import BadInputError, refuse

_MLKEM_BYTES: Final = 1184
_X25519_BYTES: Final = 32
_END: Final = b"-----END"
# RFC 9180 with X-Wing: 1,168 bytes for a key of 32, and a tenth of a millisecond.
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class OpeningError(Exception):
    """Not what was sealed for this key, or not what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The public half of one holder's key."""

    mlkem: MLKEM768PublicKey
    x25519: X25519PublicKey

    @property
    def raw(self) -> bytes:
        return self.mlkem.public_bytes_raw() + self.x25519.public_bytes_raw()

    @property
    def key_id(self) -> KeyId:
        return hashlib.sha256(self.raw).hexdigest()[:16]

    def __str__(self) -> str:
        return base64.b64encode(self.raw).decode()

    def seal(self, secret: bytes, *, info: bytes) -> bytes:
        """Encrypt so that this holder alone can read it. info: what it is for."""
        return _SUITE.encrypt(secret, MLKEM768X25519PublicKey(self.mlkem, self.x25519), info=info)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderKey:
    """The private half. Destroyed, nothing that was sealed for it can be opened with it again."""

    mlkem: MLKEM768PrivateKey
    x25519: X25519PrivateKey

    @property
    def holder(self) -> Holder:
        return Holder(mlkem=self.mlkem.public_key(), x25519=self.x25519.public_key())

    def unseal(self, sealed: bytes, *, info: bytes) -> bytes:
        """Raises OpeningError for what was sealed for another, or for something else."""
        try:
            key = MLKEM768X25519PrivateKey(self.mlkem, self.x25519)
            return _SUITE.decrypt(sealed, key, info=info)
        except (InvalidTag, ValueError) as error:
            raise OpeningError("not sealed for this key") from error


def read_holder(text: str) -> Holder:
    """Read base64 of both public keys. Raises DocumentError."""
    try:
        raw = base64.b64decode(text, validate=True)
        if len(raw) != _MLKEM_BYTES + _X25519_BYTES:
            raise ValueError(len(raw))
        return Holder(
            mlkem=MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_BYTES]),
            x25519=X25519PublicKey.from_public_bytes(raw[_MLKEM_BYTES:]),
        )
    except (Base64Error, ValueError) as error:
        raise refuse("key", "not a holder's public key: passerby sealed keygen") from error


def make_key() -> HolderKey:
    return HolderKey(mlkem=MLKEM768PrivateKey.generate(), x25519=X25519PrivateKey.generate())


def write_key(path: Path, key: HolderKey, *, passphrase: str | None = None) -> None:
    """Write two PEM blocks that only their holder can read. Raises BadInputError for a file that
    is there already."""
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        protection = serialization.BestAvailableEncryption(passphrase.encode())
    how = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    pem = key.mlkem.private_bytes(*how) + key.x25519.private_bytes(*how)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    with os.fdopen(file, "wb") as stream:
        stream.write(pem)
        stream.flush()
        os.fsync(stream.fileno())


def read_key(path: Path, *, passphrase: str | None = None) -> HolderKey:
    """Read what write_key wrote. Raises BadInputError naming the file."""
    secret = None if passphrase is None else passphrase.encode()
    try:
        raw = path.read_bytes()
        middle = raw.index(b"\n", raw.index(_END)) + 1
        mlkem, x25519 = (
            serialization.load_pem_private_key(part, password=secret)
            for part in (raw[:middle], raw[middle:])
        )
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError(f"{path}: no holder's key, or not its passphrase") from error
    if not isinstance(mlkem, MLKEM768PrivateKey) or not isinstance(x25519, X25519PrivateKey):
        raise BadInputError(f"{path}: no holder's key")
    return HolderKey(mlkem=mlkem, x25519=x25519)

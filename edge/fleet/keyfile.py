"""Keys of people: an Ed25519 private key in a file that only its holder can read."""

import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.errors import BadInputError

_PRIVATE: Final = 0o600


def create(path: Path, *, passphrase: str | None = None) -> Ed25519PrivateKey:
    """Make a key and write it, PEM and PKCS 8. Raises BadInputError where a file is already.

    passphrase: encrypts the file; without one, whoever copies it can sign.
    """
    key = Ed25519PrivateKey.generate()
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        protection = serialization.BestAvailableEncryption(passphrase.encode())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return key


def read(path: Path, *, passphrase: str | None = None) -> Ed25519PrivateKey:
    """Read what create wrote. Raises BadInputError naming the file."""
    secret = None if passphrase is None else passphrase.encode()
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=secret)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    except TypeError as error:
        asks = "asks for a passphrase" if passphrase is None else "has no passphrase"
        raise BadInputError(f"{path}: {asks}") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadInputError(f"{path}: no private key, or not its passphrase") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInputError(f"{path}: not an Ed25519 key")
    return key

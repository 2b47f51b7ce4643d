"""The key that a camera signs with: made on the camera itself, and never leaves it."""

import base64
import logging
import os
import secrets
from binascii import Error as Base64Error
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.errors import DocumentError, refuse

log = logging.getLogger(__name__)

# In the state folder.
KEY_FILE: Final = "device.key"
_SEED_BYTES: Final = 32
# Base64 of the seed and a line's end; what is longer is no such key.
_MAX_FILE_BYTES: Final = 64


def device_key(state: Path) -> Ed25519PrivateKey:
    """Return the key of the camera that keeps its state in a folder; made at the first call.

    The file holds base64 of the 32 bytes of an Ed25519 seed and is nobody else's to read from its
    first byte on. Two processes that begin at once get the same key. Raises DocumentError for a
    damaged file, which is left as it is: a camera that changes its key is another camera. Raises
    OSError where it can be neither read nor made.
    """
    path = state / KEY_FILE
    with suppress(FileNotFoundError):
        return _read(path)
    _make(path)
    return _read(path)


def own_key(state: Path) -> Ed25519PrivateKey | None:
    """The same, and None where there is none to be had: a camera works without, and says so."""
    try:
        return device_key(state)
    except (DocumentError, OSError) as error:
        log.error("nothing is signed: %s", error)
        return None


def _read(path: Path) -> Ed25519PrivateKey:
    with path.open("rb") as file:
        raw = file.read(_MAX_FILE_BYTES)
    try:
        seed = base64.b64decode(raw.strip(), validate=True)
    except Base64Error as error:
        raise refuse(str(path), "damaged: not a device key") from error
    if len(seed) != _SEED_BYTES:
        raise refuse(str(path), "damaged: not a device key")
    return Ed25519PrivateKey.from_private_bytes(seed)


def _make(path: Path) -> None:
    """Put a fresh key there, unless another process was sooner. Raises OSError."""
    part = path.with_name(f".{KEY_FILE}-{secrets.token_hex(4)}")
    try:
        _write(part, base64.b64encode(secrets.token_bytes(_SEED_BYTES)) + b"\n")
        # A link fails where a rename would put our key in place of another's.
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    _flush(path.parent)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

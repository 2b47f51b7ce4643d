"""A PIN, of which a camera keeps only what proves it, and which can be guessed a few times."""

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from edge.errors import refuse

# With MAX_WRONG tries a window, a guess succeeds once in twenty million windows.
PIN_DIGITS: Final = 8
# A thumb on a ladder slips, too.
MAX_WRONG: Final = 5
# RFC 7914's cost: 16 MB and 0.05 s a try here. Eight digits can be found by whoever has the file
# and patience; but the file lies beside the key of the same page.
_COST: Final = 2**14
_BLOCK: Final = 8
_SALT_BYTES: Final = 16


class _Locked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    salt: Annotated[bytes, Meta(min_length=_SALT_BYTES)]
    proof: Annotated[bytes, Meta(min_length=64, max_length=64)]


class Pin:
    """left: how many wrong tries there may still be. path: of what `lock` made. For one thread.

    Raises DocumentError for a file that is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._locked = msgspec.json.decode(path.read_bytes(), type=_Locked)
        except OSError as error:
            raise refuse(str(path), error.strerror or "cannot be read") from error
        except msgspec.DecodeError as error:
            raise refuse(str(path), f"damaged: {error}") from error
        self.left = MAX_WRONG

    def opens(self, tried: str) -> bool:
        """Whether it is the one. Nothing is, once there were too many wrong ones."""
        if self.left == 0:
            return False
        # Counted before it is proven: whatever ends this process, the try was one.
        self.left -= 1
        right = hmac.compare_digest(_proof(tried, self._locked.salt), self._locked.proof)
        if right:
            self.left = MAX_WRONG
        return right


def lock(pin: str) -> bytes:
    """What to keep of a PIN."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return msgspec.json.encode(_Locked(salt=salt, proof=_proof(pin, salt)))


def _proof(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=1)

"""What opens a window from a stick: the same command as from afar, good for days.

From afar it would be too late after a minute, and on a stick what came from afar is: the envelope's
own time ends it. So nothing is gained by carrying one to where the other belongs.
"""

import uuid
from collections.abc import Iterable

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge import strict
from edge.contract import Command, KeyId
from edge.errors import refuse
from edge.governance.authority import Authority
from edge.governance.signing import seal


def opening(
    audience: Iterable[str],
    *,
    minutes: int,
    utc_s: float,
    expires: int,
    key: Ed25519PrivateKey,
) -> bytes:
    """The envelope, signed. minutes: of the window. expires: in seconds since 1970-01-01T00:00Z."""
    command = Command(id=str(uuid.uuid4()), name="maintenance", t=int(utc_s), minutes=minutes)
    return seal(
        msgspec.json.encode(command).decode(),
        purpose="command",
        audience=audience,
        by=[key],
        expires=expires,
    )


def read_opening(
    raw: bytes, authority: Authority, *, utc_s: float | None
) -> tuple[int, frozenset[KeyId]]:
    """For how many minutes, and whose keys had signed it. Raises DocumentError.

    It may be used again until its time is over.
    """
    signed = authority.open(raw, purpose="command", utc_s=utc_s)
    command = strict.parse(signed.body, Command)
    if command.name != "maintenance" or command.minutes is None:
        raise refuse("name", "not a command that opens the maintenance window")
    return command.minutes, signed.signers

"""Who a camera is, and whose signatures it believes: one file that only its holder can write."""

import logging
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta, Struct

from edge import strict
from edge.contract import CameraId
from edge.errors import DocumentError, Fault, refuse
from edge.governance.signing import Keys, read_public

log = logging.getLogger(__name__)

FLEET: Final = "fleet:"
# In the state folder.
TRUST_FILE: Final = "trust.yaml"

# Who holds a key, for people who read the file.
Holder = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}\Z")]


class Circle(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Public keys (base64 of 32 bytes) by who holds them, and how many of them have to sign."""

    keys: Annotated[dict[Holder, str], Meta(max_length=16)] = {}
    at_least: Annotated[int, Meta(ge=1, le=8)] = 1

    def __post_init__(self) -> None:
        faults = [fault for holder, key in self.keys.items() if (fault := _fault(holder, key))]
        if len(set(self.keys.values())) < len(self.keys):
            faults.append(Fault(path="keys", reason="one key stands there twice"))
        if self.keys and self.at_least > len(self.keys):
            faults.append(Fault(path="at_least", reason=f"there are only {len(self.keys)} keys"))
        if faults:
            raise DocumentError(faults)

    def as_keys(self) -> Keys:
        return Keys.of(self.keys.values(), at_least=self.at_least)


class Trust(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """operators: who may configure and command it; oversight: who may say how far that goes.

    camera: what it answers to beside the fleets; None: nothing from afar is for it.
    """

    camera: CameraId | None = None
    fleets: Annotated[tuple[CameraId, ...], Meta(max_length=32)] = ()
    operators: Circle = Circle()
    oversight: Circle = Circle()

    def __post_init__(self) -> None:
        shared = set(self.operators.keys.values()) & set(self.oversight.keys.values())
        if shared:
            raise refuse("oversight.keys", "an operator holds one of them")

    @property
    def names(self) -> frozenset[str]:
        """What an audience may call this camera."""
        own = () if self.camera is None else (self.camera,)
        return frozenset((*own, *(FLEET + fleet for fleet in self.fleets)))


NOBODY: Final = Trust()


def read_trust(path: Path) -> Trust:
    """Read a trust file. Raises DocumentError naming the file and the place."""
    return strict.read_file(path, Trust)


def trust_or_nobody(path: Path) -> Trust:
    """The same, and nobody is trusted where there is no such file or it is not to be read."""
    try:
        trust = read_trust(path)
    except DocumentError as error:
        for line in error.lines:
            log.warning("%s", line)
        trust = NOBODY
    if not trust.operators.keys:
        log.warning("no operator is trusted: no configuration is accepted from afar")
    return trust


def _fault(holder: str, key: str) -> Fault | None:
    try:
        read_public(key)
    except DocumentError as error:
        return Fault(path=f"keys.{holder}", reason=error.faults[0].reason)
    return None

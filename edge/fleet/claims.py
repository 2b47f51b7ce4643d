"""Claims: a card that may ask for one camera's certificate, once, and do nothing else."""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from edge.claim import camera_of, claim_name, fingerprint, public_bytes, read_asked
from edge.errors import BadInputError, DocumentError
from edge.fleet import register as places
from edge.fleet.enrol import check_id
from edge.fleet.issue import Authority
from edge.fleet.register import Claim, Place

CERTIFICATE: Final = "claim.pem"
KEY: Final = "claim.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A camera that waits for its certificate, and the key that it has made."""

    camera: str
    key: ec.EllipticCurvePublicKey

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)


def make(
    register: Path, camera: str, *, authority: Authority, days: int, now: datetime, into: Path
) -> None:
    """Write claim.pem and claim.key into a folder for that camera's card, and note the claim.

    One that was made before for it is over. Raises BadInputError where a file is already.
    """
    check_id(camera)
    key = ec.generate_private_key(ec.SECP256R1())
    made = authority.certify(claim_name(camera), key.public_key(), days=days, now=now)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        into.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(into / KEY, flags, 0o600), "wb") as out:
            out.write(pem)
        (into / CERTIFICATE).write_bytes(made.public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise BadInputError(f"{error.filename}: {error.strerror}") from error
    claim = Claim(
        serial=f"{made.serial_number:x}",
        key=base64.b64encode(public_bytes(key.public_key())).decode(),
        until=int((now + timedelta(days=days)).timestamp()),
    )
    known = places.read(register)
    spent = known.get(camera, Place()).without_claim().spent
    places.write(register, {**known, camera: Place(claim=claim, spent=spent)})


def judge(topic: str, raw: bytes, *, known: Mapping[str, Place], now: datetime) -> Asked:
    """Who asks, where the question is what it has to be.

    Raises BadInputError: no claim for that camera or one that is over, another claim's signature,
    a request for another name, a key that the camera has not made itself.
    """
    camera = camera_of(topic)
    claim = known.get(camera or "", Place()).claim
    if camera is None or claim is None:
        raise BadInputError(f"{camera or topic}: has no claim, or it was used")
    if now.timestamp() >= claim.until:
        raise BadInputError(f"{camera}: its claim has expired")
    own = serialization.load_der_public_key(base64.b64decode(claim.key))
    if not isinstance(own, ec.EllipticCurvePublicKey):
        raise BadInputError(f"{camera}: its claim's key in the register is none of ours")
    try:
        wanted = read_asked(raw, by=own)
    except DocumentError as error:
        raise BadInputError(f"{camera}: {error}") from error
    if wanted.name != camera:
        raise BadInputError(f"{camera}: asks for the name {wanted.name!r}")
    key = wanted.key
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadInputError(f"{camera}: its key is not of P-256")
    if key == own:
        raise BadInputError(f"{camera}: asks for its claim's key, which others have seen")
    return Asked(camera=camera, key=key)


def admit(asked: Asked, *, register: Path, authority: Authority, days: int, now: datetime) -> bytes:
    """Return the certificate, PEM; the claim is over from then on. Raises BadInputError."""
    known = places.read(register)
    place = known.get(asked.camera, Place())
    if place.claim is None:
        raise BadInputError(f"{asked.camera}: its claim was used")
    made = authority.certify(asked.camera, asked.key, days=days, now=now)
    serial = f"{made.serial_number:x}"
    # Struck out first: a certificate that gets lost costs a claim, a second one a camera.
    came = replace(place.without_claim(), serial=serial)
    places.write(register, {**known, asked.camera: came})
    return made.public_bytes(serialization.Encoding.PEM)


def deny(register: Path, camera: str) -> None:
    """Its claim is over: whoever asked has it, so the right camera needs another one."""
    known = places.read(register)
    if known.get(camera, Place()).claim is None:
        raise BadInputError(f"{camera}: has no claim")
    places.write(register, {**known, camera: known[camera].without_claim()})


def spent(register: Path) -> tuple[str, ...]:
    """Serials of all claims that are over."""
    return tuple(serial for place in places.read(register).values() for serial in place.spent)

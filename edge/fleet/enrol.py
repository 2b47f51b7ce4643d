"""How a camera comes to its certificate: invited once, by a key that it has made itself.

The invitation's code travels in the request as its challenge password (RFC 2985, 5.4.1): the
register knows only its digest, and strikes it out with the first certificate.
"""

import hashlib
import hmac
import os
import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final, get_args

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AttributeOID, NameOID
from msgspec.structs import replace

from edge.claim import Wanted, read_csr
from edge.contract import CameraId
from edge.errors import BadInputError, DocumentError
from edge.fleet import register as places
from edge.fleet.issue import Authority
from edge.fleet.register import Place

_CAMERA_ID: Final = re.compile(get_args(CameraId)[1].pattern)
_CODE_BYTES: Final = 16


def invite(register: Path, camera: str) -> str:
    """Note a camera that may come, and return the code for it. Raises BadInputError.

    One that has a certificate may be invited again: its next one needs a new code.
    """
    check_id(camera)
    code = secrets.token_urlsafe(_CODE_BYTES)
    known = places.read(register)
    spent = known.get(camera, Place()).without_claim().spent
    places.write(register, {**known, camera: Place(code_sha256=_digest(code), spent=spent)})
    return code


def check_id(camera: str) -> None:
    """Raises BadInputError for what is no camera's id."""
    if not _CAMERA_ID.match(camera):
        raise BadInputError(f"camera: {camera!r} is not an id such as gate-3")


def request(folder: Path, camera: str, code: str | None) -> Path:
    """On the camera: make its key, and the request to be carried to the operator.

    The key never leaves the folder. code: of an invitation; None for who asks with a claim.
    Raises BadInputError where there is a key already.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, camera)])
    draft = x509.CertificateSigningRequestBuilder().subject_name(subject)
    if code is not None:
        draft = draft.add_attribute(AttributeOID.CHALLENGE_PASSWORD, code.encode())
    signed = draft.sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key_file, request_file = folder / f"{camera}.key", folder / f"{camera}.csr"
    try:
        with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
        request_file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise BadInputError(f"{error.filename}: {error.strerror}") from error
    return request_file


def approve(
    request_file: Path, *, register: Path, ca: Path, ca_key: Path, days: int, now: datetime
) -> bytes:
    """Return the certificate, PEM, for who was invited; the code is void from then on.

    Raises BadInputError for a request that is not good, a camera that was not invited, or a code
    that is wrong or was used.
    """
    asked = _read_request(request_file)
    camera, code, key = asked.name, asked.code, asked.key
    known = places.read(register)
    place = known.get(camera, Place())
    expected = place.code_sha256
    if expected is None or code is None or not hmac.compare_digest(_digest(code), expected):
        raise BadInputError(f"{request_file}: {camera!r} was not invited with this code")
    if place.serial is not None:
        raise BadInputError(f"{request_file}: its code was used for certificate {place.serial}")
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise BadInputError(f"{request_file}: not an elliptic-curve key")
    made = Authority.read(ca, ca_key).certify(camera, key, days=days, now=now)
    serial = f"{made.serial_number:x}"
    # Struck out first: a certificate that gets lost costs an invitation, a second one a camera.
    places.write(register, {**known, camera: replace(place.without_claim(), serial=serial)})
    return made.public_bytes(serialization.Encoding.PEM)


def _read_request(path: Path) -> Wanted:
    try:
        return read_csr(path.read_bytes())
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    except DocumentError as error:
        raise BadInputError(f"{path}: {error.faults[0].reason}") from error


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()

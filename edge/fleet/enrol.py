"""How a camera comes to its certificate: invited once, by a key that it has made itself.

The invitation's code travels in the request as its challenge password (RFC 2985, 5.4.1): the
register knows only its digest, and strikes it out with the first certificate.
"""

import hashlib
import hmac
import os
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, get_args

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AttributeOID, ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from edge.contract import CameraId
from edge.errors import BadInputError

_CAMERA_ID: Final = re.compile(get_args(CameraId)[1].pattern)
_CODE_BYTES: Final = 16
# Clocks of cameras run behind until network time arrives.
_LEEWAY: Final = timedelta(days=1)


class Place(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One camera in the register. code_sha256: of its invitation. serial: None while unused."""

    code_sha256: str
    serial: str | None = None


def invite(register: Path, camera: str) -> str:
    """Note a camera that may come, and return the code for it. Raises BadInputError.

    One that has a certificate may be invited again: its next one needs a new code.
    """
    if not _CAMERA_ID.match(camera):
        raise BadInputError(f"camera: {camera!r} is not an id such as gate-3")
    code = secrets.token_urlsafe(_CODE_BYTES)
    _write(register, {**_read(register), camera: Place(code_sha256=_digest(code))})
    return code


def request(folder: Path, camera: str, code: str) -> Path:
    """On the camera: make its key, and the request to be carried to the operator.

    The key never leaves the folder. Raises BadInputError where there is a key already.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, camera)])
    draft = x509.CertificateSigningRequestBuilder().subject_name(subject)
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
    camera = _common_name(asked.subject)
    places = _read(register)
    place = places.get(camera)
    code = _code(asked)
    if place is None or code is None or not hmac.compare_digest(_digest(code), place.code_sha256):
        raise BadInputError(f"{request_file}: {camera!r} was not invited with this code")
    if place.serial is not None:
        raise BadInputError(f"{request_file}: its code was used for certificate {place.serial}")
    made = _certificate(asked, camera, ca=ca, ca_key=ca_key, days=days, now=now)
    serial = f"{made.serial_number:x}"
    # Struck out first: a certificate that gets lost costs an invitation, a second one a camera.
    _write(register, {**places, camera: msgspec.structs.replace(place, serial=serial)})
    return made.public_bytes(serialization.Encoding.PEM)


def _certificate(
    asked: x509.CertificateSigningRequest,
    camera: str,
    *,
    ca: Path,
    ca_key: Path,
    days: int,
    now: datetime,
) -> x509.Certificate:
    """For the name and the key of the request, and for nothing else that it may ask for."""
    try:
        issuer = x509.load_pem_x509_certificate(ca.read_bytes())
        key = serialization.load_pem_private_key(ca_key.read_bytes(), password=None)
    except OSError as error:
        raise BadInputError(f"{error.filename}: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError(f"{ca}, {ca_key}: not an authority and its key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != issuer.public_key():
        raise BadInputError(f"{ca_key}: not the key of {ca}")
    draft = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, camera)]))
        .issuer_name(issuer.subject)
        .public_key(asked.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LEEWAY)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
    )
    return draft.sign(key, hashes.SHA256())


def _read_request(path: Path) -> x509.CertificateSigningRequest:
    try:
        asked = x509.load_pem_x509_csr(path.read_bytes())
        if not asked.is_signature_valid:
            raise BadInputError(f"{path}: not signed by the key that it names")
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    except (ValueError, UnsupportedAlgorithm, InvalidSignature) as error:
        raise BadInputError(f"{path}: not a certificate request") from error
    return asked


def _common_name(name: x509.Name) -> str:
    names = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if len(names) == 1 else ""


def _code(asked: x509.CertificateSigningRequest) -> str | None:
    try:
        found = asked.attributes.get_attribute_for_oid(AttributeOID.CHALLENGE_PASSWORD)
    except x509.AttributeNotFound:
        return None
    return found.value.decode(errors="replace")


def _read(register: Path) -> dict[str, Place]:
    try:
        return msgspec.json.decode(register.read_bytes(), type=dict[str, Place])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadInputError(f"{register}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise BadInputError(f"{register}: {error}") from error


def _write(register: Path, places: dict[str, Place]) -> None:
    draft = register.with_name(register.name + ".new")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(places)))
    draft.replace(register)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
